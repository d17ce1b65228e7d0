//! What a user can say about how inputs are read.

use encoding_rs::Encoding;

/// How articles lie in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The whole is one article.
    Text,
    /// Each line is a JSON object that holds one article.
    JsonLines,
}

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The JSON field that holds the text. A field inside another is named with dots, a place in a
    /// list by its number from zero: `article.body`, `bodies.0.value`; the dots may as well be part
    /// of a field's own name. Without it `text`, `maintext`, `articleBody`, `body_text`, `body` and
    /// `content` are tried, and the first that is not blank is taken.
    pub text_field: Option<String>,
    /// The JSON field that holds the article's name, written like `text_field`. Without it `id`,
    /// `uri`, `uuid`, `guid`, `article_id`, `articleID`, `url`, `link` and `filename` are tried. An
    /// article that has none of them is named by its file and line.
    pub id_field: Option<String>,
    /// The encoding of inputs that do not begin with a byte order mark; UTF-8 without it.
    pub encoding: Option<&'static Encoding>,
    /// How articles lie in standard input and in pipes. Without it they are JSON Lines where the
    /// first character that is no white space is `{`, else one text, be it empty.
    pub stdin_format: Option<Format>,
    /// The most bytes of one text file or one line, decompressed and decoded. What is over it is an
    /// error of that article and never held in memory.
    pub max_article_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            text_field: None,
            id_field: None,
            encoding: None,
            stdin_format: None,
            max_article_bytes: 10_000_000,
        }
    }
}

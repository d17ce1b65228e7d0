//! Articles and the readers that bring them in.
//!
//! [`Articles`] goes through inputs one article at a time, in an order that is always the same. It
//! holds the sorted list of all files, one article and a few buffers. What it makes of what it meets:
//!
//! | input | result |
//! |---|---|
//! | `.txt` | one article, named by its stem |
//! | `.jsonl`, `.ndjson`, `.json` | one article a line; blank lines are passed over |
//! | `.gz`, `.zst` behind these | the same, all gzip members and all zstd frames |
//! | a folder | its `.txt`, `.jsonl` and `.ndjson` files at any depth, sorted by the bytes of their paths; other files are passed over |
//! | `-`, a pipe | JSON Lines if `{` comes first, else one text |
//! | a file with another ending, named itself | one text |
//! | the same file twice | read once, where it is named first |
//! | a link to a file | read; one to a folder, met inside a folder, is not followed, so links in circles do no harm |
//! | an input that is not there, a folder without articles | [`InputError`] before anything is read |
//! | a file that cannot be read, a line that is no article | [`ArticleError`] for it; all others are read |
//! | compressed data that break off | the whole lines before the break, then one [`ArticleError`] |
//! | compressed data that expand more than 200-fold, beyond the first 128 MiB | what came before, then one [`ArticleError`] |
//! | an empty text, or only white space | an article |
//! | a byte order mark | taken away; it decides the encoding, whatever [`ReadOptions::encoding`] says |
//! | half a surrogate pair in a JSON escape | the article, with U+FFFD in its place |
//!
//! Texts are handed on exactly as they are: line ends, no-break spaces, NULs and marks of writing
//! direction stay what and where they were, so that offsets fit the reader's own copy.

mod articles;
mod decode;
mod error;
mod excerpt;
mod fields;
mod inputs;
mod json_lines;
mod naming;
mod object;
mod open;
mod options;
mod surrogates;
mod text_file;

pub use articles::{Articles, Listing};
pub use error::{ArticleError, ArticleErrorKind, InputError, InputProblem};
pub use naming::is_read_in_folders;
pub use options::{Format, ReadOptions};

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its name: the input's own, else the file's stem, else the file's stem and the line.
    pub id: String,
    /// The text exactly as it was handed in (decoded, without a byte order mark).
    pub text: String,
    /// Where it came from.
    pub place: Place,
    /// Headline, where the input had one beside the text.
    pub title: Option<String>,
    /// Date, as the input had it.
    pub published: Option<String>,
    /// Address, as the input had it.
    pub url: Option<String>,
}

impl Article {
    /// An article that comes from no file, with nothing beside its text; its place is `-`.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Article {
            id: id.into(),
            text: text.into(),
            place: Place {
                path: "-".into(),
                line: None,
            },
            title: None,
            published: None,
            url: None,
        }
    }
}

/// File and line of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named, `-` for standard input.
    pub path: String,
    /// Line in it, counted from one; `None` where the whole file is the article.
    pub line: Option<u64>,
}

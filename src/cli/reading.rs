//! Options on how articles are read.

use clap::Args;
use encoding_rs::Encoding;
use serde::{Serialize, Serializer};
use whosaid::article::ReadOptions;

use super::choices::FormatChoice;

/// How articles are read.
#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "Reading")]
pub struct ReadArgs {
    /// JSON field that holds the text, such as body or article.body [default: text, maintext,
    /// articleBody, body_text, body or content, the first that is not blank]
    #[arg(long, value_name = "FIELD")]
    pub text_field: Option<String>,

    /// JSON field that holds the article's id [default: id and its like, else file and line]
    #[arg(long, value_name = "FIELD")]
    pub id_field: Option<String>,

    /// Encoding of the input, such as windows-1252 [default: UTF-8, or what a byte order mark says]
    #[arg(long, value_name = "LABEL", value_parser = encoding)]
    #[serde(serialize_with = "encoding_name")]
    pub encoding: Option<&'static Encoding>,

    /// The most bytes of one article, unpacked; larger ones are told as errors. While an article is
    /// worked on, it needs some 60 times its size in memory
    #[arg(long, value_name = "N", default_value = "10000000")]
    pub max_article_bytes: usize,

    /// What standard input and pipes hold [default: JSON Lines if they begin with {, else text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<FormatChoice>,
}

impl ReadArgs {
    /// These options as the readers take them.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            encoding: self.encoding,
            stdin_format: self.input_format.map(Into::into),
            max_article_bytes: self.max_article_bytes,
        }
    }
}

fn encoding(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        "no such encoding is known; examples are utf-8, windows-1252, iso-8859-2, utf-16le, \
         shift_jis, gb18030"
            .into()
    })
}

fn encoding_name<S: Serializer>(
    encoding: &Option<&'static Encoding>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    encoding.map(Encoding::name).serialize(serializer)
}

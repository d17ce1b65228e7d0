//! What can go wrong with inputs (the run cannot begin) and with articles (the run goes on).

use std::fmt;
use std::io;

use thiserror::Error;

use super::Place;
use crate::foreign::harmless;

/// Inputs that cannot be what the user meant; nothing was read.
#[derive(Debug, Error)]
#[error("{}", listed(.problems))]
pub struct InputError {
    /// Each of them, in the order they were named.
    pub problems: Vec<InputProblem>,
}

fn listed(problems: &[InputProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// One input that cannot be what the user meant.
#[derive(Debug, Error)]
pub enum InputProblem {
    /// No input was named at all.
    #[error("no input: name files or folders, or - for standard input")]
    NoInputs,
    /// There is nothing under this name, or the system does not let it be looked at.
    #[error("{path}: {source}")]
    NotThere {
        /// The input.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The folder cannot be listed.
    #[error("{path}: the folder cannot be listed: {source}")]
    NotListed {
        /// The folder.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The folder holds no file that could be an article.
    #[error("{path}: no article in this folder ({}); articles are {}", passed_over(*.others, *.closed), "files ending in .txt, .jsonl or .ndjson, each also with .gz or .zst")]
    NoArticles {
        /// The folder.
        path: String,
        /// Files in it that have other endings.
        others: usize,
        /// Folders in it that cannot be listed.
        closed: usize,
    },
}

fn passed_over(others: usize, closed: usize) -> String {
    match (others, closed) {
        (0, 0) => "it is empty".to_owned(),
        (_, 0) => format!("{others} other files"),
        _ => format!("{others} other files, {closed} folders that cannot be listed"),
    }
}

/// One article, or one file, that could not be read. All others are still read.
#[derive(Debug)]
pub struct ArticleError {
    /// Where it is; no line where the whole file is meant.
    pub place: Place,
    /// The article's id, where it could be known; without it, what could not be read may have held
    /// any articles.
    pub id: Option<String>,
    /// What is wrong.
    pub kind: ArticleErrorKind,
    /// How the article begins, as far as it could be read: up to 80 characters, with control
    /// characters escaped.
    pub first_bytes: String,
}

impl fmt::Display for ArticleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", harmless(&self.place.path))?;
        if let Some(line) = self.place.line {
            write!(f, ":{line}")?;
            // The id of an article that is a whole file is in its path already.
            if let Some(id) = &self.id {
                write!(f, " ({})", harmless(id))?;
            }
        }
        write!(f, ": {}", self.kind)
    }
}

impl std::error::Error for ArticleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}

/// What is wrong with an article.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ArticleErrorKind {
    /// The system does not let the file be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// The compressed data end too early; what was whole before the end has been handed out.
    #[error("the {packing} data break off; everything from here on is missing")]
    Truncated {
        /// `gzip` or `zstd`.
        packing: &'static str,
    },
    /// The compressed data are not what their name says, or damaged; what the decompressor gave
    /// before has been handed out.
    #[error("the {packing} data are damaged: {source}; everything from here on is missing")]
    Damaged {
        /// `gzip` or `zstd`.
        packing: &'static str,
        /// What the decompressor says.
        source: io::Error,
    },
    /// The compressed data expand beyond all measure, as those of no article do; what came before
    /// has been handed out.
    #[error(
        "the {packing} data expand more than {times}-fold, as only a fault or an attack does; everything from here on is left out. If the file is right, unpack it and name it unpacked"
    )]
    Expands {
        /// `gzip` or `zstd`.
        packing: &'static str,
        /// The bound.
        times: u64,
    },
    /// In runs from night to night: another article had this id in the same night, with another
    /// text.
    #[error(
        "another article of this night has the same id and another text, and that one is kept; give each article an id of its own, or name the field that holds it with --id-field"
    )]
    IdTwice,
    /// The bytes are no UTF-8, and no other encoding was named.
    #[error("no UTF-8 at byte {offset}; name the encoding with --encoding, such as windows-1252")]
    NotUtf8 {
        /// The first byte that is none, counted from zero at the start of the file or line, a byte
        /// order mark left out.
        offset: usize,
    },
    /// The bytes do not fit the encoding that was named, or that the byte order mark tells.
    #[error("cannot be decoded as {encoding}; name another encoding with --encoding")]
    Undecodable {
        /// Name of the encoding.
        encoding: &'static str,
    },
    /// The line is no JSON.
    #[error("no JSON: {message}; each line must be one whole JSON object")]
    NotJson {
        /// What is wrong, and at which byte of the line.
        message: String,
    },
    /// The line is JSON of another kind.
    #[error("the line holds {found}; each line must be one whole JSON object")]
    NotAnObject {
        /// What it is.
        found: &'static str,
    },
    /// No field holds a text.
    #[error("no text in {}; name its field with --text-field, out of: {}", .tried.join(", "), names(.present))]
    NoText {
        /// The fields that were looked at.
        tried: Vec<String>,
        /// The first fields that the article has.
        present: Vec<String>,
    },
    /// The field that should hold the text holds something else.
    #[error(
        "the field {field} holds {found} and no string; name the text's field with --text-field"
    )]
    TextNotString {
        /// The field.
        field: String,
        /// What it holds.
        found: &'static str,
    },
    /// The article is larger than [`ReadOptions::max_article_bytes`](super::ReadOptions::max_article_bytes).
    #[error("{}", too_large(*.bytes, *.limit))]
    TooLarge {
        /// Size of the line with its end, decompressed; `None` for a file, which is not read on
        /// to its end.
        bytes: Option<u64>,
        /// The limit.
        limit: u64,
    },
}

impl ArticleErrorKind {
    /// A short name that stays the same between versions, for files that list errors.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Truncated { .. } => "truncated",
            Self::Damaged { .. } => "damaged",
            Self::Expands { .. } => "expands",
            Self::IdTwice => "id_twice",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::Undecodable { .. } => "undecodable",
            Self::NotJson { .. } => "not_json",
            Self::NotAnObject { .. } => "not_an_object",
            Self::NoText { .. } => "no_text",
            Self::TextNotString { .. } => "text_not_string",
            Self::TooLarge { .. } => "too_large",
        }
    }

    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self)
    }
}

fn names(present: &[String]) -> String {
    if present.is_empty() {
        return "(no field at all)".to_owned();
    }
    let shown: Vec<String> = present.iter().map(|name| harmless(name)).collect();
    shown.join(", ")
}

fn too_large(bytes: Option<u64>, limit: u64) -> String {
    match bytes {
        Some(bytes) => format!(
            "{bytes} bytes in one article; the limit is {limit}, --max-article-bytes sets it"
        ),
        None => format!(
            "larger than the limit of {limit} bytes an article, which --max-article-bytes sets"
        ),
    }
}

//! An article that got no record.

use std::any::Any;
use std::fmt;

use serde::Serialize;

use crate::article::{Article, ArticleError};
use crate::foreign::harmless;
use crate::panics::panic_message;

/// An article that got no record, as a line of the file of errors tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The file that the article is in, `-` for standard input.
    pub path: String,
    /// Its line, counted from one; null where the whole file is meant.
    pub line: Option<u64>,
    /// The article's id, where it could be known.
    pub id: Option<String>,
    /// A short name of the reason: those of
    /// [`ArticleErrorKind::code`](crate::article::ArticleErrorKind::code), `analysis` or `panic`.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
    /// How the article begins, where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_bytes: Option<String>,
}

impl Failure {
    /// The failure of an article with the same text: `article` fails in the same way.
    pub(super) fn also_of(&self, article: &Article) -> Self {
        Self::at_work(article, self.kind, self.message.clone())
    }

    /// The analysis gave an error.
    pub(super) fn analysis(article: &Article, reason: &impl fmt::Display) -> Self {
        Self::at_work(article, "analysis", reason.to_string())
    }

    /// The analysis panicked.
    pub(super) fn panicked(article: &Article, payload: &(dyn Any + Send)) -> Self {
        let reason = format!("a fault in the program: {}", panic_message(payload));
        Self::at_work(article, "panic", reason)
    }

    fn at_work(article: &Article, kind: &'static str, message: String) -> Self {
        Failure {
            path: article.place.path.clone(),
            line: article.place.line,
            id: Some(article.id.clone()),
            kind,
            message,
            first_bytes: None,
        }
    }
}

impl From<ArticleError> for Failure {
    fn from(error: ArticleError) -> Self {
        Failure {
            kind: error.kind.code(),
            message: error.kind.to_string(),
            path: error.place.path,
            line: error.place.line,
            id: error.id,
            first_bytes: Some(error.first_bytes).filter(|bytes| !bytes.is_empty()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", harmless(&self.path))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            // The id of an article that is a whole file is in its path already.
            if let Some(id) = &self.id {
                write!(f, " ({})", harmless(id))?;
            }
        }
        write!(f, ": {}", self.message)
    }
}

//! An article that got no record.

use std::any::Any;
use std::fmt;

use serde::Serialize;

use crate::article::{Article, ArticleError};
use crate::output::record::RecordSource;

/// An article that got no record, as a line of the file of errors tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Where the article is; without a line where the whole file is meant.
    pub source: RecordSource,
    /// The article's id, where it could be known.
    pub id: Option<String>,
    /// A short name of the reason: those of
    /// [`ArticleErrorKind::code`](crate::article::ArticleErrorKind::code), `analysis` or `panic`.
    pub code: &'static str,
    /// What is wrong.
    pub reason: String,
    /// How the article begins, where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_bytes: Option<String>,
}

impl Failure {
    /// The analysis gave an error.
    pub(super) fn analysis(article: &Article, reason: &impl fmt::Display) -> Self {
        Self::at_work(article, "analysis", reason.to_string())
    }

    /// The analysis panicked.
    pub(super) fn panicked(article: &Article, payload: &(dyn Any + Send)) -> Self {
        let reason = format!("a fault in the program: {}", panic_message(payload));
        Self::at_work(article, "panic", reason)
    }

    fn at_work(article: &Article, code: &'static str, reason: String) -> Self {
        Failure {
            source: RecordSource {
                path: article.place.path.clone(),
                line: article.place.line,
            },
            id: Some(article.id.clone()),
            code,
            reason,
            first_bytes: None,
        }
    }
}

impl From<ArticleError> for Failure {
    fn from(error: ArticleError) -> Self {
        Failure {
            code: error.kind.code(),
            reason: error.kind.to_string(),
            source: RecordSource {
                path: error.place.path,
                line: error.place.line,
            },
            id: error.id,
            first_bytes: Some(error.first_bytes).filter(|bytes| !bytes.is_empty()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", without_controls(&self.source.path))?;
        if let Some(line) = self.source.line {
            write!(f, ":{line}")?;
            // The id of an article that is a whole file is in its path already.
            if let Some(id) = &self.id {
                write!(f, " ({})", without_controls(id))?;
            }
        }
        write!(f, ": {}", self.reason)
    }
}

/// Paths and ids come from outside and are shown on terminals.
fn without_controls(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

/// What a panic said.
pub(super) fn panic_message(payload: &(dyn Any + Send)) -> String {
    if let Some(message) = payload.downcast_ref::<&str>() {
        (*message).to_owned()
    } else if let Some(message) = payload.downcast_ref::<String>() {
        message.clone()
    } else {
        "a panic without words".to_owned()
    }
}

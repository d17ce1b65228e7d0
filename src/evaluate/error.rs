//! What keeps predictions from being scored.

use thiserror::Error;

use crate::gold::{GoldError, Mistake};

/// Why no figures can be given.
#[derive(Debug, Error)]
pub enum EvaluateError {
    /// Gold cannot be read, or has mistakes.
    #[error(transparent)]
    Gold(#[from] GoldError),
    /// A record is not what it was when its file was checked.
    #[error("{id}: its record has changed while it was read")]
    Changed {
        /// The article.
        id: String,
    },
    /// A record was made from a text that is not the gold article's, so that its spans mean
    /// nothing here.
    #[error(
        "{id}: the record was made from another text (text_sha256 differs from the gold text's)"
    )]
    OtherText {
        /// The article.
        id: String,
    },
    /// A span of a record does not fit the text.
    #[error("{id}: quotation {quote}: [{start}, {end}) does not fit the text")]
    SpanOutside {
        /// The article.
        id: String,
        /// The quotation's `id` in the record.
        quote: usize,
        /// Start as the record has it.
        start: usize,
        /// End as the record has it.
        end: usize,
    },
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("{path}, line {line}: {what}")]
    Line {
        /// The file.
        path: String,
        /// Line, counted from one.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A file of annotations holds things that cannot be right; nothing of it is used.
    #[error("{path}: {} mistakes\n{}", .mistakes.len(), listed(.mistakes))]
    Mistakes {
        /// The file.
        path: String,
        /// Each of them, in the order of the file.
        mistakes: Vec<Mistake>,
    },
}

fn listed(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(|m| format!("  {m}")).collect();
    lines.join("\n")
}

//! Articles with gold quotations: what people say is quoted, and by whom.
//!
//! One article a line: `id`, `text`, `quotes[]`, each with `type`, `content`, `source`, `cue` and,
//! where it was annotated, `speaker`, `speaker_kind` and `speaker_doubt`. Offsets are `[start, end)`
//! in Unicode code points. Training reads it, measuring reads it, `corpus/gold.jsonl` is written in it.

mod read;

pub use read::{GoldError, GoldLines, Mistake, read_gold};
pub(crate) use read::{checked_parts, read_gold_line};

use serde::{Deserialize, Serialize};

use crate::text::{QuotationType, Span};

/// An article with its gold quotations.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldArticle {
    /// Its name, unique in its file.
    pub id: String,
    /// The text that all spans are of.
    pub text: String,
    /// The quotations, in the file's order.
    pub quotations: Vec<GoldQuotation>,
}

/// One gold quotation; spans in bytes of the article's text, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldQuotation {
    /// The type as the file has it; figures take [`QuotationType::of`] instead.
    pub kind: QuotationType,
    /// What was said; at least one piece.
    pub content: Vec<Span>,
    /// The words that name who said it; empty where there are none.
    pub source: Vec<Span>,
    /// "said", "according to", ":"; empty where there is none.
    pub cue: Vec<Span>,
    /// Who said it.
    pub speaker: GoldSpeaker,
}

/// Who said a gold quotation, as far as it was annotated.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GoldSpeaker {
    /// Fullest form of the name in the article, several where several speak together, none where
    /// nobody can be told or nobody was asked.
    pub names: Vec<String>,
    /// Absent where the speaker was not annotated.
    pub kind: Option<GoldSpeakerKind>,
    /// The annotator was unsure, or the source mention is wrong.
    pub doubt: bool,
}

/// What a gold speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GoldSpeakerKind {
    /// A named human being.
    Person,
    /// A named company, agency, paper, team, government.
    Organization,
    /// People taken together: "critics", "the protesters".
    Group,
    /// Somebody without a name: "a senior official".
    Unnamed,
    /// Nobody can be told.
    None,
}

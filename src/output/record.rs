//! The record: what is written of an article, one JSON line each (schema 1).
//!
//! These types are the public contract and stand apart from the ones the pipeline works with, so
//! that the inside can change without the output.

use serde::{Deserialize, Serialize};

use crate::text::{OffsetUnit, QuotationType};

/// The number written as `schema`.
pub const SCHEMA: u32 = 1;

/// `[start, end)` in the record's `offset_unit`.
pub type RecordSpan = [usize; 2];

/// All that is said of one article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The article's id as the input had it, or made from its place.
    pub id: String,
    /// Where the article came from.
    pub source: RecordSource,
    /// Headline, where the input had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Date, as the input had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Address, as the input had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// SHA-256 of the text in UTF-8, in hexadecimal digits.
    pub text_sha256: String,
    /// `text_sha256` of the earlier record of this id that this one takes the place of; only in runs
    /// that go on from night to night.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// What all spans count.
    pub offset_unit: OffsetUnit,
    /// Name of the model that was used.
    pub model: String,
    /// The quotations, by where their content begins.
    pub quotes: Vec<RecordQuote>,
    /// The persons and organizations that speak.
    pub entities: Vec<RecordEntity>,
}

/// File and line of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSource {
    /// The file as it was named, `-` for standard input.
    pub path: String,
    /// Line in it, counted from one; absent where the whole file is the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

/// A quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordQuote {
    /// Number within the article, from 0.
    pub id: usize,
    /// direct, mixed or indirect.
    #[serde(rename = "type")]
    pub kind: QuotationType,
    /// The pieces of the content joined by one space.
    pub text: String,
    /// The pieces of the content; for a direct quotation without the quotation marks.
    pub spans: Vec<RecordSpan>,
    /// The words that report the speech.
    pub cue: Option<RecordCue>,
    /// Who said it; null where the article does not tell.
    pub speaker: Option<RecordSpeaker>,
    /// Probability, 0 to 1, that content and speaker are right.
    pub confidence: f64,
}

/// The word or words that report the speech: "said", "according to".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordCue {
    /// The slices joined by one space.
    pub text: String,
    /// Where they stand.
    pub spans: Vec<RecordSpan>,
}

/// Who said a quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordSpeaker {
    /// The fullest name that the article gives, without titles; the mention's words for somebody
    /// unnamed; null where it is not told who the mention means.
    pub name: Option<String>,
    /// Each of them, where several speak together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
    /// What the speaker is.
    pub kind: SpeakerKind,
    /// Number in `entities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<usize>,
    /// The words of the text that name the speaker of this quotation; absent where the speaker
    /// goes on from an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<String>,
    /// What the mention looks like.
    pub mention_form: MentionForm,
    /// Where the mention stands.
    pub spans: Vec<RecordSpan>,
    /// Title or description that the text gives with the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// What a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerKind {
    /// A named human being.
    Person,
    /// A named company, agency, paper, team, government.
    Organization,
    /// People taken together: "critics", "the protesters".
    Group,
    /// Somebody without a name: "a senior official".
    Unnamed,
}

/// What a source mention looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionForm {
    /// Holds a name or part of one.
    Name,
    /// "he", "she", "they", "who".
    Pronoun,
    /// "the minister", "a spokesman".
    Description,
    /// There is no mention: the speaker goes on from the quotation before.
    None,
}

/// A person or organization of the article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordEntity {
    /// Number within the article, from 0.
    pub id: usize,
    /// Its fullest name.
    pub name: String,
    /// person or organization.
    pub kind: SpeakerKind,
    /// Title or description that the text gives with the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Other forms of the name in the article.
    pub aliases: Vec<String>,
    /// Where it is named.
    pub mentions: Vec<RecordSpan>,
}

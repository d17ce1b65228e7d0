//! The labels of the heads. Their order is the order of the weights' rows: it is written into
//! `config.json` by training and checked when a model is loaded.

use serde::{Deserialize, Serialize};

/// What a word is in a quotation, in the BIO scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What was said.
    Content,
    /// Who said it.
    Source,
    /// The word for saying.
    Cue,
}

impl Part {
    /// All parts, in label order.
    pub const ALL: [Part; 3] = [Part::Content, Part::Source, Part::Cue];

    /// Label of a word that begins a span of this part.
    pub const fn begin(self) -> usize {
        1 + 2 * self as usize
    }

    /// Label of a word that goes on with one.
    pub const fn inside(self) -> usize {
        2 + 2 * self as usize
    }
}

/// What a name names, in the BIO scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// A human being.
    Person,
    /// A company, agency, paper, team, government.
    Organization,
}

impl NameKind {
    /// All kinds, in label order.
    pub const ALL: [NameKind; 2] = [NameKind::Person, NameKind::Organization];

    /// Label of a word that begins a name of this kind.
    pub const fn begin(self) -> usize {
        1 + 2 * self as usize
    }

    /// Label of a word that goes on with one.
    pub const fn inside(self) -> usize {
        2 + 2 * self as usize
    }
}

/// Label of a word that belongs to nothing.
pub const OUTSIDE: usize = 0;
/// Number of labels of the parts.
pub const PART_LABELS: usize = 1 + 2 * Part::ALL.len();
/// Number of labels of the names.
pub const NAME_LABELS: usize = 1 + 2 * NameKind::ALL.len();
/// The parts' labels as training writes them.
pub const PART_LABEL_NAMES: [&str; PART_LABELS] = [
    "O",
    "B-content",
    "I-content",
    "B-source",
    "I-source",
    "B-cue",
    "I-cue",
];
/// The names' labels as training writes them.
pub const NAME_LABEL_NAMES: [&str; NAME_LABELS] = [
    "O",
    "B-person",
    "I-person",
    "B-organization",
    "I-organization",
];

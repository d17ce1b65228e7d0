//! What other forms have no place for, as a JSON object that goes along in a note or a field.

use serde::{Deserialize, Serialize};

use super::document::Quote;
use crate::gold::GoldSpeakerKind;

/// Who speaks, and how sure that is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Aside {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Names>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_kind: Option<GoldSpeakerKind>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub speaker_doubt: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// A name, or several who speak together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    One(String),
    Several(Vec<String>),
}

impl Names {
    /// `None` for no name.
    pub fn of(names: &[String]) -> Option<Self> {
        match names {
            [] => None,
            [name] => Some(Self::One(name.clone())),
            _ => Some(Self::Several(names.to_vec())),
        }
    }

    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name],
            Self::Several(names) => names,
        }
    }
}

/// For fields that are written only where they hold.
pub(super) fn is_false(value: &bool) -> bool {
    !value
}

impl Aside {
    pub fn of(quote: &Quote) -> Self {
        let speaker = &quote.gold.speaker;
        Aside {
            speaker: Names::of(&speaker.names),
            speaker_kind: speaker.kind,
            speaker_doubt: speaker.doubt,
            role: quote.role.clone(),
            confidence: quote.confidence,
        }
    }

    /// True where there is nothing to say.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Gives it back to the quotation that it belongs to.
    pub fn put(self, quote: &mut Quote) {
        let speaker = &mut quote.gold.speaker;
        speaker.names = self.speaker.map(Names::into_vec).unwrap_or_default();
        speaker.kind = self.speaker_kind;
        speaker.doubt = self.speaker_doubt;
        quote.role = self.role;
        quote.confidence = self.confidence;
    }
}

//! What a run counts.

use serde::{Deserialize, Serialize};

use crate::output::record::{Record, SpeakerKind};
use crate::text::QuotationType;

/// What has been done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Articles that got a record.
    pub articles: u64,
    /// Articles that got none.
    pub failed: u64,
    /// Articles with a record whose text is that of an article shortly before, byte for byte.
    pub duplicates: u64,
    /// Words of the texts that got a record: what stands between white space.
    pub words: u64,
    /// Quotations in the records.
    pub quotations: Quotations,
    /// Quotations of which the speaker is known by name: a person or an organization.
    pub speakers_resolved: u64,
}

/// Quotations by type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotations {
    /// Every word is inside quotation marks.
    pub direct: u64,
    /// Some words are.
    pub mixed: u64,
    /// None is.
    pub indirect: u64,
}

impl Quotations {
    /// Of all types together.
    pub fn all(&self) -> u64 {
        self.direct + self.mixed + self.indirect
    }
}

impl Tally {
    /// What was counted since `earlier`.
    pub fn since(&self, earlier: &Tally) -> Tally {
        self.with(earlier, u64::saturating_sub)
    }

    /// This and `other` together.
    pub fn plus(&self, other: &Tally) -> Tally {
        self.with(other, u64::saturating_add)
    }

    fn with(&self, other: &Tally, of: impl Fn(u64, u64) -> u64) -> Tally {
        Tally {
            articles: of(self.articles, other.articles),
            failed: of(self.failed, other.failed),
            duplicates: of(self.duplicates, other.duplicates),
            words: of(self.words, other.words),
            quotations: Quotations {
                direct: of(self.quotations.direct, other.quotations.direct),
                mixed: of(self.quotations.mixed, other.quotations.mixed),
                indirect: of(self.quotations.indirect, other.quotations.indirect),
            },
            speakers_resolved: of(self.speakers_resolved, other.speakers_resolved),
        }
    }

    /// Counts a record of a text with so many words.
    pub(crate) fn add(&mut self, record: &Record, words: u64) {
        self.articles += 1;
        self.words += words;
        for quote in &record.quotes {
            *match quote.kind {
                QuotationType::Direct => &mut self.quotations.direct,
                QuotationType::Mixed => &mut self.quotations.mixed,
                QuotationType::Indirect => &mut self.quotations.indirect,
            } += 1;
            let named = quote.speaker.as_ref().is_some_and(|speaker| {
                let kind = matches!(
                    speaker.kind,
                    SpeakerKind::Person | SpeakerKind::Organization
                );
                kind && speaker.name.is_some()
            });
            self.speakers_resolved += u64::from(named);
        }
    }
}

/// Words of a text: what stands between white space.
pub(super) fn words(text: &str) -> u64 {
    text.split_whitespace().count() as u64
}

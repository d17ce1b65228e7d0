//! What a run counts.

use serde::Serialize;

use crate::output::record::{Record, SpeakerKind};
use crate::text::QuotationType;

/// What has been done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Articles that got a record.
    pub articles: u64,
    /// Articles that got none.
    pub failed: u64,
    /// Words of the texts that got a record: what stands between white space.
    pub words: u64,
    /// Quotations in the records.
    pub quotations: Quotations,
    /// Quotations of which the speaker is known by name: a person or an organization.
    pub speakers_resolved: u64,
}

/// Quotations by type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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
    /// Counts a record of a text with so many words.
    pub(super) fn add(&mut self, record: &Record, words: u64) {
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

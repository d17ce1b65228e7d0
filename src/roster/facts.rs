//! What is known of a speaker, in numbers that add up.

use serde::{Deserialize, Serialize};

use super::counts::Counts;
use super::sorter::Joined;
use crate::output::record::SpeakerKind;
use crate::text::QuotationType;

/// How many parts a confidence of 1 has: it is added up in whole numbers, so that the sum does not
/// depend on the order.
const PARTS: f64 = 1e6;

/// What is known of a speaker, or of a speaker in one role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    /// Quotations: direct, mixed, indirect.
    quotations: [u64; 3],
    /// Quotations by what the records say the speaker is, in the order of [`KINDS`].
    kinds: [u64; 4],
    /// Articles in which the speaker says something.
    pub articles: u64,
    /// Confidences added up, in parts of a million.
    confidence: u64,
    /// First and last day.
    pub days: Option<(Box<str>, Box<str>)>,
    /// Articles by the name that they give.
    pub names: Counts,
    /// Articles by the other names that they use.
    pub aliases: Counts,
    /// Articles by role.
    pub roles: Counts,
    /// Quotations by cue.
    pub cues: Counts,
}

/// What a speaker can be, those with a name first.
const KINDS: [SpeakerKind; 4] = [
    SpeakerKind::Person,
    SpeakerKind::Organization,
    SpeakerKind::Group,
    SpeakerKind::Unnamed,
];

impl Facts {
    /// Of an article that appeared on this day.
    pub fn of_article(day: Option<&str>) -> Self {
        Facts {
            articles: 1,
            days: day.map(|day| (day.into(), day.into())),
            ..Facts::default()
        }
    }

    /// Counts a quotation. A confidence outside 0 to 1 counts as the nearest in it.
    pub fn count(&mut self, quotation: QuotationType, kind: SpeakerKind, confidence: f64) {
        for (number, known) in self.quotations.iter_mut().zip(QuotationType::ALL) {
            *number += u64::from(known == quotation);
        }
        for (number, known) in self.kinds.iter_mut().zip(KINDS) {
            *number += u64::from(known == kind);
        }
        self.confidence += (confidence.clamp(0.0, 1.0) * PARTS).round() as u64;
    }

    /// Direct, mixed and indirect quotations.
    pub fn quotations(&self) -> [u64; 3] {
        self.quotations
    }

    /// The mean confidence, rounded to four places; 0 without a quotation.
    pub fn mean_confidence(&self) -> f64 {
        let all: u64 = self.quotations.iter().sum();
        match all {
            0 => 0.0,
            _ => four_places(self.confidence as f64 / PARTS / all as f64),
        }
    }

    /// What the speaker is said to be most often; somebody who is anywhere a person or an
    /// organization is not a group or unnamed.
    pub fn main_kind(&self) -> SpeakerKind {
        let from = match self.kinds {
            [0, 0, _, _] => 2,
            _ => 0,
        };
        let pair = KINDS[from..].iter().zip(&self.kinds[from..]).take(2);
        // Of equal numbers the first.
        pair.rev()
            .max_by_key(|&(_, number)| *number)
            .map_or(SpeakerKind::Person, |(kind, _)| *kind)
    }
}

/// Rounded as in records.
pub(super) fn four_places(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

impl Joined for Facts {
    fn join(&mut self, other: Self) -> usize {
        for (number, more) in self.quotations.iter_mut().zip(other.quotations) {
            *number += more;
        }
        for (number, more) in self.kinds.iter_mut().zip(other.kinds) {
            *number += more;
        }
        self.articles += other.articles;
        self.confidence += other.confidence;
        self.days = match (self.days.take(), other.days) {
            (Some(one), Some(two)) => Some((one.0.min(two.0), one.1.max(two.1))),
            (one, two) => one.or(two),
        };
        self.names.join(other.names)
            + self.aliases.join(other.aliases)
            + self.roles.join(other.roles)
            + self.cues.join(other.cues)
    }

    fn bytes(&self) -> usize {
        let lists = [&self.names, &self.aliases, &self.roles, &self.cues];
        let lists: usize = lists.into_iter().map(Counts::bytes).sum();
        // Two short strings of a day each.
        size_of::<Self>() + 64 + lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_kind_is_a_named_one_if_there_is_any() {
        let of = |kinds| Facts {
            kinds,
            ..Facts::default()
        };
        assert_eq!(of([0, 1, 9, 9]).main_kind(), SpeakerKind::Organization);
        assert_eq!(of([2, 2, 0, 0]).main_kind(), SpeakerKind::Person);
        assert_eq!(of([0, 0, 1, 2]).main_kind(), SpeakerKind::Unnamed);
        assert_eq!(of([0, 0, 2, 2]).main_kind(), SpeakerKind::Group);
    }

    #[test]
    fn days_and_confidences_do_not_depend_on_the_order() {
        let article = |day: Option<&str>, confidence| {
            let mut facts = Facts::of_article(day);
            facts.count(QuotationType::Direct, SpeakerKind::Person, confidence);
            facts
        };
        let all = [
            article(Some("2017-02-01"), 0.1),
            article(None, 0.2),
            article(Some("2016"), 0.7),
        ];
        let sum = |order: [usize; 3]| {
            let mut sum = all[order[0]].clone();
            sum.join(all[order[1]].clone());
            sum.join(all[order[2]].clone());
            sum
        };
        let whole = sum([0, 1, 2]);
        assert_eq!(whole, sum([2, 1, 0]));
        assert_eq!(whole.days, Some(("2016".into(), "2017-02-01".into())));
        assert_eq!(whole.mean_confidence(), 0.3333);
        assert_eq!(whole.quotations(), [3, 0, 0]);
    }
}

//! Counting what does not come through.

use std::collections::BTreeMap;
use std::fmt;

use super::document::Document;
use super::error::Problem;

/// A kind of thing that a form may have no place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// The text of an article.
    Texts,
    /// The name of an article.
    Ids,
    /// That paragraphs belong to one article.
    Articles,
    /// What stands between the words of a text: spaces, line ends, no-break spaces.
    WhiteSpace,
    /// A headline, a date, an address.
    Metadata,
    /// The name of who annotated an article.
    Annotators,
    /// A quotation of which no word is inside quotation marks.
    Indirect,
    /// A quotation of which some words are.
    Mixed,
    /// A quotation of which a part belongs to another one already.
    Overlapping,
    /// A content of several pieces, as one thing.
    ContentPieces,
    /// A content or mention that does not begin and end where words do, or with its quotation marks.
    Bounds,
    /// A source mention.
    Mentions,
    /// A source mention of several pieces.
    MentionPieces,
    /// A cue.
    Cues,
    /// A cue of several pieces.
    CuePieces,
    /// A quotation without a cue.
    NoCues,
    /// The name, or names, of who said a quotation.
    Speakers,
    /// A name after the first of several who speak together.
    FurtherNames,
    /// What a speaker is.
    SpeakerKinds,
    /// That nobody can tell who the speaker is, or that nobody was asked.
    Unasked,
    /// That the annotator was unsure.
    Doubts,
    /// A speaker's title or description.
    Roles,
    /// How sure a system is of a quotation.
    Confidences,
    /// The mentions of a person or thing of an article.
    Entities,
    /// The name of such a person or thing.
    EntityNames,
    /// In an input: a piece of a span that overlaps another piece of it.
    OverlappingPieces,
    /// In an input: a span that no quotation uses.
    UnusedSpans,
    /// In an input: a quotation whose speaker is marked on no side where it should be.
    NoSpeakerThere,
    /// In an input: something else than quotations.
    OtherAnnotations,
    /// In an input: a text that nobody annotated.
    Unannotated,
    /// In an input: what another annotator than the one asked for marked in an article.
    OtherAnnotators,
}

impl Loss {
    /// One of them, and several, in words.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Texts => ("text", "texts"),
            Self::Ids => ("article id", "article ids"),
            Self::Articles => ("article as one", "articles, each as one"),
            Self::WhiteSpace => ("text's white space", "texts' white space"),
            Self::Metadata => (
                "headline, date or address",
                "headlines, dates and addresses",
            ),
            Self::Annotators => ("annotator's name", "annotators' names"),
            Self::Indirect => ("indirect quotation", "indirect quotations"),
            Self::Mixed => ("mixed quotation", "mixed quotations"),
            Self::Overlapping => (
                "quotation that overlaps another",
                "quotations that overlap others",
            ),
            Self::ContentPieces => (
                "content in pieces, as one",
                "contents in pieces, each as one",
            ),
            Self::Bounds => (
                "exact bound of a content or mention",
                "exact bounds of contents and mentions",
            ),
            Self::Mentions => ("source mention", "source mentions"),
            Self::MentionPieces => ("source mention in pieces", "source mentions in pieces"),
            Self::Cues => ("cue", "cues"),
            Self::CuePieces => ("cue in pieces", "cues in pieces"),
            Self::NoCues => ("quotation without a cue", "quotations without a cue"),
            Self::Speakers => ("speaker", "speakers"),
            Self::FurtherNames => (
                "further name of those who speak together",
                "further names of those who speak together",
            ),
            Self::SpeakerKinds => ("speaker's kind", "speakers' kinds"),
            Self::Unasked => (
                "mark that a speaker is unknown or was not annotated",
                "marks that speakers are unknown or were not annotated",
            ),
            Self::Doubts => ("doubt about a speaker", "doubts about speakers"),
            Self::Roles => ("speaker's role", "speakers' roles"),
            Self::Confidences => ("confidence", "confidences"),
            Self::Entities => ("entity", "entities"),
            Self::EntityNames => ("entity's name", "entities' names"),
            Self::OverlappingPieces => (
                "piece joined with one that it overlaps",
                "pieces joined with ones that they overlap",
            ),
            Self::UnusedSpans => (
                "marked span that no quotation uses",
                "marked spans that no quotation uses",
            ),
            Self::NoSpeakerThere => (
                "side on which no speaker is marked",
                "sides on which no speaker is marked",
            ),
            Self::OtherAnnotations => ("annotation of another kind", "annotations of other kinds"),
            Self::Unannotated => ("text without annotations", "texts without annotations"),
            Self::OtherAnnotators => (
                "article as another annotator marked it",
                "articles as other annotators marked them",
            ),
        }
    }
}

/// How many things of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    counts: BTreeMap<Loss, u64>,
}

impl Losses {
    /// True where nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many of a kind.
    pub fn get(&self, loss: Loss) -> u64 {
        self.counts.get(&loss).copied().unwrap_or_default()
    }

    /// The kinds of which there are any, with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Loss, u64)> + '_ {
        self.counts.iter().map(|(loss, count)| (*loss, *count))
    }

    /// Counts so many more.
    pub(super) fn add(&mut self, loss: Loss, more: usize) {
        if more > 0 {
            *self.counts.entry(loss).or_default() += more as u64;
        }
    }

    /// Counts all that a document has of these kinds.
    pub(super) fn of(&mut self, document: &Document, losses: &[Loss]) {
        for loss in losses {
            self.add(*loss, document.count(*loss));
        }
    }
}

impl fmt::Display for Losses {
    /// `12 cues, 1 doubt about a speaker`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (loss, count)) in self.iter().enumerate() {
            let (one, several) = loss.words();
            let words = if count == 1 { one } else { several };
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{count} {words}")?;
        }
        Ok(())
    }
}

/// What a conversion costs.
#[derive(Debug, Default)]
pub struct Toll {
    /// What of the input belongs to no quotation, or was not asked for.
    pub left_out: Losses,
    /// What the output cannot hold.
    pub lost: Losses,
    /// What the output holds only in notes or fields that other readers of its form pass over.
    pub aside: Losses,
    /// What is wrong with the input, since it was last looked at.
    pub problems: Vec<Problem>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_in_words() {
        let mut losses = Losses::default();
        assert_eq!(losses.to_string(), "");
        losses.add(Loss::Cues, 0);
        assert!(losses.is_empty());
        losses.add(Loss::Doubts, 1);
        losses.add(Loss::Cues, 10);
        losses.add(Loss::Cues, 2);
        assert_eq!(losses.to_string(), "12 cues, 1 doubt about a speaker");
    }
}

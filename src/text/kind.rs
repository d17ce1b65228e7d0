//! The type of a quotation, computed from its words and the marks around them.

use serde::{Deserialize, Serialize};

use super::{Span, Stretch};

/// How a quotation reports speech (the terms of Pareti, 2015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotationType {
    /// Every word is inside double quotation marks.
    Direct,
    /// Some words are.
    Mixed,
    /// None is.
    Indirect,
}

impl QuotationType {
    /// All of them, in the order in which they are listed everywhere.
    pub const ALL: [QuotationType; 3] = [Self::Direct, Self::Mixed, Self::Indirect];

    /// The word used for it in records and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }

    /// The type of a quotation with this content. `stretches` are those of the whole text; a
    /// leading *that*, *and* or *but* outside the marks does not count.
    pub fn of(text: &str, content: &[Span], stretches: &[Stretch]) -> QuotationType {
        let mut inside = 0_usize;
        let mut outside = 0_usize;
        for (piece_index, piece) in content.iter().enumerate() {
            let lead_end = if piece_index == 0 {
                lead_in_end(text, *piece)
            } else {
                piece.start
            };
            let mut next = stretches.partition_point(|s| s.inner.end <= piece.start);
            for (offset, c) in piece.slice(text).char_indices() {
                if !c.is_alphanumeric() {
                    continue;
                }
                let at = piece.start + offset;
                while stretches.get(next).is_some_and(|s| s.inner.end <= at) {
                    next += 1;
                }
                if stretches.get(next).is_some_and(|s| s.inner.start <= at) {
                    inside += 1;
                } else if at >= lead_end {
                    outside += 1;
                }
            }
        }
        match (inside, outside) {
            (0, _) => Self::Indirect,
            (_, 0) => Self::Direct,
            _ => Self::Mixed,
        }
    }
}

/// Where the content proper begins after a leading *that*, *and* or *but*.
fn lead_in_end(text: &str, piece: Span) -> usize {
    let slice = piece.slice(text);
    let trimmed = slice.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word_start = slice.len() - trimmed.len();
    let word: String = trimmed
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .collect();
    let is_lead = ["that", "and", "but"]
        .iter()
        .any(|lead| word.eq_ignore_ascii_case(lead));
    piece.start + if is_lead { word_start + word.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::stretches;

    fn of(text: &str, pieces: &[&str]) -> QuotationType {
        let content: Vec<Span> = pieces
            .iter()
            .map(|piece| {
                let start = text.find(piece).expect("piece is in the text");
                Span::new(start, start + piece.len())
            })
            .collect();
        QuotationType::of(text, &content, &stretches(text))
    }

    #[test]
    fn by_the_marks_around_the_words() {
        let text = "He said the attack was “staged” but “I know nothing,” he added. It rained.";
        assert_eq!(of(text, &["I know nothing"]), QuotationType::Direct);
        assert_eq!(of(text, &["the attack was “staged”"]), QuotationType::Mixed);
        assert_eq!(of(text, &["It rained"]), QuotationType::Indirect);
        assert_eq!(of(text, &["“staged”", "It rained"]), QuotationType::Mixed);
    }

    #[test]
    fn a_leading_that_and_or_but_outside_does_not_count() {
        let text = "She said that “it is over” and left. He said (but “no”).";
        assert_eq!(of(text, &["that “it is over”"]), QuotationType::Direct);
        assert_eq!(of(text, &["but “no”"]), QuotationType::Direct);
        assert_eq!(of(text, &["said that “it is over”"]), QuotationType::Mixed);
    }

    #[test]
    fn a_lead_alone_is_indirect() {
        assert_eq!(of("He said that.", &["that"]), QuotationType::Indirect);
    }
}

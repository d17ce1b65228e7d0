//! Speaker labels: the `WALLACE:` before each turn of a transcript.

use super::marks::opening_mark_length;
use super::{Span, paragraphs};

/// The longest label, in bytes: what is longer is a heading.
const LONGEST: usize = 48;

/// Fewest labels that make a transcript: one `UPDATE:` or `WASHINGTON:` is none.
const FEWEST: usize = 3;

/// A name in capitals at the start of a paragraph, and the colon after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeakerLabel {
    /// The name as it stands: `CHRIS WALLACE`, `GOV. PENCE (R-IN)`.
    pub name: Span,
    /// The colon.
    pub colon: Span,
}

/// The labels of a transcript, in reading order; none where the text is no transcript.
pub fn speaker_labels(text: &str) -> Vec<SpeakerLabel> {
    let found: Vec<SpeakerLabel> = paragraphs(text)
        .into_iter()
        .filter_map(|paragraph| label_at(text, paragraph))
        .collect();
    if found.len() < FEWEST {
        Vec::new()
    } else {
        found
    }
}

fn label_at(text: &str, paragraph: Span) -> Option<SpeakerLabel> {
    let line = paragraph.slice(text);
    let mark = opening_mark_length(line);
    let rest = line.get(mark..)?;
    let length = rest.find(':').filter(|&length| length <= LONGEST)?;
    let (name, after) = (rest.get(..length)?, rest.get(length + 1..)?);
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    let fits = |c: char| {
        c.is_uppercase() || c.is_whitespace() || matches!(c, '.' | '-' | '\'' | '’' | '(' | ')')
    };
    let is_label = capitals >= 2
        && name.chars().all(fits)
        && name.starts_with(char::is_uppercase)
        && after.chars().next().is_none_or(char::is_whitespace);
    let start = paragraph.start + mark;
    is_label.then(|| SpeakerLabel {
        name: Span::new(start, start + length).trimmed(text),
        colon: Span::new(start + length, start + length + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        speaker_labels(text)
            .iter()
            .map(|label| {
                assert_eq!(label.colon.slice(text), ":");
                label.name.slice(text)
            })
            .collect()
    }

    #[test]
    fn names_in_capitals_before_turns() {
        let text =
            "REYES: Is it so?\n\n“GOV. O’HARE (D-ME): It is.\n\nANN BELL: No.\nHe left: quickly.";
        assert_eq!(names(text), ["REYES", "GOV. O’HARE (D-ME)", "ANN BELL"]);
    }

    #[test]
    fn a_heading_is_no_transcript() {
        assert!(names("UPDATE: It rains.\n\nWASHINGTON: It does.\n\nIt stopped.").is_empty());
        let times = "AT 10:30 it began.\n\nAT 11:30 it went on.\n\nAT 12:30 it ended.";
        assert!(names(times).is_empty());
        assert!(names("Q: One?\nA: Two.\nQ: Three?\nA: Four.").is_empty());
    }
}

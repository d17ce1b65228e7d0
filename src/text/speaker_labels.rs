//! Speaker labels: the `WALLACE:` before each turn of a transcript, the `Q:` and `A:` of an interview.

use super::marks::opening_mark_length;
use super::{Span, paragraphs};

/// The longest label, in bytes: what is longer is a heading.
const LONGEST: usize = 48;

/// Fewest labels in capitals that make a transcript: one `UPDATE:` or `WASHINGTON:` is none.
const FEWEST: usize = 3;

/// How often each of two other labels must come.
const TURNS: usize = 2;

/// Most words of a label that is not in capitals.
const MOST_WORDS: usize = 3;

/// A name at the start of a paragraph, and the colon after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeakerLabel {
    /// The name as it stands: `CHRIS WALLACE`, `GOV. PENCE (R-IN)`, `Q`.
    pub name: Span,
    /// The colon.
    pub colon: Span,
}

/// The labels of a transcript, in reading order; none where the text is no transcript.
///
/// Names in capitals before three paragraphs make one, and so do two people who take turns: `Q` and `A`, or
/// names in small letters of which one stands in the text elsewhere (not so the `Pros:` and `Cons:` of a
/// review).
pub fn speaker_labels(text: &str) -> Vec<SpeakerLabel> {
    let all: Vec<SpeakerLabel> = paragraphs(text)
        .into_iter()
        .filter_map(|paragraph| label_at(text, paragraph))
        .collect();
    let name = |label: &SpeakerLabel| label.name.slice(text);
    let of = |fits: &dyn Fn(&str) -> bool| -> Vec<SpeakerLabel> {
        all.iter()
            .copied()
            .filter(|label| fits(name(label)))
            .collect()
    };
    let capitals = of(&is_in_capitals);
    if capitals.len() >= FEWEST {
        return capitals;
    }
    let questions = of(&|name| matches!(name, "Q" | "A"));
    if take_turns(&questions, name) {
        return questions;
    }
    let often = |label: &str| all.iter().filter(|other| name(other) == label).count() >= TURNS;
    let names = of(&|label| is_name(label) && often(label));
    let is_named = |label: &SpeakerLabel| {
        let last = name(label)
            .split_whitespace()
            .next_back()
            .unwrap_or_default();
        let labels = names.iter().filter(|other| name(other).ends_with(last));
        text.matches(last).count() > labels.count()
    };
    if take_turns(&names, name) && names.iter().any(is_named) {
        return names;
    }
    Vec::new()
}

/// True where two different ones come often enough.
fn take_turns<'t>(labels: &[SpeakerLabel], name: impl Fn(&SpeakerLabel) -> &'t str) -> bool {
    let often = |label: &&SpeakerLabel| {
        let same = labels.iter().filter(|other| name(other) == name(label));
        same.count() >= TURNS
    };
    let mut often = labels.iter().filter(often).map(&name);
    let first = often.next();
    first.is_some() && often.any(|other| Some(other) != first)
}

fn is_in_capitals(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    let fits = |c: char| {
        c.is_uppercase() || c.is_whitespace() || matches!(c, '.' | '-' | '\'' | '’' | '(' | ')')
    };
    capitals >= 2 && name.chars().all(fits)
}

/// True for a few words that each begin with a capital.
fn is_name(name: &str) -> bool {
    let letters = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’');
    let is_word = |word: &str| word.starts_with(char::is_uppercase) && word.chars().all(letters);
    let words = name.split_whitespace().count();
    (1..=MOST_WORDS).contains(&words) && name.len() > 1 && name.split_whitespace().all(is_word)
}

/// What stands before a colon, where it begins with a capital and is short.
fn label_at(text: &str, paragraph: Span) -> Option<SpeakerLabel> {
    let line = paragraph.slice(text);
    let mark = opening_mark_length(line);
    let rest = line.get(mark..)?;
    let length = rest.find(':').filter(|&length| length <= LONGEST)?;
    let (name, after) = (rest.get(..length)?, rest.get(length + 1..)?);
    let is_label = name.starts_with(char::is_uppercase)
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
    }

    #[test]
    fn two_who_take_turns() {
        let text = "Q: One?\nA: Two.\nQ: Three?\nA: Four.";
        assert_eq!(names(text), ["Q", "A", "Q", "A"]);
        assert!(names("Q: One?\nA: Two.\nQ: Three?").is_empty());
        let text = "Ann Rennie spoke.\nHost: One?\nRennie: Two.\nHost: Three?\nRennie: Four.";
        assert_eq!(names(text), ["Host", "Rennie", "Host", "Rennie"]);
        let text = "Two cars.\nPros: quick.\nCons: loud.\nPros: quiet.\nCons: slow.";
        assert!(names(text).is_empty());
    }
}

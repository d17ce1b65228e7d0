//! Single quotation marks, as many British papers have them.
//!
//! Everything else here, as the corpora that the model has learned from, knows double marks alone. An article
//! in single marks is read as if its marks were double: a mark for a mark, so that every place stays where it is.

use std::borrow::Cow;

use super::{Span, paragraphs, stretches};

/// Fewest quotations in single marks that end as speech does, where there are double marks too.
const FEWEST: usize = 2;

/// A single mark that opens, and the one that closes where there is one, by their places in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    open: usize,
    close: Option<usize>,
    /// True where a comma or stop stands before the closing mark: speech, not a title or a word.
    speech: bool,
}

/// The text as it would be in double marks, byte for byte as long, where its quotations are in single ones
/// (‘ ’ or '): these become double, and those within them single. Any other text as it is.
///
/// A mark opens after a blank, a dash or a bracket and before a letter, and closes before anything but a
/// letter. It is taken for an apostrophe where it closes nothing, and where it stands behind the s of a plural
/// and another one closes after a comma or stop.
pub fn in_double_marks(text: &str) -> Cow<'_, str> {
    let pairs = pairs(text);
    let speech = pairs.iter().filter(|pair| pair.speech).count();
    if speech == 0 {
        return Cow::Borrowed(text);
    }
    let doubles = stretches(text).len();
    if speech <= doubles || (doubles > 0 && speech < FEWEST) {
        return Cow::Borrowed(text);
    }
    let mut read = String::with_capacity(text.len());
    let mut next = pairs.iter().peekable();
    let mut inside: Option<Pair> = None;
    for (at, c) in text.char_indices() {
        if let Some(pair) = next.next_if(|pair| pair.open == at) {
            inside = Some(*pair);
            read.push(doubled(c));
            continue;
        }
        match inside {
            Some(pair) if pair.close == Some(at) => {
                inside = None;
                read.push(doubled(c));
            }
            Some(pair) if pair.close.is_some() => read.push(halved(c)),
            _ => read.push(c),
        }
    }
    Cow::Owned(read)
}

fn doubled(mark: char) -> char {
    match mark {
        '‘' => '“',
        '’' => '”',
        '\'' => '"',
        c => c,
    }
}

fn halved(mark: char) -> char {
    match mark {
        '“' => '‘',
        '”' => '’',
        '"' => '\'',
        c => c,
    }
}

fn pairs(text: &str) -> Vec<Pair> {
    let paragraphs = paragraphs(text);
    let opens_with_mark = |i: usize| {
        let paragraph: Option<&Span> = paragraphs.get(i);
        paragraph.is_some_and(|p| opens(text, p.start, *p))
    };
    let mut found = Vec::new();
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let mut from = paragraph.start;
        while let Some(open) = next_opening(text, from, *paragraph) {
            let end = next_opening(text, past(text, open), *paragraph).unwrap_or(paragraph.end);
            let close = closing(text, open, end, *paragraph);
            // A quotation that goes on in the next paragraph.
            let goes_on = open == paragraph.start && opens_with_mark(i + 1);
            if close.is_some() || goes_on {
                found.push(Pair {
                    open,
                    close: close.map(|(at, _)| at),
                    speech: close.is_some_and(|(_, speech)| speech),
                });
            }
            from = past(text, close.map_or(open, |(at, _)| at));
        }
    }
    found
}

fn is_single(c: char) -> bool {
    matches!(c, '‘' | '’' | '\'')
}

/// The place behind the character at a place.
fn past(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

fn before(text: &str, at: usize, paragraph: Span) -> Option<char> {
    text[paragraph.start..at].chars().next_back()
}

fn after(text: &str, at: usize, paragraph: Span) -> Option<char> {
    let mut rest = text[at..paragraph.end].chars();
    rest.next();
    rest.next()
}

fn opens(text: &str, at: usize, paragraph: Span) -> bool {
    let mark = text[at..paragraph.end].chars().next();
    let outside = before(text, at, paragraph)
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '“' | '"'));
    matches!(mark, Some('‘' | '\''))
        && outside
        && after(text, at, paragraph)
            .is_some_and(|c| c.is_alphabetic() || matches!(c, '“' | '"' | '£' | '$' | '…'))
}

fn next_opening(text: &str, from: usize, paragraph: Span) -> Option<usize> {
    let rest = text.get(from..paragraph.end)?;
    let marks = rest.char_indices().filter(|(_, c)| is_single(*c));
    marks
        .map(|(at, _)| from + at)
        .find(|&at| opens(text, at, paragraph))
}

/// The mark that closes what was opened, and whether it ends speech.
fn closing(text: &str, open: usize, end: usize, paragraph: Span) -> Option<(usize, bool)> {
    let inner = past(text, open);
    let marks = text[inner..end]
        .char_indices()
        .filter(|(_, c)| matches!(c, '’' | '\''))
        .map(|(at, _)| inner + at)
        .filter(|&at| {
            let next = after(text, at, paragraph);
            next.is_none_or(|c| !(c.is_alphanumeric() || is_single(c)))
        });
    let marks: Vec<usize> = marks.collect();
    let ends_clause = |&at: &usize| {
        before(text, at, paragraph)
            .is_some_and(|c| matches!(c, ',' | '.' | '?' | '!' | '…' | '—' | '–' | '”' | '"'))
    };
    if let Some(at) = marks.iter().copied().find(ends_clause) {
        return Some((at, true));
    }
    let plural = |at: usize| {
        let mut next = text[at..paragraph.end].chars().skip(1);
        before(text, at, paragraph) == Some('s')
            && next.next() == Some(' ')
            && next.next().is_some_and(char::is_lowercase)
    };
    let first = marks.iter().copied().find(|&at| !plural(at));
    first.or(marks.last().copied()).map(|at| (at, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_doubled_one_for_one() {
        let text = "‘It’s the teachers’ fault,’ said Ann Bell. She called it ‘mad’ and left.\n\
                    ‘He said “no” to me.’";
        assert_eq!(
            in_double_marks(text),
            "“It’s the teachers’ fault,” said Ann Bell. She called it “mad” and left.\n\
             “He said ‘no’ to me.”"
        );
        let straight = "'We cannot run empty trains,' Ann Bell told MPs. 'Nor can they.'";
        assert_eq!(
            in_double_marks(straight),
            "\"We cannot run empty trains,\" Ann Bell told MPs. \"Nor can they.\""
        );
    }

    #[test]
    fn a_quotation_of_several_paragraphs() {
        let text = "‘One.\n‘Two,’ he said. ‘Three.’";
        assert_eq!(in_double_marks(text), "“One.\n“Two,” he said. “Three.”");
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "“He said ‘no,’ and left,” said Ann Bell.",
            "The teachers' union and the Joneses' house.",
            "''It is over,'' she said. ''It's late.''",
            "He called it ‘mad’.",
            "",
        ] {
            assert!(matches!(in_double_marks(text), Cow::Borrowed(_)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_place_stays(text in "[‘’'“”\"a,. \n]{0,60}") {
            let read = in_double_marks(&text);
            prop_assert_eq!(read.len(), text.len());
            let places = |s: &str| s.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            prop_assert_eq!(places(&read), places(&text));
        }
    }
}

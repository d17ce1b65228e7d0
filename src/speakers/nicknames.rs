//! Nicknames inside names: Vernon “Big Vern” Atkinson.

use std::ops::Range;

use super::names::is_capitalised;
use crate::model::words::Words;

/// Most words of a nickname.
const LONGEST: usize = 3;

/// True for the “Big Vern” between a first name and a surname.
pub fn is_nickname(between: &str) -> bool {
    let inner = between.strip_prefix(' ').and_then(|rest| {
        let mut chars = rest.chars();
        let (open, close) = (chars.next()?, chars.next_back().filter(|c| *c == ' ')?);
        let inner = chars.as_str();
        let end = inner.chars().next_back()?;
        let pair = matches!(
            (open, end),
            ('“', '”') | ('"', '"') | ('(', ')') | ('‘', '’') | ('\'', '\'')
        );
        (pair && close == ' ').then(|| &inner[..inner.len() - end.len_utf8()])
    });
    inner.is_some_and(|inner| {
        let words = inner.split_whitespace().count();
        let letters = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '’' | '\'');
        (1..=LONGEST).contains(&words) && inner.chars().all(letters)
    })
}

/// The word before the nickname that stands before a word.
pub fn before_nickname(text: &str, words: &Words, at: usize) -> Option<usize> {
    let close = at.checked_sub(1)?;
    let first = (close.saturating_sub(LONGEST + 2)..close).rev();
    first.into_iter().find(|&first| {
        let between = words.spans.get(first).zip(words.spans.get(at));
        between
            .is_some_and(|(first, last)| text.get(first.end..last.start).is_some_and(is_nickname))
    })
}

/// A name of which one half of the marks around its nickname was cut off: `Marcia "Cia[" Price]`, `[Robert C.
/// "]Bobby" Scott`.
pub fn with_whole_nickname(text: &str, words: &Words, range: Range<usize>) -> Range<usize> {
    let word = |w: usize| words.word(text, w);
    let is_mark = |w: usize| matches!(word(w), "\"" | "“" | "”");
    let inside: Vec<usize> = range.clone().filter(|&w| is_mark(w)).collect();
    let &[mark] = inside.as_slice() else {
        return range;
    };
    let whole = if is_mark(range.end) && is_capitalised(word(range.end + 1)) {
        mark.checked_sub(1)
            .map(|first| (first..range.end + 2, first, range.end + 1))
    } else if range.start > 1 && is_mark(range.start - 1) {
        // "Robert C."
        let initial = word(range.start - 2) == "." && range.start > 3;
        let first = range.start - if initial { 4 } else { 2 };
        is_capitalised(word(first)).then(|| (first..range.end, range.start - 2, mark + 1))
    } else {
        None
    };
    let Some((whole, before, after)) = whole else {
        return range;
    };
    let ends = words.spans.get(before).zip(words.spans.get(after));
    let between = ends.and_then(|(before, after)| text.get(before.end..after.start));
    if between.is_some_and(is_nickname) {
        return whole;
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_in_pairs() {
        let whole = |text: &str, part: &str| {
            let words = Words::in_tests(text);
            let start = text.find(part).expect("is in the text");
            let range = words.inside(crate::text::Span::new(start, start + part.len()));
            let whole = with_whole_nickname(text, &words, range);
            words.span(whole).slice(text).to_owned()
        };
        let price = "So Marcia \"Cia\" Price left";
        assert_eq!(whole(price, "Marcia \"Cia"), "Marcia \"Cia\" Price");
        assert_eq!(whole(price, "Marcia"), "Marcia");
        let scott = "Rep. Robert C. \"Bobby\" Scott left";
        assert_eq!(whole(scott, "Bobby\" Scott"), "Robert C. \"Bobby\" Scott");
        let scott = "Rep. Robert “Bobby” Scott left";
        assert_eq!(whole(scott, "Bobby” Scott"), "Robert “Bobby” Scott");
        for no_name in ["said \"no\" Price", "\"Bobby\" Scott"] {
            let part = no_name.trim_start_matches("said ").trim_start_matches('"');
            assert_eq!(whole(no_name, part), part, "{no_name}");
        }
    }

    #[test]
    fn what_stands_between_names() {
        for between in [" “Big Vern” ", " (Prentiss) ", " 'Mad Dog' ", " \"Cia\" "] {
            assert!(is_nickname(between), "{between}");
        }
        for between in [
            " ",
            "",
            " (of the same town, that is) ",
            " said “no” to ",
            " (",
            " “” ",
        ] {
            assert!(!is_nickname(between), "{between}");
        }
    }

    #[test]
    fn whom_it_belongs_to() {
        let text = "So Vernon “Big Vern” Atkinson left";
        let words = Words::in_tests(text);
        let word = |i: usize| words.spans[i].slice(text);
        let at = (0..words.len())
            .find(|&i| word(i) == "Atkinson")
            .expect("is there");
        assert_eq!(before_nickname(text, &words, at).map(word), Some("Vernon"));
        assert_eq!(before_nickname(text, &words, at + 1), None);
        assert_eq!(before_nickname(text, &words, 0), None);
    }
}

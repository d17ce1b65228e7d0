//! Nicknames inside names: Vernon “Big Vern” Atkinson.

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

#[cfg(test)]
mod tests {
    use super::*;

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

//! Words and single marks, for the forms that count in tokens.

use crate::text::Span;

/// The tokens of a text: runs of letters and digits, with apostrophes, hyphens, full stops and commas
/// inside them; every other character by itself, except `''` and ` `` `, which are one mark.
pub(super) fn tokens(text: &str) -> Vec<Span> {
    let mut tokens: Vec<Span> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut in_word = false;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let mut span = Span::new(at, at + c.len_utf8());
        let joins = in_word
            && next.is_some_and(char::is_alphanumeric)
            && matches!(c, '\'' | '’' | '-' | '\u{2011}' | '.' | ',');
        let goes_on = in_word && (c.is_alphanumeric() || joins);
        match tokens.last_mut() {
            Some(last) if goes_on => last.end = span.end,
            _ if is_space(c) => {}
            _ => {
                if matches!(c, '\'' | '`') && next == Some(c) {
                    chars.next();
                    span.end += c.len_utf8();
                }
                tokens.push(span);
            }
        }
        in_word = c.is_alphanumeric() || joins;
    }
    tokens
}

/// White space as Rust and Python together see it: what is between tokens stays there when either
/// splits the text.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Indexes of the tokens that a span touches: the first, and the one after the last.
pub(super) fn touched(tokens: &[Span], span: Span) -> std::ops::Range<usize> {
    let first = tokens.partition_point(|token| token.end <= span.start);
    let end = tokens.partition_point(|token| token.start < span.end);
    first..end.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| t.slice(text)).collect()
    }

    #[test]
    fn words_and_marks() {
        assert_eq!(
            slices("“It’s 1,000-odd,” said\u{a0}Äh.\n''No''"),
            [
                "“",
                "It’s",
                "1,000-odd",
                ",",
                "”",
                "said",
                "Äh",
                ".",
                "''",
                "No",
                "''"
            ]
        );
        assert!(slices(" \n\u{1f}").is_empty());
    }

    #[test]
    fn a_span_touches_tokens() {
        let text = "one two three";
        let tokens = tokens(text);
        assert_eq!(touched(&tokens, Span::new(5, 9)), 1..3);
        assert_eq!(touched(&tokens, Span::new(3, 4)), 1..1);
    }
}

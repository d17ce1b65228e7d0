//! The published comparison: exact spans of source, cue and content, each contiguous fragment by
//! itself, as CofeNet (COLING 2022) counts them.
//!
//! Tokens are words (runs of letters and digits, inner apostrophes, hyphens and full stops
//! included) and single punctuation characters. A fragment is the run of tokens it touches; pieces
//! of one span with nothing but white space and quotation marks between are one fragment. Contents of
//! direct speech hold the quotation marks in some gold and leave them out in other, so punctuation
//! at both ends is dropped on both sides, unless there is nothing else. A fragment that several
//! quotations share counts once, as it does in labels on tokens.

use std::collections::BTreeSet;

use super::side::Quotation;
use crate::text::{Span, is_mark_char};

/// The three parts of a quotation that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Source,
    Cue,
    Content,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Source, Part::Cue, Part::Content];

    pub fn name(self) -> &'static str {
        match self {
            Part::Source => "source",
            Part::Cue => "cue",
            Part::Content => "content",
        }
    }

    fn spans(self, quotation: &Quotation) -> &[Span] {
        match self {
            Part::Source => &quotation.source_spans,
            Part::Cue => &quotation.cue_spans,
            Part::Content => &quotation.content_spans,
        }
    }
}

/// The tokens of a text, in order.
pub(super) struct Tokens {
    tokens: Vec<Token>,
}

#[derive(Clone, Copy)]
struct Token {
    span: Span,
    word: bool,
}

impl Tokens {
    pub fn new(text: &str) -> Self {
        let mut tokens: Vec<Token> = Vec::new();
        let mut chars = text.char_indices().peekable();
        let mut in_word = false;
        while let Some((at, c)) = chars.next() {
            let span = Span::new(at, at + c.len_utf8());
            let next_in_word = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            let joins = in_word && next_in_word && matches!(c, '\'' | '’' | '-' | '‑' | '.' | ',');
            let word = c.is_alphanumeric();
            match tokens.last_mut() {
                Some(last) if in_word && (word || joins) => last.span.end = span.end,
                _ if c.is_whitespace() => {}
                _ => tokens.push(Token { span, word }),
            }
            in_word = word || joins;
        }
        Tokens { tokens }
    }

    /// First and last token of every fragment of one part of these quotations.
    pub fn fragments(
        &self,
        text: &str,
        part: Part,
        side: &[Quotation],
    ) -> BTreeSet<(usize, usize)> {
        let mut found = BTreeSet::new();
        for quotation in side {
            for piece in joined(text, part.spans(quotation)) {
                found.extend(self.fragment(piece));
            }
        }
        found
    }

    fn fragment(&self, piece: Span) -> Option<(usize, usize)> {
        let first = self.tokens.partition_point(|t| t.span.end <= piece.start);
        let end = self.tokens.partition_point(|t| t.span.start < piece.end);
        let touched = self.tokens.get(first..end).filter(|t| !t.is_empty())?;
        let words = (
            touched.iter().position(|t| t.word),
            touched.iter().rposition(|t| t.word),
        );
        match words {
            (Some(from), Some(to)) => Some((first + from, first + to)),
            _ => Some((first, end - 1)),
        }
    }
}

/// Pieces with nothing but white space and quotation marks between them put together.
fn joined(text: &str, spans: &[Span]) -> Vec<Span> {
    let mut pieces: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match pieces.last_mut() {
            Some(last)
                if span.start <= last.end
                    || Span::new(last.end, span.start)
                        .slice(text)
                        .chars()
                        .all(|c| c.is_whitespace() || is_mark_char(c)) =>
            {
                last.end = last.end.max(span.end);
            }
            _ => pieces.push(*span),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::side::{Ground, gold_side};
    use super::*;
    use crate::gold::{GoldQuotation, GoldSpeaker};
    use crate::text::QuotationType;

    fn fragments(text: &str, part: Part, pieces: &[&str]) -> Vec<String> {
        let spans: Vec<Span> = pieces
            .iter()
            .map(|piece| {
                let start = text.find(piece).expect("piece is in the text");
                Span::new(start, start + piece.len())
            })
            .collect();
        let quotation = GoldQuotation {
            kind: QuotationType::Direct,
            content: if part == Part::Content {
                spans.clone()
            } else {
                vec![Span::new(0, text.len())]
            },
            source: if part == Part::Source {
                spans.clone()
            } else {
                Vec::new()
            },
            cue: if part == Part::Cue { spans } else { Vec::new() },
            speaker: GoldSpeaker::default(),
        };
        let side = gold_side(&Ground::new(text), &[quotation]);
        let tokens = Tokens::new(text);
        tokens
            .fragments(text, part, &side)
            .into_iter()
            .map(|(from, to)| {
                let span = Span::new(tokens.tokens[from].span.start, tokens.tokens[to].span.end);
                span.slice(text).to_owned()
            })
            .collect()
    }

    #[test]
    fn words_and_punctuation() {
        let text = "“Don’t,” Mr. O'Neil-Smith said: 1,000.";
        let tokens: Vec<&str> = Tokens::new(text)
            .tokens
            .iter()
            .map(|t| t.span.slice(text))
            .collect();
        assert_eq!(
            tokens,
            [
                "“",
                "Don’t",
                ",",
                "”",
                "Mr",
                ".",
                "O'Neil-Smith",
                "said",
                ":",
                "1,000",
                "."
            ]
        );
    }

    #[test]
    fn marks_at_the_ends_do_not_decide() {
        let text = "“One, two,” he said. “Three.”";
        let with = fragments(text, Part::Content, &["“One, two,”", "“Three.”"]);
        let without = fragments(text, Part::Content, &["One, two,", "Three."]);
        assert_eq!(with, ["One, two", "Three"]);
        assert_eq!(with, without);
    }

    #[test]
    fn a_paragraph_break_inside_a_quotation_joins() {
        let text = "“One.\n\n“Two.”";
        assert_eq!(
            fragments(text, Part::Content, &["One.", "Two."]),
            ["One.\n\n“Two"]
        );
    }

    #[test]
    fn a_colon_is_a_cue() {
        assert_eq!(fragments("WALLACE: Yes.", Part::Cue, &[":"]), [":"]);
    }
}

//! Offsets of an outside form against the text that they are of.

use crate::text::{OffsetUnit, Offsets, Span};

/// A text, and counting in it.
pub(super) struct Ground<'t> {
    pub text: &'t str,
    offsets: Offsets,
}

impl<'t> Ground<'t> {
    /// Counts code points, as all forms but records do.
    pub fn new(text: &'t str) -> Self {
        Self::counting(text, OffsetUnit::Codepoint)
    }

    /// Counts in this unit.
    pub fn counting(text: &'t str, unit: OffsetUnit) -> Self {
        Ground {
            text,
            offsets: Offsets::new(text, unit),
        }
    }

    /// The span from `start` up to `end` in the form's unit.
    ///
    /// # Errors
    /// Says so where it is empty, runs backwards or does not fit the text.
    pub fn span(&self, [start, end]: [usize; 2]) -> Result<Span, String> {
        let byte = |offset| {
            self.offsets
                .to_byte(offset)
                .filter(|at| self.text.is_char_boundary(*at))
        };
        match (byte(start), byte(end)) {
            (Some(from), Some(to)) if from < to => Ok(Span::new(from, to)),
            (Some(_), Some(_)) => Err(format!("[{start}, {end}) is empty or runs backwards")),
            _ => Err(format!("[{start}, {end}) does not fit the text")),
        }
    }

    /// Checks that the words of `spans` are what the form says they are; white space, control characters
    /// and case do not count.
    ///
    /// # Errors
    /// Says what stands there instead.
    pub fn check(&self, spans: &[Span], words: &str) -> Result<(), String> {
        let there = spans.iter().flat_map(|span| span.slice(self.text).chars());
        if bare(there).eq(bare(words.chars())) {
            return Ok(());
        }
        let there: String = spans.iter().map(|span| span.slice(self.text)).collect();
        Err(format!(
            "the text has “{}” there, not “{}”",
            begun(&there),
            begun(words)
        ))
    }

    /// Spans in the form's unit.
    pub fn out(&self, spans: &[Span]) -> Vec<[usize; 2]> {
        spans.iter().map(|span| self.one(*span)).collect()
    }

    /// A span in the form's unit.
    pub fn one(&self, span: Span) -> [usize; 2] {
        self.offsets.from_span(span)
    }
}

/// What is compared.
fn bare(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    chars
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .flat_map(char::to_lowercase)
}

/// The beginning of a long text.
fn begun(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Pieces in reading order, those that overlap joined, and how many were.
pub(super) fn in_order(mut spans: Vec<Span>) -> (Vec<Span>, usize) {
    let before = spans.len();
    spans.sort();
    let mut pieces: Vec<Span> = Vec::with_capacity(before);
    for span in spans {
        match pieces.last_mut() {
            Some(last) if last.touches(&span) => last.end = last.end.max(span.end),
            _ => pieces.push(span),
        }
    }
    let joined = before - pieces.len();
    (pieces, joined)
}

/// From the first piece's start to the last one's end.
pub(super) fn hull(pieces: &[Span]) -> Option<Span> {
    let start = pieces.iter().map(|piece| piece.start).min()?;
    let end = pieces.iter().map(|piece| piece.end).max()?;
    Some(Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_checked_against_the_text() {
        let ground = Ground::new("Äh, 😀\u{a0}ja");
        let span = ground.span([4, 8]).expect("it fits");
        assert_eq!(ground.check(&[span], "😀 ja"), Ok(()));
        assert_eq!(ground.one(span), [4, 8]);
        let wrong = ground.check(&[span], "no").expect_err("other words");
        assert!(wrong.contains("“😀\u{a0}ja” there, not “no”"), "{wrong}");
        assert!(ground.span([4, 4]).is_err_and(|e| e.contains("is empty")));
        assert!(
            ground
                .span([4, 9])
                .is_err_and(|e| e.contains("does not fit"))
        );
        let bytes = Ground::counting("Äh", OffsetUnit::Byte);
        assert!(bytes.span([1, 3]).is_err(), "inside a character");
    }

    #[test]
    fn pieces_come_in_order_and_apart() {
        let spans = vec![
            Span::new(8, 9),
            Span::new(0, 3),
            Span::new(2, 5),
            Span::new(5, 6),
        ];
        let (pieces, joined) = in_order(spans);
        assert_eq!(pieces, [Span::new(0, 5), Span::new(5, 6), Span::new(8, 9)]);
        assert_eq!(joined, 1);
        assert_eq!(hull(&pieces), Some(Span::new(0, 9)));
        assert_eq!(hull(&[]), None);
    }
}

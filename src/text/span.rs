//! Half-open stretches of an article's text, and the sets of characters they stand for.

use serde::{Deserialize, Serialize};

/// A half-open stretch `[start, end)` of an article's text, in UTF-8 bytes, on character boundaries.
///
/// Everything inside the pipeline counts in bytes, because that is what slices a `str`; the record
/// converts to the unit its reader asked for ([`crate::text::OffsetUnit`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after the stretch.
    pub end: usize,
}

impl Span {
    /// The stretch from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// True where there is nothing between start and end.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// The words it stands for; empty where the span does not fit the text.
    pub fn slice<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// True where every byte of `other` lies inside.
    pub fn contains(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Number of bytes that both cover.
    pub fn overlap(&self, other: &Span) -> usize {
        self.end
            .min(other.end)
            .saturating_sub(self.start.max(other.start))
    }

    /// True where both share at least a byte.
    pub fn touches(&self, other: &Span) -> bool {
        self.overlap(other) > 0
    }

    /// The span without white space at either end.
    pub fn trimmed(&self, text: &str) -> Span {
        self.trimmed_by(text, char::is_whitespace)
    }

    /// The span without characters at either end that `drop` accepts.
    pub fn trimmed_by(&self, text: &str, drop: impl Fn(char) -> bool) -> Span {
        let slice = self.slice(text);
        let left = slice.len() - slice.trim_start_matches(&drop).len();
        let inner = slice.trim_matches(&drop);
        Span::new(self.start + left, self.start + left + inner.len())
    }
}

/// The pieces put together in reading order: `text` of a quotation in a record.
pub fn join(text: &str, spans: &[Span]) -> String {
    let pieces: Vec<&str> = spans.iter().map(|s| s.slice(text)).collect();
    pieces.join(" ")
}

/// The first character boundary of a text from a byte on; the byte is at most the text's length.
///
/// (`str::ceil_char_boundary`, for a Rust that has it not yet.)
pub fn boundary_from(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_no_break_spaces() {
        let text = "a\u{a0} Rex\u{a0}Tillerson \u{a0}";
        let span = Span::new(1, text.len()).trimmed(text);
        assert_eq!(span.slice(text), "Rex\u{a0}Tillerson");
    }

    #[test]
    fn a_span_off_a_character_boundary_slices_to_nothing() {
        assert_eq!(Span::new(1, 2).slice("é"), "");
    }

    #[test]
    fn overlap_counts_shared_bytes() {
        assert_eq!(Span::new(0, 5).overlap(&Span::new(3, 9)), 2);
        assert_eq!(Span::new(0, 3).overlap(&Span::new(3, 9)), 0);
        assert!(!Span::new(0, 3).touches(&Span::new(3, 9)));
    }
}

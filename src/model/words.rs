//! Words: what the heads' scores are read at.

use super::wordpieces::Wordpiece;
use crate::text::Span;

/// The words of an article, each a run of wordpieces, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// First wordpiece of each word.
    pub first_pieces: Vec<usize>,
    /// Where each word stands in the text.
    pub spans: Vec<Span>,
    /// Which are between double quotation marks.
    pub quoted: Vec<bool>,
    /// Which begin a paragraph.
    pub paragraph_starts: Vec<bool>,
}

impl Words {
    /// Puts wordpieces together to words.
    pub fn of(pieces: &[Wordpiece]) -> Self {
        let mut words = Words::default();
        for (i, piece) in pieces.iter().enumerate() {
            match words.spans.last_mut() {
                Some(span) if !piece.word_start => span.end = span.end.max(piece.span.end),
                _ => {
                    words.first_pieces.push(i);
                    words.spans.push(piece.span);
                    words.quoted.push(piece.quoted);
                    words.paragraph_starts.push(piece.paragraph_start);
                }
            }
        }
        words
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// True for a text without a word.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Numbers of the words that lie in a span by more than half.
    pub fn inside(&self, span: Span) -> std::ops::Range<usize> {
        let mut start = self.spans.partition_point(|w| w.end <= span.start);
        let mut end = self.spans.partition_point(|w| w.start < span.end);
        let mostly = |word: &Span| word.overlap(&span) * 2 > word.len();
        while start < end && !mostly(&self.spans[start]) {
            start += 1;
        }
        while start < end && !mostly(&self.spans[end - 1]) {
            end -= 1;
        }
        start..end
    }

    /// A word as it stands; empty before the first and behind the last.
    pub fn word<'t>(&self, text: &'t str, i: usize) -> &'t str {
        self.spans.get(i).map_or("", |span| span.slice(text))
    }

    /// True for a word that begins a paragraph; false before the first and behind the last.
    pub fn starts_paragraph(&self, i: usize) -> bool {
        self.paragraph_starts.get(i) == Some(&true)
    }

    /// True for a word in the same paragraph as the one before it; false before the first and behind the last.
    pub fn continues_paragraph(&self, i: usize) -> bool {
        self.paragraph_starts.get(i) == Some(&false)
    }

    /// The text from the first to the last word of a range; empty for an empty range.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        match (
            self.spans.get(range.start),
            self.spans.get(range.end.wrapping_sub(1)),
        ) {
            (Some(first), Some(last)) if range.start < range.end => {
                Span::new(first.start, last.end.max(first.end))
            }
            _ => Span::new(0, 0),
        }
    }

    /// The word that a wordpiece belongs to.
    pub fn of_piece(&self, piece: usize) -> usize {
        self.first_pieces
            .partition_point(|&first| first <= piece)
            .saturating_sub(1)
    }

    /// Words of a text without a tokenizer: runs of letters and digits, single other characters;
    /// each line a paragraph.
    #[cfg(test)]
    pub(crate) fn in_tests(text: &str) -> Self {
        use super::wordpieces::Case;

        let marks = crate::text::stretches(text);
        let mut pieces: Vec<Wordpiece> = Vec::new();
        for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let before = pieces.last().map_or(0, |p| p.span.end);
            let goes_on =
                c.is_alphanumeric() && before == at && text[..at].ends_with(char::is_alphanumeric);
            pieces.push(Wordpiece {
                id: 0,
                span: Span::new(at, at + c.len_utf8()),
                case: Case::Lower,
                paragraph_start: pieces.is_empty() || text[before..at].contains('\n'),
                quoted: marks
                    .iter()
                    .any(|s| s.inner.start <= at && at < s.inner.end),
                word_start: !goes_on,
            });
        }
        Words::of(&pieces)
    }
}

//! Windows: the runs of wordpieces that the encoder sees at once.

use serde::{Deserialize, Serialize};

use super::wordpieces::Wordpiece;

/// How an article is cut into windows, in wordpieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowShape {
    /// Most wordpieces in a window, the two special tokens not counted.
    pub length: usize,
    /// How many wordpieces two neighbouring windows share when no paragraph decides it.
    pub overlap: usize,
    /// How far a window's start may move from there to fall on the start of a paragraph.
    pub slack: usize,
}

/// A run of wordpieces `[start, end)` of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First wordpiece.
    pub start: usize,
    /// First wordpiece after it.
    pub end: usize,
}

impl Window {
    /// Number of wordpieces.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// True for a window without wordpieces; none is ever made.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// How central a wordpiece is: its distance to the nearer end, counted from one. The article's
    /// own ends do not count as ends, since nothing is hidden beyond them.
    pub fn centrality(&self, piece: usize, article_len: usize) -> usize {
        let left = if self.start == 0 {
            usize::MAX / 2
        } else {
            piece - self.start
        };
        let right = if self.end == article_len {
            usize::MAX / 2
        } else {
            self.end - 1 - piece
        };
        left.min(right).saturating_add(1)
    }
}

/// Cuts an article into windows that cover all of it, begin at the start of a paragraph where one is
/// near, else at the start of a word, and overlap so that what is cut in one is whole in another.
pub fn windows(pieces: &[Wordpiece], shape: WindowShape) -> Vec<Window> {
    let mut cut = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let end = (start + shape.length).min(pieces.len());
        cut.push(Window { start, end });
        if end == pieces.len() {
            break;
        }
        start = next_start(pieces, start, end, shape);
    }
    cut
}

/// Where the window after `[start, end)` begins; always past `start` and never past `end`.
fn next_start(pieces: &[Wordpiece], start: usize, end: usize, shape: WindowShape) -> usize {
    let aim = end.saturating_sub(shape.overlap).max(start + 1);
    let low = aim.saturating_sub(shape.slack).max(start + 1);
    let high = (aim + shape.slack).min(end);
    let nearest = |wanted: &dyn Fn(&Wordpiece) -> bool| {
        (low..=high)
            .filter(|&i| pieces.get(i).is_some_and(wanted))
            .min_by_key(|&i| i.abs_diff(aim))
    };
    nearest(&|p| p.paragraph_start)
        .or_else(|| nearest(&|p| p.word_start))
        .unwrap_or(aim)
}

#[cfg(test)]
mod tests {
    use super::super::wordpieces::Case;
    use super::*;
    use crate::text::Span;
    use proptest::prelude::*;

    const SHAPE: WindowShape = WindowShape {
        length: 382,
        overlap: 94,
        slack: 32,
    };

    fn pieces(starts: &[bool]) -> Vec<Wordpiece> {
        starts
            .iter()
            .enumerate()
            .map(|(i, &paragraph_start)| Wordpiece {
                id: 7,
                span: Span::new(i, i + 1),
                case: Case::Lower,
                paragraph_start,
                quoted: false,
                word_start: true,
            })
            .collect()
    }

    #[test]
    fn a_short_article_is_one_window() {
        let found = windows(&pieces(&[false; 382]), SHAPE);
        assert_eq!(found, [Window { start: 0, end: 382 }]);
    }

    #[test]
    fn no_wordpieces_no_windows() {
        assert!(windows(&[], SHAPE).is_empty());
    }

    #[test]
    fn begins_at_a_paragraph_where_one_is_near() {
        let mut starts = vec![false; 1000];
        starts[300] = true;
        starts[900] = true;
        let found = windows(&pieces(&starts), SHAPE);
        assert_eq!(found[1].start, 300);
        assert_eq!(found[2].start, 300 + 382 - 94);
    }

    #[test]
    fn the_ends_of_the_article_are_no_ends() {
        let window = Window { start: 0, end: 10 };
        assert!(window.centrality(0, 20) > window.centrality(8, 20));
        assert_eq!(window.centrality(9, 20), 1);
    }

    proptest! {
        #[test]
        fn windows_cover_everything_in_order(
            starts in prop::collection::vec(any::<bool>(), 0..3000),
            length in 1_usize..400,
            overlap in 0_usize..500,
            slack in 0_usize..500,
        ) {
            let pieces = pieces(&starts);
            let found = windows(&pieces, WindowShape { length, overlap, slack });
            let mut covered = 0;
            let mut last_start = None;
            for window in &found {
                prop_assert!(!window.is_empty() && window.len() <= length);
                prop_assert!(window.start <= covered);
                prop_assert!(last_start.is_none_or(|s| s < window.start));
                covered = window.end;
                last_start = Some(window.start);
            }
            prop_assert_eq!(covered, pieces.len());
        }
    }
}

//! Pairing the quotations of two sides one to one, best overlap first.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::characters::CharacterSet;
use super::side::Quotation;

/// A gold quotation and the predicted one it was paired with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub gold: usize,
    pub predicted: usize,
    /// The contents are the same characters.
    pub exact: bool,
}

/// Overlap of two contents, as the fraction it is.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Jaccard {
    shared: u64,
    either: u64,
}

impl Jaccard {
    fn compare(self, other: Jaccard) -> Ordering {
        (self.shared * other.either).cmp(&(other.shared * self.either))
    }
}

/// Pairs of quotations of all types together whose contents overlap by at least a half, the best
/// overlap first; of equal overlaps, the one that stands first in gold, then in the prediction.
pub(super) fn pairs(gold: &[Quotation], predicted: &[Quotation]) -> Vec<Pair> {
    let mut candidates: Vec<(Jaccard, usize, usize)> = shared_characters(gold, predicted)
        .into_iter()
        .filter_map(|((g, p), shared)| {
            let sum = u64::from(gold[g].content.len()) + u64::from(predicted[p].content.len());
            let overlap = Jaccard {
                shared,
                either: sum - shared,
            };
            (2 * overlap.shared >= overlap.either).then_some((overlap, g, p))
        })
        .collect();
    let place = |side: &[Quotation], i: usize| (side[i].content.first(), i);
    candidates.sort_by(|a, b| {
        b.0.compare(a.0)
            .then_with(|| place(gold, a.1).cmp(&place(gold, b.1)))
            .then_with(|| place(predicted, a.2).cmp(&place(predicted, b.2)))
    });
    let mut gold_free = vec![true; gold.len()];
    let mut predicted_free = vec![true; predicted.len()];
    let mut found = Vec::new();
    for (overlap, g, p) in candidates {
        if gold_free[g] && predicted_free[p] {
            gold_free[g] = false;
            predicted_free[p] = false;
            found.push(Pair {
                gold: g,
                predicted: p,
                exact: overlap.shared == overlap.either,
            });
        }
    }
    found
}

/// For every gold and predicted quotation that share characters: how many. One sweep over the
/// text, so that long articles cost no more than their length.
fn shared_characters(gold: &[Quotation], predicted: &[Quotation]) -> BTreeMap<(usize, usize), u64> {
    let pieces = |side: &[Quotation]| {
        let mut pieces: Vec<(u32, u32, usize)> = side
            .iter()
            .enumerate()
            .flat_map(|(i, q)| q.content.ranges().iter().map(move |r| (r.0, r.1, i)))
            .collect();
        pieces.sort_unstable();
        pieces
    };
    let predicted_pieces = pieces(predicted);
    let mut shared = BTreeMap::new();
    let mut arrived = 0;
    let mut open: Vec<(u32, u32, usize)> = Vec::new();
    // Gold pieces come by their start, so a predicted piece that ended before one start is done.
    for (start, end, g) in pieces(gold) {
        open.retain(|piece| piece.1 > start);
        while let Some(piece) = predicted_pieces.get(arrived).filter(|p| p.0 < end) {
            if piece.1 > start {
                open.push(*piece);
            }
            arrived += 1;
        }
        for piece in &open {
            let common = end.min(piece.1).saturating_sub(start.max(piece.0));
            if common > 0 {
                *shared.entry((g, piece.2)).or_insert(0) += u64::from(common);
            }
        }
    }
    shared
}

/// Which predicted quotation covers most of a set of characters, and how many of them; of several
/// that cover the same number the `preferred` one, else the first.
pub(super) fn covering_most(
    set: &CharacterSet,
    predicted: &[Quotation],
    preferred: Option<usize>,
) -> Option<(usize, u32)> {
    let place = |i: usize| Reverse((predicted[i].content.first(), i));
    predicted
        .iter()
        .enumerate()
        .map(|(i, q)| (i, q.content.shared(set)))
        .filter(|(_, shared)| *shared > 0)
        .max_by_key(|(i, shared)| (*shared, preferred == Some(*i), place(*i)))
}

#[cfg(test)]
mod tests {
    use super::super::side::{Ground, gold_side};
    use super::*;
    use crate::gold::{GoldQuotation, GoldSpeaker};
    use crate::text::{QuotationType, Span};

    fn side(ground: &Ground, contents: &[(usize, usize)]) -> Vec<Quotation> {
        let quotations: Vec<GoldQuotation> = contents
            .iter()
            .map(|(start, end)| GoldQuotation {
                kind: QuotationType::Indirect,
                content: vec![Span::new(*start, *end)],
                source: Vec::new(),
                cue: Vec::new(),
                speaker: GoldSpeaker::default(),
            })
            .collect();
        gold_side(ground, &quotations)
    }

    fn matched(gold: &[(usize, usize)], predicted: &[(usize, usize)]) -> Vec<(usize, usize, bool)> {
        let text = "abcdefghijklmnopqrstuvwxyz".repeat(2);
        let ground = Ground::new(&text);
        pairs(&side(&ground, gold), &side(&ground, predicted))
            .iter()
            .map(|pair| (pair.gold, pair.predicted, pair.exact))
            .collect()
    }

    #[test]
    fn the_best_overlap_goes_first() {
        // The second predicted one fits better, so the first one finds its partner taken.
        assert_eq!(matched(&[(0, 10)], &[(0, 8), (0, 9)]), [(0, 1, false)]);
        assert_eq!(
            matched(&[(0, 10), (10, 20)], &[(10, 20), (0, 10)]),
            [(0, 1, true), (1, 0, true)]
        );
    }

    #[test]
    fn half_is_enough_and_less_is_not() {
        assert_eq!(matched(&[(0, 10)], &[(0, 5)]), [(0, 0, false)]);
        assert_eq!(matched(&[(0, 10)], &[(0, 4)]), []);
        assert_eq!(matched(&[(0, 10)], &[(0, 20)]), [(0, 0, false)]);
    }

    #[test]
    fn equal_overlaps_go_by_place() {
        assert_eq!(matched(&[(0, 10)], &[(5, 10), (0, 5)]), [(0, 1, false)]);
    }

    #[test]
    fn a_long_piece_stays_open_over_short_ones() {
        assert_eq!(
            matched(&[(0, 4), (4, 20)], &[(0, 24), (0, 3)]),
            [(0, 1, false), (1, 0, false)]
        );
    }
}

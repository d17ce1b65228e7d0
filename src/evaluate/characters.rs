//! Spans as the sets of alphanumeric characters that they stand for.

use crate::text::Span;

/// Numbers the alphanumeric characters of one text, so that a span becomes a range of numbers.
pub struct Characters {
    /// For every byte of the text, and its end: the alphanumeric characters that begin before it.
    before: Vec<u32>,
}

impl Characters {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let mut before = vec![0; text.len() + 1];
        let mut count = 0;
        let mut next = 0;
        for (at, c) in text.char_indices() {
            before[next..=at].fill(count);
            next = at + 1;
            count += u32::from(c.is_alphanumeric());
        }
        before[next..].fill(count);
        Characters { before }
    }

    /// How many alphanumeric characters begin before this byte; the text's whole number beyond its
    /// end.
    pub fn rank(&self, byte: usize) -> u32 {
        let last = self.before.len() - 1;
        self.before[byte.min(last)]
    }

    /// The set that these spans stand for; they may touch, overlap and come in any order.
    pub fn set(&self, spans: &[Span]) -> CharacterSet {
        let ranges = spans
            .iter()
            .map(|span| (self.rank(span.start), self.rank(span.end)));
        CharacterSet::from_ranges(ranges.collect())
    }
}

/// A set of alphanumeric characters of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CharacterSet {
    /// Half-open ranges of numbers, in order, with gaps between.
    ranges: Vec<(u32, u32)>,
    size: u32,
}

impl CharacterSet {
    fn from_ranges(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.retain(|(start, end)| start < end);
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (start, end) in ranges {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        let size = merged.iter().map(|(start, end)| end - start).sum();
        CharacterSet {
            ranges: merged,
            size,
        }
    }

    /// All characters of several sets.
    pub fn union<'s>(sets: impl Iterator<Item = &'s CharacterSet>) -> Self {
        Self::from_ranges(sets.flat_map(|set| set.ranges.iter().copied()).collect())
    }

    /// Number of characters.
    pub fn len(&self) -> u32 {
        self.size
    }

    /// True where there is none, as in a span of punctuation.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// The ranges of numbers, in order.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// Number of the first character.
    pub fn first(&self) -> Option<u32> {
        self.ranges.first().map(|range| range.0)
    }

    /// Number after that of the last character.
    pub fn end(&self) -> Option<u32> {
        self.ranges.last().map(|range| range.1)
    }

    /// The characters in both.
    pub fn intersection(&self, other: &CharacterSet) -> CharacterSet {
        let mut both = Vec::new();
        self.each_shared(other, |start, end| both.push((start, end)));
        Self::from_ranges(both)
    }

    /// Number of characters in both.
    pub fn shared(&self, other: &CharacterSet) -> u32 {
        let mut size = 0;
        self.each_shared(other, |start, end| size += end - start);
        size
    }

    /// F1 of the characters ≥ 0.5, the measure for mentions; never for an empty set.
    pub fn same_mention(&self, other: &CharacterSet) -> bool {
        let shared = self.shared(other);
        shared > 0 && 4 * u64::from(shared) >= u64::from(self.size) + u64::from(other.size)
    }

    fn each_shared(&self, other: &CharacterSet, mut tell: impl FnMut(u32, u32)) {
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.ranges.get(i), other.ranges.get(j)) {
            let (start, end) = (a.0.max(b.0), a.1.min(b.1));
            if start < end {
                tell(start, end);
            }
            if a.1 <= b.1 {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn punctuation_and_spaces_never_count() {
        let text = "“Äh, no!” he\u{a0}said.";
        let characters = Characters::new(text);
        let all = characters.set(&[Span::new(0, text.len())]);
        assert_eq!(all.len(), 10);
        let content = text.find("Äh").expect("there");
        let close = text.find('”').expect("there");
        let with_marks = characters.set(&[Span::new(0, close + 3)]);
        let without = characters.set(&[Span::new(content, close - 1)]);
        assert_eq!(with_marks, without);
        assert!(characters.set(&[Span::new(0, content)]).is_empty());
    }

    #[test]
    fn a_mention_is_the_same_from_half_on() {
        let text = "aaaa bbbb";
        let characters = Characters::new(text);
        let set = |start, end| characters.set(&[Span::new(start, end)]);
        // Shared 2 of 4 + 4: F1 0.5.
        assert!(set(0, 4).same_mention(&set(2, 7)));
        assert!(!set(0, 4).same_mention(&set(3, 8)));
        assert!(!set(0, 0).same_mention(&set(0, 0)));
    }

    proptest! {
        #[test]
        fn sets_do_what_sets_of_characters_do(
            text in "[ab,é “]{0,40}",
            a in proptest::collection::vec((0usize..40, 0usize..12), 0..5),
            b in proptest::collection::vec((0usize..40, 0usize..12), 0..5),
        ) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let spans = |raw: &[(usize, usize)]| -> Vec<Span> {
                raw.iter()
                    .map(|(start, length)| {
                        let place = |i: usize| places[i.min(places.len() - 1)];
                        Span::new(place(*start), place(start + length))
                    })
                    .collect()
            };
            let naive = |spans: &[Span]| -> BTreeSet<usize> {
                text.char_indices()
                    .filter(|(at, c)| c.is_alphanumeric() && spans.iter().any(|s| s.start <= *at && *at < s.end))
                    .map(|(at, _)| at)
                    .collect()
            };
            let (a, b) = (spans(&a), spans(&b));
            let characters = Characters::new(&text);
            let (set_a, set_b) = (characters.set(&a), characters.set(&b));
            let (naive_a, naive_b) = (naive(&a), naive(&b));
            prop_assert_eq!(set_a.len() as usize, naive_a.len());
            prop_assert_eq!(set_a.shared(&set_b) as usize, naive_a.intersection(&naive_b).count());
            prop_assert_eq!(set_a.intersection(&set_b).len(), set_a.shared(&set_b));
            prop_assert_eq!(
                CharacterSet::union([&set_a, &set_b].into_iter()).len() as usize,
                naive_a.union(&naive_b).count()
            );
        }
    }
}

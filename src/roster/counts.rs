//! How often each of some words came.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Numbers by string, in the order of the strings: most speakers have few, so a list is smaller
/// and no slower than a map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Counts(Vec<(Box<str>, u64)>);

/// Memory of an entry beside its letters, in bytes: the entry itself and what allocating adds.
const ENTRY: usize = size_of::<(Box<str>, u64)>() + 16;

/// Above so many, two lists are merged as a whole.
const FEW: usize = 4;

impl Counts {
    /// Adds to the number of `what`. Gives the bytes by which the memory has grown.
    pub fn add(&mut self, what: &str, number: u64) -> usize {
        match self.find(what) {
            Ok(at) => {
                self.0[at].1 += number;
                0
            }
            Err(at) => {
                self.0.insert(at, (what.into(), number));
                ENTRY + what.len()
            }
        }
    }

    /// These numbers, which come in the order of their strings, each of which comes once; empty
    /// strings are left out.
    pub fn of(sorted: impl IntoIterator<Item = (String, u64)>) -> Self {
        let told = sorted.into_iter().filter(|(what, _)| !what.is_empty());
        Counts(told.map(|(what, number)| (what.into(), number)).collect())
    }

    fn find(&self, what: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(what))
    }

    /// Adds all of `other`. Gives the bytes by which the memory has grown.
    pub fn join(&mut self, other: Counts) -> usize {
        if other.0.len() <= FEW {
            let added = other.0.iter().map(|(what, number)| self.add(what, *number));
            return added.sum();
        }
        let before = self.bytes();
        self.0.extend(other.0);
        // Two lists in order one behind the other: this sort merges them.
        self.0.sort_by(|a, b| a.0.cmp(&b.0));
        self.0.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        self.bytes().saturating_sub(before)
    }

    /// Memory of the list, in bytes.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|(what, _)| ENTRY + what.len()).sum()
    }

    /// All of them, by string.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(what, number)| (&**what, *number))
    }

    /// The same, with those that differ only in case as one, written as most of them are.
    pub fn without_case(&self) -> Counts {
        let mut as_one: BTreeMap<String, (u64, u64, &str)> = BTreeMap::new();
        for (what, number) in self.iter() {
            let (sum, most, written) = as_one.entry(what.to_lowercase()).or_default();
            *sum += number;
            if number > *most {
                (*most, *written) = (number, what);
            }
        }
        let mut all = Counts::default();
        for (sum, _, written) in as_one.into_values() {
            all.add(written, sum);
        }
        all
    }

    /// The `most` that came most often, of as many the first by string.
    pub fn top(&self, most: usize) -> Vec<(String, u64)> {
        let mut all: Vec<(&str, u64)> = self.iter().collect();
        // Stable: equal numbers stay in the order of the strings.
        all.sort_by_key(|&(_, number)| std::cmp::Reverse(number));
        let top = all.into_iter().take(most);
        top.map(|(what, number)| (what.to_owned(), number))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(all: &[(&str, u64)]) -> Counts {
        let mut counts = Counts::default();
        for &(what, number) in all {
            counts.add(what, number);
        }
        counts
    }

    #[test]
    fn joining_adds_up_whatever_the_sizes() {
        let many: Vec<String> = (0..20).map(|i| format!("w{i:02}")).collect();
        let many: Vec<(&str, u64)> = many.iter().map(|w| (w.as_str(), 2)).collect();
        for (one, other) in [(&many[..], &many[3..5]), (&many[..7], &many[5..])] {
            let mut joined = counts(one);
            let grown = joined.join(counts(other));
            let all: Vec<_> = one.iter().chain(other).copied().collect();
            assert_eq!(joined, counts(&all));
            assert_eq!(grown, joined.bytes() - counts(one).bytes());
        }
    }

    #[test]
    fn equal_numbers_are_in_the_order_of_the_strings() {
        let counts = counts(&[("told", 2), ("added", 2), ("said", 9), ("asked", 1)]);
        let top = counts.top(3);
        let top: Vec<_> = top.iter().map(|(w, n)| (w.as_str(), *n)).collect();
        assert_eq!(top, [("said", 9), ("added", 2), ("told", 2)]);
    }
}

//! Which cue and which source a stretch of content belongs to.

use std::ops::Range;

use super::scores::Row;

/// The end of a link: which of the candidates, and how probable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Number of the candidate; `None` for "none".
    pub to: Option<usize>,
    /// Mean probability over the words that point, 0 to 1.
    pub probability: f32,
}

/// Lets the words of `from` vote for one of `candidates`: each word's row gives every candidate the
/// probability that lies on its words, and "none" what lies on none.
///
/// `rows` are those of the article. Without a single row there is nothing to go by: "none", with
/// probability 0.
pub fn vote(rows: &[Option<Row>], from: &[Range<usize>], candidates: &[Range<usize>]) -> Link {
    let mut votes = vec![0.0_f32; candidates.len()];
    let mut none = 0.0;
    let mut voters = 0_usize;
    let words = from.iter().cloned().flatten();
    for row in words.filter_map(|word| rows.get(word)?.as_ref()) {
        voters += 1;
        none += row.none;
        for (word, p) in &row.to {
            // Candidates are in reading order and disjoint.
            let i = candidates.partition_point(|c| c.end <= *word);
            if candidates.get(i).is_some_and(|c| c.contains(word)) {
                votes[i] += p;
            }
        }
    }
    let best = (0..votes.len()).reduce(|a, b| if votes[b] > votes[a] { b } else { a });
    let share = |sum: f32| {
        if voters == 0 {
            0.0
        } else {
            sum / voters as f32
        }
    };
    match best {
        Some(i) if votes[i] > none => Link {
            to: Some(i),
            probability: share(votes[i]),
        },
        _ => Link {
            to: None,
            probability: share(none),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(none: f32, to: &[(usize, f32)]) -> Option<Row> {
        Some(Row {
            none,
            to: to.to_vec(),
        })
    }

    #[test]
    fn the_candidate_with_most_weight_wins() {
        let rows = [
            row(0.1, &[(5, 0.8)]),
            row(0.0, &[(5, 0.3), (8, 0.6)]),
            None,
            row(0.2, &[(6, 0.7)]),
        ];
        let link = vote(&rows, &[0..2, 3..4], &[5..7, 8..9]);
        assert_eq!(link.to, Some(0));
        assert!((link.probability - 0.6).abs() < 1e-6);
    }

    #[test]
    fn none_may_win() {
        let rows = [row(0.9, &[(2, 0.1)])];
        let of = |from: Range<usize>| vote(&rows, &[from, 9..9], &[2..3, 7..8]);
        assert_eq!(of(0..1).to, None);
        assert_eq!(of(5..9).probability, 0.0);
    }
}

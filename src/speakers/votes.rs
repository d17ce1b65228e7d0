//! Whom the reference pointer means.

use super::people::People;
use crate::attribution::Row;
use crate::model::labels::NameKind;

/// The entity with most of the votes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Its number.
    pub entity: usize,
    /// Its share, 0 to 1.
    pub probability: f32,
    /// The share of nobody.
    pub none: f32,
}

impl Choice {
    /// True where the vote is not rather for nobody.
    pub fn is_one(&self) -> bool {
        self.probability > self.none
    }
}

impl People<'_> {
    /// The entity with most of the row's weight on its names, of those that may be meant; of each name its entity
    /// and what the name itself looks like are asked.
    pub fn vote(&self, row: &Row, may_be: impl Fn(usize, NameKind) -> bool) -> Option<Choice> {
        let mut votes: Vec<(usize, f32)> = Vec::new();
        for (word, p) in &row.to {
            let i = self.names.partition_point(|n| n.words.end <= *word);
            let Some(name) = self.names.get(i).filter(|n| n.words.contains(word)) else {
                continue;
            };
            let entity = self.entities.of_mention[i];
            if !may_be(entity, name.kind) {
                continue;
            }
            match votes.iter_mut().find(|(e, _)| *e == entity) {
                Some((_, sum)) => *sum += p,
                None => votes.push((entity, *p)),
            }
        }
        let best = votes
            .into_iter()
            .reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        Some(Choice {
            entity: best.0,
            probability: best.1,
            none: row.none,
        })
    }
}

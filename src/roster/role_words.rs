//! What roles tell, and which of them can be one person's.

use std::collections::HashMap;

use super::walks::{TELL_NOTHING, WALKS};
use crate::speakers::names::words_of;
use crate::text::Span;

/// The words of a role that tell something, folded, each once, in alphabetical order, with spaces
/// between.
pub(super) fn telling_words(role: &str) -> String {
    let words = words_of(role, Span::new(0, role.len()));
    let mut words: Vec<String> = words.into_iter().map(|word| word.folded).collect();
    words.retain(|word| word.chars().nth(1).is_some() && !TELL_NOTHING.contains(&word.as_str()));
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// What makes two roles compatible if they share it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Tie<'a> {
    Word(&'a str),
    Walk(usize),
}

/// Puts roles (as [`telling_words`] gives them; no empty ones) together: those that are compatible,
/// those that are compatible with these, and so on. Gives the number of its group for each, from 0
/// in the order in which the groups come.
pub(super) fn groups(roles: &[&str]) -> Vec<usize> {
    let mut union = Union((0..roles.len()).collect());
    let mut first: HashMap<Tie, usize> = HashMap::new();
    for (number, role) in roles.iter().enumerate() {
        for word in role.split(' ') {
            let walks = (0..WALKS.len()).filter(|&walk| WALKS[walk].contains(&word));
            for tie in walks.map(Tie::Walk).chain([Tie::Word(word)]) {
                let other = *first.entry(tie).or_insert(number);
                union.join(number, other);
            }
        }
    }
    let mut number_of: HashMap<usize, usize> = HashMap::new();
    (0..roles.len())
        .map(|role| {
            let new = number_of.len();
            *number_of.entry(union.root(role)).or_insert(new)
        })
        .collect()
}

/// Sets that are joined; of each item another one of its set, at last the set's root.
struct Union(Vec<usize>);

impl Union {
    fn root(&mut self, mut item: usize) -> usize {
        while self.0[item] != item {
            self.0[item] = self.0[self.0[item]];
            item = self.0[item];
        }
        item
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_something() {
        assert_eq!(
            telling_words("former US Secretary of State"),
            "secretary state"
        );
        assert_eq!(telling_words("the club’s head coach"), "club coach");
        assert_eq!(telling_words("senior spokesman"), "");
        assert_eq!(telling_words(""), "");
    }

    fn grouped(roles: &[&str]) -> Vec<usize> {
        let words: Vec<String> = roles.iter().map(|role| telling_words(role)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        groups(&words)
    }

    #[test]
    fn compatible_roles_go_together_in_chains() {
        assert_eq!(
            grouped(&["US Secretary of State", "baseball coach"]),
            [0, 1]
        );
        assert_eq!(
            grouped(&["President", "Republican nominee", "pianist"]),
            [0, 0, 1]
        );
        assert_eq!(
            grouped(&["beekeeper", "goose keeper", "goose fancier"]),
            [0, 1, 1]
        );
        // The last brings the first two together.
        let chain = ["ferry captain", "goose keeper", "keeper of the ferry"];
        assert_eq!(grouped(&chain), [0, 0, 0]);
        assert!(grouped(&[]).is_empty());
    }
}

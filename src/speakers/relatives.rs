//! Who is whose relative.

use super::gender::{Gender, differ};
use super::names::words_before;
use super::people::{People, only};
use crate::model::labels::NameKind;

/// How far before a name it says whose father that is, in bytes.
const NEAR: usize = 30;

impl People<'_> {
    /// The only other person with the surname of one.
    pub fn relative(&self, of: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let surname = self.entities.all[of].key.last()?;
        only((0..self.entities.all.len()).filter(|&entity| {
            let key = &self.entities.all[entity].key;
            entity != of && key.len() > 1 && key.last() == Some(surname) && fits(entity)
        }))
    }

    /// The parent of that gender whom the same sentence or the one before names as a child's of the other gender:
    /// "She was the daughter of John Bell, a grocer. Her father …".
    pub fn parent(&self, at: usize, gender: Gender, child: Gender) -> Option<usize> {
        let before = self.names.partition_point(|name| name.span.end <= at);
        let near = (0..before)
            .rev()
            .take_while(|&i| self.breaks_between(self.names[i].span.end, at) < 2);
        near.filter(|&i| self.is_parent(i, child))
            .map(|i| self.entities.of_mention[i])
            .find(|&entity| {
                let known = &self.entities.all[entity];
                known.kind == NameKind::Person && !differ(Some(gender), known.gender)
            })
    }

    fn is_parent(&self, name: usize, of: Gender) -> bool {
        let words = words_before(self.text, self.names[name].span.start, NEAR);
        let [.., child, preposition] = words.as_slice() else {
            return false;
        };
        let one = match of {
            Gender::Male => "son",
            Gender::Female => "daughter",
        };
        preposition.folded == "of" && (child.folded == "child" || child.folded == one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::people::found_in_tests;

    #[test]
    fn the_only_relative() {
        let text = "Ann Bell, Tom Bell, Joe Pike";
        let of = |fits: fn(usize) -> bool| {
            found_in_tests(text, &["Ann Bell", "Tom Bell", "Joe Pike"], |p| {
                p.relative(0, fits)
            })
        };
        assert_eq!(of(|_| true), ["Tom Bell"]);
        assert!(of(|entity| entity != 1).is_empty());
    }

    #[test]
    fn parents() {
        let names = ["Ann Bell", "Tom Bell", "Joe Pike"];
        let of = |text: &str, gender| {
            found_in_tests(text, &names[..2], |p| {
                p.parent(text.len(), gender, Gender::Female)
            })
        };
        let text = "Ann Bell was the only child of Tom Bell, a grocer. Her parent";
        assert_eq!(of(text, Gender::Male), ["Tom Bell"]);
        assert!(of(text, Gender::Female).is_empty());
        for text in [
            "Ann Bell met the son of Tom Bell, a grocer. Her father",
            "Ann Bell was the daughter of Tom Bell. She left. He did not. Her father",
        ] {
            assert!(of(text, Gender::Male).is_empty(), "{text}");
        }
    }
}

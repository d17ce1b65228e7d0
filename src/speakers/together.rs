//! Several who speak together: "Bell and her deputy, Tom Reyes", "the two", "the couple".

use std::collections::BTreeSet;

use super::forms::is_joint;
use super::gender::of_pronoun;
use super::lexicon::is_plural;
use super::names::{words_before, words_of};
use super::nouns::is_role_noun;
use super::people::{NEAR, People, is_break, only};
use crate::model::labels::NameKind;
use crate::text::Span;

/// How far back those are named whom "they" means, in bytes.
const REACH: usize = 800;

/// How far before a name it says whose husband that is, in bytes.
const BESIDE: usize = 30;

/// Who somebody may be married to, or as good as; without accents.
const PARTNERS: &[&str] = &[
    "boyfriend",
    "fiance",
    "fiancee",
    "girlfriend",
    "husband",
    "partner",
    "spouse",
    "wife",
];

/// How a couple comes in that is not named.
const OTHER_COUPLES: &[&str] = &[
    "a couple",
    "A couple",
    "another couple",
    "Another couple",
    "one couple",
    "One couple",
    "a retired couple",
    "A retired couple",
    "a young couple",
    "A young couple",
];

impl People<'_> {
    /// The persons whom a mention at a place means, from those named together before it. "They" are those of the
    /// same sentence or the one before, where nobody else could be meant; "the couple" has but one.
    pub fn meant_together(&self, several: Several, at: usize) -> Option<Vec<usize>> {
        let near = self.persons_before(at, REACH);
        let last = near.clone().next();
        let with_the_last = |group: &Vec<usize>| {
            last.is_some_and(|last| group.contains(&self.entities.of_mention[last]))
        };
        let mut groups = self.together(near);
        match several {
            Several::They => {
                let end = self.names[last?].span.end;
                let alone = !self.others_between(end, at) && self.breaks_between(end, at) < 2;
                groups.next().filter(with_the_last).filter(|_| alone)
            }
            Several::Two => groups.find(|group| is_two(group)),
            Several::Couple => self
                .partners(at)
                .or_else(|| groups.find(|group| is_two(group)).filter(with_the_last)),
        }
    }

    /// True where several who are not named come in between two places: "the marchers".
    pub fn others_between(&self, start: usize, end: usize) -> bool {
        let words = words_of(self.text, Span::new(start, end.max(start)));
        words.iter().any(|word| is_plural(&word.folded))
    }

    /// How many sentences and quotations end between two places.
    pub fn breaks_between(&self, start: usize, end: usize) -> usize {
        let between = self.text.get(start..end).unwrap_or("");
        between.matches(is_break).count()
    }

    /// Groups of persons whom "and" joins, the last first.
    fn together(&self, persons: impl Iterator<Item = usize>) -> impl Iterator<Item = Vec<usize>> {
        persons.filter_map(|last| {
            let mut first = last.checked_sub(1)?;
            if !self.is_person(first) || !self.is_joined(first) {
                return None;
            }
            while first > 0 && self.is_person(first - 1) && self.between(first - 1).trim() == "," {
                first -= 1;
            }
            let mut group = self.entities.of_mention[first..=last].to_vec();
            group.dedup();
            (group.len() > 1).then_some(group)
        })
    }

    /// One and whom a later name calls "her husband", where the article has but one such couple and tells of no
    /// other ("a couple").
    fn partners(&self, at: usize) -> Option<Vec<usize>> {
        let before = self.text.get(..at)?;
        if OTHER_COUPLES.iter().any(|other| before.contains(other)) {
            return None;
        }
        let pairs: BTreeSet<(usize, usize)> = self
            .persons_before(at, at)
            .take(NEAR)
            .filter_map(|i| self.partner_of(i))
            .collect();
        only(pairs.into_iter()).map(|(one, other)| vec![one, other])
    }

    /// Whose "husband" somebody is called before a name, and the one of that name.
    fn partner_of(&self, name: usize) -> Option<(usize, usize)> {
        let start = self.names[name].span.start;
        let words = words_before(self.text, start, BESIDE);
        let [.., owner, noun] = words.as_slice() else {
            return None;
        };
        let owner =
            of_pronoun(&owner.folded).filter(|_| PARTNERS.contains(&noun.folded.as_str()))?;
        let one = self
            .last_known(start, Some(owner))
            .or_else(|| self.last_named(start, Some(owner)))?;
        let other = self.entities.of_mention[name];
        (one != other).then_some((one, other))
    }

    /// Numbers of the persons' names before a place and at most `reach` bytes away, the last first.
    fn persons_before(&self, at: usize, reach: usize) -> impl Iterator<Item = usize> + Clone {
        let before = self.names.partition_point(|name| name.span.end <= at);
        (0..before)
            .rev()
            .take_while(move |&i| self.names[i].span.start + reach >= at)
            .filter(|&i| self.is_person(i))
    }

    fn is_person(&self, name: usize) -> bool {
        self.entities.all[self.entities.of_mention[name]].kind == NameKind::Person
    }

    /// What stands between a name and the next one.
    fn between(&self, name: usize) -> &str {
        let (this, next) = (self.names[name].span, self.names[name + 1].span);
        self.text.get(this.end..next.start).unwrap_or("")
    }

    fn is_joined(&self, name: usize) -> bool {
        is_joint(self.between(name))
    }
}

/// A mention of several whom it does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// "They".
    They,
    /// "The two", "both men", "the pair".
    Two,
    /// "The couple".
    Couple,
}

impl Several {
    /// What a mention is, if it is one of these.
    pub fn of(text: &str, mention: Span) -> Option<Self> {
        let words = words_of(text, mention);
        let word = |i: usize| words.get(i).map_or("", |word| word.folded.as_str());
        match (word(0), word(1), words.len()) {
            ("they", _, 1) => Some(Several::They),
            ("the", "couple", 2) => Some(Several::Couple),
            ("both", _, 1) | ("the", "duo" | "pair" | "two", 2) => Some(Several::Two),
            ("the", "two", 3) if means_people(word(2)) => Some(Several::Two),
            ("both", "men" | "women", 2) => Some(Several::Two),
            _ => None,
        }
    }
}

fn is_two(group: &[usize]) -> bool {
    group.len() == 2
}

/// True for "men" and "senators", not for "sides" and "firms".
fn means_people(word: &str) -> bool {
    matches!(word, "men" | "women" | "people") || word.strip_suffix('s').is_some_and(is_role_noun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::people::found_in_tests;

    fn meant(text: &str, named: &[&str]) -> Vec<String> {
        let mention = ["They", "The two", "The couple", "Both men"]
            .iter()
            .filter_map(|mention| {
                text.find(mention)
                    .map(|at| Span::new(at, at + mention.len()))
            })
            .next_back()
            .expect("is in the text");
        let several = Several::of(text, mention).expect("means several");
        found_in_tests(text, named, |people| {
            people
                .meant_together(several, mention.start)
                .unwrap_or_default()
        })
    }

    #[test]
    fn those_named_together() {
        let both = ["Ann Bell", "Tom Reyes"];
        for text in [
            "Ann Bell and Tom Reyes wrote. They say",
            "Ann Bell and her deputy, Tom Reyes, wrote. The two say",
            "Sen. Ann Bell and Gov. Tom Reyes wrote. The two say",
            "Ann Bell spoke. Her husband, Tom Reyes, did not. The couple say",
        ] {
            assert_eq!(meant(text, &both), both, "{text}");
        }
        let three = ["Ann Bell", "Tom Reyes", "Joe Pike"];
        assert_eq!(
            meant("Ann Bell, Tom Reyes and Joe Pike wrote. They say", &three),
            three
        );
        assert!(
            meant(
                "Ann Bell, Tom Reyes and Joe Pike wrote. The two say",
                &three
            )
            .is_empty()
        );
    }

    #[test]
    fn those_who_are_not() {
        for text in [
            "Ann Bell met Tom Reyes. They say",
            "Ann Bell spoke, and so did Tom Reyes. They say",
            "Ann Bell wrote. And Tom Reyes read. The two say",
        ] {
            assert!(meant(text, &["Ann Bell", "Tom Reyes"]).is_empty(), "{text}");
        }
        for text in [
            "Ann Bell and Tom Reyes met. It rained. They say",
            "Ann Bell and Tom Reyes met the union's members. They say",
            "Ann Bell spoke. Her husband, Tom Reyes, did not. A couple left early. The couple say",
        ] {
            assert!(meant(text, &["Ann Bell", "Tom Reyes"]).is_empty(), "{text}");
        }
        let text = "Ann Bell and Tom Reyes met Joe Pike. They say";
        assert!(meant(text, &["Ann Bell", "Tom Reyes", "Joe Pike"]).is_empty());
    }

    #[test]
    fn mentions_of_several() {
        let of = |mention: &str| Several::of(mention, Span::new(0, mention.len()));
        assert_eq!(of("they"), Some(Several::They));
        assert_eq!(of("both"), Some(Several::Two));
        assert_eq!(of("The two lawmakers"), Some(Several::Two));
        assert_eq!(of("the couple"), Some(Several::Couple));
        for mention in [
            "he",
            "the two of the five who left",
            "both newspapers",
            "the two firms",
            "",
        ] {
            assert_eq!(of(mention), None, "{mention}");
        }
    }
}

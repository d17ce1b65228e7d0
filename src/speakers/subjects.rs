//! Whom a sentence is about: who its first words name.

use super::descriptions::Description;
use super::gender::{Gender, differ};
use super::lexicon::is_preposition;
use super::names::{NameWord, is_capitalised, is_title, words_before, words_of};
use super::nouns::is_role_noun;
use super::people::{People, REACH, is_break};
use crate::model::labels::NameKind;
use crate::text::{Span, boundary_from, is_line_end};

/// Most words with which a sentence comes to whom it is about: "On Friday, the former prime minister".
const MOST_WORDS: usize = 6;

/// How long the titles between "asked by" and a name may be, in bytes.
const TITLES: usize = 60;

/// Verbs for what is done to who then answers.
const ASKED: &[&str] = &[
    "asked",
    "challenged",
    "examined",
    "interviewed",
    "pressed",
    "questioned",
    "quizzed",
];

/// Fewest letters of a word that a full stop behind it does not abbreviate.
const LONG: usize = 4;

impl People<'_> {
    /// The person of that gender with whose role the same sentence begins and who is the only one in it: "The
    /// cardinal will say that he …".
    pub fn subject_in_role(&self, at: usize, gender: Option<Gender>) -> Option<usize> {
        let reach = boundary_from(self.text, at.saturating_sub(REACH));
        let start = match self.text.get(reach..at)?.rfind(is_break) {
            Some(mark) => reach + mark + 1,
            None if reach == 0 => 0,
            None => return None,
        };
        self.in_first_role(Span::new(start, at), gender)
    }

    /// Whom the sentence in front of a quotation is about, where it names no other person: "Its manager Ann Bell
    /// has no doubts. “We stay,” she said."
    pub fn subject_before(&self, quotation: usize, gender: Option<Gender>) -> Option<usize> {
        gender?;
        let sentence = self.sentence_before(quotation)?;
        let mut persons = self.persons_in(sentence);
        let Some(first) = persons.next() else {
            return self.in_first_role(sentence, gender);
        };
        let entity = self.entities.of_mention[first];
        let before = words_of(
            self.text,
            Span::new(sentence.start, self.names[first].span.start),
        );
        // "Its manager Ann Bell", but neither "With Bell gone" nor "His wife, Ann".
        let part = |word: &NameWord| is_title(&word.folded) || is_role_noun(&word.folded);
        let capitalised = |word: &NameWord| is_capitalised(word.span.slice(self.text));
        let begins = match before.as_slice() {
            [] => true,
            [first, rest @ ..] => {
                let opens = part(first) || (capitalised(first) && !rest.is_empty());
                let owned = matches!(first.folded.as_str(), "his" | "her" | "their" | "a" | "an");
                before.len() < MOST_WORDS
                    && opens
                    && !owned
                    && rest.iter().all(|word| part(word) || capitalised(word))
                    && before.last().is_some_and(part)
            }
        };
        let alone = persons.all(|i| self.entities.of_mention[i] == entity);
        // Not what is hers: "Bell's plan failed."
        let own = self.text[self.names[first].span.end..].starts_with(['\'', '’']);
        (begins && alone && !own && !differ(gender, self.entities.all[entity].gender))
            .then_some(entity)
    }

    /// Who asks in the same sentence: "Asked by Mr. Reyes whether …, the mayor said"; not who answers.
    pub fn who_asks(&self, at: usize) -> Option<usize> {
        let asking = self.same_sentence(at, REACH).find(|&i| {
            let start = self.names[i].span.start;
            let words = words_before(self.text, start, TITLES);
            let own = self.text[self.names[i].span.end..].starts_with(['\'', '’']);
            let near = words.iter().enumerate().rev().take(MOST_WORDS);
            let by = near.map(|(i, _)| i).find(|&i| words[i].folded == "by");
            let asked = |by: usize| {
                let verb = by.checked_sub(1).map(|verb| words[verb].folded.as_str());
                let name = Span::new(words[by].span.end, start).slice(self.text);
                verb.is_some_and(|verb| ASKED.contains(&verb)) && !name.contains(',')
            };
            by.is_some_and(asked) && !own
        });
        asking.map(|i| self.entities.of_mention[i])
    }

    /// The sentence of the same paragraph that ends where the marks of a quotation open.
    fn sentence_before(&self, quotation: usize) -> Option<Span> {
        let before = self.text.get(..quotation)?;
        let before = before.trim_end_matches(['"', '“', '‘', '\'', '`']);
        let end = before
            .trim_end_matches(|c: char| c.is_whitespace() && !is_line_end(c))
            .len();
        if end == before.len() || !before[..end].ends_with(['.', '!', '?']) {
            return None;
        }
        let reach = boundary_from(self.text, end.saturating_sub(REACH));
        let sentence = &self.text[reach..end - 1];
        let ends = |&(at, c): &(usize, char)| {
            let blank = sentence[at + c.len_utf8()..].starts_with(char::is_whitespace);
            let word = sentence[..at]
                .chars()
                .rev()
                .take_while(|c| c.is_alphabetic());
            is_line_end(c)
                || matches!(c, '"' | '“' | '”')
                || (matches!(c, '.' | '!' | '?') && blank && word.count() >= LONG)
        };
        let start = sentence
            .char_indices()
            .rev()
            .find(ends)
            .map(|(at, c)| reach + at + c.len_utf8())?;
        Some(Span::new(start, end - 1))
    }

    /// The person with whose role a stretch begins, maybe behind "On Friday,", where it names nobody.
    fn in_first_role(&self, stretch: Span, gender: Option<Gender>) -> Option<usize> {
        gender?;
        let words = words_of(self.text, stretch);
        let role_noun = |i: usize| words.get(i).is_some_and(|word| is_role_noun(&word.folded));
        let mut noun = (0..MOST_WORDS).find(|&i| role_noun(i))?;
        while role_noun(noun + 1) {
            noun += 1;
        }
        // "The former prime minister", but nobody of whom more is said: "the Colombian journalist" may be another.
        let plain =
            |i: usize| role_noun(i) || is_title(&words[i].folded) || words[i].folded == "former";
        let first = (0..noun).rfind(|&i| !plain(i))?;
        if words[first].folded != "the" {
            return None;
        }
        let opening = Span::new(stretch.start, words[first].span.start)
            .slice(self.text)
            .trim();
        // Not the president's lawyer, nor the president of somewhere, nor a letter to the president.
        let next = words.get(noun + 1)?;
        let between = Span::new(words[noun].span.end, next.span.start).slice(self.text);
        let whole = between.chars().all(char::is_whitespace) && !is_preposition(&next.folded);
        let begins = opening.is_empty() || opening.ends_with(',');
        if !whole || !begins || next.folded == "and" || self.persons_in(stretch).next().is_some() {
            return None;
        }
        let role = Span::new(words[first].span.start, words[noun].span.end);
        let entity = self.in_role(&Description::of(self.text, role), false)?;
        (!differ(gender, self.entities.all[entity].gender)).then_some(entity)
    }

    /// Numbers of the persons' names in a stretch.
    fn persons_in(&self, stretch: Span) -> impl Iterator<Item = usize> {
        let from = self
            .names
            .partition_point(|name| name.span.start < stretch.start);
        (from..self.names.len())
            .take_while(move |&i| self.names[i].span.end <= stretch.end)
            .filter(|&i| self.names[i].kind == NameKind::Person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::people::found_in_tests;

    #[test]
    fn the_subject_of_a_sentence_by_its_role() {
        let he = |text: &str| {
            let at = text.rfind(" he ").expect("he comes in") + 1;
            found_in_tests(text, &["Ann Bell", "Tom Reyes"], |people| {
                people.subject_in_role(at, Some(Gender::Male))
            })
            .pop()
        };
        let names = "Mayor Ann Bell met Bishop Tom Reyes. ";
        let with = |sentence: &str| he(&format!("{names}{sentence}"));
        assert_eq!(
            with("The bishop said when he left").as_deref(),
            Some("Tom Reyes")
        );
        assert_eq!(with("The mayor said when he left"), None);
        assert_eq!(with("The bishop's friend said when he left"), None);
        assert_eq!(with("The bishop of Oran said when he left"), None);
        assert_eq!(with("A bishop said when he left"), None);
        assert_eq!(with("Nobody spoke. So he left"), None);
    }

    #[test]
    fn the_subject_of_the_sentence_before() {
        let he = |sentence: &str| {
            let text =
                format!("Mayor Ann Bell met Bishop Tom Reyes.\n{sentence} “We stay,” he said.");
            let at = text.find("We stay").expect("is in it");
            let names: Vec<&str> = match sentence.contains("Reyes") {
                true => vec!["Ann Bell", "Tom Reyes", "Reyes"],
                false => vec!["Ann Bell", "Tom Reyes"],
            };
            found_in_tests(&text, &names, |people| {
                people.subject_before(at, Some(Gender::Male))
            })
            .pop()
        };
        let reyes = Some("Tom Reyes");
        assert_eq!(
            he("Nobody left. Bishop Reyes has no doubts.").as_deref(),
            reyes
        );
        assert_eq!(
            he("It rained. On Friday, the bishop will speak.").as_deref(),
            reyes
        );
        assert_eq!(he("Nobody left. It rained on Mr. Reyes."), None);
        assert_eq!(he("Nobody left. A friend of the bishop laughed."), None);
        assert_eq!(he("Nobody left. The mayor laughed."), None);
        assert_eq!(he("Nobody left. With Reyes gone, it rained."), None);
    }

    #[test]
    fn who_asks_does_not_answer() {
        let asks = |text: &str| {
            let names: Vec<&str> = ["Ann Bell", "Tom Reyes"]
                .into_iter()
                .filter(|name| text.contains(name))
                .collect();
            found_in_tests(text, &names, |people| {
                people.who_asks(text.rfind(" said").expect("is in it"))
            })
            .pop()
        };
        assert_eq!(
            asks("Asked by Mayor Ann Bell whether he knew, he said").as_deref(),
            Some("Ann Bell")
        );
        assert_eq!(
            asks("Cross-examined by Ann Bell, for Tom Reyes, he said").as_deref(),
            Some("Ann Bell")
        );
        assert_eq!(
            asks("Asked by committee chairman Ann Bell, he said").as_deref(),
            Some("Ann Bell")
        );
        assert_eq!(asks("Asked by Ann Bell's lawyer, he said"), None);
        assert_eq!(asks("Asked about Ann Bell, he said"), None);
        assert_eq!(asks("He was asked by Ann Bell. He said"), None);
    }
}

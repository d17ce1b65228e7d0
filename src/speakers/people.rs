//! The people of an article by where they are named and what is told of them.

use super::descriptions::Description;
use super::entities::Entities;
use super::gender::{Gender, differ};
use super::lexicon::is_preposition;
use super::mentions::NameMention;
use super::names::{is_title, words_of};
use super::nouns::is_role_noun;
use crate::model::labels::NameKind;
use crate::text::{LINE_ENDS, Span, boundary_from, is_line_end};

/// How many names back somebody is looked for whom a text goes on about.
pub(super) const NEAR: usize = 100;

/// What a sentence ends at.
pub(super) fn is_break(c: char) -> bool {
    is_line_end(c) || matches!(c, '.' | '!' | '?' | '"' | '“' | '”')
}

/// How long a sentence may be up to its pronoun, in bytes.
pub(super) const REACH: usize = 400;

/// How long a paragraph may be from a pronoun on, in bytes.
const PARAGRAPH: usize = 2000;

/// How long before a name it may say whose friend that is, in bytes.
const INTRODUCTION: usize = 60;

/// Offices of which nobody has two.
const OFFICES: &[&str] = &[
    "prime minister",
    "president",
    "home secretary",
    "foreign secretary",
    "secretary of state",
    "defence secretary",
    "defense secretary",
    "chancellor",
    "governor",
    "mayor",
];

/// The office that a role or a mention names; none for a former or second one.
pub(super) fn office_of(role: &str) -> Option<&'static str> {
    const OTHER: &[&str] = &[
        "acting",
        "assistant",
        "deputy",
        "ex",
        "former",
        "lieutenant",
        "shadow",
        "then",
        "vice",
    ];
    let words = words_of(role, Span::new(0, role.len()));
    let words: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    if words.iter().any(|word| OTHER.contains(word)) {
        return None;
    }
    let role = words.join(" ");
    let ends = |office: &&&str| {
        let before = role.strip_suffix(**office);
        before.is_some_and(|before| before.is_empty() || before.ends_with(' '))
    };
    OFFICES.iter().find(ends).copied()
}

/// All who are named, and where.
pub struct People<'a> {
    /// The article.
    pub text: &'a str,
    /// Its names, in reading order.
    pub names: &'a [NameMention],
    /// Who they are.
    pub entities: &'a Entities,
}

impl People<'_> {
    /// The person named last in the same sentence: whom "who" goes on about.
    pub fn just_named(&self, at: usize) -> Option<usize> {
        self.same_sentence(at, at)
            .find(|&i| self.names[i].kind == NameKind::Person)
            .map(|i| self.entities.of_mention[i])
    }

    /// Numbers of the names before a place in the same sentence that end at most `reach` bytes away, the last first.
    pub(super) fn same_sentence(&self, at: usize, reach: usize) -> impl Iterator<Item = usize> {
        let before = self.names.partition_point(|name| name.span.end <= at);
        (0..before).rev().take_while(move |&i| {
            let end = self.names[i].span.end;
            let between = self.text.get(end..at).filter(|_| end + reach >= at);
            between.is_some_and(|between| !between.contains(is_break))
        })
    }

    /// The text of a sentence up to a place, at most `reach` bytes of it.
    fn sentence_up_to(&self, at: usize, reach: usize) -> &str {
        let from = boundary_from(self.text, at.saturating_sub(reach));
        let before = self.text.get(from..at).unwrap_or("");
        before.rsplit(is_break).next().unwrap_or("")
    }

    /// True where what the sentence before a place speaks of last is somebody new: "a rapper who".
    pub fn is_introduced(&self, at: usize) -> bool {
        let sentence = self.sentence_up_to(at, REACH);
        let determiner = |word: &&str| {
            let word = word.to_lowercase();
            matches!(
                word.as_str(),
                "a" | "an" | "the" | "his" | "her" | "their" | "its"
            )
        };
        let last = sentence.split_whitespace().rev().find(determiner);
        last.is_some_and(|word| matches!(word.to_lowercase().as_str(), "a" | "an"))
    }

    /// Where the paragraph of a place ends, or how far it is looked for.
    pub fn paragraph_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or("");
        let end = boundary_from(rest, rest.len().min(PARAGRAPH));
        at + rest[..end].find(LINE_ENDS).unwrap_or(end)
    }

    /// The end of the paragraph after that of a place.
    pub fn next_paragraph_end(&self, at: usize) -> usize {
        let end = self.paragraph_end(at);
        let rest = self.text.get(end..).unwrap_or("");
        self.paragraph_end(self.text.len() - rest.trim_start().len())
    }

    /// True where an entity is named before a place.
    pub fn is_named_before(&self, entity: usize, place: usize) -> bool {
        let first = self.entities.all[entity].mentions.first();
        first.is_some_and(|&mention| self.names[mention].span.start < place)
    }

    /// The person of whom that gender is known who was named last before a place.
    pub fn last_known(&self, at: usize, gender: Option<Gender>) -> Option<usize> {
        self.named_before(at)
            .find(|&entity| gender.is_some() && self.entities.all[entity].gender == gender)
    }

    /// The person of that gender, or of none that is known, who was named last before a place.
    pub fn last_named(&self, at: usize, gender: Option<Gender>) -> Option<usize> {
        self.named_before(at)
            .find(|&entity| gender.is_some() && !differ(gender, self.entities.all[entity].gender))
    }

    /// True where somebody or something is named inside a span.
    pub fn names_in(&self, span: Span) -> bool {
        let from = self
            .names
            .partition_point(|name| name.span.end <= span.start);
        let name = self.names.get(from);
        name.is_some_and(|name| name.span.start < span.end)
    }

    /// The persons named before a place, the last first.
    pub(super) fn named_before(&self, at: usize) -> impl Iterator<Item = usize> {
        let before = self.names.partition_point(|name| name.span.end <= at);
        let near = self.entities.of_mention[..before]
            .iter()
            .rev()
            .copied()
            .take(NEAR);
        near.filter(|&entity| self.entities.all[entity].kind == NameKind::Person)
    }

    /// The persons in a mention to whom another one belongs: "Trump's lawyer", "a spokesman for Mr. Holm".
    pub fn owners_in(&self, mention: Span) -> Vec<usize> {
        let from = self.names.partition_point(|n| n.span.end <= mention.start);
        let owns = |name: &NameMention| {
            let before = words_of(
                self.text,
                Span::new(mention.start, name.span.start.max(mention.start)),
            );
            let word = before.iter().rfind(|word| !is_title(&word.folded));
            let after = self.text[name.span.end..].chars().next();
            matches!(after, Some('\'' | '’'))
                || word.is_some_and(|word| is_preposition(&word.folded))
        };
        (from..self.names.len())
            .take_while(|&i| self.names[i].span.start < mention.end)
            .filter(|&i| owns(&self.names[i]))
            .map(|i| self.entities.of_mention[i])
            .filter(|&entity| self.entities.all[entity].kind == NameKind::Person)
            .collect()
    }

    /// True where the article gives somebody another office than a mention's ([`office_of`]): "the prime minister" is
    /// not Home Secretary Ann Bell.
    pub fn has_other_office(&self, entity: usize, said: Option<&str>) -> bool {
        let role = self.entities.all[entity].role.as_deref();
        said.is_some_and(|said| {
            role.and_then(office_of)
                .is_some_and(|office| office != said)
        })
    }

    /// True for one who is introduced by somebody else: Tom Reyes is not the actor of "the actor's friend Tom
    /// Reyes".
    pub fn is_introduced_by(&self, entity: usize, said: &Description) -> bool {
        let first = self.entities.all[entity].mentions.first();
        let Some(&first) = first.filter(|_| said.definite) else {
            return false;
        };
        let start = self.names[first].span.start;
        let sentence = self.sentence_up_to(start, INTRODUCTION).to_lowercase();
        ["'s ", "’s "]
            .iter()
            .any(|own| sentence.contains(&format!("the {}{own}", said.noun)))
    }

    /// The one person whose role "the mayor" is.
    pub fn in_role(&self, said: &Description, plural: bool) -> Option<usize> {
        if plural || !said.definite || !is_role_noun(&said.noun) {
            return None;
        }
        let has_it = |&e: &usize| self.entities.all[e].role_noun.as_ref() == Some(&said.noun);
        only((0..self.entities.all.len()).filter(has_it))
    }
}

/// The one that there is; nothing where there are several.
pub fn only<T>(mut those: impl Iterator<Item = T>) -> Option<T> {
    let one = those.next()?;
    those.next().is_none().then_some(one)
}

/// What `ask` makes of a text with these names, in the order in which they come, as the names of whom it finds.
#[cfg(test)]
pub(super) fn found_in_tests<F: IntoIterator<Item = usize>>(
    text: &str,
    named: &[&str],
    ask: impl Fn(&People) -> F,
) -> Vec<String> {
    let names = NameMention::in_order_in_tests(text, named);
    let grouped = super::entities::entities(text, &names);
    let people = People {
        text,
        names: &names,
        entities: &grouped,
    };
    let found = ask(&people).into_iter();
    found
        .map(|entity| grouped.all[entity].name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, named: &[&str], ask: impl Fn(&People) -> Option<usize>) -> Option<String> {
        found_in_tests(text, named, ask).pop()
    }

    #[test]
    fn owners_in_a_mention() {
        let owner = |mention: &str| {
            found(mention, &["Bell"], |people| {
                people
                    .owners_in(Span::new(0, mention.len()))
                    .first()
                    .copied()
            })
        };
        for mention in [
            "Bell’s lawyer",
            "a spokesman for Mr. Bell",
            "the widow of Bell",
        ] {
            assert_eq!(owner(mention).as_deref(), Some("Bell"), "{mention}");
        }
        for mention in [
            "Speaker of the House Rep. Bell (R)",
            "Bell aides",
            "the sculptor Bell",
        ] {
            assert_eq!(owner(mention), None, "{mention}");
        }
    }

    #[test]
    fn a_paragraph_ends_at_its_line() {
        let end = |text: &str, at| {
            let entities = Entities::default();
            let people = People {
                text,
                names: &[],
                entities: &entities,
            };
            people.paragraph_end(at)
        };
        assert_eq!(end("he\nshe", 1), 2);
        assert_eq!(end("he", 2), 2);
        assert_eq!(end(&"ä".repeat(2000), 2), 2002);
    }
}

//! What the mention of a gold quotation's source looks like.

use crate::speakers::names::{name_key, words_of};
use crate::text::Span;

/// Words that stand for somebody without naming or describing them.
const PRONOUNS: &[&str] = &[
    "i",
    "me",
    "my",
    "mine",
    "myself",
    "we",
    "us",
    "our",
    "ours",
    "ourselves",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
    "he",
    "him",
    "his",
    "himself",
    "she",
    "her",
    "hers",
    "herself",
    "it",
    "its",
    "itself",
    "they",
    "them",
    "their",
    "theirs",
    "themselves",
    "who",
    "whom",
    "whose",
    "which",
    "that",
    "this",
    "these",
    "those",
    "one",
    "both",
    "all",
    "each",
    "some",
    "many",
    "most",
    "others",
    "another",
    "anyone",
    "everyone",
    "someone",
    "somebody",
    "nobody",
];

/// The forms of mentions by which speakers are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceForm {
    /// The speaker's last name and another of the name's words, or all there are.
    FullName,
    /// Any word of the name.
    PartOfName,
    /// Nothing but pronouns.
    Pronoun,
    /// Words that are neither.
    Description,
    /// The quotation has no source in the text.
    None,
}

impl SourceForm {
    /// All of them, in the order in which they are listed.
    pub const ALL: [SourceForm; 5] = [
        Self::FullName,
        Self::PartOfName,
        Self::Pronoun,
        Self::Description,
        Self::None,
    ];

    /// Its key in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::PartOfName => "part_of_name",
            Self::Pronoun => "pronoun",
            Self::Description => "description",
            Self::None => "none",
        }
    }

    /// The form of a source that names, or does not name, these speakers. Where several speak
    /// together it is a full name only where it is one for each of them.
    pub fn of(text: &str, source: &[Span], speakers: &[String]) -> Self {
        let words: Vec<String> = source
            .iter()
            .flat_map(|span| words_of(text, *span))
            .map(|word| word.folded)
            .collect();
        if words.is_empty() {
            return Self::None;
        }
        if words.iter().all(|word| PRONOUNS.contains(&word.as_str())) {
            return Self::Pronoun;
        }
        let forms: Vec<Self> = speakers
            .iter()
            .map(|name| named_by(&words, &name_key(name)))
            .collect();
        if !forms.is_empty() && forms.iter().all(|form| *form == Self::FullName) {
            Self::FullName
        } else if forms.iter().any(|form| *form != Self::Description) {
            Self::PartOfName
        } else {
            Self::Description
        }
    }
}

fn named_by(words: &[String], key: &[String]) -> SourceForm {
    let there = key.iter().filter(|part| words.contains(part)).count();
    let last = key.last().is_some_and(|part| words.contains(part));
    if there == 0 {
        SourceForm::Description
    } else if last && (there > 1 || key.len() == 1) {
        SourceForm::FullName
    } else {
        SourceForm::PartOfName
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(source: &str, speakers: &[&str]) -> SourceForm {
        let speakers: Vec<String> = speakers.iter().map(ToString::to_string).collect();
        SourceForm::of(source, &[Span::new(0, source.len())], &speakers)
    }

    #[test]
    fn every_form() {
        let kaine = ["Tim Kaine"];
        assert_eq!(
            form("Sen. Tim Kaine of Virginia", &kaine),
            SourceForm::FullName
        );
        assert_eq!(form("Mr. Kaine", &kaine), SourceForm::PartOfName);
        assert_eq!(form("Tim", &kaine), SourceForm::PartOfName);
        assert_eq!(form("he", &kaine), SourceForm::Pronoun);
        assert_eq!(form("He himself", &kaine), SourceForm::Pronoun);
        assert_eq!(
            form("his campaign manager", &kaine),
            SourceForm::Description
        );
        assert_eq!(form("“", &kaine), SourceForm::None);
        assert_eq!(SourceForm::of("text", &[], &[]), SourceForm::None);
        assert_eq!(
            form("Hillary Clinton", &["Hillary Rodham Clinton"]),
            SourceForm::FullName
        );
        assert_eq!(form("Madonna", &["Madonna"]), SourceForm::FullName);
    }

    #[test]
    fn several_are_full_only_together() {
        let two = ["Ada Byron", "Tim Kaine"];
        assert_eq!(form("Ada Byron and Tim Kaine", &two), SourceForm::FullName);
        assert_eq!(form("Ada Byron and Kaine", &two), SourceForm::PartOfName);
        assert_eq!(form("both", &two), SourceForm::Pronoun);
        assert_eq!(form("the couple", &two), SourceForm::Description);
    }
}

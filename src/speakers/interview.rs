//! Who the Q and the A of a printed interview are.
//!
//! "Q:" and "A:" before the turns stand for people whom the introduction names: who answers is the first
//! one named there, who asks is named with it ("spoke to Hugo Castellane") or is nobody's name.

use super::entities::Entities;
use super::mentions::NameMention;
use super::nouns::is_role_noun;
use crate::model::labels::NameKind;
use crate::text::{LINE_ENDS, Span, boundary_from};

/// What stands before the name of who asks.
const ASKED_BY: &[&str] = &[
    "by",
    "sat down with",
    "spoke to",
    "spoke with",
    "talked to",
    "talked with",
    "told",
];

/// How far before the name that is looked for, in bytes.
const REACH: usize = 40;

/// The two parties, as entities; neither is known in any other text.
#[derive(Default)]
pub struct Interview {
    asks: Option<usize>,
    answers: Option<usize>,
}

impl Interview {
    /// Looks into what stands before the first "Q:".
    pub fn of_article(text: &str, names: &[NameMention], entities: &Entities) -> Self {
        let Some(start) = first_question(text) else {
            return Interview::default();
        };
        let introduced = || {
            let persons = names.iter().zip(&entities.of_mention);
            persons
                .take_while(|(name, _)| name.span.end <= start)
                .filter(|(name, _)| name.kind == NameKind::Person && name.key.len() > 1)
        };
        let asks = introduced()
            .find(|(name, _)| asked_by(&text[..name.span.start]))
            .map(|(_, entity)| *entity);
        let answers = introduced()
            .map(|(_, entity)| *entity)
            .find(|entity| Some(*entity) != asks);
        Interview { asks, answers }
    }

    /// The party that a mention is.
    pub fn of(&self, text: &str, mention: Span) -> Option<usize> {
        match mention.slice(text) {
            "Q" if is_party(text, mention) => self.asks,
            "A" if is_party(text, mention) => self.answers,
            _ => None,
        }
    }
}

/// True for the "Q" and the "A" before a colon, which tell nobody anything where the parties are not known.
pub fn is_party(text: &str, mention: Span) -> bool {
    let turn = text.get(mention.end..).unwrap_or("").starts_with(':');
    turn && matches!(mention.slice(text), "Q" | "A")
}

/// Where the first line begins with "Q:", if one later begins with "A:".
fn first_question(text: &str) -> Option<usize> {
    let starts = |label: &str, from: usize| {
        let found = text[from..].match_indices(label).map(|(at, _)| from + at);
        found
            .into_iter()
            .find(|&at| at == 0 || text[..at].ends_with(LINE_ENDS))
    };
    let question = starts("Q:", 0)?;
    starts("A:", question)?;
    Some(question)
}

fn asked_by(before: &str) -> bool {
    let near = boundary_from(before, before.len().saturating_sub(REACH));
    let before = before[near..].to_lowercase();
    // "He spoke to reporter Ann Bell."
    let mut words: Vec<&str> = before.split_whitespace().collect();
    while words.last().is_some_and(|word| is_role_noun(word)) {
        words.pop();
    }
    let before = words.join(" ");
    ASKED_BY.iter().any(|words| {
        before
            .strip_suffix(words)
            .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::super::entities::entities;
    use super::*;

    /// The parties by name, of a text in which these are persons.
    fn parties(text: &str, persons: &[&str]) -> [Option<String>; 2] {
        let names: Vec<NameMention> = persons
            .iter()
            .map(|person| NameMention::first_in_tests(text, person))
            .collect();
        let entities = entities(text, &names);
        let interview = Interview::of_article(text, &names, &entities);
        ["Q", "A"].map(|label| {
            let at = text.find(&format!("{label}:"))?;
            let party = interview.of(text, Span::new(at, at + 1))?;
            Some(entities.all[party].name.clone())
        })
    }

    #[test]
    fn parties_are_introduced() {
        let text =
            "Ann Bell keeps bees. She spoke to Tom Reyes.\n\nQ: Why?\nA: They came with Jo King.";
        assert_eq!(
            parties(text, &["Ann Bell", "Tom Reyes", "Jo King"]),
            [Some("Tom Reyes".into()), Some("Ann Bell".into())]
        );
        let text = "By Tom Reyes\nAnn Bell keeps bees.\nQ: Why?\nA: They came.";
        assert_eq!(
            parties(text, &["Tom Reyes", "Ann Bell"]),
            [Some("Tom Reyes".into()), Some("Ann Bell".into())]
        );
        let text = "Ann Bell keeps bees.\nQ: Why?\nA: They came.";
        assert_eq!(
            parties(text, &["Ann Bell"]),
            [None, Some("Ann Bell".into())]
        );
    }

    #[test]
    fn letters_elsewhere_are_nobody() {
        assert_eq!(parties("Ann Bell. FAQ: A: no", &["Ann Bell"]), [None, None]);
        assert_eq!(parties("Ann Bell.\nQ: Why?", &["Ann Bell"]), [None, None]);
        assert_eq!(parties("", &[]), [None, None]);
    }
}

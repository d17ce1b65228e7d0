//! What reports of crimes and trials tell of people: who was killed, and who stands accused.

use std::collections::BTreeSet;

use super::descriptions::Description;
use super::entities::Entities;
use super::forms::head_of;
use super::gender::{differ, of_title_before};
use super::mentions::NameMention;
use super::names::{is_title, words_of};
use super::people::{People, only};
use crate::attribution::Quotation;
use crate::model::labels::NameKind;
use crate::text::{Span, boundary_from};

/// How far before and after a name it is told that somebody was killed or is accused, in bytes.
const NEAR: usize = 60;

/// Nouns for the one who stands accused.
const ACCUSED: &[&str] = &["accused", "defendant"];

/// "Mr Garside" is not the one who was killed, where one other person has that surname: takes such sources over to
/// the one who lives.
pub fn give_to_the_living(
    text: &str,
    quotations: &[Quotation],
    names: &[NameMention],
    entities: &mut Entities,
) {
    let killed = entities_told(names, entities, |name| was_killed(text, name));
    if killed.is_empty() {
        return;
    }
    for source in quotations.iter().filter_map(|q| q.source.as_ref()) {
        let &[mention] = head_of(text, source.span, names).named.as_slice() else {
            continue;
        };
        let name = &names[mention];
        let entity = entities.of_mention[mention];
        if name.key.len() > 1 || !killed.contains(&entity) {
            continue;
        }
        let people = People {
            text,
            names,
            entities,
        };
        let title = of_title_before(text, name.span.start);
        let living = people.relative(entity, |other| {
            let known = &entities.all[other];
            known.kind == NameKind::Person
                && !differ(title, known.gender)
                && people.is_named_before(other, name.span.start)
                && !killed.contains(&other)
        });
        if let Some(living) = living {
            entities.give(mention, living);
        }
    }
}

/// The only person of whom the article tells that he or she stands accused: whom "the defendant" means.
pub fn accused(text: &str, names: &[NameMention], entities: &Entities) -> Option<usize> {
    let told = ACCUSED.iter().any(|noun| text.contains(noun));
    let those = || entities_told(names, entities, |name| is_accused(text, name));
    only(told.then(those)?.into_iter())
}

/// True for "the defendant" and "the accused".
pub fn is_defendant(said: &Description) -> bool {
    said.definite && ACCUSED.contains(&said.noun.as_str())
}

/// The persons of whom that is told beside one of their names.
fn entities_told(
    names: &[NameMention],
    entities: &Entities,
    told: impl Fn(Span) -> bool,
) -> BTreeSet<usize> {
    let mentions = names.iter().zip(&entities.of_mention);
    mentions
        .filter(|&(name, &entity)| entities.all[entity].kind == NameKind::Person && told(name.span))
        .map(|(_, &entity)| entity)
        .collect()
}

/// True for "murdering Edmund Garside", "the killing of Mr. Bell", "Bell's murder".
fn was_killed(text: &str, name: Span) -> bool {
    let from = boundary_from(text, name.start.saturating_sub(NEAR));
    let mut before = words_of(text, Span::new(from, name.start));
    while before.last().is_some_and(|word| is_title(&word.folded)) {
        before.pop();
    }
    let before: Vec<&str> = before
        .iter()
        .rev()
        .map(|word| word.folded.as_str())
        .collect();
    let killed = matches!(
        before.as_slice(),
        ["murdering" | "murdered" | "killing" | "killed", ..]
            | ["of", "murder" | "killing" | "manslaughter", ..]
    );
    let after = &text[name.end..];
    let own = after
        .strip_prefix("'s ")
        .or_else(|| after.strip_prefix("’s "));
    killed
        || own.is_some_and(|own| {
            ["murder", "killer"]
                .iter()
                .any(|noun| own.starts_with(noun))
        })
}

/// True for "Philippa Garside, 44, denies", "Tom Bell has pleaded guilty", "Ann Bell is charged with".
fn is_accused(text: &str, name: Span) -> bool {
    let end = boundary_from(text, (name.end + NEAR).min(text.len()));
    let sentence = text[name.end..end].split(['.', '\n']).next().unwrap_or("");
    let words = words_of(sentence, Span::new(0, sentence.len()));
    let mut words = words
        .iter()
        .map(|word| word.folded.as_str())
        .filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
        .skip_while(|word| {
            matches!(
                *word,
                "who" | "is" | "was" | "has" | "had" | "of" | "been" | "standing"
            )
        });
    match (words.next(), words.next()) {
        (Some("denies" | "denied"), Some(what)) => what.ends_with("ing") || what == "murder",
        (Some("pleaded" | "pleads" | "pleading"), Some("guilty" | "not")) => true,
        (Some("accused"), Some("of")) | (Some("charged"), Some("with")) => true,
        (Some("on"), Some("trial")) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &str, name: &str, after: &str) -> (String, Span) {
        let start = before.len();
        (
            format!("{before}{name}{after}"),
            Span::new(start, start + name.len()),
        )
    }

    #[test]
    fn who_was_killed() {
        for (before, after) in [
            ("She denies murdering ", ", 81"),
            ("the killing of Mr. ", " in May"),
            ("", "’s murder"),
        ] {
            let (text, name) = of(before, "Garside", after);
            assert!(was_killed(&text, name), "{text}");
        }
        for (before, after) in [
            ("the lawyer of ", " said"),
            ("killing time with ", ""),
            ("", "’s widow"),
            ("", " was not killed"),
        ] {
            let (text, name) = of(before, "Garside", after);
            assert!(!was_killed(&text, name), "{text}");
        }
    }

    #[test]
    fn who_stands_accused() {
        for after in [
            ", 44, denies murdering her uncle",
            ", who is accused of theft",
            " has been charged with fraud",
            " pleaded not guilty",
        ] {
            let (text, name) = of("", "Ann Bell", after);
            assert!(is_accused(&text, name), "{text}");
        }
        for after in [
            " denies it",
            " said he was accused of theft",
            ". Denies murdering",
            "",
            " …",
        ] {
            let (text, name) = of("", "Ann Bell", after);
            assert!(!is_accused(&text, name), "{text}");
        }
    }
}

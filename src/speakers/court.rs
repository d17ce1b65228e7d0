//! What reports of crimes and trials tell of people: who was killed, who stands accused, and who asks whom.

use std::collections::BTreeSet;

use super::descriptions::Description;
use super::entities::Entities;
use super::forms::head_of;
use super::gender::{differ, of_title_before};
use super::mentions::NameMention;
use super::names::{is_title, words_before, words_of};
use super::people::{People, only};
use crate::attribution::Quotation;
use crate::model::labels::NameKind;
use crate::text::{Span, boundary_from, is_line_end};

/// How far before and after a name it is told that somebody was killed or is accused, in bytes.
const NEAR: usize = 60;

/// Nouns for the one who stands accused.
const ACCUSED: &[&str] = &["accused", "defendant"];

/// Words of reports of a trial in which several stand accused.
const SEVERAL: &[&str] = &["co-defendant", "defendants", "same charge", "also denie"];

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
        // "Garside said" may be what the dead man once said; nobody calls him "Mr" in the report of his murder.
        let Some(title) = of_title_before(text, name.span.start) else {
            continue;
        };
        if name.key.len() > 1 || !killed.contains(&entity) {
            continue;
        }
        let people = People {
            text,
            names,
            entities,
        };
        let living = people.relative(entity, |other| {
            let known = &entities.all[other];
            known.kind == NameKind::Person
                && !differ(Some(title), known.gender)
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
    let has = |list: &[&str]| list.iter().any(|words| text.contains(words));
    if !has(ACCUSED) || has(SEVERAL) {
        return None;
    }
    let those = entities_told(names, entities, |name| is_accused(text, name));
    only(those.into_iter())
}

/// True for "the defendant" and "the accused".
pub fn is_defendant(said: &Description) -> bool {
    said.definite && ACCUSED.contains(&said.noun.as_str())
}

/// True for "the witness".
pub fn is_witness(said: &Description) -> bool {
    said.definite && said.noun == "witness"
}

/// True where a quotation with the cue `answer` replies to one with the cue `question`: "Mr. Reyes asked why. “I was
/// late,” he replied."
pub fn answers(text: &str, question: Span, answer: Span) -> bool {
    const ASKING: &[&str] = &["ask", "asked", "asking", "asks", "inquired"];
    const ANSWERING: &[&str] = &["answered", "answers", "replied", "replies", "responded"];
    let has = |cue: Span, verbs: &[&str]| {
        let mut words = cue.slice(text).split_whitespace();
        words.any(|word| verbs.contains(&word.to_lowercase().as_str()))
    };
    has(question, ASKING) && has(answer, ANSWERING)
}

impl People<'_> {
    /// Whom `asking` asks: who else was named last before a mention of the one who answers.
    pub fn who_is_asked(&self, asking: usize, mention: Span) -> Option<usize> {
        self.named_before(mention.start)
            .find(|&entity| entity != asking)
    }
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

/// True for "murdering Edmund Garside" and "the killing of Mr. Bell".
fn was_killed(text: &str, name: Span) -> bool {
    let mut before = words_before(text, name.start, NEAR);
    while before.last().is_some_and(|word| is_title(&word.folded)) {
        before.pop();
    }
    let Some(last) = before.last() else {
        return false;
    };
    // Not "somebody was killed,” Garside said".
    let gap = Span::new(last.span.end, name.start).slice(text);
    let beside =
        !gap.starts_with(['.', ',', ';', ':', '"', '”', '’', '\'']) && !gap.contains(is_line_end);
    let before: Vec<&str> = before
        .iter()
        .rev()
        .map(|word| word.folded.as_str())
        .collect();
    beside
        && matches!(
            before.as_slice(),
            ["murdering" | "murdered" | "killing" | "killed", ..]
                | ["of", "murder" | "killing" | "manslaughter", ..]
        )
}

/// True for "Philippa Garside, 44, denies murdering", "Tom Bell has pleaded not guilty", "Ann Bell is charged with".
fn is_accused(text: &str, name: Span) -> bool {
    let end = boundary_from(text, (name.end + NEAR).min(text.len()));
    let sentence = text[name.end..end].split(['.', '\n']).next().unwrap_or("");
    let words = words_of(sentence, Span::new(0, sentence.len()));
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.folded.as_str())
        .filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    const HELPING: &[&str] = &["been", "had", "has", "is", "stands", "was", "who"];
    let verb = words
        .iter()
        .take_while(|word| HELPING.contains(word))
        .count();
    let passive = verb > 0 && !matches!(words[verb - 1], "had" | "has" | "who");
    match words[verb..] {
        ["denies" | "denied", what, ..] => what.ends_with("ing") || what == "murder",
        ["pleaded" | "pleads", "not", ..] => true,
        ["accused", "of", ..] | ["charged", "with", ..] | ["on", "trial", ..] => passive,
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
        ] {
            let (text, name) = of(before, "Garside", after);
            assert!(was_killed(&text, name), "{text}");
        }
        for (before, after) in [
            ("the lawyer of ", " said"),
            ("killing time with ", ""),
            ("“He was killed,” ", " said"),
            ("Nobody was killed. ", " said"),
            ("", "’s murder trial"),
            ("", " was not killed"),
        ] {
            let (text, name) = of(before, "Garside", after);
            assert!(!was_killed(&text, name), "{text}");
        }
    }

    #[test]
    fn answers_follow_questions() {
        let text = "He asked why. She replied that it rained, he said.";
        let cue = |word: &str| {
            let start = text.find(word).expect("the cue is in the text");
            Span::new(start, start + word.len())
        };
        assert!(answers(text, cue("asked why"), cue("replied")));
        assert!(!answers(text, cue("replied"), cue("asked")));
        assert!(!answers(text, cue("asked"), cue("said")));
    }

    #[test]
    fn who_stands_accused() {
        for after in [
            ", 44, denies murdering her uncle",
            ", who is accused of theft",
            " has been charged with fraud",
            " pleaded not guilty",
            ", who stands accused of theft",
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

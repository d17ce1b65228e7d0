//! Names that the name head did not see.

use std::ops::Range;

use super::gender::of_first_name;
use super::kinds::ends_organization;
use super::lexicon::{is_calendar_word, is_indefinite, is_plural, is_pronoun, is_sentence_opener};
use super::mentions::{NameMention, cut};
use super::names::{fold, is_capitalised, is_title, words_of};
use super::no_names::names_somebody;
use super::nouns::{is_demonym, is_role_noun};
use crate::attribution::Quotation;
use crate::model::labels::NameKind;
use crate::model::words::Words;
use crate::text::Span;

/// A source mention of capitalised words alone is a name even where the name head saw none
/// ("WALLACE:" in a transcript), and so are capitalised words after a title ("Mr. King, 82,").
pub fn add_names_of_sources(
    text: &str,
    words: &Words,
    quotations: &[Quotation],
    names: &mut Vec<NameMention>,
) {
    let mut added = Vec::new();
    for source in quotations.iter().filter_map(|q| q.source.as_ref()) {
        let next = names.partition_point(|n| n.span.end <= source.span.start);
        let known = names
            .get(next)
            .is_some_and(|n| n.span.touches(&source.span));
        let all_capitalised = source.words.clone().all(|w| {
            let word = words.word(text, w);
            is_capitalised(word) || !word.contains(char::is_alphanumeric)
        });
        let is_pronoun = is_pronoun(source.span.slice(text));
        if known || is_pronoun {
            continue;
        }
        let (name, kind) = match after_title(text, words, &source.words) {
            Some(name) => (name, NameKind::Person),
            None if is_role(text, source.span) || is_nobody(text, source.span) => continue,
            None if is_the_initials(text, source.span) => {
                let name = source.words.end - 1..source.words.end;
                (name, NameKind::Organization)
            }
            None if all_capitalised && !is_people(text, source.span) => {
                (source.words.clone(), kind_of_unseen(text, source.span))
            }
            None => continue,
        };
        let name = cut(text, words, name, kind);
        added.extend(name.filter(|name| names_somebody(text, name)));
    }
    names.extend(added);
    names.sort_by_key(|n| n.span);
    names.dedup_by(|b, a| a.span.touches(&b.span));
}

/// Capitalised words of which the last ends a name as only organizations' do, where the head saw no name.
pub fn add_organizations(text: &str, words: &Words, names: &mut Vec<NameMention>) {
    let word = |w: usize| words.word(text, w);
    let named = |w: usize| is_capitalised(word(w)) && !is_sentence_opener(&fold(word(w)));
    let mut added = Vec::new();
    for last in 1..words.len() {
        let ends = named(last)
            && ends_organization(&fold(word(last)))
            && !(named(last + 1) && ends_organization(&fold(word(last + 1))));
        if !ends {
            continue;
        }
        let mut start = last;
        while start > 0 && words.continues_paragraph(start) && named(start - 1) {
            start -= 1;
        }
        let span = words.span(start..last + 1);
        let next = names.partition_point(|name| name.span.end <= span.start);
        let known = names.get(next).is_some_and(|name| name.span.touches(&span));
        if start < last && !known {
            added.extend(cut(text, words, start..last + 1, NameKind::Organization));
        }
    }
    names.extend(added);
    names.sort_by_key(|name| name.span);
}

/// True for the "Experts" that a sentence begins with.
fn is_people(text: &str, source: Span) -> bool {
    let words = words_of(text, source);
    matches!(words.as_slice(), [word] if is_plural(&word.folded)) && !is_label(text, source)
}

/// True for "The Scot" and "Another".
fn is_nobody(text: &str, source: Span) -> bool {
    match words_of(text, source).as_slice() {
        [word] => is_indefinite(&word.folded),
        [the, word] => the.folded == "the" && is_demonym(&word.folded),
        _ => false,
    }
}

/// True for the "Mayor" and "Police Chief" of a headline.
fn is_role(text: &str, source: Span) -> bool {
    let words = words_of(text, source);
    let role = words.last().is_some_and(|word| is_role_noun(&word.folded));
    role && !is_label(text, source)
}

/// True for "the FBI" and "the US".
fn is_the_initials(text: &str, source: Span) -> bool {
    match words_of(text, source).as_slice() {
        [the, name] => {
            let letters = name.span.slice(text);
            the.folded == "the"
                && letters.len() > 1
                && letters.chars().all(|c| c.is_ascii_uppercase())
        }
        _ => false,
    }
}

/// What a name is that the head saw none in: a single word is a firm or a paper, if it is not the
/// label of a turn and no first name (nor a Mr. Friday).
fn kind_of_unseen(text: &str, source: Span) -> NameKind {
    let words = words_of(text, source);
    match words.as_slice() {
        [word]
            if !is_label(text, source)
                && of_first_name(&word.folded).is_none()
                && !is_calendar_word(&word.folded) =>
        {
            NameKind::Organization
        }
        _ => NameKind::Person,
    }
}

/// True for `WALLACE:` in a transcript.
fn is_label(text: &str, source: Span) -> bool {
    let after = text.get(source.end..).unwrap_or("");
    after.starts_with(':') && !source.slice(text).contains(char::is_lowercase)
}

/// The capitalised words after the first title of a mention that does not speak of somebody else's.
fn after_title(text: &str, words: &Words, mention: &Range<usize>) -> Option<Range<usize>> {
    let word = |w: usize| words.word(text, w);
    let title = mention.start;
    if !(is_title(word(title)) && is_capitalised(word(title))) {
        return None;
    }
    let start = (title + 1..mention.end).find(|&w| word(w) != ".")?;
    let end = (start..mention.end)
        .find(|&w| !is_capitalised(word(w)))
        .unwrap_or(mention.end);
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_by_their_last_words() {
        let added = |text: &str, known: &[&str]| -> Vec<String> {
            let words = Words::in_tests(text);
            let mut names: Vec<NameMention> = known
                .iter()
                .map(|name| NameMention::first_in_tests(text, name))
                .collect();
            add_organizations(text, &words, &mut names);
            names
                .iter()
                .map(|name| name.span.slice(text).to_owned())
                .collect()
        };
        let text = "Bad News Today\nQuillon Dynamics left. The Group and Tilda Foods Group stayed.";
        assert_eq!(added(text, &[]), ["Quillon Dynamics", "Tilda Foods Group"]);
        assert_eq!(added(text, &["Quillon"]), ["Quillon", "Tilda Foods Group"]);
        assert_eq!(added("", &[]), [""; 0]);
    }
}

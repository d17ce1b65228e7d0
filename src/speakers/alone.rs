//! Whom a single word of a name means: a surname, a first name, initials.

use std::collections::HashMap;

use strsim::levenshtein;

use super::gender::{Gender, differ};
use super::kinds::ends_organization;
use super::mentions::NameMention;
use super::names::{is_title, words_of};
use super::roles::gender_of;
use crate::model::labels::NameKind;

/// Full names by the words that may stand for them alone, in the order in which they are first
/// named.
#[derive(Default)]
pub struct Alone {
    surnames: HashMap<String, Vec<usize>>,
    /// The last part of a surname with a hyphen.
    half_surnames: HashMap<String, Vec<usize>>,
    first_names: HashMap<String, Vec<usize>>,
    initials: HashMap<String, Vec<usize>>,
    /// The Brightwell of Brightwell Semiconductor.
    short_names: HashMap<String, Vec<usize>>,
    /// Words between a first and a last name: the García of Gabriela García Márquez.
    middle_names: HashMap<String, Vec<usize>>,
    /// Of the groups that it can be told of.
    genders: HashMap<usize, Gender>,
    /// The first mention of each.
    first: HashMap<usize, usize>,
}

impl Alone {
    /// Takes up the `i`th mention, of a group that has these names.
    pub fn add(
        &mut self,
        text: &str,
        (i, mention): (usize, &NameMention),
        group: usize,
        keys: &[Vec<String>],
    ) {
        self.first.entry(group).or_insert(i);
        if let Some(gender) = gender_of(text, mention) {
            self.genders.entry(group).or_insert(gender);
        }
        let surnames = if is_hyphenated(text, mention) {
            &mut self.half_surnames
        } else {
            &mut self.surnames
        };
        for key in keys {
            let (Some(first), Some(last)) = (key.first(), key.last()) else {
                continue;
            };
            if mention.kind == NameKind::Person {
                put(surnames, last.clone(), group);
                put(&mut self.first_names, first.clone(), group);
                if is_plain(mention.span.slice(text), key) {
                    for middle in key.iter().skip(1).rev().skip(1) {
                        put(&mut self.middle_names, middle.clone(), group);
                    }
                }
            } else {
                let initials = key.iter().filter_map(|w| w.chars().next()).collect();
                put(&mut self.initials, initials, group);
                if is_short_name(first) && key.len() == 2 && ends_organization(last) {
                    put(&mut self.short_names, first.clone(), group);
                }
            }
        }
    }

    /// Whom a word means by itself.
    pub fn find(&self, word: &str, title: Option<Gender>) -> Option<usize> {
        let tables = [
            &self.surnames,
            &self.half_surnames,
            &self.first_names,
            &self.initials,
            &self.middle_names,
        ];
        tables.iter().find_map(|table| {
            let named = table.get(word)?;
            let gender = |group: &&usize| self.genders.get(*group).copied();
            // The one of whom it is known, before one of whom nothing is.
            let known = named
                .iter()
                .find(|group| title.is_some() && gender(group) == title);
            known
                .or_else(|| named.iter().find(|group| !differ(title, gender(group))))
                .copied()
        })
    }

    /// The only one whose surname a word is, where a title allows and the full name comes before the `i`th mention.
    pub fn only_surname(&self, word: &str, title: Option<Gender>, i: usize) -> Option<usize> {
        let &[group] = self.surnames.get(word)?.as_slice() else {
            return None;
        };
        let introduced = self.first.get(&group).is_some_and(|&first| first < i);
        (introduced && !differ(title, self.genders.get(&group).copied())).then_some(group)
    }

    /// The only organization whose name begins with a word.
    pub fn organization(&self, word: &str) -> Option<usize> {
        match self.short_names.get(word)?.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Whom "the younger Mr. Bell" means, at the `i`th mention: of that name the one introduced last, but for the
    /// one introduced first.
    pub fn find_apart(&self, word: &str, title: Option<Gender>, i: usize) -> Option<usize> {
        let tables = [&self.surnames, &self.first_names];
        let named = tables
            .iter()
            .filter_map(|table| table.get(word))
            .find(|named| named.len() > 1)?;
        let mut others = named[1..].iter().copied();
        others.rfind(|group| {
            let introduced = self.first.get(group).is_some_and(|first| *first < i);
            introduced && !differ(title, self.genders.get(group).copied())
        })
    }

    /// The only one whose surname is a letter away.
    pub fn misspelt(&self, word: &str, title: Option<Gender>) -> Option<usize> {
        let near = self.surnames.iter().filter(|(name, _)| is_slip(word, name));
        let mut groups = near.flat_map(|(_, groups)| groups);
        let group = *groups.next()?;
        let alone = groups.next().is_none();
        (alone && !differ(title, self.genders.get(&group).copied())).then_some(group)
    }
}

/// True for a name of three words and nothing between them: not for two people whom the head took for one.
fn is_plain(name: &str, key: &[String]) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters = |word: &&str| word.chars().all(|c| c.is_alphabetic() || c == '-');
    key.len() == 3
        && words.len() == key.len()
        && words.iter().all(letters)
        && !key
            .iter()
            .any(|word| word == "and" || ends_organization(word))
}

/// False for first words that many organizations have.
fn is_short_name(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "city", "county", "federal", "general", "house", "labour", "national", "royal", "senate",
        "state", "united",
    ];
    word.len() > 3 && !COMMON.contains(&word)
}

/// Shorter surnames have too many others a letter away.
const LONG_ENOUGH: usize = 5;

/// True where a letter was left out, put in or put for another one; a plural is no slip.
fn is_slip(word: &str, surname: &str) -> bool {
    let plural = |a: &str, b: &str| a.strip_suffix('s') == Some(b);
    word.chars().next() == surname.chars().next()
        && word.chars().count() >= LONG_ENOUGH
        && levenshtein(word, surname) == 1
        && !plural(word, surname)
        && !plural(surname, word)
}

/// True where the last word of a name hangs on another one by a hyphen.
fn is_hyphenated(text: &str, mention: &NameMention) -> bool {
    let words = words_of(text, mention.span);
    let last = mention.key.last();
    let word = words.iter().rfind(|word| Some(&word.folded) == last);
    word.is_some_and(|word| text[..word.span.start].ends_with(['-', '‑']))
}

/// True for "the younger Mr. Bell" and "the elder Bell": words for the one of a family whom the article is less
/// about.
pub fn is_told_apart(text: &str, start: usize) -> bool {
    let mut before = text[..start].split_whitespace().rev();
    let word = before
        .next()
        .filter(|word| !is_title(word))
        .or_else(|| before.next());
    word.is_some_and(|word| matches!(word, "younger" | "elder" | "older"))
}

fn put(table: &mut HashMap<String, Vec<usize>>, word: String, group: usize) {
    let groups = table.entry(word).or_default();
    if !groups.contains(&group) {
        groups.push(group);
    }
}

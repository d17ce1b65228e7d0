//! What a name, a title or a pronoun says of gender: enough to keep "she" from a man.
//!
//! Only first names that are nearly always a man's or a woman's are listed; of all others nothing is
//! known, and nothing is excluded.

use std::sync::LazyLock;

use super::names::{fold, words_before};
use crate::text::{Span, is_line_end};

/// What is known of a person's gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
}

/// First names of men, folded, in order. These and those of women are the common ones of English-language news,
/// and what the lists of the Faker project (MIT licence) for Europe, the Americas and English-speaking Africa and
/// Asia give to one gender alone; left out are places, and what news writes as words or surnames.
static MALE: LazyLock<Vec<&str>> = LazyLock::new(|| listed(include_str!("first_names/male.txt")));

/// First names of women.
static FEMALE: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("first_names/female.txt")));

fn listed(names: &'static str) -> Vec<&'static str> {
    names.lines().collect()
}

/// Of a first name, folded.
pub fn of_first_name(name: &str) -> Option<Gender> {
    if MALE.binary_search(&name).is_ok() {
        Some(Gender::Male)
    } else if FEMALE.binary_search(&name).is_ok() {
        Some(Gender::Female)
    } else {
        None
    }
}

/// Of a title, in any case, with or without a full stop.
pub fn of_title(title: &str) -> Option<Gender> {
    match fold(title.trim_end_matches('.')).as_str() {
        "mr" | "sir" | "lord" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "dame" | "lady" | "madam" => Some(Gender::Female),
        _ => None,
    }
}

/// Of a pronoun, in any case.
pub fn of_pronoun(pronoun: &str) -> Option<Gender> {
    match fold(pronoun.trim()).as_str() {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

/// Bytes up to a name in which its title stands: "Madam " and a little more.
const LONGEST_TITLE: usize = 8;

/// Of the title right before a name that begins at this byte.
pub fn of_title_before(text: &str, start: usize) -> Option<Gender> {
    let word = words_before(text, start, LONGEST_TITLE).pop()?;
    let gap = Span::new(word.span.end, start).slice(text);
    let beside = gap
        .chars()
        .all(|c| c == '.' || (c.is_whitespace() && !is_line_end(c)));
    if beside { of_title(&word.folded) } else { None }
}

/// True where two cannot be the same person.
pub fn differ(a: Option<Gender>, b: Option<Gender>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order_and_share_nothing() {
        for list in [&*MALE, &*FEMALE] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert!(MALE.iter().all(|name| FEMALE.binary_search(name).is_err()));
    }

    #[test]
    fn titles_before_names() {
        let before = |text: &str, name: &str| of_title_before(text, text.find(name).unwrap_or(0));
        assert_eq!(before("then Mrs. Clinton", "Clinton"), Some(Gender::Female));
        assert_eq!(before("Mr\u{a0}Blair", "Blair"), Some(Gender::Male));
        assert_eq!(before("“Sir” Blair", "Blair"), None);
        assert_eq!(before("ärms Blair", "Blair"), None);
    }
}

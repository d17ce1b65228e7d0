//! Capitalised words that are no names.

use std::ops::Range;

use super::gender::{of_first_name, of_title_before};
use super::lexicon::{is_indefinite, is_plural};
use super::mentions::NameMention;
use super::names::{fold, is_capitalised, is_generation, is_title};
use super::nouns::{is_demonym, is_listed_role};
use crate::model::words::Words;
use crate::text::is_line_end;

/// False for the "A" of an interview and for a title alone. "King" after "Mr." is a name, and so is
/// one letter of a script without case.
pub fn names_somebody(text: &str, name: &NameMention) -> bool {
    let slice = name.span.slice(text);
    let letters = slice.chars().filter(|c| c.is_alphabetic()).take(2).count();
    let alone = name.key.len() == 1;
    let titled = || of_title_before(text, name.span.start).is_some();
    // "Juror No. 7"
    let numbered = name.key.last().is_some_and(|last| last == "no")
        && text[name.span.end..]
            .trim_start_matches(['.', ' '])
            .starts_with(|c: char| c.is_ascii_digit());
    if numbered {
        return false;
    }
    let word = alone && (is_title(slice) || is_no_name(text, name));
    (letters > 1 || !slice.is_ascii()) && (!word || titled())
}

/// True for words that are capitalised for another reason than that they name somebody: "the Scot" and the
/// "Another", "Whistleblower" or "Unions" of a sentence's beginning.
fn is_no_name(text: &str, name: &NameMention) -> bool {
    let before = text[..name.span.start].trim_end();
    let word = name.key[0].as_str();
    let opens = before.is_empty()
        || before.ends_with(['.', '!', '?', ':', '"', '“', '”'])
        || text[before.len()..name.span.start].contains(is_line_end);
    let person =
        is_listed_role(word) || (is_plural(word) && is_listed_role(&word[..word.len() - 1]));
    let label = text[name.span.end..].starts_with(':');
    let no_first_name = of_first_name(word).is_none();
    let the = before.split_whitespace().next_back().is_some_and(|word| {
        word.trim_start_matches(['“', '"'])
            .eq_ignore_ascii_case("the")
    });
    (the && is_demonym(word))
        || (opens && !label && (is_indefinite(word) || (person && no_first_name)))
}

/// True where a role that a sentence begins with is no part of the name behind it: "Campaigner Finlay Shaw".
pub fn begins_with_role(text: &str, words: &Words, range: &Range<usize>) -> bool {
    let word = |i: usize| words.word(text, i);
    let first = fold(word(range.start));
    let named = range.clone().skip(1).filter(|&i| is_capitalised(word(i)));
    is_listed_role(&first)
        && of_first_name(&first).is_none()
        && named.filter(|&i| !is_generation(word(i))).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name() {
        let somebody =
            |text: &str, word: &str| names_somebody(text, &NameMention::first_in_tests(text, word));
        for (text, word) in [
            ("Paddy Gillan won. The Scot said so.", "Scot"),
            ("Ann Bell left. Another said so.", "Another"),
            ("Whistleblower says so", "Whistleblower"),
            ("It rained. Teachers said so.", "Teachers"),
            ("said Juror No. 7", "Juror No"),
            ("the Mayor", "Mayor"),
        ] {
            assert!(!somebody(text, word), "{text}");
        }
        for (text, word) in [
            ("Mr. King said so.", "King"),
            ("It rained. Wasserman said so.", "Wasserman"),
            ("It rained. Dean said so.", "Dean"),
            ("COACH: Is it so?", "COACH"),
            ("the actor Scot", "Scot"),
        ] {
            assert!(somebody(text, word), "{text}");
        }
    }

    #[test]
    fn roles_before_names() {
        let begins = |text: &str| {
            let words = Words::in_tests(text);
            begins_with_role(text, &words, &(0..words.len()))
        };
        assert!(begins("Campaigner Finlay Shaw"));
        assert!(!begins("Baker Mayfield"));
        assert!(!begins("Finlay Baker Shaw"));
    }
}

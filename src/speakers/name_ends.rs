//! What belongs to a name and was cut off at its ends.

use std::ops::Range;

use super::gender::of_first_name;
use super::kinds::ends_organization;
use super::lexicon::{is_calendar_word, is_plural, is_sentence_opener};
use super::names::{fold, is_capitalised, is_generation, is_title};
use super::nicknames::{before_nickname, with_whole_nickname};
use super::nouns::is_role_noun;
use crate::model::labels::NameKind;
use crate::model::words::Words;

/// Words inside names that are written small.
const PARTICLES: &[&str] = &[
    "al", "el", "bin", "ibn", "ben", "van", "von", "der", "den", "de", "del", "della", "di", "da",
    "do", "dos", "du", "la", "le", "ten", "ter", "zu",
];

/// Surnames before given names whose second syllable is written small behind a hyphen: Park Geun-hye, Tsai
/// Ing-wen. Behind other names small words are none: "Clinton-era".
const SURNAMES_FIRST: &[&str] = &[
    "Ahn", "An", "Bae", "Baek", "Ban", "Chan", "Chang", "Chen", "Cheng", "Cheung", "Chiang", "Cho",
    "Choe", "Choi", "Chun", "Chung", "Han", "Hong", "Hsieh", "Hsu", "Huang", "Hung", "Hwang",
    "Hyon", "Hyun", "Jang", "Jeon", "Jeong", "Jo", "Jung", "Kang", "Kim", "Ko", "Koh", "Kuo",
    "Kwon", "Lam", "Lee", "Leung", "Li", "Lien", "Lim", "Lin", "Liu", "Ma", "Min", "Moon", "Nam",
    "No", "Noh", "Oh", "Paek", "Paik", "Pak", "Park", "Rhee", "Ri", "Roh", "Ryu", "Seo", "Shin",
    "Sohn", "Son", "Song", "Soong", "Su", "Suh", "Sun", "Tsai", "Tsang", "Tung", "Wang", "Wong",
    "Woo", "Wu", "Yang", "Yen", "Yi", "Yoo", "Yoon", "Yu", "Yun",
];

/// A name with what belongs to it at its ends and was cut off: "Adjei[-Barrow]", "Haifa
/// [al-Khoury]", "van der [Berg]", "[Murphy-O']Connor", "Park Geun[-hye]".
pub fn with_its_ends(text: &str, words: &Words, range: Range<usize>) -> Range<usize> {
    let mut range = with_whole_nickname(text, words, range);
    let word = |i: usize| words.word(text, i);
    let is_hyphen = |w: &str| matches!(w, "-" | "‑" | "‐");
    let starts_paragraph = |i: usize| words.starts_paragraph(i);
    let beside = |i: usize| match (words.spans.get(i.wrapping_sub(1)), words.spans.get(i)) {
        (Some(before), Some(after)) => before.end == after.start,
        _ => false,
    };
    let capital = |i: usize| is_capitalised(word(i)) && !starts_paragraph(i);
    let range_start = range.start;
    let surname_first = range.len() == 2 && SURNAMES_FIRST.contains(&word(range.start));
    let small =
        |i: usize| surname_first && !word(i).is_empty() && word(i).chars().all(char::is_lowercase);
    let hyphened = |i: usize| {
        is_hyphen(word(i)) && beside(i) && beside(i + 1) && (capital(i + 1) || small(i + 1))
    };
    // The apostrophe of O'Neill and D'Souza.
    let apostrophe = |i: usize| {
        let single = |w: &str| w.chars().count() == 1;
        matches!(word(i), "'" | "’")
            && beside(i)
            && beside(i + 1)
            && capital(i + 1)
            && i.checked_sub(1)
                .is_some_and(|o| is_capitalised(word(o)) && single(word(o)))
    };
    // "Haifa al-Khoury [Saliba], who"; not "Haider al-Abadi Says No" nor "Bashar al-Assad Tuesday".
    let another_surname = |last: usize| {
        let (next, folded) = (last + 1, fold(word(last + 1)));
        let joined = last > range_start + 2
            && PARTICLES.contains(&word(last - 2))
            && is_hyphen(word(last - 1));
        joined
            && capital(next)
            && !starts_paragraph(next + 1)
            && next + 1 < words.len()
            && !is_capitalised(word(next + 1))
            && !(is_calendar_word(&folded) || is_title(&folded) || is_role_noun(&folded))
    };
    while let Some(last) = range.end.checked_sub(1).filter(|&last| last >= range.start) {
        let next = range.end;
        let particle = |i: usize| PARTICLES.contains(&word(i)) && !starts_paragraph(i);
        range.end = if hyphened(next) || apostrophe(next) || (particle(next) && capital(next + 1)) {
            next + 2
        } else if particle(next) && hyphened(next + 1) {
            next + 3
        } else if (last > range.start && PARTICLES.contains(&word(last)) && capital(next))
            || another_surname(last)
        {
            next + 1
        } else {
            break;
        };
    }
    let joint = |i: usize| (hyphened(i) && capital(i - 1)) || apostrophe(i);
    while range.start >= 2 && joint(range.start - 1) {
        range.start -= 2;
    }
    // "harbour master Ines [Calder]", "Vernon “Big Vern” [Atkinson]"
    let first = before_nickname(text, words, range.start).or_else(|| range.start.checked_sub(1));
    if let Some(first) = first.filter(|_| range.len() == 1)
        && is_capitalised(word(first))
        && of_first_name(&fold(word(first))).is_some()
        && !(first + 1..=range.start).any(starts_paragraph)
    {
        range.start = first;
    }
    range
}

/// A name with the "Jr.", "III" behind it.
pub fn with_generation(text: &str, words: &Words, mut range: Range<usize>) -> Range<usize> {
    let word = |i: usize| match words.continues_paragraph(i) {
        true => words.word(text, i),
        false => "",
    };
    if range.len() > 1 {
        let comma = usize::from(word(range.end) == ",");
        let next = word(range.end + comma);
        if is_capitalised(next) && is_generation(next) {
            range.end += comma + 1;
        }
        let adjacent = || {
            let last = words.spans.get(range.end - 1).map(|s| s.end);
            last == words.spans.get(range.end).map(|s| s.start)
        };
        if matches!(word(range.end - 1), "Jr" | "Sr") && word(range.end) == "." && adjacent() {
            range.end += 1;
        }
    }
    range
}

/// A name that goes on as only organizations' do ("Brightwell [Semiconductor]"), or is the end of one ("National
/// Farmers’ [Union]").
pub fn with_organization(
    text: &str,
    words: &Words,
    mut range: Range<usize>,
    kind: NameKind,
) -> (Range<usize>, NameKind) {
    let word = |i: usize| words.word(text, i);
    let inside = |i: usize| words.continues_paragraph(i);
    let ends = |i: usize| is_capitalised(word(i)) && ends_organization(&fold(word(i)));
    if range.is_empty() {
        return (range, kind);
    }
    let first = fold(word(range.start));
    let known = kind == NameKind::Person && of_first_name(&first).is_some();
    let end = range.end;
    while inside(range.end) && ends(range.end) && !known {
        range.end += 1;
    }
    if range.end > end {
        return (range, NameKind::Organization);
    }
    let start = range.start;
    // Farmers’ Union, Children’s Hospital.
    let possessor = match (word(start.wrapping_sub(1)), word(start.wrapping_sub(2))) {
        ("\'" | "’", owners) if owners.ends_with('s') => start.checked_sub(2),
        ("s", "\'" | "’") => start.checked_sub(3),
        _ => None,
    };
    if let Some(owners) = possessor.filter(|_| range.len() == 1 && ends(start))
        && is_people_word(word(owners))
    {
        range.start = owners;
        let named = |i: usize| is_capitalised(word(i)) && !is_sentence_opener(&fold(word(i)));
        while range.start > 0 && inside(range.start) && named(range.start - 1) {
            range.start -= 1;
        }
        return (range, NameKind::Organization);
    }
    (range, kind)
}

/// True for "Farmers" and "Children", whose union or hospital it may be.
fn is_people_word(word: &str) -> bool {
    is_capitalised(word) && is_plural(&fold(word))
}

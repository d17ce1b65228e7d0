//! The names in an article: what the name head found, cut cleanly.

use std::ops::Range;

use super::gender::{of_first_name, of_title_before};
use super::kinds::ends_organization;
use super::lexicon::{is_demonym, is_indefinite, is_listed_role, is_plural, is_sentence_opener};
use super::names::{fold, is_capitalised, is_generation, is_title, name_key, words_of};
use crate::model::labels::{NAME_LABELS, NameKind, OUTSIDE};
use crate::model::words::Words;
use crate::text::{Span, is_line_end};

/// A name where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct NameMention {
    /// The name without titles before it and possessive 's after it.
    pub span: Span,
    /// Its words.
    pub words: Range<usize>,
    /// What it names.
    pub kind: NameKind,
    /// [`name_key`] of it; never empty.
    pub key: Vec<String>,
}

#[cfg(test)]
impl NameMention {
    /// A person's name that stands at `span`.
    pub(crate) fn in_tests(text: &str, span: Span) -> Self {
        NameMention {
            span,
            words: 0..1,
            kind: NameKind::Person,
            key: name_key(span.slice(text)),
        }
    }

    /// A person's name where a text first has it.
    pub(crate) fn first_in_tests(text: &str, name: &str) -> Self {
        let start = text.find(name).expect("is in the text");
        Self::in_tests(text, Span::new(start, start + name.len()))
    }
}

/// The names that the head found, in reading order. Neighbouring words of one kind are one name
/// unless the second begins a new one.
pub fn name_mentions(
    text: &str,
    words: &Words,
    probabilities: &[[f32; NAME_LABELS]],
) -> Vec<NameMention> {
    let mut found: Vec<NameMention> = Vec::new();
    let mut open: Option<(NameKind, usize)> = None;
    for i in 0..=words.len() {
        let label = probabilities.get(i).map_or(OUTSIDE, best);
        let kind = NameKind::ALL
            .into_iter()
            .find(|k| label == k.begin() || label == k.inside());
        let goes_on = open.is_some_and(|(open_kind, _)| {
            kind == Some(open_kind)
                && label == open_kind.inside()
                && words.paragraph_starts.get(i) != Some(&true)
        });
        if goes_on {
            continue;
        }
        if let Some((open_kind, start)) = open.take() {
            found.extend(cut(text, words, start..i, open_kind));
        }
        open = kind.map(|kind| (kind, i));
    }
    let mut names = join_cut(text, words, found);
    names.retain(|name| names_somebody(text, name));
    names.dedup_by(|next, before| {
        let one = next.span.touches(&before.span);
        // "Ann | Bell", of which the second has taken the first in.
        if one && next.span.start <= before.span.start {
            std::mem::swap(next, before);
        }
        one
    });
    names
}

/// A name that goes on as only organizations' do ("Brightwell [Semiconductor]"), or is the end of one ("National
/// Farmers’ [Union]").
fn with_organization(
    text: &str,
    words: &Words,
    mut range: Range<usize>,
    kind: NameKind,
) -> (Range<usize>, NameKind) {
    let word = |i: usize| words.spans.get(i).map_or("", |s| s.slice(text));
    let inside = |i: usize| words.paragraph_starts.get(i) == Some(&false);
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
    }
    (range, kind)
}

/// True for "Farmers" and "Children", whose union or hospital it may be.
fn is_people_word(word: &str) -> bool {
    is_capitalised(word) && is_plural(&fold(word))
}

/// True where a role that a sentence begins with is no part of the name behind it: "Campaigner Finlay Shaw".
fn begins_with_role(text: &str, words: &Words, range: &Range<usize>) -> bool {
    let word = |i: usize| words.spans.get(i).map_or("", |s| s.slice(text));
    let first = fold(word(range.start));
    let named = range.clone().skip(1).filter(|&i| is_capitalised(word(i)));
    is_listed_role(&first)
        && of_first_name(&first).is_none()
        && named.filter(|&i| !is_generation(word(i))).count() > 1
}

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
    (is_demonym(word) && (before.ends_with("the") || before.ends_with("The")))
        || (opens && !label && (is_indefinite(word) || (person && no_first_name)))
}

/// Puts together what the head cut after an initial ("G. K. | Butterfield", "John D. | Podesta") or
/// around a nickname ("Marcia | “Cia” | Price").
fn join_cut(text: &str, words: &Words, found: Vec<NameMention>) -> Vec<NameMention> {
    let mut joined: Vec<NameMention> = Vec::with_capacity(found.len());
    for mention in found {
        // "Sen. | Ann Bell": a title that was taken for a name.
        if joined
            .last()
            .is_some_and(|before| is_title_of(text, before, &mention))
        {
            joined.pop();
        }
        let before = joined.last().filter(|before| {
            let between = Span::new(before.span.end, mention.span.start.max(before.span.end));
            let one_name = is_compound(text, &mention) && between.slice(text) == " ";
            words
                .paragraph_starts
                .get(before.words.end..=mention.words.start)
                .is_some_and(|starts| !starts.contains(&true))
                && match before.kind == mention.kind {
                    true => one_name || is_inside_name(before, between.slice(text)),
                    false => one_name && before.words.len() == 1,
                }
        });
        let whole = before
            .map(|before| before.words.start..mention.words.end)
            .and_then(|range| cut(text, words, range, mention.kind));
        match whole {
            Some(whole) => {
                joined.pop();
                joined.push(whole);
            }
            None => joined.push(mention),
        }
    }
    joined
}

fn best(row: &[f32; NAME_LABELS]) -> usize {
    (0..NAME_LABELS)
        .reduce(|a, b| if row[b] > row[a] { b } else { a })
        .unwrap_or(OUTSIDE)
}

/// Letters after a person's name that are no part of it.
pub(super) const HONOURS: &[&str] = &[
    "KC", "QC", "MP", "MEP", "MD", "PhD", "OBE", "CBE", "MBE", "DBE", "KBE",
];

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
fn with_its_ends(text: &str, words: &Words, mut range: Range<usize>) -> Range<usize> {
    let word = |i: usize| words.spans.get(i).map_or("", |s| s.slice(text));
    let is_hyphen = |w: &str| matches!(w, "-" | "‑" | "‐");
    let starts_paragraph = |i: usize| words.paragraph_starts.get(i) == Some(&true);
    let beside = |i: usize| match (words.spans.get(i.wrapping_sub(1)), words.spans.get(i)) {
        (Some(before), Some(after)) => before.end == after.start,
        _ => false,
    };
    let capital = |i: usize| is_capitalised(word(i)) && !starts_paragraph(i);
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
    while let Some(last) = range.end.checked_sub(1).filter(|&last| last >= range.start) {
        let next = range.end;
        let particle = |i: usize| PARTICLES.contains(&word(i)) && !starts_paragraph(i);
        range.end = if hyphened(next) || apostrophe(next) || (particle(next) && capital(next + 1)) {
            next + 2
        } else if particle(next) && hyphened(next + 1) {
            next + 3
        } else if last > range.start && PARTICLES.contains(&word(last)) && capital(next) {
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
    let before_nickname = || {
        let close = range.start.checked_sub(1)?;
        let open = (close.saturating_sub(MOST_OF_NICKNAME + 1)..close)
            .rev()
            .find(|&i| is_nickname_mark(word(i)))?;
        is_nickname_mark(word(close)).then(|| open.checked_sub(1))?
    };
    let first = before_nickname().or(range.start.checked_sub(1));
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
fn with_generation(text: &str, words: &Words, mut range: Range<usize>) -> Range<usize> {
    let word = |i: usize| {
        let same_line = words.paragraph_starts.get(i) == Some(&false);
        words
            .spans
            .get(i)
            .filter(|_| same_line)
            .map_or("", |s| s.slice(text))
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

/// A name mention of these words, without what is no part of the name; nothing where no capitalised
/// word is left.
pub fn cut(
    text: &str,
    words: &Words,
    mut range: Range<usize>,
    kind: NameKind,
) -> Option<NameMention> {
    let word = |i: usize| words.spans.get(i).map_or("", |s| s.slice(text));
    let is_name_word = |w: &str| w.contains(char::is_alphanumeric);
    if kind == NameKind::Person {
        // The last word is the name, also of a Mr. King.
        while range.clone().skip(1).any(|w| is_name_word(word(w)))
            && (is_title(word(range.start))
                || word(range.start) == "."
                || begins_with_role(text, words, &range))
        {
            range.start += 1;
        }
    }
    while range.start < range.end && !is_name_word(word(range.start)) {
        range.start += 1;
    }
    if let Some(last) = range.end.checked_sub(1)
        && last > range.start + 1
        && word(last).eq_ignore_ascii_case("s")
        && matches!(word(last - 1), "'" | "’")
    {
        range.end -= 2;
    }
    while range.start < range.end && !is_name_word(word(range.end - 1)) {
        // "Jr." keeps its full stop.
        if word(range.end - 1) == "." && matches!(word(range.end.wrapping_sub(2)), "Jr" | "Sr") {
            break;
        }
        range.end -= 1;
    }
    let (mut range, kind) = with_organization(text, words, range, kind);
    if kind == NameKind::Person {
        while range.len() > 1 && HONOURS.contains(&word(range.end - 1)) {
            range.end -= 1;
        }
        range = with_generation(text, words, with_its_ends(text, words, range));
    }
    if range.is_empty() {
        return None;
    }
    let span = words.span(range.clone());
    let key = name_key(span.slice(text));
    let capital = words_of(text, span)
        .iter()
        .any(|w| is_capitalised(w.span.slice(text)));
    (capital && !key.is_empty()).then_some(NameMention {
        span,
        words: range,
        kind,
        key,
    })
}

/// True for "O’Neill" and "Murphy-O’Connor", of which the head may have taken the last part alone for
/// a person, and the first name before it for something else.
fn is_compound(text: &str, mention: &NameMention) -> bool {
    let name = mention.span.slice(text);
    mention.kind == NameKind::Person
        && !name.contains(char::is_whitespace)
        && name.contains(['\'', '’', '-', '‑'])
}

/// True where a mention is nothing but the title before the next one.
fn is_title_of(text: &str, before: &NameMention, next: &NameMention) -> bool {
    let between = Span::new(before.span.end, next.span.start.max(before.span.end));
    let blank = |c: char| c == '.' || (c.is_whitespace() && !is_line_end(c));
    is_title(before.span.slice(text)) && between.slice(text).chars().all(blank)
}

/// True where what stands after a part of a name may stand inside it.
fn is_inside_name(before: &NameMention, between: &str) -> bool {
    // Danny “The Ferret” Marrow.
    let is_mark = |c| matches!(c, '"' | '“' | '”');
    let article = between.trim_start().strip_prefix(is_mark);
    let between = if article.is_some_and(|rest| rest.trim_end() == "The") {
        "“"
    } else {
        between
    };
    if is_nickname(between) {
        return true;
    }
    let mut others = between.chars().filter(|c| !c.is_whitespace()).peekable();
    let initial = before.key.last().is_some_and(|w| w.chars().count() == 1);
    if initial {
        let mut between = between.split(|c: char| c == '.' || c.is_whitespace());
        between.all(|part| part.chars().count() <= 1 && part.chars().all(char::is_uppercase))
    } else {
        others.peek().is_some() && others.all(is_mark)
    }
}

/// True for the “Big Vern” between a first name and a surname.
fn is_nickname(between: &str) -> bool {
    let inner = between.strip_prefix(' ').and_then(|rest| {
        let mut chars = rest.chars();
        let (open, close) = (chars.next()?, chars.next_back().filter(|c| *c == ' ')?);
        let inner = chars.as_str();
        let end = inner.chars().next_back()?;
        let pair = matches!(
            (open, end),
            ('“', '”') | ('"', '"') | ('(', ')') | ('‘', '’') | ('\'', '\'')
        );
        (pair && close == ' ').then(|| &inner[..inner.len() - end.len_utf8()])
    });
    inner.is_some_and(|inner| {
        let words = inner.split_whitespace().count();
        let letters = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '’' | '\'');
        (1..=MOST_OF_NICKNAME).contains(&words) && inner.chars().all(letters)
    })
}

fn is_nickname_mark(word: &str) -> bool {
    matches!(word, "\"" | "“" | "”" | "(" | ")" | "'" | "‘" | "’")
}

/// Most words of a nickname.
const MOST_OF_NICKNAME: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that a head sees which labels the words of `text` (runs of letters, single marks) as
    /// told: `B` and `I` of a person, `-` outside.
    fn found(text: &str, labels: &str) -> Vec<String> {
        let words = Words::in_tests(text);
        let rows: Vec<[f32; NAME_LABELS]> = labels
            .chars()
            .map(|label| {
                let mut row = [0.0; NAME_LABELS];
                row[match label {
                    'B' => NameKind::Person.begin(),
                    'I' => NameKind::Person.inside(),
                    _ => OUTSIDE,
                }] = 1.0;
                row
            })
            .collect();
        assert_eq!(rows.len(), words.len());
        name_mentions(text, &words, &rows)
            .iter()
            .map(|mention| mention.span.slice(text).to_owned())
            .collect()
    }

    #[test]
    fn titles_and_possessives_are_no_part_of_a_name() {
        assert_eq!(found("Mr. Bell’s dog", "BIIII-"), ["Bell"]);
        assert_eq!(
            found("Ann Bell Tom Reyes", "BIBI"),
            ["Ann Bell", "Tom Reyes"]
        );
    }

    #[test]
    fn a_name_goes_on_after_its_initials() {
        assert_eq!(
            found("G.K. Butterfield left", "BIBIB-"),
            ["G.K. Butterfield"]
        );
        assert_eq!(found("said John D. Podesta", "-BI-B"), ["John D. Podesta"]);
        assert_eq!(
            found("Marcia “Cia” Price won", "B-B-B-"),
            ["Marcia “Cia” Price"]
        );
        assert_eq!(
            found("Danny “The Ferret” Marrow left", "B--B-I-"),
            ["Danny “The Ferret” Marrow"]
        );
        assert_eq!(
            found("Moses Adjei-Barrow left", "BI---"),
            ["Moses Adjei-Barrow"]
        );
        assert_eq!(
            found("Anneke van der Berg-Osei won", "BII----"),
            ["Anneke van der Berg-Osei"]
        );
        assert_eq!(found("Martin O’Neill left", "B--B-"), ["Martin O’Neill"]);
        assert_eq!(found("Martin O’Neill left", "BI---"), ["Martin O’Neill"]);
        assert_eq!(
            found("Cormac Murphy-O'Connor left", "BI---B-"),
            ["Cormac Murphy-O'Connor"]
        );
        assert_eq!(found("for O'Connor's dog", "-B-----"), ["O'Connor"]);
        assert_eq!(
            found("― Ann Bell \n“Trump must stop", "-BI-B--"),
            ["Ann Bell", "Trump"]
        );
        assert_eq!(found("Haifa al-Khoury spoke", "B----"), ["Haifa al-Khoury"]);
        assert_eq!(found("Ann Bell KC said", "BII-"), ["Ann Bell"]);
        assert_eq!(found("P. A. Dhillon", "B---B"), ["P. A. Dhillon"]);
        assert!(found("The Dame left A: No", "-B-B--").is_empty());
        assert_eq!(found("Mr. King left", "BII-"), ["King"]);
        assert_eq!(found("Sen. Ann Bell left", "B-BI-"), ["Ann Bell"]);
        assert_eq!(
            found("said John Day. Podesta", "-BI-B"),
            ["John Day", "Podesta"]
        );
    }

    #[test]
    fn second_syllables_are_written_small_in_some_names() {
        assert_eq!(found("Park Geun-hye said", "BI---"), ["Park Geun-hye"]);
        assert_eq!(found("Ban Ki-moon", "BII-"), ["Ban Ki-moon"]);
        assert_eq!(found("a Bill Clinton-era law", "-BI---"), ["Bill Clinton"]);
        assert_eq!(found("Kim-backed", "B--"), ["Kim"]);
    }

    #[test]
    fn a_known_first_name_belongs_to_the_name_behind_it() {
        assert_eq!(
            found("the harbour master Ann Bell left", "----B-"),
            ["Ann Bell"]
        );
        assert_eq!(found("Ann Bell", "BB"), ["Ann Bell"]);
        assert_eq!(found("Will Bell go, Ann", "-B---"), ["Bell"]);
        assert_eq!(found("Ann \nBell", "-B"), ["Bell"]);
    }

    #[test]
    fn generations_belong_to_a_name() {
        assert_eq!(found("Ed Bell Jr. left", "BI---"), ["Ed Bell Jr."]);
        assert_eq!(found("Ed Bell, Jr., left", "BI-----"), ["Ed Bell, Jr."]);
        assert_eq!(found("Ed Bell Jr. left", "BII--"), ["Ed Bell Jr."]);
        assert_eq!(found("J. R. Bell IV and", "BIIII--"), ["J. R. Bell IV"]);
        assert_eq!(found("Bell, II", "B--"), ["Bell"]);
    }
}

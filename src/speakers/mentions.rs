//! The names in an article: what the name head found, cut cleanly.

use std::ops::Range;

use super::name_ends::{with_generation, with_its_ends, with_organization};
use super::names::{is_capitalised, is_title, name_key, words_of};
use super::nicknames::is_nickname;
use super::no_names::{begins_with_role, names_somebody};
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

    /// Persons' names in the order in which a text has them.
    pub(crate) fn in_order_in_tests(text: &str, names: &[&str]) -> Vec<Self> {
        let mut at = 0;
        let next = |name: &&str| {
            let start = at + text[at..].find(name).expect("comes next");
            at = start + name.len();
            Self::in_tests(text, Span::new(start, at))
        };
        names.iter().map(next).collect()
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
            kind == Some(open_kind) && label == open_kind.inside() && !words.starts_paragraph(i)
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

/// A name mention of these words, without what is no part of the name; nothing where no capitalised
/// word is left.
pub fn cut(
    text: &str,
    words: &Words,
    mut range: Range<usize>,
    kind: NameKind,
) -> Option<NameMention> {
    let word = |i: usize| words.word(text, i);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: char) -> [f32; NAME_LABELS] {
        let mut row = [0.0; NAME_LABELS];
        row[match label {
            'B' => NameKind::Person.begin(),
            'I' => NameKind::Person.inside(),
            _ => OUTSIDE,
        }] = 1.0;
        row
    }

    /// Names that a head sees which labels the words of `text` (runs of letters, single marks) as
    /// told: `B` and `I` of a person, `-` outside.
    fn found(text: &str, labels: &str) -> Vec<String> {
        let words = Words::in_tests(text);
        let rows: Vec<[f32; NAME_LABELS]> = labels.chars().map(row).collect();
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
        assert_eq!(
            found("Haifa al-Khoury Saliba spoke", "B-----"),
            ["Haifa al-Khoury Saliba"]
        );
        for more in ["Says No", "Tuesday spoke", "Mayor spoke"] {
            let text = format!("Haifa al-Khoury {more}");
            assert_eq!(found(&text, "B-----"), ["Haifa al-Khoury"], "{text}");
        }
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

    #[test]
    fn organizations_by_their_ends() {
        let kinds = |text: &str, labels: &str| -> Vec<(String, NameKind)> {
            let words = Words::in_tests(text);
            let rows: Vec<_> = labels.chars().map(row).collect();
            let found = name_mentions(text, &words, &rows);
            let shown = |m: &NameMention| (m.span.slice(text).to_owned(), m.kind);
            found.iter().map(shown).collect()
        };
        let firm = |name: &str| vec![(name.to_owned(), NameKind::Organization)];
        assert_eq!(
            kinds("Brightwell Semiconductor said", "B--"),
            firm("Brightwell Semiconductor")
        );
        assert_eq!(
            kinds("the National Farmers’ Union said", "----B-"),
            firm("National Farmers’ Union")
        );
        assert_eq!(
            kinds("Ann Group said", "B--"),
            vec![("Ann".to_owned(), NameKind::Person)]
        );
    }

    #[test]
    fn nicknames_and_roles() {
        assert_eq!(
            found("Vernon “Big Vern” Atkinson left", "B----B-"),
            ["Vernon “Big Vern” Atkinson"]
        );
        assert_eq!(
            found("Alan (Bunny) Atkinson left", "----B-"),
            ["Alan (Bunny) Atkinson"]
        );
        assert_eq!(
            found("Campaigner Finlay Shaw left", "BII-"),
            ["Finlay Shaw"]
        );
    }
}

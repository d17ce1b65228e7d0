//! The names in an article: what the name head found, cut cleanly.

use std::ops::Range;

use super::names::{is_capitalised, is_title, name_key, words_of};
use crate::model::labels::{NAME_LABELS, NameKind, OUTSIDE};
use crate::model::words::Words;
use crate::text::Span;

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
    found
}

fn best(row: &[f32; NAME_LABELS]) -> usize {
    (0..NAME_LABELS)
        .reduce(|a, b| if row[b] > row[a] { b } else { a })
        .unwrap_or(OUTSIDE)
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
        while range.start < range.end && (is_title(word(range.start)) || word(range.start) == ".") {
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

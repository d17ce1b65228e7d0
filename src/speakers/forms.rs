//! What a source mention looks like, and which of the names in it are the ones who speak.

use super::lexicon::{is_number, is_plural, is_plural_pronoun, is_pronoun};
use super::mentions::{HONOURS, NameMention};
use super::names::{NameWord, is_capitalised, is_title, words_of};
use super::nouns::is_role_noun;
use crate::text::{Span, is_line_end};

/// What a source mention looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Holds the name, or a part of it, of who speaks.
    Name,
    /// "he", "she", "they", "who".
    Pronoun,
    /// "the minister", "his spokesman".
    Description,
    /// There is no mention.
    None,
}

/// A source mention taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct MentionHead {
    /// What it looks like.
    pub form: Form,
    /// Numbers (in the article's names) of the names that speak; empty unless the form is a name.
    pub named: Vec<usize>,
    /// True where the mention means several people ("officials", "they").
    pub plural: bool,
}

/// Words after which a name in the mention is not the speaker's: "a spokesman *for* Clinton".
const BELONGING: &[&str] = &[
    "of", "for", "from", "at", "with", "to", "in", "on", "about", "by", "who", "whose", "which",
    "near", "under", "against", "behind", "working",
];

/// Most words between two names that "and" joins: "and her counterpart at the smaller union,".
const MOST_BETWEEN: usize = 8;

/// Takes apart the mention at `span`; `names` are all of the article's, in reading order.
///
/// The speaker's name is in the first part of the mention, before a comma or a word such as "of"
/// or "for"; it is followed by neither 's nor a common noun ("Trump's lawyer", "Clinton aides").
/// Without one there, it may stand in apposition ("the spokesman, Sean Spicer").
pub fn head_of(text: &str, span: Span, names: &[NameMention]) -> MentionHead {
    let slice = span.slice(text);
    if is_pronoun(slice) {
        return MentionHead {
            form: Form::Pronoun,
            named: Vec::new(),
            plural: is_plural_pronoun(slice),
        };
    }
    let from = names.partition_point(|n| n.span.end <= span.start);
    let inside: Vec<usize> = (from..names.len())
        .take_while(|&i| names[i].span.start < span.end)
        .collect();
    let parts = parts_of(text, span, &inside, names);
    let of_part: Vec<Vec<usize>> = parts
        .iter()
        .map(|part| speaking(text, *part, &inside, names))
        .collect();
    let first = of_part.iter().position(|named| !named.is_empty());
    let mut named = first.map_or(Vec::new(), |first| of_part[first].clone());
    // "Bell and her deputy, Tom Reyes".
    if let Some(first) = first
        && let ([one], Some([other, ..])) =
            (named.as_slice(), of_part.get(first + 1).map(Vec::as_slice))
        && is_joint(Span::new(names[*one].span.end, names[*other].span.start).slice(text))
    {
        named.push(*other);
    }
    MentionHead {
        form: if named.is_empty() {
            Form::Description
        } else {
            Form::Name
        },
        plural: named.len() > 1 || head_noun_is_plural(text, parts.first().copied()),
        named,
    }
}

/// The mention up to the first comma or word of belonging, and each later stretch that a comma
/// opens and no word of belonging precedes: where a name may be the speaker's. Commas and such words
/// inside a name do not count.
fn parts_of(text: &str, span: Span, inside: &[usize], names: &[NameMention]) -> Vec<Span> {
    let in_name = |at: usize| {
        inside
            .iter()
            .any(|&i| names[i].span.start < at && at < names[i].span.end)
    };
    let mut cuts: Vec<(usize, usize, bool)> = Vec::new();
    for (offset, mark) in span.slice(text).match_indices([',', ';', '(', '—', '–']) {
        let at = span.start + offset;
        if !in_name(at) {
            cuts.push((at, at + mark.len(), false));
        }
    }
    for word in words_of(text, span) {
        // Not the "Under" of "Under-Secretary".
        if BELONGING.contains(&word.folded.as_str())
            && !text[word.span.end..].starts_with('-')
            && !in_name(word.span.start)
            && !in_title(text, span, &word, inside, names)
        {
            cuts.push((word.span.start, word.span.end, true));
        }
    }
    cuts.sort_unstable();
    let mut parts = Vec::new();
    let mut start = span.start;
    let mut belongs = false;
    for (cut, next, by_word) in cuts {
        if !belongs {
            parts.push(Span::new(start, cut.max(start)));
        }
        start = next;
        belongs = by_word;
    }
    if !belongs {
        parts.push(Span::new(start.min(span.end), span.end));
    }
    parts
}

/// True for the "of" of "Secretary of State Rex Tillerson": capitalised words that are more than a
/// title stand between it and the name, and the mention is not about "a …".
fn in_title(
    text: &str,
    mention: Span,
    of: &NameWord,
    inside: &[usize],
    names: &[NameMention],
) -> bool {
    let indefinite = ["a ", "an "];
    if of.folded != "of"
        || indefinite
            .iter()
            .any(|a| mention.slice(text).starts_with(a))
    {
        return false;
    }
    let name = inside
        .iter()
        .map(|&i| names[i].span)
        .find(|n| n.start >= of.span.end);
    let Some(name) = name else { return false };
    let between = Span::new(of.span.end, name.start);
    !between.slice(text).contains([',', ';', '(', '—', '–'])
        && words_of(text, between)
            .iter()
            .any(|w| is_capitalised(w.span.slice(text)) && !is_title(&w.folded))
}

/// The names of a part that speak: those that are followed by nothing of their own but other names, joined by
/// "and".
fn speaking(text: &str, part: Span, inside: &[usize], names: &[NameMention]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for &i in inside {
        let name = &names[i];
        if name.span.start < part.start || name.span.start >= part.end {
            continue;
        }
        let end = name.span.end.min(part.end);
        let after = Span::new(end, part.end).slice(text).trim_start();
        let joined = after.starts_with("and ") || after.starts_with("& ");
        // A number or mark may follow ("Reyes, 34"), a noun or 's makes the name a modifier; "Reyes’s" alone, of
        // "Reyes’s claim that", is Reyes.
        let alone = matches!(after, "'s" | "’s" | "'" | "’");
        let modifies = !joined
            && !alone
            && after.starts_with(|c: char| c.is_alphabetic() || "'’-‑".contains(c))
            && !has_honour(after);
        if !modifies {
            found.push(i);
        }
    }
    found
}

/// True for what may stand between the names of two who do something together.
pub fn is_joint(between: &str) -> bool {
    let words = words_of(between, Span::new(0, between.len()));
    let Some((and, rest)) = words.split_first() else {
        return between.trim() == "&";
    };
    let plain = |word: &NameWord| {
        let written = word.span.slice(between);
        is_title(&word.folded)
            || is_role_noun(&word.folded)
            || is_capitalised(written)
            || written.starts_with(|c: char| c.is_ascii_digit())
    };
    // "… and her deputy, Tom Reyes".
    let apposition = || {
        let determiner = rest.first().map(|word| word.folded.as_str());
        matches!(
            determiner,
            Some("a" | "an" | "the" | "his" | "her" | "their")
        ) && (between.trim_end().ends_with(',')
            || rest.last().is_some_and(|w| is_role_noun(&w.folded)))
    };
    // "and Gov. Tom Reyes", but not "wrote. And Tom Reyes".
    let of_title = |stop: usize| {
        words
            .iter()
            .any(|word| word.span.end == stop && is_title(&word.folded))
    };
    and.folded == "and"
        && words.len() <= MOST_BETWEEN
        && !between.contains(['!', '?', ';', ':', '"', '“', '”'])
        && !between.contains(is_line_end)
        && between.match_indices('.').all(|(at, _)| of_title(at))
        && (rest.iter().all(plain) || apposition())
}

/// True for what begins with letters that stand after names: "Marguerite Ojukwu KC".
fn has_honour(after: &str) -> bool {
    let word = after.split(|c: char| !c.is_alphanumeric()).next();
    word.is_some_and(|word| HONOURS.contains(&word))
}

/// True where the mention's first part is plural by its last word ("aides") or its first ("two
/// people familiar with …").
fn head_noun_is_plural(text: &str, part: Option<Span>) -> bool {
    let Some(part) = part else { return false };
    let words = words_of(text, part);
    match words.as_slice() {
        [number, _, ..] if is_number(&number.folded) => true,
        [.., last] => is_plural(&last.folded),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(mention: &str, names: &[&str]) -> (Form, Vec<String>) {
        let mut found: Vec<NameMention> = names
            .iter()
            .map(|name| NameMention::first_in_tests(mention, name))
            .collect();
        found.sort_by_key(|n| n.span);
        let head = head_of(mention, Span::new(0, mention.len()), &found);
        let named = head
            .named
            .iter()
            .map(|&i| found[i].span.slice(mention).to_owned());
        (head.form, named.collect())
    }

    fn one(name: &str) -> (Form, Vec<String>) {
        (Form::Name, vec![name.to_owned()])
    }

    const DESCRIPTION: (Form, Vec<String>) = (Form::Description, Vec::new());

    #[test]
    fn the_name_that_speaks() {
        assert_eq!(head("Tillerson", &["Tillerson"]), one("Tillerson"));
        assert_eq!(
            head(
                "US Secretary of State Rex Tillerson",
                &["US", "Rex Tillerson"]
            ),
            one("Rex Tillerson")
        );
        let (role, name) = ("US Treasury Under-Secretary Ann Bell", "Ann Bell");
        assert_eq!(head(role, &["US Treasury", name]), one(name));
        assert_eq!(
            head(
                "Clinton spokesman Brian Fallon",
                &["Clinton", "Brian Fallon"]
            ),
            one("Brian Fallon")
        );
        assert_eq!(
            head(
                "Brian Fallon, a spokesman for Clinton",
                &["Brian Fallon", "Clinton"]
            ),
            one("Brian Fallon")
        );
        assert_eq!(
            head("The minister, Ann Bell", &["Ann Bell"]),
            one("Ann Bell")
        );
        assert_eq!(
            head("Ann Bell MP, opposing", &["Ann Bell"]),
            one("Ann Bell")
        );
    }

    #[test]
    fn names_that_do_not_speak() {
        assert_eq!(head("Trump’s lawyer", &["Trump"]), DESCRIPTION);
        assert_eq!(head("a spokesman for Clinton", &["Clinton"]), DESCRIPTION);
        assert_eq!(head("the widow of Mayor Reyes", &["Reyes"]), DESCRIPTION);
        assert_eq!(head("the Clinton campaign", &["Clinton"]), DESCRIPTION);
        assert_eq!(head("Trump’s", &["Trump"]), one("Trump"));
        assert_eq!(head("she", &[]), (Form::Pronoun, Vec::new()));
    }

    #[test]
    fn several_together() {
        assert_eq!(
            head("Ann Bell and Tom Reyes", &["Ann Bell", "Tom Reyes"]),
            (Form::Name, vec!["Ann Bell".into(), "Tom Reyes".into()])
        );
        for mention in [
            "Ann Bell and her deputy, Tom Reyes,",
            "Ann Bell and her colleague at the club, Tom Reyes,",
            "Ann Bell and Senator Tom Reyes",
        ] {
            let (_, names) = head(mention, &["Ann Bell", "Tom Reyes"]);
            assert_eq!(names, ["Ann Bell", "Tom Reyes"], "{mention}");
        }
        for mention in [
            "Ann Bell, deputy of Tom Reyes",
            "Ann Bell and her lawyers, citing Tom Reyes",
        ] {
            assert_eq!(
                head(mention, &["Ann Bell", "Tom Reyes"]),
                one("Ann Bell"),
                "{mention}"
            );
        }
    }
}

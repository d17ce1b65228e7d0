//! Titles and descriptions that a text gives with a name, and what they tell.

use super::descriptions::Description;
use super::gender::{Gender, of_first_name, of_title_before};
use super::lexicon::{is_calendar_word, is_sentence_opener};
use super::mentions::NameMention;
use super::names::{NameWord, is_capitalised, words_of};
use super::nouns::is_role_noun;
use crate::model::labels::NameKind;
use crate::text::{LINE_ENDS, Span, boundary_from};

/// Most words of a role: what is longer is a clause.
const LONGEST: usize = 12;

/// How far before and after a name a role is looked for, in bytes.
const REACH: usize = 160;

/// The role beside one mention of a name: the title before it ("US Secretary of State Rex
/// Tillerson"), else the apposition after it ("Rex Tillerson, the US secretary of state, …").
pub fn role_beside(text: &str, name: &NameMention) -> Option<String> {
    // "According to a spokesman, Ann Bell will …" has no comma after the name.
    let set_off = text[name.span.end..].starts_with([',', '.', ';', ')', '"', '”']);
    let start = without_courtesy(text, name.span.start);
    role_before(text, start, set_off)
        .or_else(|| role_after(text, name.span.end))
        .map(|span| super::entities::plain(span, text))
}

/// Where a name begins with the "Dr" or "Mr." before it.
fn without_courtesy(text: &str, start: usize) -> usize {
    let words = words_of(text, line_before(text, start));
    let last = words.last().filter(|word| {
        let title = is_courtesy(&word.folded) || matches!(word.folded.as_str(), "dr" | "prof");
        title && only_blanks(text, word.span.end, start)
    });
    last.map_or(start, |title| title.span.start)
}

/// Of a named person, as far as a title before the name, its first word, or a role beside it ("his
/// daughter, …") tells.
pub fn gender_of(text: &str, mention: &NameMention) -> Option<Gender> {
    if mention.kind != NameKind::Person {
        return None;
    }
    let of_full_name =
        |first: &String| of_first_name(first).or_else(|| described(text, mention)?.gender);
    let first = mention.key.first().filter(|_| mention.key.len() > 1);
    of_title_before(text, mention.span.start).or_else(|| of_full_name(first?))
}

/// True where a role beside a name makes it somebody's relative: "his wife, Beth Hale".
pub fn is_relative(text: &str, mention: &NameMention) -> bool {
    described(text, mention).is_some_and(|role| role.kin)
}

/// What the role beside a name says.
fn described(text: &str, mention: &NameMention) -> Option<Description> {
    let role = role_beside(text, mention)?;
    Some(Description::of(&role, Span::new(0, role.len())))
}

/// The capitalised words and role nouns that run up to `end`, the last of them a role noun.
fn role_before(text: &str, end: usize, set_off: bool) -> Option<Span> {
    let region = line_before(text, end);
    let words = words_of(text, region);
    let last = words.last()?;
    let apposition = Span::new(last.span.end, end).slice(text).trim_end() == ",";
    if !(apposition && set_off || only_blanks(text, last.span.end, end))
        || !is_role_noun_or_office(&words)
    {
        return None;
    }
    let mut first = words.len() - 1;
    while first > 0 && words.len() - first < LONGEST && belongs_before(text, &words, first - 1) {
        first -= 1;
    }
    // "of", "for", "the" bind words together but begin no role.
    while first < words.len() && is_binding(&words[first].folded) {
        first += 1;
    }
    let determiner = first.checked_sub(1).map(|i| &words[i].folded);
    let first = words.get(first)?;
    let before = text[..first.span.start].trim_end();
    let determined = determiner.is_some_and(|word| is_determiner(word))
        || ["'s", "’s", "s'", "s’"]
            .iter()
            .any(|end| before.ends_with(end));
    if apposition && !determined {
        return None;
    }
    let span = Span::new(first.span.start, last.span.end);
    // A bare "Mr" or a role noun that is a verb's subject is no role worth telling.
    (!is_courtesy(&last.folded)).then_some(span)
}

/// The last word is a role noun, or ends an office ("Secretary of State", "Speaker of the House").
fn is_role_noun_or_office(words: &[NameWord]) -> bool {
    let is_role = |w: &NameWord| is_role_noun(&w.folded);
    let tail = words.len().saturating_sub(4);
    words.last().is_some_and(is_role)
        || words[tail..]
            .windows(2)
            .any(|pair| is_role(&pair[0]) && pair[1].folded == "of")
}

fn belongs_before(text: &str, words: &[NameWord], i: usize) -> bool {
    let (word, next) = (&words[i], &words[i + 1]);
    let between = Span::new(word.span.end, next.span.start).slice(text);
    // Two hyphens are the dash after a dateline.
    let plain_gap = !between.contains("--")
        && between
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '.' | '-' | '‑' | '&' | '\'' | '’' | '/'));
    let ends_sentence = between.contains(". ") && word.span.len() > 3;
    plain_gap
        && !ends_sentence
        && !is_calendar_word(&word.folded)
        && (is_binding(&word.folded)
            || is_role_noun(&word.folded)
            || is_modifier(&word.folded)
            || is_capitalised(word.span.slice(text)) && !is_sentence_opener(&word.folded))
}

/// The apposition after a name: from "a", "an", "the", a possessive, a role noun or a capitalised
/// word up to the next comma or stop, with a role noun in it.
fn role_after(text: &str, start: usize) -> Option<Span> {
    let rest = text.get(start..)?;
    let after = rest.strip_prefix(',').or_else(|| rest.strip_prefix(" ("))?;
    let begin = text.len() - after.trim_start_matches([' ', '\u{a0}']).len();
    let region = line_after(text, begin);
    let length = region
        .slice(text)
        .find([',', ';', '(', ')', '—', '–', ':', '"', '“', '”']);
    let mut clause = Span::new(begin, length.map_or(region.end, |l| begin + l));
    if let Some(stop) = sentence_end(clause.slice(text)) {
        clause.end = begin + stop;
    }
    let mut words = words_of(text, clause);
    // Age: "Ann Bell, 34, a teacher" is not told here.
    if let Some(cut) = words.iter().position(|w| is_clause_word(&w.folded)) {
        words.truncate(cut);
    }
    let (first, last) = (words.first()?, words.last()?);
    let opens = is_determiner(&first.folded)
        || is_role_noun(&first.folded)
        || is_modifier(&first.folded)
        || is_capitalised(first.span.slice(text));
    let has_role = words.iter().take(8).any(|w| is_role_noun(&w.folded));
    if !opens || !has_role || words.len() > LONGEST {
        return None;
    }
    let article = matches!(first.folded.as_str(), "a" | "an" | "the");
    let from = if article { words.get(1)? } else { first };
    Some(Span::new(from.span.start, last.span.end))
}

fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "a" | "an" | "the" | "his" | "her" | "its" | "their" | "my" | "our"
    )
}

fn is_binding(word: &str) -> bool {
    matches!(word, "of" | "for" | "the" | "and" | "to" | "s")
}

fn is_modifier(word: &str) -> bool {
    const MODIFIERS: &[&str] = &[
        "former",
        "deputy",
        "vice",
        "senior",
        "junior",
        "acting",
        "interim",
        "chief",
        "prime",
        "foreign",
        "home",
        "finance",
        "press",
        "campaign",
        "state",
        "federal",
        "assistant",
        "associate",
        "national",
        "general",
        "executive",
        "managing",
        "communications",
        "lead",
        "head",
        "police",
        "party",
        "opposition",
        "shadow",
        "presidential",
        "attorney",
        "fellow",
        "retired",
        "late",
        "club",
        "team",
        "council",
        "regional",
        "district",
        "research",
        "policy",
        "defence",
        "defense",
        "security",
        "health",
        "transport",
        "company",
        "union",
        "co",
    ];
    MODIFIERS.contains(&word)
}

fn is_courtesy(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs" | "ms" | "miss" | "sir" | "lady" | "lord" | "dame"
    )
}

/// Words at which an apposition turns into a clause.
fn is_clause_word(word: &str) -> bool {
    matches!(
        word,
        "who"
            | "whose"
            | "which"
            | "said"
            | "says"
            | "told"
            | "was"
            | "is"
            | "were"
            | "are"
            | "has"
            | "had"
            | "have"
            | "will"
            | "would"
            | "wrote"
            | "added"
            | "after"
            | "when"
            | "where"
            | "while"
            | "but"
    )
}

fn only_blanks(text: &str, start: usize, end: usize) -> bool {
    let between = Span::new(start, end).slice(text);
    between.chars().count() <= 3 && between.chars().all(|c| c.is_whitespace() || c == '.')
}

fn sentence_end(clause: &str) -> Option<usize> {
    clause
        .match_indices(['.', '!', '?'])
        .find_map(|(at, mark)| {
            let after = clause[at + mark.len()..].chars().next();
            let word = clause[..at].split_whitespace().next_back().unwrap_or("");
            (after.is_none_or(char::is_whitespace) && word.chars().count() > 3).then_some(at)
        })
}

/// The part of the line that ends at `end`, at most [`REACH`] bytes of it.
fn line_before(text: &str, end: usize) -> Span {
    let start = boundary_from(text, end.saturating_sub(REACH));
    let line = text[start..end]
        .rfind(LINE_ENDS)
        .map_or(start, |at| start + at + 1);
    Span::new(line, end)
}

/// The part of the line from `start` on, at most [`REACH`] bytes of it.
fn line_after(text: &str, start: usize) -> Span {
    let mut end = (start + REACH).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let line = text[start..end]
        .find(LINE_ENDS)
        .map_or(end, |at| start + at);
    Span::new(start, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(text: &str, name: &str) -> Option<String> {
        role_beside(text, &NameMention::first_in_tests(text, name))
    }

    fn some(role: &str) -> Option<String> {
        Some(role.to_owned())
    }

    #[test]
    fn titles_before_the_name() {
        assert_eq!(
            role(
                "MOSCOW-- US Secretary of State Rex Tillerson said",
                "Rex Tillerson"
            ),
            some("US Secretary of State")
        );
        assert_eq!(
            role(
                "White House press secretary Sean Spicer has said",
                "Sean Spicer"
            ),
            some("White House press secretary")
        );
        assert_eq!(
            role(
                "with his Russian counterpart, Foreign Minister Sergey Lavrov.",
                "Sergey Lavrov"
            ),
            some("Foreign Minister")
        );
        assert_eq!(
            role(
                "after meeting with Russian President Vladimir Putin in",
                "Vladimir Putin"
            ),
            some("Russian President")
        );
        assert_eq!(role("On Monday Sean Spicer left", "Sean Spicer"), None);
        assert_eq!(role("Then Mr. Spicer left", "Spicer"), None);
    }

    #[test]
    fn appositions_before_the_name() {
        let daughter = "Mr.\u{a0}Wang’s daughter, Wang Meilin, manages the studio";
        assert_eq!(role(daughter, "Wang Meilin"), some("daughter"));
        let son = "he is survived by a son, J. R. Bell, and four grandchildren";
        assert_eq!(role(son, "J. R. Bell"), some("son"));
        let mayor = "said the former mayor of Bath, Ann Bell.";
        assert_eq!(role(mayor, "Ann Bell"), some("former mayor of Bath"));
        let director = "Its director, Dr Anneke Visser, said no.";
        assert_eq!(role(director, "Anneke Visser"), some("director"));
        let lawyer = "the tenants’ lawyer, Ann Bell, said no.";
        assert_eq!(role(lawyer, "Ann Bell"), some("lawyer"));
        let spokesman = "According to the spokesman, Ann Bell will leave";
        assert_eq!(role(spokesman, "Ann Bell"), None);
    }

    #[test]
    fn appositions_after_the_name() {
        assert_eq!(
            role(
                "said Brian Fallon, a spokesman for the campaign, on Monday.",
                "Brian Fallon"
            ),
            some("spokesman for the campaign")
        );
        assert_eq!(
            role("Ann Bell, the party’s treasurer, said", "Ann Bell"),
            some("party’s treasurer")
        );
        assert_eq!(role("Ann Bell, who is a teacher, said", "Ann Bell"), None);
        assert_eq!(role("Ann Bell, 34, said the mayor left", "Ann Bell"), None);
        assert_eq!(
            role("Ann Bell, Tom Reyes and others said", "Ann Bell"),
            None
        );
    }

    #[test]
    fn a_line_end_ends_the_search() {
        assert_eq!(role("The mayor\nAnn Bell said", "Ann Bell"), None);
        assert_eq!(role("Ann Bell,\na teacher, said", "Ann Bell"), None);
    }
}

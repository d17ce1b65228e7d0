//! Names as words: what of a name counts, and when two names are the same.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::lexicon::{is_calendar_word, is_sentence_opener};
use crate::text::{Span, boundary_from, is_line_end};

/// Words before a name that are no part of it, lower-cased, without full stops.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "baron",
    "baroness",
    "sen",
    "sens",
    "senator",
    "rep",
    "reps",
    "pres",
    "representative",
    "congressman",
    "congresswoman",
    "gov",
    "governor",
    "president",
    "vice",
    "prime",
    "minister",
    "secretary",
    "chancellor",
    "mayor",
    "judge",
    "justice",
    "attorney",
    "general",
    "gen",
    "col",
    "colonel",
    "lt",
    "lieutenant",
    "capt",
    "captain",
    "maj",
    "major",
    "sgt",
    "sergeant",
    "cpl",
    "adm",
    "admiral",
    "cmdr",
    "commander",
    "chief",
    "officer",
    "detective",
    "inspector",
    "superintendent",
    "commissioner",
    "sheriff",
    "deputy",
    "rev",
    "reverend",
    "father",
    "pope",
    "bishop",
    "archbishop",
    "cardinal",
    "rabbi",
    "imam",
    "sheikh",
    "king",
    "queen",
    "prince",
    "princess",
    "duke",
    "duchess",
    "ambassador",
    "speaker",
    "chairman",
    "chairwoman",
    "former",
    "councillor",
    "councilman",
    "councilwoman",
    "assemblyman",
    "assemblywoman",
    "delegate",
    "del",
    "cllr",
    "mp",
    "hon",
    "st",
];

/// What tells a father's name from his son's, folded.
const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// True for the "Jr", "Sr" or "III" behind a name.
pub fn is_generation(word: &str) -> bool {
    GENERATIONS.contains(&fold(word).as_str())
}

/// A run of letters and digits (with inner apostrophes, hyphens and full stops between initials
/// taken apart), as it stands and as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameWord {
    /// Where it stands.
    pub span: Span,
    /// Lower-cased and without accents.
    pub folded: String,
}

/// True for a title or rank ("Mr", "Sen.", "President"), in any case, with or without a full stop.
pub fn is_title(word: &str) -> bool {
    TITLES.contains(&fold(word.trim_end_matches('.')).as_str())
}

/// True where a title stands right before a name that begins at this byte.
pub fn is_titled(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let same_line = !text[before.len()..start].contains(is_line_end);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
    same_line
        && before.len() < start
        && word.is_some_and(|word| is_capitalised(word) && is_title(word))
}

/// Lower case, without accents.
pub fn fold(word: &str) -> String {
    word.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ł' => 'l',
            'ø' => 'o',
            'đ' => 'd',
            'ı' => 'i',
            c => c,
        })
        .collect()
}

/// The words of a stretch of text; apostrophes and hyphens end a word, a possessive 's is dropped.
pub fn words_of(text: &str, span: Span) -> Vec<NameWord> {
    let mut words = Vec::new();
    let mut start = None;
    let slice = span.slice(text);
    let mut before_word = ' ';
    let mut before = ' ';
    for (at, c) in slice.char_indices().chain([(slice.len(), ' ')]) {
        // The accents of decomposed letters are characters of their own.
        if c.is_alphanumeric() || (start.is_some() && is_combining_mark(c)) {
            if start.is_none() {
                start = Some(at);
                before_word = before;
            }
        } else if let Some(from) = start.take() {
            let word = &slice[from..at];
            let possessive = matches!(before_word, '\'' | '’') && word.eq_ignore_ascii_case("s");
            if !possessive {
                words.push(NameWord {
                    span: Span::new(span.start + from, span.start + at),
                    folded: fold(word),
                });
            }
        }
        before = c;
    }
    words
}

/// The words that stand before a place, and at most `reach` bytes away; one may be cut at its front.
pub fn words_before(text: &str, at: usize, reach: usize) -> Vec<NameWord> {
    let from = boundary_from(text, at.saturating_sub(reach));
    words_of(text, Span::new(from, at))
}

/// The words of a name that count: folded, without titles before and Jr., Sr., III after. A name
/// that is all title keeps its words.
pub fn name_key(name: &str) -> Vec<String> {
    let words = words_of(name, Span::new(0, name.len()));
    let folded: Vec<String> = words.into_iter().map(|w| w.folded).collect();
    let mut end = folded.len();
    while end > 1 && is_generation(&folded[end - 1]) {
        end -= 1;
    }
    let mut start = 0;
    while start + 1 < end && TITLES.contains(&folded[start].as_str()) {
        start += 1;
    }
    folded[start..end].to_vec()
}

/// The "Jr." or "III" that a name ends with, folded.
pub fn suffix_of(name: &str) -> Option<String> {
    let last = words_of(name, Span::new(0, name.len())).pop()?;
    is_generation(&last.folded).then_some(last.folded)
}

/// True where the keys of two names are the same but for words of which one has the initial alone: J. R.
/// Whitcombe, John Rutherford Whitcombe.
pub fn same_initials(a: &[String], b: &[String]) -> bool {
    let same = |(x, y): (&String, &String)| {
        let short = x.chars().count().min(y.chars().count()) == 1;
        x == y || (short && x.chars().next() == y.chars().next())
    };
    a.len() == b.len() && a.last() == b.last() && a.iter().zip(b).all(same)
}

/// True where the keys of two names mean the same: equal, or the last words are equal and one has
/// all words of the other.
pub fn same_key(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match (short.last(), long.last()) {
        (Some(x), Some(y)) => x == y && short.iter().all(|word| long.contains(word)),
        _ => false,
    }
}

/// Where a name, or its last word with any of its other words before it, stands in a text.
///
/// A last name with some other capitalised word before it ("Melania Trump" for Donald Trump) is
/// somebody else and left out.
pub fn occurrences(text: &str, words: &[NameWord], name: &str) -> Vec<Span> {
    let key = name_key(name);
    let Some(last) = key.last() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (i, word) in words.iter().enumerate() {
        if word.folded != *last || !is_capitalised(word.span.slice(text)) {
            continue;
        }
        let mut first = i;
        while first > 0 && adjacent(text, words, first) && belongs(&key, &words[first - 1].folded) {
            first -= 1;
        }
        let stranger = first > 0
            && adjacent(text, words, first)
            && is_capitalised(words[first - 1].span.slice(text))
            && !is_title(&words[first - 1].folded)
            && !opens_sentence(text, words, first - 1);
        if first < i || !stranger {
            found.push(Span::new(words[first].span.start, word.span.end));
        }
    }
    found
}

/// True where the word is one of the name's before the last, or the initial of one.
fn belongs(key: &[String], word: &str) -> bool {
    key[..key.len() - 1]
        .iter()
        .any(|part| part == word || (word.chars().count() == 1 && part.starts_with(word)))
}

/// True where only blanks, a full stop or a hyphen stand between a word and the one before it.
fn adjacent(text: &str, words: &[NameWord], i: usize) -> bool {
    let between = Span::new(words[i - 1].span.end, words[i].span.start).slice(text);
    between.chars().count() <= 2
        && between
            .chars()
            .all(|c| matches!(c, '.' | '-' | '‑') || (c.is_whitespace() && !is_line_end(c)))
}

/// True where a word is capitalised only because a sentence begins with it: "But Trump", not
/// "Melania Trump".
fn opens_sentence(text: &str, words: &[NameWord], i: usize) -> bool {
    let word = &words[i].folded;
    (is_sentence_opener(word) || is_calendar_word(word)) && starts_sentence(text, words, i)
}

fn starts_sentence(text: &str, words: &[NameWord], i: usize) -> bool {
    text[..words[i].span.start]
        .chars()
        .rev()
        .find(|c| !c.is_whitespace())
        .is_none_or(|c| !(c.is_alphanumeric() || matches!(c, ',' | '-' | '’' | '\'')))
}

/// True where the word begins with a capital letter, or with a letter of a script without case.
pub fn is_capitalised(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_name(a: &str, b: &str) -> bool {
        same_key(&name_key(a), &name_key(b))
    }

    #[test]
    fn titles_suffixes_accents_and_possessives_do_not_count() {
        assert!(same_name("Sen. Tim Kaine", "Tim Kaine"));
        assert!(same_name("François Hollande’s", "Francois Hollande"));
        assert!(same_name("Mu\u{308}ller", "Müller"));
        assert!(same_name("Donald Trump Jr.", "donald trump"));
        assert!(same_name("Clinton", "Hillary Rodham Clinton"));
        assert!(same_name("Mr. Trump", "Donald J. Trump"));
    }

    #[test]
    fn other_people_are_not_the_same() {
        assert!(!same_name("Bill Clinton", "Hillary Clinton"));
        assert!(!same_name("Hillary", "Hillary Clinton"));
        assert!(!same_name("", "Hillary Clinton"));
        assert!(!same_name("Clinton campaign", "Clinton"));
    }

    #[test]
    fn a_title_alone_keeps_its_words() {
        assert_eq!(name_key("the president"), ["the", "president"]);
        assert_eq!(name_key("President"), ["president"]);
    }

    #[test]
    fn occurrences_leave_out_relatives() {
        let text = "Donald Trump spoke. Melania Trump and Donald J. Trump left. Yes, Mr. Trump’s.";
        let words = words_of(text, Span::new(0, text.len()));
        let found: Vec<&str> = occurrences(text, &words, "Donald J. Trump")
            .iter()
            .map(|s| s.slice(text))
            .collect();
        assert_eq!(found, ["Donald Trump", "Donald J. Trump", "Trump"]);
    }
}

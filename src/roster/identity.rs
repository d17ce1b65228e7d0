//! Which names are one name.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::aliases::Aliases;
use super::sorter::SortKey;
use crate::output::record::SpeakerKind;
use crate::speakers::names::{fold, is_generation, name_key, words_of};
use crate::text::Span;

/// Ends of an organization's name that may be missing.
const COMPANIES: [&str; 5] = ["inc", "corp", "ltd", "plc", "llc"];

/// What kind of name it is: names of two classes are never one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Class {
    /// One that the user joined others to; what it is the quotations decide.
    Aliased,
    Person,
    Organization,
    Group,
    Unnamed,
}

/// A name as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Identity {
    /// Names that may turn out to be one have the same: a person's last word, else the whole name.
    pub family: Box<str>,
    pub class: Class,
    /// The words that count, with spaces between.
    pub words: Box<str>,
    /// "jr" or "iii", or nothing.
    pub generation: Box<str>,
}

/// A name in one role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Key {
    pub who: Identity,
    /// The words of the role that tell something, with spaces between.
    pub role: Box<str>,
}

impl SortKey for Key {
    fn bytes(&self) -> usize {
        let Identity {
            family,
            words,
            generation,
            ..
        } = &self.who;
        let letters = family.len() + words.len() + generation.len() + self.role.len();
        // What allocating adds, for each of four.
        size_of::<Self>() + letters + 4 * 16
    }
}

/// With letters and their accents in one piece: where they stand apart, the accent would end a word.
fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// A name's words, folded; a name without letters and digits is a word as it stands. Nothing where
/// the name is blank.
pub(super) fn words(name: &str) -> Vec<String> {
    let name = composed(name);
    let words = words_of(&name, Span::new(0, name.len()));
    if !words.is_empty() {
        return words.into_iter().map(|word| word.folded).collect();
    }
    let bare = fold(name.trim());
    if bare.is_empty() {
        Vec::new()
    } else {
        vec![bare]
    }
}

/// The words of a person's name that count, and the generation.
pub(super) fn person(name: &str) -> (Vec<String>, String) {
    let all = words(name);
    let generation = match all.as_slice() {
        [_, .., last] if is_generation(last) => last.clone(),
        _ => String::new(),
    };
    let mut key = name_key(&composed(name));
    if key.is_empty() {
        key = all;
    }
    (without_article(key), generation)
}

fn organization(name: &str) -> Vec<String> {
    let mut words = without_article(words(name));
    while words.len() > 1
        && words
            .last()
            .is_some_and(|w| COMPANIES.contains(&w.as_str()))
    {
        words.pop();
    }
    words
}

fn without_article(mut words: Vec<String>) -> Vec<String> {
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    words
}

impl Identity {
    /// Who is named so. `None` where the name is blank.
    pub fn of(name: &str, kind: SpeakerKind, aliases: &Aliases) -> Option<Self> {
        let all = words(name);
        if all.is_empty() {
            return None;
        }
        let (class, words, generation) = match kind {
            SpeakerKind::Person => {
                let (words, generation) = person(name);
                (Class::Person, words, generation)
            }
            SpeakerKind::Organization => (Class::Organization, organization(name), String::new()),
            SpeakerKind::Group => (Class::Group, all.clone(), String::new()),
            SpeakerKind::Unnamed => (Class::Unnamed, all.clone(), String::new()),
        };
        let joined = words.join(" ");
        // As it stands first: a user may have listed a name with its title.
        let with_generation = match generation.as_str() {
            "" => joined.clone(),
            generation => format!("{joined} {generation}"),
        };
        let target = aliases
            .target(&all.join(" "))
            .or_else(|| aliases.target(&with_generation));
        if let Some(target) = target {
            return Some(Self::aliased(target));
        }
        let family = match class {
            Class::Person => words.last().cloned().unwrap_or_default(),
            _ => joined.clone(),
        };
        Some(Identity {
            family: family.into(),
            class,
            words: joined.into(),
            generation: generation.into(),
        })
    }

    /// The one whom aliases mean by this name.
    fn aliased(name: &str) -> Self {
        let (key, _) = person(name);
        Identity {
            // Should it be a person, then shorter and fuller names may join it.
            family: key.last().cloned().unwrap_or_default().into(),
            class: Class::Aliased,
            words: words(name).join(" ").into(),
            generation: Box::default(),
        }
    }
}

/// True where two names of persons may be one person's: first and last word are the same, and the
/// words between of the name that has fewer are among the other's, in this order. An initial stands
/// only for the word in its place: "George W. Bush" is "George Walker Bush" and not "George H. W.
/// Bush".
pub(super) fn may_be_one(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let ([first, middle @ .., last], [same_first, among @ .., same_last]) = (short, long) else {
        return false;
    };
    if first != same_first || last != same_last {
        return false;
    }
    let mut from = 0;
    for (place, word) in middle.iter().enumerate() {
        let found = (from..among.len()).find(|&at| fits(word, &among[at], place == at));
        match found {
            Some(at) => from = at + 1,
            None => return false,
        }
    }
    true
}

fn fits(word: &str, other: &str, same_place: bool) -> bool {
    let is_initial = |word: &str| word.chars().nth(1).is_none();
    if is_initial(word) || is_initial(other) {
        same_place && (word.starts_with(other) || other.starts_with(word))
    } else {
        word == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, kind: SpeakerKind) -> (String, String, String) {
        let who = Identity::of(name, kind, &Aliases::default()).expect("a name");
        (who.family.into(), who.words.into(), who.generation.into())
    }

    #[test]
    fn what_of_a_name_counts() {
        let told = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        let person = |name| of(name, SpeakerKind::Person);
        assert_eq!(person("Sen. Tim KAINE"), told("kaine", "tim kaine", ""));
        assert_eq!(
            person("Donald Trump, Jr."),
            told("trump", "donald trump", "jr")
        );
        assert_eq!(person("Jr."), told("jr", "jr", ""));
        assert_eq!(
            person("François  Hollande"),
            told("hollande", "francois hollande", "")
        );
        assert_eq!(person("王毅"), told("王毅", "王毅", ""));
        assert_eq!(person("—"), told("—", "—", ""));
        let organization = |name| of(name, SpeakerKind::Organization);
        let whole = |name: &str| told(name, name, "");
        assert_eq!(organization("General Motors"), whole("general motors"));
        assert_eq!(organization("The Acme Corp."), whole("acme"));
        assert_eq!(organization("Inc."), whole("inc"));
        assert_eq!(of("The critics", SpeakerKind::Group), whole("the critics"));
        let blank = Identity::of(" \u{a0}\n", SpeakerKind::Person, &Aliases::default());
        assert_eq!(blank, None);
    }

    fn one(a: &str, b: &str) -> bool {
        let (a, b) = (person(a).0, person(b).0);
        assert_eq!(may_be_one(&a, &b), may_be_one(&b, &a));
        may_be_one(&a, &b)
    }

    #[test]
    fn middle_names() {
        assert!(one("Rex Tillerson", "Rex W. Tillerson"));
        assert!(one("George W. Bush", "George Walker Bush"));
        assert!(one("Andrés López Obrador", "Andrés Manuel López Obrador"));
        assert!(one("George Bush", "George H. W. Bush"));
        assert!(!one("George W. Bush", "George H. W. Bush"));
        assert!(!one("George Walker Bush", "George H. W. Bush"));
        assert!(!one("John A. Smith", "John B. Smith"));
        assert!(!one("John Smith", "Alan John Smith"));
        assert!(!one("Tillerson", "Rex Tillerson"));
        assert!(!one("Bill Clinton", "Hillary Clinton"));
    }
}

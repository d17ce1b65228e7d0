//! Names put together to entities: who is the same person or organization.

use std::collections::HashMap;

use super::mentions::NameMention;
use super::names::same_key;
use crate::model::labels::NameKind;
use crate::text::Span;

/// A person or organization of the article.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its fullest name as the text writes it, without titles, white space made plain.
    pub name: String,
    /// What it is.
    pub kind: NameKind,
    /// The words of its fullest name.
    pub key: Vec<String>,
    /// Numbers of its mentions, in reading order.
    pub mentions: Vec<usize>,
    /// Title or description that the text gives with the name.
    pub role: Option<String>,
}

/// The entities of an article and which of them each mention names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entities {
    /// By first mention.
    pub all: Vec<Entity>,
    /// The entity of each name mention.
    pub of_mention: Vec<usize>,
}

/// Groups name mentions.
///
/// A name of several words is somebody of its own unless it has the last word of another and all
/// words of one in the other (Rex Tillerson, Rex W. Tillerson). A single word is whoever was last
/// named with it as surname, else who is so named anywhere, else whose first name it is; for
/// organizations also whose initials it is.
pub fn entities(text: &str, mentions: &[NameMention]) -> Entities {
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of: Vec<Option<usize>> = vec![None; mentions.len()];
    // Full names first: a surname that stands before the full name (in a headline) finds it.
    let mut by_last: HashMap<(NameKind, &str), Vec<usize>> = HashMap::new();
    for (i, mention) in mentions.iter().enumerate().filter(|(_, m)| m.key.len() > 1) {
        let Some(last) = mention.key.last() else {
            continue;
        };
        let same_last = by_last.entry((mention.kind, last)).or_default();
        let known = same_last
            .iter()
            .copied()
            .find(|&g| groups[g].keys.iter().all(|key| same_key(key, &mention.key)));
        let group = known.unwrap_or_else(|| {
            groups.push(Group::default());
            same_last.push(groups.len() - 1);
            groups.len() - 1
        });
        groups[group].add(mention.key.clone());
        group_of[i] = Some(group);
    }
    let index = Index::of(&groups, mentions, &group_of);
    let mut alone: HashMap<&str, usize> = HashMap::new();
    let mut last_named: HashMap<&str, usize> = HashMap::new();
    for (i, mention) in mentions.iter().enumerate() {
        let Some(last) = mention.key.last() else {
            continue;
        };
        if let Some(group) = group_of[i] {
            last_named.insert(last, group);
            continue;
        }
        let group = last_named
            .get(last.as_str())
            .copied()
            .or_else(|| index.find(last))
            .or_else(|| alone.get(last.as_str()).copied())
            .unwrap_or_else(|| {
                groups.push(Group::default());
                groups.len() - 1
            });
        alone.entry(last).or_insert(group);
        group_of[i] = Some(group);
    }
    collect(text, mentions, &group_of, groups.len())
}

/// Names found to be the same.
#[derive(Default)]
struct Group {
    /// Distinct keys of several words.
    keys: Vec<Vec<String>>,
}

impl Group {
    fn add(&mut self, key: Vec<String>) {
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
    }
}

/// Full names by the words that may stand for them alone; the first so named wins.
#[derive(Default)]
struct Index {
    surnames: HashMap<String, usize>,
    first_names: HashMap<String, usize>,
    initials: HashMap<String, usize>,
}

impl Index {
    fn of(groups: &[Group], mentions: &[NameMention], group_of: &[Option<usize>]) -> Self {
        let mut index = Index::default();
        for (mention, group) in mentions.iter().zip(group_of) {
            let Some(group) = *group else { continue };
            for key in &groups[group].keys {
                if let (Some(first), Some(last)) = (key.first(), key.last()) {
                    if mention.kind == NameKind::Person {
                        index.surnames.entry(last.clone()).or_insert(group);
                        index.first_names.entry(first.clone()).or_insert(group);
                    } else {
                        let initials = key.iter().filter_map(|w| w.chars().next()).collect();
                        index.initials.entry(initials).or_insert(group);
                    }
                }
            }
        }
        index
    }

    fn find(&self, word: &str) -> Option<usize> {
        let tables = [&self.surnames, &self.first_names, &self.initials];
        tables.iter().find_map(|table| table.get(word).copied())
    }
}

fn collect(
    text: &str,
    mentions: &[NameMention],
    group_of: &[Option<usize>],
    groups: usize,
) -> Entities {
    let mut number: Vec<Option<usize>> = vec![None; groups];
    let mut found = Entities::default();
    for (i, (mention, group)) in mentions.iter().zip(group_of).enumerate() {
        let Some(group) = *group else { continue };
        let entity = *number[group].get_or_insert_with(|| {
            found.all.push(Entity {
                name: String::new(),
                kind: mention.kind,
                key: Vec::new(),
                mentions: Vec::new(),
                role: None,
            });
            found.all.len() - 1
        });
        let known = &mut found.all[entity];
        if is_fuller(text, mention, known) {
            known.name = plain(mention.span, text);
            known.key = mention.key.clone();
        }
        if mention.key.len() > 1 && mention.kind == NameKind::Person {
            known.kind = NameKind::Person;
        }
        known.mentions.push(i);
        found.of_mention.push(entity);
    }
    found
}

/// More words make a name fuller; of two with as many, one that is not all capitals.
fn is_fuller(text: &str, mention: &NameMention, known: &Entity) -> bool {
    let shouted = |name: &str| !name.chars().any(char::is_lowercase);
    let more = mention.key.len().cmp(&known.key.len());
    more.is_gt() || (more.is_eq() && shouted(&known.name) && !shouted(mention.span.slice(text)))
}

/// The words of a span with one plain space between them.
pub fn plain(span: Span, text: &str) -> String {
    let words: Vec<&str> = span.slice(text).split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::names::name_key;

    fn mentions(names: &[(&str, NameKind)]) -> (String, Vec<NameMention>) {
        let mut text = String::new();
        let mut found = Vec::new();
        for (i, (name, kind)) in names.iter().enumerate() {
            let start = text.len();
            text.push_str(name);
            found.push(NameMention {
                span: Span::new(start, text.len()),
                words: i..i + 1,
                kind: *kind,
                key: name_key(name),
            });
            text.push_str(" . ");
        }
        (text, found)
    }

    fn names_of(names: &[(&str, NameKind)]) -> Vec<String> {
        let (text, found) = mentions(names);
        let grouped = entities(&text, &found);
        assert_eq!(grouped.of_mention.len(), found.len());
        grouped
            .of_mention
            .iter()
            .map(|&e| grouped.all[e].name.clone())
            .collect()
    }

    use NameKind::{Organization as O, Person as P};

    #[test]
    fn a_surname_finds_the_full_name_before_or_after_it() {
        assert_eq!(
            names_of(&[("Tillerson", P), ("Rex Tillerson", P), ("Tillerson", P)]),
            ["Rex Tillerson", "Rex Tillerson", "Rex Tillerson"]
        );
    }

    #[test]
    fn a_shared_surname_is_whoever_was_named_last() {
        let names = [
            ("Bill Clinton", P),
            ("Clinton", P),
            ("Hillary Clinton", P),
            ("Clinton", P),
            ("Bill", P),
        ];
        assert_eq!(
            names_of(&names),
            [
                "Bill Clinton",
                "Bill Clinton",
                "Hillary Clinton",
                "Hillary Clinton",
                "Bill Clinton"
            ]
        );
    }

    #[test]
    fn capitals_and_initials() {
        assert_eq!(
            names_of(&[("CHRIS WALLACE", P), ("WALLACE", P), ("Chris Wallace", P)]),
            ["Chris Wallace", "Chris Wallace", "Chris Wallace"]
        );
        assert_eq!(
            names_of(&[("Transport General Union", O), ("TGU", O)]),
            ["Transport General Union", "Transport General Union"]
        );
    }

    #[test]
    fn no_break_spaces_become_plain() {
        assert_eq!(names_of(&[("Rex\u{a0}Tillerson", P)]), ["Rex Tillerson"]);
    }
}

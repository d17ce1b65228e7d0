//! Names put together to entities: who is the same person or organization.

use std::collections::HashMap;

use super::alone::{Alone, is_told_apart};
use super::gender::{Gender, differ, of_title_before};
use super::kinds::kind_of;
use super::mentions::NameMention;
use super::names::{same_initials, same_key, suffix_of, words_of};
use super::roles::{gender_of, is_relative, role_beside};
use crate::model::labels::NameKind;
use crate::text::{Span, paragraphs, sections};

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
    /// The last word of that, folded.
    pub role_noun: Option<String>,
    /// As far as a first name or a title tells.
    pub gender: Option<Gender>,
}

/// The entities of an article and which of them each mention names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entities {
    /// By first mention.
    pub all: Vec<Entity>,
    /// The entity of each name mention.
    pub of_mention: Vec<usize>,
}

impl Entities {
    /// Makes a mention another entity's.
    pub fn give(&mut self, mention: usize, to: usize) {
        let from = std::mem::replace(&mut self.of_mention[mention], to);
        self.all[from].mentions.retain(|&m| m != mention);
        let mentions = &mut self.all[to].mentions;
        let place = mentions.partition_point(|&m| m < mention);
        mentions.insert(place, mention);
    }
}

/// Groups name mentions.
///
/// A name of several words is somebody of its own unless it has the last word of another and all
/// words of one in the other (Rex Tillerson, Rex W. Tillerson), or their initials (J. R. Whitcombe); "Jr."
/// and "III" tell namesakes apart. A single word is the person that the
/// article first names with it as surname, where the title before it allows that ("Mrs. Clinton" is
/// not Bill), else whose surname ends with it behind a hyphen, else whose first name it is; "the younger
/// Mr. Bell" is another one than the first. (Of 366 surnames that name a speaker in PolNeAR's training
/// part and belong to several people of the article, 324 are that of the one named first, 181 that of
/// the one named last; a live report names whom it means anew in every section.) A surname without a
/// title is taken as most of those with one: in an article on Michelle Obama and "Mr. Obama",
/// "President Obama" is he, whether or not his full name comes. A
/// surname that is nobody's is a misspelt one, where a single full name has one that is a letter away.
/// For organizations it is the one last named with it as last word, else whose initials it is.
pub fn entities(text: &str, mentions: &[NameMention]) -> Entities {
    // Full names first: a surname that stands before the full name (in a headline) finds it.
    let (mut groups, mut group_of) = full_names(text, mentions);
    let mut full = Alone::default();
    let starts = sections(text);
    let section_of =
        |mention: &NameMention| starts.partition_point(|&start| start <= mention.span.start) - 1;
    let mut of_section: Vec<Alone> = starts.iter().map(|_| Alone::default()).collect();
    for (i, mention) in mentions.iter().enumerate() {
        if let Some(group) = group_of[i] {
            let keys = &groups[group].keys;
            full.add(text, (i, mention), group, keys);
            // "His wife, Beth Hale," is not whom a report on the senator calls Hale.
            if starts.len() > 1 && !is_relative(text, mention) {
                of_section[section_of(mention)].add(text, (i, mention), group, keys);
            }
        }
    }
    let usual = usual_titles(text, mentions);
    let mut single: HashMap<&str, Vec<(Option<Gender>, usize)>> = HashMap::new();
    let mut last_named: HashMap<&str, usize> = HashMap::new();
    for (i, mention) in mentions.iter().enumerate() {
        let Some(last) = mention.key.last() else {
            continue;
        };
        let organization = mention.kind == NameKind::Organization;
        if let Some(group) = group_of[i] {
            if organization {
                last_named.insert(last, group);
            }
            continue;
        }
        let before = of_title_before(text, mention.span.start);
        let title = before.or_else(|| usual.get(last.as_str()).copied());
        let last_named = last_named.get(last.as_str()).copied();
        let group = last_named
            .filter(|_| organization)
            .or_else(|| {
                let others = || full.find_apart(last, before, i);
                is_told_apart(text, mention.span.start)
                    .then(others)
                    .flatten()
            })
            .or_else(|| of_section[section_of(mention)].only_surname(last, title, i))
            .or_else(|| full.find(last, title))
            .or_else(|| full.organization(last).filter(|_| organization))
            .or_else(|| {
                let same = single.get(last.as_str())?.iter();
                let fits = same.filter(|(other, _)| !differ(title, *other));
                fits.map(|(_, group)| *group).next()
            })
            .or_else(|| full.misspelt(last, title).filter(|_| !organization))
            .unwrap_or_else(|| {
                groups.push(Group::default());
                groups.len() - 1
            });
        single.entry(last).or_default().push((title, group));
        group_of[i] = Some(group);
    }
    collect(text, mentions, &group_of, groups.len())
}

/// The groups of all names of several words, and the group of each mention that is one.
fn full_names(text: &str, mentions: &[NameMention]) -> (Vec<Group>, Vec<Option<usize>>) {
    let below_headline = paragraphs(text)
        .get(1)
        .map_or(0, |paragraph| paragraph.start);
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of: Vec<Option<usize>> = vec![None; mentions.len()];
    let mut by_last: HashMap<(NameKind, &str), Vec<usize>> = HashMap::new();
    for (i, mention) in mentions.iter().enumerate().filter(|(_, m)| m.key.len() > 1) {
        let Some(last) = mention.key.last() else {
            continue;
        };
        let same_last = by_last.entry((mention.kind, last)).or_default();
        let suffix = suffix_of(mention.span.slice(text));
        let known = same_last
            .iter()
            .copied()
            .find(|&g| groups[g].may_be(&mention.key, suffix.as_deref()));
        let group = known.unwrap_or_else(|| {
            groups.push(Group::default());
            same_last.push(groups.len() - 1);
            groups.len() - 1
        });
        groups[group].add(
            mention.key.clone(),
            suffix,
            mention.span.start >= below_headline,
        );
        group_of[i] = Some(group);
    }
    (groups, group_of)
}

/// The gender of most titles before each surname: the article's habit with it.
fn usual_titles<'a>(text: &str, mentions: &'a [NameMention]) -> HashMap<&'a str, Gender> {
    let mut balance: HashMap<&str, i32> = HashMap::new();
    for mention in mentions.iter().filter(|m| m.key.len() == 1) {
        let number = match of_title_before(text, mention.span.start) {
            Some(Gender::Male) => 1,
            Some(Gender::Female) => -1,
            None => continue,
        };
        *balance.entry(&mention.key[0]).or_default() += number;
    }
    let usual = balance.into_iter().filter_map(|(surname, number)| {
        let gender = if number > 0 {
            Gender::Male
        } else {
            Gender::Female
        };
        (number != 0).then_some((surname, gender))
    });
    usual.collect()
}

/// Names found to be the same.
#[derive(Default)]
struct Group {
    /// Distinct keys of several words.
    keys: Vec<Vec<String>>,
    /// The "Jr." or "III" behind one of them.
    suffix: Option<String>,
    /// True where one stands below the headline.
    below_headline: bool,
}

impl Group {
    /// True where a name with that key and "Jr." or "III" behind it may be this one. The father is named without,
    /// also when his son comes in later; a headline leaves the "Jr." out.
    fn may_be(&self, key: &[String], suffix: Option<&str>) -> bool {
        let other = match (self.suffix.as_deref(), suffix) {
            (Some(mine), Some(other)) => mine != other,
            (None, Some(_)) => self.below_headline,
            (_, None) => false,
        };
        let same = |known: &Vec<String>| same_key(known, key) || same_initials(known, key);
        !other && self.keys.iter().all(same)
    }

    fn add(&mut self, key: Vec<String>, suffix: Option<String>, below_headline: bool) {
        self.suffix = self.suffix.take().or(suffix);
        self.below_headline |= below_headline;
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
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
                role_noun: None,
                gender: None,
            });
            found.all.len() - 1
        });
        let known = &mut found.all[entity];
        if is_fuller(text, mention, known) {
            known.name = plain(mention.span, text);
            known.key = mention.key.clone();
        }
        known.gender = known.gender.or_else(|| gender_of(text, mention));
        if known.role.is_none() {
            known.role = role_beside(text, mention);
            known.role_noun = known.role.as_deref().and_then(last_word);
        }
        known.mentions.push(i);
        found.of_mention.push(entity);
    }
    for entity in &mut found.all {
        entity.kind = kind_of(text, entity, mentions);
    }
    found
}

fn last_word(role: &str) -> Option<String> {
    let last = words_of(role, Span::new(0, role.len())).pop()?;
    Some(last.folded)
}

/// More words make a name fuller; of two with as many, more of them written out, then one that is not all
/// capitals.
fn is_fuller(text: &str, mention: &NameMention, known: &Entity) -> bool {
    let size = |key: &[String]| {
        let written_out = key.iter().filter(|word| word.chars().count() > 1).count();
        (key.len(), written_out)
    };
    let shouted = |name: &str| !name.chars().any(char::is_lowercase);
    let (new, old) = (size(&mention.key), size(&known.key));
    new > old || (new == old && shouted(&known.name) && !shouted(mention.span.slice(text)))
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
        let mut text = String::from("A headline\n");
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
    fn a_shared_surname_is_whoever_was_named_first() {
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
                "Bill Clinton",
                "Bill Clinton"
            ]
        );
    }

    #[test]
    fn a_title_tells_spouses_apart() {
        let text =
            "Bill Clinton met Hillary Clinton. Mrs. Clinton spoke. Mr. Clinton left. Mr. Obama";
        let mention = |from: usize, name: &str| {
            let start = from + text[from..].find(name).expect("is in the text");
            NameMention::in_tests(text, Span::new(start, start + name.len()))
        };
        let found = [
            mention(0, "Bill Clinton"),
            mention(0, "Hillary Clinton"),
            mention(34, "Clinton"),
            mention(54, "Clinton"),
            mention(0, "Obama"),
        ];
        let grouped = entities(text, &found);
        assert_eq!(grouped.of_mention, [0, 1, 1, 0, 2]);
        assert_eq!(grouped.all[1].gender, Some(Gender::Female));
        assert_eq!(grouped.all[2].gender, Some(Gender::Male));
    }

    #[test]
    fn father_and_son() {
        let father = "Donald Trump";
        assert_eq!(
            names_of(&[
                (father, P),
                ("Donald Trump Jr.", P),
                (father, P),
                ("Trump", P)
            ]),
            [father, "Donald Trump Jr.", father, father]
        );
    }

    #[test]
    fn a_titled_namesake_who_is_never_named_in_full() {
        let text =
            "President Obama met Michelle Obama. Obama and Mr. Obama and Mrs. Obama. Mr. Obama";
        let mention = |start, end| NameMention::in_tests(text, Span::new(start, end));
        let found = [(10, 15), (20, 34), (36, 41), (50, 55), (65, 70), (76, 81)];
        let grouped = entities(text, &found.map(|(start, end)| mention(start, end)));
        assert_eq!(grouped.of_mention, [0, 1, 0, 0, 1, 0]);
    }

    #[test]
    fn a_misspelt_surname_is_that_of_the_only_one_near() {
        assert_eq!(
            names_of(&[
                ("Leslie Wimes", P),
                ("Wines", P),
                ("Ann Reed", P),
                ("Reid", P)
            ]),
            ["Leslie Wimes", "Leslie Wimes", "Ann Reed", "Reid"]
        );
        assert_eq!(
            names_of(&[
                ("Ann Hansen", P),
                ("Tom Hanson", P),
                ("Hanssen", P),
                ("Hansens", P)
            ]),
            ["Ann Hansen", "Tom Hanson", "Ann Hansen", "Hansens"]
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
    fn a_section_names_people_anew() {
        let text = "Gary Johnson ran.\n___\nJeh Johnson spoke. Johnson said.\n___\nJohnson said.\n___\nNobody did.";
        let names = ["Gary Johnson", "Jeh Johnson", "Johnson", "Johnson"];
        let names = NameMention::in_order_in_tests(text, &names);
        assert_eq!(entities(text, &names).of_mention, [0, 1, 1, 0]);
    }

    #[test]
    fn no_break_spaces_become_plain() {
        assert_eq!(names_of(&[("Rex\u{a0}Tillerson", P)]), ["Rex Tillerson"]);
    }
}

//! From names in roles to speakers: which names of a family are one, and which names are several
//! people.

use std::collections::{BTreeMap, HashMap};

use super::aliases::Aliases;
use super::facts::Facts;
use super::identity::{Class, Identity, Key, may_be_one, person};
use super::role_words::groups;
use super::sorter::Joined;
use super::speaker::{Speaker, shown_name};
use crate::output::record::SpeakerKind;

/// So many articles it takes for somebody to be told from others of the name.
const ENOUGH_ARTICLES: u64 = 3;

/// And one in so many of the articles that tell a role.
const ONE_IN: u64 = 10;

/// How many words tell somebody apart, and how many fuller names are told.
const WORDS: usize = 3;
const FULLER_NAMES: usize = 5;

/// More names than this with one first and last word are no names of people; none is joined.
const MOST_ALIKE: usize = 1000;

/// The facts of a name by the telling words of its role.
type ByRole = BTreeMap<Box<str>, Facts>;

/// A name.
struct Name {
    class: Class,
    words: Vec<String>,
    generation: Box<str>,
    /// The user's name for everybody in it.
    given: Option<String>,
    by_role: ByRole,
}

impl Name {
    fn new(who: Identity, by_role: ByRole, aliases: &Aliases) -> Self {
        if who.class != Class::Aliased {
            return Name {
                class: who.class,
                words: who.words.split(' ').map(str::to_owned).collect(),
                generation: who.generation,
                given: None,
                by_role,
            };
        }
        let given = aliases.target(&who.words).unwrap_or(&who.words).to_owned();
        let (words, generation) = person(&given);
        Name {
            class: match whole(&by_role).main_kind() {
                SpeakerKind::Person => Class::Person,
                SpeakerKind::Organization => Class::Organization,
                SpeakerKind::Group => Class::Group,
                SpeakerKind::Unnamed => Class::Unnamed,
            },
            words,
            generation: generation.into(),
            given: Some(given),
            by_role,
        }
    }

    fn articles(&self) -> u64 {
        self.by_role.values().map(|facts| facts.articles).sum()
    }
}

/// Names that are one, and whether that was plain.
struct Group {
    names: Vec<usize>,
    /// Groups any of which may be the one that is meant.
    between: Vec<usize>,
}

impl Group {
    fn of(name: usize) -> Self {
        Group {
            names: vec![name],
            between: Vec::new(),
        }
    }
}

/// The speakers of a family of names: all that have one [`Identity::family`], in order.
pub(super) fn speakers(
    family: Vec<(Key, Facts)>,
    aliases: &Aliases,
    top_cues: usize,
) -> Vec<Speaker> {
    let mut names: Vec<Name> = Vec::new();
    let mut entries = family.into_iter().peekable();
    while let Some((Key { who, role }, facts)) = entries.next() {
        let mut by_role = ByRole::from([(role, facts)]);
        while let Some((key, facts)) = entries.next_if(|(key, _)| key.who == who) {
            add(&mut by_role, key.role, facts);
        }
        names.push(Name::new(who, by_role, aliases));
    }
    let groups = grouped(&names);
    let shown: Vec<(String, u64)> = groups.iter().map(|group| shown(group, &names)).collect();
    let full: Vec<usize> = (0..groups.len())
        .filter(|&group| {
            let first = &names[groups[group].names[0]];
            first.class == Class::Person && first.words.len() > 1
        })
        .collect();
    let mut found = Vec::new();
    for (group, (name, _)) in groups.iter().zip(&shown) {
        let first = &names[group.names[0]];
        let is_given = group.names.iter().any(|&n| names[n].given.is_some());
        let partial = first.class == Class::Person && !is_given && is_one_word(&first.words);
        let mut may_be = if partial {
            full.clone()
        } else {
            group.between.clone()
        };
        may_be.sort_by_key(|&other| std::cmp::Reverse(shown[other].1));
        let mut may_be: Vec<String> = may_be.iter().map(|&o| shown[o].0.clone()).collect();
        may_be.truncate(FULLER_NAMES);

        let kind = kind(first.class);
        let mut by_role = ByRole::new();
        for &n in &group.names {
            for (role, facts) in &names[n].by_role {
                add(&mut by_role, role.clone(), facts.clone());
            }
        }
        let people = match first.class {
            Class::Person if !is_given => told_apart(by_role),
            _ => vec![(whole(&by_role), Vec::new())],
        };
        let ambiguous = !is_given && (people.len() > 1 || !group.between.is_empty());
        for (facts, apart_by) in people {
            let name = if is_given {
                name.clone()
            } else {
                shown_name(&facts)
            };
            let mut speaker = Speaker::of(&facts, name, kind, top_cues);
            speaker.partial = partial;
            speaker.ambiguous = ambiguous;
            speaker.apart_by = apart_by;
            speaker.may_be.clone_from(&may_be);
            found.push(speaker);
        }
    }
    found
}

fn add(by_role: &mut ByRole, role: Box<str>, facts: Facts) {
    match by_role.get_mut(&role) {
        Some(known) => {
            known.join(facts);
        }
        None => {
            by_role.insert(role, facts);
        }
    }
}

fn whole(by_role: &ByRole) -> Facts {
    let mut all = Facts::default();
    for facts in by_role.values() {
        all.join(facts.clone());
    }
    all
}

fn kind(class: Class) -> SpeakerKind {
    match class {
        Class::Person | Class::Aliased => SpeakerKind::Person,
        Class::Organization => SpeakerKind::Organization,
        Class::Group => SpeakerKind::Group,
        Class::Unnamed => SpeakerKind::Unnamed,
    }
}

/// A name of one word that has capital letters: where there are none, a full name may be one word.
fn is_one_word(words: &[String]) -> bool {
    matches!(words, [word] if word.chars().any(char::is_lowercase))
}

/// The name to show for a group, and the number of its articles.
fn shown(group: &Group, names: &[Name]) -> (String, u64) {
    let articles = group.names.iter().map(|&n| names[n].articles()).sum();
    let given = group.names.iter().find_map(|&n| names[n].given.clone());
    let name = given.unwrap_or_else(|| {
        let mut all = Facts::default();
        for facts in group.names.iter().flat_map(|&n| names[n].by_role.values()) {
            all.names.join(facts.names.clone());
        }
        shown_name(&all)
    });
    (name, articles)
}

/// Puts shorter names of persons to the fuller ones; all others are groups of their own.
fn grouped(names: &[Name]) -> Vec<Group> {
    // Names that may be one agree in the first word, so that large families stay quick.
    let mut by_first: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    let mut groups = Vec::new();
    for (number, name) in names.iter().enumerate() {
        match name.words.as_slice() {
            [first, _, ..] if name.class == Class::Person => {
                let alike = by_first
                    .entry((&*name.generation, first.as_str()))
                    .or_default();
                alike.push(number);
            }
            _ => groups.push(Group::of(number)),
        }
    }
    for mut alike in by_first.into_values() {
        if alike.len() > MOST_ALIKE {
            groups.extend(alike.into_iter().map(Group::of));
            continue;
        }
        // Fuller names first, so that a shorter one sees all that it may join.
        alike.sort_by_key(|&n| {
            let words = &names[n].words;
            let letters: usize = words.iter().map(String::len).sum();
            std::cmp::Reverse((words.len(), letters, words.clone()))
        });
        let from = groups.len();
        for name in alike {
            place(name, names, &mut groups, from);
        }
    }
    groups
}

/// Puts a name to the one group from `from` on that it fits, or makes a group of it.
fn place(name: usize, names: &[Name], groups: &mut Vec<Group>, from: usize) {
    let fits = |other: usize| {
        let both_given = names[name].given.is_some() && names[other].given.is_some();
        !both_given && may_be_one(&names[name].words, &names[other].words)
    };
    let articles = |group: usize| -> u64 {
        let of_group: &Group = &groups[group];
        of_group.names.iter().map(|&n| names[n].articles()).sum()
    };
    let mut fitting: Vec<usize> = (from..groups.len())
        .filter(|&group| groups[group].names.iter().any(|&n| fits(n)))
        .collect();
    if fitting
        .iter()
        .any(|&group| articles(group) >= ENOUGH_ARTICLES)
    {
        fitting.retain(|&group| articles(group) >= ENOUGH_ARTICLES);
    }
    match fitting.as_slice() {
        [group] if groups[*group].names.iter().all(|&n| fits(n)) => {
            groups[*group].names.push(name);
        }
        _ => groups.push(Group {
            names: vec![name],
            between: fitting,
        }),
    }
}

/// The people of a name, each with the words that tell them apart; one without words where there is
/// only one. The last one has no words if there are several: it is what could be any of them.
fn told_apart(by_role: ByRole) -> Vec<(Facts, Vec<String>)> {
    let roles: Vec<&str> = by_role
        .keys()
        .map(|role| &**role)
        .filter(|role| !role.is_empty())
        .collect();
    let group_of: HashMap<String, usize> = roles
        .iter()
        .map(|&role| role.to_owned())
        .zip(groups(&roles))
        .collect();
    let mut articles: Vec<u64> = Vec::new();
    for (role, facts) in &by_role {
        if let Some(&group) = group_of.get(&**role) {
            articles.resize(articles.len().max(group + 1), 0);
            articles[group] += facts.articles;
        }
    }
    let all: u64 = articles.iter().sum();
    let is_somebody =
        |group: usize| articles[group] >= ENOUGH_ARTICLES && articles[group] * ONE_IN >= all;
    let somebody: Vec<usize> = (0..articles.len()).filter(|&g| is_somebody(g)).collect();
    if somebody.len() < 2 {
        return vec![(whole(&by_role), Vec::new())];
    }
    let mut people: Vec<(Facts, BTreeMap<String, u64>)> = Vec::new();
    people.resize_with(somebody.len() + 1, Default::default);
    for (role, facts) in by_role {
        let group = group_of.get(&*role);
        let place = group.and_then(|group| somebody.iter().position(|g| g == group));
        let (sum, words) = &mut people[place.unwrap_or(somebody.len())];
        if place.is_some() {
            for word in role.split(' ') {
                *words.entry(word.to_owned()).or_default() += facts.articles;
            }
        }
        sum.join(facts);
    }
    people.retain(|(facts, _)| facts.articles > 0);
    let told = people.into_iter().map(|(facts, words)| {
        let mut words: Vec<(String, u64)> = words.into_iter().collect();
        words.sort_by_key(|&(_, articles)| std::cmp::Reverse(articles));
        words.truncate(WORDS);
        (facts, words.into_iter().map(|(word, _)| word).collect())
    });
    told.collect()
}

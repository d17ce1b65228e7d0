//! A speaker of the archive, as it is written, and the order of speakers.

use std::cmp::Reverse;

use serde::{Deserialize, Deserializer, Serialize};

use super::facts::{Facts, four_places};
use super::sorter::{Joined, SortKey};
use crate::output::record::SpeakerKind;
use crate::speakers::names::fold;

/// How many roles and forms of a name are listed.
const LISTED: usize = 8;

/// Somebody who is quoted in the archive. Every line has every field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speaker {
    /// The name that most articles give; the user's, where aliases say so.
    pub name: String,
    /// person, organization, group or unnamed.
    pub kind: SpeakerKind,
    /// Quotations, those that are said together with others too.
    pub quotations: u64,
    /// Those that are all in quotation marks.
    pub direct: u64,
    /// Those that are in part.
    pub mixed: u64,
    /// Those that are not.
    pub indirect: u64,
    /// Articles with a quotation of this speaker. One that takes two forms of the name for two
    /// people counts twice where they are joined.
    pub articles: u64,
    /// The day of the first of them, as far as they tell it: `2017-01-31`, or less of it; null where
    /// none does.
    pub first: Option<String>,
    /// The day of the last of them.
    pub last: Option<String>,
    /// Mean confidence of the quotations.
    #[serde(deserialize_with = "rounded")]
    pub confidence: f64,
    /// The roles that most articles give, upper and lower case being the same.
    pub roles: Vec<RoleCount>,
    /// The cues of most quotations, in small letters, without punctuation around them.
    pub cues: Vec<CueCount>,
    /// Other forms of the name, those of most articles.
    pub forms: Vec<FormCount>,
    /// Only known by one word: a surname without a first name, or a name of one word.
    pub partial: bool,
    /// One of several who have this name, or nobody knows which of several fuller names is meant.
    pub ambiguous: bool,
    /// Words of the roles that tell this speaker from others of the name, most frequent first; empty
    /// for quotations of which that is not known, and where the name is not ambiguous by roles.
    pub apart_by: Vec<String>,
    /// Fuller names that may be the same person, those of most articles first.
    pub may_be: Vec<String>,
}

/// A role and the number of articles that give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleCount {
    /// The title or description.
    pub role: String,
    /// Articles.
    pub articles: u64,
}

/// A cue and the number of quotations that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CueCount {
    /// The words that report the speech.
    pub cue: String,
    /// Quotations.
    pub quotations: u64,
}

/// A form of a name and the number of articles that use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormCount {
    /// The name as it is written there.
    pub form: String,
    /// Articles.
    pub articles: u64,
}

/// Reading a decimal number may give its neighbour, which would be written in full.
fn rounded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    f64::deserialize(deserializer).map(four_places)
}

impl Speaker {
    /// With the figures of `facts`, and none of the marks.
    pub(super) fn of(facts: &Facts, name: String, kind: SpeakerKind, top_cues: usize) -> Self {
        let [direct, mixed, indirect] = facts.quotations();
        let (first, last) = match &facts.days {
            Some((first, last)) => (Some(first.to_string()), Some(last.to_string())),
            None => (None, None),
        };
        let roles = facts.roles.without_case().top(LISTED).into_iter();
        let cues = facts.cues.top(top_cues).into_iter();
        let mut forms = facts.names.clone();
        // A form may be the name in one article and another form in the next.
        forms.join(facts.aliases.clone());
        let forms = forms.top(LISTED + 1).into_iter();
        Speaker {
            kind,
            quotations: direct + mixed + indirect,
            direct,
            mixed,
            indirect,
            articles: facts.articles,
            first,
            last,
            confidence: facts.mean_confidence(),
            roles: roles
                .map(|(role, articles)| RoleCount { role, articles })
                .collect(),
            cues: cues
                .map(|(cue, quotations)| CueCount { cue, quotations })
                .collect(),
            forms: forms
                .filter(|(form, _)| *form != name)
                .map(|(form, articles)| FormCount { form, articles })
                .take(LISTED)
                .collect(),
            name,
            partial: false,
            ambiguous: false,
            apart_by: Vec::new(),
            may_be: Vec::new(),
        }
    }
}

/// The name to show for somebody: that of most articles, of as many the longer one, then the first
/// by its letters; one that is all capitals only where there is no other.
pub(super) fn shown_name(facts: &Facts) -> String {
    let shouted = |name: &str| !name.chars().any(char::is_lowercase);
    let best = facts.names.iter().max_by(|&(a, many), &(b, more)| {
        (shouted(b), many, a.len(), b).cmp(&(shouted(a), more, b.len(), a))
    });
    best.map_or_else(String::new, |(name, _)| name.to_owned())
}

/// What speakers are listed by. Equal ones are in the order of their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// Most quotations first.
    #[default]
    Quotations,
    /// By name, without case and accents.
    Name,
    /// Most articles first.
    Articles,
    /// Those quoted last first; those without a date at the end.
    Last,
}

/// The place of a speaker in the list.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub(super) struct Rank {
    /// The name, where names decide.
    leading: String,
    /// The last day, where that decides.
    last: Reverse<String>,
    numbers: Reverse<(u64, u64)>,
    name: String,
    /// Tells those who are equal in all apart.
    number: u64,
}

impl Rank {
    /// Of the speaker that was made as the one of this number.
    pub fn new(speaker: &Speaker, by: SortBy, number: u64) -> Self {
        let folded = fold(&speaker.name);
        let (quotations, articles) = (speaker.quotations, speaker.articles);
        let mut rank = Rank {
            leading: String::new(),
            last: Reverse(String::new()),
            numbers: Reverse((quotations, articles)),
            name: folded,
            number,
        };
        match by {
            SortBy::Quotations => {}
            SortBy::Name => rank.leading.clone_from(&rank.name),
            SortBy::Articles => rank.numbers = Reverse((articles, quotations)),
            SortBy::Last => rank.last = Reverse(speaker.last.clone().unwrap_or_default()),
        }
        rank
    }
}

impl SortKey for Rank {
    fn bytes(&self) -> usize {
        let letters = self.leading.len() + self.last.0.len() + self.name.len();
        size_of::<Self>() + letters + 3 * 16
    }
}

impl Joined for Vec<Speaker> {
    fn join(&mut self, other: Self) -> usize {
        let before = self.len();
        self.extend(other);
        self[before..].iter().map(bytes).sum()
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + self.iter().map(bytes).sum::<usize>()
    }
}

/// Memory of a speaker, in bytes, about.
fn bytes(speaker: &Speaker) -> usize {
    let roles = speaker.roles.iter().map(|role| 48 + role.role.len());
    let cues = speaker.cues.iter().map(|cue| 48 + cue.cue.len());
    let forms = speaker.forms.iter().map(|form| 48 + form.form.len());
    let words = speaker.apart_by.iter().chain(&speaker.may_be);
    let words = words.map(|word| 40 + word.len());
    let lists: usize = roles.chain(cues).chain(forms).chain(words).sum();
    size_of::<Speaker>() + speaker.name.len() + 64 + lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_most_articles_that_is_not_shouted() {
        let named = |names: &[(&str, u64)]| {
            let mut facts = Facts::default();
            for (name, articles) in names {
                facts.names.add(name, *articles);
            }
            shown_name(&facts)
        };
        assert_eq!(
            named(&[("CHRIS WALLACE", 9), ("Chris Wallace", 1)]),
            "Chris Wallace"
        );
        assert_eq!(
            named(&[("Rex W. Tillerson", 1), ("Rex Tillerson", 2)]),
            "Rex Tillerson"
        );
        assert_eq!(
            named(&[("Rex W. Tillerson", 2), ("Rex Tillerson", 2)]),
            "Rex W. Tillerson"
        );
        assert_eq!(
            named(&[("Zoe Ng", 1), ("Zoé Ng", 1), ("Zoè Ng", 1)]),
            "Zoè Ng"
        );
        assert_eq!(named(&[("NASA", 1)]), "NASA");
    }
}

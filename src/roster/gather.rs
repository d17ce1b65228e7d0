//! Gathering speakers over records.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;
use std::iter::Peekable;

use super::aliases::Aliases;
use super::counts::Counts;
use super::dates::day;
use super::error::RosterError;
use super::facts::Facts;
use super::identity::{Class, Identity, Key};
use super::namesakes;
use super::role_words::telling_words;
use super::sorter::{Sorted, Sorter};
use super::speaker::{Rank, SortBy, Speaker};
use super::totals::Totals;
use crate::output::record::{Record, RecordEntity, RecordQuote, SpeakerKind};
use crate::text::QuotationType;

/// What a roster holds, and how.
#[derive(Clone, Debug)]
pub struct RosterOptions {
    /// What speakers there are. Somebody whom aliases name counts as what most quotations say.
    pub kinds: Vec<SpeakerKind>,
    /// Quotations below this confidence, 0 to 1, are left out before anything is counted.
    pub min_confidence: f64,
    /// Speakers with fewer quotations are left out of the list; who is ambiguous is decided before.
    pub min_quotations: u64,
    /// How many cues are listed of each.
    pub top_cues: usize,
    /// What the list is in the order of.
    pub sort: SortBy,
    /// Memory for what is counted, in bytes, about; what is over it waits in temporary files.
    pub buffer_bytes: usize,
}

impl Default for RosterOptions {
    fn default() -> Self {
        RosterOptions {
            kinds: vec![SpeakerKind::Person, SpeakerKind::Organization],
            min_confidence: 0.0,
            min_quotations: 1,
            top_cues: 5,
            sort: SortBy::default(),
            buffer_bytes: 256 << 20,
        }
    }
}

/// Gathers speakers.
///
/// ```
/// use whosaid::roster::{Aliases, Roster, RosterOptions};
///
/// # fn main() -> Result<(), whosaid::roster::RosterError> {
/// # let records: Vec<whosaid::output::record::Record> = Vec::new();
/// let mut roster = Roster::new(RosterOptions::default(), Aliases::default());
/// for record in &records {
///     roster.add(record)?;
/// }
/// for speaker in roster.finish()? {
///     let speaker = speaker?;
///     println!("{} {}", speaker.quotations, speaker.name);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Roster {
    options: RosterOptions,
    aliases: Aliases,
    totals: Totals,
    facts: Sorter<Key, Facts>,
}

/// A speaker of one article.
struct Local<'a> {
    facts: Facts,
    names: BTreeSet<String>,
    aliases: BTreeSet<String>,
    cues: BTreeMap<String, u64>,
    /// The first that is told.
    role: Option<&'a str>,
}

/// Somebody who says a quotation.
struct Named<'a> {
    name: &'a str,
    kind: SpeakerKind,
    role: Option<&'a str>,
    /// The number of the entity in the record.
    entity: Option<usize>,
}

impl Roster {
    /// With nobody in it.
    pub fn new(options: RosterOptions, aliases: Aliases) -> Self {
        Roster {
            facts: Sorter::new(options.buffer_bytes),
            options,
            aliases,
            totals: Totals::default(),
        }
    }

    /// Counts the quotations of an article.
    ///
    /// # Errors
    /// Memory is full and a temporary file cannot be written.
    pub fn add(&mut self, record: &Record) -> Result<(), RosterError> {
        let published = record.published.as_deref();
        let day = published.and_then(day);
        self.totals.articles += 1;
        self.totals.undated += u64::from(published.is_some() && day.is_none());
        let entities = record.entities.iter().enumerate();
        let by_name: HashMap<&str, usize> = entities.map(|(i, e)| (&*e.name, i)).collect();
        let mut local: HashMap<Identity, Local> = HashMap::new();
        let mut met: HashSet<usize> = HashSet::new();
        for quote in &record.quotes {
            self.totals.see(quote.kind);
            if quote.confidence < self.options.min_confidence {
                self.totals.unsure += 1;
                continue;
            }
            let mut counted: HashSet<Identity> = HashSet::new();
            for named in named(quote, record, &by_name) {
                let Some(who) = Identity::of(named.name, named.kind, &self.aliases) else {
                    continue;
                };
                let is_wanted = who.class == Class::Aliased || self.is_wanted(named.kind);
                if !is_wanted || counted.contains(&who) {
                    continue;
                }
                let known = local
                    .entry(who.clone())
                    .or_insert_with(|| Local::new(day.as_deref()));
                known.count(quote, &named);
                if let Some(entity) = named.entity.filter(|&entity| met.insert(entity)) {
                    known.add_aliases(&record.entities[entity]);
                }
                counted.insert(who);
            }
            self.totals.counted += u64::from(!counted.is_empty());
            self.totals.counted_times += counted.len() as u64;
        }
        for (who, local) in local {
            let role = local.role.map(telling_words).unwrap_or_default().into();
            let added = self.facts.add(Key { who, role }, local.into_facts());
            added.map_err(RosterError::Temporary)?;
        }
        Ok(())
    }

    fn is_wanted(&self, kind: SpeakerKind) -> bool {
        self.options.kinds.contains(&kind)
    }

    /// What has been read so far.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Everybody who speaks, in the order that the options say.
    ///
    /// # Errors
    /// Temporary files cannot be written or read.
    pub fn finish(self) -> Result<Speakers, RosterError> {
        let Roster {
            options,
            aliases,
            facts,
            ..
        } = self;
        let sorted = facts.sorted().map_err(RosterError::Temporary)?;
        let mut families = Families(sorted.peekable());
        let mut ranked = Sorter::new(options.buffer_bytes);
        let mut number = 0;
        while let Some(family) = families.next()? {
            for speaker in namesakes::speakers(family, &aliases, options.top_cues) {
                if speaker.quotations < options.min_quotations
                    || !options.kinds.contains(&speaker.kind)
                {
                    continue;
                }
                let rank = Rank::new(&speaker, options.sort, number);
                let added = ranked.add(rank, vec![speaker]);
                added.map_err(RosterError::Temporary)?;
                number += 1;
            }
        }
        let ranked = ranked.sorted().map_err(RosterError::Temporary)?;
        Ok(Speakers(ranked))
    }
}

impl Totals {
    fn see(&mut self, kind: QuotationType) {
        *match kind {
            QuotationType::Direct => &mut self.quotations.direct,
            QuotationType::Mixed => &mut self.quotations.mixed,
            QuotationType::Indirect => &mut self.quotations.indirect,
        } += 1;
    }
}

impl<'a> Local<'a> {
    fn new(day: Option<&str>) -> Self {
        Local {
            facts: Facts::of_article(day),
            names: BTreeSet::new(),
            aliases: BTreeSet::new(),
            cues: BTreeMap::new(),
            role: None,
        }
    }

    fn count(&mut self, quote: &RecordQuote, named: &Named<'a>) {
        (self.facts).count(quote.kind, named.kind, quote.confidence);
        self.names.insert(plain(named.name));
        if let Some(cue) = &quote.cue {
            *self.cues.entry(bare(&cue.text)).or_default() += 1;
        }
        if self.role.is_none() {
            self.role = named.role.filter(|role| !role.trim().is_empty());
        }
    }

    fn add_aliases(&mut self, entity: &RecordEntity) {
        (self.aliases).extend(entity.aliases.iter().map(|alias| plain(alias)));
    }

    fn into_facts(mut self) -> Facts {
        let once = |names: BTreeSet<String>| names.into_iter().map(|name| (name, 1));
        // The form that is the name in this article is told once.
        self.aliases.retain(|alias| !self.names.contains(alias));
        let mut facts = self.facts;
        facts.names = Counts::of(once(self.names));
        facts.aliases = Counts::of(once(self.aliases));
        facts.cues = Counts::of(self.cues);
        facts.roles = Counts::of(self.role.map(|role| (plain(role), 1)));
        facts
    }
}

/// Everybody who says a quotation: nobody, one, or those who speak together.
fn named<'a>(
    quote: &'a RecordQuote,
    record: &'a Record,
    by_name: &HashMap<&str, usize>,
) -> Vec<Named<'a>> {
    let Some(speaker) = &quote.speaker else {
        return Vec::new();
    };
    let role_of = |entity: Option<usize>| -> Option<&'a str> {
        let entity = entity.and_then(|number| record.entities.get(number));
        entity.and_then(|entity| entity.role.as_deref())
    };
    let mut all = Vec::new();
    if let Some(name) = &speaker.name {
        let entity = speaker.entity.filter(|&e| e < record.entities.len());
        all.push(Named {
            name,
            kind: speaker.kind,
            role: speaker.role.as_deref().or(role_of(entity)),
            entity,
        });
    }
    for name in speaker.names.iter().flatten() {
        if Some(name) == speaker.name.as_ref() {
            continue;
        }
        // Kind and role of the speaker are those of the first name.
        let entity = by_name.get(name.as_str()).copied();
        all.push(Named {
            name,
            kind: entity.map_or(speaker.kind, |entity| record.entities[entity].kind),
            role: role_of(entity),
            entity,
        });
    }
    all
}

/// A cue in small letters, without the punctuation around its words if it has any.
fn bare(cue: &str) -> String {
    let cue = plain(cue).to_lowercase();
    match cue.trim_matches(|c: char| !c.is_alphanumeric()) {
        "" => cue,
        words => words.to_owned(),
    }
}

/// With one plain space between words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names of one family after the other.
struct Families(Peekable<Sorted<Key, Facts>>);

impl Families {
    fn next(&mut self) -> Result<Option<Vec<(Key, Facts)>>, RosterError> {
        let Some(first) = self.0.next() else {
            return Ok(None);
        };
        let mut family = vec![first.map_err(RosterError::Temporary)?];
        let name = family[0].0.who.family.clone();
        let is_same = |entry: &io::Result<(Key, Facts)>| match entry {
            Ok((key, _)) => key.who.family == name,
            Err(_) => true,
        };
        while let Some(entry) = self.0.next_if(is_same) {
            family.push(entry.map_err(RosterError::Temporary)?);
        }
        Ok(Some(family))
    }
}

/// Everybody who speaks, in order.
pub struct Speakers(Sorted<Rank, Vec<Speaker>>);

impl Iterator for Speakers {
    type Item = Result<Speaker, RosterError>;

    fn next(&mut self) -> Option<Self::Item> {
        // Every rank is one speaker's: it has a number of its own.
        match self.0.next()? {
            Ok((_, mut speakers)) => speakers.pop().map(Ok),
            Err(error) => Some(Err(RosterError::Temporary(error))),
        }
    }
}

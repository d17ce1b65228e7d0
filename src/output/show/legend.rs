//! The speakers of an article, each with a colour.

use std::fmt::Write as _;

use super::super::record::{Record, RecordSpeaker};

/// Foreground colours of the terminal that can be read on light and dark ground, then their bright
/// kin.
const COLOURS: [&str; 12] = [
    "36", "33", "35", "32", "34", "31", "96", "93", "95", "92", "94", "91",
];

/// For quotations of which the article does not tell the speaker: italics.
const NOT_TOLD: &str = "3";

/// The speakers of an article in the order in which they first speak.
pub(super) struct Legend {
    entries: Vec<Entry>,
    /// For each quotation of the record, its place in `entries`.
    of_quote: Vec<usize>,
}

struct Entry {
    key: Key,
    name: Option<String>,
    role: Option<String>,
    quotations: usize,
    colour: &'static str,
}

/// What makes two speakers one.
#[derive(PartialEq, Eq)]
enum Key {
    Entity(usize),
    Name(String),
    NotTold,
}

impl Key {
    fn of(speaker: Option<&RecordSpeaker>) -> Self {
        match speaker {
            Some(RecordSpeaker {
                entity: Some(entity),
                names: None,
                ..
            }) => Key::Entity(*entity),
            Some(RecordSpeaker {
                name: Some(name), ..
            }) => Key::Name(name.clone()),
            _ => Key::NotTold,
        }
    }
}

impl Legend {
    pub(super) fn of(record: &Record) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let mut of_quote = Vec::with_capacity(record.quotes.len());
        let mut colours = COLOURS.iter().cycle();
        for quote in &record.quotes {
            let speaker = quote.speaker.as_ref();
            let key = Key::of(speaker);
            let place = entries
                .iter()
                .position(|entry| entry.key == key)
                .unwrap_or(entries.len());
            if place == entries.len() {
                entries.push(Entry {
                    colour: match key {
                        Key::NotTold => NOT_TOLD,
                        _ => colours.next().copied().unwrap_or_default(),
                    },
                    key,
                    name: speaker.and_then(|s| s.name.clone()),
                    role: None,
                    quotations: 0,
                });
            }
            let entry = &mut entries[place];
            entry.quotations += 1;
            if entry.role.is_none() {
                entry.role = speaker.and_then(|s| s.role.clone());
            }
            of_quote.push(place);
        }
        Legend { entries, of_quote }
    }

    /// The speaker's name of the quotation at this place in the record.
    pub(super) fn name(&self, quote: usize) -> Option<&str> {
        self.entry(quote)?.name.as_deref()
    }

    /// The colour of the quotation at this place in the record, as a terminal's code.
    pub(super) fn colour(&self, quote: usize) -> &'static str {
        self.entry(quote).map_or(NOT_TOLD, |entry| entry.colour)
    }

    fn entry(&self, quote: usize) -> Option<&Entry> {
        self.entries.get(*self.of_quote.get(quote)?)
    }

    /// A line a speaker.
    pub(super) fn list(&self, colours: bool) -> String {
        if self.entries.is_empty() {
            return "no quotations\n".to_owned();
        }
        let mut list = String::new();
        for entry in &self.entries {
            let name = entry.name.as_deref().unwrap_or("speaker not told");
            let role = entry
                .role
                .as_ref()
                .map(|role| format!(", {role}"))
                .unwrap_or_default();
            let ending = if entry.quotations == 1 { "" } else { "s" };
            // Names and roles are pieces of the text and may go over the end of a line.
            let (name, role) = (one_line(name), one_line(&role));
            let name = match colours {
                true => format!("\x1b[{}m■ {name}\x1b[0m", entry.colour),
                false => name,
            };
            let count = entry.quotations;
            // Writing into a string cannot fail.
            let _ = writeln!(list, "{name}{role}: {count} quotation{ending}");
        }
        list
    }
}

/// Without line ends and other control characters.
pub(super) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

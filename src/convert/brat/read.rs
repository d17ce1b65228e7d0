//! Reading a folder of texts and annotations.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::vec;

use super::super::aside::Aside;
use super::super::document::{Document, Quote};
use super::super::error::{ConvertError, Problem};
use super::super::ground::{Ground, in_order};
use super::super::input::{io_error, shown, stem, whole};
use super::super::losses::{Loss, Toll};
use super::super::reader::Reader;
use super::layout::{Pair, pairs};
use super::lines::{Line, line};
use super::{ATTRIBUTION, CONTENT, CUE, NOTE, SOURCE};
use crate::article::Place;
use crate::text::Span;

/// Reads a folder, one annotation file after the other.
pub(in super::super) struct BratReader {
    pairs: vec::IntoIter<Pair>,
    /// Texts that nobody annotated, until they are told.
    unannotated: usize,
}

impl BratReader {
    pub fn open(path: &Path) -> Result<Self, ConvertError> {
        if !path.is_dir() {
            // Tells as well where there is nothing at all.
            std::fs::metadata(path).map_err(io_error(path))?;
            return Err(ConvertError::NotThis {
                path: shown(path),
                what: "brat is a folder of .ann and .txt files; name the folder".to_owned(),
            });
        }
        let (pairs, unannotated) = pairs(path)?;
        Ok(BratReader {
            pairs: pairs.into_iter(),
            unannotated,
        })
    }
}

impl Reader for BratReader {
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError> {
        let unannotated = std::mem::take(&mut self.unannotated);
        toll.left_out.add(Loss::Unannotated, unannotated);
        for pair in self.pairs.by_ref() {
            match document(&pair, toll) {
                Ok(document) => return Ok(Some(document)),
                Err((path, what)) => toll.problems.push(Problem {
                    place: Place { path, line: None },
                    id: None,
                    what,
                }),
            }
        }
        Ok(None)
    }
}

/// The document of a pair; else the file that cannot be used, and why.
fn document(pair: &Pair, toll: &mut Toll) -> Result<Document, (String, String)> {
    let Some(text) = &pair.text else {
        let what = format!(
            "there is no text for it: {0}.txt, or with less of {0} before a _ or a full stop, beside \
             it, in a folder text beside its folder, or in the folder above",
            stem(&pair.annotations)
        );
        return Err((shown(&pair.annotations), what));
    };
    let read = |path: &Path| {
        whole(path).map_err(|error| match error {
            ConvertError::Io { path, source } => (path, source.to_string()),
            ConvertError::NotThis { path, what } => (path, what),
            other => (shown(path), other.to_string()),
        })
    };
    let text = read(text)?;
    let lines = read(&pair.annotations)?;
    let place = Place {
        path: shown(&pair.annotations),
        line: None,
    };
    let quotes = Annotations::read(&text, &lines, &place.path, toll).quotes(toll);
    Ok(Document {
        annotator: pair.annotator.clone(),
        ..Document::new(pair.id.clone(), text, place, quotes)
    })
}

/// What an annotation file holds.
struct Annotations<'f> {
    path: &'f str,
    spans: HashMap<&'f str, Marked<'f>>,
    /// Ids of spans that were told to be broken, with their lines.
    broken: HashMap<&'f str, usize>,
    events: Vec<Event<'f>>,
    /// Lines of all events, of other kinds too.
    event_lines: HashMap<&'f str, usize>,
    notes: HashMap<&'f str, Aside>,
}

struct Marked<'f> {
    line: usize,
    label: &'f str,
    pieces: Vec<Span>,
}

struct Event<'f> {
    line: usize,
    id: &'f str,
    roles: Vec<(&'f str, &'f str)>,
}

impl<'f> Annotations<'f> {
    fn read(text: &str, lines: &'f str, path: &'f str, toll: &mut Toll) -> Self {
        let mut found = Annotations {
            path,
            spans: HashMap::new(),
            broken: HashMap::new(),
            events: Vec::new(),
            event_lines: HashMap::new(),
            notes: HashMap::new(),
        };
        let ground = Ground::new(text);
        let lines = lines.trim_start_matches('\u{feff}');
        for (i, text) in lines.lines().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let taken = line(text).and_then(|line| found.take(&ground, i + 1, line, toll));
            if let Err(what) = taken {
                let id = text.split(['\t', ' ']).next().unwrap_or_default();
                found.broken.entry(id).or_insert(i + 1);
                found.tell(i + 1, what, toll);
            }
        }
        found
    }

    fn tell(&self, line: usize, what: String, toll: &mut Toll) {
        toll.problems.push(Problem {
            place: Place {
                path: self.path.to_owned(),
                line: Some(line as u64),
            },
            id: None,
            what,
        });
    }

    fn take(
        &mut self,
        ground: &Ground,
        number: usize,
        line: Line<'f>,
        toll: &mut Toll,
    ) -> Result<(), String> {
        match line {
            Line::Text {
                id,
                label,
                pieces,
                words,
            } => {
                if let Some(first) = self.spans.get(id) {
                    return Err(format!("{id} stands already in line {}", first.line));
                }
                let pieces = pieces.iter().map(|piece| ground.span(*piece));
                let pieces: Vec<Span> = pieces.collect::<Result<_, _>>()?;
                if let Some(words) = words {
                    ground.check(&pieces, words)?;
                }
                let marked = Marked {
                    line: number,
                    label,
                    pieces,
                };
                self.spans.insert(id, marked);
            }
            Line::Event { id, roles } => {
                if let Some(first) = self.event_lines.get(id) {
                    return Err(format!("{id} stands already in line {first}"));
                }
                self.event_lines.insert(id, number);
                match roles.first() {
                    Some((ATTRIBUTION, _)) => self.events.push(Event {
                        line: number,
                        id,
                        roles,
                    }),
                    _ => toll.left_out.add(Loss::OtherAnnotations, 1),
                }
            }
            Line::Note { kind, target, text } => {
                match serde_json::from_str(text) {
                    Ok(aside) if kind == NOTE => self.notes.insert(target, aside),
                    _ => {
                        toll.left_out.add(Loss::OtherAnnotations, 1);
                        None
                    }
                };
            }
            Line::Other => toll.left_out.add(Loss::OtherAnnotations, 1),
        }
        Ok(())
    }

    /// The quotations, in the order of their lines. Those without a content that can be used are told.
    fn quotes(mut self, toll: &mut Toll) -> Vec<Quote> {
        let mut used: HashSet<&str> = HashSet::new();
        let mut quotes = Vec::with_capacity(self.events.len());
        for event in std::mem::take(&mut self.events) {
            used.extend(event.roles.iter().map(|(_, id)| *id));
            let quote = self.quote(&event, toll);
            let Some(mut quote) = quote else {
                let what = format!(
                    "{} has no content that can be used, and is left out",
                    event.id
                );
                self.tell(event.line, what, toll);
                continue;
            };
            if let Some(aside) = self.notes.remove(event.id) {
                aside.put(&mut quote);
            }
            quotes.push(quote);
        }
        let of_others = |label: &str| ![ATTRIBUTION, CONTENT, CUE, SOURCE].contains(&label);
        for (id, span) in &self.spans {
            if !used.contains(id) {
                let loss = match of_others(span.label) {
                    true => Loss::OtherAnnotations,
                    false => Loss::UnusedSpans,
                };
                toll.left_out.add(loss, 1);
            }
        }
        toll.left_out.add(Loss::OtherAnnotations, self.notes.len());
        quotes
    }

    fn quote(&self, event: &Event, toll: &mut Toll) -> Option<Quote> {
        let (mut content, mut source, mut cue) = (Vec::new(), Vec::new(), Vec::new());
        for &(role, id) in &event.roles {
            let into = match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                CONTENT => Some(&mut content),
                SOURCE => Some(&mut source),
                CUE => Some(&mut cue),
                ATTRIBUTION => None,
                _ => {
                    toll.left_out.add(Loss::OtherAnnotations, 1);
                    continue;
                }
            };
            match (self.spans.get(id), into) {
                (Some(span), Some(into)) => into.extend(&span.pieces),
                // What anchors the event is shown in brat, and says nothing that the roles do not.
                (Some(_), None) => {}
                (None, _) => {
                    let why = match self.broken.get(id) {
                        Some(line) => format!("line {line}, where it stands, is broken"),
                        None => "there is no such span".to_owned(),
                    };
                    let what = format!("{}: {role}:{id} cannot be used: {why}", event.id);
                    self.tell(event.line, what, toll);
                }
            }
        }
        let mut ordered = |spans: Vec<Span>| {
            let (spans, joined) = in_order(spans);
            toll.left_out.add(Loss::OverlappingPieces, joined);
            spans
        };
        let (content, source, cue) = (ordered(content), ordered(source), ordered(cue));
        (!content.is_empty()).then(|| Quote::new(content, source, cue))
    }
}

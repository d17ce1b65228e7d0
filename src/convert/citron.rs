//! Citron's JSON documents: `{text, quotes[], coreference_groups?[]}`.
//!
//! A quote is `{cue, sources[], contents[], coreferences?[], confidence?, id?}`, each span `{start, end,
//! text}` in code points. In documents that people annotated, `sources` are the mentions and
//! `coreferences` what they refer to; in those that Citron wrote (they have `confidence`, as a string) it is
//! the other way round. The words of what is referred to become the speaker's names.
//!
//! Citron's own reader wants a cue in every quote, and one that is in one piece. Quotes without one
//! are written under `quotes_without_cue`, the pieces of others under `cue_pieces`, and what the form has
//! no place for under `whosaid`; Citron passes over all three.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Form;
use super::aside::Aside;
use super::document::{Document, Entity, Quote};
use super::error::{ConvertError, Problem};
use super::ground::{Ground, hull, in_order};
use super::json_in::{Item, JsonDocuments, own_id};
use super::json_out::DocumentsOut;
use super::losses::{Loss, Toll};
use super::reader::Reader;
use super::writer::Writer;
use crate::text::{Span, join};

#[derive(Clone, Deserialize, Serialize)]
struct CitronSpan {
    start: usize,
    end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct CitronQuote {
    #[serde(default)]
    cue: Option<CitronSpan>,
    #[serde(default)]
    sources: Vec<CitronSpan>,
    contents: Vec<CitronSpan>,
    #[serde(default)]
    coreferences: Option<Vec<CitronSpan>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cue_pieces: Option<Vec<CitronSpan>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whosaid: Option<Aside>,
}

/// Citron writes it as a string.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Confidence {
    Number(f64),
    Digits(String),
}

#[derive(Deserialize)]
struct RawDocument {
    text: String,
    #[serde(default)]
    quotes: Vec<Value>,
    #[serde(default)]
    quotes_without_cue: Vec<Value>,
    #[serde(default)]
    coreference_groups: Option<Vec<Vec<CitronSpan>>>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// Reads Citron's documents.
pub(super) struct CitronReader {
    documents: JsonDocuments,
}

impl CitronReader {
    pub fn open(path: &Path) -> Result<Self, ConvertError> {
        Ok(CitronReader {
            documents: JsonDocuments::open(path, |_| false)?,
        })
    }
}

impl Reader for CitronReader {
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError> {
        while let Some(Item { place, name, value }) = self.documents.next(toll)? {
            let id = own_id(&value).unwrap_or(name);
            let raw: RawDocument = match serde_json::from_value(value) {
                Ok(raw) => raw,
                Err(error) => {
                    let what = format!("no document of Citron's: {error}");
                    let id = Some(id);
                    toll.problems.push(Problem { place, id, what });
                    continue;
                }
            };
            let mut wrong = Vec::new();
            let (quotes, entities) = Reading {
                ground: Ground::new(&raw.text),
                wrong: &mut wrong,
            }
            .document(&raw, toll);
            toll.problems.extend(wrong.into_iter().map(|what| Problem {
                place: place.clone(),
                id: Some(id.clone()),
                what,
            }));
            return Ok(Some(Document {
                title: raw.title,
                published: raw.published,
                url: raw.url,
                entities,
                ..Document::new(id, raw.text, place, quotes)
            }));
        }
        Ok(None)
    }
}

/// A document that is being read.
struct Reading<'r> {
    ground: Ground<'r>,
    wrong: &'r mut Vec<String>,
}

impl Reading<'_> {
    fn document(&mut self, raw: &RawDocument, toll: &mut Toll) -> (Vec<Quote>, Vec<Entity>) {
        let mut numbered = Vec::new();
        let all = raw.quotes.iter().chain(&raw.quotes_without_cue);
        for (i, value) in all.enumerate() {
            let number = value.get("id").and_then(Value::as_u64);
            match CitronQuote::deserialize(value) {
                Ok(raw) => match self.quote(i, raw, toll) {
                    Some(quote) => numbered.push((number, quote)),
                    None => self
                        .wrong
                        .push(format!("quotation {i} has no content and is left out")),
                },
                Err(error) => self.wrong.push(format!("quotation {i}: {error}")),
            }
        }
        if !raw.quotes_without_cue.is_empty() {
            // Written apart, they belong among the others.
            numbered.sort_by_key(|(number, _)| number.unwrap_or(u64::MAX));
        }
        let quotes = numbered.into_iter().map(|(_, quote)| quote).collect();
        let groups = raw.coreference_groups.as_deref().unwrap_or_default();
        let mut entities = Vec::new();
        for group in groups {
            let mentions = self.spans("coreference_groups", group, toll);
            let longest = mentions.iter().max_by_key(|span| span.len()).copied();
            if let Some(longest) = longest {
                entities.push(Entity {
                    name: one_line(longest.slice(self.ground.text)),
                    mentions,
                });
            }
        }
        (quotes, entities)
    }

    fn quote(&mut self, number: usize, raw: CitronQuote, toll: &mut Toll) -> Option<Quote> {
        let named = |part: &str| format!("quotation {number}, {part}");
        let content = self.spans(&named("contents"), &raw.contents, toll);
        let sources = self.spans(&named("sources"), &raw.sources, toll);
        let coreferences = raw.coreferences.as_deref().unwrap_or_default();
        let coreferences = self.spans(&named("coreferences"), coreferences, toll);
        let cue: Vec<CitronSpan> = raw.cue_pieces.unwrap_or(raw.cue.into_iter().collect());
        let cue = self.spans(&named("cue"), &cue, toll);
        if content.is_empty() {
            return None;
        }
        let confidence = match raw.confidence {
            None => None,
            Some(Confidence::Number(number)) => Some(number),
            Some(Confidence::Digits(digits)) => {
                let number = digits.trim().parse().ok();
                if number.is_none() {
                    let what = named(&format!("confidence: “{digits}” is no number"));
                    self.wrong.push(what);
                }
                number
            }
        };
        let confidence = confidence.filter(|number| {
            let fits = (0.0..=1.0).contains(number);
            if !fits {
                let what = named(&format!("confidence: {number} is not between 0 and 1"));
                self.wrong.push(what);
            }
            fits
        });
        if let Some(aside) = raw.whosaid {
            let mut quote = Quote::new(content, sources, cue);
            aside.put(&mut quote);
            return Some(quote);
        }
        let is_written_by_citron = confidence.is_some() && !coreferences.is_empty();
        let (source, referents) = match is_written_by_citron {
            true => (coreferences, sources),
            false => (sources, coreferences),
        };
        let mut quote = Quote::new(content, source, cue);
        for referent in referents {
            let name = one_line(referent.slice(self.ground.text));
            let names = &mut quote.gold.speaker.names;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        quote.confidence = confidence;
        Some(quote)
    }

    /// The spans that fit the text, in reading order; the others are told.
    fn spans(&mut self, part: &str, raw: &[CitronSpan], toll: &mut Toll) -> Vec<Span> {
        let mut spans = Vec::with_capacity(raw.len());
        for raw in raw {
            let span = self.ground.span([raw.start, raw.end]).and_then(|span| {
                let words = raw.text.as_deref();
                let checked = words.map_or(Ok(()), |words| self.ground.check(&[span], words));
                checked.map(|()| span)
            });
            match span {
                Ok(span) => spans.push(span),
                Err(what) => self.wrong.push(format!("{part}: {what}")),
            }
        }
        let (spans, joined) = in_order(spans);
        toll.left_out.add(Loss::OverlappingPieces, joined);
        spans
    }
}

/// Words with single spaces between them.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A document as it is written.
#[derive(Serialize)]
struct DocumentOut<'d> {
    id: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: &'d Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: &'d Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: &'d Option<String>,
    text: &'d str,
    quotes: Vec<CitronQuote>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quotes_without_cue: Vec<CitronQuote>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    coreference_groups: Vec<Vec<CitronSpan>>,
}

/// Writes Citron's documents.
pub(super) struct CitronWriter {
    out: DocumentsOut,
}

/// What the form has no place for.
const LOST: [Loss; 2] = [Loss::Annotators, Loss::EntityNames];

/// What is written in fields that Citron does not know.
const ASIDE: [Loss; 7] = [
    Loss::Metadata,
    Loss::Speakers,
    Loss::SpeakerKinds,
    Loss::Doubts,
    Loss::Roles,
    Loss::NoCues,
    Loss::CuePieces,
];

impl CitronWriter {
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        Ok(CitronWriter {
            out: DocumentsOut::open(output, Form::Citron)?,
        })
    }
}

impl Writer for CitronWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        toll.aside.of(document, &ASIDE);
        let written = written(document);
        // The id stands in the document, whatever the file is called.
        self.out.write(&document.id, &written, &written).map(|_| ())
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        self.out.commit()
    }
}

fn written(document: &Document) -> DocumentOut<'_> {
    let ground = Ground::new(&document.text);
    let all = document.quotes.iter().enumerate();
    let (without_cue, with_cue): (Vec<_>, Vec<_>) =
        all.partition(|(_, quote)| quote.gold.cue.is_empty());
    let quotes = |quotes: &[(usize, &Quote)]| -> Vec<CitronQuote> {
        let quotes = quotes.iter();
        quotes
            .map(|(i, quote)| quote_out(document, &ground, *i, quote))
            .collect()
    };
    let groups = document
        .entities
        .iter()
        .map(|e| spans_out(&ground, &e.mentions));
    DocumentOut {
        id: &document.id,
        title: &document.title,
        published: &document.published,
        url: &document.url,
        text: &document.text,
        quotes: quotes(&with_cue),
        quotes_without_cue: quotes(&without_cue),
        coreference_groups: groups.filter(|group| !group.is_empty()).collect(),
    }
}

fn quote_out(document: &Document, ground: &Ground, number: usize, quote: &Quote) -> CitronQuote {
    let gold = &quote.gold;
    let cue = hull(&gold.cue).map(|cue| spans_out(ground, &[cue]));
    let aside = Aside::of(quote);
    CitronQuote {
        cue: cue.into_iter().flatten().next(),
        sources: spans_out(ground, &gold.source),
        contents: spans_out(ground, &gold.content),
        coreferences: Some(spans_out(ground, &named(document, quote))),
        confidence: quote
            .confidence
            .map(|confidence| Confidence::Digits(format!("{confidence:.4}"))),
        id: Some(number.into()),
        cue_pieces: (gold.cue.len() > 1).then(|| spans_out(ground, &gold.cue)),
        whosaid: (!aside.is_empty()).then_some(aside),
    }
}

/// Where the speakers are named in full, other than in the mention itself.
fn named(document: &Document, quote: &Quote) -> Vec<Span> {
    let gold = &quote.gold;
    let find = |name: &String| {
        let at = document.text.find(name.as_str())?;
        let span = Span::new(at, at + name.len());
        let is_mention = gold.source.iter().any(|source| source.touches(&span));
        (!span.is_empty() && !is_mention).then_some(span)
    };
    gold.speaker.names.iter().filter_map(find).collect()
}

fn spans_out(ground: &Ground, spans: &[Span]) -> Vec<CitronSpan> {
    let spans = spans.iter();
    spans
        .map(|span| {
            let [start, end] = ground.one(*span);
            CitronSpan {
                start,
                end,
                text: Some(join(ground.text, &[*span])),
            }
        })
        .collect()
}

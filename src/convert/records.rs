//! The records that `extract` writes, with the texts from elsewhere; and records made of other forms,
//! which can be scored.

use std::path::Path;

use super::Form;
use super::document::{Document, Entity, Quote};
use super::error::{ConvertError, Problem};
use super::ground::{Ground, in_order};
use super::input::Lines;
use super::json_out::LinesOut;
use super::losses::{Loss, Toll};
use super::reader::Reader;
use super::texts::Texts;
use super::writer::Writer;
use crate::article::Place;
use crate::evaluate::record_from_gold;
use crate::gold::{GoldSpeaker, GoldSpeakerKind};
use crate::output::record::{
    Record, RecordQuote, RecordSource, RecordSpan, RecordSpeaker, SCHEMA, SpeakerKind,
};
use crate::output::sha256_hex;
use crate::text::{OffsetUnit, Span};

/// Reads records, which are all that is wanted of them.
pub(super) struct RecordLines {
    lines: Lines,
}

impl RecordLines {
    pub fn open(path: &Path) -> Result<Self, ConvertError> {
        Ok(RecordLines {
            lines: Lines::open(path)?,
        })
    }

    /// The next record, and its place. Lines that hold none are told.
    pub fn next(&mut self, toll: &mut Toll) -> Result<Option<(Place, Record)>, ConvertError> {
        while let Some((place, line)) = self.lines.next(toll)? {
            let read: Result<Record, _> = serde_json::from_str(&line);
            let (id, what) = match read {
                Ok(record) if record.schema == SCHEMA => return Ok(Some((place, record))),
                Ok(record) => (
                    Some(record.id),
                    format!("schema {} is not {SCHEMA}", record.schema),
                ),
                Err(error) => (None, format!("no record of an article: {error}")),
            };
            toll.problems.push(Problem { place, id, what });
        }
        Ok(None)
    }
}

/// Reads records as documents.
pub(super) struct RecordsReader {
    lines: RecordLines,
    texts: Texts,
}

impl RecordsReader {
    pub fn open(path: &Path, texts: Texts) -> Result<Self, ConvertError> {
        Ok(RecordsReader {
            lines: RecordLines::open(path)?,
            texts,
        })
    }
}

impl Reader for RecordsReader {
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError> {
        while let Some((place, record)) = self.lines.next(toll)? {
            let read = match self.texts.find(&record.id, toll) {
                None => Err("there is no text of this id".to_owned()),
                Some(text) => document(&record, text, toll),
            };
            match read {
                Ok(document) => return Ok(Some(document)),
                Err(what) => toll.problems.push(Problem {
                    place,
                    id: Some(record.id),
                    what,
                }),
            }
        }
        Ok(None)
    }
}

fn document(record: &Record, text: String, toll: &mut Toll) -> Result<Document, String> {
    let hash = sha256_hex(text.as_bytes());
    if !record.text_sha256.eq_ignore_ascii_case(&hash) {
        return Err(
            "the record was made from another text (text_sha256 differs from the text's)"
                .to_owned(),
        );
    }
    let ground = Ground::counting(&text, record.offset_unit);
    let mut quotes = Vec::with_capacity(record.quotes.len());
    for raw in &record.quotes {
        let quote = quote(&ground, raw, toll);
        quotes.push(quote.map_err(|what| format!("quotation {}: {what}", raw.id))?);
    }
    let mut entities = Vec::with_capacity(record.entities.len());
    for raw in &record.entities {
        let mentions = spans(&ground, &raw.mentions, toll);
        entities.push(Entity {
            name: raw.name.clone(),
            mentions: mentions.map_err(|what| format!("entity {}: {what}", raw.id))?,
        });
    }
    let place = Place {
        path: record.source.path.clone(),
        line: record.source.line,
    };
    Ok(Document {
        title: record.title.clone(),
        published: record.published.clone(),
        url: record.url.clone(),
        entities,
        ..Document::new(record.id.clone(), text, place, quotes)
    })
}

fn quote(ground: &Ground, raw: &RecordQuote, toll: &mut Toll) -> Result<Quote, String> {
    let content = spans(ground, &raw.spans, toll)?;
    if content.is_empty() {
        return Err("no content".to_owned());
    }
    let speaker = raw.speaker.as_ref();
    let source = speaker.map_or(&[][..], |speaker| &speaker.spans);
    let source = spans(ground, source, toll)?;
    let cue = raw.cue.as_ref().map_or(&[][..], |cue| &cue.spans);
    let mut quote = Quote::new(content, source, spans(ground, cue, toll)?);
    quote.gold.speaker = gold_speaker(speaker);
    quote.role = speaker.and_then(|speaker| speaker.role.clone());
    quote.confidence = Some(raw.confidence);
    Ok(quote)
}

fn spans(ground: &Ground, raw: &[RecordSpan], toll: &mut Toll) -> Result<Vec<Span>, String> {
    let spans = raw.iter().map(|span| ground.span(*span));
    let (spans, joined) = in_order(spans.collect::<Result<_, _>>()?);
    toll.left_out.add(Loss::OverlappingPieces, joined);
    Ok(spans)
}

/// A record's speaker as gold has it.
fn gold_speaker(speaker: Option<&RecordSpeaker>) -> GoldSpeaker {
    let Some(speaker) = speaker else {
        return GoldSpeaker {
            kind: Some(GoldSpeakerKind::None),
            ..GoldSpeaker::default()
        };
    };
    let names = match (&speaker.names, &speaker.name) {
        (Some(names), _) if !names.is_empty() => names.clone(),
        (_, Some(name)) => vec![name.clone()],
        (_, None) => Vec::new(),
    };
    let kind = match speaker.kind {
        SpeakerKind::Person => GoldSpeakerKind::Person,
        SpeakerKind::Organization => GoldSpeakerKind::Organization,
        SpeakerKind::Group => GoldSpeakerKind::Group,
        SpeakerKind::Unnamed => GoldSpeakerKind::Unnamed,
    };
    GoldSpeaker {
        names,
        kind: Some(kind),
        doubt: false,
    }
}

/// The record of a document that came in another form.
pub(super) fn record_of(document: &Document, from: Form, toll: &mut Toll) -> Record {
    let mut record = record_from_gold(&document.to_gold(), OffsetUnit::default());
    record.source = RecordSource {
        path: document.place.path.clone(),
        line: document.place.line,
    };
    record.model = from.name().to_owned();
    record.title = document.title.clone();
    record.published = document.published.clone();
    record.url = document.url.clone();
    for (written, quote) in record.quotes.iter_mut().zip(&document.quotes) {
        written.confidence = quote.confidence.unwrap_or(written.confidence);
        if let Some(speaker) = &mut written.speaker {
            speaker.role = quote.role.clone();
        }
        let back = gold_speaker(written.speaker.as_ref());
        toll.lost.add(
            Loss::Unasked,
            usize::from(back.kind != quote.gold.speaker.kind),
        );
        let is_role_lost = written.speaker.is_none() && quote.role.is_some();
        toll.lost.add(Loss::Roles, usize::from(is_role_lost));
    }
    record
}

/// Writes records.
pub(super) struct RecordsWriter {
    out: LinesOut,
    from: Form,
}

/// What records have no place for. Entities have a kind there, which no other form tells.
const LOST: [Loss; 4] = [Loss::Texts, Loss::Annotators, Loss::Doubts, Loss::Entities];

impl RecordsWriter {
    pub fn open(output: Option<&Path>, from: Form) -> Result<Self, ConvertError> {
        Ok(RecordsWriter {
            out: LinesOut::open(output)?,
            from,
        })
    }
}

impl Writer for RecordsWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        let record = record_of(document, self.from, toll);
        self.out.write(&record)
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        self.out.commit()
    }
}

//! What each of several annotators marked: `{"id", "annotator", "quotes"}`, the quotations as in gold
//! but without speakers, the texts elsewhere.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::document::{Document, Quote};
use super::error::{ConvertError, Problem};
use super::gold::QuotationOut;
use super::ground::{Ground, in_order};
use super::input::Lines;
use super::json_out::LinesOut;
use super::losses::{Loss, Toll};
use super::reader::Reader;
use super::texts::Texts;
use super::writer::Writer;
use crate::text::Span;

#[derive(Deserialize)]
struct RawAnnotation {
    id: String,
    annotator: String,
    quotes: Vec<RawQuotation>,
}

#[derive(Deserialize)]
struct RawQuotation {
    content: Vec<[usize; 2]>,
    source: Option<Vec<[usize; 2]>>,
    cue: Option<Vec<[usize; 2]>>,
}

/// Reads annotations, without the lines that have mistakes.
pub(super) struct AnnotatorsReader {
    lines: Lines,
    texts: Texts,
}

impl AnnotatorsReader {
    pub fn open(path: &Path, texts: Texts) -> Result<Self, ConvertError> {
        Ok(AnnotatorsReader {
            lines: Lines::open(path)?,
            texts,
        })
    }
}

impl Reader for AnnotatorsReader {
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError> {
        while let Some((place, line)) = self.lines.next(toll)? {
            let problem = |id: Option<&str>, what| Problem {
                place: place.clone(),
                id: id.map(str::to_owned),
                what,
            };
            let raw: RawAnnotation = match serde_json::from_str(&line) {
                Ok(raw) => raw,
                Err(error) => {
                    toll.problems
                        .push(problem(None, format!("no annotation: {error}")));
                    continue;
                }
            };
            let Some(text) = self.texts.find(&raw.id, toll) else {
                let what = "there is no text of this id".to_owned();
                toll.problems.push(problem(Some(&raw.id), what));
                continue;
            };
            let ground = Ground::new(&text);
            let quotes: Result<Vec<Quote>, String> = (raw.quotes.iter().enumerate())
                .map(|(i, raw)| {
                    quote(&ground, raw, toll).map_err(|what| format!("quotation {i}: {what}"))
                })
                .collect();
            match quotes {
                Ok(quotes) => {
                    let mut document = Document::new(raw.id, text, place, quotes);
                    document.annotator = Some(raw.annotator);
                    return Ok(Some(document));
                }
                Err(what) => toll.problems.push(problem(Some(&raw.id), what)),
            }
        }
        Ok(None)
    }
}

fn quote(ground: &Ground, raw: &RawQuotation, toll: &mut Toll) -> Result<Quote, String> {
    let mut spans = |raw: &[[usize; 2]]| -> Result<Vec<Span>, String> {
        let spans = raw.iter().map(|span| ground.span(*span));
        let (spans, joined) = in_order(spans.collect::<Result<_, _>>()?);
        toll.left_out.add(Loss::OverlappingPieces, joined);
        Ok(spans)
    };
    let content = spans(&raw.content)?;
    if content.is_empty() {
        return Err("no content".to_owned());
    }
    let source = spans(raw.source.as_deref().unwrap_or_default())?;
    let cue = spans(raw.cue.as_deref().unwrap_or_default())?;
    Ok(Quote::new(content, source, cue))
}

/// What an annotator marked, as it stands in the file.
#[derive(Serialize)]
struct AnnotationOut<'d> {
    id: &'d str,
    annotator: &'d str,
    quotes: Vec<QuotationOut>,
}

/// Writes annotations.
pub(super) struct AnnotatorsWriter {
    out: LinesOut,
}

/// What the form has no place for.
const LOST: [Loss; 8] = [
    Loss::Texts,
    Loss::Metadata,
    Loss::Speakers,
    Loss::SpeakerKinds,
    Loss::Doubts,
    Loss::Roles,
    Loss::Confidences,
    Loss::Entities,
];

/// Who annotated where the input does not tell.
const NOBODY: &str = "1";

impl AnnotatorsWriter {
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        Ok(AnnotatorsWriter {
            out: LinesOut::open(output)?,
        })
    }
}

impl Writer for AnnotatorsWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        let ground = Ground::new(&document.text);
        let quotes = document.quotes.iter();
        self.out.write(&AnnotationOut {
            id: &document.id,
            annotator: document.annotator.as_deref().unwrap_or(NOBODY),
            quotes: quotes
                .map(|q| QuotationOut::without_speaker(&ground, q))
                .collect(),
        })
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        self.out.commit()
    }
}

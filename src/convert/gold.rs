//! This project's gold, read a line at a time and written.

use std::path::Path;

use serde::Serialize;

use super::aside::{Names, is_false};
use super::document::{Document, Quote};
use super::error::{ConvertError, Problem};
use super::ground::Ground;
use super::input::Lines;
use super::json_out::LinesOut;
use super::losses::{Loss, Toll};
use super::reader::Reader;
use super::writer::Writer;
use crate::gold::{GoldSpeakerKind, read_gold_line};
use crate::text::QuotationType;

/// Reads gold, without the lines that have mistakes.
pub(super) struct GoldReader {
    lines: Lines,
}

impl GoldReader {
    pub fn open(path: &Path) -> Result<Self, ConvertError> {
        Ok(GoldReader {
            lines: Lines::open(path)?,
        })
    }
}

impl Reader for GoldReader {
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError> {
        while let Some((place, line)) = self.lines.next(toll)? {
            let before = toll.problems.len();
            let article = read_gold_line(&line, &mut |id, what| {
                toll.problems.push(Problem {
                    place: place.clone(),
                    id: id.map(str::to_owned),
                    what,
                });
            });
            if let Some(article) = article.filter(|_| toll.problems.len() == before) {
                return Ok(Some(Document::from_gold(article, place)));
            }
        }
        Ok(None)
    }
}

/// An article as it stands in the file.
#[derive(Serialize)]
struct ArticleOut<'d> {
    id: &'d str,
    text: &'d str,
    quotes: Vec<QuotationOut>,
}

/// A quotation as it stands in the file.
#[derive(Serialize)]
pub(super) struct QuotationOut {
    #[serde(rename = "type")]
    kind: QuotationType,
    content: Vec<[usize; 2]>,
    source: Option<Vec<[usize; 2]>>,
    cue: Option<Vec<[usize; 2]>>,
    /// Missing where nobody was asked, null where nobody can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<Option<Names>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker_kind: Option<GoldSpeakerKind>,
    #[serde(skip_serializing_if = "is_false")]
    speaker_doubt: bool,
}

impl QuotationOut {
    pub fn of(ground: &Ground, quote: &Quote) -> Self {
        let speaker = &quote.gold.speaker;
        let is_asked = speaker.kind.is_some() || !speaker.names.is_empty();
        QuotationOut {
            speaker: is_asked.then(|| Names::of(&speaker.names)),
            speaker_kind: speaker.kind,
            speaker_doubt: speaker.doubt,
            ..Self::without_speaker(ground, quote)
        }
    }

    /// As it stands in annotators' files.
    pub fn without_speaker(ground: &Ground, quote: &Quote) -> Self {
        let gold = &quote.gold;
        let spans = |spans| Some(ground.out(spans)).filter(|spans| !spans.is_empty());
        QuotationOut {
            kind: gold.kind,
            content: ground.out(&gold.content),
            source: spans(&gold.source),
            cue: spans(&gold.cue),
            speaker: None,
            speaker_kind: None,
            speaker_doubt: false,
        }
    }
}

/// Writes gold.
pub(super) struct GoldWriter {
    out: LinesOut,
}

/// What gold has no place for.
const LOST: [Loss; 5] = [
    Loss::Metadata,
    Loss::Annotators,
    Loss::Roles,
    Loss::Confidences,
    Loss::Entities,
];

impl GoldWriter {
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        Ok(GoldWriter {
            out: LinesOut::open(output)?,
        })
    }
}

impl Writer for GoldWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        let ground = Ground::new(&document.text);
        let quotes = document.quotes.iter();
        self.out.write(&ArticleOut {
            id: &document.id,
            text: &document.text,
            quotes: quotes.map(|q| QuotationOut::of(&ground, q)).collect(),
        })
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        self.out.commit()
    }
}

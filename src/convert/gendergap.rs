//! GenderGapTracker's lists of quotations, which the ATAP quotation tool writes too.
//!
//! A quotation is `{speaker, speaker_index "(s,e)", quote, quote_index "(s,e)", verb, verb_index,
//! quote_token_count, quote_type, is_floating_quote}`: `speaker` is the mention, offsets are code points of a
//! text that stands elsewhere. Where a document stands among others it is `{id, quotes}`.
//!
//! Every part is in one piece. A content in pieces is written as the tracker does it: a quotation, and
//! floating ones with the same speaker after it, which tell in `piece_of` where they belong. Pieces of
//! mentions and cues are under `speaker_pieces` and `verb_pieces`, and what else the form has no place for
//! under `whosaid`.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Form;
use super::aside::Aside;
use super::document::{Document, Quote};
use super::error::{ConvertError, Problem};
use super::ground::{Ground, hull, in_order};
use super::json_in::{Item, JsonDocuments, own_id};
use super::json_out::DocumentsOut;
use super::losses::{Loss, Toll};
use super::reader::Reader;
use super::texts::Texts;
use super::tokens::tokens;
use super::writer::Writer;
use crate::text::{QuotationType, Span, Stretch, stretches};

#[derive(Default, Deserialize, Serialize)]
struct Row {
    #[serde(default)]
    speaker: String,
    #[serde(default)]
    speaker_index: String,
    #[serde(default)]
    quote: String,
    quote_index: String,
    #[serde(default)]
    verb: String,
    #[serde(default)]
    verb_index: String,
    #[serde(default)]
    quote_token_count: usize,
    #[serde(default)]
    quote_type: String,
    #[serde(default)]
    is_floating_quote: bool,
    /// Which row of the list, from 0, this is a further piece of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    piece_of: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    speaker_pieces: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    verb_pieces: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whosaid: Option<Aside>,
}

/// Reads lists of quotations.
pub(super) struct GenderGapReader {
    documents: JsonDocuments,
    texts: Texts,
}

/// Where a document among others has its list.
const LISTS: [&str; 2] = ["quotes", "quotesUpdated"];

impl GenderGapReader {
    pub fn open(path: &Path, texts: Texts) -> Result<Self, ConvertError> {
        let is_one = |values: &[Value]| {
            let first = values.first();
            first.is_some_and(|value| value.get("quote_index").is_some())
        };
        Ok(GenderGapReader {
            documents: JsonDocuments::open(path, is_one)?,
            texts,
        })
    }

    fn document(&mut self, item: Item, id: &str, toll: &mut Toll) -> Result<Document, String> {
        let list = match &item.value {
            Value::Array(list) => Some(list),
            value => (LISTS.iter()).find_map(|field| value.get(field).and_then(Value::as_array)),
        };
        let list = list.ok_or_else(|| {
            format!(
                "no list of quotations, and no object that has one under {}",
                LISTS.join(" or ")
            )
        })?;
        let text = self.texts.find(id, toll);
        let text = text.ok_or("there is no text of this id")?;
        let quotes = quotes(&Ground::new(&text), list, &item, id, toll);
        Ok(Document::new(id.to_owned(), text, item.place, quotes))
    }
}

impl Reader for GenderGapReader {
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError> {
        while let Some(item) = self.documents.next(toll)? {
            let id = own_id(&item.value).unwrap_or_else(|| item.name.clone());
            let place = item.place.clone();
            match self.document(item, &id, toll) {
                Ok(document) => return Ok(Some(document)),
                Err(what) => toll.problems.push(Problem {
                    place,
                    id: Some(id),
                    what,
                }),
            }
        }
        Ok(None)
    }
}

fn quotes(ground: &Ground, list: &[Value], item: &Item, id: &str, toll: &mut Toll) -> Vec<Quote> {
    // By row, so that later rows find what they are pieces of.
    let mut by_row: Vec<Option<Quote>> = Vec::with_capacity(list.len());
    for (i, value) in list.iter().enumerate() {
        let mut tell = |what: String| {
            toll.problems.push(Problem {
                place: item.place.clone(),
                id: Some(id.to_owned()),
                what: format!("quotation {i}: {what}"),
            });
        };
        let read = Row::deserialize(value)
            .map_err(|error| error.to_string())
            .and_then(|row| Ok((content(ground, &row)?, row)));
        let quote = match read {
            Err(what) => {
                tell(what);
                None
            }
            Ok((
                piece,
                Row {
                    piece_of: Some(of), ..
                },
            )) => {
                match by_row.get_mut(of).and_then(Option::as_mut) {
                    Some(quote) => quote.gold.content.push(piece),
                    None => tell(format!("there is no quotation {of} that it is a piece of")),
                }
                None
            }
            Ok((first, row)) => {
                let mut part = |name, index: &str, pieces: &[[usize; 2]], words: &str| {
                    part(ground, index, pieces, words).unwrap_or_else(|what| {
                        tell(format!("{name}: {what}"));
                        Vec::new()
                    })
                };
                let source = part(
                    "speaker",
                    &row.speaker_index,
                    &row.speaker_pieces,
                    &row.speaker,
                );
                let cue = part("verb", &row.verb_index, &row.verb_pieces, &row.verb);
                let mut quote = Quote::new(vec![first], source, cue);
                if let Some(aside) = row.whosaid {
                    aside.put(&mut quote);
                }
                Some(quote)
            }
        };
        by_row.push(quote);
    }
    let mut quotes: Vec<Quote> = by_row.into_iter().flatten().collect();
    for quote in &mut quotes {
        let gold = &mut quote.gold;
        for spans in [&mut gold.content, &mut gold.source, &mut gold.cue] {
            let (pieces, joined) = in_order(std::mem::take(spans));
            toll.left_out.add(Loss::OverlappingPieces, joined);
            *spans = pieces;
        }
    }
    quotes
}

fn content(ground: &Ground, row: &Row) -> Result<Span, String> {
    let index = index(&row.quote_index)?.ok_or("it has no quote_index")?;
    let span = ground.span(index)?;
    ground.check(&[span], &row.quote)?;
    Ok(span)
}

/// The spans of a mention or cue.
fn part(
    ground: &Ground,
    told: &str,
    pieces: &[[usize; 2]],
    words: &str,
) -> Result<Vec<Span>, String> {
    let Some(whole) = index(told)? else {
        return Ok(Vec::new());
    };
    let whole = ground.span(whole)?;
    ground.check(&[whole], words)?;
    if pieces.is_empty() {
        return Ok(vec![whole]);
    }
    pieces.iter().map(|piece| ground.span(*piece)).collect()
}

/// The offsets of `(s,e)`; nothing for an empty index or `(0,0)`.
fn index(told: &str) -> Result<Option<[usize; 2]>, String> {
    if told.trim().is_empty() {
        return Ok(None);
    }
    let inner = told
        .trim()
        .strip_prefix('(')
        .and_then(|t| t.strip_suffix(')'));
    let offsets = inner.and_then(|inner| {
        let (start, end) = inner.split_once(',')?;
        Some([start.trim().parse().ok()?, end.trim().parse().ok()?])
    });
    match offsets {
        Some([0, 0]) => Ok(None),
        Some(offsets) => Ok(Some(offsets)),
        None => Err(format!("“{told}” is no index such as (12,34)")),
    }
}

/// A document among others.
#[derive(Serialize)]
struct DocumentOut<'d> {
    id: &'d str,
    quotes: &'d [Row],
}

/// Writes lists of quotations.
pub(super) struct GenderGapWriter {
    out: DocumentsOut,
}

/// What the form has no place for.
const LOST: [Loss; 4] = [
    Loss::Texts,
    Loss::Metadata,
    Loss::Annotators,
    Loss::Entities,
];

/// What is written in fields that the tracker does not know.
const ASIDE: [Loss; 8] = [
    Loss::ContentPieces,
    Loss::MentionPieces,
    Loss::CuePieces,
    Loss::Speakers,
    Loss::SpeakerKinds,
    Loss::Doubts,
    Loss::Roles,
    Loss::Confidences,
];

impl GenderGapWriter {
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        Ok(GenderGapWriter {
            out: DocumentsOut::open(output, Form::GenderGap)?,
        })
    }
}

impl Writer for GenderGapWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        toll.aside.of(document, &ASIDE);
        let rows = rows(document);
        let among = DocumentOut {
            id: &document.id,
            quotes: &rows,
        };
        let is_id_kept = self.out.write(&document.id, &among, &rows)?;
        toll.lost.add(Loss::Ids, usize::from(!is_id_kept));
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        self.out.commit()
    }
}

fn rows(document: &Document) -> Vec<Row> {
    let ground = Ground::new(&document.text);
    let stretches = stretches(&document.text);
    let mut rows = Vec::with_capacity(document.quotes.len());
    for quote in &document.quotes {
        let gold = &quote.gold;
        let aside = Aside::of(quote);
        let first_row = rows.len();
        let mut aside = (!aside.is_empty()).then_some(aside);
        for (i, piece) in gold.content.iter().enumerate() {
            let (speaker, speaker_index) = words(&ground, &gold.source);
            let mut row = Row {
                speaker,
                speaker_index,
                quote: piece.slice(&document.text).to_owned(),
                quote_index: index_out(&ground, *piece),
                quote_token_count: tokens(piece.slice(&document.text)).len(),
                ..Row::default()
            };
            if i == 0 {
                (row.verb, row.verb_index) = words(&ground, &gold.cue);
                row.quote_type = quote_type(&document.text, quote, *piece, &stretches);
                row.speaker_pieces = pieces(&ground, &gold.source);
                row.verb_pieces = pieces(&ground, &gold.cue);
                row.whosaid = aside.take();
            } else {
                row.quote_type = letters(&document.text, *piece, &[], &stretches);
                row.is_floating_quote = true;
                row.piece_of = Some(first_row);
            }
            rows.push(row);
        }
    }
    rows
}

/// The words of a mention or cue, from its first piece to its last, and their index.
fn words(ground: &Ground, spans: &[Span]) -> (String, String) {
    match hull(spans) {
        None => (String::new(), String::new()),
        Some(whole) => (
            whole.slice(ground.text).to_owned(),
            index_out(ground, whole),
        ),
    }
}

fn index_out(ground: &Ground, span: Span) -> String {
    let [start, end] = ground.one(span);
    format!("({start},{end})")
}

/// The pieces, where there are several.
fn pieces(ground: &Ground, spans: &[Span]) -> Vec<[usize; 2]> {
    match spans.len() {
        0 | 1 => Vec::new(),
        _ => ground.out(spans),
    }
}

/// The order of what a quotation has, in the tracker's letters.
fn quote_type(text: &str, quote: &Quote, piece: Span, stretches: &[Stretch]) -> String {
    let cue = hull(&quote.gold.cue);
    if cue.is_some_and(|cue| cue.slice(text).eq_ignore_ascii_case("according to")) {
        return "AccordingTo".to_owned();
    }
    let parts = [(hull(&quote.gold.source), 'S'), (cue, 'V')];
    let parts: Vec<(Span, char)> = parts
        .into_iter()
        .filter_map(|(span, letter)| Some((span?, letter)))
        .collect();
    letters(text, piece, &parts, stretches)
}

/// Q for a quotation mark, C for the content, and the letters of other parts, as they stand.
fn letters(text: &str, piece: Span, parts: &[(Span, char)], stretches: &[Stretch]) -> String {
    let middle = |span: Span| span.start + span.end;
    let mut all: Vec<(usize, char)> = vec![(middle(piece), 'C')];
    if QuotationType::of(text, &[piece], stretches) == QuotationType::Direct {
        all.push((2 * piece.start, 'Q'));
        all.push((2 * piece.end, 'Q'));
    }
    all.extend(parts.iter().map(|(span, letter)| (middle(*span), *letter)));
    all.sort();
    all.into_iter().map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_two_offsets_or_nothing() {
        assert_eq!(index("(12, 34)"), Ok(Some([12, 34])));
        assert_eq!(index(" "), Ok(None));
        assert_eq!(index("(0,0)"), Ok(None));
        assert!(index("12,34").is_err_and(|what| what.contains("no index")));
        assert!(index("(12,-1)").is_err());
        assert!(index("(,)").is_err());
    }
}

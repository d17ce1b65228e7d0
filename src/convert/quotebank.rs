//! Quotebank's form by article, a line each.
//!
//! `{articleID, articleLength, date, phase, title, url, content, names[], quotations[]}`. All offsets count
//! tokens: `content` is the text's tokens with single spaces, so that splitting it at white space gives them
//! back. A quotation is a direct one; a piece of one is one of its own. What needs Wikidata (`ids`, `qids`) is empty, and
//! `phase`, a time of Quotebank's own crawl, is null.

use std::path::Path;

use serde::Serialize;

use super::document::{Document, Quote};
use super::error::ConvertError;
use super::json_out::LinesOut;
use super::losses::{Loss, Toll};
use super::tokens::{tokens, touched};
use super::writer::Writer;
use crate::text::{QuotationType, Span};

/// Tokens on either side of a quotation that are its context.
const CONTEXT: usize = 50;

/// What stands for a speaker that nobody can tell.
const NOBODY: &str = "None";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArticleOut<'d> {
    #[serde(rename = "articleID")]
    article_id: &'d str,
    article_length: usize,
    date: &'d Option<String>,
    phase: Option<&'static str>,
    title: &'d Option<String>,
    url: &'d Option<String>,
    content: String,
    names: Vec<NameOut>,
    quotations: Vec<QuotationOut>,
}

#[derive(Serialize)]
struct NameOut {
    name: String,
    ids: [&'static str; 0],
    offsets: Vec<[usize; 2]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QuotationOut {
    #[serde(rename = "quoteID")]
    quote_id: String,
    num_occurrences: u32,
    quotation: String,
    quotation_offset: usize,
    context_start: usize,
    context_end: usize,
    global_top_speaker: String,
    global_probas: Vec<ProbabilityOut>,
    local_top_speaker: String,
    local_probas: Vec<ProbabilityOut>,
}

#[derive(Clone, Serialize)]
struct ProbabilityOut {
    speaker: String,
    proba: f64,
    qids: [&'static str; 0],
}

/// Writes articles.
pub(super) struct QuotebankWriter {
    out: LinesOut,
    /// Quotations that are written.
    written: usize,
}

/// What the form has no place for.
const LOST: [Loss; 4] = [
    Loss::WhiteSpace,
    Loss::Annotators,
    Loss::Indirect,
    Loss::Mixed,
];

/// What it has no place for of the quotations that it holds.
const LOST_OF_QUOTES: [Loss; 7] = [
    Loss::ContentPieces,
    Loss::Mentions,
    Loss::Cues,
    Loss::FurtherNames,
    Loss::SpeakerKinds,
    Loss::Doubts,
    Loss::Roles,
];

impl QuotebankWriter {
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        Ok(QuotebankWriter {
            out: LinesOut::open(output)?,
            written: 0,
        })
    }
}

impl Writer for QuotebankWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        let direct = Document {
            quotes: (document.quotes.iter())
                .filter(|quote| quote.gold.kind == QuotationType::Direct)
                .cloned()
                .collect(),
            ..document.clone()
        };
        toll.lost.of(&direct, &LOST_OF_QUOTES);
        let text = &document.text;
        let tokens = tokens(text);
        let mut quotations = Vec::new();
        for quote in &direct.quotes {
            for piece in &quote.gold.content {
                self.written += 1;
                let id = quote_id(document.published.as_deref(), self.written);
                quotations.push(quotation(text, &tokens, quote, *piece, id));
            }
        }
        let slices: Vec<&str> = tokens.iter().map(|token| token.slice(text)).collect();
        self.out.write(&ArticleOut {
            article_id: &document.id,
            article_length: tokens.len(),
            date: &document.published,
            phase: None,
            title: &document.title,
            url: &document.url,
            content: slices.join(" "),
            names: names(document, &tokens),
            quotations,
        })
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        self.out.commit()
    }
}

fn quotation(
    text: &str,
    tokens: &[Span],
    quote: &Quote,
    piece: Span,
    quote_id: String,
) -> QuotationOut {
    let there = touched(tokens, piece);
    let words: Vec<&str> = piece.slice(text).split_whitespace().collect();
    let speaker = quote.gold.speaker.names.first();
    let speaker = speaker.map_or(NOBODY, String::as_str);
    let probability = quote.confidence.unwrap_or(1.0);
    let mut probabilities = vec![ProbabilityOut {
        speaker: speaker.to_owned(),
        proba: probability,
        qids: [],
    }];
    if speaker != NOBODY && probability < 1.0 {
        probabilities.push(ProbabilityOut {
            speaker: NOBODY.to_owned(),
            proba: 1.0 - probability,
            qids: [],
        });
    }
    QuotationOut {
        quote_id,
        num_occurrences: 1,
        quotation: words.join(" "),
        quotation_offset: there.start,
        context_start: there.start.saturating_sub(CONTEXT),
        context_end: (there.end + CONTEXT).min(tokens.len()),
        global_top_speaker: speaker.to_owned(),
        global_probas: probabilities.clone(),
        local_top_speaker: speaker.to_owned(),
        local_probas: probabilities,
    }
}

/// `2019-03-05-000123`, by the article's date where it begins with one, and the place in the output.
fn quote_id(published: Option<&str>, number: usize) -> String {
    let day = published.and_then(|date| date.get(..10)).filter(|day| {
        day.char_indices().all(|(i, c)| match i {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        })
    });
    format!("{}-{number:06}", day.unwrap_or("undated"))
}

/// Who is named where: the entities that the input tells of, else the speakers by their mentions.
fn names(document: &Document, tokens: &[Span]) -> Vec<NameOut> {
    let offsets = |spans: &[Span]| -> Vec<[usize; 2]> {
        let ranges = spans.iter().map(|span| touched(tokens, *span));
        ranges.map(|range| [range.start, range.end]).collect()
    };
    if !document.entities.is_empty() {
        let entities = document.entities.iter();
        return entities
            .map(|entity| NameOut {
                name: entity.name.clone(),
                ids: [],
                offsets: offsets(&entity.mentions),
            })
            .collect();
    }
    let mut names: Vec<NameOut> = Vec::new();
    for quote in &document.quotes {
        let [name] = quote.gold.speaker.names.as_slice() else {
            continue;
        };
        let there = offsets(&quote.gold.source);
        match names.iter_mut().find(|known| known.name == *name) {
            Some(known) => known.offsets.extend(there),
            None => names.push(NameOut {
                name: name.clone(),
                ids: [],
                offsets: there,
            }),
        }
    }
    for name in &mut names {
        name.offsets.sort_unstable();
        name.offsets.dedup();
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_begin_with_the_day() {
        assert_eq!(
            quote_id(Some("2019-03-05T10:00:00Z"), 7),
            "2019-03-05-000007"
        );
        assert_eq!(quote_id(Some("5 März 2019"), 7), "undated-000007");
        assert_eq!(quote_id(None, 7), "undated-000007");
    }
}

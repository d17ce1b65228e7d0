//! Every quotation that is not all right, with what is wrong with it.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Serialize;

use super::EvaluateError;
use super::judge::{judge, speaker_right};
use super::matching::covering_most;
use super::side::{Ground, Quotation, gold_side, record_side};
use crate::gold::GoldArticle;
use crate::output::record::{Record, RecordSpan};
use crate::text::{OffsetUnit, Offsets, QuotationType, Span, join};

/// What can be wrong with a quotation, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// No predicted quotation is paired with the gold one.
    NotFound,
    /// No gold quotation is paired with the predicted one.
    Invented,
    /// Somebody else is named, or not all who speak together.
    WrongSpeaker,
    /// Gold has a speaker or a source, the prediction neither.
    SpeakerMissing,
    /// The source is not the same mention, or only one side has one.
    WrongMention,
    /// Found, but not exactly.
    Boundary,
}

impl ErrorKind {
    /// All of them, the gravest first.
    pub const ALL: [ErrorKind; 6] = [
        Self::NotFound,
        Self::Invented,
        Self::WrongSpeaker,
        Self::SpeakerMissing,
        Self::WrongMention,
        Self::Boundary,
    ];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not found",
            Self::Invented => "invented",
            Self::WrongSpeaker => "wrong speaker",
            Self::SpeakerMissing => "speaker missing",
            Self::WrongMention => "wrong mention",
            Self::Boundary => "boundary",
        }
    }
}

/// A quotation with something wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorLine {
    /// The article's id.
    pub article: String,
    /// The gold quotation's type; an invented one's own.
    #[serde(rename = "type")]
    pub quotation_type: QuotationType,
    /// The gravest thing that is wrong.
    pub kind: ErrorKind,
    /// What else is.
    pub also: Vec<ErrorKind>,
    /// What gold has; of an invented quotation the gold one it shares most with, if any.
    pub gold: Option<Shown>,
    /// What was predicted; of one not found the prediction that shares most with it, if any.
    pub predicted: Option<Shown>,
    /// Overlap of the two contents (Jaccard).
    pub overlap: f64,
    /// Whether the predicted quotation counts as right where confidence is judged: found, with the
    /// right speaker (where gold has no person: the right source). Absent of one not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
}

/// A quotation as it is shown; spans in code points of the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// The content.
    pub text: String,
    /// Where it stands.
    pub spans: Vec<RecordSpan>,
    /// The words of its source.
    pub mention: Option<String>,
    /// Where they stand.
    pub mention_spans: Vec<RecordSpan>,
    /// Who speaks.
    pub speaker: Vec<String>,
    /// How sure the system is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// Everything that is wrong, in gold's order of articles and in reading order within.
///
/// # Errors
/// As [`super::score`].
pub fn errors(
    gold: &[GoldArticle],
    records: &HashMap<String, Record>,
) -> Result<Vec<ErrorLine>, EvaluateError> {
    let lines: Result<Vec<Vec<ErrorLine>>, EvaluateError> = gold
        .par_iter()
        .map(|article| {
            let ground = Ground::new(&article.text);
            let side = gold_side(&ground, &article.quotations);
            let predicted = match records.get(&article.id) {
                Some(record) => record_side(&ground, article, record)?,
                None => Vec::new(),
            };
            Ok(of_article(&article.id, &ground, &side, &predicted))
        })
        .collect();
    Ok(lines?.into_iter().flatten().collect())
}

/// How many lines there are of each kind: as the gravest thing, and at all.
pub fn summary(lines: &[ErrorLine]) -> Vec<(ErrorKind, usize, usize)> {
    let count = |kind: ErrorKind| {
        let gravest = lines.iter().filter(|line| line.kind == kind).count();
        let also = lines
            .iter()
            .filter(|line| line.also.contains(&kind))
            .count();
        (kind, gravest, gravest + also)
    };
    ErrorKind::ALL.map(count).to_vec()
}

fn of_article(
    id: &str,
    ground: &Ground,
    gold: &[Quotation],
    predicted: &[Quotation],
) -> Vec<ErrorLine> {
    let offsets = Offsets::new(ground.text, OffsetUnit::Codepoint);
    let judged = judge(ground, gold, predicted);
    let line = |kinds: Vec<ErrorKind>,
                g: Option<&Quotation>,
                p: Option<&Quotation>,
                right: Option<bool>| {
        let (kind, also) = kinds.split_first()?;
        let at = g.or(p)?;
        let line = ErrorLine {
            article: id.to_owned(),
            quotation_type: if *kind == ErrorKind::Invented { p? } else { at }.kind,
            kind: *kind,
            also: also.to_vec(),
            gold: g.map(|g| shown(ground.text, &offsets, g)),
            predicted: p.map(|p| shown(ground.text, &offsets, p)),
            overlap: g.zip(p).map_or(0.0, |(g, p)| jaccard(g, p)),
            right,
        };
        Some((at.content.first(), line))
    };
    let of_gold = gold.iter().zip(&judged.gold).map(|(g, outcome)| {
        let pair = outcome.pair.map(|pair| pair.predicted);
        match pair.and_then(|pair| Some((predicted.get(pair)?, judged.predicted.get(pair)?))) {
            Some((p, outcome)) => line(wrong_with(g, p), Some(g), Some(p), Some(outcome.right)),
            None => {
                let near = covering_most(&g.content, predicted, None).map(|(p, _)| &predicted[p]);
                line(vec![ErrorKind::NotFound], Some(g), near, None)
            }
        }
    });
    let invented = predicted.iter().zip(&judged.predicted).map(|(p, outcome)| {
        if outcome.pair.is_some() {
            return None;
        }
        let near = covering_most(&p.content, gold, None).map(|(g, _)| &gold[g]);
        line(vec![ErrorKind::Invented], near, Some(p), Some(false))
    });
    let mut lines: Vec<_> = of_gold.chain(invented).flatten().collect();
    // Stable, so that what begins at one place stays in the order of its file.
    lines.sort_by_key(|(place, _)| *place);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// What is wrong with a found quotation, the gravest first; nothing where it is all right.
pub(super) fn wrong_with(gold: &Quotation, predicted: &Quotation) -> Vec<ErrorKind> {
    let mut kinds = Vec::new();
    let silent = predicted.names.is_empty() && !predicted.has_source();
    if silent && (gold.person || gold.has_source()) {
        kinds.push(ErrorKind::SpeakerMissing);
    } else {
        if gold.person && predicted.names.is_empty() {
            kinds.push(ErrorKind::SpeakerMissing);
        } else if gold.person && !speaker_right(gold, predicted) {
            kinds.push(ErrorKind::WrongSpeaker);
        }
        let sources = gold.has_source() || predicted.has_source();
        if sources && !gold.source.same_mention(&predicted.source) {
            kinds.push(ErrorKind::WrongMention);
        }
    }
    if gold.content != predicted.content {
        kinds.push(ErrorKind::Boundary);
    }
    kinds
}

fn jaccard(a: &Quotation, b: &Quotation) -> f64 {
    let shared = a.content.shared(&b.content);
    let either = a.content.len() + b.content.len() - shared;
    f64::from(shared) / f64::from(either.max(1))
}

fn shown(text: &str, offsets: &Offsets, quotation: &Quotation) -> Shown {
    let out = |spans: &[Span]| -> Vec<RecordSpan> {
        spans.iter().map(|span| offsets.from_span(*span)).collect()
    };
    let source = &quotation.source_spans;
    Shown {
        text: join(text, &quotation.content_spans),
        spans: out(&quotation.content_spans),
        mention: (!source.is_empty()).then(|| join(text, source)),
        mention_spans: out(source),
        speaker: quotation.names.clone(),
        confidence: quotation.confidence,
    }
}

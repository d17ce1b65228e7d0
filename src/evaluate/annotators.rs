//! How well people agree: every annotator of an article against every other one, both ways.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

use super::EvaluateError;
use super::bootstrap::Bootstrap;
use super::counts::Row;
use super::scores::{Scores, figures};
use super::side::{Ground, Quotation, gold_side};
use crate::gold::{GoldArticle, GoldQuotation, GoldSpeaker, Mistake, checked_parts};
use crate::text::{OffsetUnit, Offsets, QuotationType};

/// What one annotator marked in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// The article's id in gold, which has its text.
    pub article: String,
    /// Who annotated.
    pub annotator: String,
    /// The quotations, spans in bytes of the article's text.
    pub quotations: Vec<GoldQuotation>,
}

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

/// Reads annotations (`id`, `annotator`, `quotes[]` as in gold, without the text), one annotator's
/// of one article a line. Annotations of articles that `gold` does not have are mistakes.
///
/// # Errors
/// Where the file cannot be read; else every mistake of it together.
pub fn read_annotations(
    path: &Path,
    gold: &[GoldArticle],
) -> Result<Vec<Annotation>, EvaluateError> {
    let shown = path.display().to_string();
    let lines = std::fs::read_to_string(path).map_err(|source| EvaluateError::Io {
        path: shown.clone(),
        source,
    })?;
    let texts: HashMap<&str, &str> = gold
        .iter()
        .map(|article| (article.id.as_str(), article.text.as_str()))
        .collect();
    let mut annotations = Vec::new();
    let mut mistakes = Vec::new();
    let mut seen: HashSet<(String, String)> = HashSet::new();
    for (i, line) in lines.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let mut tell = |id: Option<&str>, what: String| {
            mistakes.push(Mistake {
                line: i + 1,
                id: id.map(str::to_owned),
                what,
            });
        };
        let raw: RawAnnotation = match serde_json::from_str(line) {
            Ok(raw) => raw,
            Err(error) => {
                tell(None, format!("no annotation: {error}"));
                continue;
            }
        };
        let id = Some(raw.id.as_str());
        if !seen.insert((raw.id.clone(), raw.annotator.clone())) {
            tell(
                id,
                format!("annotator {} stands here already", raw.annotator),
            );
        }
        let Some(text) = texts.get(raw.id.as_str()) else {
            tell(id, "gold has no such article".to_owned());
            continue;
        };
        let quotations = checked(text, &raw, &mut |what| tell(id, what));
        annotations.push(Annotation {
            article: raw.id,
            annotator: raw.annotator,
            quotations,
        });
    }
    if mistakes.is_empty() {
        Ok(annotations)
    } else {
        Err(EvaluateError::Mistakes {
            path: shown,
            mistakes,
        })
    }
}

fn checked(text: &str, raw: &RawAnnotation, tell: &mut impl FnMut(String)) -> Vec<GoldQuotation> {
    let offsets = Offsets::new(text, OffsetUnit::Codepoint);
    let mut quotations = Vec::with_capacity(raw.quotes.len());
    for (i, quote) in raw.quotes.iter().enumerate() {
        let marked = [
            Some(&*quote.content),
            quote.source.as_deref(),
            quote.cue.as_deref(),
        ];
        let [content, source, cue] = checked_parts(&offsets, i, marked, tell);
        quotations.push(GoldQuotation {
            // Computed from the text wherever it counts.
            kind: QuotationType::Indirect,
            content,
            source,
            cue,
            speaker: GoldSpeaker::default(),
        });
    }
    quotations
}

/// The same figures between people: of each article, every annotator is taken as gold for every
/// other one, so that precision and recall come out the same and F1 is that of the pairs. The
/// bootstrap draws articles with all their pairs; an article of one annotator counts for nothing.
pub fn agreement(gold: &[GoldArticle], annotations: &[Annotation], bootstrap: Bootstrap) -> Scores {
    let mut by_article: HashMap<&str, Vec<&Annotation>> = HashMap::new();
    for annotation in annotations {
        let of_article = by_article.entry(annotation.article.as_str()).or_default();
        of_article.push(annotation);
    }
    let rows: Vec<Row> = gold
        .par_iter()
        .filter_map(|article| {
            let people = by_article.get(article.id.as_str())?;
            (people.len() > 1).then(|| pairs_of(article, people))
        })
        .collect();
    Scores {
        articles: rows.len(),
        missing: Vec::new(),
        unknown: 0,
        bootstrap,
        figures: figures(&rows, bootstrap),
    }
}

fn pairs_of(article: &GoldArticle, people: &[&Annotation]) -> Row {
    let ground = Ground::new(&article.text);
    let sides: Vec<Vec<Quotation>> = people
        .iter()
        .map(|annotation| gold_side(&ground, &annotation.quotations))
        .collect();
    let mut row = Row::empty();
    for (i, one) in sides.iter().enumerate() {
        for (j, other) in sides.iter().enumerate() {
            if i != j {
                row.add(&Row::of(&ground, one, other));
            }
        }
    }
    row
}

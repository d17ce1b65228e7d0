//! Scoring files that are larger than one wants to hold.

use std::path::Path;

use rayon::prelude::*;

use super::EvaluateError;
use super::bootstrap::Bootstrap;
use super::counts::Row;
use super::predictions::{RecordFile, read_records};
use super::scores::{Scores, figures, score_with};
use super::side::{Ground, gold_side, record_side};
use crate::gold::{GoldArticle, GoldLines, read_gold};
use crate::output::record::Record;
use crate::unpack::is_packed;

/// Articles that are held at once.
const BATCH: usize = 256;

/// Scores a file of records against a file of gold; the same as [`super::score_with`] over what they
/// hold, but with no more than 256 articles in memory. What grows with the files is some 1.5 KB an
/// article: its counts, its id, and where its record lies. Compressed records (`.gz`, `.zst`) are held whole.
///
/// # Errors
/// As [`crate::gold::read_gold`], [`super::read_records`] and [`super::score`]; mistakes in gold go
/// before everything else.
pub fn score_files(
    gold: &Path,
    records: &Path,
    bootstrap: Bootstrap,
) -> Result<Scores, EvaluateError> {
    let mut lines = GoldLines::open(gold)?;
    for article in lines.by_ref() {
        article?;
    }
    lines.finish()?;
    if is_packed(records) {
        return score_with(&read_gold(gold)?, &read_records(records)?, bootstrap);
    }
    let mut file = RecordFile::open(records)?;
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    let mut lines = GoldLines::open(gold)?;
    loop {
        let batch = lines.by_ref().take(BATCH).collect::<Result<Vec<_>, _>>()?;
        if batch.is_empty() {
            break;
        }
        let mut pairs = Vec::with_capacity(batch.len());
        for article in batch {
            let line = file.line(&article.id)?;
            if line.is_none() {
                missing.push(article.id.clone());
            }
            pairs.push((article, line));
        }
        let counted: Result<Vec<Row>, EvaluateError> = pairs
            .par_iter()
            .map(|(article, line)| count(article, line.as_deref()))
            .collect();
        rows.append(&mut counted?);
    }
    Ok(Scores {
        articles: rows.len(),
        unknown: file.len() - (rows.len() - missing.len()),
        missing,
        bootstrap,
        figures: figures(&rows, bootstrap),
    })
}

fn count(article: &GoldArticle, line: Option<&[u8]>) -> Result<Row, EvaluateError> {
    let ground = Ground::new(&article.text);
    let side = gold_side(&ground, &article.quotations);
    let predicted = match line {
        None => Vec::new(),
        Some(line) => {
            let record: Record =
                serde_json::from_slice(line).map_err(|_| EvaluateError::Changed {
                    id: article.id.clone(),
                })?;
            record_side(&ground, article, &record)?
        }
    };
    Ok(Row::of(&ground, &side, &predicted))
}

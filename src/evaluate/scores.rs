//! All figures of one system over one gold set.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::EvaluateError;
use super::bootstrap::{Bootstrap, interval, sum, values};
use super::counts::Row;
use super::measures::measures;
use super::side::{Ground, gold_side, record_side};
use crate::gold::GoldArticle;
use crate::output::record::Record;

/// A figure with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its place: keys with slashes between, as in `quoted/f1`.
    pub path: String,
    /// The figure; nothing where there are no cases.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// How many cases it is over: of a rate its denominator, of an F1 the gold cases.
    pub n: u64,
    /// The counts behind it: `right/of` for a rate, `gold|predicted` for an F1.
    pub counts: String,
}

/// All figures, in a fixed order, and which articles they are of.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Number of gold articles.
    pub articles: usize,
    /// Gold articles that no record was given for; they count as without quotations.
    pub missing: Vec<String>,
    /// Number of records of articles that gold does not have; they count for nothing.
    pub unknown: usize,
    /// How the intervals came about.
    pub bootstrap: Bootstrap,
    /// Every figure.
    pub figures: Vec<Figure>,
}

impl Scores {
    /// The figure at a place such as `quoted/f1` or `passages/speaker`.
    pub fn get(&self, path: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.path == path)
    }

    /// The figures as nested objects, each `{"value", "low", "high", "n"}`.
    pub fn to_json(&self) -> Value {
        let mut root = Map::new();
        root.insert("articles".into(), json!(self.articles));
        root.insert("missing_records".into(), json!(self.missing));
        root.insert("unknown_records".into(), json!(self.unknown));
        root.insert(
            "bootstrap".into(),
            json!({"resamples": self.bootstrap.resamples, "seed": self.bootstrap.seed}),
        );
        for figure in &self.figures {
            let leaf = json!({
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
                "n": figure.n,
            });
            insert(&mut root, &figure.path, leaf);
        }
        Value::Object(root)
    }
}

/// Puts a value at a path of keys.
pub(super) fn insert(root: &mut Map<String, Value>, path: &str, leaf: Value) {
    match path.split_once('/') {
        None => {
            root.insert(path.to_owned(), leaf);
        }
        Some((key, rest)) => {
            let below = root.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(below) = below {
                insert(below, rest, leaf);
            }
        }
    }
}

/// The counts of every article, in gold's order.
pub(super) fn count(
    gold: &[GoldArticle],
    records: &HashMap<String, Record>,
) -> Result<Vec<Row>, EvaluateError> {
    gold.par_iter()
        .map(|article| {
            let ground = Ground::new(&article.text);
            let side = gold_side(&ground, &article.quotations);
            let predicted = match records.get(&article.id) {
                Some(record) => record_side(&ground, article, record)?,
                None => Vec::new(),
            };
            Ok(Row::of(&ground, &side, &predicted))
        })
        .collect()
}

/// Scores records, keyed by article id, against gold, with intervals from 1,000 resamples.
///
/// # Errors
/// Where a record was made from another text than gold's, or a span does not fit the text.
pub fn score(
    gold: &[GoldArticle],
    records: &HashMap<String, Record>,
) -> Result<Scores, EvaluateError> {
    score_with(gold, records, Bootstrap::default())
}

/// [`score`] with a bootstrap of one's own.
///
/// # Errors
/// As [`score`].
pub fn score_with(
    gold: &[GoldArticle],
    records: &HashMap<String, Record>,
    bootstrap: Bootstrap,
) -> Result<Scores, EvaluateError> {
    let rows = count(gold, records)?;
    Ok(of_rows(gold, records, &rows, bootstrap))
}

/// The scores of counts that were made already.
pub(super) fn of_rows(
    gold: &[GoldArticle],
    records: &HashMap<String, Record>,
    rows: &[Row],
    bootstrap: Bootstrap,
) -> Scores {
    let known: HashSet<&str> = gold.iter().map(|article| article.id.as_str()).collect();
    let missing = gold.iter().filter(|a| !records.contains_key(&a.id));
    Scores {
        articles: gold.len(),
        missing: missing.map(|article| article.id.clone()).collect(),
        unknown: records
            .keys()
            .filter(|id| !known.contains(id.as_str()))
            .count(),
        bootstrap,
        figures: figures(rows, bootstrap),
    }
}

/// Every figure of these counts.
pub(super) fn figures(rows: &[Row], bootstrap: Bootstrap) -> Vec<Figure> {
    let measures = measures();
    let sums = sum(rows);
    let resampled = values(rows, &measures, bootstrap);
    measures
        .into_iter()
        .zip(resampled)
        .map(|(measure, values)| {
            let ends = interval(values);
            Figure {
                value: measure.formula.value(&sums),
                low: ends.map(|ends| ends.0),
                high: ends.map(|ends| ends.1),
                n: measure.formula.cases(&sums),
                counts: measure.formula.beside(&sums),
                path: measure.path,
            }
        })
        .collect()
}

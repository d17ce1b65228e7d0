//! Two systems over the same articles.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::EvaluateError;
use super::bootstrap::{Bootstrap, differences, interval, sum, two_sided_p};
use super::errors::{ErrorKind, wrong_with};
use super::judge::judge;
use super::measures::measures;
use super::scores::{Scores, count, insert, of_rows};
use super::side::{Ground, Quotation, gold_side, record_side};
use crate::gold::GoldArticle;
use crate::output::record::{Record, RecordSpan};
use crate::text::{OffsetUnit, Offsets, QuotationType, join};

/// How a figure of one system differs from the other's.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The figure's place, as in [`super::Figure`].
    pub path: String,
    /// The first system's figure minus the second's.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Two-sided p from the paired bootstrap; see [`Comparison`].
    pub p: Option<f64>,
    /// Cases of the first system's figure.
    pub n: u64,
}

/// Two systems over the same gold. Each resample draws articles once for both; p is twice the
/// share of resamples in which the difference lies on the rarer side of zero (or is zero), with one
/// more resample counted on that side, and at most 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The first system.
    pub first: Scores,
    /// The one it is compared with.
    pub second: Scores,
    /// Every figure's difference.
    pub differences: Vec<Difference>,
    /// Gold quotations that only the first gets right.
    pub only_first: Vec<OneSided>,
    /// Gold quotations that only the second gets right.
    pub only_second: Vec<OneSided>,
}

/// A gold quotation that one system gets right and the other does not. Right: found, with no error
/// in its speaker (where gold's is judged, else in its source).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OneSided {
    /// The article's id.
    pub article: String,
    /// Its type.
    #[serde(rename = "type")]
    pub quotation_type: QuotationType,
    /// The content.
    pub text: String,
    /// Where it stands, in code points.
    pub spans: Vec<RecordSpan>,
    /// The words of its source.
    pub mention: Option<String>,
    /// Who speaks.
    pub speaker: Vec<String>,
    /// What the other system has wrong.
    pub other: Vec<ErrorKind>,
}

impl Comparison {
    /// The difference at a place such as `quoted/f1`.
    pub fn get(&self, path: &str) -> Option<&Difference> {
        self.differences.iter().find(|d| d.path == path)
    }

    /// Both systems' figures, the differences in the same layout with `p`, and the quotations that
    /// only one gets right.
    pub fn to_json(&self) -> Value {
        let mut differences = Map::new();
        for difference in &self.differences {
            let leaf = json!({
                "value": difference.value,
                "low": difference.low,
                "high": difference.high,
                "p": difference.p,
                "n": difference.n,
            });
            insert(&mut differences, &difference.path, leaf);
        }
        json!({
            "pred": self.first.to_json(),
            "against": self.second.to_json(),
            "difference": differences,
            "only_pred_right": self.only_first,
            "only_against_right": self.only_second,
        })
    }
}

/// Compares two systems' records over the same gold.
///
/// # Errors
/// As [`super::score`], for either system.
pub fn compare(
    gold: &[GoldArticle],
    first: &HashMap<String, Record>,
    second: &HashMap<String, Record>,
    bootstrap: Bootstrap,
) -> Result<Comparison, EvaluateError> {
    let (rows, other_rows) = (count(gold, first)?, count(gold, second)?);
    let (sums, other_sums) = (sum(&rows), sum(&other_rows));
    let measures = measures();
    let resampled = differences(&rows, &other_rows, &measures, bootstrap);
    let differences = measures
        .into_iter()
        .zip(resampled)
        .map(|(measure, values)| {
            let p = two_sided_p(&values);
            let ends = interval(values);
            let value = measure.formula.value(&sums);
            let other = measure.formula.value(&other_sums);
            Difference {
                value: value.zip(other).map(|(a, b)| a - b),
                low: ends.map(|ends| ends.0),
                high: ends.map(|ends| ends.1),
                p,
                n: measure.formula.cases(&sums),
                path: measure.path,
            }
        });
    let one_sided: Result<Vec<OneSidedPair>, EvaluateError> = gold
        .par_iter()
        .map(|article| one_sided(article, first, second))
        .collect();
    let (only_first, only_second): (Vec<_>, Vec<_>) = one_sided?.into_iter().unzip();
    Ok(Comparison {
        differences: differences.collect(),
        first: of_rows(gold, first, &rows, bootstrap),
        second: of_rows(gold, second, &other_rows, bootstrap),
        only_first: only_first.into_iter().flatten().collect(),
        only_second: only_second.into_iter().flatten().collect(),
    })
}

/// What only the first and what only the second gets right.
type OneSidedPair = (Vec<OneSided>, Vec<OneSided>);

fn one_sided(
    article: &GoldArticle,
    first: &HashMap<String, Record>,
    second: &HashMap<String, Record>,
) -> Result<OneSidedPair, EvaluateError> {
    let ground = Ground::new(&article.text);
    let gold = gold_side(&ground, &article.quotations);
    let wrong = |records: &HashMap<String, Record>| -> Result<_, EvaluateError> {
        let predicted = match records.get(&article.id) {
            Some(record) => record_side(&ground, article, record)?,
            None => Vec::new(),
        };
        Ok(wrong_of_each(&ground, &gold, &predicted))
    };
    let (of_first, of_second) = (wrong(first)?, wrong(second)?);
    let offsets = Offsets::new(&article.text, OffsetUnit::Codepoint);
    let mut only = (Vec::new(), Vec::new());
    for ((quotation, a), b) in gold.iter().zip(of_first).zip(of_second) {
        let (list, other) = match (a.is_empty(), b.is_empty()) {
            (true, false) => (&mut only.0, b),
            (false, true) => (&mut only.1, a),
            _ => continue,
        };
        list.push(OneSided {
            article: article.id.clone(),
            quotation_type: quotation.kind,
            text: join(&article.text, &quotation.content_spans),
            spans: quotation
                .content_spans
                .iter()
                .map(|span| offsets.from_span(*span))
                .collect(),
            mention: (!quotation.source_spans.is_empty())
                .then(|| join(&article.text, &quotation.source_spans)),
            speaker: quotation.names.clone(),
            other,
        });
    }
    Ok(only)
}

/// What is wrong with each gold quotation, boundaries left out; of one whose speaker is judged,
/// the mention is left out too.
fn wrong_of_each(
    ground: &Ground,
    gold: &[Quotation],
    predicted: &[Quotation],
) -> Vec<Vec<ErrorKind>> {
    let judged = judge(ground, gold, predicted);
    let each = gold.iter().zip(&judged.gold).map(|(g, outcome)| {
        let Some(p) = outcome.pair.and_then(|pair| predicted.get(pair.predicted)) else {
            return vec![ErrorKind::NotFound];
        };
        let mut kinds = wrong_with(g, p);
        kinds.retain(|kind| match kind {
            ErrorKind::Boundary => false,
            ErrorKind::WrongMention => !g.person && g.has_source(),
            _ => true,
        });
        kinds
    });
    each.collect()
}

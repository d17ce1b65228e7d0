//! One article judged: which quotations were found, and what of each is right.

use super::characters::CharacterSet;
use super::form::SourceForm;
use super::matching::{Pair, covering_most, pairs};
use super::side::{Ground, Quotation};
use crate::speakers::names::same_key;

/// How a gold quotation fared.
#[derive(Clone, Debug)]
pub(super) struct GoldOutcome {
    /// The pair it is in, where it was found.
    pub pair: Option<Pair>,
    /// Found, has a source, and the predicted mention shares half of it.
    pub mention: bool,
    /// The same, all characters equal.
    pub mention_exact: bool,
    /// Found, its speaker is judged, and the predicted speaker is the annotated one.
    pub speaker: bool,
    /// Found, and the predicted speaker is a person, an organization, a group, unnamed as gold's is.
    pub kind: bool,
    /// The form of its source.
    pub form: SourceForm,
}

/// How a predicted quotation fared.
#[derive(Clone, Debug)]
pub(super) struct PredictedOutcome {
    /// The pair it is in, unless it was invented.
    pub pair: Option<Pair>,
    /// It has a source, and that of its gold quotation is the same mention.
    pub mention: bool,
    /// What `confidence` is the chance of; see [`quotation_right`].
    pub right: bool,
}

/// How a passage (a stretch between marks in a gold quotation) fared.
#[derive(Clone, Debug)]
pub(super) struct PassageOutcome {
    /// The gold quotation it is part of.
    pub gold: usize,
    /// The predicted quotation that covers at least half of it.
    pub predicted: Option<usize>,
    /// Found with the right mention (gold has one).
    pub mention: bool,
    /// Found with the right speaker (gold's is judged).
    pub speaker: bool,
}

/// All outcomes of one article.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub gold: Vec<GoldOutcome>,
    pub predicted: Vec<PredictedOutcome>,
    pub passages: Vec<PassageOutcome>,
}

/// Compares the two sides of an article.
pub(super) fn judge(ground: &Ground, gold: &[Quotation], predicted: &[Quotation]) -> Judged {
    let mut gold_pair = vec![None; gold.len()];
    let mut predicted_pair = vec![None; predicted.len()];
    for pair in pairs(gold, predicted) {
        gold_pair[pair.gold] = Some(pair);
        predicted_pair[pair.predicted] = Some(pair);
    }
    let passages = passages(ground, gold, predicted, &gold_pair);
    let gold_outcomes = gold.iter().zip(gold_pair).map(|(g, pair)| {
        let other = pair.and_then(|pair| predicted.get(pair.predicted));
        GoldOutcome {
            pair,
            mention: other.is_some_and(|p| g.source.same_mention(&p.source)),
            mention_exact: other.is_some_and(|p| g.has_source() && g.source == p.source),
            speaker: other.is_some_and(|p| speaker_right(g, p)),
            kind: other
                .is_some_and(|p| g.speaker_kind.is_some() && g.speaker_kind == p.speaker_kind),
            form: SourceForm::of(ground.text, &g.source_spans, &g.names),
        }
    });
    let predicted_outcomes = predicted.iter().zip(predicted_pair).map(|(p, pair)| {
        let other = pair.and_then(|pair| gold.get(pair.gold));
        PredictedOutcome {
            pair,
            mention: other.is_some_and(|g| g.source.same_mention(&p.source)),
            right: other.is_some_and(|g| quotation_right(g, p)),
        }
    });
    Judged {
        gold: gold_outcomes.collect(),
        predicted: predicted_outcomes.collect(),
        passages,
    }
}

/// The predicted names are the annotated ones. Where gold has several who speak together, each
/// must be named, and nobody else.
pub(super) fn speaker_right(gold: &Quotation, predicted: &Quotation) -> bool {
    if !gold.person || gold.keys.len() != predicted.keys.len() {
        return false;
    }
    // Equal names pair first, so that "Smith" does not take the place of "John Smith" from
    // "John Smith".
    let mut left: Vec<&Vec<String>> = predicted.keys.iter().collect();
    let mut open: Vec<&Vec<String>> = Vec::new();
    for key in &gold.keys {
        match left.iter().position(|other| *other == key) {
            Some(i) => {
                left.remove(i);
            }
            None => open.push(key),
        }
    }
    open.iter().all(|key| {
        let same = left.iter().position(|other| same_key(key, other));
        same.map(|i| left.remove(i)).is_some()
    })
}

/// What `confidence` is the chance of: content found, and the speaker right where gold's is
/// judged; else the mention right where gold has one; else nothing more.
fn quotation_right(gold: &Quotation, predicted: &Quotation) -> bool {
    if gold.person {
        speaker_right(gold, predicted)
    } else if gold.has_source() {
        gold.source.same_mention(&predicted.source)
    } else {
        true
    }
}

fn passages(
    ground: &Ground,
    gold: &[Quotation],
    predicted: &[Quotation],
    gold_pair: &[Option<Pair>],
) -> Vec<PassageOutcome> {
    let inners: Vec<CharacterSet> = ground
        .stretches
        .iter()
        .map(|stretch| ground.characters.set(&[stretch.inner]))
        .filter(|inner| !inner.is_empty())
        .collect();
    let mut outcomes = Vec::new();
    for (i, g) in gold.iter().enumerate().filter(|(_, g)| g.is_quoted()) {
        // Where one quotation lies within another, both cover the passage: each gold quotation is
        // then judged by its own partner.
        let partner = gold_pair[i].map(|pair| pair.predicted);
        // Stretches stand in reading order, so the ones that reach into the content are a run.
        let from = inners.partition_point(|inner| inner.end() <= g.content.first());
        let reaching = inners[from..]
            .iter()
            .take_while(|inner| inner.first() < g.content.end());
        for inner in reaching {
            let passage = g.content.intersection(inner);
            if passage.is_empty() {
                continue;
            }
            let found = covering_most(&passage, predicted, partner)
                .filter(|(_, shared)| 2 * shared >= passage.len())
                .map(|(p, _)| p);
            let other = found.and_then(|p| predicted.get(p));
            outcomes.push(PassageOutcome {
                gold: i,
                predicted: found,
                mention: other.is_some_and(|p| g.source.same_mention(&p.source)),
                speaker: other.is_some_and(|p| speaker_right(g, p)),
            });
        }
    }
    outcomes
}

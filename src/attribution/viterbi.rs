//! The best well-formed sequence of labels.

use std::ops::Range;

use crate::model::labels::{OUTSIDE, PART_LABELS, Part};

/// A span of words with one part in a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledSpan {
    /// What it is.
    pub part: Part,
    /// Its words.
    pub words: Range<usize>,
}

/// The spans of the most probable labelling in which nothing goes on that has not begun, and no
/// source and no cue runs over the end of a paragraph.
///
/// `probabilities` has a row a word; `paragraph_starts` is as long.
pub fn best_spans(
    probabilities: &[[f32; PART_LABELS]],
    paragraph_starts: &[bool],
) -> Vec<LabelledSpan> {
    spans_of(&best_labels(probabilities, paragraph_starts))
}

/// Viterbi over BIO labels; transitions are allowed or not, none is dearer than another.
fn best_labels(probabilities: &[[f32; PART_LABELS]], paragraph_starts: &[bool]) -> Vec<u8> {
    let mut best = [f32::NEG_INFINITY; PART_LABELS];
    // What stands before the first word counts as outside.
    best[OUTSIDE] = 0.0;
    let mut came_from: Vec<[u8; PART_LABELS]> = Vec::with_capacity(probabilities.len());
    for (i, row) in probabilities.iter().enumerate() {
        let starts_paragraph = paragraph_starts.get(i) == Some(&true);
        let (mut next, mut from) = ([f32::NEG_INFINITY; PART_LABELS], [0; PART_LABELS]);
        for (label, probability) in row.iter().enumerate() {
            for (before, score) in best.iter().enumerate() {
                if *score > next[label] && may_follow(before, label, starts_paragraph) {
                    next[label] = *score;
                    from[label] = before as u8;
                }
            }
            // A score that is no number counts as impossible, but never ends the way.
            let p = if probability.is_nan() {
                0.0
            } else {
                *probability
            };
            next[label] += p.clamp(1e-9, 1.0).ln();
        }
        // Kept near zero, so that a long article does not lose precision.
        let highest = next.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        best = next.map(|score| score - highest);
        came_from.push(from);
    }
    let mut label = (0..PART_LABELS)
        .reduce(|a, b| if best[b] > best[a] { b } else { a })
        .unwrap_or(OUTSIDE);
    let mut labels = vec![0; probabilities.len()];
    for (i, from) in came_from.iter().enumerate().rev() {
        labels[i] = label as u8;
        label = usize::from(from[label]);
    }
    labels
}

fn may_follow(before: usize, label: usize, starts_paragraph: bool) -> bool {
    let goes_on = |part: Part| label == part.inside();
    match Part::ALL.into_iter().find(|part| goes_on(*part)) {
        None => true,
        Some(part) => {
            (before == part.begin() || before == part.inside())
                && (part == Part::Content || !starts_paragraph)
        }
    }
}

fn spans_of(labels: &[u8]) -> Vec<LabelledSpan> {
    let mut spans: Vec<LabelledSpan> = Vec::new();
    for (i, label) in labels.iter().map(|l| usize::from(*l)).enumerate() {
        for part in Part::ALL {
            if label == part.begin() {
                spans.push(LabelledSpan {
                    part,
                    words: i..i + 1,
                });
            } else if label == part.inside()
                && let Some(last) = spans.last_mut()
            {
                last.words.end = i + 1;
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(label: usize, p: f32) -> [f32; PART_LABELS] {
        let mut row = [(1.0 - p) / (PART_LABELS - 1) as f32; PART_LABELS];
        row[label] = p;
        row
    }

    #[test]
    fn takes_the_likely_labels() {
        let (source, cue, content) = (Part::Source, Part::Cue, Part::Content);
        let rows = [
            row(source.begin(), 0.9),
            row(source.inside(), 0.9),
            row(cue.begin(), 0.9),
            row(content.begin(), 0.9),
            row(content.inside(), 0.9),
            row(OUTSIDE, 0.9),
        ];
        let found = best_spans(&rows, &[false; 6]);
        let shown: Vec<_> = found.iter().map(|s| (s.part, s.words.clone())).collect();
        assert_eq!(shown, [(source, 0..2), (cue, 2..3), (content, 3..5)]);
    }

    #[test]
    fn nothing_goes_on_that_has_not_begun() {
        let (begin, inside) = (Part::Content.begin(), Part::Content.inside());
        let rows = [row(OUTSIDE, 0.5), row(inside, 0.99)];
        let labels = best_labels(&rows, &[false; 2]);
        assert_eq!(labels, [begin as u8, inside as u8]);
    }

    #[test]
    fn content_runs_over_paragraphs_and_sources_do_not() {
        let starts = [false, true];
        let content = [
            row(Part::Content.begin(), 0.9),
            row(Part::Content.inside(), 0.9),
        ];
        assert_eq!(best_spans(&content, &starts)[0].words, 0..2);
        let source = [
            row(Part::Source.begin(), 0.9),
            row(Part::Source.inside(), 0.9),
        ];
        assert!(
            best_spans(&source, &starts)
                .iter()
                .all(|s| s.words.len() == 1)
        );
    }

    proptest! {
        #[test]
        fn any_scores_give_well_formed_spans(
            rows in prop::collection::vec(prop::array::uniform7(any::<f32>()), 0..60),
            starts in prop::collection::vec(any::<bool>(), 60),
        ) {
            let mut end = 0;
            for span in best_spans(&rows, &starts) {
                prop_assert!(span.words.start >= end && span.words.end > span.words.start);
                end = span.words.end;
                if span.part != Part::Content {
                    let later = &starts[span.words.start + 1..span.words.end];
                    prop_assert!(!later.contains(&true));
                }
            }
            prop_assert!(end <= rows.len());
        }
    }
}

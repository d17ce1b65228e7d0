//! The engine's scores are those of the training side: PyTorch's, on windows of the corpus, written
//! by `scripts/train/reference_scores.py`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use whosaid::model::bert::{multiplies_bf16, multiplies_int8};
use whosaid::model::encoder::{Encoder, PointerRows, Precision, WindowInput};
use whosaid::model::folder::Model;
use whosaid::model::labels::{NAME_LABELS, PART_LABELS};

/// A window and what PyTorch makes of it.
#[derive(Deserialize)]
struct Reference {
    ids: Vec<i64>,
    case: Vec<i64>,
    paragraph: Vec<i64>,
    quoted: Vec<i64>,
    parts: Vec<[f32; PART_LABELS]>,
    names: Vec<[f32; NAME_LABELS]>,
    /// Positions whose pointers are compared.
    pointing: Vec<usize>,
    /// Where each of them points to most, and how much.
    source: Vec<(usize, f32)>,
    cue: Vec<(usize, f32)>,
    reference: Vec<(usize, f32)>,
}

impl Reference {
    fn window(&self) -> WindowInput {
        WindowInput {
            ids: self.ids.clone(),
            case: self.case.clone(),
            paragraph: self.paragraph.clone(),
            quoted: self.quoted.clone(),
        }
    }
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn references() -> Vec<Reference> {
    let json = fs::read_to_string(here("tests/data/reference_scores.json")).expect("the file");
    let references: Vec<Reference> = serde_json::from_str(&json).expect("scores of windows");
    assert!(references.len() >= 3);
    references
}

/// How far probabilities lie apart.
#[derive(Debug, Default)]
struct Apart {
    most: f32,
    sum: f64,
    number: usize,
}

impl Apart {
    fn add(&mut self, a: f32, b: f32) {
        let apart = (a - b).abs();
        assert!(apart.is_finite());
        self.most = self.most.max(apart);
        self.sum += f64::from(apart);
        self.number += 1;
    }

    fn mean(&self) -> f64 {
        self.sum / self.number as f64
    }
}

/// Labels and pointers of all windows against PyTorch's single precision.
fn apart(precision: Precision) -> (Apart, Apart) {
    let model = Model::load(&here("models"), precision).expect("the default model");
    let (mut labels, mut pointers) = (Apart::default(), Apart::default());
    for reference in references() {
        let scores = model.encoder.score(&reference.window()).expect("scores");
        assert_eq!(scores.parts.len(), reference.ids.len());
        for (ours, theirs) in scores.parts.iter().zip(&reference.parts) {
            ours.iter()
                .zip(theirs)
                .for_each(|(a, b)| labels.add(*a, *b));
        }
        for (ours, theirs) in scores.names.iter().zip(&reference.names) {
            ours.iter()
                .zip(theirs)
                .for_each(|(a, b)| labels.add(*a, *b));
        }
        let heads = [
            (&scores.source, &reference.source),
            (&scores.cue, &reference.cue),
            (&scores.reference, &reference.reference),
        ];
        for (ours, theirs) in heads {
            for (position, (to, probability)) in reference.pointing.iter().zip(theirs) {
                let row = row_of(ours, *position);
                pointers.add(row[*to], *probability);
            }
        }
    }
    assert!(labels.number > 1000 && pointers.number > 30);
    (labels, pointers)
}

fn row_of(rows: &PointerRows, position: usize) -> &[f32] {
    let i = rows.from.iter().position(|from| *from == position);
    rows.row(i.expect("content words point"))
}

/// Rounding to five digits alone makes 0.000005; the rest is the order of additions.
#[test]
fn single_precision_scores_equal_the_training_sides() {
    let (labels, pointers) = apart(Precision::F32);
    assert!(labels.most < 5e-4, "{labels:?}");
    assert!(pointers.most < 2e-3, "{pointers:?}");
    assert!(labels.mean() < 1e-5, "{labels:?}");
}

/// bfloat16 has eight bits of mantissa: where a decision is open a probability may move by some
/// hundredths, on the mean it must not move.
#[test]
fn bfloat16_scores_are_close_to_them() {
    if !multiplies_bf16() {
        eprintln!("not compared: this processor does not multiply in bfloat16");
        return;
    }
    let (labels, pointers) = apart(Precision::Bf16);
    assert!(labels.mean() < 2e-3, "{labels:?}");
    assert!(pointers.mean() < 2e-2, "{pointers:?}");
    assert!(labels.most < 0.3, "{labels:?}");
}

/// Eight bits in the linear layers: no farther from single precision than bfloat16 may be.
#[test]
fn eight_bit_scores_are_close_to_them() {
    if !multiplies_int8() {
        let refused = Model::load(&here("models"), Precision::Int8).err();
        let message = refused.expect("another precision is needed").to_string();
        assert!(message.contains("--precision auto"), "{message}");
        return;
    }
    let (labels, pointers) = apart(Precision::Int8);
    assert!(labels.mean() < 2e-3, "{labels:?}");
    assert!(pointers.mean() < 2e-2, "{pointers:?}");
    assert!(labels.most < 0.3, "{labels:?}");
}

/// The same window gives the same scores, whatever was scored before and on whatever thread.
#[test]
fn scores_depend_on_the_window_alone() {
    let model = Model::load(&here("models"), Precision::Auto).expect("the default model");
    let inputs: Vec<_> = references().iter().map(Reference::window).collect();
    let alone: Vec<_> = inputs
        .iter()
        .map(|input| model.encoder.score(input).expect("scores"))
        .collect();
    std::thread::scope(|scope| {
        for start in 0..4 {
            let (inputs, alone, encoder) = (&inputs, &alone, &model.encoder);
            scope.spawn(move || {
                for i in (0..inputs.len()).map(|i| (i + start) % inputs.len()) {
                    assert_eq!(encoder.score(&inputs[i]).expect("scores"), alone[i]);
                }
            });
        }
    });
}

/// Both shape the processor's tile registers where it has them, each in its own way.
#[test]
fn eight_bits_and_bfloat16_take_turns_on_a_thread() {
    if !multiplies_int8() || !multiplies_bf16() {
        eprintln!("not compared: this processor has not both");
        return;
    }
    let load = |precision| Model::load(&here("models"), precision).expect("the default model");
    let encoders = [Precision::Bf16, Precision::Int8].map(|precision| load(precision).encoder);
    let input = references()[0].window();
    let score = |encoder: &dyn Encoder| encoder.score(&input).expect("scores");
    let [first, second] = [score(&encoders[0]), score(&encoders[1])];
    assert_ne!(first, second);
    for _ in 0..2 {
        assert_eq!(score(&encoders[0]), first);
        assert_eq!(score(&encoders[1]), second);
    }
}

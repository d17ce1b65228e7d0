//! Which figures there are, and how each is computed from counts.

use super::counts::{
    BAND_GROUPS, BANDS, BandField, CONFIDENCE_UNIT, Column, Field, FormField, FragmentField, Group,
    PassageField,
};
use super::form::SourceForm;
use super::fragments::Part;

/// A figure's name and formula.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    /// Its place in the JSON: keys with slashes between.
    pub path: String,
    pub formula: Formula,
}

/// How a figure comes out of added-up counts; columns are indexes of a row.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// One sum over another.
    Ratio {
        right: Vec<usize>,
        of: Vec<usize>,
        /// What one unit of `right` counts.
        unit: f64,
    },
    /// Harmonic mean of recall and precision.
    F1 {
        recall: [usize; 2],
        precision: [usize; 2],
    },
    /// Expected calibration error over bands of (predicted, right, confidence).
    CalibrationError(Vec<[Vec<usize>; 3]>),
}

/// A sum of counts over another, where there is anything to count.
fn over(right: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| right / of)
}

impl Formula {
    fn ratio(right: Column, of: Column) -> Self {
        Formula::Ratio {
            right: vec![right.index()],
            of: vec![of.index()],
            unit: 1.0,
        }
    }

    fn f1(recall: [Column; 2], precision: [Column; 2]) -> Self {
        Formula::F1 {
            recall: recall.map(Column::index),
            precision: precision.map(Column::index),
        }
    }

    /// The figure; nothing where there are no cases of it. F1 is 0 where only one side has cases.
    pub fn value(&self, sums: &[u64]) -> Option<f64> {
        match self {
            Formula::Ratio { right, of, unit } => {
                over(total(sums, right) as f64 * unit, total(sums, of) as f64)
            }
            Formula::F1 { recall, precision } => {
                let part = |[right, of]: [usize; 2]| over(sums[right] as f64, sums[of] as f64);
                match (part(*recall), part(*precision)) {
                    (None, None) => None,
                    (Some(r), Some(p)) if r + p > 0.0 => Some(2.0 * r * p / (r + p)),
                    _ => Some(0.0),
                }
            }
            Formula::CalibrationError(bands) => {
                let all: u64 = bands.iter().map(|[of, ..]| total(sums, of)).sum();
                let gaps = bands.iter().map(|[_, right, confidence]| {
                    let meant = total(sums, confidence) as f64 * CONFIDENCE_UNIT;
                    (meant - total(sums, right) as f64).abs()
                });
                over(gaps.sum(), all as f64)
            }
        }
    }

    /// How many cases the figure is over: of an F1, those of gold.
    pub fn cases(&self, sums: &[u64]) -> u64 {
        match self {
            Formula::Ratio { of, .. } => total(sums, of),
            Formula::F1 { recall, .. } => sums[recall[1]],
            Formula::CalibrationError(bands) => bands.iter().map(|[of, ..]| total(sums, of)).sum(),
        }
    }

    /// The counts to show beside the figure.
    pub fn beside(&self, sums: &[u64]) -> String {
        match self {
            Formula::Ratio { right, of, .. } => {
                format!("{}/{}", total(sums, right), total(sums, of))
            }
            Formula::F1 { recall, precision } => {
                format!("{}|{}", sums[recall[1]], sums[precision[1]])
            }
            Formula::CalibrationError(_) => self.cases(sums).to_string(),
        }
    }
}

fn total(sums: &[u64], columns: &[usize]) -> u64 {
    columns.iter().map(|column| sums[*column]).sum()
}

/// Every figure, in the order of the JSON.
pub(super) fn measures() -> Vec<Measure> {
    let mut all = Vec::new();
    passages(&mut all);
    for group in Group::ALL {
        quotations(group, &mut all);
    }
    for form in SourceForm::ALL {
        put(
            &mut all,
            format!("speaker_by_form/{}", form.name()),
            speaker_by_form(Group::All, form),
        );
    }
    published(&mut all);
    calibration(&mut all);
    all
}

fn put(all: &mut Vec<Measure>, path: String, formula: Formula) {
    all.push(Measure { path, formula });
}

fn passages(all: &mut Vec<Measure>) {
    use PassageField as P;
    let rates = [
        ("found", P::Found, P::Passages),
        ("mention", P::Mention, P::WithSource),
        ("mention_given_found", P::Mention, P::WithSourceFound),
        ("speaker", P::Speakers, P::Persons),
        ("speaker_given_found", P::Speakers, P::PersonsFound),
    ];
    for (name, right, of) in rates {
        let formula = Formula::ratio(Column::Passage(right), Column::Passage(of));
        put(all, format!("passages/{name}"), formula);
    }
}

fn quotations(group: Group, all: &mut Vec<Measure>) {
    use Field as F;
    let at = |field| Column::Group(group, field);
    let ratio = |right, of| Formula::ratio(at(right), at(of));
    let f1 = |recall: [F; 2], precision: [F; 2]| Formula::f1(recall.map(at), precision.map(at));
    let mut figures = vec![
        ("precision", ratio(F::PredictedFound, F::Predicted)),
        ("recall", ratio(F::GoldFound, F::Gold)),
        (
            "f1",
            f1([F::GoldFound, F::Gold], [F::PredictedFound, F::Predicted]),
        ),
        (
            "exact_f1",
            f1([F::GoldExact, F::Gold], [F::PredictedExact, F::Predicted]),
        ),
    ];
    if matches!(group, Group::All | Group::Quoted) {
        let characters = f1(
            [F::GoldCharactersFound, F::GoldCharacters],
            [F::PredictedCharactersFound, F::PredictedCharacters],
        );
        figures.push(("character_f1", characters));
    }
    figures.extend([
        (
            "mention_precision",
            ratio(F::PredictedMention, F::PredictedWithSource),
        ),
        ("mention_recall", ratio(F::GoldMention, F::GoldWithSource)),
        (
            "mention_f1",
            f1(
                [F::GoldMention, F::GoldWithSource],
                [F::PredictedMention, F::PredictedWithSource],
            ),
        ),
        (
            "mention_given_detected",
            ratio(F::GoldMention, F::GoldWithSourceFound),
        ),
        (
            "mention_exact_given_detected",
            ratio(F::GoldMentionExact, F::GoldWithSourceFound),
        ),
        ("speaker", ratio(F::Speakers, F::Persons)),
        (
            "speaker_given_detected",
            ratio(F::Speakers, F::PersonsFound),
        ),
        (
            "speaker_kind_given_detected",
            ratio(F::Kinds, F::KindsFound),
        ),
    ]);
    for (name, formula) in figures {
        put(all, format!("{}/{name}", group.name()), formula);
    }
    for form in SourceForm::ALL {
        let path = format!("{}/speaker_by_form/{}", group.name(), form.name());
        put(all, path, speaker_by_form(group, form));
    }
    for form in SourceForm::ALL {
        let at = |field| Column::Form(group, form, field);
        let path = format!(
            "{}/speaker_by_form_given_detected/{}",
            group.name(),
            form.name()
        );
        put(
            all,
            path,
            Formula::ratio(at(FormField::Right), at(FormField::Found)),
        );
    }
}

fn speaker_by_form(group: Group, form: SourceForm) -> Formula {
    let at = |field| Column::Form(group, form, field);
    Formula::ratio(at(FormField::Right), at(FormField::Persons))
}

fn published(all: &mut Vec<Measure>) {
    for part in Part::ALL {
        let at = |field| Column::Fragment(part, field);
        let recall = [at(FragmentField::Both), at(FragmentField::Gold)];
        let precision = [at(FragmentField::Both), at(FragmentField::Predicted)];
        let figures = [
            ("precision", Formula::ratio(precision[0], precision[1])),
            ("recall", Formula::ratio(recall[0], recall[1])),
            ("f1", Formula::f1(recall, precision)),
        ];
        for (name, formula) in figures {
            put(all, format!("published/{}/{name}", part.name()), formula);
        }
    }
}

/// A threshold or the lower bound of a band, as it is written in keys.
pub(super) fn bound(band: usize) -> String {
    format!("{:.2}", band as f64 / BANDS as f64)
}

fn calibration(all: &mut Vec<Measure>) {
    for group in BAND_GROUPS {
        let columns = |bands: std::ops::Range<usize>, field: BandField| -> Vec<usize> {
            bands
                .map(|band| Column::Band(group, band, field).index())
                .collect()
        };
        let ratio = |right, of, unit| Formula::Ratio { right, of, unit };
        let base = format!("calibration/{}", group.name());
        // Two counted bands make one that is shown.
        let shown: Vec<_> = (0..BANDS).step_by(2).map(|band| band..band + 2).collect();
        let bands = shown.iter().map(|band| {
            [
                columns(band.clone(), BandField::Predicted),
                columns(band.clone(), BandField::Right),
                columns(band.clone(), BandField::Confidence),
            ]
        });
        let error = Formula::CalibrationError(bands.collect());
        put(all, format!("{base}/expected_calibration_error"), error);
        for band in shown {
            let of = columns(band.clone(), BandField::Predicted);
            let right = columns(band.clone(), BandField::Right);
            let meant = columns(band.clone(), BandField::Confidence);
            let path = format!("{base}/bands/{}", bound(band.start));
            put(
                all,
                format!("{path}/accuracy"),
                ratio(right, of.clone(), 1.0),
            );
            put(
                all,
                format!("{path}/confidence"),
                ratio(meant, of, CONFIDENCE_UNIT),
            );
        }
        for threshold in 0..BANDS {
            let kept = columns(threshold..BANDS, BandField::Predicted);
            let right = columns(threshold..BANDS, BandField::Right);
            let every = columns(0..BANDS, BandField::Predicted);
            let path = format!("{base}/curve/{}", bound(threshold));
            put(
                all,
                format!("{path}/coverage"),
                ratio(kept.clone(), every, 1.0),
            );
            put(all, format!("{path}/accuracy"), ratio(right, kept, 1.0));
        }
    }
}

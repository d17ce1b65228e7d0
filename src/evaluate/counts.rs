//! What is counted of an article: one row of whole numbers, which add up over articles.

use super::form::SourceForm;
use super::fragments::{Part, Tokens};
use super::judge::{Judged, judge};
use super::side::{Ground, Quotation};
use crate::evaluate::characters::CharacterSet;
use crate::text::QuotationType;

/// Which quotations a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Every quotation.
    All,
    /// Direct and mixed ones.
    Quoted,
    /// Direct ones.
    Direct,
    /// Mixed ones.
    Mixed,
    /// Indirect ones.
    Indirect,
}

impl Group {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Group; 5] = [
        Self::All,
        Self::Quoted,
        Self::Direct,
        Self::Mixed,
        Self::Indirect,
    ];

    /// Its key in JSON and its head in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Quoted => "quoted",
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }

    /// True where quotations of this type belong to it.
    pub fn holds(self, kind: QuotationType) -> bool {
        match self {
            Self::All => true,
            Self::Quoted => kind != QuotationType::Indirect,
            Self::Direct => kind == QuotationType::Direct,
            Self::Mixed => kind == QuotationType::Mixed,
            Self::Indirect => kind == QuotationType::Indirect,
        }
    }
}

/// What is counted of a group of quotations.
#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    Gold,
    GoldFound,
    GoldExact,
    Predicted,
    PredictedFound,
    PredictedExact,
    GoldCharacters,
    GoldCharactersFound,
    PredictedCharacters,
    PredictedCharactersFound,
    GoldWithSource,
    GoldWithSourceFound,
    GoldMention,
    GoldMentionExact,
    PredictedWithSource,
    PredictedMention,
    Persons,
    PersonsFound,
    Speakers,
    KindsFound,
    Kinds,
}
const FIELDS: usize = Field::Kinds as usize + 1;

/// What is counted of the persons whose mention has a form.
#[derive(Clone, Copy, Debug)]
pub(super) enum FormField {
    Persons,
    Found,
    Right,
}
const FORM_FIELDS: usize = FormField::Right as usize + 1;
const FORMS: usize = SourceForm::ALL.len();

/// What is counted of passages.
#[derive(Clone, Copy, Debug)]
pub(super) enum PassageField {
    Passages,
    Found,
    WithSource,
    WithSourceFound,
    Mention,
    Persons,
    PersonsFound,
    Speakers,
}
const PASSAGE_FIELDS: usize = PassageField::Speakers as usize + 1;

/// What is counted of fragments.
#[derive(Clone, Copy, Debug)]
pub(super) enum FragmentField {
    Gold,
    Predicted,
    Both,
}
const FRAGMENT_FIELDS: usize = FragmentField::Both as usize + 1;

/// What is counted of predicted quotations by their confidence.
#[derive(Clone, Copy, Debug)]
pub(super) enum BandField {
    Predicted,
    Right,
    /// Sum of the confidences, in ten-thousandths.
    Confidence,
}
const BAND_FIELDS: usize = BandField::Confidence as usize + 1;

/// Bands of confidence, each this much wide: 1 / BANDS.
pub(super) const BANDS: usize = 20;
/// What one unit of [`BandField::Confidence`] is.
pub(super) const CONFIDENCE_UNIT: f64 = 1e-4;
/// The groups that are counted by confidence.
pub(super) const BAND_GROUPS: [Group; 2] = [Group::All, Group::Quoted];

/// One place in a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    Group(Group, Field),
    Form(Group, SourceForm, FormField),
    Passage(PassageField),
    Fragment(Part, FragmentField),
    Band(Group, usize, BandField),
}

const FORM_START: usize = Group::ALL.len() * FIELDS;
const PASSAGE_START: usize = FORM_START + Group::ALL.len() * FORMS * FORM_FIELDS;
const FRAGMENT_START: usize = PASSAGE_START + PASSAGE_FIELDS;
const BAND_START: usize = FRAGMENT_START + Part::ALL.len() * FRAGMENT_FIELDS;
/// Length of a row.
pub(super) const COLUMNS: usize = BAND_START + BAND_GROUPS.len() * BANDS * BAND_FIELDS;

impl Column {
    pub fn index(self) -> usize {
        match self {
            Column::Group(group, field) => group as usize * FIELDS + field as usize,
            Column::Form(group, form, field) => {
                let cell = group as usize * FORMS + form as usize;
                FORM_START + cell * FORM_FIELDS + field as usize
            }
            Column::Passage(field) => PASSAGE_START + field as usize,
            Column::Fragment(part, field) => {
                FRAGMENT_START + part as usize * FRAGMENT_FIELDS + field as usize
            }
            Column::Band(group, band, field) => {
                let cell = group as usize * BANDS + band;
                BAND_START + cell * BAND_FIELDS + field as usize
            }
        }
    }
}

/// The counts of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row(Vec<u32>);

impl Row {
    pub fn empty() -> Self {
        Row(vec![0; COLUMNS])
    }

    pub fn cells(&self) -> &[u32] {
        &self.0
    }

    /// The counts of a comparison.
    pub fn of(ground: &Ground, gold: &[Quotation], predicted: &[Quotation]) -> Self {
        Self::of_judged(ground, gold, predicted, &judge(ground, gold, predicted))
    }

    /// The counts of a comparison that was judged already.
    pub fn of_judged(
        ground: &Ground,
        gold: &[Quotation],
        predicted: &[Quotation],
        judged: &Judged,
    ) -> Self {
        let mut row = Self::empty();
        row.count_gold(gold, judged);
        row.count_predicted(predicted, judged);
        row.count_characters(gold, predicted);
        row.count_passages(gold, judged);
        row.count_fragments(ground.text, gold, predicted);
        row
    }

    /// Adds the counts of another comparison over the same article.
    pub fn add(&mut self, other: &Row) {
        for (cell, more) in self.0.iter_mut().zip(&other.0) {
            *cell += more;
        }
    }

    fn put(&mut self, column: Column, number: u32) {
        self.0[column.index()] += number;
    }

    fn put_if(&mut self, column: Column, yes: bool) {
        self.put(column, u32::from(yes));
    }

    fn count_gold(&mut self, gold: &[Quotation], judged: &Judged) {
        for (quotation, outcome) in gold.iter().zip(&judged.gold) {
            let found = outcome.pair.is_some();
            let exact = outcome.pair.is_some_and(|pair| pair.exact);
            let source = quotation.has_source();
            let person = quotation.person;
            for group in Group::ALL.into_iter().filter(|g| g.holds(quotation.kind)) {
                let at = |field| Column::Group(group, field);
                self.put(at(Field::Gold), 1);
                self.put_if(at(Field::GoldFound), found);
                self.put_if(at(Field::GoldExact), exact);
                self.put_if(at(Field::GoldWithSource), source);
                self.put_if(at(Field::GoldWithSourceFound), source && found);
                self.put_if(at(Field::GoldMention), outcome.mention);
                self.put_if(at(Field::GoldMentionExact), outcome.mention_exact);
                self.put_if(at(Field::Persons), person);
                self.put_if(at(Field::PersonsFound), person && found);
                self.put_if(at(Field::Speakers), outcome.speaker);
                let kind = quotation.speaker_kind.is_some();
                self.put_if(at(Field::KindsFound), kind && found);
                self.put_if(at(Field::Kinds), outcome.kind);
                let at = |field| Column::Form(group, outcome.form, field);
                self.put_if(at(FormField::Persons), person);
                self.put_if(at(FormField::Found), person && found);
                self.put_if(at(FormField::Right), outcome.speaker);
            }
        }
    }

    fn count_predicted(&mut self, predicted: &[Quotation], judged: &Judged) {
        for (quotation, outcome) in predicted.iter().zip(&judged.predicted) {
            let found = outcome.pair.is_some();
            let exact = outcome.pair.is_some_and(|pair| pair.exact);
            for group in Group::ALL.into_iter().filter(|g| g.holds(quotation.kind)) {
                let at = |field| Column::Group(group, field);
                self.put(at(Field::Predicted), 1);
                self.put_if(at(Field::PredictedFound), found);
                self.put_if(at(Field::PredictedExact), exact);
                self.put_if(at(Field::PredictedWithSource), quotation.has_source());
                self.put_if(at(Field::PredictedMention), outcome.mention);
            }
            if let Some(confidence) = quotation.confidence {
                let confidence = confidence.clamp(0.0, 1.0);
                let band = band_of(confidence);
                let groups = BAND_GROUPS.into_iter().filter(|g| g.holds(quotation.kind));
                for group in groups {
                    let at = |field| Column::Band(group, band, field);
                    self.put(at(BandField::Predicted), 1);
                    self.put_if(at(BandField::Right), outcome.right);
                    self.put(
                        at(BandField::Confidence),
                        (confidence / CONFIDENCE_UNIT).round() as u32,
                    );
                }
            }
        }
    }

    fn count_characters(&mut self, gold: &[Quotation], predicted: &[Quotation]) {
        let of = |side: &[Quotation], group: Group| {
            let inside = side.iter().filter(|q| group.holds(q.kind));
            CharacterSet::union(inside.map(|q| &q.content))
        };
        let all_gold = of(gold, Group::All);
        let all_predicted = of(predicted, Group::All);
        for group in Group::ALL {
            let gold = of(gold, group);
            let predicted = of(predicted, group);
            let at = |field| Column::Group(group, field);
            self.put(at(Field::GoldCharacters), gold.len());
            self.put(at(Field::GoldCharactersFound), gold.shared(&all_predicted));
            self.put(at(Field::PredictedCharacters), predicted.len());
            self.put(
                at(Field::PredictedCharactersFound),
                predicted.shared(&all_gold),
            );
        }
    }

    fn count_passages(&mut self, gold: &[Quotation], judged: &Judged) {
        for passage in &judged.passages {
            let found = passage.predicted.is_some();
            let quotation = &gold[passage.gold];
            let source = quotation.has_source();
            let at = Column::Passage;
            self.put(at(PassageField::Passages), 1);
            self.put_if(at(PassageField::Found), found);
            self.put_if(at(PassageField::WithSource), source);
            self.put_if(at(PassageField::WithSourceFound), source && found);
            self.put_if(at(PassageField::Mention), passage.mention);
            self.put_if(at(PassageField::Persons), quotation.person);
            self.put_if(at(PassageField::PersonsFound), quotation.person && found);
            self.put_if(at(PassageField::Speakers), passage.speaker);
        }
    }

    fn count_fragments(&mut self, text: &str, gold: &[Quotation], predicted: &[Quotation]) {
        let tokens = Tokens::new(text);
        for part in Part::ALL {
            let gold = tokens.fragments(text, part, gold);
            let predicted = tokens.fragments(text, part, predicted);
            let at = |field| Column::Fragment(part, field);
            self.put(at(FragmentField::Gold), gold.len() as u32);
            self.put(at(FragmentField::Predicted), predicted.len() as u32);
            let both = gold.intersection(&predicted).count();
            self.put(at(FragmentField::Both), both as u32);
        }
    }
}

/// The band of a confidence between 0 and 1; the last one holds 1.
fn band_of(confidence: f64) -> usize {
    // A thousandth of a band forgives what 0.15 * 20 loses in binary.
    ((confidence * BANDS as f64 + 1e-3) as usize).min(BANDS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_column_has_its_own_place() {
        let mut seen = HashSet::new();
        for group in Group::ALL {
            seen.insert(Column::Group(group, Field::Gold).index());
            seen.insert(Column::Group(group, Field::Speakers).index());
            for form in SourceForm::ALL {
                seen.insert(Column::Form(group, form, FormField::Persons).index());
                seen.insert(Column::Form(group, form, FormField::Right).index());
            }
        }
        seen.insert(Column::Passage(PassageField::Passages).index());
        seen.insert(Column::Passage(PassageField::Speakers).index());
        for part in Part::ALL {
            seen.insert(Column::Fragment(part, FragmentField::Gold).index());
            seen.insert(Column::Fragment(part, FragmentField::Both).index());
        }
        for group in BAND_GROUPS {
            for band in 0..BANDS {
                seen.insert(Column::Band(group, band, BandField::Predicted).index());
                seen.insert(Column::Band(group, band, BandField::Confidence).index());
            }
        }
        assert_eq!(seen.len(), 10 + 50 + 2 + 6 + 80);
        assert!(seen.iter().all(|index| *index < COLUMNS));
    }

    #[test]
    fn bands() {
        assert_eq!(band_of(0.0), 0);
        assert_eq!(band_of(0.15), 3);
        assert_eq!(band_of(0.95), 19);
        assert_eq!(band_of(1.0), 19);
    }
}

//! From one form to another, one document at a time.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::Form;
use super::csv::CsvWriter;
use super::document::Document;
use super::error::{ConvertError, Problem};
use super::input::shown;
use super::json_out::LinesOut;
use super::losses::{Loss, Losses, Toll};
use super::reader::{Reader, reader};
use super::records::RecordLines;
use super::texts::Texts;
use super::writer::{Writer, writer};
use crate::article::Place;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// The file or folder to read; `-` for standard input.
    pub input: PathBuf,
    /// Its form.
    pub from: Form,
    /// The form to write.
    pub to: Form,
    /// The file or folder to write; standard output for `None` and `-`.
    pub output: Option<PathBuf>,
    /// Articles, or gold, with the texts of an input that has none.
    pub texts: Vec<PathBuf>,
    /// Takes what this annotator marked, and nothing else.
    pub annotator: Option<String>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents written.
    pub documents: u64,
    /// Quotations in them, as they were read.
    pub quotations: u64,
    /// Problems told.
    pub problems: u64,
    /// What of the input belongs to no quotation, or was not asked for.
    pub left_out: Losses,
    /// What the output cannot hold.
    pub lost: Losses,
    /// What the output holds only in notes or fields that other readers of its form pass over.
    pub aside: Losses,
}

/// Does it. What is wrong with the input is told as it is met; all else is converted.
///
/// # Errors
/// Where it cannot be done; nothing is written then.
pub fn convert(
    conversion: &Conversion,
    tell: &mut dyn FnMut(&Problem),
) -> Result<Summary, ConvertError> {
    let mut run = Run {
        conversion,
        tell,
        toll: Toll::default(),
        summary: Summary::default(),
        seen: Seen::default(),
    };
    match (conversion.from, conversion.to) {
        // All that these need stands in the record; no text is asked for.
        (Form::Records, Form::Csv) => run.records_to_rows()?,
        (Form::Records, Form::Records) => run.records_to_records()?,
        _ => run.documents()?,
    }
    let Run { toll, summary, .. } = run;
    Ok(Summary {
        left_out: toll.left_out,
        lost: toll.lost,
        aside: toll.aside,
        ..summary
    })
}

struct Run<'r> {
    conversion: &'r Conversion,
    tell: &'r mut dyn FnMut(&Problem),
    toll: Toll,
    summary: Summary,
    seen: Seen,
}

/// What was read already.
#[derive(Default)]
struct Seen {
    documents: HashSet<(String, Option<String>)>,
    /// Who annotated an article first.
    annotators: HashMap<String, Option<String>>,
    /// All annotators that are not the one asked for.
    others: Vec<String>,
}

impl Run<'_> {
    fn documents(&mut self) -> Result<(), ConvertError> {
        let Conversion {
            input,
            from,
            to,
            output,
            texts,
            ..
        } = self.conversion;
        let again = *from == Form::Annotators;
        let texts = (!texts.is_empty() && !from.has_texts()).then(|| Texts::open(texts, again));
        let mut reader = reader(*from, input, texts.transpose()?, *to)?;
        let mut writer = writer(*to, output.as_deref(), *from)?;
        while let Some(document) = self.next(&mut *reader)? {
            if self.is_wanted(&document)? {
                self.summary.documents += 1;
                self.summary.quotations += document.quotes.len() as u64;
                writer.write(&document, &mut self.toll)?;
            }
        }
        self.finish(input, writer)
    }

    fn next(&mut self, reader: &mut dyn Reader) -> Result<Option<Document>, ConvertError> {
        let document = reader.next(&mut self.toll)?;
        self.tell_problems();
        Ok(document)
    }

    fn tell_problems(&mut self) {
        for problem in self.toll.problems.drain(..) {
            self.summary.problems += 1;
            (self.tell)(&problem);
        }
    }

    /// False for what another annotator marked, and for a second document of the same name, which is told.
    fn is_wanted(&mut self, document: &Document) -> Result<bool, ConvertError> {
        let to = self.conversion.to;
        let annotator = document.annotator.as_ref();
        if let Some(wanted) = &self.conversion.annotator
            && annotator != Some(wanted)
        {
            self.toll.left_out.add(Loss::OtherAnnotators, 1);
            if let Some(other) = annotator
                && !self.seen.others.contains(other)
            {
                self.seen.others.push(other.clone());
            }
            return Ok(false);
        }
        if !self.is_new(
            document.id.clone(),
            document.annotator.clone(),
            &document.place,
        ) {
            return Ok(false);
        }
        let id = document.id.clone();
        if !to.has_annotators()
            && let Some(first) = self.seen.annotators.insert(id, annotator.cloned())
        {
            let named = |name: Option<String>| name.unwrap_or_else(|| "somebody".to_owned());
            return Err(ConvertError::SeveralAnnotators {
                id: document.id.clone(),
                first: named(first),
                second: named(annotator.cloned()),
                to,
            });
        }
        Ok(true)
    }

    fn is_new(&mut self, id: String, annotator: Option<String>, place: &Place) -> bool {
        let key = (id, annotator);
        if !self.seen.documents.contains(&key) {
            self.seen.documents.insert(key);
            return true;
        }
        self.toll.problems.push(Problem {
            place: place.clone(),
            id: Some(key.0),
            what: "there was an article of this id before; this one is left out".to_owned(),
        });
        self.tell_problems();
        false
    }

    fn records_to_rows(&mut self) -> Result<(), ConvertError> {
        let Conversion { input, output, .. } = self.conversion;
        let mut lines = RecordLines::open(input)?;
        let mut writer = Box::new(CsvWriter::open(output.as_deref(), Form::Records)?);
        while let Some((place, record)) = lines.next(&mut self.toll)? {
            self.tell_problems();
            if self.is_new(record.id.clone(), None, &place) {
                self.summary.documents += 1;
                self.summary.quotations += record.quotes.len() as u64;
                self.toll.lost.add(Loss::Entities, record.entities.len());
                writer.write_record(&record)?;
            }
        }
        self.finish(input, writer)
    }

    fn records_to_records(&mut self) -> Result<(), ConvertError> {
        let Conversion { input, output, .. } = self.conversion;
        let mut lines = RecordLines::open(input)?;
        let mut out = LinesOut::open(output.as_deref())?;
        while let Some((place, record)) = lines.next(&mut self.toll)? {
            self.tell_problems();
            if self.is_new(record.id.clone(), None, &place) {
                self.summary.documents += 1;
                self.summary.quotations += record.quotes.len() as u64;
                out.write(&record)?;
            }
        }
        self.check(input)?;
        out.commit()
    }

    fn finish(&mut self, input: &Path, writer: Box<dyn Writer>) -> Result<(), ConvertError> {
        self.check(input)?;
        writer.finish()
    }

    /// Refuses to write what has nothing in it.
    fn check(&mut self, input: &Path) -> Result<(), ConvertError> {
        self.tell_problems();
        if self.summary.documents > 0 {
            return Ok(());
        }
        if let Some(wanted) = &self.conversion.annotator
            && self.toll.left_out.get(Loss::OtherAnnotators) > 0
        {
            return Err(ConvertError::NoSuchAnnotator {
                wanted: wanted.clone(),
                known: std::mem::take(&mut self.seen.others),
            });
        }
        let what = match self.summary.problems {
            0 => format!(
                "there is no document of the form {} in it",
                self.conversion.from
            ),
            _ => "nothing in it could be used; nothing was written".to_owned(),
        };
        Err(ConvertError::Nothing {
            path: shown(input),
            what,
        })
    }
}

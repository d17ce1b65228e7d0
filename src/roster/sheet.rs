//! Writing speakers, as JSON Lines or as CSV.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::speaker::Speaker;
use crate::output::JsonLines;
use crate::output::record::SpeakerKind;
use crate::unpack::ending;

/// How speakers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFormat {
    /// A JSON object a line.
    JsonLines,
    /// A row each, after a row with the names of the columns.
    Csv,
}

impl SheetFormat {
    /// CSV for names in `.csv`, also with `.gz` or `.zst`; else JSON Lines.
    pub fn by_name(path: &Path) -> Self {
        let last = ending(path);
        let ending = match last.as_str() {
            "gz" | "zst" => ending(&path.with_extension("")),
            _ => last,
        };
        match ending.as_str() {
            "csv" => Self::Csv,
            _ => Self::JsonLines,
        }
    }
}

/// The columns: the fields of [`Speaker`]. What is a list there is one cell, `said (12); told (3)`.
const COLUMNS: [&str; 17] = [
    "name",
    "kind",
    "quotations",
    "direct",
    "mixed",
    "indirect",
    "articles",
    "first",
    "last",
    "confidence",
    "roles",
    "cues",
    "forms",
    "partial",
    "ambiguous",
    "apart_by",
    "may_be",
];

/// Writes speakers.
pub struct SpeakerSheet<W: Write>(Sheet<W>);

enum Sheet<W: Write> {
    Lines(JsonLines<BufWriter<W>>),
    Rows(Box<csv::Writer<W>>),
}

impl<W: Write> SpeakerSheet<W> {
    /// Writes into `out`.
    ///
    /// # Errors
    /// What the system says; CSV begins with a row at once.
    pub fn new(out: W, format: SheetFormat) -> io::Result<Self> {
        Ok(SpeakerSheet(match format {
            SheetFormat::JsonLines => Sheet::Lines(JsonLines::new(BufWriter::new(out))),
            SheetFormat::Csv => {
                let mut rows = csv::Writer::from_writer(out);
                rows.write_record(COLUMNS).map_err(cause)?;
                Sheet::Rows(Box::new(rows))
            }
        }))
    }

    /// Writes one.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, speaker: &Speaker) -> io::Result<()> {
        match &mut self.0 {
            Sheet::Lines(lines) => lines.lines([speaker]),
            Sheet::Rows(rows) => rows.write_record(cells(speaker)).map_err(cause),
        }
    }

    /// Writes out what is still held back, and gives back what was written into.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Sheet::Lines(lines) => {
                let out = lines.into_inner().into_inner();
                out.map_err(io::IntoInnerError::into_error)
            }
            Sheet::Rows(mut rows) => {
                rows.flush()?;
                let out = rows.into_inner();
                out.map_err(|error| io::Error::from(error.error().kind()))
            }
        }
    }
}

fn cells(speaker: &Speaker) -> [String; COLUMNS.len()] {
    let roles = speaker.roles.iter().map(|r| counted(&r.role, r.articles));
    let cues = speaker.cues.iter().map(|c| counted(&c.cue, c.quotations));
    let forms = speaker.forms.iter().map(|f| counted(&f.form, f.articles));
    [
        speaker.name.clone(),
        word(speaker.kind).to_owned(),
        speaker.quotations.to_string(),
        speaker.direct.to_string(),
        speaker.mixed.to_string(),
        speaker.indirect.to_string(),
        speaker.articles.to_string(),
        speaker.first.clone().unwrap_or_default(),
        speaker.last.clone().unwrap_or_default(),
        speaker.confidence.to_string(),
        listed(roles),
        listed(cues),
        listed(forms),
        speaker.partial.to_string(),
        speaker.ambiguous.to_string(),
        listed(speaker.apart_by.iter().cloned()),
        listed(speaker.may_be.iter().cloned()),
    ]
}

fn counted(what: &str, number: u64) -> String {
    format!("{what} ({number})")
}

fn listed(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join("; ")
}

/// The word that records have for it.
fn word(kind: SpeakerKind) -> &'static str {
    match kind {
        SpeakerKind::Person => "person",
        SpeakerKind::Organization => "organization",
        SpeakerKind::Group => "group",
        SpeakerKind::Unnamed => "unnamed",
    }
}

/// What the system says, as it says it.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_format() {
        for (name, format) in [
            ("a.csv", SheetFormat::Csv),
            ("b.d/a.CSV.gz", SheetFormat::Csv),
            ("a.csv.zst", SheetFormat::Csv),
            ("a.jsonl", SheetFormat::JsonLines),
            ("csv", SheetFormat::JsonLines),
            ("-", SheetFormat::JsonLines),
        ] {
            assert_eq!(SheetFormat::by_name(Path::new(name)), format, "{name}");
        }
    }
}

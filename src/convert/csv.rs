//! A row a quotation, for tables.

use std::io;
use std::path::{Path, PathBuf};

use super::Form;
use super::document::Document;
use super::error::ConvertError;
use super::input::io_error;
use super::losses::{Loss, Toll};
use super::records::record_of;
use super::writer::Writer;
use crate::output::record::{Record, RecordSpan};
use crate::output::{Destination, flat};

/// The columns: those of `extract --emit quotes`, and the spans of cue and mention.
const COLUMNS: [&str; 22] = [
    "article_id",
    "path",
    "line",
    "title",
    "published",
    "url",
    "quote_id",
    "type",
    "text",
    "spans",
    "start",
    "end",
    "cue",
    "cue_spans",
    "speaker",
    "speaker_kind",
    "mention",
    "mention_spans",
    "mention_form",
    "role",
    "confidence",
    "offset_unit",
];

/// Writes rows, of documents or of records.
pub(super) struct CsvWriter {
    path: PathBuf,
    rows: csv::Writer<Destination>,
    from: Form,
}

/// What a row has no place for. Names of several are one name there.
const LOST: [Loss; 4] = [Loss::Texts, Loss::Annotators, Loss::Doubts, Loss::Entities];

impl CsvWriter {
    pub fn open(output: Option<&Path>, from: Form) -> Result<Self, ConvertError> {
        let destination = Destination::open(output)?;
        let path = destination.path().to_owned();
        let mut rows = csv::Writer::from_writer(destination);
        let header = rows.write_record(COLUMNS);
        header.map_err(|error| io_error(&path)(cause(error)))?;
        Ok(CsvWriter { path, rows, from })
    }

    /// Writes the rows of a record.
    pub fn write_record(&mut self, record: &Record) -> Result<(), ConvertError> {
        for (row, quote) in flat(record).zip(&record.quotes) {
            let cue = quote.cue.as_ref().map_or(&[][..], |cue| &cue.spans);
            let mention = quote.speaker.as_ref().map_or(&[][..], |s| &s.spans);
            let cells = [
                row.article_id,
                row.path,
                number(row.line),
                row.title.unwrap_or_default(),
                row.published.unwrap_or_default(),
                row.url.unwrap_or_default(),
                row.quote_id.to_string(),
                row.kind.name().to_owned(),
                row.text,
                spans(&row.spans),
                number(row.start),
                number(row.end),
                row.cue.unwrap_or_default(),
                spans(cue),
                row.speaker.unwrap_or_default(),
                word(&row.speaker_kind),
                row.mention.unwrap_or_default(),
                spans(mention),
                word(&row.mention_form),
                row.role.unwrap_or_default(),
                row.confidence.to_string(),
                word(&Some(row.offset_unit)),
            ];
            let written = self.rows.write_record(cells);
            written.map_err(|error| io_error(&self.path)(cause(error)))?;
        }
        Ok(())
    }
}

/// What the system says, as it says it.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// `465 551;563 567`, as brat writes spans.
fn spans(spans: &[RecordSpan]) -> String {
    let pieces: Vec<String> = spans.iter().map(|[s, e]| format!("{s} {e}")).collect();
    pieces.join(";")
}

fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The word that a record has for one of several choices.
fn word(choice: &Option<impl serde::Serialize>) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

impl Writer for CsvWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        let record = record_of(document, self.from, toll);
        self.write_record(&record)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ConvertError> {
        let failed = io_error(&self.path);
        self.rows.flush().map_err(&failed)?;
        let destination = (self.rows.into_inner())
            .map_err(|error| failed(io::Error::from(error.error().kind())))?;
        Ok(destination.commit()?)
    }
}

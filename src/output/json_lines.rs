//! One JSON line an article.

use std::io::{self, Write};

use serde::Serialize;

use super::record::Record;

/// Takes records, in the order in which they shall stand.
pub trait RecordSink {
    /// Writes one.
    ///
    /// # Errors
    /// What the system says; the record may be written in part.
    fn write(&mut self, record: &Record) -> io::Result<()>;
}

/// Writes values as JSON Lines. A line is handed on whole, in one piece: who reads the other end of
/// a pipe has each record as soon as it is there.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> JsonLines<W> {
    /// Lines into `out`.
    pub fn new(out: W) -> Self {
        JsonLines {
            out,
            line: Vec::new(),
        }
    }

    /// Writes values, each on a line.
    ///
    /// # Errors
    /// What the system says.
    pub fn lines<T: Serialize>(&mut self, values: impl IntoIterator<Item = T>) -> io::Result<()> {
        self.line.clear();
        for value in values {
            serde_json::to_writer(&mut self.line, &value)?;
            self.line.push(b'\n');
        }
        self.out.write_all(&self.line)
    }

    /// What the lines went into.
    pub fn into_inner(self) -> W {
        self.out
    }
}

impl<W: Write> RecordSink for JsonLines<W> {
    fn write(&mut self, record: &Record) -> io::Result<()> {
        self.lines([record])
    }
}

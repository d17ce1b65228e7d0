//! Reading records, one after the other.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::RosterError;
use super::inputs::{Input, files};
use crate::article::Place;
use crate::convert::Problem;
use crate::output::record::{Record, SCHEMA};
use crate::unpack::{self, Unpacked};

/// The most bytes of a line.
const LONGEST_LINE: usize = 256 << 20;

/// The records of files, folders and standard input, packed or not. One is held at a time.
pub struct Records {
    inputs: std::vec::IntoIter<Input>,
    current: Option<Lines>,
    total: Option<u64>,
    read: Arc<AtomicU64>,
}

/// What a line holds.
#[derive(Debug)]
pub enum Found {
    /// A record.
    Record(Box<Record>),
    /// Something else, with its place. All other lines are read.
    Broken(Problem),
}

impl Records {
    /// Looks at all inputs: files (whatever their names; `.gz` and `.zst` are unpacked), folders (of
    /// `.jsonl` and `.ndjson` files, also packed, at any depth), `-` for standard input.
    ///
    /// # Errors
    /// Inputs that are not there or cannot be opened, and folders without such files: all are told.
    pub fn open(inputs: &[PathBuf]) -> Result<Self, RosterError> {
        let inputs = files(inputs)?;
        Ok(Records {
            total: inputs.iter().map(|input| input.size).sum(),
            inputs: inputs.into_iter(),
            current: None,
            read: Arc::default(),
        })
    }

    /// Size on disk of all files together; `None` if standard input or a pipe is among them.
    pub fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// Counts the bytes on disk that have been read.
    pub fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }
}

impl Iterator for Records {
    /// What a line holds that is not blank; an error where an input cannot be opened or read to its
    /// end. After an error the next input comes.
    type Item = Result<Found, RosterError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.current {
                match lines.next(LONGEST_LINE).transpose() {
                    Some(Ok(found)) => return Some(Ok(found)),
                    end => {
                        self.current = None;
                        if let Some(error) = end {
                            return Some(error);
                        }
                    }
                }
            }
            let input = self.inputs.next()?;
            match Lines::open(&input.path, &self.read) {
                Ok(lines) => self.current = Some(lines),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The lines of a file.
struct Lines {
    path: String,
    reader: Unpacked,
    number: u64,
    line: Vec<u8>,
}

impl Lines {
    fn open(path: &Path, read: &Arc<AtomicU64>) -> Result<Self, RosterError> {
        let shown = path.display().to_string();
        let opened = open(path, read);
        let reader = opened.map_err(|source| RosterError::Read {
            path: shown.clone(),
            source,
        })?;
        Ok(Lines {
            path: shown,
            reader,
            number: 0,
            line: Vec::new(),
        })
    }

    fn next(&mut self, limit: usize) -> Result<Option<Found>, RosterError> {
        loop {
            let read = self.advance(limit);
            let length = read.map_err(|source| RosterError::Read {
                path: self.path.clone(),
                source,
            })?;
            let Some(length) = length else {
                return Ok(None);
            };
            if length > limit as u64 {
                let what = format!("{length} bytes in one line; the limit is {limit}");
                return Ok(Some(self.broken(None, what)));
            }
            // A byte order mark belongs to the file, not to its first line.
            let line = match self.number {
                1 => self
                    .line
                    .strip_prefix(b"\xef\xbb\xbf")
                    .unwrap_or(&self.line),
                _ => &self.line,
            };
            if line.trim_ascii().is_empty() {
                continue;
            }
            return Ok(Some(match record(line) {
                Ok(record) => Found::Record(record),
                Err((id, what)) => self.broken(id, what),
            }));
        }
    }

    fn broken(&self, id: Option<String>, what: String) -> Found {
        Found::Broken(Problem {
            place: Place {
                path: self.path.clone(),
                line: Some(self.number),
            },
            id,
            what,
        })
    }

    /// Reads a line and gives its length; one that is over the limit counts with its end, and only its
    /// beginning is held. `None` at the end of the file.
    fn advance(&mut self, limit: usize) -> io::Result<Option<u64>> {
        self.line.clear();
        let with_end = (limit as u64).saturating_add(1);
        let mut bounded = self.reader.by_ref().take(with_end);
        let read = bounded.read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
            return Ok(Some(self.line.len() as u64));
        }
        let rest = match read > limit {
            true => self.reader.skip_until(b'\n')?,
            false => 0,
        };
        Ok(Some(read as u64 + rest as u64))
    }
}

/// A line of `extract --emit quotes`, as far as it tells one.
#[derive(Deserialize)]
struct FlatLine {
    #[serde(rename = "article_id")]
    _article_id: IgnoredAny,
    #[serde(rename = "quote_id")]
    _quote_id: IgnoredAny,
}

/// The record of a line, or what is wrong with it and the article's id if it is known.
fn record(line: &[u8]) -> Result<Box<Record>, (Option<String>, String)> {
    match serde_json::from_slice::<Box<Record>>(line) {
        Ok(record) if record.schema == SCHEMA => Ok(record),
        Ok(record) => {
            let what = format!("schema {} is not {SCHEMA}", record.schema);
            Err((Some(record.id), what))
        }
        Err(_) if serde_json::from_slice::<FlatLine>(line).is_ok() => Err((
            None,
            "a line of extract --emit quotes; records are needed, a line an article".to_owned(),
        )),
        Err(error) => {
            // The parser sees one line at a time and would always speak of line 1.
            let error = error.to_string().replace(" line 1 column ", " byte ");
            Err((None, format!("no record of an article: {error}")))
        }
    }
}

/// Opens a file, or standard input; unpacks by the name's ending.
fn open(path: &Path, read: &Arc<AtomicU64>) -> io::Result<Unpacked> {
    let inner: Box<dyn Read + Send> = match path.as_os_str() == "-" {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(path)?),
    };
    let counted = Counted {
        inner,
        read: Arc::clone(read),
    };
    unpack::unpack(path, counted)
}

/// Counts what is read.
struct Counted {
    inner: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &'static [u8], limit: usize) -> Vec<String> {
        let mut lines = Lines {
            path: "a.jsonl".to_owned(),
            reader: Box::new(bytes),
            number: 0,
            line: Vec::new(),
        };
        let mut told = Vec::new();
        while let Some(found) = lines.next(limit).expect("readable") {
            told.push(match found {
                Found::Record(record) => record.id,
                Found::Broken(problem) => problem.to_string(),
            });
        }
        told
    }

    #[test]
    fn a_long_line_is_told_and_not_held() {
        let told = told(b"123456789\n\n \r\n{}\n1234567", 6);
        assert_eq!(told.len(), 3);
        assert_eq!(told[0], "a.jsonl:1: 10 bytes in one line; the limit is 6");
        assert!(told[1].starts_with("a.jsonl:4: no record of an article: missing field"));
        assert_eq!(told[2], "a.jsonl:5: 7 bytes in one line; the limit is 6");
    }

    #[test]
    fn what_a_line_is_instead_is_told() {
        let told = told(
            b"\xef\xbb\xbf[]\n{\"article_id\":\"1\",\"quote_id\":0}\n{\"id\":\"\xff\"}",
            1000,
        );
        assert!(told[0].contains("a.jsonl:1: no record"), "{}", told[0]);
        assert!(told[1].contains("extract --emit quotes"), "{}", told[1]);
        assert!(told[2].contains("a.jsonl:3: no record"), "{}", told[2]);
    }
}

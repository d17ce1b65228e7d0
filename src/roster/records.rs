//! Reading records, one after the other.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::RosterError;
use super::inputs::{Input, files};
use crate::article::Place;
use crate::convert::Problem;
use crate::lines::Lines;
use crate::metered::Metered;
use crate::output::record::{Record, SCHEMA};
use crate::unpack::{self, Unpacked};

/// The most bytes of a line.
const LONGEST_LINE: usize = 256 << 20;

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The records of files, folders and standard input, packed or not. One is held at a time.
pub struct Records {
    inputs: std::vec::IntoIter<Input>,
    current: Option<Current>,
    total: Option<u64>,
    read: Arc<AtomicU64>,
}

/// What a line holds.
#[derive(Debug)]
pub enum Found {
    /// A record.
    Record(Box<Record>),
    /// A record of which the same folder has a newer one.
    Superseded,
    /// Something else, with its place. All other lines are read.
    Broken(Problem),
}

impl Records {
    /// Looks at all inputs: files (whatever their names; `.gz` and `.zst` are unpacked), folders (of
    /// `.jsonl` and `.ndjson` files, also packed, at any depth), `-` for standard input. Of a folder
    /// that `extract` wrote the parts are read that its [ledger](crate::archive) tells of.
    ///
    /// # Errors
    /// Inputs that are not there or cannot be opened, folders without such files, and folders of
    /// `extract` with a ledger that cannot be read: all are told.
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
            if let Some(current) = &mut self.current {
                match current.next().transpose() {
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
            match Current::open(input, &self.read) {
                Ok(current) => self.current = Some(current),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The file that is read.
struct Current {
    path: String,
    lines: Lines<Unpacked>,
    input: Input,
}

impl Current {
    fn open(input: Input, read: &Arc<AtomicU64>) -> Result<Self, RosterError> {
        let path = input.path.display().to_string();
        match open(&input.path, read) {
            Ok(reader) => Ok(Current {
                path,
                lines: Lines::new(reader, LONGEST_LINE),
                input,
            }),
            Err(source) => Err(RosterError::Read { path, source }),
        }
    }

    fn next(&mut self) -> Result<Option<Found>, RosterError> {
        loop {
            let Some(line) = self.lines.next_line().map_err(|source| RosterError::Read {
                path: self.path.clone(),
                source,
            })?
            else {
                return Ok(None);
            };
            let number = line.number;
            let broken = |id, what| {
                Ok(Some(Found::Broken(Problem {
                    place: Place {
                        path: self.path.clone(),
                        line: Some(number),
                    },
                    id,
                    what,
                })))
            };
            if let Some(bytes) = line.too_long {
                let what = format!("{bytes} bytes in one line; the limit is {}", line.limit);
                return broken(None, what);
            }
            // A byte order mark belongs to the file, not to its first line.
            let bytes = match number {
                1 => line.bytes.strip_prefix(MARK).unwrap_or(line.bytes),
                _ => line.bytes,
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            return match record(bytes) {
                Ok(record) if self.input.superseded.has(&record.id, &self.input.path) => {
                    Ok(Some(Found::Superseded))
                }
                Ok(record) => Ok(Some(Found::Record(record))),
                Err((id, what)) => broken(id, what),
            };
        }
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
    unpack::unpack(path, Metered::new(inner, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &'static [u8], limit: usize) -> Vec<String> {
        let mut current = Current {
            path: "a.jsonl".to_owned(),
            lines: Lines::new(Box::new(bytes), limit),
            input: Input {
                path: "a.jsonl".into(),
                size: None,
                superseded: Arc::default(),
            },
        };
        let mut told = Vec::new();
        while let Some(found) = current.next().expect("readable") {
            told.push(match found {
                Found::Record(record) => record.id,
                Found::Superseded => "superseded".to_owned(),
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

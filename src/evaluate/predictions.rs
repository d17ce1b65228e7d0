//! Reading records to score, one article a line.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, Read, Seek, SeekFrom};
use std::path::Path;

use super::EvaluateError;
use crate::output::record::{Record, SCHEMA};
use crate::unpack;

/// Reads a file of records, keyed by article id; `.gz` and `.zst` are unpacked.
///
/// # Errors
/// Where the file cannot be read, or at its first line that is no record of this schema or is the
/// second of an article.
pub fn read_records(path: &Path) -> Result<HashMap<String, Record>, EvaluateError> {
    let mut records = HashMap::new();
    each_record(path, |_, record| {
        records.insert(record.id.clone(), record);
    })?;
    Ok(records)
}

/// Where a line lies in its file, in bytes.
#[derive(Clone, Copy, Debug)]
struct LinePlace {
    start: u64,
    length: usize,
}

/// Goes through a file of records, telling of each where its line lies.
fn each_record(path: &Path, mut take: impl FnMut(LinePlace, Record)) -> Result<(), EvaluateError> {
    let shown = path.display().to_string();
    let io = |source| EvaluateError::Io {
        path: shown.clone(),
        source,
    };
    let mut file = unpack::open(path).map_err(io)?;
    let mut lines_of: HashMap<String, usize> = HashMap::new();
    let (mut start, mut number, mut line) = (0, 0, Vec::new());
    loop {
        line.clear();
        let length = file.read_until(b'\n', &mut line).map_err(io)?;
        if length == 0 {
            return Ok(());
        }
        number += 1;
        let place = LinePlace { start, length };
        start += length as u64;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let wrong = |what: String| EvaluateError::Line {
            path: shown.clone(),
            line: number,
            what,
        };
        let record: Record = serde_json::from_slice(&line)
            .map_err(|error| wrong(format!("no record of an article: {error}")))?;
        if record.schema != SCHEMA {
            return Err(wrong(format!(
                "{}: schema {} is not {SCHEMA}",
                record.id, record.schema
            )));
        }
        if let Some(first) = lines_of.insert(record.id.clone(), number) {
            return Err(wrong(format!(
                "{} has a record already in line {first}",
                record.id
            )));
        }
        take(place, record);
    }
}

/// A file of records, not compressed, of which only the places are held.
pub(super) struct RecordFile {
    path: String,
    file: File,
    places: HashMap<String, LinePlace>,
}

impl RecordFile {
    /// Reads the file once, to check it and to know where each article's record lies.
    ///
    /// # Errors
    /// As [`read_records`].
    pub fn open(path: &Path) -> Result<Self, EvaluateError> {
        let shown = path.display().to_string();
        let mut places = HashMap::new();
        each_record(path, |place, record| {
            places.insert(record.id, place);
        })?;
        let file = File::open(path).map_err(|source| EvaluateError::Io {
            path: shown.clone(),
            source,
        })?;
        Ok(RecordFile {
            path: shown,
            file,
            places,
        })
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The line of an article's record, where it has one.
    ///
    /// # Errors
    /// Where the file cannot be read any more.
    pub fn line(&mut self, id: &str) -> Result<Option<Vec<u8>>, EvaluateError> {
        let Some(place) = self.places.get(id).copied() else {
            return Ok(None);
        };
        let mut line = vec![0; place.length];
        let read = self
            .file
            .seek(SeekFrom::Start(place.start))
            .and_then(|_| self.file.read_exact(&mut line));
        match read {
            Ok(()) => Ok(Some(line)),
            Err(source) => Err(EvaluateError::Io {
                path: self.path.clone(),
                source,
            }),
        }
    }
}

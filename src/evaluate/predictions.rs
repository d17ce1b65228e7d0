//! Reading records to score, one article a line.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::EvaluateError;
use crate::output::record::{Record, SCHEMA};

/// Reads a file of records, keyed by article id.
///
/// # Errors
/// Where the file cannot be read, or at its first line that is no record of this schema or is the
/// second of an article.
pub fn read_records(path: &Path) -> Result<HashMap<String, Record>, EvaluateError> {
    let shown = path.display().to_string();
    let io = |source| EvaluateError::Io {
        path: shown.clone(),
        source,
    };
    let lines = BufReader::new(File::open(path).map_err(io)?).lines();
    let mut records = HashMap::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (i, line) in lines.enumerate() {
        let text = line.map_err(io)?;
        if text.trim().is_empty() {
            continue;
        }
        let wrong = |what: String| EvaluateError::Line {
            path: shown.clone(),
            line: i + 1,
            what,
        };
        let record: Record = serde_json::from_str(&text)
            .map_err(|error| wrong(format!("no record of an article: {error}")))?;
        if record.schema != SCHEMA {
            return Err(wrong(format!(
                "{}: schema {} is not {SCHEMA}",
                record.id, record.schema
            )));
        }
        if let Some(first) = places.insert(record.id.clone(), i + 1) {
            return Err(wrong(format!(
                "{} has a record already in line {first}",
                record.id
            )));
        }
        records.insert(record.id.clone(), record);
    }
    Ok(records)
}

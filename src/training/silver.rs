//! Names that another program found: labels for the name head.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;

use serde::Deserialize;
use thiserror::Error;

use crate::model::labels::NameKind;
use crate::unpack;

/// Why silver names could not be read.
#[derive(Debug, Error)]
pub enum SilverError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line is not of the form `{"id": …, "names": [[start, end, "PERSON"], …]}`.
    #[error("{path}: line {line}: {source}")]
    Line {
        /// The file.
        path: String,
        /// Counted from one.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// A name: `[start, end)` in code points of its article, and what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilverName {
    /// First code point.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
    /// What it names.
    pub kind: NameKind,
}

#[derive(Deserialize)]
struct RawLine {
    id: String,
    names: Vec<(usize, usize, String)>,
}

/// The persons and organizations of each article, by its id.
///
/// # Errors
/// A file that cannot be read or a line of another form.
pub fn read_silver(path: &Path) -> Result<HashMap<String, Vec<SilverName>>, SilverError> {
    let shown = path.display().to_string();
    let io = |source| SilverError::Io {
        path: shown.clone(),
        source,
    };
    let mut by_article = HashMap::new();
    let reader = unpack::open(path).map_err(io)?;
    for (i, line) in reader.lines().enumerate() {
        let line = line.map_err(io)?;
        if line.trim().is_empty() {
            continue;
        }
        let raw: RawLine = serde_json::from_str(&line).map_err(|source| SilverError::Line {
            path: shown.clone(),
            line: i + 1,
            source,
        })?;
        let names = raw.names.iter().filter_map(|(start, end, label)| {
            let kind = match label.as_str() {
                "PERSON" => NameKind::Person,
                "ORGANIZATION" => NameKind::Organization,
                _ => return None,
            };
            Some(SilverName {
                start: *start,
                end: *end,
                kind,
            })
        });
        by_article.insert(raw.id, names.collect());
    }
    Ok(by_article)
}

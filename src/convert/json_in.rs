//! JSON documents, however they lie: one a line, in an array, one a file.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::vec;

use serde_json::Value;

use super::error::{ConvertError, Problem};
use super::file_names::id_of;
use super::input::{Lines, ending, files, shown, stem, whole};
use super::losses::Toll;
use crate::article::Place;

/// A document as JSON.
pub(super) struct Item {
    pub place: Place,
    /// What it is called where it does not say: by its file, and line or number in it.
    pub name: String,
    pub value: Value,
}

/// The documents of a file or folder.
pub(super) struct JsonDocuments {
    path: PathBuf,
    rest: Rest,
}

enum Rest {
    Lines(Lines),
    Values(std::iter::Enumerate<vec::IntoIter<Value>>),
    One(Option<Value>),
    Files(vec::IntoIter<PathBuf>),
}

impl JsonDocuments {
    /// A folder: each of its `.json` files. A file that ends in `.jsonl` or `.ndjson`: each line. Any
    /// other file: the document that it is, each document of its array, or each of its lines.
    /// `is_one` tells whether an array is a single document.
    ///
    /// # Errors
    /// Where there is no JSON to begin with.
    pub fn open(path: &Path, is_one: fn(&[Value]) -> bool) -> Result<Self, ConvertError> {
        let rest = if path.is_dir() {
            Rest::Files(files(path, &["json"])?.into_iter())
        } else if matches!(ending(path).1.as_str(), "jsonl" | "ndjson") {
            Rest::Lines(Lines::open(path)?)
        } else {
            of_file(path, is_one)?
        };
        Ok(JsonDocuments {
            path: path.to_owned(),
            rest,
        })
    }

    /// The next document. What is no JSON is told and passed over.
    pub fn next(&mut self, toll: &mut Toll) -> Result<Option<Item>, ConvertError> {
        let place = || Place {
            path: shown(&self.path),
            line: None,
        };
        match &mut self.rest {
            Rest::Lines(lines) => next_line(lines, &stem(&self.path), toll),
            Rest::Values(values) => Ok(values.next().map(|(i, value)| Item {
                place: place(),
                name: format!("{}-{}", stem(&self.path), i + 1),
                value,
            })),
            Rest::One(value) => Ok(value.take().map(|value| Item {
                place: place(),
                name: id_of(&stem(&self.path)),
                value,
            })),
            Rest::Files(files) => Ok(next_file(files, toll)),
        }
    }
}

fn of_file(path: &Path, is_one: fn(&[Value]) -> bool) -> Result<Rest, ConvertError> {
    let text = whole(path)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Ok(Rest::One(None));
    }
    match serde_json::from_str(text) {
        Ok(Value::Array(values)) if !is_one(&values) => {
            Ok(Rest::Values(values.into_iter().enumerate()))
        }
        Ok(value) => Ok(Rest::One(Some(value))),
        Err(error) => {
            let first = text.lines().find(|line| !line.trim().is_empty());
            let is_json = |line| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
            if first.is_some_and(is_json) {
                let reader = Box::new(Cursor::new(text.to_owned().into_bytes()));
                return Ok(Rest::Lines(Lines::of(path, reader)));
            }
            Err(ConvertError::NotThis {
                path: shown(path),
                what: format!("no JSON: {error}"),
            })
        }
    }
}

fn next_line(lines: &mut Lines, stem: &str, toll: &mut Toll) -> Result<Option<Item>, ConvertError> {
    while let Some((place, line)) = lines.next(toll)? {
        match serde_json::from_str(&line) {
            Ok(value) => {
                return Ok(Some(Item {
                    name: format!("{stem}-{}", place.line.unwrap_or_default()),
                    place,
                    value,
                }));
            }
            Err(error) => toll.problems.push(Problem {
                place,
                id: None,
                what: format!("no JSON: {error}"),
            }),
        }
    }
    Ok(None)
}

fn next_file(files: &mut vec::IntoIter<PathBuf>, toll: &mut Toll) -> Option<Item> {
    for path in files {
        let place = Place {
            path: shown(&path),
            line: None,
        };
        let read = whole(&path).map_err(|error| match error {
            ConvertError::Io { source, .. } => source.to_string(),
            ConvertError::NotThis { what, .. } => what,
            other => other.to_string(),
        });
        let value = read.and_then(|text| {
            serde_json::from_str(text.trim_start_matches('\u{feff}'))
                .map_err(|error| format!("no JSON: {error}"))
        });
        match value {
            Ok(value) => {
                return Some(Item {
                    name: id_of(&stem(&path)),
                    place,
                    value,
                });
            }
            Err(what) => toll.problems.push(Problem {
                place,
                id: None,
                what,
            }),
        }
    }
    None
}

/// The document's own id: a string, or a number.
pub(super) fn own_id(value: &Value) -> Option<String> {
    let id = ["id", "_id"].iter().find_map(|field| value.get(field))?;
    match id {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

//! Opening inputs: files, packed files, standard input, folders.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::error::{ConvertError, Problem};
use super::losses::Toll;
use crate::article::Place;
use crate::unpack::{self, Unpacked};

/// A path as it is named in messages.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// An error of the system about a path.
pub(super) fn io_error(path: &Path) -> impl Fn(io::Error) -> ConvertError + use<> {
    let path = shown(path);
    move |source| ConvertError::Io {
        path: path.clone(),
        source,
    }
}

/// A file's name without `.gz` or `.zst`, and its ending then, in small letters.
pub(super) fn ending(path: &Path) -> (PathBuf, String) {
    let unpacked = unpack::unpacked_name(path);
    let ending = unpack::ending(&unpacked);
    (unpacked, ending)
}

/// What an article in this file is called: the name without its endings.
pub(super) fn stem(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "stdin".to_owned();
    }
    let (unpacked, _) = ending(path);
    let stem = unpacked.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// Opens a file, or standard input for `-`; `.gz` and `.zst` are unpacked.
pub(super) fn open(path: &Path) -> Result<Unpacked, ConvertError> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    unpack::open(path).map_err(io_error(path))
}

/// The whole of a file in UTF-8; what is wrong where it is not.
pub(super) fn whole(path: &Path) -> Result<String, ConvertError> {
    let mut bytes = Vec::new();
    let read = open(path)?.read_to_end(&mut bytes);
    read.map_err(io_error(path))?;
    String::from_utf8(bytes).map_err(|error| ConvertError::NotThis {
        path: shown(path),
        what: not_utf8(&error.utf8_error()),
    })
}

fn not_utf8(error: &std::str::Utf8Error) -> String {
    format!("no UTF-8 at byte {}", error.valid_up_to())
}

/// The lines of a file that are not blank.
pub(super) struct Lines {
    path: PathBuf,
    reader: Unpacked,
    number: u64,
}

impl Lines {
    pub fn open(path: &Path) -> Result<Self, ConvertError> {
        Ok(Self::of(path, open(path)?))
    }

    pub fn of(path: &Path, reader: Unpacked) -> Self {
        Lines {
            path: path.to_owned(),
            reader,
            number: 0,
        }
    }

    /// The next line without its end, and its place. One that is no UTF-8 is told and passed over.
    pub fn next(&mut self, toll: &mut Toll) -> Result<Option<(Place, String)>, ConvertError> {
        loop {
            let mut bytes = Vec::new();
            let read = self.reader.read_until(b'\n', &mut bytes);
            if read.map_err(io_error(&self.path))? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let place = Place {
                path: shown(&self.path),
                line: Some(self.number),
            };
            match String::from_utf8(bytes) {
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) => {
                    let line = line.trim_end_matches(['\n', '\r']);
                    // A byte order mark belongs to the file, not to its first line.
                    let line = match self.number {
                        1 => line.trim_start_matches('\u{feff}'),
                        _ => line,
                    };
                    return Ok(Some((place, line.to_owned())));
                }
                Err(error) => toll.problems.push(Problem {
                    place,
                    id: None,
                    what: not_utf8(&error.utf8_error()),
                }),
            }
        }
    }
}

/// The files of a folder, at any depth, sorted by their paths, whose ending is one of these.
///
/// # Errors
/// Where a folder cannot be listed, or none of its files has such an ending.
pub(super) fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, ConvertError> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|error| {
            let path = shown(error.path().unwrap_or(folder));
            ConvertError::Io {
                path,
                source: error.into(),
            }
        })?;
        let path = entry.into_path();
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        if endings.iter().any(|wanted| ending == *wanted) && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(ConvertError::Nothing {
            path: shown(folder),
            what: format!("no file in this folder ends in .{}", endings.join(" or .")),
        });
    }
    files.sort();
    Ok(files)
}

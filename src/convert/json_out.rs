//! JSON written: lines, an array, a file a document.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Form;
use super::error::ConvertError;
use super::file_names::file_name;
use super::folder::NewFolder;
use super::input::{ending, io_error};
use crate::output::{Destination, JsonLines};

/// A value a line, into a file or standard output.
pub(super) struct LinesOut {
    path: PathBuf,
    lines: JsonLines<Destination>,
}

impl LinesOut {
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        let destination = Destination::open(output)?;
        Ok(LinesOut {
            path: destination.path().to_owned(),
            lines: JsonLines::new(destination),
        })
    }

    pub fn write(&mut self, value: &impl Serialize) -> Result<(), ConvertError> {
        let written = self.lines.lines([value]);
        written.map_err(io_error(&self.path))
    }

    pub fn commit(self) -> Result<(), ConvertError> {
        Ok(self.lines.into_inner().commit()?)
    }
}

/// Documents, in the way that the output's name tells: `.jsonl`, `.ndjson` and standard output have a
/// document a line, `.json` is an array of them, any other name is a folder with a file each.
pub(super) enum DocumentsOut {
    Lines(LinesOut),
    Array {
        out: Destination,
        /// What stands before the next document.
        before: &'static str,
    },
    Folder(NewFolder),
}

impl DocumentsOut {
    pub fn open(output: Option<&Path>, form: Form) -> Result<Self, ConvertError> {
        let Some(path) = output.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::Lines(LinesOut::open(None)?));
        };
        Ok(match ending(path).1.as_str() {
            "jsonl" | "ndjson" => Self::Lines(LinesOut::open(Some(path))?),
            "json" => Self::Array {
                out: Destination::open(Some(path))?,
                before: "[\n",
            },
            _ => Self::Folder(NewFolder::create(path, form)?),
        })
    }

    /// Writes a document: as `among` where it stands among others, as `alone` in a file of its own. Tells
    /// whether the file's name, where it has one, gives the id back.
    pub fn write(
        &mut self,
        id: &str,
        among: &impl Serialize,
        alone: &impl Serialize,
    ) -> Result<bool, ConvertError> {
        match self {
            Self::Lines(lines) => lines.write(among)?,
            Self::Array { out, before } => {
                let path = out.path().to_owned();
                let mut put = || -> io::Result<()> {
                    out.write_all(before.as_bytes())?;
                    out.write_all(&serde_json::to_vec(among)?)
                };
                put().map_err(io_error(&path))?;
                *before = ",\n";
            }
            Self::Folder(folder) => {
                let (name, is_kept) = file_name(id);
                let name = format!("{name}.json");
                let mut json = serde_json::to_vec_pretty(alone)
                    .map_err(|error| io_error(Path::new(&name))(error.into()))?;
                json.push(b'\n');
                folder.write(&name, &json)?;
                return Ok(is_kept);
            }
        }
        Ok(true)
    }

    pub fn commit(self) -> Result<(), ConvertError> {
        match self {
            Self::Lines(lines) => lines.commit(),
            Self::Array { mut out, before } => {
                let path = out.path().to_owned();
                let end = if before == ",\n" { "\n]\n" } else { "[]\n" };
                out.write_all(end.as_bytes()).map_err(io_error(&path))?;
                Ok(out.commit()?)
            }
            Self::Folder(folder) => folder.commit(),
        }
    }
}

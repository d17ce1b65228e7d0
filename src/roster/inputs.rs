//! From what the user names to the files to read.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::error::{RosterError, shown};
use crate::unpack;

/// One file to read, `-` for standard input.
pub(super) struct Input {
    pub path: PathBuf,
    /// Its size on disk; `None` for standard input and pipes.
    pub size: Option<u64>,
}

/// The files that `inputs` name, in their order, those of a folder sorted by the bytes of their
/// paths. A file that is named twice is there once.
///
/// # Errors
/// What is not there or cannot be opened, and folders without files of records: all are told together.
pub(super) fn files(inputs: &[PathBuf]) -> Result<Vec<Input>, RosterError> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for input in inputs {
        if let Err(what) = add(input, &mut found) {
            problems.push(format!("{}: {what}", shown(&input.to_string_lossy())));
        }
    }
    if inputs.is_empty() {
        problems.push("no input: name files or folders, or - for standard input".to_owned());
    }
    if !problems.is_empty() {
        return Err(RosterError::Inputs { problems });
    }
    let mut seen = HashSet::new();
    found.retain(|input: &Input| {
        let real = fs::canonicalize(&input.path).unwrap_or_else(|_| input.path.clone());
        let is_new = seen.insert(real);
        if !is_new {
            tracing::warn!(path = %input.path.display(), "named twice, read once");
        }
        is_new
    });
    Ok(found)
}

/// Adds what one input names; gives what is wrong with it.
fn add(input: &Path, found: &mut Vec<Input>) -> Result<(), String> {
    if input.as_os_str() == "-" {
        found.push(Input {
            path: input.to_owned(),
            size: None,
        });
        return Ok(());
    }
    let metadata = fs::metadata(input).map_err(|error| error.to_string())?;
    if !metadata.is_dir() {
        found.push(file(input)?);
        return Ok(());
    }
    let mut inside = Vec::new();
    for entry in WalkDir::new(input) {
        let entry = entry.map_err(|error| format!("the folder cannot be listed: {error}"))?;
        let path = entry.into_path();
        if is_taken(&path) && path.is_file() {
            inside.push(file(&path).map_err(|what| format!("{}: {what}", path.display()))?);
        }
    }
    if inside.is_empty() {
        return Err(
            "no file in this folder ends in .jsonl or .ndjson, also with .gz or .zst".to_owned(),
        );
    }
    let bytes = |input: &Input| input.path.as_os_str().as_encoded_bytes().to_owned();
    inside.sort_by_cached_key(bytes);
    found.append(&mut inside);
    Ok(())
}

/// A file; a plain one is opened to see that it can be: hours later is too late to learn that.
fn file(path: &Path) -> Result<Input, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if metadata.is_file() {
        File::open(path).map_err(|error| error.to_string())?;
    }
    Ok(Input {
        path: path.to_owned(),
        size: metadata.is_file().then_some(metadata.len()),
    })
}

/// True for the names of files that are read where their folder is the input.
fn is_taken(path: &Path) -> bool {
    let ending = unpack::ending(&unpack::unpacked_name(path));
    matches!(ending.as_str(), "jsonl" | "ndjson")
}

//! From what the user names to the files to read.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::error::RosterError;
use crate::archive::{Parts, Superseded, is_archive};
use crate::foreign::harmless;
use crate::unpack;

/// One file to read, `-` for standard input.
pub(super) struct Input {
    pub path: PathBuf,
    /// Its size on disk; `None` for standard input and pipes.
    pub size: Option<u64>,
    /// In a part of an archive: its records that count no longer.
    pub superseded: Arc<Superseded>,
}

/// The files that `inputs` name, in their order, those of a folder sorted by the bytes of their
/// paths. A file that is named twice is there once. Of a folder that `extract` wrote, also one further
/// in, there are the parts that its ledger tells of, and no other file.
///
/// # Errors
/// What is not there or cannot be opened, and folders without files of records: all are told together.
pub(super) fn files(inputs: &[PathBuf]) -> Result<Vec<Input>, RosterError> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for input in inputs {
        if let Err(what) = add(input, &mut found) {
            problems.push(format!("{}: {what}", harmless(&input.to_string_lossy())));
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
            superseded: Arc::default(),
        });
        return Ok(());
    }
    let metadata = fs::metadata(input).map_err(|error| error.to_string())?;
    if !metadata.is_dir() {
        found.push(file(input)?);
        return Ok(());
    }
    let mut inside = Vec::new();
    let mut archives = HashSet::new();
    for entry in WalkDir::new(input) {
        let entry = entry.map_err(|error| format!("the folder cannot be listed: {error}"))?;
        // The named folder may be a link; links to folders further in are not followed.
        let is_folder = entry.depth() == 0 || entry.file_type().is_dir();
        let path = entry.into_path();
        if is_folder {
            if is_archive(&path) {
                add_archive(&path, &mut inside)?;
                archives.insert(path);
            }
        } else if is_read_in_folders(&path)
            && path.is_file()
            && !path
                .parent()
                .is_some_and(|folder| archives.contains(folder))
        {
            inside.push(file_in_folder(&path)?);
        }
    }
    if inside.is_empty() && archives.is_empty() {
        return Err(
            "no file in this folder ends in .jsonl or .ndjson, also with .gz or .zst".to_owned(),
        );
    }
    let bytes = |input: &Input| input.path.as_os_str().as_encoded_bytes().to_owned();
    inside.sort_by_cached_key(bytes);
    found.append(&mut inside);
    Ok(())
}

/// Adds the parts of a folder that `extract` wrote; gives what is wrong with it.
fn add_archive(folder: &Path, inside: &mut Vec<Input>) -> Result<(), String> {
    let parts = Parts::of(folder).map_err(|error| error.to_string())?;
    let superseded = Arc::new(parts.superseded);
    for path in &parts.files {
        inside.push(Input {
            superseded: Arc::clone(&superseded),
            ..file_in_folder(path)?
        });
    }
    Ok(())
}

fn file_in_folder(path: &Path) -> Result<Input, String> {
    file(path).map_err(|what| format!("{}: {what}", path.display()))
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
        superseded: Arc::default(),
    })
}

/// True for the names of files that are read where their folder is the input.
pub fn is_read_in_folders(path: &Path) -> bool {
    let ending = unpack::ending(&unpack::unpacked_name(path));
    matches!(ending.as_str(), "jsonl" | "ndjson")
}

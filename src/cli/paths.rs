//! Paths of the command line: what they must not be to each other, and how they are written down.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::bail;
use serde::{Serialize, Serializer};

/// How standard input and output are named.
const STANDARD: &str = "-";

/// Refuses outputs (each with its option's name, `-` for standard output) that are inputs or each
/// other. A file inside an input folder counts as an input if the next run would read it there, as
/// `is_read_in_folders` tells.
pub fn check_outputs(
    inputs: &[PathBuf],
    outputs: &[(&str, Option<&Path>)],
    is_read_in_folders: impl Fn(&Path) -> bool,
) -> anyhow::Result<()> {
    let mut seen: Vec<(&str, PathBuf)> = Vec::new();
    for &(option, output) in outputs {
        let Some(output) = output.filter(|output| may_be_spoilt(output)) else {
            continue;
        };
        let shown = match output.as_os_str() == STANDARD {
            true => "standard output".to_owned(),
            false => output.display().to_string(),
        };
        let output = real(output);
        for input in inputs.iter().filter(|input| input.as_os_str() != STANDARD) {
            let real_input = real(input);
            if output == real_input && !input.is_dir() {
                bail!("{option} {shown} is one of the inputs; name another file");
            }
            if input.is_dir() && output.starts_with(&real_input) && is_read_in_folders(&output) {
                bail!(
                    "{option} {shown} is inside the input folder {}, where the next run would read \
                     it; name a file elsewhere",
                    input.display()
                );
            }
        }
        if let Some((other, _)) = seen.iter().find(|(_, other)| *other == output) {
            bail!("{other} and {option} would both go to {shown}");
        }
        seen.push((option, output));
    }
    Ok(())
}

/// Refuses a folder of records that is an input, or inside one, or holds one.
pub fn check_folder(inputs: &[PathBuf], folder: &Path) -> anyhow::Result<()> {
    let real_folder = real(folder);
    for input in inputs.iter().filter(|input| input.as_os_str() != STANDARD) {
        let real_input = real(input);
        if real_folder.starts_with(&real_input) || real_input.starts_with(&real_folder) {
            bail!(
                "--output {} and the input {} are one inside the other, and the next run would \
                 read what this one writes; name a folder elsewhere",
                folder.display(),
                input.display()
            );
        }
    }
    Ok(())
}

/// False for devices and pipes: writing to them takes nothing away.
fn may_be_spoilt(path: &Path) -> bool {
    path.as_os_str() == STANDARD || fs::metadata(path).map_or(true, |there| there.is_file())
}

/// The path without links, also where the file is not there yet.
fn real(path: &Path) -> PathBuf {
    if path.as_os_str() == STANDARD {
        return path.to_owned();
    }
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::canonicalize(folder),
        _ => env::current_dir().and_then(fs::canonicalize),
    };
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Writes a path down, whatever bytes it has.
pub fn serialize_optional<S: Serializer>(
    path: &Option<PathBuf>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    path.as_ref()
        .map(|path| path.to_string_lossy())
        .serialize(serializer)
}

/// Writes paths down, whatever bytes they have.
pub fn serialize_all<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| path.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;
    use whosaid::article::is_read_in_folders;

    use super::*;

    #[test]
    fn outputs_are_neither_inputs_nor_each_other() {
        let folder = TempDir::new().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["a.txt", "b.txt"] {
            fs::write(at(name), "text").expect("written");
        }
        fs::create_dir(at("in")).expect("made");
        let inputs = [at("a.txt"), at("in"), PathBuf::from("-")];
        let checked = |outputs: &[&str]| {
            let outputs: Vec<PathBuf> = outputs.iter().map(|name| at(name)).collect();
            let outputs: Vec<(&str, Option<&Path>)> = ["-o", "--errors"]
                .into_iter()
                .zip(outputs.iter().map(|path| Some(path.as_path())))
                .collect();
            check_outputs(&inputs, &outputs, is_read_in_folders).map_err(|error| error.to_string())
        };
        let refused = |outputs: &[&str]| checked(outputs).expect_err("refused");
        assert!(refused(&["in/../a.txt"]).contains("is one of the inputs"));
        assert!(refused(&["in/new.jsonl.gz"]).contains("is inside the input folder"));
        assert!(refused(&["new", "in/../new"]).contains("-o and --errors would both go to"));
        assert_eq!(checked(&["b.txt", "in/run.json"]), Ok(()));
        assert_eq!(checked(&["/dev/null", "/dev/null"]), Ok(()));
        let standard = Some(Path::new("-"));
        assert!(
            check_outputs(
                &inputs,
                &[("-o", standard), ("--report", None)],
                is_read_in_folders
            )
            .is_ok()
        );
        assert!(
            check_outputs(
                &inputs,
                &[("-o", standard), ("--report", standard)],
                is_read_in_folders
            )
            .is_err()
        );
    }
}

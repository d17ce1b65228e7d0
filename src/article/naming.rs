//! What a file's name tells: its format, its compression and the name of what is in it.

use std::path::Path;

use super::Format;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    /// The name for messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// A known ending; the last says whether files of it are looked for in folders. `.json` is not:
/// folders have many such files that are no articles.
const FORMATS: [(&str, Format, bool); 4] = [
    (".txt", Format::Text, true),
    (".jsonl", Format::JsonLines, true),
    (".ndjson", Format::JsonLines, true),
    (".json", Format::JsonLines, false),
];

const PACKINGS: [(&str, Packing); 2] = [(".gz", Packing::Gzip), (".zst", Packing::Zstd)];

/// What a file's name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Naming<'a> {
    /// The format, where the ending is a known one.
    pub(super) format: Option<Format>,
    pub(super) packing: Packing,
    /// Whether the file is taken where its folder was named as input.
    pub(super) in_folders: bool,
    /// The name without the known endings.
    pub(super) stem: &'a str,
}

impl<'a> Naming<'a> {
    /// Reads a file's name, or its path with `/` in it. Large and small letters are the same.
    pub(super) fn of(name: &'a str) -> Self {
        let (unpacked, packing) = PACKINGS
            .iter()
            .find_map(|&(ending, packing)| Some((without(name, ending)?, packing)))
            .unwrap_or((name, Packing::Plain));
        let known = FORMATS.iter().find_map(|&(ending, format, in_folders)| {
            Some((without(unpacked, ending)?, format, in_folders))
        });
        match known {
            Some((stem, format, in_folders)) => Self {
                format: Some(format),
                packing,
                in_folders,
                stem,
            },
            None => Self {
                format: None,
                packing,
                in_folders: false,
                stem: unpacked,
            },
        }
    }
}

/// Whether a file of this name is read where its folder is the input.
pub fn is_read_in_folders(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Naming::of(&name).in_folders
}

/// `name` without `ending`, if it has it and something of the file's name before it.
fn without<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(ending.len())?;
    let (stem, tail) = name.split_at_checked(at)?;
    let named = !stem.is_empty() && !stem.ends_with('/');
    (named && tail.eq_ignore_ascii_case(ending)).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings() {
        for (name, format, packing, stem) in [
            ("a.txt", Some(Format::Text), Packing::Plain, "a"),
            ("b/a.b.TXT.GZ", Some(Format::Text), Packing::Gzip, "b/a.b"),
            ("a.jsonl.zst", Some(Format::JsonLines), Packing::Zstd, "a"),
            ("a.ndjson", Some(Format::JsonLines), Packing::Plain, "a"),
            ("a.json", Some(Format::JsonLines), Packing::Plain, "a"),
            ("2020.01.05", None, Packing::Plain, "2020.01.05"),
            ("a.gz", None, Packing::Gzip, "a"),
            (".txt", None, Packing::Plain, ".txt"),
            ("b/.gz", None, Packing::Plain, "b/.gz"),
            ("é", None, Packing::Plain, "é"),
            ("", None, Packing::Plain, ""),
        ] {
            let naming = Naming::of(name);
            assert_eq!(naming.format, format, "{name}");
            assert_eq!(naming.packing, packing, "{name}");
            assert_eq!(naming.stem, stem, "{name}");
        }
    }
}

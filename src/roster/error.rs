//! What keeps a roster from being made.

use std::io;

use thiserror::Error;

use crate::foreign::harmless;

/// Why there is no roster.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RosterError {
    /// Inputs that are not there, cannot be listed or hold no records; each is told on a line.
    #[error("{}", .problems.join("\n"))]
    Inputs {
        /// Each of them, in the order in which they were named.
        problems: Vec<String>,
    },
    /// An input cannot be opened or read to its end, or the alias file cannot be read.
    #[error("{}: cannot be read: {source}", harmless(.path))]
    Read {
        /// The file; `-` for standard input.
        path: String,
        /// What the system, or the decompressor, says.
        source: io::Error,
    },
    /// The alias file has lines that cannot be used; each is told.
    #[error("{}", listed(.problems))]
    Aliases {
        /// Each of them, in the order of their lines.
        problems: Vec<AliasProblem>,
    },
    /// What does not fit into memory cannot be put into temporary files.
    #[error("temporary files cannot be written or read: {0}; TMPDIR names another folder for them")]
    Temporary(#[source] io::Error),
}

/// A line of the alias file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}:{line}: {}", harmless(.path), harmless(.what))]
pub struct AliasProblem {
    /// The file.
    pub path: String,
    /// Its line, counted from one.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

fn listed(problems: &[AliasProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

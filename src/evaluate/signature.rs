//! The line that makes a figure quotable: what was measured, by which definitions.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Bootstrap, EvaluateError};
use crate::output::hexadecimal;
use crate::output::record::Record;

/// Number of the definitions that the figures follow; it goes up when any of them changes.
pub const DEFINITIONS: u32 = 1;

/// What a set of figures was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// SHA-256 of the gold file.
    pub gold: String,
    /// SHA-256 of the file of records or annotations; of several, in the order compared.
    pub predictions: Vec<String>,
    /// How the intervals came about.
    pub bootstrap: Bootstrap,
}

impl fmt::Display for Signature {
    /// One line, hashes cut to 12 digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        write!(
            f,
            "whosaid {}|defs {DEFINITIONS}|gold {}",
            env!("CARGO_PKG_VERSION"),
            short(&self.gold)
        )?;
        for hash in &self.predictions {
            write!(f, "|pred {}", short(hash))?;
        }
        write!(
            f,
            "|n {} seed {}",
            self.bootstrap.resamples, self.bootstrap.seed
        )
    }
}

/// SHA-256 of a file, as `sha256sum` gives it.
///
/// # Errors
/// Where the file cannot be read.
pub fn sha256_file(path: &Path) -> Result<String, EvaluateError> {
    let hash = || -> io::Result<String> {
        let mut file = File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hexadecimal(&hasher.finalize())),
                read => hasher.update(&buffer[..read]),
            }
        }
    };
    hash().map_err(|source| EvaluateError::Io {
        path: path.display().to_string(),
        source,
    })
}

/// SHA-256 of records as a file of them would have it, one JSON line each.
///
/// # Errors
/// Where a record cannot be written as JSON.
pub fn sha256_records<'r>(
    records: impl IntoIterator<Item = &'r Record>,
) -> Result<String, serde_json::Error> {
    let mut hasher = Sha256::new();
    for record in records {
        hasher.update(serde_json::to_vec(record)?);
        hasher.update(b"\n");
    }
    Ok(hexadecimal(&hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_sha256sum() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(crate::output::sha256_hex(b"abc"), abc);
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), "abc").expect("written");
        assert_eq!(sha256_file(file.path()).expect("read"), abc);
    }

    #[test]
    fn the_line_fits_a_terminal() {
        let signature = Signature {
            gold: "a".repeat(64),
            predictions: vec!["b".repeat(64), "c".repeat(64)],
            bootstrap: Bootstrap::default(),
        };
        let line = signature.to_string();
        assert!(line.chars().count() <= 100, "{line}");
        assert!(
            line.ends_with("|gold aaaaaaaaaaaa|pred bbbbbbbbbbbb|pred cccccccccccc|n 1000 seed 1")
        );
    }
}

//! Why a folder of records cannot be worked in.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::ledger::LedgerError;

/// Why a folder of records cannot be worked in. Each message says what to do.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// Another run holds the lock.
    #[error("{folder}: another run is at work here ({holder}); let it end, or name another folder")]
    Busy {
        /// The folder.
        folder: PathBuf,
        /// What the lock says of the other run.
        holder: String,
    },
    /// The folder holds other things than a run's.
    #[error(
        "{folder}: the folder holds {found} and no ledger, so it is not of an earlier run; name \
         an empty folder or a new one"
    )]
    NotOurs {
        /// The folder.
        folder: PathBuf,
        /// One of the things.
        found: String,
    },
    /// There is no run in the folder.
    #[error("{folder}: no ledger.jsonl in this folder; name the folder of an earlier run")]
    NoLedger {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder was begun by a run with other inputs, another model or configuration.
    #[error(
        "{folder}: the run here was begun otherwise: {}. Give the command as it was then, name \
         another folder, or begin anew with --restart, which removes what is here",
        .what.join("; ")
    )]
    Changed {
        /// The folder.
        folder: PathBuf,
        /// Each thing that differs.
        what: Vec<String>,
    },
    /// What was read is no longer what was read then.
    #[error(
        "{folder}: the input has changed since part {part} was made of it. Give the input as it \
         was, name another folder, or begin anew with --restart, which removes what is here"
    )]
    InputChanged {
        /// The folder.
        folder: PathBuf,
        /// The first part that is not of this input.
        part: u64,
    },
    /// The ledger is damaged in a way that no kill leaves.
    #[error(
        "{path}: {source}. Put back the file as the run wrote it, or begin anew with --restart"
    )]
    Ledger {
        /// The ledger.
        path: PathBuf,
        /// What is wrong with it.
        source: LedgerError,
    },
    /// A file is not as the ledger says, in a way that no kill leaves.
    #[error(
        "{path}: {reason}. Put back the file as the run wrote it, or begin anew with --restart"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder went away while the run was going.
    #[error(
        "{folder}: the folder was removed, or another put in its place, while the run was going; \
         what was in it is gone. Give the same command again to begin anew"
    )]
    Gone {
        /// The folder.
        folder: PathBuf,
    },
    /// The system does not let a file be read or written.
    #[error("{path}: {source}{}", advice(.source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; make room and give the same command again: it goes on after the last whole part"
        }
        _ => "",
    }
}

impl ArchiveError {
    /// For `map_err`: an error of the system with its file.
    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> ArchiveError + use<> {
        let path = path.to_owned();
        move |source| ArchiveError::Io {
            path: path.clone(),
            source,
        }
    }
}

impl From<ArchiveError> for io::Error {
    fn from(error: ArchiveError) -> Self {
        let kind = match &error {
            ArchiveError::Io { source, .. } => source.kind(),
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    }
}

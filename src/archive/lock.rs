//! One run at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::{ArchiveError, layout};
use crate::foreign::harmless;

/// The lock on a folder. It is the system's, on the file `lock`, and goes with the process however
/// that ends: a dead run's lock needs no taking over. What the file holds is for messages alone,
/// and nobody ever removes it, since two runs could then hold locks on two files.
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock, or tells who has it.
    pub(super) fn take(folder: &Path) -> Result<Self, ArchiveError> {
        let path = folder.join(layout::LOCK);
        let failed = ArchiveError::at(&path);
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let mut file = opened.map_err(&failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.take(200).read_to_string(&mut holder);
                let holder = harmless(holder.trim());
                return Err(ArchiveError::Busy {
                    folder: folder.to_owned(),
                    holder: if holder.is_empty() {
                        "it has just begun".into()
                    } else {
                        holder
                    },
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let told = (|| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "process {}", process::id())
        })();
        match told {
            // A full disk is no reason not to look at what there is.
            Err(error) if error.kind() != io::ErrorKind::StorageFull => Err(failed(error)),
            _ => Ok(Lock { file, path }),
        }
    }

    /// Whether the folder is still the one that was locked.
    #[cfg(unix)]
    pub(super) fn holds(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let same = || -> io::Result<bool> {
            let (held, there) = (self.file.metadata()?, std::fs::metadata(&self.path)?);
            Ok(held.dev() == there.dev() && held.ino() == there.ino())
        };
        same().unwrap_or(false)
    }

    /// Whether the folder is still the one that was locked.
    #[cfg(not(unix))]
    pub(super) fn holds(&self) -> bool {
        let _ = &self.file;
        self.path.exists()
    }
}

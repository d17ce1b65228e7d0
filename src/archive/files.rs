//! Files that are written whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ArchiveError, layout};
use crate::output::{hexadecimal, sync_folder};

/// How long a file is and what its bytes hash to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// A file on its way, under another name than it will have.
pub(super) struct NewFile {
    folder: PathBuf,
    name: String,
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl NewFile {
    /// Begins one.
    pub(super) fn begin(folder: &Path, name: String) -> io::Result<Self> {
        let file = File::create(folder.join(layout::partial(&name)))?;
        Ok(NewFile {
            folder: folder.to_owned(),
            name,
            out: BufWriter::with_capacity(256 << 10, file),
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    /// Appends.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Takes it away again.
    pub(super) fn give_up(self) -> io::Result<()> {
        fs::remove_file(self.folder.join(layout::partial(&self.name)))
    }

    /// Puts it on the disk under its name. The folder is not synced yet.
    pub(super) fn seal(self) -> io::Result<Sum> {
        let file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let partial = self.folder.join(layout::partial(&self.name));
        fs::rename(partial, self.folder.join(&self.name))?;
        Ok(Sum {
            bytes: self.bytes,
            sha256: hexadecimal(&self.hash.finalize()),
        })
    }
}

/// Puts a whole file on the disk, in one step as others see it.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<Sum, ArchiveError> {
    let put = || {
        let mut file = NewFile::begin(folder, name.to_owned())?;
        file.write(bytes)?;
        let sum = file.seal()?;
        sync_folder(folder)?;
        Ok(sum)
    };
    put().map_err(ArchiveError::at(&folder.join(name)))
}

/// Reads a file of which the ledger knows the sum.
pub(super) fn get(folder: &Path, name: &str, told: &Sum) -> Result<Vec<u8>, ArchiveError> {
    let path = folder.join(name);
    let bytes = fs::read(&path).map_err(ArchiveError::at(&path))?;
    let is = Sum {
        bytes: bytes.len() as u64,
        sha256: hexadecimal(&Sha256::digest(&bytes)),
    };
    if is == *told {
        return Ok(bytes);
    }
    Err(ArchiveError::Damaged {
        path,
        reason: "it is not as the ledger says".into(),
    })
}

/// What is wrong with a file of which the ledger knows the sum; `None` if nothing is. Without
/// `whole`, only its length is looked at.
pub(super) fn trouble(path: &Path, told: &Sum, whole: bool) -> io::Result<Option<String>> {
    let length = match fs::metadata(path) {
        Ok(there) if !there.is_file() => return Ok(Some("it is no file".into())),
        Ok(there) => there.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Some("it is gone, though the ledger tells of it".into()));
        }
        Err(error) => return Err(error),
    };
    if length != told.bytes {
        let told = told.bytes;
        return Ok(Some(format!("it has {length} bytes, by the ledger {told}")));
    }
    if whole {
        let mut hash = Sha256::new();
        io::copy(&mut File::open(path)?, &mut hash)?;
        if hexadecimal(&hash.finalize()) != told.sha256 {
            return Ok(Some(
                "its bytes are not those that the ledger tells of".into(),
            ));
        }
    }
    Ok(None)
}

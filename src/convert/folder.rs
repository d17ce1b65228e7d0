//! A folder that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Form;
use super::error::ConvertError;
use super::input::io_error;
use crate::output::DestinationError;

/// A new folder. Its files are written into one beside it that gets the name with
/// [`NewFolder::commit`]; a folder that goes without it leaves nothing behind.
pub(super) struct NewFolder {
    path: PathBuf,
    partial: TempDir,
    files: Vec<PathBuf>,
}

impl NewFolder {
    /// # Errors
    /// Where something other than an empty folder has the name, or the one around it is missing.
    pub fn create(path: &Path, form: Form) -> Result<Self, ConvertError> {
        match fs::metadata(path) {
            Ok(there) if !there.is_dir() => {
                return Err(ConvertError::IsFile {
                    path: path.to_owned(),
                    form,
                });
            }
            Ok(_) => {
                let mut entries = fs::read_dir(path).map_err(io_error(path))?;
                if entries.next().is_some() {
                    return Err(ConvertError::NotEmpty {
                        path: path.to_owned(),
                    });
                }
            }
            Err(_) => {}
        }
        // Without a slash at its end, so that it has a parent and can be a name.
        let path: PathBuf = path.components().collect();
        let around = match path.parent() {
            Some(around) if !around.as_os_str().is_empty() => around,
            _ => Path::new("."),
        };
        if !around.is_dir() {
            return Err(ConvertError::Destination(DestinationError::NoFolder {
                path: path.clone(),
                folder: around.to_owned(),
            }));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".whosaid-").suffix(".partial");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any program makes its folders; the system takes away what the user's mask says.
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let partial = builder.tempdir_in(around).map_err(io_error(&path))?;
        Ok(NewFolder {
            path,
            partial,
            files: Vec::new(),
        })
    }

    /// Writes a file of this name, which may stand in a folder inside.
    ///
    /// # Errors
    /// What the system says; also where there is such a file already.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), ConvertError> {
        let path = self.partial.path().join(name);
        let failed = io_error(&self.path.join(name));
        if let Some(inside) = path.parent() {
            fs::create_dir_all(inside).map_err(&failed)?;
        }
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        file.and_then(|mut file| file.write_all(bytes))
            .map_err(&failed)?;
        self.files.push(path);
        Ok(())
    }

    /// Makes the files safe on the disk and gives the folder its name.
    ///
    /// # Errors
    /// What the system says. Nothing is left of the folder.
    pub fn commit(self) -> Result<(), ConvertError> {
        let failed = io_error(&self.path);
        // After all are written, so that the system can put them out together.
        for file in &self.files {
            let synced = File::open(file).and_then(|file| file.sync_all());
            synced.map_err(&failed)?;
        }
        // An empty folder may have the name; not every system puts another over it.
        if self.path.is_dir() {
            fs::remove_dir(&self.path).map_err(&failed)?;
        }
        fs::rename(self.partial.path(), &self.path).map_err(&failed)?;
        // It has moved: there is nothing to clear away.
        let _ = self.partial.keep();
        Ok(())
    }
}

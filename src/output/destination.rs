//! Where output goes: a file that appears whole or not at all, or standard output.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

use super::packing::Packed;

/// Why output cannot be made or finished.
#[derive(Debug, Error)]
pub enum DestinationError {
    /// The folder that the file shall stand in is not there.
    #[error("{path}: the folder {folder} does not exist")]
    NoFolder {
        /// The file.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// There is a folder under the file's name.
    #[error("{path}: is a folder; name a file, or put / behind it for a folder of parts")]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The system does not let the file be made, written out or put in its place.
    #[error("{path}: cannot be written: {source}")]
    Io {
        /// The file; `-` for standard output.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Where output goes.
///
/// A file is written under another name in the same folder and gets its own with
/// [`Destination::commit`]; a destination that goes without it, be it by an error or a panic, leaves
/// nothing behind and what was there before untouched. Names that end in `.gz` or `.zst` are
/// compressed. Standard output, devices and pipes are written to directly.
pub struct Destination {
    path: PathBuf,
    out: Packed<Place>,
}

enum Place {
    /// Not buffered further: who writes whole lines has them on the other end at once.
    Stdout(Stdout),
    Direct(BufWriter<File>),
    /// The new file, and the name that it will get.
    New(BufWriter<NamedTempFile>, PathBuf),
}

impl Destination {
    /// Standard output for `None` and `-`, else a file.
    ///
    /// # Errors
    /// The file cannot be made; nothing is left of it.
    pub fn open(path: Option<&Path>) -> Result<Self, DestinationError> {
        match path {
            Some(path) if path.as_os_str() != "-" => Self::file(path),
            _ => Ok(Destination {
                path: "-".into(),
                out: Packed::plain(Place::Stdout(io::stdout())),
            }),
        }
    }

    fn file(path: &Path) -> Result<Self, DestinationError> {
        let failed = |source| DestinationError::Io {
            path: path.to_owned(),
            source,
        };
        let place = match fs::metadata(path) {
            Ok(there) if there.is_dir() => {
                return Err(DestinationError::IsFolder {
                    path: path.to_owned(),
                });
            }
            // A device or a pipe must stay what it is.
            Ok(there) if !there.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
                Place::Direct(BufWriter::new(file))
            }
            Ok(there) => {
                // A link stays a link; what it leads to is replaced.
                let path = fs::canonicalize(path).map_err(failed)?;
                let new = new_file(&path).map_err(failed)?;
                let permissions = new.as_file().set_permissions(there.permissions());
                permissions.map_err(failed)?;
                Place::New(BufWriter::new(new), path)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = folder_of(path);
                if !folder.is_dir() {
                    return Err(DestinationError::NoFolder {
                        path: path.to_owned(),
                        folder: folder.to_owned(),
                    });
                }
                let new = new_file(path).map_err(failed)?;
                Place::New(BufWriter::new(new), path.to_owned())
            }
            Err(error) => return Err(failed(error)),
        };
        Ok(Destination {
            path: path.to_owned(),
            out: Packed::by_name(path, place).map_err(failed)?,
        })
    }

    /// What it was opened as; `-` for standard output.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes out what is still held back. A file is then safe on the disk and has its name.
    ///
    /// # Errors
    /// What the system says. Nothing is left of a new file.
    pub fn commit(self) -> Result<(), DestinationError> {
        let Destination { path, out } = self;
        let committed = out.finish().and_then(|place| match place {
            Place::Stdout(mut out) => out.flush(),
            Place::Direct(mut out) => out.flush(),
            Place::New(out, name) => {
                let new = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                new.as_file().sync_all()?;
                new.persist(&name).map_err(|error| error.error)?;
                sync_folder(folder_of(&name))
            }
        });
        committed.map_err(|source| DestinationError::Io { path, source })
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Direct(out) => out.write(bytes),
            Self::New(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Direct(out) => out.flush(),
            Self::New(out, _) => out.flush(),
        }
    }
}

/// A file in the folder of `path` that goes away if it is not kept. Its ending is none that a
/// reader of articles takes.
fn new_file(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".whosaid-").suffix(".partial");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any program makes its files; the system takes away what the user's mask says.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder_of(path))
}

/// The folder of a file.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes new names in a folder survive a power cut.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some file systems have no such thing for folders.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::panic::catch_unwind;

    use tempfile::TempDir;

    use super::*;

    fn folder() -> TempDir {
        TempDir::new().expect("a temporary folder")
    }

    fn names(folder: &TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path()).expect("listed");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    fn write(path: &Path, bytes: &[u8]) {
        let mut out = Destination::open(Some(path)).expect("opened");
        out.write_all(bytes).expect("written");
        out.commit().expect("committed");
    }

    #[test]
    fn a_file_appears_when_it_is_committed() {
        let folder = folder();
        let path = folder.path().join("a.jsonl");
        let mut out = Destination::open(Some(&path)).expect("opened");
        out.write_all(b"new").expect("written");
        assert!(!path.exists());
        out.commit().expect("committed");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert_eq!(names(&folder), ["a.jsonl"]);
    }

    #[test]
    fn nothing_is_left_of_what_was_not_committed() {
        let folder = folder();
        for name in ["old.jsonl", "old.jsonl.gz", "old.jsonl.zst"] {
            fs::write(folder.path().join(name), "old").expect("written");
        }
        for name in [
            "old.jsonl",
            "old.jsonl.gz",
            "old.jsonl.zst",
            "new.jsonl",
            "new.gz",
            "new.zst",
        ] {
            let path = folder.path().join(name);
            let mut out = Destination::open(Some(&path)).expect("opened");
            out.write_all(&[b'x'; 100_000]).expect("written");
            drop(out);
        }
        assert_eq!(
            names(&folder),
            ["old.jsonl", "old.jsonl.gz", "old.jsonl.zst"]
        );
        let old = fs::read(folder.path().join("old.jsonl")).expect("read");
        assert_eq!(old, b"old");
    }

    #[test]
    fn nothing_is_left_after_a_panic() {
        let folder = folder();
        let path = folder.path().join("a.jsonl");
        let panicked = catch_unwind(|| {
            let _out = Destination::open(Some(&path)).expect("opened");
            panic!("on purpose");
        });
        assert!(panicked.is_err());
        assert!(names(&folder).is_empty());
    }

    #[test]
    fn names_tell_the_compression() {
        let folder = folder();
        let text = "“It is over.”\n".repeat(10_000);
        let (gz, zst) = (folder.path().join("a.gz"), folder.path().join("a.ZST"));
        write(&gz, text.as_bytes());
        write(&zst, text.as_bytes());
        let mut read = String::new();
        let file = File::open(&gz).expect("opened");
        let mut decoder = flate2::read::MultiGzDecoder::new(file);
        decoder.read_to_string(&mut read).expect("gzip");
        assert_eq!(read, text);
        let file = File::open(&zst).expect("opened");
        assert_eq!(zstd::decode_all(file).expect("zstd"), text.as_bytes());
    }

    #[test]
    fn without_a_folder_there_is_no_file() {
        let folder = folder();
        let path = folder.path().join("none/a.jsonl");
        let error = Destination::open(Some(&path)).err().expect("an error");
        assert!(
            matches!(error, DestinationError::NoFolder { .. }),
            "{error}"
        );
        let error = Destination::open(Some(folder.path()))
            .err()
            .expect("an error");
        assert!(
            matches!(error, DestinationError::IsFolder { .. }),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_modes_and_devices_stay_what_they_are() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = folder();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("real", &link).expect("linked");
        write(&link, b"new");
        assert_eq!(fs::read(&real).expect("read"), b"new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        let mode = fs::metadata(&real).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);

        write(Path::new("/dev/null"), b"new");
        let null = fs::metadata("/dev/null").expect("there");
        assert!(!null.is_file());
    }
}

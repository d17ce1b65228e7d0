//! From what the user names to the list of files to read.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::error::InputProblem;
use super::naming::Naming;
use super::{InputError, Place};

/// One file to read.
pub(super) struct Source {
    /// Where it is, with the folder that was named before it.
    path: PathBuf,
    /// The folder that was named, if it was found in one.
    folder: Option<Arc<Path>>,
    pub(super) origin: Origin,
}

/// Where a source's bytes come from.
pub(super) enum Origin {
    /// An ordinary file of this size.
    File(u64),
    /// A pipe or a device. It is opened only when its turn comes: opening it to have a look would
    /// take it away from whoever writes to it.
    Pipe,
    /// Standard input, or what the caller gave in its place.
    Stream(Box<dyn Read + Send>),
    /// A file inside a named folder that the system does not let be looked at.
    Closed(io::Error),
    /// Something inside a named folder that cannot be listed: nobody knows which articles are in it.
    Unlisted(io::Error),
}

impl Source {
    /// `reader` under the name of standard input.
    pub(super) fn stream(reader: Box<dyn Read + Send>) -> Self {
        Self {
            path: PathBuf::from("-"),
            folder: None,
            origin: Origin::Stream(reader),
        }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The place that stands for the whole of it.
    pub(super) fn place(&self) -> Place {
        Place {
            path: self.path.display().to_string(),
            line: None,
        }
    }

    /// Its name as far as ids are concerned: the path in the folder that was named, with `/`
    /// between, so that files of one name in different folders differ.
    pub(super) fn name(&self) -> String {
        if matches!(self.origin, Origin::Stream(_)) {
            return "stdin".to_owned();
        }
        let inner = match &self.folder {
            Some(folder) => self.path.strip_prefix(folder).unwrap_or(&self.path),
            None => Path::new(self.path.file_name().unwrap_or(self.path.as_os_str())),
        };
        let parts: Vec<_> = inner
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    }

    /// Its size on disk, where it has one.
    pub(super) fn size(&self) -> Option<u64> {
        match self.origin {
            Origin::File(size) => Some(size),
            Origin::Closed(_) | Origin::Unlisted(_) => Some(0),
            Origin::Pipe | Origin::Stream(_) => None,
        }
    }
}

/// The sources that `inputs` name, in their order, each once.
pub(super) fn sources(inputs: &[PathBuf]) -> Result<Vec<Source>, InputError> {
    let mut listing = Listing {
        // A single input cannot name a file twice.
        seen: (inputs.len() > 1).then(HashSet::new),
        sources: Vec::new(),
    };
    let mut problems = Vec::new();
    if inputs.is_empty() {
        problems.push(InputProblem::NoInputs);
    }
    for input in inputs {
        if let Err(problem) = listing.add(input) {
            problems.push(problem);
        }
    }
    if problems.is_empty() {
        Ok(listing.sources)
    } else {
        Err(InputError { problems })
    }
}

struct Listing {
    /// What has been listed, by folders without links in them: `a.txt` and `./a.txt` are one file.
    seen: Option<HashSet<PathBuf>>,
    sources: Vec<Source>,
}

impl Listing {
    fn add(&mut self, input: &Path) -> Result<(), InputProblem> {
        if input.as_os_str() == "-" {
            if self.is_new(input, || PathBuf::from("-")) {
                self.sources.push(Source::stream(Box::new(io::stdin())));
            }
            return Ok(());
        }
        let not_there = |source| InputProblem::NotThere {
            path: input.display().to_string(),
            source,
        };
        let metadata = fs::metadata(input).map_err(not_there)?;
        if metadata.is_dir() {
            return self.add_folder(input);
        }
        if self.is_new(input, || key_of_file(input)) {
            self.sources.push(Source {
                path: input.to_owned(),
                folder: None,
                origin: if metadata.is_file() {
                    Origin::File(metadata.len())
                } else {
                    Origin::Pipe
                },
            });
        }
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path) -> Result<(), InputProblem> {
        let mut found = list(folder)?;
        // The same file system lists its files in another order on another day. The bytes decide,
        // and not the parts of the path one by one, so that `sort` gives the same order.
        found
            .sources
            .sort_by(|a, b| bytes(&a.path).cmp(bytes(&b.path)));
        if found.others > 0 {
            tracing::debug!(
                folder = %folder.display(),
                files = found.others,
                "files with other endings are passed over"
            );
        }
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        for source in found.sources {
            let key = || match source.path.strip_prefix(folder) {
                Ok(inner) => real.join(inner),
                Err(_) => source.path.clone(),
            };
            if self.is_new(&source.path, key) {
                self.sources.push(source);
            }
        }
        Ok(())
    }

    fn is_new(&mut self, path: &Path, key: impl FnOnce() -> PathBuf) -> bool {
        let new = match &mut self.seen {
            Some(seen) => seen.insert(key()),
            None => true,
        };
        if !new {
            tracing::warn!(path = %path.display(), "named twice, read once");
        }
        new
    }
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// The file's folder without links, and the file's own name: a link beside the file that it leads
/// to is an article of its own, since it has a name of its own.
fn key_of_file(file: &Path) -> PathBuf {
    let parent = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    match (fs::canonicalize(parent), file.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => file.to_owned(),
    }
}

/// What a folder holds.
struct Found {
    sources: Vec<Source>,
    /// Files that are passed over.
    others: usize,
}

fn list(folder: &Path) -> Result<Found, InputProblem> {
    let root: Arc<Path> = Arc::from(folder);
    let mut found = Found {
        sources: Vec::new(),
        others: 0,
    };
    let (mut articles, mut closed) = (0, 0);
    // A named folder may be a link itself; links to folders further in are not followed.
    for entry in WalkDir::new(folder).follow_links(false) {
        let (path, origin) = match entry {
            Ok(entry) if entry.file_type().is_dir() => continue,
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy();
                let taken = Naming::of(&name).in_folders;
                let origin = origin_in_folder(entry.path(), entry.path_is_symlink(), taken);
                let Some(origin) = origin else {
                    found.others += 1;
                    continue;
                };
                articles += 1;
                (entry.into_path(), origin)
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let source = error
                    .into_io_error()
                    .unwrap_or_else(|| io::Error::other("links in a circle"));
                if path == folder {
                    return Err(InputProblem::NotListed {
                        path: path.display().to_string(),
                        source,
                    });
                }
                closed += 1;
                (path, Origin::Unlisted(source))
            }
        };
        found.sources.push(Source {
            path,
            folder: Some(Arc::clone(&root)),
            origin,
        });
    }
    if articles == 0 {
        return Err(InputProblem::NoArticles {
            path: folder.display().to_string(),
            others: found.others,
            closed,
        });
    }
    Ok(found)
}

/// How to read what was found in a folder under a name that is `taken` or not; `None` to pass it
/// over.
fn origin_in_folder(path: &Path, is_link: bool, taken: bool) -> Option<Origin> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() && is_link => {
            tracing::warn!(
                path = %path.display(),
                "a link to a folder is not followed; name it as an input of its own"
            );
            None
        }
        Ok(metadata) if metadata.is_file() && taken => Some(Origin::File(metadata.len())),
        // Also pipes, whatever their names: reading one could wait for ever.
        Ok(_) => None,
        Err(error) => taken.then_some(Origin::Closed(error)),
    }
}

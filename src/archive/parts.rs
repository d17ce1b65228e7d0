//! The folder for those who only read it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::index::{self, IdDigest, id_digest};
use super::ledger::Ledger;
use super::{ArchiveError, layout};

/// The parts of a folder of records, as its ledger tells them. Nothing is locked or changed.
#[derive(Debug, Default)]
pub struct Parts {
    /// Their files, in their order.
    pub files: Vec<PathBuf>,
    /// Records in them that are not the last of their article.
    pub superseded: Superseded,
}

impl Parts {
    /// Looks at the ledger and, in a folder of nights, at the indexes. While it does, it holds 20
    /// bytes for each record there.
    ///
    /// # Errors
    /// The ledger or an index is damaged, or the system does not let it be read.
    pub fn of(folder: &Path) -> Result<Self, ArchiveError> {
        let path = folder.join(layout::LEDGER);
        let bytes = fs::read(&path).map_err(ArchiveError::at(&path))?;
        let read = Ledger::read(&bytes);
        let ledger = read.map_err(|source| ArchiveError::Ledger { path, source })?;
        let mut all = Vec::with_capacity(index::entries(&ledger));
        for part in &ledger.parts {
            // Only nights have indexes, and only there an id that comes again is the same article.
            if let Some(sum) = &part.index {
                let entries = index::read(folder, part.part, sum)?;
                let number = u32::try_from(part.part).unwrap_or(u32::MAX);
                all.extend(entries.iter().map(|entry| (entry.id, number)));
            }
        }
        let part = |number| folder.join(layout::part(number));
        Ok(Parts {
            files: ledger.parts.iter().map(|line| part(line.part)).collect(),
            superseded: Superseded::among(all),
        })
    }
}

/// Which records are not the last of their article.
#[derive(Debug, Default)]
pub struct Superseded {
    /// Of ids that come more than once, the part with the last one. A part is of one night, and has
    /// an id once at most.
    last: HashMap<IdDigest, u32>,
}

impl Superseded {
    /// Of ids with their parts.
    fn among(mut all: Vec<(IdDigest, u32)>) -> Self {
        all.sort_unstable();
        let again = all.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        Superseded {
            last: again.map(|pair| pair[1]).collect(),
        }
    }

    /// Whether a later record took the place of the one of this id in the part with this file.
    pub fn has(&self, id: &str, file: &Path) -> bool {
        // Mostly nothing is superseded, and no id has to be hashed.
        let last = (!self.last.is_empty()).then(|| self.last.get(&id_digest(id)));
        last.flatten()
            .is_some_and(|&last| file.file_name() != Some(layout::part(last.into()).as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_id_that_comes_again_the_last_counts() {
        let all = [("a", 1), ("b", 1), ("a", 2), ("c", 2), ("b", 7), ("a", 3)];
        let all = all.map(|(id, part)| (id_digest(id), part));
        let superseded = Superseded::among(all.to_vec());
        let are = all_of(&superseded, &[("a", 1), ("a", 2), ("b", 1)]);
        assert_eq!(are, [true; 3]);
        let are = all_of(&superseded, &[("a", 3), ("b", 7), ("c", 2), ("d", 1)]);
        assert_eq!(are, [false; 4]);
    }

    fn all_of(superseded: &Superseded, records: &[(&str, u64)]) -> Vec<bool> {
        let has = |&(id, part)| {
            superseded.has(id, Path::new("quotes").join(layout::part(part)).as_path())
        };
        records.iter().map(has).collect()
    }
}

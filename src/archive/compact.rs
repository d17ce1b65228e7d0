//! Folding away what was superseded or removed.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::files::{NewFile, get, put, trouble};
use super::folder::Archive;
use super::index::{self, Entry, IdDigest, id_digest, read_order};
use super::ledger::{Ledger, NightLine, PartLine};
use super::night::Moved;
use super::{ArchiveError, layout};
use crate::output::record::Record;
use crate::output::{JsonLines, RecordSink, sync_folder};
use crate::run::Tally;

/// What [`compact`] has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compacted {
    /// Records that are there now.
    pub records: u64,
    /// Records that another had taken the place of.
    pub superseded: u64,
    /// Records of articles that are in the input no longer.
    pub removed: u64,
    /// Parts before.
    pub parts_before: u64,
    /// Parts now.
    pub parts: u64,
}

/// Where a record is.
struct Found {
    part: u64,
    start: u64,
    bytes: u64,
    entry: Entry,
}

/// Writes the folder of runs from night to night anew: of each article its last record, without
/// those that were removed, in the order of the last whole night's input, as one run over that
/// input would have written them. The parts get new numbers; a kill leaves either the old parts
/// or the new ones. In memory it holds some 240 bytes an article, and of
/// those that have moved title, date and address.
///
/// # Errors
/// As [`Archive::open`]; nothing has changed then.
pub fn compact(folder: &Path) -> Result<Compacted, ArchiveError> {
    let archive = Archive::existing(folder)?;
    let parts_before = archive.ledger().parts.len() as u64;
    if !archive.is_incremental() {
        // One run writes each article once.
        return Ok(Compacted {
            records: archive.done().tally.articles,
            parts_before,
            parts: parts_before,
            ..Compacted::default()
        });
    }
    let ledger = archive.ledger();
    let mut found = HashMap::with_capacity(index::entries(ledger));
    let mut superseded = 0;
    let mut newest = Vec::new();
    let whole = ledger.night.as_ref().map_or(0, |night| night.parts);
    for part in &ledger.parts {
        superseded += find(folder, part, whole, &mut found, &mut newest)?;
    }
    let order = order(folder, ledger, &found, newest)?;
    let removed = (found.len() - order.len()) as u64;
    let new = write(folder, &archive, &found, &order)?;
    let compacted = Compacted {
        records: order.len() as u64,
        superseded,
        removed,
        parts_before,
        parts: new.parts.len() as u64,
    };
    archive.replace(&new)?;
    Ok(compacted)
}

/// Finds the records of a part, checking it; the number of those whose place they take. Parts after
/// `whole` are none of the last whole night.
fn find(
    folder: &Path,
    part: &PartLine,
    whole: u64,
    found: &mut HashMap<IdDigest, Found>,
    newest: &mut Vec<IdDigest>,
) -> Result<u64, ArchiveError> {
    let path = folder.join(layout::part(part.part));
    let failed = ArchiveError::at(&path);
    if let Some(reason) = trouble(&path, &part.file, true).map_err(&failed)? {
        return Err(ArchiveError::Damaged { path, reason });
    }
    let entries = match &part.index {
        Some(sum) => index::read(folder, part.part, sum)?,
        None => Vec::new(),
    };
    let mut lines = BufReader::new(File::open(&path).map_err(&failed)?);
    let (mut start, mut superseded) = (0, 0);
    for entry in entries {
        let bytes = lines.skip_until(b'\n').map_err(&failed)? as u64;
        let here = Found {
            part: part.part,
            start,
            bytes,
            entry,
        };
        start += bytes;
        superseded += u64::from(found.insert(entry.id, here).is_some());
        if part.part > whole {
            newest.push(entry.id);
        }
    }
    if start == part.file.bytes {
        Ok(superseded)
    } else {
        Err(ArchiveError::Damaged {
            path,
            reason: "it has other records than its index".into(),
        })
    }
}

/// The ids of all articles that are there, in their order.
fn order(
    folder: &Path,
    ledger: &Ledger,
    found: &HashMap<IdDigest, Found>,
    newest: Vec<IdDigest>,
) -> Result<Vec<IdDigest>, ArchiveError> {
    let mut order = match &ledger.night {
        Some(night) => read_order(folder, night.night, &night.order)?,
        None => Vec::new(),
    };
    // Of articles that could not be read or analyzed there may be no record.
    order.retain(|id| found.contains_key(id));
    if newest.is_empty() {
        return Ok(order);
    }
    let mut there: HashSet<IdDigest> = order.iter().copied().collect();
    // What came after the last whole night was not looked for since.
    for id in newest {
        if there.insert(id) {
            order.push(id);
        }
    }
    Ok(order)
}

/// Writes the new parts; the ledger that tells of them.
fn write(
    folder: &Path,
    archive: &Archive,
    found: &HashMap<IdDigest, Found>,
    order: &[IdDigest],
) -> Result<Ledger, ArchiveError> {
    let ledger = archive.ledger();
    let moved = moved(folder, ledger)?;
    let mut records = Records::new(folder);
    let mut number = ledger.parts.last().map_or(0, |part| part.part);
    let mut parts = Vec::new();
    let mut position = 0;
    let full = usize::try_from(archive.part_articles()).unwrap_or(usize::MAX);
    for ids in order.chunks(full) {
        number += 1;
        let name = layout::part(number);
        let path = folder.join(&name);
        let failed = ArchiveError::at(&path);
        let mut file = NewFile::begin(folder, name).map_err(&failed)?;
        let mut index = Vec::new();
        let (mut tally, mut places) = (Tally::default(), None);
        for found in ids.iter().filter_map(|id| found.get(id)) {
            let (line, mut record) = records.read(found)?;
            let mut entry = found.entry;
            let moved = moved
                .get(&entry.id)
                .filter(|(parts, _)| found.part <= *parts);
            if moved.is_some() || record.supersedes.is_some() {
                if let Some((_, moved)) = moved {
                    moved.clone().put_into(&mut record);
                    entry = entry.moved(&record);
                }
                record.supersedes = None;
                let mut lines = JsonLines::new(Vec::new());
                lines.write(&record).map_err(&failed)?;
                file.write(&lines.into_inner()).map_err(&failed)?;
            } else {
                file.write(&line).map_err(&failed)?;
            }
            index.extend(entry.bytes());
            tally.add(&record, 0);
            places = match places {
                None => Some((record.source.clone(), record.source)),
                Some((first, _)) => Some((first, record.source)),
            };
        }
        let Some((first, last)) = places else { break };
        let file = file.seal().map_err(&failed)?;
        let index = put(folder, &layout::index(number), &index)?;
        parts.push(PartLine {
            part: number,
            position,
            articles: ids.len() as u64,
            first,
            last,
            tally,
            file,
            index: Some(index),
            input_sha256: String::new(),
            errors_bytes: 0,
        });
        position += ids.len() as u64;
    }
    let night = match &ledger.night {
        Some(last) => {
            let night = last.night + 1;
            Some(NightLine {
                night,
                // A folder that is empty now begins with part 1 again.
                parts: parts.last().map_or(0, |part: &PartLine| part.part),
                order: put(folder, &layout::order(night), order.as_flattened())?,
                moved: put(folder, &layout::moved(night), b"")?,
            })
        }
        None => None,
    };
    sync_folder(folder).map_err(ArchiveError::at(folder))?;
    Ok(Ledger {
        begin: ledger.begin.clone(),
        parts,
        night,
        whole: 0,
        before_last_part: 0,
    })
}

/// What has moved, with the last part that it concerns.
fn moved(folder: &Path, ledger: &Ledger) -> Result<HashMap<IdDigest, (u64, Moved)>, ArchiveError> {
    let Some(night) = &ledger.night else {
        return Ok(HashMap::new());
    };
    let name = layout::moved(night.night);
    let bytes = get(folder, &name, &night.moved)?;
    let lines = bytes.split(|&b| b == b'\n').filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let moved: Moved =
                serde_json::from_slice(line).map_err(|error| ArchiveError::Damaged {
                    path: folder.join(&name),
                    reason: error.to_string(),
                })?;
            Ok((id_digest(&moved.id), (night.parts, moved)))
        })
        .collect()
}

/// Reads records wherever they are, with the last file left open.
struct Records {
    folder: PathBuf,
    open: Option<(u64, BufReader<File>)>,
}

impl Records {
    fn new(folder: &Path) -> Self {
        Records {
            folder: folder.to_owned(),
            open: None,
        }
    }

    fn read(&mut self, found: &Found) -> Result<(Vec<u8>, Record), ArchiveError> {
        let path = self.folder.join(layout::part(found.part));
        let mut read = || -> io::Result<Vec<u8>> {
            let file = match &mut self.open {
                Some((part, file)) if *part == found.part => file,
                open => {
                    let file = BufReader::new(File::open(&path)?);
                    &mut open.insert((found.part, file)).1
                }
            };
            let at = file.stream_position()?;
            // Mostly it is the next one.
            if at != found.start {
                file.seek(SeekFrom::Start(found.start))?;
            }
            let mut line = Vec::new();
            file.take(found.bytes).read_to_end(&mut line)?;
            Ok(line)
        };
        let line = read().map_err(ArchiveError::at(&path))?;
        match serde_json::from_slice(&line) {
            Ok(record) => Ok((line, record)),
            Err(error) => Err(ArchiveError::Damaged {
                path,
                reason: format!("a line is no record: {error}"),
            }),
        }
    }
}

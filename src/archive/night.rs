//! A night's run over an archive of which most is done.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::NewFile;
use super::index::{self, Entry, IdDigest, id_digest, read_order};
use super::ledger::{Ledger, NightLine};
use super::{ArchiveError, layout};
use crate::article::{Article, ArticleError};
use crate::output::record::{Record, RecordSource};
use crate::output::sync_folder;
use crate::run::TextDigest;

/// The most removed articles that are named.
const NAMED: usize = 1000;

/// What a night came upon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NightCounts {
    /// Articles that were not there.
    pub new: u64,
    /// Articles that were there with another text.
    pub changed: u64,
    /// Articles that were there.
    pub unchanged: u64,
    /// Of these, articles with another place, title, date or address than their record has.
    pub moved: u64,
    /// Articles that came a second time in the night, with the same text.
    pub repeated: u64,
}

/// Articles that were there and are in the input no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// How many; null where the input was not read to its end, or where articles are missing that
    /// may stand in what could not be read.
    pub count: Option<u64>,
    /// Ids of the first thousand.
    pub ids: Vec<String>,
}

/// What of an article is no longer as its record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Moved {
    pub(super) id: String,
    pub(super) source: RecordSource,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

impl Moved {
    /// Puts a record right.
    pub(super) fn put_into(self, record: &mut Record) {
        record.source = self.source;
        record.title = self.title;
        record.published = self.published;
        record.url = self.url;
    }
}

/// What is to be done with an article.
pub(super) enum Judgement {
    New,
    Changed(TextDigest),
    There,
    IdTwice,
}

/// What is known of an article that is there.
struct Row {
    entry: Entry,
    /// It was in the last whole night's input, or came after that.
    live: bool,
    /// It is in this night's input.
    seen: bool,
    /// It is in this night's input where it could not be read; it may come again and be read.
    excused: bool,
}

impl Row {
    /// Whether a whole night has shown that it is in the input no longer.
    fn is_gone(&self) -> bool {
        self.live && !self.seen && !self.excused
    }
}

/// A night as the reader's side sees it. In memory it has 59 bytes for each article that is there,
/// while it begins 88, and up to 170 for each that is new or changed in this night.
pub struct Night {
    number: u64,
    /// By id.
    known: Vec<Row>,
    /// New and changed articles of this night.
    tonight: HashMap<IdDigest, TextDigest>,
    order: NewFile,
    moved: NewFile,
    counts: NightCounts,
    /// Something could not be read, be it a line, of which nobody knows which articles it held.
    blind: bool,
    broken: Option<io::Error>,
}

impl Night {
    /// Begins a night with what the parts tell.
    pub(super) fn begin(folder: &Path, ledger: &Ledger) -> Result<Self, ArchiveError> {
        let last = ledger.night.as_ref();
        let mut ordered = match last {
            Some(last) => read_order(folder, last.night, &last.order)?,
            None => Vec::new(),
        };
        ordered.sort_unstable();
        let mut known = Vec::with_capacity(index::entries(ledger));
        for part in &ledger.parts {
            let Some(sum) = &part.index else { continue };
            let later = last.is_none_or(|last| part.part > last.parts);
            known.extend(
                index::read(folder, part.part, sum)?
                    .into_iter()
                    .map(|e| Row {
                        live: later || ordered.binary_search(&e.id).is_ok(),
                        seen: false,
                        excused: false,
                        entry: e,
                    }),
            );
        }
        drop(ordered);
        // Stable, so that the latest of an id comes last; it alone counts.
        known.sort_by_key(|row| row.entry.id);
        known.dedup_by(|later, earlier| {
            let same = later.entry.id == earlier.entry.id;
            if same {
                std::mem::swap(later, earlier);
                earlier.live |= later.live;
            }
            same
        });
        known.shrink_to_fit();
        let number = last.map_or(1, |last| last.night + 1);
        let begin = |name| NewFile::begin(folder, name).map_err(ArchiveError::at(folder));
        Ok(Night {
            number,
            known,
            tonight: HashMap::new(),
            order: begin(layout::order(number))?,
            moved: begin(layout::moved(number))?,
            counts: NightCounts::default(),
            blind: false,
            broken: None,
        })
    }

    /// What is to be done with what was read.
    pub(super) fn judge(
        &mut self,
        item: &Result<Article, ArticleError>,
        entry: &Entry,
    ) -> Judgement {
        let article = match item {
            Ok(article) => article,
            Err(error) => {
                self.missed(error);
                return Judgement::New;
            }
        };
        if let Some(text) = self.tonight.get(&entry.id) {
            return self.again(*text == entry.text);
        }
        let mut in_order = false;
        let found = self.known.binary_search_by_key(&entry.id, |r| r.entry.id);
        let judgement = match found.ok().and_then(|at| self.known.get_mut(at)) {
            Some(row) if row.seen => {
                let same = row.entry.text == entry.text;
                return self.again(same);
            }
            Some(row) => {
                row.seen = true;
                in_order = row.excused;
                if row.entry.text == entry.text {
                    self.counts.unchanged += 1;
                    if row.entry.rest != entry.rest {
                        self.counts.moved += 1;
                        self.note_moved(article);
                    }
                    Judgement::There
                } else {
                    self.counts.changed += 1;
                    let old = row.entry.text;
                    self.tonight.insert(entry.id, entry.text);
                    Judgement::Changed(old)
                }
            }
            None => {
                self.counts.new += 1;
                self.tonight.insert(entry.id, entry.text);
                Judgement::New
            }
        };
        if !in_order {
            let noted = self.order.write(&entry.id);
            self.keep_error(noted);
        }
        judgement
    }

    fn again(&mut self, same: bool) -> Judgement {
        if same {
            self.counts.repeated += 1;
            Judgement::There
        } else {
            Judgement::IdTwice
        }
    }

    /// An article that could not be read is not one that was removed.
    fn missed(&mut self, error: &ArticleError) {
        let Some(id) = error.id.as_deref().map(id_digest) else {
            self.blind = true;
            return;
        };
        let found = self.known.binary_search_by_key(&id, |row| row.entry.id);
        if let Some(row) = found.ok().and_then(|at| self.known.get_mut(at))
            && !row.seen
            && !row.excused
        {
            row.excused = true;
            let noted = self.order.write(&id);
            self.keep_error(noted);
        }
    }

    fn note_moved(&mut self, article: &Article) {
        let moved = Moved {
            id: article.id.clone(),
            source: RecordSource::from(&article.place),
            title: article.title.clone(),
            published: article.published.clone(),
            url: article.url.clone(),
        };
        let noted = serde_json::to_vec(&moved)
            .map_err(io::Error::from)
            .and_then(|mut line| {
                line.push(b'\n');
                self.moved.write(&line)
            });
        self.keep_error(noted);
    }

    fn keep_error(&mut self, done: io::Result<()>) {
        if let Err(error) = done {
            self.broken.get_or_insert(error);
        }
    }

    /// What it came upon.
    pub(super) fn counts(&self) -> NightCounts {
        self.counts
    }

    /// Ends the night, after its parts: writes its order down and tells what was removed, if the
    /// input was read to its end and what is missing cannot stand where nothing could be read.
    pub(super) fn end(
        self,
        folder: &Path,
        ledger: &Ledger,
        ended: bool,
    ) -> Result<(Option<NightLine>, Removed), ArchiveError> {
        let failed = ArchiveError::at(folder);
        if let Some(error) = self.broken {
            return Err(failed(error));
        }
        // Where nothing is missing, nothing is hidden: a line that is broken for good costs nothing.
        let hides = self.blind && self.known.iter().any(Row::is_gone);
        if !ended || hides {
            return Ok((None, Removed::default()));
        }
        let order = self.order.seal().map_err(&failed)?;
        let moved = self.moved.seal().map_err(&failed)?;
        sync_folder(folder).map_err(&failed)?;
        let gone = self.known.iter().filter(|row| row.is_gone());
        // Sorted, as the rows are.
        let gone: Vec<IdDigest> = gone.map(|row| row.entry.id).collect();
        let line = NightLine {
            night: self.number,
            parts: ledger.parts.last().map_or(0, |part| part.part),
            order,
            moved,
        };
        let removed = Removed {
            count: Some(gone.len() as u64),
            ids: ids(folder, ledger, &gone)?,
        };
        Ok((Some(line), removed))
    }
}

/// The ids of articles (`of`, sorted), found in their records, up to a thousand.
fn ids(folder: &Path, ledger: &Ledger, of: &[IdDigest]) -> Result<Vec<String>, ArchiveError> {
    #[derive(Deserialize)]
    struct Id {
        id: String,
    }
    let most = of.len().min(NAMED);
    let mut told = HashSet::new();
    let mut ids = Vec::new();
    for part in &ledger.parts {
        if ids.len() == most {
            break;
        }
        let Some(sum) = &part.index else { continue };
        let entries = index::read(folder, part.part, sum)?;
        let is_wanted = |entry: &Entry| of.binary_search(&entry.id).is_ok();
        if !entries.iter().any(is_wanted) {
            continue;
        }
        let path = folder.join(layout::part(part.part));
        let file = File::open(&path).map_err(ArchiveError::at(&path))?;
        for (line, entry) in BufReader::new(file).lines().zip(&entries) {
            let line = line.map_err(ArchiveError::at(&path))?;
            if ids.len() < most
                && is_wanted(entry)
                && let Ok(Id { id }) = serde_json::from_str(&line)
                && told.insert(entry.id)
            {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}

//! Writing parts.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::chain::Chain;
use super::files::{NewFile, Sum};
use super::folder::Archive;
use super::intake::{Ticket, Tickets};
use super::ledger::PartLine;
use super::night::{Night, NightCounts, Removed};
use super::stop::Why;
use super::{ArchiveError, layout};
use crate::output::record::{Record, RecordSource};
use crate::output::{FlatLines, JsonLines, RecordSink, hexadecimal, sync_folder};
use crate::run::{Failure, Tally};

/// What a line of a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emit {
    /// An article.
    Articles,
    /// A quotation.
    Quotes,
}

/// Takes what a run makes and writes it in parts; see [the module](super).
pub struct Writer<'a> {
    archive: &'a mut Archive,
    tickets: Tickets,
    night: Option<Arc<Mutex<Night>>>,
    emit: Emit,
    errors: File,
    errors_bytes: u64,
    errors_are_new: bool,
    chain: Chain,
    /// Articles before the part that is written.
    position: u64,
    part: Option<Part>,
    /// What was done up to the part that is written.
    before: Tally,
    so_far: Tally,
}

/// The part that is written.
struct Part {
    file: NewFile,
    /// An entry for each record.
    index: Vec<u8>,
    /// Articles, failed ones counted.
    articles: u64,
    first: RecordSource,
    last: RecordSource,
}

/// How a run in a folder ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Why it was ended before its input, if it was.
    pub stopped: Option<Why>,
    /// Articles of the input that were read, those that were there already counted.
    pub read: u64,
    /// What a night came upon.
    pub night: Option<(NightCounts, Removed)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        archive: &'a mut Archive,
        tickets: Tickets,
        night: Option<Arc<Mutex<Night>>>,
        emit: Emit,
        (errors, errors_bytes): (File, u64),
        chain: Chain,
        position: u64,
    ) -> Self {
        Writer {
            archive,
            tickets,
            night,
            emit,
            errors,
            errors_bytes,
            errors_are_new: false,
            chain,
            position,
            part: None,
            before: Tally::default(),
            so_far: Tally::default(),
        }
    }

    /// Writes a record down.
    ///
    /// # Errors
    /// What the system says.
    pub fn record(&mut self, mut record: Record) -> Result<(), ArchiveError> {
        let ticket = self.ticket(&record.source)?;
        record.supersedes = ticket.supersedes.map(|text| hexadecimal(&text));
        let lines = lines(&record, self.emit).map_err(ArchiveError::at(self.archive.folder()))?;
        if let Some(part) = &mut self.part {
            part.index.extend(ticket.entry.bytes());
            let written = part.file.write(&lines);
            written.map_err(|error| gone_or(self.archive, error))?;
        }
        Ok(())
    }

    /// Notes an article that got no record.
    ///
    /// # Errors
    /// What the system says.
    pub fn failed(&mut self, failure: &Failure) -> Result<(), ArchiveError> {
        self.ticket(&RecordSource {
            path: failure.path.clone(),
            line: failure.line,
        })?;
        let noted = serde_json::to_vec(failure)
            .map_err(io::Error::from)
            .and_then(|mut line| {
                line.push(b'\n');
                self.errors_bytes += line.len() as u64;
                self.errors.write_all(&line)
            });
        self.errors_are_new = true;
        noted.map_err(ArchiveError::at(
            &self.archive.folder().join(layout::ERRORS),
        ))
    }

    /// Ends the part if it is full. `so_far` is what this run has done.
    ///
    /// # Errors
    /// What the system says.
    pub fn advanced(&mut self, so_far: &Tally) -> Result<(), ArchiveError> {
        self.so_far = *so_far;
        let full = self.archive.part_articles();
        match &self.part {
            Some(part) if part.articles >= full => self.seal(),
            _ => Ok(()),
        }
    }

    /// The ticket of the next article, which is put into the part.
    fn ticket(&mut self, source: &RecordSource) -> Result<Ticket, ArchiveError> {
        let ticket = self.tickets.next().ok_or_else(|| ArchiveError::Io {
            path: self.archive.folder().to_owned(),
            source: io::Error::other("a fault in the program: an article without a ticket"),
        })?;
        self.chain.add(&ticket.entry);
        let part = match &mut self.part {
            Some(part) => part,
            None => {
                let name = layout::part(self.number());
                let file = NewFile::begin(self.archive.folder(), name)
                    .map_err(|error| gone_or(self.archive, error))?;
                self.part.insert(Part {
                    file,
                    index: Vec::new(),
                    articles: 0,
                    first: source.clone(),
                    last: source.clone(),
                })
            }
        };
        part.articles += 1;
        part.last = source.clone();
        Ok(ticket)
    }

    fn number(&self) -> u64 {
        let parts = &self.archive.ledger().parts;
        parts.last().map_or(1, |last| last.part + 1)
    }

    /// Ends the part at hand, in the order that the module's table tells.
    fn seal(&mut self) -> Result<(), ArchiveError> {
        let Some(part) = self.part.take() else {
            return Ok(());
        };
        self.archive.check()?;
        if self.archive.is_incremental() && part.index.is_empty() {
            return self.drop_empty(part);
        }
        let folder = self.archive.folder().to_owned();
        let number = self.number();
        let index = match self.archive.is_incremental() {
            true => Some((layout::index(number), part.index)),
            false => None,
        };
        let on_disk = || -> io::Result<(Sum, Option<Sum>)> {
            let index = index.map(|(name, bytes)| {
                let mut file = NewFile::begin(&folder, name)?;
                file.write(&bytes)?;
                file.seal()
            });
            let index = index.transpose()?;
            let file = part.file.seal()?;
            sync_folder(&folder)?;
            if self.errors_are_new {
                self.errors.sync_all()?;
            }
            Ok((file, index))
        };
        let (file, index) = on_disk().map_err(|error| gone_or(self.archive, error))?;
        self.archive.add_part(PartLine {
            part: number,
            position: self.position,
            articles: part.articles,
            first: part.first,
            last: part.last,
            tally: self.so_far.since(&self.before),
            file,
            index,
            input_sha256: self.chain.told(),
            errors_bytes: self.errors_bytes,
        })?;
        self.position += part.articles;
        self.before = self.so_far;
        self.errors_are_new = false;
        Ok(())
    }

    /// Ends a night's part without a record. It is no part: an article that always fails would add
    /// one every night, and nothing is gone on from by position.
    fn drop_empty(&mut self, part: Part) -> Result<(), ArchiveError> {
        let done = part.file.give_up().and_then(|()| self.errors.sync_all());
        done.map_err(|error| gone_or(self.archive, error))?;
        self.before = self.so_far;
        self.errors_are_new = false;
        Ok(())
    }

    /// Ends the run. A part that is not full is kept where the input has ended, and from night to
    /// night; else it is left for the next run.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self) -> Result<Ended, ArchiveError> {
        let ended = self.tickets.ended();
        if ended || self.archive.is_incremental() {
            self.seal()?;
        }
        let folder = self.archive.folder().to_owned();
        let night = match self.night.take().and_then(Arc::into_inner) {
            Some(night) => {
                let night = night.into_inner().unwrap_or_else(PoisonError::into_inner);
                let counts = night.counts();
                let (line, removed) = night.end(&folder, self.archive.ledger(), ended)?;
                if let Some(line) = line {
                    self.archive.check()?;
                    self.archive.add_night(line)?;
                }
                Some((counts, removed))
            }
            None => None,
        };
        Ok(Ended {
            stopped: self.tickets.stopped().filter(|_| !ended),
            read: self.tickets.read(),
            night,
        })
    }

    /// What the folder now holds.
    pub fn done(&self) -> super::Done {
        self.archive.done()
    }
}

/// An error of the system, unless it is that the folder went away.
fn gone_or(archive: &Archive, error: io::Error) -> ArchiveError {
    match archive.check() {
        Err(gone) => gone,
        Ok(()) => ArchiveError::at(archive.folder())(error),
    }
}

fn lines(record: &Record, emit: Emit) -> io::Result<Vec<u8>> {
    match emit {
        Emit::Articles => {
            let mut lines = JsonLines::new(Vec::new());
            lines.write(record)?;
            Ok(lines.into_inner())
        }
        Emit::Quotes => {
            let mut lines = FlatLines::new(Vec::new());
            lines.write(record)?;
            Ok(lines.into_inner())
        }
    }
}

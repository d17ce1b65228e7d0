//! The folder itself: taking it, going on in it, ending.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::chain::Chain;
use super::files::{put, trouble};
use super::intake::{Intake, Tickets, entry};
use super::ledger::{Begin, FORM, Ledger, NightLine, PartLine};
use super::lock::Lock;
use super::night::Night;
use super::stop::{Stop, Why};
use super::writer::{Emit, Writer};
use super::{ArchiveError, layout};
use crate::article::{Article, ArticleError};
use crate::output::sync_folder;
use crate::run::{SeenTexts, Tally};

/// A folder of records; see [the module](super). While it is held, no other run can have it.
pub struct Archive {
    folder: PathBuf,
    lock: Lock,
    ledger: Ledger,
    file: File,
}

/// What is done already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Parts.
    pub parts: u64,
    /// Articles of the input, failed ones counted.
    pub articles: u64,
    /// What was made of them.
    pub tally: Tally,
}

/// Where a run goes on.
pub struct Resumed {
    chain: Chain,
    position: u64,
    /// The texts shortly before.
    pub seen: SeenTexts,
    /// Articles that were passed over.
    pub passed: u64,
    /// It was told to stop before it was there.
    stopped: Option<Why>,
}

impl Archive {
    /// Takes a folder, which is made if it is not there: a new one for a run that is begun as
    /// `begin` says, or one in which such a run was broken off. What a kill left is put right.
    /// With `restart`, what another run made there is removed.
    ///
    /// # Errors
    /// The folder is held, not a run's, begun otherwise, damaged, or the system says no.
    pub fn open(folder: &Path, begin: Begin, restart: bool) -> Result<Self, ArchiveError> {
        if !folder.is_dir() {
            fs::create_dir(folder).map_err(ArchiveError::at(folder))?;
            let parent = folder.parent().filter(|p| !p.as_os_str().is_empty());
            let parent = parent.unwrap_or(Path::new("."));
            sync_folder(parent).map_err(ArchiveError::at(parent))?;
        }
        let path = folder.join(layout::LEDGER);
        if !path.is_file() {
            refuse_what_is_not_ours(folder)?;
        }
        let lock = Lock::take(folder)?;
        let begin = Begin {
            ledger: FORM,
            ..begin
        };
        // Looked at again: another run may have ended just before the lock was had.
        if !path.is_file() || restart {
            put(folder, layout::LEDGER, &fresh(&begin).lines())?;
        }
        let archive = Self::held(folder, lock)?;
        let what = archive.ledger.begin.differences(&begin);
        if !what.is_empty() {
            return Err(ArchiveError::Changed {
                folder: folder.to_owned(),
                what,
            });
        }
        if archive.ledger.begin.whosaid != begin.whosaid {
            tracing::warn!(
                was = archive.ledger.begin.whosaid,
                is = begin.whosaid,
                "the program has another version than the one that began this folder"
            );
        }
        archive.clean()?;
        Ok(archive)
    }

    /// Takes a folder that is there, to compact it.
    pub(super) fn existing(folder: &Path) -> Result<Self, ArchiveError> {
        if !layout::is_archive(folder) {
            return Err(ArchiveError::NoLedger {
                folder: folder.to_owned(),
            });
        }
        let archive = Self::held(folder, Lock::take(folder)?)?;
        archive.clean()?;
        Ok(archive)
    }

    /// Reads the ledger, and cuts off what is torn.
    fn held(folder: &Path, lock: Lock) -> Result<Self, ArchiveError> {
        let path = folder.join(layout::LEDGER);
        let failed = ArchiveError::at(&path);
        let bytes = fs::read(&path).map_err(&failed)?;
        let read = |bytes| {
            Ledger::read(bytes).map_err(|source| ArchiveError::Ledger {
                path: path.clone(),
                source,
            })
        };
        let mut ledger = read(&bytes)?;
        if !last_is_there(folder, &ledger)? {
            tracing::warn!("the last part is not whole; it is done again");
            ledger = read(&bytes[..ledger.before_last_part])?;
        }
        for part in &ledger.parts {
            let path = folder.join(layout::part(part.part));
            let trouble = trouble(&path, &part.file, false);
            if let Some(reason) = trouble.map_err(ArchiveError::at(&path))? {
                return Err(ArchiveError::Damaged { path, reason });
            }
        }
        let opened = OpenOptions::new().append(true).open(&path);
        let file = opened.map_err(&failed)?;
        if ledger.whole < bytes.len() {
            file.set_len(ledger.whole as u64).map_err(&failed)?;
            file.sync_all().map_err(&failed)?;
        }
        Ok(Archive {
            folder: folder.to_owned(),
            lock,
            ledger,
            file,
        })
    }

    /// Removes what the ledger does not know, and errors that belong to no part.
    fn clean(&self) -> Result<(), ArchiveError> {
        let failed = ArchiveError::at(&self.folder);
        let mut known = Vec::new();
        for part in &self.ledger.parts {
            known.push(layout::part(part.part));
            if part.index.is_some() {
                known.push(layout::index(part.part));
            }
        }
        if let Some(night) = &self.ledger.night {
            known.push(layout::order(night.night));
            known.push(layout::moved(night.night));
        }
        known.sort_unstable();
        for entry in fs::read_dir(&self.folder).map_err(&failed)? {
            let entry = entry.map_err(&failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let told = layout::is_told_by_ledger(&name) && known.binary_search(&name).is_err();
            // What the last run did is no longer so once another has begun.
            if told || layout::is_partial(&name) || name == layout::RUN {
                let path = entry.path();
                fs::remove_file(&path).map_err(ArchiveError::at(&path))?;
            }
        }
        Ok(())
    }

    /// What is done already.
    pub fn done(&self) -> Done {
        let parts = &self.ledger.parts;
        let tallies = parts.iter().map(|part| &part.tally);
        Done {
            parts: parts.len() as u64,
            articles: self.ledger.position(),
            tally: tallies.fold(Tally::default(), |sum, tally| sum.plus(tally)),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads what is done, and checks that it is what it was. If it is told to stop meanwhile, it
    /// leaves off, and the run that goes on from there ends before its first article.
    ///
    /// # Errors
    /// The input is another one.
    pub fn pass_over<I>(&self, articles: &mut I, stop: &Stop) -> Result<Resumed, ArchiveError>
    where
        I: Iterator<Item = Result<Article, ArticleError>>,
    {
        let mut resumed = Resumed {
            chain: Chain::default(),
            position: 0,
            seen: SeenTexts::default(),
            passed: 0,
            stopped: None,
        };
        if self.ledger.begin.incremental {
            resumed.position = self.ledger.position();
            return Ok(resumed);
        }
        for part in &self.ledger.parts {
            let changed = || ArchiveError::InputChanged {
                folder: self.folder.clone(),
                part: part.part,
            };
            for _ in 0..part.articles {
                resumed.stopped = stop.asked();
                if resumed.stopped.is_some() {
                    return Ok(resumed);
                }
                let item = articles.next().ok_or_else(changed)?;
                let entry = entry(&item);
                if let Ok(article) = &item {
                    resumed.seen.note(entry.text, article.text.len(), |_| {});
                }
                resumed.chain.add(&entry);
                resumed.passed += 1;
            }
            if resumed.chain.told() != part.input_sha256 {
                return Err(changed());
            }
            resumed.position += part.articles;
        }
        Ok(resumed)
    }

    /// The two sides of a run: what it reads, and what takes what it makes.
    ///
    /// # Errors
    /// The system says no.
    pub fn run<I>(
        &mut self,
        articles: I,
        resumed: Resumed,
        emit: Emit,
        stop: Stop,
    ) -> Result<(Intake<I>, Writer<'_>), ArchiveError> {
        let tickets = Tickets::default();
        let night = match self.ledger.begin.incremental {
            true => Some(Night::begin(&self.folder, &self.ledger)?),
            false => None,
        };
        let night = night.map(|night| Arc::new(Mutex::new(night)));
        let part_articles = self.ledger.begin.part_articles.max(1);
        let intake = Intake::new(
            articles,
            tickets.clone(),
            night.clone(),
            (stop, resumed.stopped),
            part_articles,
        );
        let errors = self.errors()?;
        let (chain, position) = (resumed.chain, resumed.position);
        let writer = Writer::new(self, tickets, night, emit, errors, chain, position);
        Ok((intake, writer))
    }

    /// The file of errors, as long as the finished parts made it; from night to night it is the
    /// last night's.
    fn errors(&self) -> Result<(File, u64), ArchiveError> {
        let path = self.folder.join(layout::ERRORS);
        let told = match self.ledger.begin.incremental {
            true => 0,
            false => self.ledger.parts.last().map_or(0, |part| part.errors_bytes),
        };
        let open = || -> io::Result<(File, u64)> {
            let file = OpenOptions::new().create(true).append(true).open(&path)?;
            let there = file.metadata()?.len();
            if there > told {
                file.set_len(told)?;
                file.sync_all()?;
            }
            Ok((file, there))
        };
        let (file, there) = open().map_err(ArchiveError::at(&path))?;
        if there < told {
            return Err(ArchiveError::Damaged {
                path,
                reason: format!("it has {there} bytes, by the ledger {told}"),
            });
        }
        Ok((file, told))
    }

    /// Articles a part, as the run was begun.
    pub fn part_articles(&self) -> u64 {
        self.ledger.begin.part_articles.max(1)
    }

    pub(super) fn is_incremental(&self) -> bool {
        self.ledger.begin.incremental
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// That the folder is still there and the same.
    pub(super) fn check(&self) -> Result<(), ArchiveError> {
        if self.lock.holds() {
            return Ok(());
        }
        Err(ArchiveError::Gone {
            folder: self.folder.clone(),
        })
    }

    /// Puts a part that is on the disk into the ledger.
    pub(super) fn add_part(&mut self, part: PartLine) -> Result<(), ArchiveError> {
        self.append(&part.line())?;
        self.ledger.parts.push(part);
        Ok(())
    }

    /// Puts a night into the ledger, and removes the files of the one before.
    pub(super) fn add_night(&mut self, night: NightLine) -> Result<(), ArchiveError> {
        self.append(&night.line())?;
        if let Some(last) = self.ledger.night.replace(night) {
            for name in [layout::order(last.night), layout::moved(last.night)] {
                // What is left is removed by the next run.
                let _ = fs::remove_file(self.folder.join(name));
            }
        }
        Ok(())
    }

    /// Puts another ledger in the place of this one, and removes what it does not know.
    pub(super) fn replace(self, ledger: &Ledger) -> Result<(), ArchiveError> {
        self.check()?;
        put(&self.folder, layout::LEDGER, &ledger.lines())?;
        let archive = Archive {
            ledger: ledger.clone(),
            ..self
        };
        archive.clean()
    }

    fn append(&mut self, line: &[u8]) -> Result<(), ArchiveError> {
        let mut append = || {
            self.file.write_all(line)?;
            self.file.sync_all()
        };
        append().map_err(ArchiveError::at(&self.folder.join(layout::LEDGER)))
    }
}

/// Whether the last part of the ledger is as told.
fn last_is_there(folder: &Path, ledger: &Ledger) -> Result<bool, ArchiveError> {
    let Some(last) = ledger.parts.last() else {
        return Ok(true);
    };
    // A night's line is written when its parts have long been on the disk.
    if ledger.night.as_ref().is_some_and(|n| n.parts >= last.part) {
        return Ok(true);
    }
    let part = (layout::part(last.part), Some(&last.file));
    let index = (layout::index(last.part), last.index.as_ref());
    for (name, sum) in [part, index] {
        let path = folder.join(name);
        if let Some(sum) = sum
            && trouble(&path, sum, true)
                .map_err(ArchiveError::at(&path))?
                .is_some()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn fresh(begin: &Begin) -> Ledger {
    Ledger {
        begin: begin.clone(),
        parts: Vec::new(),
        night: None,
        whole: 0,
        before_last_part: 0,
    }
}

/// A folder without a ledger must be empty, but for what a run leaves that was killed at once.
fn refuse_what_is_not_ours(folder: &Path) -> Result<(), ArchiveError> {
    let failed = ArchiveError::at(folder);
    for entry in fs::read_dir(folder).map_err(&failed)? {
        let name = entry.map_err(&failed)?.file_name();
        let found = name.to_string_lossy().into_owned();
        // New file systems have the latter.
        if found != layout::LOCK && !layout::is_partial(&found) && found != "lost+found" {
            return Err(ArchiveError::NotOurs {
                folder: folder.to_owned(),
                found,
            });
        }
    }
    Ok(())
}

//! Results into the order of the input, and out.

use std::collections::BTreeMap;

use super::count::Tally;
use super::gate::Gate;
use super::{Failure, RunError, RunOptions, Taker};
use crate::output::record::Record;

/// What became of an article.
pub(super) struct Finished {
    /// Length of its text, as it was counted at the gate.
    pub(super) bytes: usize,
    /// Its text was there shortly before.
    pub(super) duplicate: bool,
    pub(super) result: Result<Done, Box<Failure>>,
}

/// A record, and what is counted beside it.
pub(super) struct Done {
    pub(super) record: Box<Record>,
    pub(super) words: u64,
}

/// Holds back results until those before them are written. The gate bounds how many it holds.
pub(super) struct InOrder<'a, T> {
    taker: &'a mut T,
    max_errors: Option<u64>,
    failed_before: u64,
    gate: &'a Gate,
    early: BTreeMap<u64, Finished>,
    /// Number of the article that is written next.
    next: u64,
    bytes_done: u64,
    tally: Tally,
}

impl<'a, T: Taker> InOrder<'a, T> {
    pub(super) fn new(taker: &'a mut T, gate: &'a Gate, options: &RunOptions) -> Self {
        InOrder {
            taker,
            max_errors: options.max_errors,
            failed_before: options.failed_before,
            gate,
            early: BTreeMap::new(),
            next: 0,
            bytes_done: 0,
            tally: Tally::default(),
        }
    }

    /// Number of articles that are done.
    pub(super) fn done(&self) -> u64 {
        self.next
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// Takes the result of article `number` (from zero) and writes all that can be written now.
    /// `bytes_read` is the text read so far.
    pub(super) fn take(
        &mut self,
        number: u64,
        finished: Finished,
        bytes_read: u64,
    ) -> Result<(), RunError> {
        self.early.insert(number, finished);
        while let Some(finished) = self.early.remove(&self.next) {
            let Finished {
                bytes,
                duplicate,
                result,
            } = finished;
            match result {
                Ok(Done { record, words }) => {
                    self.tally.add(&record, words);
                    self.tally.duplicates += u64::from(duplicate);
                    self.taker.record(*record).map_err(RunError::Writing)?;
                }
                Err(failure) => {
                    self.taker.failed(&failure).map_err(RunError::Noting)?;
                    self.tally.failed += 1;
                }
            }
            self.next += 1;
            self.bytes_done += bytes as u64;
            self.gate.leave(bytes);
            let share = match bytes_read {
                0 => 1.0,
                read => self.bytes_done as f64 / read as f64,
            };
            let advanced = self.taker.advanced(&self.tally, share);
            advanced.map_err(RunError::Writing)?;
            let failed = self.failed_before.saturating_add(self.tally.failed);
            match self.max_errors {
                Some(most) if failed > most => return Err(RunError::TooManyErrors(failed, most)),
                _ => {}
            }
        }
        Ok(())
    }
}

//! Results into the order of the input, and out.

use std::collections::BTreeMap;

use super::count::Tally;
use super::gate::Gate;
use super::observer::Observer;
use super::{Failure, RunError};
use crate::output::RecordSink;
use crate::output::record::Record;

/// What became of an article.
pub(super) struct Finished {
    /// Length of its text, as it was counted at the gate.
    pub(super) bytes: usize,
    pub(super) result: Result<Done, Box<Failure>>,
}

/// A record, and what is counted beside it.
pub(super) struct Done {
    pub(super) record: Box<Record>,
    pub(super) words: u64,
}

/// Holds back results until those before them are written. The gate bounds how many it holds.
pub(super) struct InOrder<'a, S, O> {
    sink: &'a mut S,
    observer: &'a mut O,
    gate: &'a Gate,
    early: BTreeMap<u64, Finished>,
    /// Number of the article that is written next.
    next: u64,
    bytes_done: u64,
    tally: Tally,
}

impl<'a, S: RecordSink, O: Observer> InOrder<'a, S, O> {
    pub(super) fn new(sink: &'a mut S, observer: &'a mut O, gate: &'a Gate) -> Self {
        InOrder {
            sink,
            observer,
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
        while let Some(Finished { bytes, result }) = self.early.remove(&self.next) {
            match result {
                Ok(Done { record, words }) => {
                    self.sink.write(&record).map_err(RunError::Writing)?;
                    self.tally.add(&record, words);
                }
                Err(failure) => {
                    self.observer.failed(&failure).map_err(RunError::Noting)?;
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
            self.observer.advanced(&self.tally, share);
        }
        Ok(())
    }
}

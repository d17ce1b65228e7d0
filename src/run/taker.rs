//! Who takes what a run makes.

use std::io;

use super::{Failure, Observer, Tally};
use crate::output::RecordSink;
use crate::output::record::Record;

/// Takes what a run makes, on the thread that called [`run_into`](super::run_into) and in the order
/// of the input: for each article [`Taker::record`] or [`Taker::failed`], and then
/// [`Taker::advanced`].
pub trait Taker {
    /// An article got this record.
    ///
    /// # Errors
    /// Ends the run with [`RunError::Writing`](super::RunError::Writing).
    fn record(&mut self, record: Record) -> io::Result<()>;

    /// An article got no record.
    ///
    /// # Errors
    /// Ends the run with [`RunError::Noting`](super::RunError::Noting).
    fn failed(&mut self, failure: &Failure) -> io::Result<()>;

    /// One more article is done, with record or without. `share` is the part, 0 to 1, of the text
    /// read so far that is done.
    ///
    /// # Errors
    /// Ends the run with [`RunError::Writing`](super::RunError::Writing).
    fn advanced(&mut self, so_far: &Tally, share: f64) -> io::Result<()>;
}

/// Records to one, all else to another.
pub(super) struct Apart<'a, S, O> {
    pub(super) sink: &'a mut S,
    pub(super) observer: &'a mut O,
}

impl<S: RecordSink, O: Observer> Taker for Apart<'_, S, O> {
    fn record(&mut self, record: Record) -> io::Result<()> {
        self.sink.write(&record)
    }

    fn failed(&mut self, failure: &Failure) -> io::Result<()> {
        self.observer.failed(failure)
    }

    fn advanced(&mut self, so_far: &Tally, share: f64) -> io::Result<()> {
        self.observer.advanced(so_far, share);
        Ok(())
    }
}

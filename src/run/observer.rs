//! Being told how a run goes on.

use std::io;

use super::{Failure, Tally};

/// Is told how a run goes on, always on the thread that called [`run`](super::run) and in the order
/// of the input. `()` lets it all pass.
pub trait Observer {
    /// An article got no record.
    ///
    /// # Errors
    /// Ends the run with [`RunError::Noting`](super::RunError::Noting).
    fn failed(&mut self, failure: &Failure) -> io::Result<()> {
        let _ = failure;
        Ok(())
    }

    /// One more article is done. `share` is the part, 0 to 1, of the text read so far that is done.
    fn advanced(&mut self, so_far: &Tally, share: f64) {
        let _ = (so_far, share);
    }
}

impl Observer for () {}

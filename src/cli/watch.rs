//! Watching a run: progress, and the file of failed articles.

use std::io;

use whosaid::output::{Destination, JsonLines};
use whosaid::run::{Failure, Observer, Progress, Tally};

/// Shows progress and notes failed articles, in a file if there is one, else on standard error.
pub struct Watch {
    progress: Progress,
    errors: Option<JsonLines<Destination>>,
}

impl Watch {
    /// Shows `progress` and notes in `errors`.
    pub fn new(progress: Progress, errors: Option<Destination>) -> Self {
        Watch {
            progress,
            errors: errors.map(JsonLines::new),
        }
    }

    /// Takes the bar away and hands the file back, to be committed.
    pub fn finish(self) -> Option<Destination> {
        self.progress.finish();
        self.errors.map(JsonLines::into_inner)
    }
}

impl Observer for Watch {
    fn failed(&mut self, failure: &Failure) -> io::Result<()> {
        match &mut self.errors {
            Some(errors) => errors.lines([failure]),
            None => self.progress.failed(failure),
        }
    }

    fn advanced(&mut self, so_far: &Tally, share: f64) {
        self.progress.advanced(so_far, share);
    }
}

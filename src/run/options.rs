//! How a run is spread and bounded.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

use super::SeenTexts;

/// Articles in flight for each worker: enough that a worker is hardly ever idle behind an article
/// that takes a hundred times as long as the others.
const ARTICLES_PER_THREAD: usize = 128;

/// Text in flight.
const BYTES: usize = 64 << 20;

/// How a run is spread and bounded.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Workers.
    pub threads: NonZeroUsize,
    /// The most articles between reading and writing.
    pub articles_in_flight: NonZeroUsize,
    /// The most bytes of text between reading and writing. An article with more goes alone.
    pub bytes_in_flight: usize,
    /// More failed articles than this, those before this run counted, end the run.
    pub max_errors: Option<u64>,
    /// Articles that had failed before this run began.
    pub failed_before: u64,
    /// Ends the run when it becomes true: articles in work are finished, none is begun.
    pub stop: Option<Arc<AtomicBool>>,
    /// Texts that were there before this run began.
    pub seen: SeenTexts,
}

impl RunOptions {
    /// The usual bounds for so many workers.
    pub fn on(threads: NonZeroUsize) -> Self {
        RunOptions {
            threads,
            articles_in_flight: threads.saturating_mul(
                NonZeroUsize::new(ARTICLES_PER_THREAD).unwrap_or(NonZeroUsize::MIN),
            ),
            bytes_in_flight: BYTES,
            max_errors: None,
            failed_before: 0,
            stop: None,
            seen: SeenTexts::default(),
        }
    }
}

impl Default for RunOptions {
    /// A worker for each core.
    fn default() -> Self {
        Self::on(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }
}

//! What ends a run before its input does.

use std::io;

use thiserror::Error;

/// Why a run could not be done. Articles that cannot be read or analyzed are no such reason.
#[derive(Debug, Error)]
pub enum RunError {
    /// The system gives no more threads.
    #[error("the threads cannot be started: {0}")]
    Threads(#[source] io::Error),
    /// A record cannot be written: the disk is full, the pipe's other end is gone.
    #[error("records cannot be written: {0}")]
    Writing(#[source] io::Error),
    /// A failed article cannot be noted.
    #[error("failed articles cannot be noted: {0}")]
    Noting(#[source] io::Error),
    /// More articles failed than [`RunOptions::max_errors`](super::RunOptions::max_errors) allows;
    /// how many, and what is allowed.
    #[error("{0} articles have failed, which is more than the {1} of --max-errors")]
    TooManyErrors(u64, u64),
    /// The run was told to stop.
    #[error("told to stop")]
    Stopped,
    /// The reading itself broke, so that what comes after cannot be had.
    #[error("a fault in the program, while reading: {0}")]
    Reading(String),
}

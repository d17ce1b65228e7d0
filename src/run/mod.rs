//! Spreading articles over cores.
//!
//! [`run`] is the one door: it reads, works and writes at the same time and keeps these promises:
//!
//! - Records are written in the order of the input, so that the same input gives the same bytes on
//!   any number of threads.
//! - Every article ends either as a record or as a [`Failure`]; none is lost, none comes twice. A
//!   panic in the work on one article is a failure of that article and of no other.
//! - Memory is bounded. At any time at most [`RunOptions::articles_in_flight`] articles with at most
//!   [`RunOptions::bytes_in_flight`] bytes of text are between reading and writing, counted from
//!   before an article is handed to a worker until its record is written. Beyond them there is one
//!   article that has been read and waits to be let in. An article larger than the bound goes alone.
//!   What the work itself needs comes on top: the pipeline takes some 60 bytes for each byte of the
//!   article that a worker has in hand, 600 MB for one of 10 MB, the limit of the command line.
//! - One slow article holds up the writing of those after it, never their memory: when the bound is
//!   reached, reading waits.
//! - A text that was seen a short while ago (the same bytes, within the bounds of [`SeenTexts`]) is
//!   not worked on again: its article gets the other's record under its own name. So the work must
//!   depend on nothing of an article but its text, apart from what [`Record`] copies.
//! - When writing fails, the run ends as soon as the articles that workers have in hand are done,
//!   even while reading waits for more input.
//!
//! How: a thread reads and passes a gate that keeps the bound; a rayon pool works; the calling
//! thread hands out the articles, brings the results into order and writes. All that happens reaches
//! the calling thread through one channel, so that everything that has an order is decided there.
//!
//! [`Record`]: crate::output::record::Record

mod count;
mod duplicates;
mod error;
mod failure;
mod figures;
mod gate;
mod memory;
mod observer;
mod options;
mod order;
mod progress;
mod schedule;
mod seen;
mod summary;
mod taker;

pub use count::{Quotations, Tally};
pub use error::RunError;
pub use failure::Failure;
pub use figures::counted;
pub use observer::Observer;
pub use options::RunOptions;
pub use progress::Progress;
pub use schedule::{run, run_into};
pub use seen::{SeenTexts, TextDigest, digest};
pub use summary::Summary;
pub use taker::Taker;

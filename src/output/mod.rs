//! Records and their writers.

pub mod build;
mod destination;
mod flat;
mod json_lines;
mod packing;
pub mod record;
pub mod show;

pub use destination::{Destination, DestinationError};
pub use flat::{FlatLines, FlatQuote, flat};
pub use json_lines::{JsonLines, RecordSink};

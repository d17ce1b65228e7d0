//! Records and their writers.

pub mod build;
mod destination;
mod flat;
mod json_lines;
mod packing;
pub mod record;
pub mod show;

use std::fmt::Write;

use sha2::{Digest, Sha256};

pub use destination::{Destination, DestinationError};
pub use flat::{FlatLines, FlatQuote, flat};
pub use json_lines::{JsonLines, RecordSink};

pub(crate) use destination::sync_folder;

/// SHA-256 in hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal digits, as every hash is written.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // A string takes whatever is written.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

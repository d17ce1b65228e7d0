//! The hash of all that was read, article by article.

use sha2::{Digest, Sha256};

use super::index::Entry;
use crate::output::hexadecimal;

/// A hash over the articles so far, that can be told after each of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain(Sha256);

impl Chain {
    /// Goes on with an article.
    pub(super) fn add(&mut self, entry: &Entry) {
        self.0.update(entry.bytes());
    }

    /// The hash so far, in hexadecimal digits.
    pub(super) fn told(&self) -> String {
        hexadecimal(&self.0.clone().finalize())
    }
}

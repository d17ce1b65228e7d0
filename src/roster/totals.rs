//! What a roster has read.

use crate::run::Quotations;

/// What a roster has read, as numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Records.
    pub articles: u64,
    /// Articles with a `published` that is no date with the year first: they count for no first
    /// and last date.
    pub undated: u64,
    /// Quotations in the records.
    pub quotations: Quotations,
    /// Quotations below the least confidence, which are left out.
    pub unsure: u64,
    /// Quotations that count for a speaker, and not [`Totals::unsure`].
    pub counted: u64,
    /// How often they count: more than [`Totals::counted`] where several speak together.
    pub counted_times: u64,
}

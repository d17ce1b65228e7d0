//! Training examples: what `scripts/train/` learns from, written by the code that the pipeline runs
//! on, so that tokenizing, features and windows exist once.

mod examples;
mod silver;

pub use examples::{Example, Extent, IGNORED, examples};
pub use silver::{SilverError, SilverName, read_silver};

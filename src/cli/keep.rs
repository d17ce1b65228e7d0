//! Options on which quotations are kept.

use clap::Args;
use serde::Serialize;
use whosaid::pipeline::ExtractOptions;
use whosaid::text::OffsetUnit;

use super::choices::TypeChoice;
use super::values::probability;

/// Which quotations are kept.
#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "What is kept")]
pub struct KeepArgs {
    /// Leave out quotations below this confidence, 0 to 1: how probable it is that what was said
    /// and who said it are both right
    #[arg(long, value_name = "P", default_value = "0", value_parser = probability)]
    pub min_confidence: f64,

    /// Types of quotations to keep, with commas between: words inside quotation marks (direct), in
    /// part inside (mixed), not inside (indirect). Without indirect ones only what is near quotation
    /// marks is read, which is faster; a few in a hundred come out otherwise
    #[arg(
        long,
        value_enum,
        value_name = "TYPES",
        value_delimiter = ',',
        hide_possible_values = true,
        default_value = "direct,mixed,indirect"
    )]
    pub types: Vec<TypeChoice>,
}

impl KeepArgs {
    /// These options as the pipeline takes them.
    pub fn options(&self, offsets: OffsetUnit) -> ExtractOptions {
        ExtractOptions {
            types: self.types.iter().map(|&choice| choice.into()).collect(),
            min_confidence: self.min_confidence,
            offsets,
        }
    }
}

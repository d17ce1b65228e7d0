//! Options on the model.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use whosaid::pipeline::{ExtractOptions, PipelineOptions};

use super::choices::PrecisionChoice;
use super::paths;

/// Which model, and how it computes.
#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "The model")]
pub struct ModelArgs {
    /// Folder of the model [default: the one that comes with the program]
    #[arg(long, value_name = "DIR")]
    #[serde(serialize_with = "paths::serialize_optional")]
    pub model: Option<PathBuf>,

    /// Numbers with which the model computes; records may differ in their last digits between them
    #[arg(long, value_enum, value_name = "NUMBERS", default_value = "auto")]
    pub precision: PrecisionChoice,
}

impl ModelArgs {
    /// These options as the pipeline takes them.
    pub fn options(&self, extract: ExtractOptions) -> PipelineOptions {
        PipelineOptions {
            model: self.model.clone(),
            precision: self.precision.into(),
            extract,
        }
    }
}

//! Options on the model.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use sha2::{Digest, Sha256};
use whosaid::model::folder::default_folder;
use whosaid::output::hexadecimal;
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
    /// Hash of all files of the model that is meant.
    pub fn fingerprint(&self) -> anyhow::Result<String> {
        let folder = match &self.model {
            Some(folder) => folder.clone(),
            None => default_folder()?,
        };
        let mut hash = Sha256::new();
        for name in ["config.json", "tokenizer.json", "model.safetensors"] {
            match File::open(folder.join(name)) {
                Ok(mut file) => {
                    hash.update(name);
                    io::copy(&mut file, &mut hash)?;
                }
                // What is needed was there when the model was loaded.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(hexadecimal(&hash.finalize()))
    }

    /// These options as the pipeline takes them.
    pub fn options(&self, extract: ExtractOptions) -> PipelineOptions {
        PipelineOptions {
            model: self.model.clone(),
            precision: self.precision.into(),
            extract,
        }
    }
}

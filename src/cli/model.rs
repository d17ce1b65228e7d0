//! Options on the model.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use whosaid::model::encoder::Device;
use whosaid::model::folder::{ModelConfig, default_folder};
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

    /// Where it computes: cpu, cuda (an NVIDIA GPU, with a libtorch for it; many articles together, in
    /// half precision, so that last digits depend on which) or cuda:1
    #[arg(long, value_name = "DEVICE", default_value = "cpu")]
    #[serde(serialize_with = "as_text")]
    pub device: Device,
}

fn as_text<S: Serializer>(device: &Device, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(device)
}

impl ModelArgs {
    /// Hash of all files of the model that is meant.
    pub fn fingerprint(&self) -> anyhow::Result<String> {
        let folder = match &self.model {
            Some(folder) => folder.clone(),
            None => default_folder()?,
        };
        let files = ModelConfig::load(&folder)?.files(&folder);
        let mut hash = Sha256::new();
        for path in [files.config, files.tokenizer].iter().chain(&files.weights) {
            match File::open(path) {
                Ok(mut file) => {
                    hash.update(path.file_name().unwrap_or_default().as_encoded_bytes());
                    io::copy(&mut file, &mut hash)?;
                }
                // What is needed was there when the model was loaded.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| path.display().to_string()),
            }
        }
        Ok(hexadecimal(&hash.finalize()))
    }

    /// These options as the pipeline takes them.
    pub fn options(&self, extract: ExtractOptions) -> PipelineOptions {
        PipelineOptions {
            model: self.model.clone(),
            precision: self.precision.into(),
            device: self.device,
            extract,
        }
    }
}

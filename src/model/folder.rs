//! A model's folder: `config.json`, `tokenizer.json`, `model.safetensors`.

use std::path::{Path, PathBuf};

use rust_bert::bert::BertConfig;
use serde::Deserialize;
use thiserror::Error;

use super::bert::{BertEncoder, Engine};
use super::encoder::{Device, EncoderError, Precision};
use super::labels::{NAME_LABEL_NAMES, PART_LABEL_NAMES};
use super::shape::{LayerShape, Shape};
use super::windows::WindowShape;
use super::wordpieces::{Tokenizer, TokenizerError};
use crate::text::QuotationType;

/// Why a model could not be loaded.
#[derive(Debug, Error)]
pub enum ModelError {
    /// None of the places where the default model is looked for has one.
    #[error(
        "no model found; looked in {}; name its folder with --model",
        listed(.0)
    )]
    NotFound(Vec<PathBuf>),
    /// A file of the folder cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// `config.json` is not of the form that this version reads.
    #[error("{path}: {source}")]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The model was made for other labels, or its windows do not fit the encoder.
    #[error("{path}: {reason}")]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// Numbers or a device that this machine has not.
    #[error("{0}")]
    Unavailable(String),
    /// The tokenizer cannot be loaded.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The weights cannot be loaded.
    #[error("{path}: {source}")]
    Weights {
        /// The file.
        path: PathBuf,
        /// What the engine says.
        source: EncoderError,
    },
}

fn listed(places: &[PathBuf]) -> String {
    let shown: Vec<String> = places.iter().map(|p| p.display().to_string()).collect();
    shown.join(", ")
}

/// Where a model's files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFiles {
    /// `config.json`
    pub config: PathBuf,
    /// `tokenizer.json`
    pub tokenizer: PathBuf,
    /// `model.safetensors`, and after it that of the model it is based on.
    pub weights: Vec<PathBuf>,
}

/// `config.json` of a model.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelConfig {
    /// Name written into every record.
    pub name: String,
    /// The encoder, as rust-bert reads it.
    pub encoder: BertConfig,
    /// What each of its layers has of attention heads and inner neurons; all of them where it is not said.
    #[serde(default)]
    pub layers: Option<Vec<LayerShape>>,
    /// Width of the pointers' projections.
    pub pointer_width: i64,
    /// Folder, seen from this one, of the model whose tokenizer this one uses, and whose weights where
    /// its own file lacks them: a student has its teacher's word embeddings.
    #[serde(default)]
    pub base: Option<PathBuf>,
    /// How articles are cut.
    pub windows: WindowShape,
    /// Label names of the heads, to be checked against this version's.
    labels: Labels,
    /// How probabilities become confidences.
    #[serde(default)]
    pub calibration: Calibration,
}

#[derive(Clone, Debug, Deserialize)]
struct Labels {
    parts: Vec<String>,
    names: Vec<String>,
}

/// How raw scores become confidences, fitted on dev (`scripts/train/calibrate.py`).
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Calibration {
    /// For direct and mixed quotations.
    pub quoted: Logistic,
    /// For indirect ones.
    pub indirect: Logistic,
}

impl Calibration {
    /// The confidence, 0 to 1, of a quotation's raw probability.
    pub fn confidence(&self, kind: QuotationType, raw: f64) -> f64 {
        match kind {
            QuotationType::Direct | QuotationType::Mixed => self.quoted.of(raw),
            QuotationType::Indirect => self.indirect.of(raw),
        }
    }
}

/// Logistic map of a probability's log-odds.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
pub struct Logistic {
    /// Factor on the log-odds.
    pub slope: f64,
    /// Added to it.
    pub intercept: f64,
}

impl Logistic {
    fn of(self, raw: f64) -> f64 {
        let raw = raw.clamp(1e-4, 1.0 - 1e-4);
        let log_odds = (raw / (1.0 - raw)).ln();
        1.0 / (1.0 + (-(self.slope * log_odds + self.intercept)).exp())
    }
}

impl Default for Logistic {
    /// Leaves probabilities as they are.
    fn default() -> Self {
        Logistic {
            slope: 1.0,
            intercept: 0.0,
        }
    }
}

/// A loaded model.
pub struct Model {
    /// Its configuration.
    pub config: ModelConfig,
    /// Its tokenizer.
    pub tokenizer: Tokenizer,
    /// Encoder and heads.
    pub encoder: BertEncoder,
}

impl Model {
    /// Loads the model of a folder, to compute on the processor.
    ///
    /// # Errors
    /// A missing or damaged file, named; labels or sizes that do not fit.
    pub fn load(folder: &Path, precision: Precision) -> Result<Self, ModelError> {
        Model::load_on(folder, precision, Device::Cpu)
    }

    /// Loads the model of a folder, to compute on that device.
    ///
    /// # Errors
    /// As [`Model::load`]; a device that is not there.
    pub fn load_on(
        folder: &Path,
        precision: Precision,
        device: Device,
    ) -> Result<Self, ModelError> {
        let engine = Engine::choose(precision, device).map_err(ModelError::Unavailable)?;
        let config = ModelConfig::load(folder)?;
        let files = config.files(folder);
        let tokenizer = Tokenizer::load(&files.tokenizer)?;
        if tokenizer.vocabulary_size() as i64 > config.encoder.vocab_size {
            return Err(ModelError::Unfit {
                path: files.tokenizer,
                reason: format!(
                    "its vocabulary of {} is larger than the encoder's of {}",
                    tokenizer.vocabulary_size(),
                    config.encoder.vocab_size
                ),
            });
        }
        for path in &files.weights {
            if let Err(source) = std::fs::File::open(path) {
                let path = path.clone();
                return Err(ModelError::Io { path, source });
            }
        }
        let weights: Vec<&Path> = files.weights.iter().map(PathBuf::as_path).collect();
        let encoder = BertEncoder::load(&weights, &config.shape(), engine).map_err(|source| {
            ModelError::Weights {
                path: folder.join("model.safetensors"),
                source,
            }
        })?;
        Ok(Model {
            config,
            tokenizer,
            encoder,
        })
    }
}

impl ModelConfig {
    /// Reads and checks `config.json` of a folder.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join("config.json");
        let json = std::fs::read_to_string(&path).map_err(|source| ModelError::Io {
            path: path.clone(),
            source,
        })?;
        let config: ModelConfig =
            serde_json::from_str(&json).map_err(|source| ModelError::Config {
                path: path.clone(),
                source,
            })?;
        match config.misfit() {
            Some(reason) => Err(ModelError::Unfit { path, reason }),
            None => Ok(config),
        }
    }

    /// The files of the model in that folder.
    pub fn files(&self, folder: &Path) -> ModelFiles {
        let base = self.base.as_ref().map(|base| folder.join(base));
        let folders = [Some(folder), base.as_deref()];
        let last = base.as_deref().unwrap_or(folder);
        ModelFiles {
            config: folder.join("config.json"),
            tokenizer: last.join("tokenizer.json"),
            weights: folders
                .into_iter()
                .flatten()
                .map(|folder| folder.join("model.safetensors"))
                .collect(),
        }
    }

    /// Sizes of the encoder and its pointers.
    pub fn shape(&self) -> Shape {
        Shape::new(&self.encoder, self.layers.as_deref(), self.pointer_width)
    }

    fn misfit(&self) -> Option<String> {
        if self.labels.parts != PART_LABEL_NAMES || self.labels.names != NAME_LABEL_NAMES {
            return Some("the model has other labels than this version".into());
        }
        let positions = usize::try_from(self.encoder.max_position_embeddings).unwrap_or(0);
        if self.windows.length == 0 || self.windows.length + 2 > positions {
            return Some(format!(
                "windows of {} wordpieces do not fit {positions} positions",
                self.windows.length
            ));
        }
        self.shape().misfit()
    }
}

/// The folder of the default model: `models/` beside the binary, up to three folders above it
/// (`target/release/` in a checkout), in the working folder, or in the checkout it was built from.
///
/// # Errors
/// [`ModelError::NotFound`] with every place that was tried.
pub fn default_folder() -> Result<PathBuf, ModelError> {
    let mut places = Vec::new();
    if let Ok(binary) = std::env::current_exe() {
        places.extend(binary.ancestors().skip(1).take(4).map(|p| p.join("models")));
    }
    places.push(PathBuf::from("models"));
    places.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    match places.iter().find(|p| p.join("config.json").is_file()) {
        Some(found) => Ok(found.clone()),
        None => Err(ModelError::NotFound(places)),
    }
}

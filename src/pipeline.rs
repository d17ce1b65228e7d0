//! The whole way of the data: an article in, its record out.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::article::Article;
use crate::attribution::{ArticleScores, Merger, Quotation, quotations};
use crate::model::batched::Batched;
use crate::model::encoder::{Device, Encoder, EncoderError, Precision, WindowInput};
use crate::model::folder::{Calibration, Model, ModelError, default_folder};
use crate::model::near_marks::near_marks;
use crate::model::spread::Spread;
use crate::model::windows::{Window, WindowShape, windows};
use crate::model::wordpieces::{Tokenizer, TokenizerError, Wordpieces};
use crate::model::words::Words;
use crate::output::build::{Judged, record};
use crate::output::record::Record;
use crate::speakers::{Speaker, resolve};
use crate::stages::{Stage, Stages};
use crate::text::{OffsetUnit, QuotationType, in_double_marks, stretches};

/// How a pipeline is set up.
#[derive(Clone, Debug)]
pub struct PipelineOptions {
    /// The model's folder; the default model where none is named.
    pub model: Option<PathBuf>,
    /// Numbers with which the encoder works.
    pub precision: Precision,
    /// Where it works.
    pub device: Device,
    /// What goes into records.
    pub extract: ExtractOptions,
}

/// What of an article goes into its record.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtractOptions {
    /// Types of quotations to keep.
    pub types: Vec<QuotationType>,
    /// Quotations below this confidence (0 to 1) are left out.
    pub min_confidence: f64,
    /// What the record's spans count.
    pub offsets: OffsetUnit,
}

impl Default for ExtractOptions {
    fn default() -> Self {
        ExtractOptions {
            types: QuotationType::ALL.to_vec(),
            min_confidence: 0.0,
            offsets: OffsetUnit::default(),
        }
    }
}

/// Why an article got no record.
#[derive(Debug, Error)]
pub enum AnalyzeError {
    /// The text could not be turned into wordpieces.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The encoder failed on a window.
    #[error(transparent)]
    Encoder(#[from] EncoderError),
}

/// Everything that is needed to make records; shared by all workers.
pub struct Pipeline {
    tokenizer: Tokenizer,
    encoder: Box<dyn Encoder>,
    shape: WindowShape,
    calibration: Calibration,
    model: String,
    precision: &'static str,
    options: ExtractOptions,
    stages: Arc<Stages>,
}

impl Pipeline {
    /// Loads the model.
    ///
    /// # Errors
    /// No model, or one that is damaged or of another version; the message names the file.
    pub fn load(options: &PipelineOptions) -> Result<Self, ModelError> {
        let folder = match &options.model {
            Some(folder) => folder.clone(),
            None => default_folder()?,
        };
        let model = Model::load_on(&folder, options.precision, options.device)?;
        let stages = Arc::new(Stages::default());
        Ok(Pipeline {
            precision: model.encoder.precision_name(),
            tokenizer: model.tokenizer,
            encoder: match options.device {
                Device::Cpu => Box::new(Spread::new(model.encoder, Arc::clone(&stages))),
                Device::Cuda(_) => Box::new(Batched::new(model.encoder)),
            },
            shape: model.config.windows,
            calibration: model.config.calibration,
            model: model.config.name,
            options: options.extract.clone(),
            stages,
        })
    }

    /// A pipeline with another encoder than the model's: for tests of everything around it.
    pub fn with_encoder(
        tokenizer: Tokenizer,
        encoder: Box<dyn Encoder>,
        shape: WindowShape,
        options: ExtractOptions,
    ) -> Self {
        Pipeline {
            tokenizer,
            encoder,
            shape,
            calibration: Calibration::default(),
            model: "none".into(),
            precision: "none",
            options,
            stages: Arc::default(),
        }
    }

    /// The record of an article. The same article gives the same record, whatever came before it.
    ///
    /// # Errors
    /// What the tokenizer or the engine says; no text that is known of brings them to it.
    pub fn analyze(&self, article: &Article) -> Result<Record, AnalyzeError> {
        let text = &article.text;
        let (read, stretches) = self.stages.time(Stage::Marks, || {
            let read = in_double_marks(text);
            let stretches = stretches(&read);
            (read, stretches)
        });
        let pieces = self.stages.time(Stage::Tokenizing, || {
            self.tokenizer.encode(&read, &stretches)
        })?;
        let pieces = if self.options.types.contains(&QuotationType::Indirect) {
            pieces
        } else {
            near_marks(&pieces)
        };
        let words = Words::of(&pieces);
        let scores = self.scores(&pieces, &words)?;
        let found = self.stages.time(Stage::Decoding, || {
            quotations(&read, &words, &stretches, &scores)
        });
        let speakers = self
            .stages
            .time(Stage::Speakers, || resolve(text, &words, &scores, &found));
        let judged: Vec<Judged> = found
            .iter()
            .zip(&speakers.of_quotation)
            .map(|(quotation, speaker)| self.judge(quotation, speaker.as_ref()))
            .filter(|j| self.options.types.contains(&j.quotation.kind))
            .filter(|j| j.confidence >= self.options.min_confidence)
            .collect();
        Ok(self.stages.time(Stage::Record, || {
            record(
                article,
                &judged,
                &speakers,
                self.options.offsets,
                &self.model,
            )
        }))
    }

    /// Scores of the whole article, window by window.
    fn scores(&self, pieces: &Wordpieces, words: &Words) -> Result<ArticleScores, AnalyzeError> {
        let mut merger = Merger::new(words, pieces.len());
        // Never all at once: the scores of a long article would fill the memory.
        for windows in windows(pieces, self.shape).chunks(self.encoder.at_once()) {
            let input = |window: &Window| WindowInput::new(pieces, *window, &self.tokenizer);
            let inputs: Vec<_> = windows.iter().map(input).collect();
            let scores = self
                .stages
                .time(Stage::Encoder, || self.encoder.score_all(&inputs))?;
            self.stages.time(Stage::Decoding, || {
                for (window, scores) in windows.iter().zip(&scores) {
                    merger.add(*window, scores);
                }
            });
        }
        Ok(merger.finish())
    }

    fn judge<'a>(&self, quotation: &'a Quotation, speaker: Option<&'a Speaker>) -> Judged<'a> {
        // Without a speaker, what is told is the content alone.
        let raw = quotation.score * speaker.map_or(0.5, |s| s.score);
        Judged {
            quotation,
            speaker,
            confidence: self.calibration.confidence(quotation.kind, raw),
        }
    }

    /// Time spent so far in each stage, over all workers, for the report.
    pub fn timings(&self) -> Vec<(&'static str, Duration)> {
        self.stages.totals()
    }

    /// Name of the model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// "int8", "bf16", "f32", or on a GPU "f16".
    pub fn precision(&self) -> &'static str {
        self.precision
    }

    /// The tokenizer, for those who export training examples.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }
}

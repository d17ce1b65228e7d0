//! Finds what people are quoted as saying in news articles, says who said it, and writes records.
//!
//! The data goes one way, a module a stage:
//!
//! | module | takes | gives |
//! |---|---|---|
//! | [`article`] | files, folders, standard input | [`article::Article`] |
//! | [`text`] | a text | paragraphs, stretches between quotation marks, quotation types |
//! | [`model`] | a text | wordpieces, windows, scores of the encoder and its heads |
//! | [`attribution`] | scores | [`attribution::Quotation`]: content, cue, source mention |
//! | [`speakers`] | quotations, scores | entities, and the [`speakers::Speaker`] of each quotation |
//! | [`output`] | all of these | [`output::record::Record`] and its writers |
//! | [`roster`] | records of an archive | [`roster::Speaker`]: who speaks in it, how often, as what |
//!
//! [`pipeline::Pipeline`] joins them for one article, [`run`] spreads articles over cores, and [`archive`]
//! writes what a run makes so that it can be killed and gone on with.
//! [`gold`], [`training`] and [`evaluate`] are for those who train and measure, [`convert`] reads and
//! writes other projects' forms.
//!
//! ```no_run
//! use whosaid::article::Article;
//! use whosaid::model::encoder::{Device, Precision};
//! use whosaid::pipeline::{ExtractOptions, Pipeline, PipelineOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pipeline = Pipeline::load(&PipelineOptions {
//!     model: None,
//!     precision: Precision::Auto,
//!     device: Device::Cpu,
//!     extract: ExtractOptions::default(),
//! })?;
//! let article = Article::new("1", "“It is over,” said Ann Bell, the mayor.");
//! let record = pipeline.analyze(&article)?;
//! println!("{}", serde_json::to_string(&record)?);
//! # Ok(())
//! # }
//! ```

pub mod archive;
pub mod article;
pub mod attribution;
pub mod convert;
pub mod evaluate;
mod foreign;
pub mod gold;
mod lines;
mod metered;
pub mod model;
pub mod output;
mod panics;
pub mod pipeline;
pub mod roster;
pub mod run;
pub mod speakers;
mod stages;
pub mod text;
pub mod training;
mod unpack;

pub use foreign::harmless;

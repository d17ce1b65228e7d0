//! The file of `--report`: what a run was told, and what it did.

use std::io::Write;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};
use whosaid::output::record::SCHEMA;
use whosaid::output::{Destination, DestinationError};
use whosaid::pipeline::Pipeline;
use whosaid::run::Summary;

use super::extract::ExtractArgs;

/// A run as JSON.
#[derive(Serialize)]
pub struct Report<'a> {
    /// Version of this program.
    whosaid: &'static str,
    /// Version of the records.
    schema: u32,
    /// Name of the model.
    model: &'a str,
    /// Numbers with which it computed: f32 or bf16.
    precision: &'a str,
    options: &'a ExtractArgs,
    summary: &'a Summary,
    /// Seconds that loading the model took; not part of the summary's.
    loading_seconds: f64,
    /// Seconds in each stage, all workers together.
    stage_seconds: Map<String, Value>,
}

impl<'a> Report<'a> {
    /// The report of a run with this pipeline.
    pub fn new(
        options: &'a ExtractArgs,
        pipeline: &'a Pipeline,
        loading: Duration,
        summary: &'a Summary,
    ) -> Self {
        Report {
            whosaid: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            model: pipeline.model(),
            precision: pipeline.precision(),
            options,
            summary,
            loading_seconds: loading.as_secs_f64(),
            stage_seconds: pipeline
                .timings()
                .into_iter()
                .map(|(stage, time)| (stage.to_owned(), time.as_secs_f64().into()))
                .collect(),
        }
    }

    /// Writes it.
    pub fn write(&self, mut out: Destination) -> Result<(), DestinationError> {
        let path = out.path().to_owned();
        let written = serde_json::to_string_pretty(self)
            .map_err(Into::into)
            .and_then(|json| writeln!(out, "{json}"));
        written.map_err(|source| DestinationError::Io { path, source })?;
        out.commit()
    }
}

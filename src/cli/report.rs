//! The file of `--report`, and `run.json`: what a run was told, and what it did.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use whosaid::archive::{Done, Ended, NightCounts, Removed};
use whosaid::output::record::SCHEMA;
use whosaid::output::{Destination, DestinationError};
use whosaid::pipeline::Pipeline;
use whosaid::run::{Failure, Summary, Tally};

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
    /// Numbers with which it computed: int8, bf16 or f32; on a GPU f16.
    precision: &'a str,
    /// How it ended: whole, time, signal or failed.
    pub ended: &'static str,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it began and ended, by this machine's clock; nothing depends on it.
    began: String,
    finished: String,
    options: &'a ExtractArgs,
    summary: Option<&'a Summary>,
    /// Seconds that loading the model took; not part of the summary's.
    loading_seconds: f64,
    /// Seconds in each stage, all workers together.
    stage_seconds: Map<String, Value>,
    /// What is told of a run in a folder.
    #[serde(flatten)]
    pub folder: Option<FolderReport>,
}

/// What is told of a run in a folder.
#[derive(Serialize)]
pub struct FolderReport {
    /// Articles that were read, failed and skipped ones counted.
    read: u64,
    /// Articles that got a record.
    made: u64,
    skipped: Skipped,
    failed: FailedReport,
    /// What a night came upon.
    #[serde(skip_serializing_if = "Option::is_none")]
    night: Option<NightReport>,
    /// What the folder holds now, of this run and those before.
    folder: FolderTally,
}

/// Articles that did not go through the model, by the reason.
#[derive(Serialize)]
struct Skipped {
    /// In parts that were done already.
    done_before: u64,
    /// There already with the same text.
    unchanged: u64,
    /// A second time in one night.
    repeated: u64,
}

/// Articles that got no record.
#[derive(Clone, Default, Serialize)]
pub struct FailedReport {
    count: u64,
    /// How many for each reason.
    pub kinds: BTreeMap<&'static str, u64>,
    /// The first of them; `errors.jsonl` has all.
    pub first: Vec<Failure>,
}

#[derive(Serialize)]
struct NightReport {
    #[serde(flatten)]
    counts: NightCounts,
    removed: Removed,
}

#[derive(Serialize)]
struct FolderTally {
    parts: u64,
    #[serde(flatten)]
    tally: Tally,
}

impl FolderReport {
    /// Of a run that passed over so many articles and did `so_far`; `all` is in the folder.
    pub fn new(
        passed: u64,
        ended: Option<&Ended>,
        so_far: Tally,
        failed: FailedReport,
        all: &Done,
    ) -> Self {
        let night = ended.and_then(|ended| ended.night.clone());
        let counts = night
            .as_ref()
            .map(|(counts, _)| *counts)
            .unwrap_or_default();
        FolderReport {
            read: passed + ended.map_or(so_far.articles + so_far.failed, |ended| ended.read),
            made: so_far.articles,
            skipped: Skipped {
                done_before: passed,
                unchanged: counts.unchanged,
                repeated: counts.repeated,
            },
            failed: FailedReport {
                count: so_far.failed,
                ..failed
            },
            night: night.map(|(counts, removed)| NightReport { counts, removed }),
            folder: FolderTally {
                parts: all.parts,
                tally: all.tally,
            },
        }
    }
}

/// When a run began.
pub struct Clock(OffsetDateTime);

impl Clock {
    /// Now.
    pub fn begin() -> Self {
        Clock(OffsetDateTime::now_utc())
    }
}

fn shown(time: OffsetDateTime) -> String {
    let seconds = time.replace_nanosecond(0).unwrap_or(time);
    // A year beyond 9999 has no such form.
    seconds.format(&Rfc3339).unwrap_or_default()
}

impl<'a> Report<'a> {
    /// The report of a run with this pipeline.
    pub fn new(
        options: &'a ExtractArgs,
        pipeline: &'a Pipeline,
        loading: Duration,
        clock: &Clock,
        summary: Option<&'a Summary>,
    ) -> Self {
        Report {
            whosaid: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            model: pipeline.model(),
            precision: pipeline.precision(),
            ended: "whole",
            error: None,
            began: shown(clock.0),
            finished: shown(OffsetDateTime::now_utc()),
            options,
            summary,
            loading_seconds: loading.as_secs_f64(),
            stage_seconds: pipeline
                .timings()
                .into_iter()
                .map(|(stage, time)| (stage.to_owned(), time.as_secs_f64().into()))
                .collect(),
            folder: None,
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

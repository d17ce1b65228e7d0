//! Where the time goes: a clock for each stage of the pipeline, shared by all workers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A stage of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Quotation marks and paragraphs.
    Marks,
    /// Text to wordpieces.
    Tokenizing,
    /// Encoder and heads.
    Encoder,
    /// Merging windows, spans, links.
    Decoding,
    /// Names and who speaks.
    Speakers,
    /// Building the record.
    Record,
}

const STAGES: [(Stage, &str); 6] = [
    (Stage::Marks, "marks"),
    (Stage::Tokenizing, "tokenizing"),
    (Stage::Encoder, "encoder"),
    (Stage::Decoding, "decoding"),
    (Stage::Speakers, "speakers"),
    (Stage::Record, "record"),
];

/// Time spent in each stage, in nanoseconds, summed over workers.
#[derive(Debug, Default)]
pub struct Stages {
    nanoseconds: [AtomicU64; STAGES.len()],
}

impl Stages {
    /// Does something and counts its time to a stage.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        let spent = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds[stage as usize].fetch_add(spent, Ordering::Relaxed);
        done
    }

    /// The time of every stage so far.
    pub fn totals(&self) -> Vec<(&'static str, Duration)> {
        let spent = |stage: Stage| self.nanoseconds[stage as usize].load(Ordering::Relaxed);
        STAGES
            .iter()
            .map(|(stage, name)| (*name, Duration::from_nanos(spent(*stage))))
            .collect()
    }
}

//! `whosaid extract -o DIR/`: a run that can be killed and gone on with.

use std::io;
use std::path::Path;
use std::time::Instant;

use serde_json::{Map, Value};
use whosaid::archive::{Archive, Begin, ERRORS, Emit, Ended, Inputs, RUN, Why, Writer};
use whosaid::article::Articles;
use whosaid::output::record::{Record, SCHEMA};
use whosaid::output::{Destination, hexadecimal};
use whosaid::pipeline::Pipeline;
use whosaid::run::{self, Failure, Observer, Progress, RunOptions, Summary, Taker, Tally};

use super::choices::EmitChoice;
use super::extract::ExtractArgs;
use super::report::{Clock, FailedReport, FolderReport, Report};
use super::{Load, Outcome, log, paths, signals};

/// The most failed articles that `run.json` tells one by one.
const TOLD: usize = 20;

/// Does it.
pub fn run(args: &ExtractArgs, folder: &Path, load: Load) -> anyhow::Result<Outcome> {
    let clock = Clock::begin();
    let mut articles = Articles::open(&args.inputs, args.reading.options())?;
    paths::check_folder(&args.inputs, folder)?;
    let stop = args.stop()?;
    signals::listen(&stop)?;

    let loading = Instant::now();
    let pipeline = load(&args.model.options(args.keep.options(args.offsets.into())))?;
    let loading = loading.elapsed();

    let begin = begin(args, &pipeline, &articles)?;
    let mut archive = Archive::open(folder, begin, args.restart)?;
    let before = archive.done();
    if before.parts > 0 && !args.quiet {
        log::say(&format!(
            "going on after {} parts with {} articles",
            before.parts, before.articles
        ));
    }
    let (total, read) = (articles.total_bytes(), articles.progress());
    let mut resumed = archive.pass_over(&mut articles)?;
    let passed = resumed.passed;
    // From night to night each night has its own errors.
    let failed_before = if args.incremental {
        0
    } else {
        before.tally.failed
    };
    let options = RunOptions {
        max_errors: args
            .max_errors
            .map(|most| most.saturating_sub(failed_before)),
        seen: std::mem::take(&mut resumed.seen),
        ..args.run_options()
    };
    let emit = match args.emit {
        EmitChoice::Articles => Emit::Articles,
        EmitChoice::Quotes => Emit::Quotes,
    };
    let (intake, writer) = archive.run(articles, resumed, emit, stop)?;
    let mut taker = Recording {
        writer,
        progress: args.progress(total, read),
        failed: FailedReport::default(),
        so_far: Tally::default(),
    };
    let done = run::run_into(intake, |a| pipeline.analyze(a), &mut taker, &options);
    let Recording {
        writer,
        progress,
        failed,
        so_far,
    } = taker;
    progress.finish();
    let done = done.map_err(anyhow::Error::from).and_then(|summary| {
        let ended = writer.finish()?;
        Ok((summary, ended))
    });

    let all = archive.done();
    let (summary, ended) = match done {
        Ok(done) => done,
        Err(error) => {
            let error = error.context(early(folder));
            let mut report = Report::new(args, &pipeline, loading, &clock, None);
            report.ended = "failed";
            report.error = Some(super::told(&error));
            report.folder = Some(FolderReport::new(passed, None, so_far, failed, &all));
            // What ended the run may well be in the way of this, and is told anyhow.
            let _ = write(folder, &report);
            return Err(error);
        }
    };
    let ending = match ended.stopped {
        None => "whole",
        Some(Why::Time) => "time",
        Some(Why::Signal(_)) => "signal",
    };
    let mut report = Report::new(args, &pipeline, loading, &clock, Some(&summary));
    report.ended = ending;
    report.folder = Some(FolderReport::new(
        passed,
        Some(&ended),
        so_far,
        failed,
        &all,
    ));
    write(folder, &report)?;
    if !args.quiet {
        tell(&summary, &ended, folder);
    }
    Ok(match ended.stopped {
        Some(Why::Signal(number)) => Outcome::Signal(number),
        Some(Why::Time) => Outcome::TimeUp,
        None => Outcome::with_failed(failed_before + summary.tally.failed),
    })
}

fn early(folder: &Path) -> String {
    format!(
        "the run has ended early; the whole parts in {} stay, and the same command goes on after \
         them",
        folder.display()
    )
}

fn write(folder: &Path, report: &Report) -> anyhow::Result<()> {
    report.write(Destination::open(Some(&folder.join(RUN)))?)?;
    Ok(())
}

fn tell(summary: &Summary, ended: &Ended, folder: &Path) {
    super::tell(summary);
    if summary.tally.failed > 0 {
        let errors = folder.join(ERRORS);
        log::say(&format!("what failed is told in {}", errors.display()));
    }
    if let Some((counts, removed)) = &ended.night {
        let removed = match removed.count {
            Some(count) => format!("{count} removed"),
            None => "removed ones not looked for, since not all was read".into(),
        };
        log::say(&format!(
            "{} new, {} changed, {} unchanged, {removed}",
            counts.new, counts.changed, counts.unchanged
        ));
    }
    match ended.stopped {
        Some(Why::Time) => log::say("the time of --max-minutes is up; the same command goes on"),
        Some(Why::Signal(_)) => log::say("stopped by a signal; the same command goes on"),
        None => {}
    }
}

/// What the folder's ledger says of how this run is begun.
fn begin(args: &ExtractArgs, pipeline: &Pipeline, articles: &Articles) -> anyhow::Result<Begin> {
    let listing = articles.listing();
    let mut configuration = Map::new();
    let mut set = |name: &str, value: Value| configuration.insert(name.into(), value);
    set("schema", SCHEMA.into());
    set("model", pipeline.model().into());
    set("model_sha256", args.model.fingerprint()?.into());
    set("precision", pipeline.precision().into());
    set("--emit", serde_json::to_value(args.emit)?);
    set("--offsets", serde_json::to_value(args.offsets)?);
    for options in [
        serde_json::to_value(&args.keep)?,
        serde_json::to_value(&args.reading)?,
    ] {
        for (name, value) in options.as_object().into_iter().flatten() {
            set(&format!("--{}", name.replace('_', "-")), value.clone());
        }
    }
    Ok(Begin {
        ledger: 0,
        whosaid: env!("CARGO_PKG_VERSION").into(),
        incremental: args.incremental,
        part_articles: args.part_articles.get(),
        configuration,
        inputs: (!args.incremental).then(|| Inputs {
            named: args
                .inputs
                .iter()
                .map(|i| i.to_string_lossy().into())
                .collect(),
            files: listing.files,
            bytes: articles.total_bytes(),
            sha256: hexadecimal(&listing.sha256),
        }),
    })
}

/// Writes parts, shows progress, and counts failures by their reasons.
struct Recording<'a> {
    writer: Writer<'a>,
    progress: Progress,
    failed: FailedReport,
    so_far: Tally,
}

impl Taker for Recording<'_> {
    fn record(&mut self, record: Record) -> io::Result<()> {
        Ok(self.writer.record(record)?)
    }

    fn failed(&mut self, failure: &Failure) -> io::Result<()> {
        self.writer.failed(failure)?;
        *self.failed.kinds.entry(failure.kind).or_default() += 1;
        if self.failed.first.len() < TOLD {
            self.failed.first.push(failure.clone());
        }
        Ok(())
    }

    fn advanced(&mut self, so_far: &Tally, share: f64) -> io::Result<()> {
        self.so_far = *so_far;
        self.writer.advanced(so_far)?;
        self.progress.advanced(so_far, share);
        Ok(())
    }
}

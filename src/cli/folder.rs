//! `whosaid extract -o DIR/`: a run that can be killed and gone on with.

use std::io;
use std::num::NonZeroU64;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use whosaid::archive::{Archive, Begin, ERRORS, Emit, Ended, Inputs, RUN, Stop, Why, Writer};
use whosaid::article::Articles;
use whosaid::output::record::{Record, SCHEMA};
use whosaid::output::{Destination, hexadecimal};
use whosaid::pipeline::Pipeline;
use whosaid::run::{
    self, Failure, Observer, Progress, RunError, RunOptions, Summary, Taker, Tally, counted,
};

use super::choices::EmitChoice;
use super::extract::ExtractArgs;
use super::report::{Clock, FailedReport, FolderReport, Report};
use super::{Load, Outcome, log, paths, signals};

/// The most failed articles that `run.json` tells one by one.
const TOLD: usize = 20;

/// Articles a part, where nothing else is asked for.
const PART: u64 = 1000;

/// What a run in a folder works with.
struct Opened {
    pipeline: Pipeline,
    /// How long loading it took.
    loading: Duration,
    archive: Archive,
    stop: Stop,
}

/// What a run in a folder has done.
struct Worked {
    /// Articles that were there already.
    passed: u64,
    so_far: Tally,
    failed: FailedReport,
    /// How it ended; an error tells what to do.
    done: anyhow::Result<(Summary, Ended)>,
}

/// Does it.
pub fn run(args: &ExtractArgs, folder: &Path, load: Load) -> anyhow::Result<Outcome> {
    let clock = Clock::begin();
    let articles = Articles::open(&args.inputs, args.reading.options())?;
    let mut opened = open(args, folder, &articles, load)?;
    // From night to night each night has its own errors.
    let failed_before = match args.incremental {
        true => 0,
        false => opened.archive.done().tally.failed,
    };
    let worked = work(args, &mut opened, articles, failed_before)?;
    let reported = report(args, &clock, &opened, &worked);
    // What ended the run may well be in the way of the report, and is told before it.
    let (summary, ended) = worked.done?;
    reported?;
    if !args.quiet {
        tell(&summary, &ended, folder);
    }
    Ok(match ended.stopped {
        Some(Why::Signal(number)) => Outcome::Signal(number),
        Some(Why::Time) => Outcome::TimeUp,
        None => Outcome::with_failed(failed_before + summary.tally.failed),
    })
}

/// Takes the folder, with all that a run there needs.
fn open(
    args: &ExtractArgs,
    folder: &Path,
    articles: &Articles,
    load: Load,
) -> anyhow::Result<Opened> {
    paths::check_folder(&args.inputs, folder)?;
    let stop = Stop::default();
    signals::listen(&stop)?;

    let loading = Instant::now();
    let pipeline = load(&args.model.options(args.keep.options(args.offsets.into())))?;
    let loading = loading.elapsed();

    let begin = begin(args, &pipeline, articles)?;
    let archive = Archive::open(folder, begin, args.restart)?;
    let before = archive.done();
    if before.parts > 0 && !args.quiet {
        log::say(&format!(
            "going on after {} with {}",
            counted(before.parts, "part"),
            counted(before.articles, "article")
        ));
    }
    let was = archive.part_articles();
    if args.part_articles.is_some_and(|asked| asked.get() != was) {
        log::say(&format!(
            "--part-articles is passed over: this folder was begun with {} a part",
            counted(was, "article")
        ));
    }
    Ok(Opened {
        pipeline,
        loading,
        archive,
        stop,
    })
}

/// Makes records of what is not there yet. An error of its own comes before the first of them.
fn work(
    args: &ExtractArgs,
    opened: &mut Opened,
    mut articles: Articles,
    failed_before: u64,
) -> anyhow::Result<Worked> {
    let (total, read) = (articles.total_bytes(), articles.progress());
    let archive = &mut opened.archive;
    let mut resumed = archive.pass_over(&mut articles, &opened.stop)?;
    // Only now: else a run that takes all its time to come where it goes on would never go on.
    let stop = opened.stop.clone().within(args.time_limit()?);
    let passed = resumed.passed;
    let options = RunOptions {
        failed_before,
        seen: std::mem::take(&mut resumed.seen),
        ..args.run_options()
    };
    let emit = match args.emit {
        EmitChoice::Articles => Emit::Articles,
        EmitChoice::Quotes => Emit::Quotes,
    };
    let folder = archive.folder().to_owned();
    let (intake, writer) = archive.run(articles, resumed, emit, stop)?;
    let mut taker = Recording {
        writer,
        progress: super::progress(args.quiet, total, read),
        failed: FailedReport::default(),
        so_far: Tally::default(),
    };
    let pipeline = &opened.pipeline;
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
    Ok(Worked {
        passed,
        so_far,
        failed,
        done: done.map_err(|error| early(args, &folder, error)),
    })
}

/// An error that ended a run, with what to do.
fn early(args: &ExtractArgs, folder: &Path, error: anyhow::Error) -> anyhow::Error {
    let is_given_up = matches!(error.downcast_ref(), Some(RunError::TooManyErrors(..)));
    let told = match (is_given_up, args.incremental) {
        (false, _) => format!(
            "the run has ended early; the whole parts in {} stay, and the same command goes on \
             after them",
            folder.display()
        ),
        (true, true) => format!(
            "{error}; look at them in {}, mend the input, or allow more, and give the command \
             again. Other options on reading need another folder",
            folder.join(ERRORS).display()
        ),
        (true, false) => format!(
            "{error}; look at them in {}. If more are allowed, the same command goes on after the \
             whole parts. With the input or the options on reading mended, name another folder, \
             or begin anew with --restart, which removes what is here",
            folder.join(ERRORS).display()
        ),
    };
    error.context(told)
}

/// Writes down what a run did.
fn report(
    args: &ExtractArgs,
    clock: &Clock,
    opened: &Opened,
    worked: &Worked,
) -> anyhow::Result<()> {
    let (summary, ended) = match &worked.done {
        Ok((summary, ended)) => (Some(summary), Some(ended)),
        Err(_) => (None, None),
    };
    let mut report = Report::new(args, &opened.pipeline, opened.loading, clock, summary);
    report.ended = match ended.map(|ended| ended.stopped) {
        None => "failed",
        Some(None) => "whole",
        Some(Some(Why::Time)) => "time",
        Some(Some(Why::Signal(_))) => "signal",
    };
    report.error = worked.done.as_ref().err().map(super::told);
    report.folder = Some(FolderReport::new(
        worked.passed,
        ended,
        worked.so_far,
        worked.failed.clone(),
        &opened.archive.done(),
    ));
    let path = opened.archive.folder().join(RUN);
    report.write(Destination::open(Some(&path))?)?;
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
        part_articles: args.part_articles.map_or(PART, NonZeroU64::get),
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

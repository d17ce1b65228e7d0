//! `whosaid extract`: articles in, records out.

use std::io;
use std::num::NonZeroU64;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Args;
use serde::Serialize;
use whosaid::archive::{Stop, Why, is_archive};
use whosaid::article::{Articles, is_read_in_folders};
use whosaid::output::{Destination, FlatLines, JsonLines, RecordSink};
use whosaid::pipeline::Pipeline;
use whosaid::run::{self, Observer, RunError, RunOptions, Summary};

use super::choices::{EmitChoice, OffsetChoice};
use super::keep::KeepArgs;
use super::model::ModelArgs;
use super::paths;
use super::reading::ReadArgs;
use super::report::{Clock, Report};
use super::values::{minutes, threads};
use super::watch::Watch;
use super::{Load, Outcome, folder, log, signals};

const RECORD: &str = "\
The record, one line an article in the order of the input, also for articles without quotations:
  id, source       the article's id, and the file and line it came from
  title, published, url
                   as the input had them
  text_sha256      of the text that all spans count in
  quotes           type       direct, mixed or indirect
                   text       what was said; spans: where, [start, end)
                   cue        the words that report it: said, according to
                   speaker    name (the fullest that the article gives), kind, role; mention: the
                              words that name the speaker here, which may be she or the minister;
                              null where the article does not tell
                   confidence how probable it is that all this is right, 0 to 1
  entities         persons and organizations that speak: name, role, aliases, mentions

--emit quotes writes one flat line a quotation: article_id, path, line, title, published, url,
quote_id, type, text, spans, start, end, cue, speaker, speaker_kind, mention, mention_form, role,
confidence, offset_unit.

A folder of records, -o DIR/: a run that can be killed at any instant, and that the same command
goes on with. In the folder are
  part-000001.jsonl …  the records, --part-articles articles a part, in the order of the input
  ledger.jsonl         model, configuration and inputs, then what each whole part holds
  errors.jsonl         articles that got no record: path, line, id, kind, message, first bytes
  run.json             at the end: what was read, made, skipped and failed, figures, options
  lock                 keeps two runs apart; it stays, and counts only while a run holds it
and with --incremental
  part-000001.index …  hashes of what is there, 56 bytes an article
  night-0001.order, night-0001.moved.jsonl
                       the last whole night's articles, and which have another place or title now
All parts in the order of their names are what one file would be: cat DIR/part-*.jsonl.

--incremental does only what is not there yet, by id and text. A changed article gets a newer
record with supersedes, the text_sha256 of the older one; of one id the last record counts. Removed
articles are told in run.json, unless they may stand in what could not be read that night;
`whosaid compact DIR` folds away what is superseded or removed. Articles need ids of their own, and
no two the same. Memory grows by some 90 bytes for each article that is there, and by up to 170 for
each that is new or has changed.

Examples:
  whosaid extract archive/ -o quotes.jsonl.gz --errors failed.jsonl --report run.json
  whosaid extract archive/ -o quotes/
  whosaid extract archive/ -o quotes/ --incremental --max-minutes 240
  whosaid extract new.jsonl -o new-quotes.jsonl --emit quotes --min-confidence 0.8
  zcat articles.jsonl.gz | whosaid extract - --text-field article.body | jq .

Exit codes: 0 all went well, 1 it could not be done, 2 some articles failed, 3 the time was up,
4 another run is at work in the folder, 130 and 143 stopped by Ctrl-C and SIGTERM.";

/// Write down who said what in articles, as JSON Lines
///
/// Records come in the order of the articles, and are the same on any number of threads. An article
/// that cannot be read is told and passed over. The output appears when it is whole: until then,
/// and if the run fails, an older file of that name stays as it was.
#[derive(Debug, Args, Serialize)]
#[command(after_long_help = RECORD)]
pub struct ExtractArgs {
    /// Files (.txt: one article; .jsonl: one a line; each also .gz or .zst), folders of them, or -
    /// for standard input
    #[arg(required = true, value_name = "INPUT")]
    #[serde(serialize_with = "paths::serialize_all")]
    pub inputs: Vec<PathBuf>,

    /// File to write, compressed if it ends in .gz or .zst; or, with / at its end, a folder of
    /// parts, in which a killed run is gone on with [default: standard output]
    #[arg(short, long, value_name = "FILE|DIR/")]
    #[serde(serialize_with = "paths::serialize_optional")]
    output: Option<PathBuf>,

    /// One line an article, or a quotation
    #[arg(long, value_enum, value_name = "WHAT", default_value = "articles")]
    pub emit: EmitChoice,

    /// What spans count
    #[arg(long, value_enum, value_name = "UNIT", default_value = "codepoint")]
    pub offsets: OffsetChoice,

    /// Write failed articles here, as JSON Lines [default: told on standard error]
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "paths::serialize_optional")]
    errors: Option<PathBuf>,

    /// Write the run's figures here, as JSON
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "paths::serialize_optional")]
    report: Option<PathBuf>,

    /// Give up when more articles than this have failed; in a folder, those of earlier runs counted,
    /// but not those of earlier nights
    #[arg(long, value_name = "N")]
    pub max_errors: Option<u64>,

    /// Articles that are worked on at once [default: number of cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<NonZeroUsize>,

    /// Show neither progress nor the summary
    #[arg(short, long)]
    pub quiet: bool,

    /// Do only what is not in the folder yet, by id and text
    #[arg(long, help_heading = "In a folder")]
    pub incremental: bool,

    /// Articles a part; with --incremental, the first night's counts [default: 1000]
    #[arg(long, value_name = "N", help_heading = "In a folder")]
    pub part_articles: Option<NonZeroU64>,

    /// End in order after so many minutes, counted from where new work begins; the same command
    /// goes on
    #[arg(long, value_name = "M", value_parser = minutes, help_heading = "In a folder")]
    pub max_minutes: Option<f64>,

    /// Remove what an earlier run made in the folder, and begin anew
    #[arg(long, help_heading = "In a folder")]
    pub restart: bool,

    #[command(flatten)]
    #[serde(flatten)]
    pub keep: KeepArgs,

    #[command(flatten)]
    #[serde(flatten)]
    pub reading: ReadArgs,

    #[command(flatten)]
    #[serde(flatten)]
    pub model: ModelArgs,
}

impl ExtractArgs {
    /// The folder to write to, if it is one.
    fn folder(&self) -> anyhow::Result<Option<&Path>> {
        let output = self.output.as_deref();
        let is_folder = |path: &Path| {
            let bytes = path.as_os_str().as_encoded_bytes();
            bytes.ends_with(b"/") || self.incremental || is_archive(path)
        };
        if let Some(folder) = output.filter(|path| path.as_os_str() != "-" && is_folder(path)) {
            if self.errors.is_some() || self.report.is_some() {
                bail!(
                    "--errors and --report are for -o FILE; the folder {} gets its own errors.jsonl \
                     and run.json",
                    folder.display()
                );
            }
            if self.incremental && self.emit == EmitChoice::Quotes {
                bail!("--incremental writes articles; take --emit quotes away");
            }
            return Ok(Some(folder));
        }
        let needs = [
            ("--incremental", self.incremental),
            ("--max-minutes", self.max_minutes.is_some()),
            ("--restart", self.restart),
            ("--part-articles", self.part_articles.is_some()),
        ];
        match needs.iter().find(|(_, set)| *set) {
            Some((option, _)) => bail!("{option} needs a folder of parts: -o DIR/"),
            None => Ok(None),
        }
    }

    /// How long the run may take.
    pub fn time_limit(&self) -> anyhow::Result<Option<Duration>> {
        let time = self
            .max_minutes
            .map(|m| Duration::try_from_secs_f64(60.0 * m));
        Ok(time.transpose()?)
    }

    /// Why no file was completed, and what to do.
    fn early(&self, error: RunError) -> anyhow::Error {
        let output = self.output.as_deref();
        let name = output.map_or("standard output".into(), Path::to_string_lossy);
        let told = match (&error, &self.errors) {
            (RunError::TooManyErrors(..), Some(errors)) => format!(
                "{error}, and {name} was not completed; look at them in {}, mend the input or the \
                 options on reading, and give the command again",
                errors.display()
            ),
            (RunError::TooManyErrors(..), None) => format!(
                "{error}, and {name} was not completed; mend the input or the options on reading, \
                 and give the command again"
            ),
            _ => format!("the run has ended early; {name} was not completed"),
        };
        anyhow::Error::from(error).context(told)
    }

    /// How the run is spread.
    pub fn run_options(&self) -> RunOptions {
        RunOptions {
            max_errors: self.max_errors,
            ..self
                .threads
                .map_or_else(RunOptions::default, RunOptions::on)
        }
    }
}

/// The files that a run writes.
struct Outputs {
    records: Destination,
    errors: Option<Destination>,
    report: Option<Destination>,
}

impl Outputs {
    fn open(args: &ExtractArgs) -> anyhow::Result<Self> {
        let outputs = [
            (
                "--output",
                Some(args.output.as_deref().unwrap_or(Path::new("-"))),
            ),
            ("--errors", args.errors.as_deref()),
            ("--report", args.report.as_deref()),
        ];
        paths::check_outputs(&args.inputs, &outputs, is_read_in_folders)?;
        let open = |path: &PathBuf| Destination::open(Some(path));
        Ok(Outputs {
            records: Destination::open(args.output.as_deref())?,
            errors: args.errors.as_ref().map(open).transpose()?,
            report: args.report.as_ref().map(open).transpose()?,
        })
    }
}

/// Does it. All that can be wrong with the options is told before the model is loaded.
pub fn run(args: ExtractArgs, load: Load) -> anyhow::Result<Outcome> {
    if let Some(folder) = args.folder()? {
        return folder::run(&args, folder, load);
    }
    let clock = Clock::begin();
    let articles = Articles::open(&args.inputs, args.reading.options())?;
    let outputs = Outputs::open(&args)?;
    let stop = Stop::default();
    signals::listen(&stop)?;

    let loading = Instant::now();
    let extract = args.keep.options(args.offsets.into());
    let pipeline = load(&args.model.options(extract))?;
    let loading = loading.elapsed();

    let progress = super::progress(args.quiet, articles.total_bytes(), articles.progress());
    let mut watch = Watch::new(progress, outputs.errors);
    let options = RunOptions {
        stop: Some(stop.flag()),
        ..args.run_options()
    };
    let done = match args.emit {
        EmitChoice::Articles => {
            let mut sink = JsonLines::new(outputs.records);
            records(articles, &pipeline, &mut sink, &mut watch, &options)
                .map(|summary| (summary, sink.into_inner()))
        }
        EmitChoice::Quotes => {
            let mut sink = FlatLines::new(outputs.records);
            records(articles, &pipeline, &mut sink, &mut watch, &options)
                .map(|summary| (summary, sink.into_inner()))
        }
    };
    let errors = watch.finish();
    let (summary, written) = match done {
        // Whoever read the other end has seen enough.
        Err(RunError::Writing(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(Outcome::Well);
        }
        Err(RunError::Stopped) => {
            let number = match stop.asked() {
                Some(Why::Signal(number)) => number,
                _ => 0,
            };
            log::say("stopped by a signal; no file was written");
            return Ok(Outcome::Signal(number));
        }
        Err(error) => {
            let is_given_up = matches!(error, RunError::TooManyErrors(..));
            let error = args.early(error);
            if is_given_up {
                // To be looked at.
                errors.map(Destination::commit).transpose()?;
                if let Some(out) = outputs.report {
                    let mut report = Report::new(&args, &pipeline, loading, &clock, None);
                    report.ended = "failed";
                    report.error = Some(super::told(&error));
                    report.write(out)?;
                }
            }
            return Err(error);
        }
        Ok(done) => done,
    };
    written.commit()?;
    errors.map(Destination::commit).transpose()?;
    if let Some(report) = outputs.report {
        Report::new(&args, &pipeline, loading, &clock, Some(&summary)).write(report)?;
    }
    if !args.quiet {
        super::tell(&summary);
    }
    Ok(Outcome::with_failed(summary.tally.failed))
}

fn records(
    articles: Articles,
    pipeline: &Pipeline,
    sink: &mut impl RecordSink,
    watch: &mut impl Observer,
    options: &RunOptions,
) -> Result<Summary, RunError> {
    run::run(
        articles,
        |article| pipeline.analyze(article),
        sink,
        watch,
        options,
    )
}

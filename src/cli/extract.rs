//! `whosaid extract`: articles in, records out.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use whosaid::article::Articles;
use whosaid::output::{Destination, FlatLines, JsonLines, RecordSink};
use whosaid::pipeline::Pipeline;
use whosaid::run::{self, Observer, Progress, RunError, RunOptions, Summary};

use super::choices::{EmitChoice, OffsetChoice};
use super::keep::KeepArgs;
use super::model::ModelArgs;
use super::paths;
use super::reading::ReadArgs;
use super::report::Report;
use super::watch::Watch;
use super::{Outcome, threads};

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

Examples:
  whosaid extract archive/ -o quotes.jsonl.gz --errors failed.jsonl --report run.json
  whosaid extract new.jsonl -o new-quotes.jsonl --emit quotes --min-confidence 0.8
  zcat articles.jsonl.gz | whosaid extract - --text-field article.body | jq .

Exit codes: 0 all went well, 1 it could not be done, 2 some articles failed.";

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
    inputs: Vec<PathBuf>,

    /// File to write, compressed if it ends in .gz or .zst [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    #[serde(serialize_with = "paths::serialize_optional")]
    output: Option<PathBuf>,

    /// One line an article, or a quotation
    #[arg(long, value_enum, value_name = "WHAT", default_value = "articles")]
    emit: EmitChoice,

    /// What spans count
    #[arg(long, value_enum, value_name = "UNIT", default_value = "codepoint")]
    offsets: OffsetChoice,

    /// Write failed articles here, as JSON Lines [default: told on standard error]
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "paths::serialize_optional")]
    errors: Option<PathBuf>,

    /// Write the run's figures here, as JSON
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "paths::serialize_optional")]
    report: Option<PathBuf>,

    /// Articles that are worked on at once [default: number of cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<NonZeroUsize>,

    /// Show neither progress nor the summary
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    #[serde(flatten)]
    keep: KeepArgs,

    #[command(flatten)]
    #[serde(flatten)]
    reading: ReadArgs,

    #[command(flatten)]
    #[serde(flatten)]
    model: ModelArgs,
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
        paths::check_outputs(&args.inputs, &outputs)?;
        let open = |path: &PathBuf| Destination::open(Some(path));
        Ok(Outputs {
            records: Destination::open(args.output.as_deref())?,
            errors: args.errors.as_ref().map(open).transpose()?,
            report: args.report.as_ref().map(open).transpose()?,
        })
    }
}

/// Does it. All that can be wrong with the options is told before the model is loaded.
pub fn run(args: ExtractArgs) -> anyhow::Result<Outcome> {
    let articles = Articles::open(&args.inputs, args.reading.options())?;
    let outputs = Outputs::open(&args)?;

    let loading = Instant::now();
    let extract = args.keep.options(args.offsets.into());
    let pipeline = Pipeline::load(&args.model.options(extract))?;
    let loading = loading.elapsed();

    let progress = if args.quiet {
        Progress::silent()
    } else {
        Progress::on_stderr(articles.total_bytes(), articles.progress())
    };
    let mut watch = Watch::new(progress, outputs.errors);
    let options = args
        .threads
        .map_or_else(RunOptions::default, RunOptions::on);
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
        Err(error) => {
            let name = args
                .output
                .as_deref()
                .map_or("standard output".into(), |p| p.to_string_lossy());
            return Err(error)
                .with_context(|| format!("the run has ended early; {name} was not completed"));
        }
        Ok(done) => done,
    };
    written.commit()?;
    if let Some(errors) = errors {
        errors.commit()?;
    }
    if let Some(report) = outputs.report {
        Report::new(&args, &pipeline, loading, &summary).write(report)?;
    }
    if !args.quiet {
        super::say(&summary.to_string());
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

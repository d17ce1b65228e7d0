//! The command line: one file a subcommand, and beside them the options that several share.

mod choices;
mod compact;
mod convert;
mod evaluate;
mod examples;
mod extract;
mod folder;
mod keep;
mod log;
mod model;
mod paths;
mod reading;
mod report;
mod show;
mod signals;
mod speakers;
mod values;
mod watch;

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use clap::{Parser, Subcommand};
use whosaid::archive::ArchiveError;
use whosaid::model::folder::ModelError;
use whosaid::pipeline::{Pipeline, PipelineOptions};
use whosaid::run::{Progress, RunError, Summary};

use self::compact::CompactArgs;
use self::convert::ConvertArgs;
use self::evaluate::EvaluateArgs;
use self::examples::ExamplesArgs;
use self::extract::ExtractArgs;
use self::log::LogChoice;
pub use self::log::say;
use self::show::ShowArgs;
use self::speakers::SpeakersArgs;

const EXAMPLES: &str = "\
Examples:
  A whole archive, compressed, on all cores:
    whosaid extract archive/ -o quotes.jsonl.gz --errors failed.jsonl --report run.json

  What came in last night, one line a quotation, only what is rather sure:
    whosaid extract new.jsonl -o new-quotes.jsonl --emit quotes --min-confidence 0.8

  Every night, only what is new or has changed:
    whosaid extract archive/ -o quotes/ --incremental --log json

  One article, to look at:
    whosaid show article.txt

In a pipe:
    zcat articles.jsonl.gz | whosaid extract - | jq -r '.quotes[].speaker.name'

What you get of each article is a line of JSON: its quotations (direct, mixed, indirect), where they
stand, who said each, by the fullest name the article gives, in what role, and how sure that is.
`whosaid extract --help` tells all fields.

Exit codes:
  0    all went well
  1    it could not be done: bad options, no input, no model, a full disk; no file was written
       (in a folder, -o DIR/, what was whole stays)
  2    it was done, but some articles failed (told on standard error, in the file of --errors, or
       in errors.jsonl); or too many failed for --max-errors, and it was given up (of the files,
       only those of --errors and --report were written)
  3    the time of --max-minutes was up; the same command goes on
  4    another run is at work in the folder
  130  stopped by Ctrl-C, 143 by SIGTERM; the same command goes on in a folder

RUST_LOG=debug (or info) tells more on standard error.";

/// Finds what people are quoted as saying in news articles, and who said it.
#[derive(Parser)]
#[command(name = "whosaid", version, after_help = EXAMPLES)]
pub struct Cli {
    /// What is said on standard error: text, or JSON Lines
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORM",
        default_value = "text"
    )]
    log: LogChoice,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Extract(ExtractArgs),
    Compact(CompactArgs),
    Show(ShowArgs),
    Speakers(SpeakersArgs),
    Evaluate(EvaluateArgs),
    Convert(ConvertArgs),
    Examples(ExamplesArgs),
}

/// How a command that could be done ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All went well.
    Well,
    /// Some articles failed; all others are done.
    SomeFailed,
    /// The time that it was given was up.
    TimeUp,
    /// It was stopped by the signal of this number.
    Signal(usize),
}

impl Outcome {
    /// The outcome of something in which so many articles failed.
    fn with_failed(failed: u64) -> Self {
        match failed {
            0 => Self::Well,
            _ => Self::SomeFailed,
        }
    }

    /// The exit code.
    fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::SomeFailed => 2,
            Self::TimeUp => 3,
            Self::Signal(number) => u8::try_from(128 + number).unwrap_or(1),
        }
    }
}

/// How a pipeline is had; tests have another than the model's.
pub type Load = fn(&PipelineOptions) -> Result<Pipeline, ModelError>;

/// The program: does what the arguments say (the first is its name), and tells the exit code.
pub fn main(arguments: impl Iterator<Item = OsString>, load: Load) -> u8 {
    match Cli::try_parse_from(arguments) {
        Err(message) => {
            // Nothing can be done where not even this can be told.
            let _ = message.print();
            // Help is no failure; bad options are 1, since 2 says that some articles failed.
            u8::from(message.use_stderr())
        }
        Ok(cli) => match run(cli, load) {
            Ok(outcome) => outcome.code(),
            Err(error) => {
                log::say_error(&told(&error));
                code(&error)
            }
        },
    }
}

/// The exit code of an error.
fn code(error: &anyhow::Error) -> u8 {
    if let Some(ArchiveError::Busy { .. }) = error.downcast_ref() {
        return 4;
    }
    match error.downcast_ref() {
        Some(RunError::TooManyErrors(..)) => 2,
        _ => 1,
    }
}

fn run(cli: Cli, load: Load) -> anyhow::Result<Outcome> {
    log::begin(cli.log);
    match cli.command {
        Command::Extract(args) => extract::run(args, load),
        Command::Compact(args) => compact::run(&args),
        Command::Show(args) => show::run(args),
        Command::Speakers(args) => speakers::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Examples(args) => examples::run(args),
    }
}

/// Tells what a run has done.
fn tell(summary: &Summary) {
    if log::is_json() {
        tracing::info!(
            target: "whosaid",
            articles = summary.tally.articles,
            failed = summary.tally.failed,
            duplicates = summary.tally.duplicates,
            quotations = summary.tally.quotations.all(),
            seconds = summary.seconds,
            peak_memory_bytes = summary.peak_memory_bytes,
            "done"
        );
    } else {
        say(&summary.to_string());
    }
}

/// How a run is shown, as far as `quiet` lets it be: for people, or as JSON. `total` and `read` are
/// the bytes of the whole input and those read so far.
fn progress(quiet: bool, total: Option<u64>, read: Arc<AtomicU64>) -> Progress {
    match (log::is_json(), quiet) {
        (true, true) => Progress::logged_silent(),
        (true, false) => Progress::logged(total, read),
        (false, true) => Progress::silent(),
        (false, false) => Progress::on_stderr(total, read),
    }
}

/// An error, with its causes as far as it does not tell them itself.
fn told(error: &anyhow::Error) -> String {
    let mut told = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}

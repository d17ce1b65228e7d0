//! The command line: one file a subcommand, and beside them the options that several share.

mod choices;
mod convert;
mod evaluate;
mod examples;
mod extract;
mod keep;
mod model;
mod paths;
mod reading;
mod report;
mod show;
mod speakers;
mod watch;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use self::convert::ConvertArgs;
use self::evaluate::EvaluateArgs;
use self::examples::ExamplesArgs;
use self::extract::ExtractArgs;
use self::show::ShowArgs;
use self::speakers::SpeakersArgs;

const EXAMPLES: &str = "\
Examples:
  A whole archive, compressed, on all cores:
    whosaid extract archive/ -o quotes.jsonl.gz --errors failed.jsonl --report run.json

  What came in last night, one line a quotation, only what is rather sure:
    whosaid extract new.jsonl -o new-quotes.jsonl --emit quotes --min-confidence 0.8

  One article, to look at:
    whosaid show article.txt

In a pipe:
    zcat articles.jsonl.gz | whosaid extract - | jq -r '.quotes[].speaker.name'

What you get of each article is a line of JSON: its quotations (direct, mixed, indirect), where they
stand, who said each, by the fullest name the article gives, in what role, and how sure that is.
`whosaid extract --help` tells all fields.

Exit codes:
  0  all went well
  1  it could not be done: bad options, no input, no model, a full disk; no file was written
  2  it was done, but some articles failed (told on standard error, or in the file of --errors)

RUST_LOG=debug (or info) tells more on standard error.";

/// Finds what people are quoted as saying in news articles, and who said it.
#[derive(Parser)]
#[command(name = "whosaid", version, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Extract(ExtractArgs),
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
}

impl Outcome {
    /// The outcome of something in which so many articles failed.
    fn with_failed(failed: u64) -> Self {
        match failed {
            0 => Self::Well,
            _ => Self::SomeFailed,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Well => ExitCode::SUCCESS,
            Outcome::SomeFailed => ExitCode::from(2),
        }
    }
}

/// Does what the command line says.
pub fn run(cli: Cli) -> anyhow::Result<Outcome> {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn")),
        )
        .with_writer(io::stderr)
        .without_time()
        .init();
    match cli.command {
        Command::Extract(args) => extract::run(args),
        Command::Show(args) => show::run(args),
        Command::Speakers(args) => speakers::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Examples(args) => examples::run(args),
    }
}

/// A number of threads, as clap reads it.
fn threads(told: &str) -> Result<NonZeroUsize, String> {
    told.parse()
        .map_err(|_| "a whole number of at least 1 is needed".into())
}

/// Says something on standard error. If nobody listens, there is nobody to tell.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// An error, with its causes as far as it does not tell them itself.
pub fn told(error: &anyhow::Error) -> String {
    let mut told = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}

//! `whosaid evaluate`: how right quotations and speakers are.

use std::collections::HashMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Value, json};
use whosaid::article::{Article, Place, is_read_in_folders};
use whosaid::evaluate::{
    Bootstrap, DEFINITIONS, ErrorLine, Scores, Signature, agreement, agreement_table, compare,
    comparison_table, errors, errors_page, read_annotations, read_records, score_files, score_with,
    sha256_file, sha256_records, summary, table,
};
use whosaid::gold::{GoldArticle, read_gold};
use whosaid::output::record::Record;
use whosaid::output::{Destination, JsonLines, RecordSink};
use whosaid::pipeline::{ExtractOptions, Pipeline};
use whosaid::run::{self, RunOptions};

use super::model::ModelArgs;
use super::values::threads;
use super::{Outcome, paths};

const HOW: &str = "\
How it counts:
  A span stands for its letters and digits; quotation marks, commas and spaces never decide.
  Quotations  pair one to one, best overlap (shared over either) first, from half on; exact where
              all letters are the same. Type: direct where every word is between double marks,
              mixed where some are, else indirect; computed from the text on both sides. quoted:
              direct and mixed.
  Passages    what stands between one pair of marks in a gold direct or mixed quotation; found
              where one predicted quotation covers half of it.
  Source      right where both mentions share an F1 of letters of a half. 'If found': of the gold
              quotations that were found.
  Speaker     of gold's persons without doubt; names are the same when, without case, accents,
              titles and Jr., their words are, or the last word is and one has all of the other's.
  Fragments   as CofeNet (COLING 2022) counts on PolNeAR: each contiguous piece of a source, cue or
              content by itself; tokens are words (inner apostrophes, hyphens and stops are part of
              them) and single punctuation characters; punctuation at both ends does not count;
              right where first and last token are.
  Intervals   95 %, from resampling articles (bootstrap); the same seed gives the same bytes on any
              number of threads. Two systems: over the same resamples, two-sided p.

Gold is a line an article: {\"id\", \"text\", \"quotes\": [{\"type\", \"content\": [[start, end], …],
\"source\", \"cue\", \"speaker\", \"speaker_kind\", \"speaker_doubt\"}]}, offsets in code points. Other
forms of gold and of predictions: whosaid convert. Mistakes in it are listed, and nothing is
scored.

Examples:
  whosaid evaluate dev.jsonl                                run the model and score it
  whosaid evaluate dev.jsonl --pred quotes.jsonl --json > figures.json
  whosaid evaluate dev.jsonl --pred new.jsonl --against old.jsonl
  whosaid evaluate dev.jsonl --errors errors.html           every error in its context
  whosaid evaluate train.jsonl --annotators train.annotators.jsonl";

/// Score quotations and speakers against gold
///
/// Every figure with its counts and a 95 % interval: passages, contents, sources, speakers, by type,
/// by form of mention and by confidence. The last line is a signature: quote it with the figures.
#[derive(Debug, Args)]
#[command(after_long_help = HOW)]
pub struct EvaluateArgs {
    /// Articles with gold quotations, one a line
    #[arg(value_name = "GOLD")]
    gold: PathBuf,

    /// Records to score, as extract writes them [default: run the model on the gold's texts]
    #[arg(long, value_name = "RECORDS")]
    pred: Option<PathBuf>,

    /// Records of another system: test the differences, show what only one gets right
    #[arg(long, value_name = "RECORDS")]
    against: Option<PathBuf>,

    /// Annotations of the same articles by several people: score them against each other instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pred", "against", "errors"])]
    annotators: Option<PathBuf>,

    /// Print every figure as JSON instead of the table
    #[arg(long)]
    json: bool,

    /// Write every error here: as a page to read in a browser if it ends in .html, else as JSON
    /// Lines
    #[arg(long, value_name = "FILE", conflicts_with = "against")]
    errors: Option<PathBuf>,

    /// Write the model's records here
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pred", "annotators"])]
    save: Option<PathBuf>,

    /// Resamples of the bootstrap; 0 gives no intervals
    #[arg(long, value_name = "N", default_value_t = Bootstrap::default().resamples)]
    resamples: usize,

    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = Bootstrap::default().seed)]
    seed: u64,

    /// Articles that are worked on at once [default: number of cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<NonZeroUsize>,

    #[command(flatten)]
    model: ModelArgs,
}

type Records = HashMap<String, Record>;

/// What is printed.
struct Told {
    table: String,
    json: Value,
    signature: Signature,
}

/// Does it.
pub fn run(args: EvaluateArgs) -> anyhow::Result<Outcome> {
    let outputs = [
        ("--errors", args.errors.as_deref()),
        ("--save", args.save.as_deref()),
    ];
    let inputs = [&args.pred, &args.against, &args.annotators];
    let inputs = inputs.into_iter().flatten().chain([&args.gold]).cloned();
    let inputs: Vec<PathBuf> = inputs.collect();
    paths::check_outputs(&inputs, &outputs, is_read_in_folders)?;
    inputs.iter().try_for_each(|path| can_be_read_twice(path))?;
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get())
            .build_global()
            .context("threads cannot be started")?;
    }
    let (told, outcome) = figures(&args)?;
    print(&told, args.json)?;
    Ok(outcome)
}

/// Hashing and checking go through a file before its figures are made; a pipe is empty then.
fn can_be_read_twice(path: &Path) -> anyhow::Result<()> {
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            bail!("{}: this is no file that can be read twice", path.display())
        }
        _ => Ok(()),
    }
}

fn figures(args: &EvaluateArgs) -> anyhow::Result<(Told, Outcome)> {
    Ok(match (&args.annotators, &args.pred) {
        (Some(annotations), _) => {
            let gold = articles(&args.gold)?;
            (between_people(args, &gold, annotations)?, Outcome::Well)
        }
        // Nothing but the figures is wanted: files of any size will do.
        (None, Some(pred)) if args.against.is_none() && args.errors.is_none() => {
            let scores = score_files(&args.gold, pred, args.bootstrap())?;
            if scores.articles == 0 {
                bail!("{}: there is no article in it", args.gold.display());
            }
            let told = of_scores(args, &scores, sha256_file(pred)?)?;
            (told, Outcome::Well)
        }
        (None, _) => of_system(args, &articles(&args.gold)?)?,
    })
}

fn articles(gold: &Path) -> anyhow::Result<Vec<GoldArticle>> {
    let articles = read_gold(gold)?;
    if articles.is_empty() {
        bail!("{}: there is no article in it", gold.display());
    }
    Ok(articles)
}

fn between_people(args: &EvaluateArgs, gold: &[GoldArticle], path: &Path) -> anyhow::Result<Told> {
    let annotations = read_annotations(path, gold)?;
    let scores = agreement(gold, &annotations, args.bootstrap());
    if scores.articles == 0 {
        bail!("{}: no article has more than one annotator", path.display());
    }
    Ok(Told {
        table: agreement_table(&scores),
        json: scores.to_json(),
        signature: args.signature(vec![sha256_file(path)?])?,
    })
}

fn of_system(args: &EvaluateArgs, gold: &[GoldArticle]) -> anyhow::Result<(Told, Outcome)> {
    let (records, hash, outcome) = match &args.pred {
        Some(path) => (read_records(path)?, sha256_file(path)?, Outcome::Well),
        None => from_model(args, gold)?,
    };
    if let Some(path) = &args.errors {
        write_errors(&errors(gold, &records)?, gold, path)?;
    }
    let told = match &args.against {
        None => of_scores(args, &score_with(gold, &records, args.bootstrap())?, hash)?,
        Some(path) => {
            let other = read_records(path)?;
            let comparison = compare(gold, &records, &other, args.bootstrap())?;
            Told {
                table: comparison_table(&comparison),
                json: comparison.to_json(),
                signature: args.signature(vec![hash, sha256_file(path)?])?,
            }
        }
    };
    Ok((told, outcome))
}

fn of_scores(args: &EvaluateArgs, scores: &Scores, hash: String) -> anyhow::Result<Told> {
    Ok(Told {
        table: table(scores),
        json: scores.to_json(),
        signature: args.signature(vec![hash])?,
    })
}

/// The model's records of the gold's texts, and their hash as a file of them would have it.
fn from_model(
    args: &EvaluateArgs,
    gold: &[GoldArticle],
) -> anyhow::Result<(Records, String, Outcome)> {
    let began = Instant::now();
    let save = args
        .save
        .as_deref()
        .map(|path| Destination::open(Some(path)));
    let save = save.transpose()?;
    let pipeline = Pipeline::load(&args.model.options(ExtractOptions::default()))?;
    let articles: Vec<Article> = gold
        .iter()
        .map(|article| as_input(article, &args.gold))
        .collect();
    let bytes = articles
        .iter()
        .map(|article| article.text.len() as u64)
        .sum();
    let read = Arc::new(AtomicU64::new(0));
    let mut progress = super::progress(false, Some(bytes), Arc::clone(&read));
    let articles = articles.into_iter().inspect(move |article| {
        read.fetch_add(article.text.len() as u64, Ordering::Relaxed);
    });
    let mut sink = InMemory::default();
    let options = args
        .threads
        .map_or_else(RunOptions::default, RunOptions::on);
    let summary = run::run(
        articles.map(Ok),
        |article| pipeline.analyze(article),
        &mut sink,
        &mut progress,
        &options,
    );
    progress.finish();
    let summary = summary?;
    super::say(&format!(
        "{} ({}) on {} articles in {:.1} s",
        pipeline.model(),
        pipeline.precision(),
        gold.len(),
        began.elapsed().as_secs_f64()
    ));
    let hash = sha256_records(&sink.0)?;
    if let Some(save) = save {
        let mut lines = JsonLines::new(save);
        for record in &sink.0 {
            lines.write(record)?;
        }
        lines.into_inner().commit()?;
    }
    let keyed = sink.0.into_iter().map(|record| (record.id.clone(), record));
    Ok((
        keyed.collect(),
        hash,
        Outcome::with_failed(summary.tally.failed),
    ))
}

fn as_input(article: &GoldArticle, path: &Path) -> Article {
    Article {
        id: article.id.clone(),
        text: article.text.clone(),
        place: Place {
            path: format!("{}, {}", path.display(), article.id),
            line: None,
        },
        title: None,
        published: None,
        url: None,
    }
}

/// Keeps records, in the order in which they come.
#[derive(Default)]
struct InMemory(Vec<Record>);

impl RecordSink for InMemory {
    fn write(&mut self, record: &Record) -> io::Result<()> {
        self.0.push(record.clone());
        Ok(())
    }
}

fn write_errors(lines: &[ErrorLine], gold: &[GoldArticle], path: &Path) -> anyhow::Result<()> {
    let mut out = Destination::open(Some(path))?;
    let page = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
    if page {
        out.write_all(errors_page(lines, gold).as_bytes())
            .with_context(|| path.display().to_string())?;
        out.commit()?;
    } else {
        let mut json = JsonLines::new(out);
        json.lines(lines)
            .with_context(|| path.display().to_string())?;
        json.into_inner().commit()?;
    }
    super::say(&format!(
        "{} quotations with errors in {}:",
        lines.len(),
        path.display()
    ));
    super::say(&format!("  {:<16}{:>8}{:>8}", "", "gravest", "at all"));
    for (kind, gravest, all) in summary(lines) {
        super::say(&format!("  {:<16}{gravest:>8}{all:>8}", kind.name()));
    }
    Ok(())
}

fn print(told: &Told, json: bool) -> anyhow::Result<()> {
    let text = if json {
        let mut figures = told.json.clone();
        if let Value::Object(figures) = &mut figures {
            figures.insert("definitions".into(), json!(DEFINITIONS));
            figures.insert("signature".into(), json!(told.signature.to_string()));
        }
        format!("{}\n", serde_json::to_string_pretty(&figures)?)
    } else {
        format!("{}\n{}\n", told.table, told.signature)
    };
    match io::stdout().write_all(text.as_bytes()) {
        // Whoever read the other end has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("standard output"),
    }
}

impl EvaluateArgs {
    fn bootstrap(&self) -> Bootstrap {
        Bootstrap {
            resamples: self.resamples,
            seed: self.seed,
        }
    }

    fn signature(&self, predictions: Vec<String>) -> anyhow::Result<Signature> {
        Ok(Signature {
            gold: sha256_file(&self.gold)?,
            predictions,
            bootstrap: self.bootstrap(),
        })
    }
}

//! `whosaid examples`: gold articles as labelled windows, what `scripts/train/` learns from.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use whosaid::gold::read_gold;
use whosaid::model::folder::{ModelConfig, default_folder};
use whosaid::model::wordpieces::Tokenizer;
use whosaid::output::{Destination, JsonLines};
use whosaid::training::{Extent, examples, read_silver};

use super::Outcome;

/// Write gold articles as labelled windows, to train a model on
///
/// Tokenizing, features and windows are those that `extract` uses, so that training and use see the
/// same. scripts/train/README.md says what to do with them.
#[derive(Debug, Args)]
pub struct ExamplesArgs {
    /// Gold articles, one a line
    #[arg(required = true, value_name = "GOLD")]
    gold: PathBuf,

    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Names of persons and organizations in the same articles, one article a line: id and
    /// names, [[start, end, "PERSON" or "ORGANIZATION"], …] in code points
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,

    /// The gold leaves indirect speech unmarked: learn nothing from text outside quotation marks
    /// that is not near to something marked
    #[arg(long)]
    partial: bool,

    /// The gold tells only whom its sources mean (scripts/train/gap.py writes such gold): learn
    /// nothing of where quotations are
    #[arg(long, conflicts_with = "partial")]
    references_only: bool,

    /// Folder with the tokenizer and configuration to use [default: the one that comes with the
    /// program]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
}

/// Does it.
pub fn run(args: ExamplesArgs) -> anyhow::Result<Outcome> {
    let folder = match args.model {
        Some(folder) => folder,
        None => default_folder()?,
    };
    let config = ModelConfig::load(&folder)?;
    let shape = config.windows;
    let tokenizer = Tokenizer::load(&config.files(&folder).tokenizer)?;
    let gold = read_gold(&args.gold)?;
    let names = args.names.as_deref().map(read_silver).transpose()?;
    let extent = match (args.partial, args.references_only) {
        (true, _) => Extent::Partial,
        (_, true) => Extent::References,
        _ => Extent::Whole,
    };
    let mut out = JsonLines::new(Destination::open(args.output.as_deref())?);
    let mut windows = 0;
    for article in &gold {
        let of_article = names.as_ref().and_then(|names| names.get(&article.id));
        let labelled = examples(
            article,
            of_article.map(Vec::as_slice),
            extent,
            &tokenizer,
            shape,
        )
        .with_context(|| format!("article {}", article.id))?;
        windows += labelled.len();
        out.lines(&labelled)?;
    }
    out.into_inner().commit()?;
    super::say(&format!("{} articles, {windows} windows", gold.len()));
    Ok(Outcome::Well)
}

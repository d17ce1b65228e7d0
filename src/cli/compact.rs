//! `whosaid compact`: a folder of nights, written anew.

use std::path::PathBuf;

use clap::Args;
use whosaid::archive;

use super::{Outcome, log};

const ABOUT: &str = "\
Of each article its last record is kept; those that a newer one has taken the place of (its
\"supersedes\" tells) are folded away, and those of articles that were no longer in the last whole
night's input. The order is that of this input, so that the parts, one after the other, are what
one run over it would have written. A kill leaves the old parts or the new ones, never a mixture.
The new parts have new numbers: read part-*.jsonl while no compact is at work, or the parts that
ledger.jsonl tells of.

Example:
  whosaid compact quotes/";

/// Fold superseded and removed records of --incremental runs away
#[derive(Debug, Args)]
#[command(after_long_help = ABOUT)]
pub struct CompactArgs {
    /// The folder that `extract --incremental -o` wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Say nothing
    #[arg(short, long)]
    quiet: bool,
}

/// Does it.
pub fn run(args: &CompactArgs) -> anyhow::Result<Outcome> {
    let done = archive::compact(&args.folder)?;
    if !args.quiet {
        log::say(&format!(
            "{} records in {} parts (before: {} parts); folded away: {} superseded, {} removed",
            done.records, done.parts, done.parts_before, done.superseded, done.removed
        ));
    }
    Ok(Outcome::Well)
}

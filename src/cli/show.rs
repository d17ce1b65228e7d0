//! `whosaid show`: an article on the terminal, with who said what.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::{env, slice};

use clap::Args;
use whosaid::article::{Article, ArticleError, Articles};
use whosaid::harmless;
use whosaid::output::show::show;
use whosaid::pipeline::Pipeline;
use whosaid::text::OffsetUnit;

use super::Outcome;
use super::choices::ColorChoice;
use super::keep::KeepArgs;
use super::model::ModelArgs;
use super::reading::ReadArgs;

const LEGEND: &str = "\
What was said has the colour of its speaker, the words that name the speaker are underlined, the
words that report the speech are dim. After each quotation stands its number and speaker: its id in
the record that extract writes. Without colours, what was said stands in «brackets».

Examples:
  whosaid show article.txt
  whosaid show article.txt --types direct --color always | less -R
  curl -s https://example.org/article.txt | whosaid show -";

/// Show an article with its quotations marked, and its speakers below
#[derive(Debug, Args)]
#[command(after_long_help = LEGEND)]
pub struct ShowArgs {
    /// File with the article, or with several; - for standard input
    #[arg(value_name = "ARTICLE")]
    article: PathBuf,

    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,

    #[command(flatten)]
    keep: KeepArgs,

    #[command(flatten)]
    reading: ReadArgs,

    #[command(flatten)]
    model: ModelArgs,
}

/// Does it.
pub fn run(args: ShowArgs) -> anyhow::Result<Outcome> {
    let articles = Articles::open(slice::from_ref(&args.article), args.reading.options())?;
    let extract = args.keep.options(OffsetUnit::default());
    let pipeline = Pipeline::load(&args.model.options(extract))?;
    let colours = wants_colours(args.color);
    let mut failed = 0;
    for article in articles {
        match shown(article, &pipeline, colours) {
            Ok(shown) => match io::stdout().write_all(shown.as_bytes()) {
                // Whoever read the other end has seen enough.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
                written => written?,
            },
            Err(error) => {
                super::say(&super::told(&error));
                failed += 1;
            }
        }
    }
    Ok(Outcome::with_failed(failed))
}

fn shown(
    article: Result<Article, ArticleError>,
    pipeline: &Pipeline,
    colours: bool,
) -> anyhow::Result<String> {
    let article = article?;
    let record = pipeline.analyze(&article)?;
    let shown = show(&article.text, &record, colours);
    Ok(match article.place.line {
        // Where a file holds several, each tells which it is.
        Some(line) => {
            let header = format!("== {}:{line} {}", article.place.path, article.id);
            format!("{}\n\n{shown}\n", harmless(&header))
        }
        None => shown,
    })
}

fn wants_colours(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
            let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
            io::stdout().is_terminal() && !is_set("NO_COLOR") && !dumb
        }
    }
}

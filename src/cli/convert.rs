//! `whosaid convert`: quotations from one form into another.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use whosaid::article::is_read_in_folders;
use whosaid::convert::{Conversion, Form, Losses, Problem, Summary, convert, guess};
use whosaid::run::counted;

use super::{Outcome, paths};

const FORMS: &str = "\
Forms (in: can be read; out: can be written) and what each has no place for:
  gold         in, out  articles with gold quotations, one a line: what evaluate reads. No
                        confidence, role, entities, headline, date, address
  annotators   in, out  {\"id\", \"annotator\", \"quotes\"}, one a line: what each of several people
                        marked. As gold, and no texts, no speakers
  records      in, out  what extract writes. No texts, no doubts about speakers
  brat         in, out  a folder: NAME.txt and NAME.ann, with the roles Content, Cue, Source of
                        PolNeAR's Attribution events. No entities, headline, date, address;
                        speakers, confidences and roles are in notes
  directquote  in, out  a token and its tag a line (IOB1), a blank line between paragraphs. Only
                        direct quotations, and mentions in their paragraph; pieces become
                        quotations, white space becomes single spaces
  citron       in, out  {\"text\", \"quotes\", \"coreference_groups\"}. No names of entities;
                        speakers, quotations without a cue and cues in pieces are in fields of
                        our own
  gendergap    in, out  GenderGapTracker's list of {\"speaker\", \"quote_index\", …}. No texts,
                        entities, headline, date, address; speakers, pieces and confidences are
                        in fields of our own
  quotebank    out      Quotebank by article, one a line, offsets in tokens. Only direct
                        quotations and who said them; white space becomes single spaces
  csv          out      a row a quotation; spans stand as 465 551;563 567. No texts, doubts,
                        entities

What is lost is counted on standard error at the end; so is what stands in notes or fields that
only whosaid reads: it comes back from there, but no other program sees it. Offsets are code points
(in records: as they say). The type of a quotation is computed from the text.

How documents lie:
  citron, gendergap  written to a name in .jsonl: one a line; in .json: an array; any other name: a
                     new folder, a file a document, named by its id. Read from any of these
  directquote        a folder: a file an article; one file (.txt, .conll, .iob): a paragraph an
                     article, since the form has no ids
  brat               the text of NAME.ann, NAME_WHO.ann or NAME.WHO.ann is NAME.txt, beside it, in
                     a folder text beside its folder, or in the folder above; WHO, or the folder,
                     is the annotator. Written so: text/NAME.txt, attributions/NAME_WHO.ann
  all others         one file or standard output, compressed if it ends in .gz or .zst
In names of files, % and two digits stand for what a name cannot have: a%2Fb is a/b.

Texts: records, annotators and gendergap have none. Name them with --text: the inputs that extract
read, or gold. They are found by their ids; records know the text's hash, too. Without texts,
records can become csv and nothing else.

Examples:
  whosaid convert quotes.jsonl --to csv -o quotes.csv
  whosaid convert quotes.jsonl --to citron --text archive/ -o quotes-citron/
  whosaid convert polnear/data/dev --from brat --to gold --annotator 4b22 -o dev.jsonl
  whosaid convert gold.jsonl --to brat -o gold-brat/              to look at and correct in brat
  whosaid convert citron-out/ --to records -o citron.jsonl        to score with evaluate --pred

Exit codes: 0 all went well, 1 it could not be done and nothing was written, 2 something in the
input was broken (told with file and line), all else is written.";

/// Convert quotations from and to other projects' forms
///
/// Gold and predictions, between this project's forms, brat standoff (PolNeAR), DirectQuote, Citron,
/// GenderGapTracker, Quotebank and CSV. What a form cannot hold is counted and told.
#[derive(Debug, Args)]
#[command(after_long_help = FORMS)]
pub struct ConvertArgs {
    /// File or folder to convert; - for standard input
    #[arg(value_name = "INPUT")]
    input: PathBuf,

    /// File or folder to write [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Form of the input [default: by what is in it]
    #[arg(long, value_enum, value_name = "FORM", hide_possible_values = true)]
    from: Option<FormChoice>,

    /// Form to write: gold, annotators, records, brat, directquote, citron, gendergap, quotebank or csv
    #[arg(long, value_enum, value_name = "FORM", hide_possible_values = true)]
    to: FormChoice,

    /// Articles, or gold, with the texts of records, annotators or gendergap; may come several times
    #[arg(long, value_name = "INPUT")]
    text: Vec<PathBuf>,

    /// Convert what this annotator marked, and nothing else
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
}

/// `--from`, `--to`
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "lower")]
enum FormChoice {
    Gold,
    Annotators,
    Records,
    Brat,
    DirectQuote,
    Citron,
    GenderGap,
    Quotebank,
    Csv,
}

impl From<FormChoice> for Form {
    fn from(choice: FormChoice) -> Self {
        match choice {
            FormChoice::Gold => Form::Gold,
            FormChoice::Annotators => Form::Annotators,
            FormChoice::Records => Form::Records,
            FormChoice::Brat => Form::Brat,
            FormChoice::DirectQuote => Form::DirectQuote,
            FormChoice::Citron => Form::Citron,
            FormChoice::GenderGap => Form::GenderGap,
            FormChoice::Quotebank => Form::Quotebank,
            FormChoice::Csv => Form::Csv,
        }
    }
}

/// Does it.
pub fn run(args: ConvertArgs) -> anyhow::Result<Outcome> {
    let mut inputs = args.text.clone();
    inputs.push(args.input.clone());
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    paths::check_outputs(&inputs, &[("--output", Some(output))], is_read_in_folders)?;
    let from = match args.from {
        Some(form) => form.into(),
        None => guessed(&args.input)?,
    };
    if from.has_texts() && !args.text.is_empty() {
        super::say(&format!("--text is passed over: {from} has its texts"));
    }
    let conversion = Conversion {
        input: args.input,
        from,
        to: args.to.into(),
        output: args.output,
        texts: args.text,
        annotator: args.annotator,
    };
    let mut tell = |problem: &Problem| super::say(&problem.to_string());
    match convert(&conversion, &mut tell) {
        // Whoever read the other end has seen enough.
        Err(error) if error.is_broken_pipe() => Ok(Outcome::Well),
        Err(error) => Err(error.into()),
        Ok(summary) => {
            say_summary(&summary, &conversion);
            Ok(Outcome::with_failed(summary.problems))
        }
    }
}

fn guessed(input: &Path) -> anyhow::Result<Form> {
    if input.as_os_str() == "-" {
        bail!("standard input can be of any form: name it with --from");
    }
    let form = guess(input)?.with_context(|| {
        let forms: Vec<&str> = (Form::ALL.into_iter())
            .filter(|form| form.is_read())
            .map(Form::name)
            .collect();
        format!(
            "{}: it is not plain what form this has: name it with --from ({})",
            input.display(),
            forms.join(", ")
        )
    })?;
    super::say(&format!("{}: read as {form}", input.display()));
    Ok(form)
}

fn say_summary(summary: &Summary, conversion: &Conversion) {
    let Summary {
        documents,
        quotations,
        problems,
        left_out,
        lost,
        aside,
    } = summary;
    let Conversion { from, to, .. } = conversion;
    super::say(&format!(
        "{} with {}, from {from} to {to}",
        counted(*documents, "article"),
        counted(*quotations, "quotation")
    ));
    let say = |what: &str, losses: &Losses| {
        if !losses.is_empty() {
            super::say(&format!("{what}: {losses}"));
        }
    };
    say("left out of the input", left_out);
    say(&format!("lost, because {to} cannot hold it"), lost);
    say("kept where only whosaid reads it", aside);
    if *problems > 0 {
        let places = counted(*problems, "place");
        super::say(&format!("broken in the input: {places}, told above"));
    }
}

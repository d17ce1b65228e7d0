//! `whosaid speakers`: who speaks in an archive.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::{Args, ValueEnum};
use whosaid::output::record::SpeakerKind;
use whosaid::output::{Destination, DestinationError};
use whosaid::roster::{
    Aliases, Found, Records, Roster, RosterOptions, SheetFormat, SortBy, SpeakerSheet, Speakers,
    Totals, is_read_in_folders,
};
use whosaid::run::{Observer, Progress, Tally, counted};

use super::values::probability;
use super::{Outcome, paths};

/// Records between two looks at the clock.
const BETWEEN: u64 = 256;

const FIELDS: &str = "\
Who is the same: names are compared without case, accents and titles; Jr., Sr. and III make another
person. A person's shorter name joins a fuller one (Rex Tillerson, Rex W. Tillerson) if it fits no
other; a surname alone joins none and is marked partial. Where the roles given to one name have
nothing in common (secretary of state, baseball coach), each in at least 3 articles and a tenth of
those that tell a role, these are several people: a line each, marked ambiguous, and one for what
could be any of them. Roles have something in common if they share a word that tells something or
are of one walk of life (politics, law and business; police; sport; arts; learning; media; church).

A line (or row) a speaker:
  name         the form that most articles give; the one of --alias, where that says so
  kind         person, organization, group or unnamed
  quotations   how many; of them direct, mixed and indirect. Where several speak together, it counts
               for each
  articles     in which there are any
  first, last  day of the first and the last of these articles, as 2017-01-31, taken from the
               beginning of published if it is a date with the year first (the time and its zone are
               passed over; 2017 or 2017-01 come before their days); else null
  confidence   the mean of the quotations
  roles        titles and descriptions, with the number of articles, the 8 most frequent
  cues         words that report the speech, in small letters, with the number of quotations, the
               most frequent
  forms        other forms of the name, with the number of articles, the 8 most frequent
  partial      known by one word only: mostly a surname that no article explains
  ambiguous    one of several people with this name, or nobody knows which fuller name is meant
  apart_by     words of the roles that tell this one from the others; none on the line for
               quotations of which that cannot be told
  may_be       fuller names that a partial or an ambiguous one may stand for
In CSV a list is one cell: said (12); told (3).

--alias FILE: one a line, alias,name (or with a tab between); # begins a comment. It goes before all
rules: everybody called one or the other is one speaker.
  Tillerson,Rex Tillerson
  \"Clinton, Hillary\",Hillary Clinton
  John Smith,John Smith                  everybody of this name is one person

Examples:
  whosaid speakers quotes.jsonl.gz -o speakers.csv
  whosaid speakers archive/quotes/ --min-quotations 10 --min-confidence 0.8 -o speakers.jsonl
  whosaid speakers quotes.jsonl | jq -r 'select(.ambiguous) | [.name, .apart_by[]] | @tsv'
  whosaid speakers quotes.jsonl --alias who-is-who.csv --sort last --kind organization

The same records give the same bytes, in whatever order and files they come; each article must come
once. Of a folder that extract -o DIR/ wrote, name the folder itself: of what is there its parts
are read, and of an article with several records (--incremental) the last counts. Memory stays
bounded: 50,000 speakers take about 170 MB, 180,000 about 390 MB, and any number of them at most
about 600 MB; what is over that waits in temporary files (in TMPDIR). A folder of --incremental
takes 20 bytes for each record in it. A million articles with ten million quotations take two
minutes.

Exit codes: 0 all went well, 1 it could not be done (an input cannot be read, a mistake in --alias)
and nothing was written, 2 some lines are no records (told with file and line), all else is
counted.";

/// List who speaks in an archive, how often, when and as what
///
/// Gathers the speakers over all articles that extract wrote down: the same name in a compatible
/// role is one speaker; names that seem to be several people are kept apart and marked.
#[derive(Debug, Args)]
#[command(after_long_help = FIELDS)]
pub struct SpeakersArgs {
    /// Files of records, as extract writes them (also .gz, .zst), folders of such files (.jsonl,
    /// .ndjson), folders that extract -o DIR/ wrote, or - for standard input
    #[arg(required = true, value_name = "RECORDS")]
    inputs: Vec<PathBuf>,

    /// File to write, compressed if it ends in .gz or .zst [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the output [default: csv if the name of the output says so, else jsonl]
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<FormatChoice>,

    /// Who is who: alias,name one a line
    #[arg(long, value_name = "FILE")]
    alias: Option<PathBuf>,

    /// Kinds of speakers, with commas between: person, organization, group, unnamed
    #[arg(
        long,
        value_enum,
        value_name = "KINDS",
        value_delimiter = ',',
        hide_possible_values = true,
        default_value = "person,organization"
    )]
    kind: Vec<KindChoice>,

    /// Leave out quotations below this confidence, 0 to 1
    #[arg(long, value_name = "P", default_value = "0", value_parser = probability)]
    min_confidence: f64,

    /// Leave out speakers with fewer quotations
    #[arg(long, value_name = "N", default_value = "1")]
    min_quotations: u64,

    /// Who comes first
    #[arg(long, value_enum, value_name = "ORDER", default_value = "quotations")]
    sort: SortChoice,

    /// How many cues are listed of each speaker
    #[arg(long, value_name = "N", default_value = "5")]
    top_cues: usize,

    /// Show neither progress nor the summary
    #[arg(short, long)]
    quiet: bool,
}

/// `--format`
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatChoice {
    /// A JSON object a line
    Jsonl,
    /// A row each, under the names of the columns
    Csv,
}

/// `--kind`
#[derive(Clone, Copy, Debug, ValueEnum)]
enum KindChoice {
    Person,
    Organization,
    Group,
    Unnamed,
}

/// `--sort`
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SortChoice {
    /// Most quotations first
    Quotations,
    /// By name
    Name,
    /// Most articles first
    Articles,
    /// Those who were quoted last first
    Last,
}

impl SpeakersArgs {
    fn options(&self) -> RosterOptions {
        let kind = |choice: &KindChoice| match choice {
            KindChoice::Person => SpeakerKind::Person,
            KindChoice::Organization => SpeakerKind::Organization,
            KindChoice::Group => SpeakerKind::Group,
            KindChoice::Unnamed => SpeakerKind::Unnamed,
        };
        RosterOptions {
            kinds: self.kind.iter().map(kind).collect(),
            min_confidence: self.min_confidence,
            min_quotations: self.min_quotations,
            top_cues: self.top_cues,
            sort: match self.sort {
                SortChoice::Quotations => SortBy::Quotations,
                SortChoice::Name => SortBy::Name,
                SortChoice::Articles => SortBy::Articles,
                SortChoice::Last => SortBy::Last,
            },
            ..RosterOptions::default()
        }
    }

    fn format(&self) -> SheetFormat {
        match (self.format, &self.output) {
            (Some(FormatChoice::Jsonl), _) => SheetFormat::JsonLines,
            (Some(FormatChoice::Csv), _) => SheetFormat::Csv,
            (None, Some(path)) => SheetFormat::by_name(path),
            (None, None) => SheetFormat::JsonLines,
        }
    }
}

/// Does it.
pub fn run(args: SpeakersArgs) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    let read = args.inputs.iter().chain(&args.alias).cloned();
    let outputs = [("--output", Some(output))];
    paths::check_outputs(&read.collect::<Vec<_>>(), &outputs, is_read_in_folders)?;
    let aliases = args.alias.as_deref().map(Aliases::read).transpose()?;
    let mut records = Records::open(&args.inputs)?;
    let destination = Destination::open(args.output.as_deref())?;

    let mut roster = Roster::new(args.options(), aliases.unwrap_or_default());
    let mut progress = super::progress(args.quiet, records.total_bytes(), records.progress());
    let read = read_all(&mut records, &mut roster, &mut progress);
    progress.finish();
    let read = read?;
    let totals = *roster.totals();
    let speakers = roster.finish()?;
    let listed = match write(speakers, destination, args.format()) {
        // Whoever read the other end has seen enough.
        Err(error) if is_broken_pipe(&error) => return Ok(Outcome::Well),
        other => other.with_context(|| format!("{} was not written", output.display()))?,
    };
    if !args.quiet {
        say_summary(&totals, &listed, began);
        if read.superseded > 0 {
            super::say(&format!(
                "passed over: {} with a newer one of the same article in the folder",
                counted(read.superseded, "record")
            ));
        }
    }
    let failed = read.tally.failed;
    if failed > 0 {
        let are = if failed == 1 { "is" } else { "are" };
        super::say(&format!(
            "{} {are} no records, told above",
            counted(failed, "line")
        ));
    }
    Ok(Outcome::with_failed(failed))
}

/// What was read.
#[derive(Default)]
struct Read {
    tally: Tally,
    /// Records that were passed over, since the same folder has newer ones.
    superseded: u64,
}

fn read_all(
    records: &mut Records,
    roster: &mut Roster,
    progress: &mut Progress,
) -> anyhow::Result<Read> {
    let mut read = Read::default();
    let tally = &mut read.tally;
    for found in records {
        match found? {
            Found::Record(record) => {
                roster.add(&record)?;
                tally.articles += 1;
            }
            Found::Superseded => read.superseded += 1,
            Found::Broken(problem) => {
                progress.say(&problem.to_string());
                tally.failed += 1;
            }
        }
        if (tally.articles + tally.failed).is_multiple_of(BETWEEN) {
            tally.quotations = roster.totals().quotations;
            progress.advanced(tally, 1.0);
        }
    }
    Ok(read)
}

/// Who was listed, as numbers.
#[derive(Default)]
struct Listed {
    speakers: u64,
    ambiguous: u64,
    partial: u64,
}

fn write(
    speakers: Speakers,
    destination: Destination,
    format: SheetFormat,
) -> anyhow::Result<Listed> {
    let mut sheet = SpeakerSheet::new(destination, format)?;
    let mut listed = Listed::default();
    for speaker in speakers {
        let speaker = speaker?;
        sheet.write(&speaker)?;
        listed.speakers += 1;
        listed.ambiguous += u64::from(speaker.ambiguous);
        listed.partial += u64::from(speaker.partial);
    }
    sheet.finish()?.commit()?;
    Ok(listed)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = match error.downcast_ref::<DestinationError>() {
        Some(DestinationError::Io { source, .. }) => Some(source),
        _ => error.downcast_ref::<io::Error>(),
    };
    io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn say_summary(totals: &Totals, listed: &Listed, began: Instant) {
    super::say(&format!(
        "{} ({} ambiguous, {} partial) of {} of {} in {}; {:.1} s",
        counted(listed.speakers, "speaker"),
        listed.ambiguous,
        listed.partial,
        totals.counted,
        counted(totals.quotations.all(), "quotation"),
        counted(totals.articles, "article"),
        began.elapsed().as_secs_f64(),
    ));
    if totals.undated > 0 {
        super::say(&format!(
            "no date with the year first in published: {}, left out of first and last",
            counted(totals.undated, "article")
        ));
    }
}

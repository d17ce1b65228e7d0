//! What must not happen to a speaker, with the real model.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use whosaid::article::Article;
use whosaid::model::encoder::{Device, Precision};
use whosaid::output::record::{Record, RecordSpeaker, SpeakerKind};
use whosaid::pipeline::{ExtractOptions, Pipeline, PipelineOptions};
use whosaid::text::QuotationType;

fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        Pipeline::load(&PipelineOptions {
            model: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("models")),
            precision: Precision::F32,
            device: Device::Cpu,
            extract: ExtractOptions::default(),
        })
        .expect("the default model")
    })
}

fn record(id: &str, text: &str) -> Record {
    let article = Article::new(id, text);
    pipeline().analyze(&article).expect("a record")
}

/// The speaker of the quotation that has these words.
fn speaker_of<'r>(record: &'r Record, words: &str) -> Option<&'r RecordSpeaker> {
    let quote = record
        .quotes
        .iter()
        .find(|quote| quote.text.contains(words));
    let quote = quote.unwrap_or_else(|| panic!("nobody says {words:?}: {:#?}", record.quotes));
    quote.speaker.as_ref()
}

fn name_of<'r>(record: &'r Record, words: &str) -> Option<&'r str> {
    speaker_of(record, words)?.name.as_deref()
}

#[test]
fn she_is_no_man_of_the_same_sentence() {
    let found = record(
        "harbour",
        "Harbour to be dredged\n\n\
         Mayor Ellen Marsh met Councilman Robert Dale at the harbour on Tuesday.\n\n\
         “We will dredge it before winter comes,” she told Dale, who had asked for the money twice.\n\n\
         Robert Dale was not convinced when she added: “Nobody will lose a berth over this.”\n",
    );
    assert_eq!(name_of(&found, "before winter"), Some("Ellen Marsh"));
    assert_eq!(name_of(&found, "lose a berth"), Some("Ellen Marsh"));
}

#[test]
fn a_spokesman_is_not_his_minister() {
    let found = record(
        "report",
        "Minister silent on report\n\n\
         Finance Minister Peter Holm left the hall on Monday without a word to reporters.\n\n\
         “The minister has not read the report yet,” said a spokesman for Mr. Holm.\n\n\
         His spokesman added: “It has nine hundred pages.”\n",
    );
    for words in ["has not read", "nine hundred pages"] {
        let speaker = speaker_of(&found, words).expect("somebody speaks");
        assert_ne!(speaker.name.as_deref(), Some("Peter Holm"), "{words}");
        assert_eq!(speaker.kind, SpeakerKind::Unnamed, "{words}");
    }
}

#[test]
fn neither_the_dead_nor_books_speak() {
    let found = record(
        "biography",
        "A life of Harold Finch\n\n\
         Senator Harold Finch, who died in 1988, trusted nobody, the historian Mary Cole says in \
         “The Long Winter,” her new biography of him.\n\n\
         “He burned every letter he was sent,” Cole said at a reading on Friday.\n",
    );
    assert_eq!(name_of(&found, "burned every letter"), Some("Mary Cole"));
    for quote in &found.quotes {
        let name = quote.speaker.as_ref().and_then(|s| s.name.as_deref());
        assert_ne!(name, Some("Harold Finch"), "{}", quote.text);
        assert_ne!(name, Some("The Long Winter"), "{}", quote.text);
        assert_ne!(quote.text.trim_matches(['“', '”', ',']), "The Long Winter");
    }
}

#[test]
fn brothers_stay_two() {
    let found = record(
        "ladder",
        "Brothers mend church roof\n\n\
         Tom Reyes and his brother Luis Reyes mended the roof of St. Anne’s in three days.\n\n\
         “I went up because he would not,” Tom Reyes said.\n\n\
         “Somebody had to hold the ladder,” Luis Reyes said.\n",
    );
    assert_eq!(name_of(&found, "went up"), Some("Tom Reyes"));
    assert_eq!(name_of(&found, "hold the ladder"), Some("Luis Reyes"));
    let named = |name: &str| found.entities.iter().filter(|e| e.name == name).count();
    assert_eq!((named("Tom Reyes"), named("Luis Reyes")), (1, 1));
}

#[test]
fn relatives_are_not_whose_relatives_they_are() {
    let found = record(
        "lottery",
        "Baker wins lottery\n\n\
         Frank Odell, a baker in Stowe, won the state lottery on Saturday. Helen Odell was asleep.\n\n\
         “He sat on the bed and could not speak,” his wife said.\n\n\
         Mr. Odell said that he would go on baking.\n",
    );
    assert_eq!(name_of(&found, "sat on the bed"), Some("Helen Odell"));
    assert_eq!(name_of(&found, "go on baking"), Some("Frank Odell"));
}

#[test]
fn father_and_son_stay_two() {
    let found = record(
        "shipyard",
        "Shipyard passes to third generation\n\n\
         William Tarrant ran the yard for forty years. On Monday he gave the keys to William Tarrant Jr., who is 41.\n\n\
         “I have counted the rivets,” William Tarrant said.\n\n\
         “He has missed a few,” William Tarrant Jr. said.\n\n\
         The younger Mr. Tarrant said that he would count them again.\n",
    );
    assert_eq!(
        name_of(&found, "counted the rivets"),
        Some("William Tarrant")
    );
    for words in ["missed a few", "count them again"] {
        assert_eq!(
            name_of(&found, words),
            Some("William Tarrant Jr."),
            "{words}"
        );
    }
}

#[test]
fn initials_of_an_office_are_no_name() {
    let found = record(
        "bypass",
        "MP wants bypass\n\n\
         Janet Moss, the MP for Hadley, has asked for a bypass since 2011.\n\n\
         The MP said: “Every lorry in the county comes past our school.”\n\n\
         The FBI said that it had no view on the bypass.\n",
    );
    assert_eq!(name_of(&found, "Every lorry"), Some("Janet Moss"));
    assert_eq!(name_of(&found, "no view"), Some("FBI"));
}

#[test]
fn whom_an_agency_quotes_speaks() {
    let found = record(
        "pipeline",
        "Pipeline to be closed\n\n\
         The pipeline under the strait will be closed for a month, its operator said on Thursday.\n\n\
         “There is no leak and there never was,” the Interfax news agency quoted Pavel Dorin, the operator's chief \
         engineer, as saying.\n",
    );
    assert_eq!(name_of(&found, "There is no leak"), Some("Pavel Dorin"));
}

#[test]
fn names_with_apostrophes_and_hyphens_stay_whole() {
    let found = record(
        "chapel",
        "Chapel to close\n\n\
         The chapel will close at Easter, Bishop Declan Murphy-O'Hara has said.\n\n\
         \"It costs more to heat than we collect,\" the bishop said.\n\n\
         Sheila O’Neill, who has sung there for forty years, wept. “I have nowhere to go,” said O’Neill.\n",
    );
    assert_eq!(name_of(&found, "costs more"), Some("Declan Murphy-O'Hara"));
    assert_eq!(name_of(&found, "nowhere to go"), Some("Sheila O’Neill"));
}

#[test]
fn firms_that_nobody_knows_are_no_persons() {
    let found = record(
        "battery",
        "Battery plant to close\n\n\
         Pippin Labs will close its battery plant in March, the company said on Monday. Shares in Pippin Labs fell.\n\n\
         “We regret this,” it said in a statement.\n\n\
         Ann Bell, who works there, wept. The school said that her children were looked after.\n",
    );
    let plan = found
        .quotes
        .iter()
        .find(|quote| quote.text.contains("in March"));
    let plan = plan.expect("an indirect quotation");
    assert!(
        !plan.text.contains("plant to close"),
        "the headline: {}",
        plan.text
    );
    let statement = speaker_of(&found, "We regret").expect("somebody");
    assert_eq!(statement.name.as_deref(), Some("Pippin Labs"));
    assert_eq!(statement.kind, SpeakerKind::Organization);
    assert_ne!(name_of(&found, "looked after"), Some("Ann Bell"));
}

#[test]
fn an_article_in_single_marks() {
    let text = "Lido to reopen\n\n\
         ‘It’s the best news we’ve had,’ said Moira Pettigrew, who runs the café. ‘The swimmers’ club paid for it.’\n\n\
         Her neighbour, Tariq Siddiqui, called the lido ‘an icebox with ducks’.\n";
    let found = record("lido", text);
    assert_eq!(name_of(&found, "best news"), Some("Moira Pettigrew"));
    assert_eq!(name_of(&found, "paid for it"), Some("Moira Pettigrew"));
    let best = found
        .quotes
        .iter()
        .find(|quote| quote.text.contains("best news"));
    let best = best.expect("seen above");
    assert_eq!(best.kind, QuotationType::Direct);
    assert!(
        best.text.starts_with("It’s the best news we’ve had,"),
        "{}",
        best.text
    );
    let [start, end] = best.spans[0];
    let slice: String = text.chars().skip(start).take(end - start).collect();
    assert!(best.text.starts_with(&slice), "{slice}");
}

#[test]
fn the_turns_of_an_interview() {
    let found = record(
        "beekeeper",
        "Five questions for a beekeeper\n\n\
         Tilda Quill has kept bees for fifty years. She spoke to reporter Hugo Castellane.\n\n\
         Q: What do you hear first?\n\n\
         A: The sound. It drops when rain comes.\n\n\
         Q: Will you go on?\n\n\
         A: Until they carry me out.\n",
    );
    assert_eq!(name_of(&found, "hear first"), Some("Hugo Castellane"));
    assert_eq!(name_of(&found, "carry me out"), Some("Tilda Quill"));
}

/// Every article of the corpus: speakers are named as the text names them, and stand there the
/// same whichever article came before.
#[test]
fn speakers_are_of_their_own_article_alone() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut paths: Vec<_> = fs::read_dir(corpus)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    let texts: Vec<String> = paths
        .iter()
        .map(|path| fs::read_to_string(path).expect("UTF-8"))
        .collect();
    let first: Vec<Record> = texts.iter().map(|text| record("a", text)).collect();
    let mut named = 0;
    for (text, found) in texts.iter().zip(&first) {
        let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for speaker in found
            .quotes
            .iter()
            .filter_map(|quote| quote.speaker.as_ref())
        {
            let Some(name) = &speaker.name else { continue };
            let several = name.split(" and ").all(|part| plain.contains(part));
            assert!(plain.contains(name) || several, "{name} is not in the text");
            named += 1;
        }
    }
    assert!(named > 200, "{named}");
    for (text, was) in texts.iter().zip(&first).rev() {
        assert_eq!(&record("a", text), was);
    }
}

//! Speakers over an archive: who is one, who is several, what is counted, what broken input does.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use predicates::prelude::*;
use predicates::str::contains;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use whosaid::output::record::{Record, SpeakerKind};
use whosaid::roster::{Aliases, Roster, RosterError, RosterOptions, SortBy, Speaker, Totals};

/// A record of an article of this day with these quotations.
fn article(id: &str, published: Option<&str>, quotes: &[Value]) -> Value {
    json!({
        "schema": 1, "id": id, "source": {"path": "a.jsonl", "line": 1}, "published": published,
        "text_sha256": "", "offset_unit": "codepoint", "model": "none",
        "quotes": quotes, "entities": [],
    })
}

/// A direct quotation by somebody in a role, with the cue "said" and the confidence 0.5.
fn said(name: &str, role: &str) -> Value {
    let role = (!role.is_empty()).then_some(role);
    quote(json!({"name": name, "kind": "person", "role": role}))
}

fn quote(speaker: Value) -> Value {
    let mut quote = json!({
        "id": 0, "type": "direct", "text": "Yes.", "spans": [[0, 4]],
        "cue": {"text": "said", "spans": [[5, 9]]},
        "speaker": speaker, "confidence": 0.5,
    });
    if let Some(speaker) = quote["speaker"].as_object_mut() {
        speaker.insert("mention_form".into(), json!("name"));
        speaker.insert("spans".into(), json!([]));
    }
    quote
}

/// Several articles, each with one quotation by somebody.
fn articles(name: &str, role: &str, number: usize) -> Vec<Value> {
    vec![article("a", None, &[said(name, role)]); number]
}

fn with(quote: &Value, field: &str, value: Value) -> Value {
    let mut quote = quote.clone();
    quote[field] = value;
    quote
}

fn record(value: &Value) -> Record {
    serde_json::from_value(value.clone()).expect("a record")
}

fn gathered_with(
    records: &[Value],
    options: RosterOptions,
    aliases: &str,
) -> (Totals, Vec<Speaker>) {
    let aliases = Aliases::parse(aliases.as_bytes(), "aliases.csv").expect("good aliases");
    let mut roster = Roster::new(options, aliases);
    for value in records {
        roster.add(&record(value)).expect("counted");
    }
    let totals = *roster.totals();
    let speakers: Result<Vec<Speaker>, RosterError> = roster.finish().expect("gathered").collect();
    (totals, speakers.expect("read"))
}

fn gathered(records: &[Value]) -> Vec<Speaker> {
    gathered_with(records, RosterOptions::default(), "").1
}

/// Names and quotations, with what is marked.
fn told(speakers: &[Speaker]) -> Vec<String> {
    let one = |speaker: &Speaker| {
        let mut told = format!("{} {}", speaker.name, speaker.quotations);
        if speaker.partial {
            told += " partial";
        }
        if speaker.ambiguous {
            told += " ambiguous";
        }
        for (what, words) in [("by", &speaker.apart_by), ("of", &speaker.may_be)] {
            if !words.is_empty() {
                told += &format!(" {what} {}", words.join(", "));
            }
        }
        told
    };
    speakers.iter().map(one).collect()
}

fn all_kinds() -> RosterOptions {
    RosterOptions {
        kinds: vec![
            SpeakerKind::Person,
            SpeakerKind::Organization,
            SpeakerKind::Group,
            SpeakerKind::Unnamed,
        ],
        ..RosterOptions::default()
    }
}

// What is counted.

#[test]
fn a_speaker_has_all_that_the_records_tell() {
    let told = json!({
        "name": "Rex Tillerson", "kind": "person", "entity": 0, "role": "US Secretary of State",
    });
    let base = quote(told);
    let one = [
        base.clone(),
        with(&base, "type", json!("mixed")),
        with(
            &with(&base, "type", json!("indirect")),
            "cue",
            json!({"text": "According\n to", "spans": []}),
        ),
        with(&base, "cue", json!({"text": "SAID:", "spans": []})),
        with(&base, "cue", Value::Null),
    ];
    let mut first = article("1", Some("2017-03-05T23:00:00-08:00"), &one);
    first["entities"] = json!([{
        "id": 0, "name": "Rex Tillerson", "kind": "person", "role": "US Secretary of State",
        "aliases": ["Tillerson", "Mr. Tillerson"], "mentions": [],
    }]);
    let second = [with(
        &said("REX W. TILLERSON", "secretary"),
        "confidence",
        json!(0.9),
    )];
    let second = article("2", Some("2017/01/31"), &second);
    let third = article("3", Some("31 January 2015"), &[said("Rex Tillerson", "")]);
    let (totals, speakers) = gathered_with(&[first, second, third], RosterOptions::default(), "");
    assert_eq!((totals.articles, totals.undated), (3, 1));
    assert_eq!(
        (totals.counted, totals.counted_times, totals.unsure),
        (7, 7, 0)
    );
    let expected = json!([{
        "name": "Rex Tillerson", "kind": "person", "quotations": 7, "direct": 5, "mixed": 1,
        "indirect": 1, "articles": 3, "first": "2017-01-31", "last": "2017-03-05",
        "confidence": 0.5571,
        "roles": [{"role": "US Secretary of State", "articles": 1}, {"role": "secretary", "articles": 1}],
        "cues": [{"cue": "said", "quotations": 5}, {"cue": "according to", "quotations": 1}],
        "forms": [
            {"form": "Mr. Tillerson", "articles": 1}, {"form": "REX W. TILLERSON", "articles": 1},
            {"form": "Tillerson", "articles": 1},
        ],
        "partial": false, "ambiguous": false, "apart_by": [], "may_be": [],
    }]);
    assert_eq!(serde_json::to_value(&speakers).expect("JSON"), expected);
}

#[test]
fn several_who_speak_together_each_say_it() {
    let both = quote(json!({
        "name": "Ann Bell", "names": ["Ann Bell", "Acme Corp.", "ANN BELL", " "],
        "kind": "person", "entity": 1, "role": "mayor",
    }));
    let mut value = article("1", None, &[both, said("Ann Bell", "")]);
    value["entities"] = json!([
        {"id": 0, "name": "Acme Corp.", "kind": "organization", "role": "maker", "aliases": [], "mentions": []},
        {"id": 1, "name": "Ann Bell", "kind": "person", "aliases": [], "mentions": []},
    ]);
    let (totals, speakers) = gathered_with(&[value], RosterOptions::default(), "");
    assert_eq!((totals.counted, totals.counted_times), (2, 3));
    assert_eq!(told(&speakers), ["Ann Bell 2", "Acme Corp. 1"]);
    assert_eq!(speakers[0].roles[0].role, "mayor");
    assert_eq!(speakers[1].kind, SpeakerKind::Organization);
    assert_eq!(speakers[1].roles[0].role, "maker");
}

#[test]
fn what_is_left_out() {
    let records = [article(
        "1",
        None,
        &[
            with(&said("Ann Bell", ""), "confidence", json!(0.79)),
            with(&said("Ann Bell", ""), "confidence", json!(0.8)),
            said("Zoë Ng", ""),
            with(&said("Zoë Ng", ""), "speaker", Value::Null),
            quote(json!({"name": null, "kind": "unnamed"})),
            quote(json!({"name": "  ", "kind": "person"})),
            quote(json!({"name": "critics", "kind": "group"})),
            quote(json!({"name": "a spokesman", "kind": "unnamed"})),
            quote(json!({"name": "Acme", "kind": "organization"})),
        ],
    )];
    let told_with = |options| told(&gathered_with(&records, options, "").1);
    assert_eq!(
        told(&gathered(&records)),
        ["Ann Bell 2", "Acme 1", "Zoë Ng 1"]
    );
    let sure = RosterOptions {
        min_confidence: 0.8,
        ..RosterOptions::default()
    };
    assert_eq!(gathered_with(&records, sure.clone(), "").0.unsure, 8);
    assert_eq!(told_with(sure), ["Ann Bell 1"]);
    let often = RosterOptions {
        min_quotations: 2,
        ..RosterOptions::default()
    };
    assert_eq!(told_with(often), ["Ann Bell 2"]);
    assert_eq!(
        told_with(all_kinds()),
        [
            "Ann Bell 2",
            "a spokesman 1",
            "Acme 1",
            "critics 1",
            "Zoë Ng 1"
        ]
    );
}

// Who is one.

#[test]
fn names_are_one_whatever_case_accents_and_titles() {
    let names = [
        "François Hollande",
        "FRANCOIS HOLLANDE",
        "President François\u{a0}Hollande",
        "Franc\u{327}ois Hollande",
    ];
    let records: Vec<Value> = names.iter().flat_map(|n| articles(n, "", 1)).collect();
    let speakers = gathered(&records);
    assert_eq!(speakers.len(), 1);
    assert_eq!(speakers[0].forms.len(), 3);
    let apart = [
        "Sammy Ford",
        "Sammy Ford Jr.",
        "Sammy Ford, Sr.",
        "Sammy Ford III",
    ];
    let records: Vec<Value> = apart.iter().flat_map(|n| articles(n, "", 1)).collect();
    assert_eq!(gathered(&records).len(), 4);
    let scripts = [
        "王毅",
        "王 毅",
        "Сергей Лавров",
        "СЕРГЕЙ ЛАВРОВ",
        "שלום",
        "—",
        "O’Neil",
    ];
    let records: Vec<Value> = scripts.iter().flat_map(|n| articles(n, "", 1)).collect();
    let speakers = gathered(&records);
    assert_eq!(
        told(&speakers),
        [
            "Сергей Лавров 2",
            "O’Neil 1",
            "שלום 1",
            "— 1",
            "王 毅 1",
            "王毅 1"
        ]
    );
}

#[test]
fn organizations_keep_their_titles_and_lose_their_endings() {
    let named = |name: &str| {
        article(
            "1",
            None,
            &[quote(json!({"name": name, "kind": "organization"}))],
        )
    };
    let names = [
        "General Motors",
        "Motors",
        "The Acme Inc.",
        "acme",
        "Justice Department",
    ];
    let records: Vec<Value> = names.iter().map(|name| named(name)).collect();
    assert_eq!(
        told(&gathered(&records)),
        [
            "The Acme Inc. 2",
            "General Motors 1",
            "Justice Department 1",
            "Motors 1"
        ]
    );
    // A person of the name is somebody else, and roles tell organizations not apart.
    let mut records = articles("Acme", "", 1);
    records.extend([named("Acme"), named("Acme")]);
    assert_eq!(told(&gathered(&records)), ["Acme 2", "Acme 1 partial"]);
}

#[test]
fn a_middle_name_joins_where_one_name_fits() {
    let mut records = articles("Rex Tillerson", "", 2);
    records.extend(articles("Rex W. Tillerson", "", 1));
    records.extend(articles("Rex Wayne Tillerson", "", 1));
    assert_eq!(told(&gathered(&records)), ["Rex Tillerson 4"]);

    let mut records = articles("John Smith", "", 2);
    records.extend(articles("John A. Smith", "", 1));
    records.extend(articles("John B. Smith", "", 1));
    records.extend(articles("John Albert Smith", "", 1));
    assert_eq!(
        told(&gathered(&records)),
        [
            "John Albert Smith 2",
            "John Smith 2 ambiguous of John Albert Smith, John B. Smith",
            "John B. Smith 1",
        ]
    );
    // What is in one article alone does not stand in the way of what is in three.
    records.extend(articles("John A. Smith", "", 1));
    records.extend(articles("John Smith", "", 3));
    assert_eq!(
        told(&gathered(&records)),
        ["John Smith 8", "John B. Smith 1"]
    );
}

#[test]
fn father_and_son_stay_two() {
    let mut records = articles("George W. Bush", "President", 3);
    records.extend(articles("George H. W. Bush", "President", 3));
    records.extend(articles("George Bush", "President", 3));
    assert_eq!(
        told(&gathered(&records)),
        [
            "George Bush 3 ambiguous of George H. W. Bush, George W. Bush",
            "George H. W. Bush 3",
            "George W. Bush 3",
        ]
    );
}

#[test]
fn a_surname_alone_is_partial() {
    let mut records = articles("Tillerson", "", 5);
    records.extend(articles("Mr. Tillerson", "", 1));
    records.extend(articles("Rex Tillerson", "", 2));
    records.extend(articles("Renda Tillerson", "", 1));
    records.extend(articles("Adele", "", 1));
    assert_eq!(
        told(&gathered(&records)),
        [
            "Tillerson 6 partial of Rex Tillerson, Renda Tillerson",
            "Rex Tillerson 2",
            "Adele 1 partial",
            "Renda Tillerson 1",
        ]
    );
}

// Who is several.

#[test]
fn roles_without_anything_in_common_are_several_people() {
    let mut records = articles("John Smith", "US Secretary of State", 5);
    records.extend(articles("John Smith", "Republican senator", 1));
    records.extend(articles("John Smith", "head baseball coach", 3));
    records.extend(articles("John Smith", "coach of the club", 1));
    records.extend(articles("John Smith", "beekeeper", 2));
    records.extend(articles("John Smith", "spokesman", 1));
    records.extend(articles("John Smith", "", 1));
    assert_eq!(
        told(&gathered(&records)),
        [
            "John Smith 6 ambiguous by secretary, state, republican",
            "John Smith 4 ambiguous by coach, baseball, club",
            "John Smith 4 ambiguous",
        ]
    );
    // Two articles with another role may be a mistake.
    let mut records = articles("John Smith", "senator", 9);
    records.extend(articles("John Smith", "baseball coach", 2));
    assert_eq!(told(&gathered(&records)), ["John Smith 11"]);
    // And of somebody who is in many, more than two.
    let mut records = articles("John Smith", "senator", 36);
    records.extend(articles("John Smith", "baseball coach", 3));
    assert_eq!(told(&gathered(&records)), ["John Smith 39"]);
    records.extend(articles("John Smith", "baseball coach", 1));
    assert_eq!(gathered(&records).len(), 2);
    // Where every quotation is somebody's, there is no third line.
    assert_eq!(gathered(&records)[1].apart_by, ["baseball", "coach"]);
}

#[test]
fn roles_are_listed_without_regard_to_case() {
    let mut records = articles("Ann Bell", "former mayor", 1);
    records.extend(articles("Ann Bell", "Former Mayor", 1));
    records.extend(articles("Ann Bell", "Former mayor", 2));
    records.extend(articles("Ann Bell", "treasurer", 3));
    let roles = &gathered(&records)[0].roles;
    let roles: Vec<_> = roles.iter().map(|r| (&*r.role, r.articles)).collect();
    assert_eq!(roles, [("Former mayor", 4), ("treasurer", 3)]);
}

#[test]
fn one_role_an_article() {
    let mixed = article(
        "1",
        None,
        &[
            said("Ann Bell", ""),
            said("Ann Bell", "mayor"),
            said("Ann Bell", "pianist"),
        ],
    );
    let speakers = gathered(&[mixed]);
    assert_eq!(told(&speakers), ["Ann Bell 3"]);
    assert_eq!(speakers[0].articles, 1);
    assert_eq!(speakers[0].roles.len(), 1);
    assert_eq!(speakers[0].roles[0].role, "mayor");
}

// Aliases.

#[test]
fn aliases_go_before_everything() {
    let mut records = articles("John Smith", "senator", 3);
    records.extend(articles("John Smith", "baseball coach", 3));
    records.extend(articles("Smith", "", 2));
    records.extend(articles("J. Smith", "", 1));
    records.extend(articles("John Q. Smith", "", 1));
    records.push(article(
        "1",
        None,
        &[
            quote(json!({"name": "Smith", "kind": "organization"})),
            quote(json!({"name": "the coach", "kind": "unnamed"})),
            quote(json!({"name": "the players", "kind": "group"})),
        ],
    ));
    let aliases = "Smith,J. Smith\nj smith,John SMITH\nThe coach\tJohn Smith\n";
    let (_, speakers) = gathered_with(&records, RosterOptions::default(), aliases);
    assert_eq!(told(&speakers), ["John SMITH 12"]);
    assert_eq!(speakers[0].kind, SpeakerKind::Person);

    // A name that leads to itself is one person; a title in the file counts, one in the record not.
    let mut records = articles("John Smith", "senator", 3);
    records.extend(articles("John Smith", "baseball coach", 3));
    records.extend(articles("Sen. Kaine", "", 1));
    records.extend(articles("Kaine", "", 1));
    let aliases = "John Smith,John Smith\nKaine,Tim Kaine\n";
    let (_, speakers) = gathered_with(&records, RosterOptions::default(), aliases);
    assert_eq!(told(&speakers), ["John Smith 6", "Tim Kaine 2"]);
    let aliases = "Sen. Kaine,Tim Kaine\n";
    let (_, speakers) = gathered_with(&records[6..], RosterOptions::default(), aliases);
    assert_eq!(
        told(&speakers),
        ["Kaine 1 partial of Tim Kaine", "Tim Kaine 1"]
    );

    // Two names of the user stay two.
    let mut records = articles("Rex Tillerson", "", 1);
    records.extend(articles("Rex W. Tillerson", "", 1));
    let aliases = "T,Rex Tillerson\nW,Rex W. Tillerson\n";
    assert_eq!(
        gathered_with(&records, RosterOptions::default(), aliases)
            .1
            .len(),
        2
    );
}

#[test]
fn an_alias_counts_as_what_it_mostly_is() {
    let records = [article(
        "1",
        None,
        &[
            quote(json!({"name": "Google", "kind": "organization"})),
            quote(json!({"name": "Google", "kind": "organization"})),
            said("Google", ""),
        ],
    )];
    let only = |kind| RosterOptions {
        kinds: vec![kind],
        ..RosterOptions::default()
    };
    let named = |kind, aliases| told(&gathered_with(&records, only(kind), aliases).1);
    assert_eq!(named(SpeakerKind::Person, ""), ["Google 1 partial"]);
    assert_eq!(named(SpeakerKind::Organization, ""), ["Google 2"]);
    let joined = "Google,Google\n";
    assert!(named(SpeakerKind::Person, joined).is_empty());
    assert_eq!(named(SpeakerKind::Organization, joined), ["Google 3"]);
}

// Order.

#[test]
fn orders() {
    let at = |name: &str, day: &str, number: usize| {
        article("1", Some(day), &vec![said(name, ""); number])
    };
    let records = [
        at("Zoe Ng", "2017-02-01", 3),
        at("Émile Aba", "2017-01-01", 1),
        at("Émile Aba", "2016", 1),
        at("Bo Dahl", "yesterday", 1),
    ];
    let sorted = |sort| {
        let options = RosterOptions {
            sort,
            ..RosterOptions::default()
        };
        let (_, speakers) = gathered_with(&records, options, "");
        let names: Vec<String> = speakers.into_iter().map(|s| s.name).collect();
        names.join(", ")
    };
    assert_eq!(sorted(SortBy::Quotations), "Zoe Ng, Émile Aba, Bo Dahl");
    assert_eq!(sorted(SortBy::Articles), "Émile Aba, Zoe Ng, Bo Dahl");
    assert_eq!(sorted(SortBy::Name), "Bo Dahl, Émile Aba, Zoe Ng");
    assert_eq!(sorted(SortBy::Last), "Zoe Ng, Émile Aba, Bo Dahl");
}

/// Records with everything that can happen to a speaker, from a few names, so that they meet.
fn any_record() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "John Smith",
        "JOHN SMITH",
        "John A. Smith",
        "John B. Smith",
        "John Albert Smith",
        "Smith",
        "John Smith Jr.",
        "Sen. John Smith",
        "Jane Smith",
        "Acme Inc.",
        "acme",
        "王毅",
        "—",
        "",
        " ",
        "Émile Aba",
        "Emile Aba",
        "a spokesman",
    ]);
    let role = prop::sample::select(vec![
        None,
        Some("senator"),
        Some("mayor"),
        Some("baseball coach"),
        Some("beekeeper"),
        Some(""),
        Some("spokesman"),
        Some("goose keeper"),
    ]);
    let kind = prop::sample::select(vec!["person", "organization", "group", "unnamed"]);
    let kinds = prop::sample::select(vec!["direct", "mixed", "indirect"]);
    let cue = prop::sample::select(vec!["said", "Said", "told", "according to", ""]);
    let one = (
        prop::option::weighted(0.9, name),
        role,
        kind,
        kinds,
        cue,
        0.0..=1.0_f64,
    );
    let one = one.prop_map(|(name, role, kind, kinds, cue, confidence)| {
        let told = quote(json!({"name": name, "kind": kind, "role": role}));
        let told = with(&told, "type", json!(kinds));
        let told = with(&told, "cue", json!({"text": cue, "spans": []}));
        with(&told, "confidence", json!((confidence * 1e4).round() / 1e4))
    });
    let day = prop::sample::select(vec![None, Some("2017-01-31"), Some("2016"), Some("soon")]);
    (day, vec(one, 0..5)).prop_map(|(day, quotes)| article("a", day, &quotes))
}

proptest! {
    // Each goes to the disk a hundred times.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_is_lost_and_neither_order_nor_memory_matters(
        (records, shuffled) in vec(any_record(), 0..40)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        aliased in any::<bool>(),
    ) {
        let aliases = if aliased { "Smith,John Smith\nacme\tÉmile Aba\n" } else { "" };
        let (totals, speakers) = gathered_with(&records, all_kinds(), aliases);
        let named = |value: &Value| {
            let quotes = value["quotes"].as_array().expect("a list").iter();
            let names = quotes.filter_map(|quote| quote["speaker"]["name"].as_str());
            names.filter(|name| !name.trim().is_empty()).count() as u64
        };
        let named: u64 = records.iter().map(named).sum();
        prop_assert_eq!(speakers.iter().map(|s| s.quotations).sum::<u64>(), named);
        prop_assert_eq!((totals.counted, totals.counted_times), (named, named));
        for speaker in &speakers {
            prop_assert_eq!(
                speaker.quotations, speaker.direct + speaker.mixed + speaker.indirect
            );
            prop_assert!(!speaker.name.is_empty() && speaker.articles > 0);
            prop_assert!(speaker.articles <= speaker.quotations);
            prop_assert!((0.0..=1.0).contains(&speaker.confidence));
            prop_assert_eq!(speaker.first.is_some(), speaker.last.is_some());
            prop_assert!(speaker.first <= speaker.last);
            prop_assert!(!(speaker.partial && aliased && speaker.name == "Smith"));
        }
        let (_, again) = gathered_with(&shuffled, all_kinds(), aliases);
        prop_assert_eq!(&again, &speakers);
        let small = RosterOptions { buffer_bytes: 2000, ..all_kinds() };
        let (_, spilled) = gathered_with(&records, small, aliases);
        prop_assert_eq!(&spilled, &speakers);
    }
}

// The program.

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Place(TempDir::new().expect("a temporary folder"))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).expect("read")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("listed");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("whosaid");
        command.current_dir(self.0.path()).env_remove("RUST_LOG");
        command.arg("speakers").args(args);
        command
    }

    fn whosaid(&self, args: &[&str]) -> Assert {
        self.command(args).assert()
    }
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|value| format!("{value}\n")).collect()
}

#[test]
fn files_folders_packed_and_standard_input() {
    let place = Place::new();
    let one = lines(&articles("Ann Bell", "mayor", 2));
    let two = lines(&articles("Zoë Ng", "", 1));
    place.put("in/b/one.jsonl", &one);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(two.as_bytes()).expect("packed");
    place.put("in/two.ndjson.GZ", packed.finish().expect("packed"));
    place.put(
        "three.zst",
        zstd::encode_all(two.as_bytes(), 0).expect("packed"),
    );
    place.put("in/passed.txt", "no records");

    let run = place.whosaid(&["in", "in/b/../b/one.jsonl", "three.zst", "-o", "out.jsonl"]);
    run.success().stdout("").stderr(contains(
        "2 speakers (0 ambiguous, 0 partial) of 4 of 4 quotations in 4 articles",
    ));
    let written = place.text("out.jsonl");
    let names: Vec<String> = written
        .lines()
        .map(|line| {
            serde_json::from_str::<Speaker>(line)
                .expect("a speaker")
                .name
        })
        .collect();
    assert_eq!(names, ["Ann Bell", "Zoë Ng"]);

    // In another order and from standard input: the same bytes.
    let mut command = place.command(&["three.zst", "-", "in/two.ndjson.GZ", "-q"]);
    let run = command.write_stdin(format!("\u{feff}{one}\n\r\n")).assert();
    run.success().stdout(written).stderr("");

    place
        .whosaid(&["in", "--sort", "name", "-o", "out.csv.gz"])
        .success();
    let mut unpacked = String::new();
    let file = fs::File::open(place.at("out.csv.gz")).expect("opened");
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut unpacked)
        .expect("unpacked");
    assert!(unpacked.starts_with("name,kind,quotations,"), "{unpacked}");
}

#[test]
fn csv_quotes_what_has_to_be() {
    let place = Place::new();
    let mut records = vec![article(
        "1",
        Some("2017-01-31"),
        &[
            with(
                &said("Ann \"Bo\" Bell", "mayor, for now"),
                "cue",
                json!({"text": "“hm”;", "spans": []}),
            ),
            said("Ann \"Bo\" Bell", ""),
        ],
    )];
    records.push(article("2", None, &[said("Bell", "")]));
    place.put("in.jsonl", lines(&records));
    let expected = "\
name,kind,quotations,direct,mixed,indirect,articles,first,last,confidence,roles,cues,forms,partial,ambiguous,apart_by,may_be
\"Ann \"\"Bo\"\" Bell\",person,2,2,0,0,1,2017-01-31,2017-01-31,0.5,\"mayor, for now (1)\",hm (1); said (1),,false,false,,
Bell,person,1,1,0,0,1,,,0.5,,said (1),,true,false,,\"Ann \"\"Bo\"\" Bell\"
";
    place
        .whosaid(&["in.jsonl", "--format", "csv"])
        .success()
        .stdout(expected);
    place
        .whosaid(&[
            "in.jsonl",
            "-o",
            "out.csv",
            "--format",
            "jsonl",
            "--top-cues",
            "0",
        ])
        .success();
    let first: Value =
        serde_json::from_str(place.text("out.csv").lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["cues"], json!([]));
    // Without anybody there is still the row of names.
    place.put("none.jsonl", "");
    place
        .whosaid(&["none.jsonl", "--format", "csv"])
        .success()
        .stdout(contains("name,kind"));
    place.whosaid(&["none.jsonl"]).success().stdout("");
}

#[test]
fn broken_lines_are_told_and_the_rest_is_counted() {
    let place = Place::new();
    let good = lines(&articles("Ann Bell", "", 1));
    let mut other = article("x", None, &[]);
    other["schema"] = json!(2);
    let flat = json!({"article_id": "1", "quote_id": 0, "speaker": "Ann Bell"});
    let deep = "[".repeat(100_000);
    let broken = format!("{good}{{\"schema\":1\n{other}\n{flat}\n\n{deep}\n[]\n\u{1b}[31m\n{good}");
    let mut broken = broken.into_bytes();
    broken.extend(b"{\"id\":\"\xff\"}\n");
    place.put("in.jsonl", &broken);
    let run = place.whosaid(&["in.jsonl", "-o", "out.jsonl"]).code(2);
    let mut run = run.stderr(contains("7 lines are no records, told above"));
    for told in [
        "in.jsonl:2: no record of an article: EOF",
        "in.jsonl:3 (x): schema 2 is not 1",
        "in.jsonl:4: a line of extract --emit quotes; records are needed",
        "in.jsonl:6: no record of an article: ",
        "in.jsonl:7: no record of an article: ",
        "in.jsonl:8: no record of an article: ",
        "in.jsonl:10: no record of an article: ",
    ] {
        run = run.stderr(contains(told));
    }
    run.stderr(contains("\u{1b}").not());
    assert!(place.text("out.jsonl").contains("\"quotations\":2,"));
}

#[test]
fn what_cannot_be_done_leaves_nothing() {
    let place = Place::new();
    let good = lines(&articles("Ann Bell", "", 300));
    place.put("in.jsonl", &good);
    fs::create_dir(place.at("empty")).expect("made");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(good.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    place.put("cut.jsonl.gz", &packed[..packed.len() / 2]);
    place.put("no.jsonl.zst", "no zstd");
    place.put("alias.csv", "a,b\nb,a\nx\n");
    let before = place.names();
    for (args, words) in [
        (
            &["none.jsonl", "empty", "in.jsonl"][..],
            &["none.jsonl: ", "empty: no file in this folder"][..],
        ),
        (
            &["in.jsonl", "cut.jsonl.gz"],
            &["cut.jsonl.gz: cannot be read"],
        ),
        (
            &["in.jsonl", "no.jsonl.zst"],
            &["no.jsonl.zst: cannot be read"],
        ),
        (
            &["in.jsonl", "--alias", "alias.csv"],
            &[
                "alias.csv:1: a leads in a circle",
                "alias.csv:2: ",
                "alias.csv:3: alias,name is needed",
            ],
        ),
        (
            &["in.jsonl", "--alias", "none.csv"],
            &["none.csv: cannot be read"],
        ),
        (
            &["in.jsonl", "--min-confidence", "2"],
            &["a number from 0 to 1"],
        ),
        (
            &["in.jsonl", "--kind", "person,crowd"],
            &["crowd", "organization"],
        ),
        (&["in.jsonl", "--sort", "age"], &["age", "articles"]),
    ] {
        let args = [args, &["-o", "out.jsonl"]].concat();
        let mut run = place.whosaid(&args).code(1).stdout("");
        for &word in words {
            run = run.stderr(contains(word));
        }
        assert_eq!(place.names(), before);
    }
    place
        .whosaid(&["in.jsonl", "-o", "in.jsonl"])
        .code(1)
        .stderr(contains("is one of the inputs"));
    place
        .whosaid(&["in.jsonl", "--alias", "alias.csv", "-o", "alias.csv"])
        .code(1)
        .stderr(contains("is one of the inputs"));
    place.whosaid(&[]).code(1).stderr(contains("<RECORDS>"));
    // What is never read may be written, also inside the input.
    place.put("in/one.jsonl", &good);
    place
        .whosaid(&["in", "-o", "in/new.jsonl"])
        .code(1)
        .stderr(contains("is inside the input folder"));
    place.whosaid(&["in", "-o", "in/speakers.txt"]).success();
}

#[test]
fn one_article_with_very_many_speakers_takes_no_time() {
    let names: Vec<String> = (0..30_000).map(|i| format!("Ann B{i} Bell")).collect();
    let mut quotes: Vec<Value> = names.iter().map(|name| said(name, "mayor")).collect();
    quotes.push(quote(json!({
        "name": "Ann B0 Bell", "names": names, "kind": "person", "entity": 0,
    })));
    let mut value = article("1", None, &quotes);
    let aliases: Vec<String> = (0..names.len()).map(|i| format!("Bell {i}")).collect();
    value["entities"] = json!([{
        "id": 0, "name": "X", "kind": "person", "aliases": aliases, "mentions": [],
    }]);
    let place = Place::new();
    place.put("in.jsonl", lines(&[value]));
    let mut command = place.command(&["in.jsonl", "-o", "out.jsonl"]);
    command
        .timeout(std::time::Duration::from_secs(60))
        .assert()
        .success();
    let sums = place
        .text("out.jsonl")
        .lines()
        .fold(BTreeMap::new(), |mut sums, line| {
            let speaker: Speaker = serde_json::from_str(line).expect("a speaker");
            *sums.entry(speaker.quotations).or_insert(0) += 1;
            sums
        });
    assert_eq!(sums, BTreeMap::from([(2, names.len())]));
}

#[test]
fn help_teaches() {
    let place = Place::new();
    place
        .whosaid(&["--help"])
        .success()
        .stdout(contains("whosaid speakers quotes.jsonl.gz -o speakers.csv"))
        .stdout(contains("apart_by"))
        .stdout(contains("Exit codes"));
}

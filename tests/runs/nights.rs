//! A month of nights.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;

use serde_json::Value;

use super::fake::{Bench, articles, line, said, text};
use super::signals::tell;

const NIGHTLY: [&str; 7] = [
    "extract",
    "archive",
    "-o",
    "quotes/",
    "--incremental",
    "--part-articles",
    "7",
];

/// The archive: some articles each in its file, some in a file of lines. An article is its text's
/// number.
#[derive(Default)]
struct Archive {
    files: HashMap<String, usize>,
    lines: Vec<(String, usize)>,
    used: usize,
}

impl Archive {
    fn new_text(&mut self) -> usize {
        self.used += 1;
        self.used
    }

    /// What happens in a night; how many are new, changed, removed.
    fn night(&mut self, night: usize) -> (u64, u64, u64) {
        let (mut changed, mut removed) = (0, 0);
        let name = |n: usize| format!("2026-11/{n:03}.txt");
        if night > 3 {
            for n in [5 * night - 12, 5 * night - 19] {
                if self.files.contains_key(&name(n)) {
                    let text = self.new_text();
                    self.files.insert(name(n), text);
                    changed += 1;
                }
            }
            removed += u64::from(self.files.remove(&name(5 * night - 17)).is_some());
            self.lines.remove(1);
            removed += 1;
            let text = self.new_text();
            self.lines[0].1 = text;
            changed += 1;
        }
        for n in 5 * night..5 * night + 5 {
            let text = self.new_text();
            self.files.insert(name(n), text);
        }
        for n in 0..3 {
            let text = self.new_text();
            // At the beginning, so that all others move.
            self.lines.insert(0, (format!("l{night}-{n}"), text));
        }
        (8, changed, removed)
    }

    fn write(&self, bench: &Bench) {
        let _ = fs::remove_dir_all(bench.path("archive"));
        for (name, number) in &self.files {
            bench.write(&format!("archive/{name}"), text(*number));
        }
        let lines = self
            .lines
            .iter()
            .map(|(id, number)| line(id, &text(*number)));
        bench.write("archive/lines.jsonl", lines.collect::<String>());
    }
}

fn night_of(bench: &Bench) -> Value {
    bench.json("quotes/run.json")["night"].clone()
}

#[test]
fn after_a_month_of_nights_compact_equals_a_run_from_scratch() {
    let bench = Bench::new();
    let mut archive = Archive::default();
    for night in 0..30 {
        let (new, changed, removed) = archive.night(night);
        archive.write(&bench);
        match night {
            // Killed, and done again.
            11 => {
                let before = bench.windows();
                let mut run = bench.slow(20, &NIGHTLY).spawn().expect("it starts");
                bench.wait_for_windows(before + 8);
                run.kill().expect("killed");
                run.wait().expect("waited");
                bench.well(&NIGHTLY);
            }
            // No time: nothing is lost.
            17 => {
                let no_time = [&NIGHTLY[..], &["--max-minutes", "0.000001"]].concat();
                let (code, said) = bench.run(&no_time);
                assert_eq!(code, 3, "{said}");
                assert_eq!(night_of(&bench)["removed"]["count"], Value::Null);
                bench.well(&NIGHTLY);
            }
            20 => {
                bench.well(&NIGHTLY);
                bench.well(&["compact", "quotes"]);
            }
            _ => {
                bench.well(&NIGHTLY);
                let told = night_of(&bench);
                assert_eq!(told["new"], new, "night {night}: {told}");
                assert_eq!(told["changed"], changed, "night {night}: {told}");
                assert_eq!(told["removed"]["count"], removed, "night {night}: {told}");
                let ids = told["removed"]["ids"].as_array().map_or(0, Vec::len);
                assert_eq!(ids as u64, removed);
            }
        }
    }
    // Once more without a change: nothing to do.
    let windows = bench.windows();
    bench.well(&NIGHTLY);
    assert_eq!(bench.windows(), windows);

    bench.well(&["extract", "archive", "-o", "scratch/", "-q"]);
    let scratch = bench.records("scratch");
    let mut latest: HashMap<String, Value> = HashMap::new();
    for record in bench.records("quotes") {
        let id = record["id"].as_str().expect("an id").to_owned();
        let supersedes = record["supersedes"].clone();
        let older = latest
            .insert(id, record)
            .map(|older| older["text_sha256"].clone());
        if let Some(older) = older {
            assert_eq!(supersedes, older);
        }
    }
    for record in &scratch {
        let last = &latest[record["id"].as_str().expect("an id")];
        assert_eq!(last["text_sha256"], record["text_sha256"]);
        assert_eq!(last["quotes"], record["quotes"]);
    }
    assert!(latest.len() > scratch.len(), "removed ones are still there");

    let said = bench.well(&["compact", "quotes"]);
    assert!(
        said.contains(&format!("{} records", scratch.len())),
        "{said}"
    );
    assert!(bench.parts("quotes") == bench.parts("scratch"));
    // It bears being done again, and another night.
    bench.well(&["compact", "quotes"]);
    assert!(bench.parts("quotes") == bench.parts("scratch"));
    let windows = bench.windows();
    bench.well(&NIGHTLY);
    assert_eq!(bench.windows(), windows);
    let told = night_of(&bench);
    assert_eq!(
        (&told["moved"], &told["unchanged"]),
        (&0.into(), &scratch.len().into())
    );
}

#[test]
fn a_compact_that_is_killed_leaves_the_old_parts_or_the_new_ones() {
    let bench = Bench::new();
    for n in 0..300 {
        bench.write(&format!("archive/{n:03}.txt"), text(n));
    }
    bench.well(&NIGHTLY);
    for n in 0..300 {
        bench.write(&format!("archive/{n:03}.txt"), text(1000 + n));
    }
    bench.well(&NIGHTLY);
    bench.well(&["extract", "archive", "-o", "scratch/", "-q"]);
    for round in 0..12 {
        let mut run = bench
            .command(&["compact", "quotes"])
            .spawn()
            .expect("it starts");
        // Between the program's start and its end.
        std::thread::sleep(std::time::Duration::from_millis(200 + 40 * round));
        run.kill().expect("killed");
        run.wait().expect("waited");
    }
    let windows = bench.windows();
    bench.well(&NIGHTLY);
    assert_eq!(bench.windows(), windows, "nothing was lost");
    bench.well(&["compact", "quotes"]);
    assert!(bench.parts("quotes") == bench.parts("scratch"));
}

#[test]
fn ids_that_differ_by_case_are_two_articles() {
    let bench = Bench::new();
    let lines = line("Storm", &text(1)) + &line("storm", &text(2)) + &line("STORM", &text(1));
    bench.write("in.jsonl", lines);
    let nightly = ["extract", "in.jsonl", "-o", "out", "--incremental"];
    for _ in 0..2 {
        bench.well(&nightly);
        let records = bench.records("out");
        let ids: Vec<&Value> = records.iter().map(|record| &record["id"]).collect();
        assert_eq!(ids, ["Storm", "storm", "STORM"]);
    }
}

#[test]
fn an_id_twice_with_different_texts_is_told_and_the_first_is_kept() {
    let bench = Bench::new();
    let lines = line("a", &text(1)) + &line("a", &text(2)) + &line("a", &text(1));
    bench.write("in.jsonl", lines);
    let nightly = ["extract", "in.jsonl", "-o", "out", "--incremental"];
    for _ in 0..2 {
        let (code, said) = bench.run(&nightly);
        assert_eq!(code, 2, "{said}");
        let records = bench.records("out");
        assert_eq!(records.len(), 1);
        assert!(records[0].get("supersedes").is_none());
        let errors = bench.lines("out/errors.jsonl");
        assert_eq!(errors.len(), 1);
        assert_eq!(
            (&errors[0]["kind"], &errors[0]["line"]),
            (&"id_twice".into(), &2.into())
        );
        assert!(
            errors[0]["message"]
                .as_str()
                .is_some_and(|m| m.contains("--id-field"))
        );
    }
    // Without nights, each line is an article of its own.
    bench.well(&["extract", "in.jsonl", "-o", "plain/"]);
    assert_eq!(bench.records("plain").len(), 3);
}

#[test]
fn what_cannot_be_read_is_not_removed() {
    let bench = Bench::new();
    bench.write("archive/a.txt", text(1));
    bench.write("archive/b.txt", text(2));
    bench.write("archive/c.jsonl", line("c", &text(3)));
    bench.well(&NIGHTLY);
    // A text is known by its name; what a file of lines held is not.
    for name in ["b.txt", "c.jsonl"] {
        let path = bench.path(&format!("archive/{name}"));
        fs::rename(&path, bench.path("aside")).expect("moved");
        std::os::unix::fs::symlink("nowhere", &path).expect("linked");
        let (code, said) = bench.run(&NIGHTLY);
        assert_eq!(code, 2, "{said}");
        let removed = night_of(&bench)["removed"]["count"].clone();
        let expected = if name == "b.txt" {
            0.into()
        } else {
            Value::Null
        };
        assert_eq!(removed, expected, "{name}");
        assert_eq!(
            bench.json("quotes/run.json")["failed"]["kinds"]["unreadable"],
            1
        );
        fs::remove_file(&path).expect("removed");
        fs::rename(bench.path("aside"), &path).expect("moved");
    }
    bench.well(&["compact", "quotes"]);
    assert_eq!(bench.records("quotes").len(), 3);
}

#[test]
fn only_one_run_is_at_work_in_a_folder() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(100));
    let nightly = ["extract", "in.jsonl", "-o", "out", "--incremental"];
    let mut run = bench.slow(100, &nightly).spawn().expect("it starts");
    bench.wait_for_windows(1);
    for arguments in [&nightly[..], &["compact", "out"]] {
        let (code, said) = said(bench.command(arguments).output().expect("it runs"));
        assert_eq!(code, 4, "{said}");
        let process = format!("process {}", run.id());
        assert!(
            said.contains("another run is at work") && said.contains(&process),
            "{said}"
        );
    }
    // The lock of a dead run holds nobody up.
    run.kill().expect("killed");
    run.wait().expect("waited");
    bench.well(&nightly);
    assert_eq!(bench.records("out").len(), 100);
}

/// The user without rights on most systems.
const NOBODY: u32 = 65534;

#[test]
fn what_is_in_a_folder_that_cannot_be_listed_is_not_removed() {
    let bench = Bench::new();
    bench.write("archive/sub/a.txt", text(1));
    bench.write("archive/sub/b.txt", text(2));
    bench.write("archive/other.txt", text(3));
    let set = |name: &str, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(bench.path(name), mode).expect("set");
    };
    fs::create_dir(bench.path("quotes")).expect("made");
    set(".", 0o777);
    set("quotes", 0o777);
    // The superuser may list everything.
    let is_root = fs::metadata(bench.path(".")).expect("there").uid() == 0;
    let night = || {
        let mut command = bench.command(&NIGHTLY);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().map(said)
    };
    let Ok((0, _)) = night() else {
        println!("skipped: the program cannot be run as somebody else here");
        return;
    };
    set("archive/sub", 0o000);
    let second = night();
    set("archive/sub", 0o755);
    let (code, said) = second.expect("it runs");
    assert_eq!(code, 2, "{said}");
    let told = night_of(&bench);
    assert_eq!((&told["unchanged"], &told["new"]), (&1.into(), &0.into()));
    assert_eq!(told["removed"]["count"], Value::Null);
    let errors = bench.lines("quotes/errors.jsonl");
    assert_eq!(errors[0]["path"], "archive/sub");
    assert_eq!(errors[0]["id"], Value::Null);
    bench.well(&["compact", "quotes"]);
    assert_eq!(bench.records("quotes").len(), 3);
}

const LINES: [&str; 5] = ["extract", "in.jsonl", "-o", "quotes", "--incremental"];

#[test]
fn a_broken_line_is_not_a_removed_article() {
    let bench = Bench::new();
    let (a, b) = (line("a", &text(1)), line("b", &text(2)));
    let removed_with = |lines: String, expected: i32| {
        bench.write("in.jsonl", lines);
        let (code, said) = bench.run(&LINES);
        assert_eq!(code, expected, "{said}");
        night_of(&bench)["removed"]["count"].clone()
    };
    assert_eq!(removed_with(a.clone() + &b, 0), 0);
    for broken in ["{\"id\": \"b\", \"te\n", "[]\n"] {
        let removed = removed_with(a.clone() + broken, 2);
        assert_eq!(removed, Value::Null, "{broken}");
    }
    bench.well(&["compact", "quotes"]);
    assert_eq!(bench.records("quotes").len(), 2);
    // One that was always broken hides nothing where nothing is missing.
    assert_eq!(removed_with(a.clone() + "[]\n" + &b, 2), 0);
    assert_eq!(removed_with(b, 0), 1);
}

#[test]
fn a_good_article_behind_a_broken_one_of_its_id_is_taken() {
    let bench = Bench::new();
    bench.write("in.jsonl", line("a", &text(1)) + &line("b", &text(2)));
    bench.well(&LINES);
    let broken = "{\"id\":\"a\"}\n".to_owned();
    bench.write(
        "in.jsonl",
        broken + &line("a", &text(3)) + &line("b", &text(2)),
    );
    for changed in [1, 0] {
        let (code, said) = bench.run(&LINES);
        assert_eq!(code, 2, "{said}");
        let errors = bench.lines("quotes/errors.jsonl");
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0]["kind"], "no_text");
        let told = night_of(&bench);
        assert_eq!(
            (&told["changed"], &told["removed"]["count"]),
            (&changed.into(), &0.into())
        );
    }
    bench.well(&["compact", "quotes"]);
    let records = bench.records("quotes");
    let ids: Vec<&Value> = records.iter().map(|record| &record["id"]).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn a_night_ends_soon_and_keeps_what_it_has_done() {
    let short = [&LINES[..], &["--max-minutes", "0.01"]].concat();
    for (arguments, expected, told) in [(&LINES[..], 143, true), (&short, 3, false)] {
        let bench = Bench::new();
        bench.write("in.jsonl", articles(2000));
        let run = bench.slow(20, arguments).spawn().expect("it starts");
        bench.wait_for_windows(10);
        if told {
            tell(&run, "-TERM");
        }
        let (code, said) = said(run.wait_with_output().expect("waited"));
        assert_eq!(code, expected, "{said}");
        let scored = bench.windows();
        assert!((10..900).contains(&scored), "{scored}");
        assert_eq!(bench.records("quotes").len() as u64, scored);
        assert_eq!(night_of(&bench)["removed"]["count"], Value::Null);
        bench.well(&LINES);
        assert_eq!(bench.windows(), 2000);
        assert_eq!(bench.records("quotes").len(), 2000);
    }
}

#[test]
fn a_folder_compacted_to_nothing_loses_nothing_later() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(20));
    let parts = [&LINES[..], &["--part-articles", "5"]].concat();
    bench.well(&parts);
    bench.write("in.jsonl", "");
    bench.well(&LINES);
    bench.well(&["compact", "quotes"]);
    assert_eq!(bench.records("quotes").len(), 0);
    // The next night is no whole one.
    bench.write("in.jsonl", articles(2000));
    let before = bench.windows();
    let run = bench.slow(20, &LINES).spawn().expect("it starts");
    bench.wait_for_windows(before + 12);
    tell(&run, "-TERM");
    run.wait_with_output().expect("waited");
    let made = bench.records("quotes").len();
    assert!(made >= 12, "{made}");
    bench.well(&["compact", "quotes"]);
    assert_eq!(bench.records("quotes").len(), made);
}

#[test]
fn an_article_that_always_fails_adds_no_parts() {
    let bench = Bench::new();
    bench.write("in.jsonl", line("a", &text(1)) + "[]\n");
    for night in 0..3 {
        if night == 2 {
            bench.write(
                "in.jsonl",
                line("a", &text(1)) + "[]\n" + &line("b", &text(2)),
            );
        }
        let (code, said) = bench.run(&LINES);
        assert_eq!(code, 2, "{said}");
        assert_eq!(bench.lines("quotes/errors.jsonl").len(), 1);
        let names = bench.names("quotes");
        let parts = names.iter().filter(|name| name.starts_with("part-"));
        assert_eq!(parts.count(), if night == 2 { 4 } else { 2 }, "{names:?}");
    }
    assert_eq!(bench.records("quotes").len(), 2);
    let ledger = bench.lines("quotes/ledger.jsonl");
    let tally = |line: &Value| line["tally"]["failed"].clone();
    let failed: Vec<Value> = ledger
        .iter()
        .filter(|l| l["kind"] == "part")
        .map(tally)
        .collect();
    assert_eq!(failed, [1, 1]);
}

#[test]
fn later_nights_tell_that_the_size_of_parts_is_settled() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(20));
    let with = |part| [&LINES[..], &["--part-articles", part]].concat();
    bench.well(&with("5"));
    let said = bench.well(&with("7"));
    let told = "--part-articles is passed over: this folder was begun with 5 articles a part";
    assert!(said.contains(told), "{said}");
    for arguments in [with("5"), LINES.to_vec()] {
        let said = bench.well(&arguments);
        assert!(!said.contains("passed over"), "{said}");
    }
}

#[test]
fn speakers_of_a_folder_are_those_of_its_last_records() {
    let bench = Bench::new();
    let night = |lines: String, expected: i32| {
        bench.write("in.jsonl", lines);
        let (code, said) = bench.run(&LINES);
        assert_eq!(code, expected, "{said}");
    };
    night(line("a", &text(1)) + &line("b", &text(2)), 0);
    // One changes, one moves, something cannot be read: all files of the folder hold something.
    night(
        "[]\n".to_owned() + &line("a", &text(5)) + &line("b", &text(2)),
        2,
    );
    bench.write(
        "quotes/part-000009.jsonl",
        "left by a run that was killed\n",
    );
    assert!(!bench.read("quotes/night-0002.moved.jsonl").is_empty());
    for folder in ["quotes", "."] {
        fs::remove_file(bench.path("in.jsonl")).ok();
        let said = bench.well(&["speakers", folder, "-o", "speakers.csv"]);
        let told = "passed over: 1 record with a newer one of the same article in the folder";
        assert!(
            said.contains("of 2 of 2 quotations in 2 articles"),
            "{said}"
        );
        assert!(said.contains(told), "{said}");
    }
    // Part by part there is nothing to compare with.
    let parts = [
        "speakers",
        "quotes/part-000001.jsonl",
        "quotes/part-000002.jsonl",
    ];
    let said = bench.well(&parts);
    assert!(said.contains("in 3 articles"), "{said}");
    bench.write("quotes/ledger.jsonl", "{}\n");
    let (code, said) = bench.run(&["speakers", "quotes"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("does not begin as the ledger"), "{said}");
}

//! A month of nights.

use std::collections::HashMap;
use std::fs;

use serde_json::Value;

use super::fake::{Bench, line, said, text};

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
    bench.write("in.jsonl", super::fake::articles(100));
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

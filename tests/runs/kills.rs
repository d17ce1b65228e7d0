//! Killed at any instant, and started again.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::fake::{Bench, line, text};

const ARTICLES: usize = 2000;
const PART: usize = 20;
const KILLS: usize = 100;

/// Enough of chance to kill at.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// The input: now and then a line that is no article, or an article with the text before.
fn input() -> Vec<(String, Option<String>)> {
    (0..ARTICLES)
        .map(|n| match n {
            _ if n % 97 == 50 => ("no JSON\n".to_owned(), None),
            _ if n % 40 == 7 => (line(&format!("a{n}"), &text(n - 1)), Some(text(n - 1))),
            _ => (line(&format!("a{n}"), &text(n)), Some(text(n))),
        })
        .collect()
}

/// What is finished in a folder: name, inode and time of change of each part that the ledger has.
fn finished(bench: &Bench) -> HashMap<u64, (u64, i64, i64)> {
    let Ok(ledger) = fs::read_to_string(bench.path("killed/ledger.jsonl")) else {
        return HashMap::new();
    };
    let whole = ledger.rfind('\n').map_or("", |end| &ledger[..end]);
    let parts = whole.lines().skip(1).map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let part = line["part"].as_u64().expect("a number");
        let there = fs::metadata(bench.path(&format!("killed/part-{part:06}.jsonl")));
        let there = there.expect("the part");
        (part, (there.ino(), there.mtime(), there.mtime_nsec()))
    });
    parts.collect()
}

/// Windows that a run scores which goes on after so many articles.
fn windows_from(input: &[(String, Option<String>)], position: usize) -> u64 {
    let texts = input[position..]
        .iter()
        .filter_map(|(_, text)| text.as_ref());
    texts.collect::<HashSet<_>>().len() as u64
}

fn check(bench: &Bench) {
    for name in ["ledger.jsonl", "errors.jsonl"] {
        assert_eq!(
            bench.read(&format!("killed/{name}")),
            bench.read(&format!("whole/{name}")),
            "{name}"
        );
    }
    assert_eq!(bench.names("killed"), bench.names("whole"));
    for part in bench.names("whole") {
        if part.starts_with("part-") {
            let (killed, whole) = (format!("killed/{part}"), format!("whole/{part}"));
            assert!(bench.read(&killed) == bench.read(&whole), "{part}");
        }
    }
}

#[test]
fn killed_a_hundred_times_the_output_is_that_of_an_undisturbed_run() {
    let bench = Bench::new();
    let input = input();
    let lines: String = input.iter().map(|(line, _)| line.as_str()).collect();
    bench.write("in.jsonl", lines);
    let part = PART.to_string();
    let arguments = |folder| {
        [
            "extract",
            "in.jsonl",
            "-o",
            folder,
            "--part-articles",
            &part,
            "-q",
        ]
    };
    let (code, said) = bench.run(&arguments("whole/"));
    assert_eq!(code, 2, "{said}");
    let made = bench.records("whole").len();
    let failed = bench.lines("whole/errors.jsonl").len();
    assert_eq!(made + failed, ARTICLES);

    let seed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a time");
    let seed = seed.as_nanos() as u64 | 1;
    println!("seed {seed}");
    let mut chance = Chance(seed);
    let (mut kills, mut whole_runs) = (0, 0);
    let mut before = HashMap::new();
    loop {
        let scored = bench.windows();
        let mut command = bench.slow(3, &arguments("killed/"));
        let mut run = command.spawn().expect("it starts");
        if kills < KILLS {
            if kills % 10 == 9 {
                // Also before it works: while it looks at what there is.
                thread::sleep(Duration::from_millis(chance.below(700)));
            } else {
                while bench.windows() == scored && run.try_wait().expect("asked").is_none() {
                    thread::sleep(Duration::from_millis(2));
                }
                thread::sleep(Duration::from_micros(chance.below(80_000)));
            }
        } else {
            run.wait().expect("waited");
        }
        if run.try_wait().expect("asked").is_none() {
            run.kill().expect("killed");
            kills += 1;
        }
        let status = run.wait().expect("waited");
        let now = finished(&bench);
        for (part, file) in &before {
            assert_eq!(now.get(part), Some(file), "part {part} was done again");
        }
        if status.code() == Some(2) {
            let position = before.len() * PART;
            assert_eq!(bench.windows() - scored, windows_from(&input, position));
            check(&bench);
            whole_runs += 1;
            if kills >= KILLS {
                break;
            }
            fs::remove_dir_all(bench.path("killed")).expect("removed");
            before.clear();
        } else {
            assert_eq!(status.code(), None, "neither killed nor whole");
            before = now;
        }
    }
    // And what is whole is not done again.
    let scored = bench.windows();
    let (code, said) = bench.run(&arguments("killed/"));
    assert_eq!((code, bench.windows()), (2, scored), "{said}");
    check(&bench);
    println!("{kills} kills, {whole_runs} whole runs");
}

//! Being told to stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::fake::{Bench, articles, said};

pub fn tell(run: &Child, signal: &str) {
    let told = Command::new("kill")
        .arg(signal)
        .arg(run.id().to_string())
        .status();
    assert!(told.expect("kill runs").success());
}

#[test]
fn the_first_signal_ends_the_part_and_the_same_command_goes_on() {
    for (signal, expected) in [("-TERM", 143), ("-INT", 130)] {
        let bench = Bench::new();
        bench.write("in.jsonl", articles(1500));
        let arguments = ["extract", "in.jsonl", "-o", "out/", "--part-articles", "20"];
        let run = bench.slow(2, &arguments).spawn().expect("it starts");
        bench.wait_for_windows(30);
        tell(&run, signal);
        let (code, said) = said(run.wait_with_output().expect("waited"));
        assert_eq!(code, expected, "{said}");
        assert!(said.contains("the same command goes on"), "{said}");
        assert_eq!(bench.json("out/run.json")["ended"], "signal");
        let made = bench.records("out").len();
        assert!(made > 0 && made < 1500 && made.is_multiple_of(20), "{made}");
        bench.well(&arguments);
        assert!(bench.parts("out") == bench.whole("20"));
        assert_eq!(
            bench.read("out/ledger.jsonl"),
            bench.read("whole/ledger.jsonl")
        );
    }
}

#[test]
fn the_second_signal_ends_the_run_at_once() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(200));
    // A part takes ten minutes.
    let arguments = ["extract", "in.jsonl", "-o", "out/", "--threads", "1"];
    let run = bench.slow(3000, &arguments).spawn().expect("it starts");
    bench.wait_for_windows(1);
    tell(&run, "-TERM");
    thread::sleep(Duration::from_millis(100));
    tell(&run, "-TERM");
    let (code, said) = said(run.wait_with_output().expect("waited"));
    assert_eq!(code, 143, "{said}");
    assert!(bench.windows() < 5);
}

#[test]
fn a_file_stays_whole_or_absent() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(1500));
    bench.write("out.jsonl", "old");
    let arguments = ["extract", "in.jsonl", "-o", "out.jsonl"];
    let run = bench.slow(20, &arguments).spawn().expect("it starts");
    bench.wait_for_windows(10);
    tell(&run, "-TERM");
    let (code, said) = said(run.wait_with_output().expect("waited"));
    assert_eq!(code, 143, "{said}");
    assert!(said.contains("no file was written"), "{said}");
    assert_eq!(bench.read("out.jsonl"), "old");
    assert_eq!(bench.names("."), ["in.jsonl", "out.jsonl", "windows.log"]);
}

#[test]
fn the_time_is_up_in_order_and_the_next_night_goes_on() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(1000));
    let arguments = ["extract", "in.jsonl", "-o", "out/", "--part-articles", "10"];
    let short = [&arguments[..], &["--max-minutes", "0.01"]].concat();
    let (code, said) = said(bench.slow(5, &short).output().expect("it runs"));
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("--max-minutes is up"), "{said}");
    assert_eq!(bench.json("out/run.json")["ended"], "time");
    assert!(bench.records("out").len().is_multiple_of(10));
    bench.well(&arguments);
    assert_eq!(bench.records("out").len(), 1000);
    assert!(bench.parts("out") == bench.whole("10"));
}

/// Gives a run its articles, a line every so many milliseconds, until nobody reads any more.
fn feed(mut input: ChildStdin, count: usize, milliseconds: u64) {
    thread::spawn(move || {
        for line in articles(count).split_inclusive('\n') {
            if input.write_all(line.as_bytes()).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(milliseconds));
        }
    });
}

const FROM_STDIN: [&str; 6] = ["extract", "-", "-o", "out/", "--part-articles", "20"];

#[test]
fn a_short_time_is_enough_to_go_on_by_a_part() {
    let bench = Bench::new();
    // A part takes longer to come in than there is time, and so does passing over it.
    let arguments = [&FROM_STDIN[..], &["--max-minutes", "0.01"]].concat();
    let mut before = 0;
    loop {
        let mut command = bench.command(&arguments);
        let mut run = command.stdin(Stdio::piped()).spawn().expect("it starts");
        feed(run.stdin.take().expect("a pipe"), 60, 60);
        let (code, said) = said(run.wait_with_output().expect("waited"));
        let made = bench.records("out").len();
        if code == 0 {
            assert_eq!(made, 60);
            break;
        }
        assert_eq!(code, 3, "{said}");
        assert!(made > before, "{made}, {before} before");
        before = made;
    }
    assert!(before > 0, "the time was up at least once");
}

#[test]
fn a_signal_ends_a_run_that_passes_over_what_is_done() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(200));
    let mut command = bench.command(&FROM_STDIN);
    let input = std::fs::File::open(bench.path("in.jsonl")).expect("opened");
    let (code, told) = said(command.stdin(input).output().expect("it runs"));
    assert_eq!(code, 0, "{told}");

    let mut command = bench.command(&FROM_STDIN);
    let mut run = command.stdin(Stdio::piped()).spawn().expect("it starts");
    feed(run.stdin.take().expect("a pipe"), 200, 20);
    let mut stderr = BufReader::new(run.stderr.take().expect("a pipe"));
    let mut told = String::new();
    while !told.contains("going on after 10 parts with 200 articles") {
        assert!(stderr.read_line(&mut told).expect("read") > 0, "{told}");
    }
    tell(&run, "-INT");
    stderr.read_to_string(&mut told).expect("read");
    assert_eq!(run.wait().expect("waited").code(), Some(130), "{told}");
    let report = bench.json("out/run.json");
    assert_eq!(report["ended"], "signal");
    assert!(
        report["read"].as_u64().is_some_and(|read| read < 150),
        "{report}"
    );
    assert_eq!(bench.records("out").len(), 200);
}

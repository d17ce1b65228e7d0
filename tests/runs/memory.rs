//! Memory does not grow with the archive.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::fake::{Bench, line, text};

/// Peak memory of a run over so many articles.
fn peak(count: usize) -> f64 {
    let bench = Bench::new();
    let mut input = BufWriter::new(File::create(bench.path("in.jsonl")).expect("made"));
    for n in 0..count {
        // Few words, so that it is quick; the texts all differ.
        let line = line(&format!("a{n}"), &text(n));
        input.write_all(line.as_bytes()).expect("written");
    }
    input.flush().expect("written");
    let mut command = bench.command(&["extract", "in.jsonl", "-o", "out/", "-q", "--threads", "2"]);
    command.env_remove("WHOSAID_FAKE_LOG");
    let status = command.status().expect("it runs");
    assert!(status.success());
    let run = bench.json("out/run.json");
    assert_eq!(run["made"], count);
    run["summary"]["peak_memory_bytes"].as_f64().unwrap_or(0.0)
}

#[test]
fn a_hundred_times_the_articles_need_the_same_memory() {
    let (few, many) = (peak(1000), peak(100_000));
    println!(
        "{:.1} MB over 1,000, {:.1} MB over 100,000",
        few / 1e6,
        many / 1e6
    );
    assert!(many <= 1.1 * few, "{few} over 1,000, {many} over 100,000");
}

#[test]
fn one_very_long_article_holds_nobody_up_for_good() {
    let bench = Bench::new();
    let words = "The rain went on, and the river rose a little. ".repeat(210_000);
    let long = format!("{}“It is over,” said Ann Bell.", &words[..9_500_000]);
    let mut input = super::fake::articles(50);
    input += &line("long", &long);
    input += &super::fake::articles(50).replace("\"a", "\"b");
    bench.write("in.jsonl", input);
    let mut command = bench.command(&["extract", "in.jsonl", "-o", "out/", "-q", "--threads", "2"]);
    command.env_remove("WHOSAID_FAKE_LOG");
    let (code, said) = super::fake::said(command.output().expect("it runs"));
    assert_eq!(code, 0, "{said}");
    let records = bench.records("out");
    assert_eq!(records.len(), 101);
    assert_eq!(records[50]["quotes"][0]["text"], "It is over,");
    let peak = bench.json("out/run.json")["summary"]["peak_memory_bytes"].clone();
    println!("peak with an article of 9.5 MB: {peak} bytes");
    // What the program itself holds, and what is stated for each byte of the article.
    assert!(
        peak.as_u64()
            .is_none_or(|peak| peak < 180_000_000 + 65 * 9_500_000)
    );
}

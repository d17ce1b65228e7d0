//! The program itself, as far as it needs no model.

use std::fs;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use tempfile::TempDir;

/// The program, in a folder with an article and a folder of articles.
fn whosaid(args: &[&str]) -> (Command, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("a.txt"), "“It is over,” said Ann Bell.").expect("written");
    fs::create_dir(folder.path().join("in")).expect("made");
    fs::write(folder.path().join("in/b.txt"), "Nobody spoke.").expect("written");
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("whosaid");
    command
        .current_dir(folder.path())
        .env_remove("RUST_LOG")
        .args(args);
    (command, folder)
}

/// The arguments are refused with code 1, with these words on standard error, and nothing is
/// written.
fn refused(args: &[&str], words: &[&str]) {
    let (mut command, folder) = whosaid(args);
    let mut assert = command.assert().code(1).stdout("");
    for &word in words {
        assert = assert.stderr(contains(word));
    }
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .expect("listed")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["a.txt", "in"]);
    let article = fs::read_to_string(folder.path().join("a.txt")).expect("read");
    assert!(article.starts_with("“It is over"));
}

#[test]
fn help_teaches() {
    let (mut command, _folder) = whosaid(&["--help"]);
    command
        .assert()
        .success()
        .stdout(contains("whosaid extract archive/ -o quotes.jsonl.gz"))
        .stdout(contains("whosaid show article.txt"))
        .stdout(contains("Exit codes"));
    let (mut command, _folder) = whosaid(&["extract", "--help"]);
    command
        .assert()
        .success()
        .stdout(contains("The record, one line an article"))
        .stdout(contains("confidence how probable"))
        .stdout(contains("--min-confidence <P>"));
    let (mut command, _folder) = whosaid(&["show", "--help"]);
    command
        .assert()
        .success()
        .stdout(contains("whosaid show article.txt"));
    let (mut command, _folder) = whosaid(&["--version"]);
    command
        .assert()
        .success()
        .stdout(predicate::str::starts_with("whosaid 0."));
}

#[test]
fn bad_options_are_code_one() {
    refused(&[], &["Usage: whosaid"]);
    refused(&["extract"], &["<INPUT>"]);
    refused(&["extract", "a.txt", "--frobnicate"], &["--frobnicate"]);
    refused(
        &["extract", "a.txt", "--threads", "0"],
        &["--threads", "at least 1"],
    );
    for command in ["extract", "evaluate"] {
        let args = [command, "a.txt", "--threads", "100000"];
        refused(&args, &["--threads", "at most 1024"]);
    }
    refused(
        &["extract", "a.txt", "--min-confidence", "1.5"],
        &["1.5", "a number from 0 to 1"],
    );
    refused(
        &["extract", "a.txt", "--min-confidence", "NaN"],
        &["a number from 0 to 1"],
    );
    refused(
        &["extract", "a.txt", "--encoding", "latin-99"],
        &["latin-99", "no such encoding is known", "windows-1252"],
    );
    refused(
        &["extract", "a.txt", "--types", "direct,sung"],
        &["sung", "indirect"],
    );
    refused(&["show", "a.txt", "--color", "red"], &["always"]);
}

#[test]
fn missing_inputs_are_all_told() {
    refused(
        &["extract", "a.txt", "none.txt", "none", "-o", "out.jsonl"],
        &["none.txt: ", "none: "],
    );
    refused(&["show", "none.txt"], &["none.txt"]);
}

#[test]
fn outputs_are_checked_before_work_begins() {
    refused(
        &["extract", "a.txt", "-o", "none/out.jsonl"],
        &["none does not exist"],
    );
    refused(
        &["extract", "a.txt", "--errors", "none/e.jsonl"],
        &["none does not exist"],
    );
    refused(&["extract", "a.txt", "-o", "in"], &["is a folder"]);
    refused(
        &["extract", "a.txt", "-o", "./a.txt"],
        &["--output", "is one of the inputs"],
    );
    refused(
        &["extract", "in", "-o", "in/out.jsonl"],
        &["is inside the input folder in"],
    );
    refused(
        &["extract", "a.txt", "-o", "x", "--report", "x"],
        &["--output and --report would both go to x"],
    );
    refused(
        &["extract", "a.txt", "--errors", "-"],
        &["would both go to standard output"],
    );
}

#[test]
fn a_missing_model_is_told_and_leaves_nothing() {
    refused(
        &[
            "extract",
            "a.txt",
            "--model",
            "none",
            "-o",
            "out.jsonl",
            "--report",
            "r.json",
        ],
        &["none"],
    );
    refused(&["show", "a.txt", "--model", "none"], &["none"]);
}

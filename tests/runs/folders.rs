//! What a folder of records takes and refuses.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::fake::{Bench, articles, here, line, text};

#[test]
fn the_folder_holds_what_one_file_would() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(25));
    bench.well(&["extract", "in.jsonl", "-o", "out/", "--part-articles", "10"]);
    bench.well(&["extract", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(bench.parts("out"), bench.read("out.jsonl"));
    let expected = [
        "errors.jsonl",
        "ledger.jsonl",
        "lock",
        "part-000001.jsonl",
        "part-000002.jsonl",
        "part-000003.jsonl",
        "run.json",
    ];
    assert_eq!(bench.names("out"), expected);
    let ledger = bench.lines("out/ledger.jsonl");
    assert_eq!(ledger[0]["inputs"]["named"][0], "in.jsonl");
    assert!(ledger[0]["configuration"]["model_sha256"].is_string());
    assert_eq!(
        (&ledger[3]["position"], &ledger[3]["articles"]),
        (&20.into(), &5.into())
    );
    assert_eq!(ledger[3]["first"]["line"], 21);
    let run = bench.json("out/run.json");
    assert_eq!(
        (&run["read"], &run["made"], &run["failed"]["count"]),
        (&25.into(), &25.into(), &0.into())
    );
    assert_eq!(
        (&run["ended"], &run["options"]["part_articles"]),
        (&"whole".into(), &10.into())
    );
    // A quotation a line goes too.
    bench.well(&[
        "extract",
        "in.jsonl",
        "-o",
        "flat/",
        "--emit",
        "quotes",
        "--part-articles",
        "10",
    ]);
    bench.well(&[
        "extract",
        "in.jsonl",
        "-o",
        "flat.jsonl",
        "--emit",
        "quotes",
    ]);
    assert_eq!(bench.parts("flat"), bench.read("flat.jsonl"));
}

#[test]
fn errors_stand_beside_the_records() {
    let bench = Bench::new();
    let lines = [
        &articles(1),
        "[1]\n",
        &line("x", &text(5)),
        "{\"id\":\"y\"}\n",
    ]
    .concat();
    bench.write("in.jsonl", lines);
    let arguments = ["extract", "in.jsonl", "-o", "out/", "--part-articles", "2"];
    for _ in 0..2 {
        let (code, said) = bench.run(&arguments);
        assert_eq!(code, 2, "{said}");
        let errors = bench.lines("out/errors.jsonl");
        let kinds: Vec<&Value> = errors.iter().map(|error| &error["kind"]).collect();
        assert_eq!(kinds, ["not_an_object", "no_text"]);
        assert_eq!(
            (&errors[1]["path"], &errors[1]["line"]),
            (&"in.jsonl".into(), &4.into())
        );
        assert_eq!(
            (&errors[1]["id"], &errors[0]["first_bytes"]),
            (&"y".into(), &"[1]".into())
        );
    }
    assert_eq!(bench.json("out/run.json")["folder"]["failed"], 2);
}

#[test]
fn an_input_that_is_plainly_wrong_is_given_up() {
    let bench = Bench::new();
    bench.write("in.jsonl", "<p>\n".repeat(500) + &articles(5));
    let arguments = ["extract", "in.jsonl", "-o", "out/", "--max-errors", "20"];
    let (code, said) = bench.run(&arguments);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("21 articles have failed"), "{said}");
    // What is wrong can be looked at.
    assert_eq!(bench.lines("out/errors.jsonl").len(), 21);
    let run = bench.json("out/run.json");
    assert_eq!(
        (&run["ended"], &run["failed"]["count"]),
        (&"failed".into(), &21.into())
    );
    for advice in [
        "look at them in out/errors.jsonl",
        "If more are allowed",
        "--restart",
    ] {
        assert!(said.contains(advice), "{said}");
    }
    let (code, said) = bench.run(&["extract", "in.jsonl", "-o", "out/"]);
    assert_eq!(code, 2, "{said}");
    assert_eq!(bench.records("out").len(), 5);
    assert_eq!(bench.lines("out/errors.jsonl").len(), 500);
    let (code, _) = bench.run(&[
        "extract",
        "in.jsonl",
        "-o",
        "out.jsonl",
        "--max-errors",
        "3",
        "--errors",
        "failed.jsonl",
        "--report",
        "run.json",
    ]);
    assert_eq!(code, 2);
    assert!(!bench.path("out.jsonl").exists());
    assert_eq!(bench.lines("failed.jsonl").len(), 4);
    let run = bench.json("run.json");
    assert_eq!(
        (&run["ended"], &run["summary"]),
        (&"failed".into(), &Value::Null)
    );
    assert!(
        run["error"]
            .as_str()
            .is_some_and(|e| e.contains("failed.jsonl"))
    );
}

#[test]
fn errors_of_earlier_runs_count() {
    let bench = Bench::new();
    let mixed = |n: usize| format!("[{n}]\n{}", line(&format!("a{n}"), &text(n)));
    bench.write("in.jsonl", (0..20).map(mixed).collect::<String>());
    let arguments = |most| {
        [
            "extract",
            "in.jsonl",
            "-o",
            "out/",
            "--part-articles",
            "10",
            "--max-errors",
            most,
        ]
    };
    let (code, said) = bench.run(&arguments("6"));
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("7 articles have failed, which is more than the 6"),
        "{said}"
    );
    let (code, said) = bench.run(&arguments("8"));
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("9 articles have failed, which is more than the 8"),
        "{said}"
    );
    let (code, said) = bench.run(&arguments("20"));
    assert_eq!(code, 2, "{said}");
    assert_eq!(bench.records("out").len(), 20);
}

#[test]
fn what_was_begun_otherwise_is_refused_unless_restarted() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(30));
    bench.write("other.jsonl", articles(31));
    fs::create_dir(bench.path("models")).expect("made");
    for name in ["config.json", "tokenizer.json"] {
        let original = fs::read(here("models").join(name)).expect("the model's");
        bench.write(&format!("models/{name}"), original);
    }
    let base = [
        "extract",
        "in.jsonl",
        "-o",
        "out/",
        "--part-articles",
        "10",
        "--model",
        "models",
    ];
    let with = |more: &[&'static str]| [&base[..], more].concat();
    bench.well(&base);
    bench.write("out/notes.txt", "mine");
    let before = bench.parts("out");
    let refused = |arguments: &[&str], words: &str| {
        let (code, said) = bench.run(arguments);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(words) && said.contains("--restart"), "{said}");
        assert_eq!(bench.parts("out"), before);
    };
    refused(
        &with(&["--min-confidence", "0.5"]),
        "--min-confidence was 0.0, is 0.5",
    );
    refused(
        &with(&["--offsets", "byte"]),
        "--offsets was \"codepoint\", is \"byte\"",
    );
    refused(&with(&["other.jsonl"]), "the input was in.jsonl");
    let mut fewer = base;
    fewer[5] = "5";
    refused(&fewer, "--part-articles was 10, is 5");
    refused(&with(&["--incremental"]), "it was without --incremental");
    // The same names and sizes, another text.
    let changed = articles(30).replace("number 3,", "number 4,");
    bench.write("in.jsonl", changed);
    refused(&base, "the input has changed since part 1");
    bench.write("in.jsonl", articles(29) + "\n");
    refused(&base, "the input was in.jsonl (1 files with");
    bench.write("in.jsonl", articles(30));
    let config = bench.read("models/config.json");
    bench.write("models/config.json", config + " ");
    refused(&base, "model_sha256 was");
    bench.well(&with(&["--restart", "--min-confidence", "0.5"]));
    assert_eq!(bench.read("out/notes.txt"), "mine");
    assert_eq!(bench.names("out").len(), 8);
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let bench = Bench::new();
    bench.write("in/a.txt", text(1));
    bench.write("out/photo.jpg", "mine");
    for more in [&[][..], &["--restart"]] {
        let (code, said) = bench.run(&[&["extract", "in", "-o", "out/"], more].concat());
        assert_eq!(code, 1);
        assert!(said.contains("photo.jpg and no ledger"), "{said}");
    }
    assert_eq!(bench.names("out"), ["photo.jpg"]);
    for folder in ["in/out/", "in/", "./"] {
        let (code, said) = bench.run(&["extract", "in", "-o", folder]);
        assert_eq!(code, 1, "{folder}");
        assert!(said.contains("one inside the other"), "{said}");
    }
    let (code, said) = bench.run(&["compact", "out"]);
    assert_eq!(code, 1);
    assert!(said.contains("no ledger.jsonl"), "{said}");
    bench.write("file", "mine");
    let (code, said) = bench.run(&["extract", "in", "-o", "file/"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(bench.read("file"), "mine");
}

#[test]
fn options_that_need_a_folder_say_so() {
    let bench = Bench::new();
    bench.write("a.txt", text(1));
    for (option, value) in [
        ("--incremental", None),
        ("--restart", None),
        ("--max-minutes", Some("5")),
        ("--part-articles", Some("5")),
    ] {
        let mut arguments = vec!["extract", "a.txt", option];
        arguments.extend(value);
        let (code, said) = bench.run(&arguments);
        assert_eq!(code, 1);
        assert!(
            said.contains(&format!("{option} needs a folder of parts: -o DIR/")),
            "{said}"
        );
    }
    let (code, said) = bench.run(&["extract", "a.txt", "-o", "out/", "--errors", "e"]);
    assert_eq!(code, 1);
    assert!(said.contains("its own errors.jsonl"), "{said}");
}

#[test]
fn what_a_kill_leaves_is_put_right_and_other_damage_is_told() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(30));
    let arguments = ["extract", "in.jsonl", "-o", "out/", "--part-articles", "10"];
    bench.well(&arguments);
    let (parts, ledger) = (bench.parts("out"), bench.read("out/ledger.jsonl"));
    let again = |windows: u64, what: &str| {
        let scored = bench.windows();
        bench.well(&arguments);
        assert_eq!(bench.windows() - scored, windows, "{what}");
        assert_eq!(bench.parts("out"), parts, "{what}");
        assert_eq!(bench.read("out/ledger.jsonl"), ledger, "{what}");
    };
    bench.write("out/ledger.jsonl", &ledger[..ledger.len() - 5]);
    again(10, "a torn line, and a part that no line tells of");
    bench.write("out/part-000003.jsonl", "torn");
    again(10, "a last part that is torn");
    let mut last = fs::read(bench.path("out/part-000003.jsonl")).expect("read");
    last[10] ^= 1;
    bench.write("out/part-000003.jsonl", last);
    again(10, "a last part with a wrong byte");
    fs::remove_file(bench.path("out/part-000003.jsonl")).expect("removed");
    again(10, "a last part that is lost");
    bench.write("out/part-000004.jsonl", "more");
    bench.write("out/.part-000004.jsonl.partial", "more");
    bench.write("out/errors.jsonl", "more\n");
    again(0, "what no line tells of");
    assert_eq!(bench.read("out/errors.jsonl"), "");
    assert_eq!(bench.names("out").len(), 7);

    for (name, bytes, words) in [
        ("part-000001.jsonl", "short", "by the ledger"),
        ("ledger.jsonl", "{}\n", "does not begin as the ledger"),
    ] {
        let path = format!("out/{name}");
        let whole = bench.read(&path);
        bench.write(&path, bytes);
        let (code, said) = bench.run(&arguments);
        assert_eq!(code, 1);
        assert!(said.contains(words) && said.contains("--restart"), "{said}");
        bench.write(&path, whole);
        again(0, "put back");
    }
}

#[test]
fn a_clock_that_was_set_back_does_no_harm() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(30));
    let arguments = [
        "extract",
        "in.jsonl",
        "-o",
        "out/",
        "--part-articles",
        "10",
        "--incremental",
    ];
    let mut run = bench.slow(20, &arguments).spawn().expect("it starts");
    bench.wait_for_windows(15);
    run.kill().expect("killed");
    run.wait().expect("waited");
    // Everything there is from the future.
    let future = SystemTime::now() + Duration::from_secs(10 * 365 * 86400);
    for name in bench.names("out") {
        let file = fs::File::options()
            .append(true)
            .open(bench.path(&format!("out/{name}")));
        file.expect("opened").set_modified(future).expect("set");
    }
    bench.well(&arguments);
    assert_eq!(bench.parts("out"), bench.whole("10"));
}

#[test]
fn what_is_said_can_be_json() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(5) + "[1]\n");
    let (code, said) = bench.run(&["extract", "in.jsonl", "-o", "out.jsonl", "--log", "json"]);
    assert_eq!(code, 2);
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let failed = lines
        .iter()
        .find(|line| line["kind"] == "not_an_object")
        .expect("the failure");
    assert_eq!(
        (&failed["level"], &failed["line"]),
        (&"WARN".into(), &6.into())
    );
    let done = lines
        .iter()
        .find(|line| line["message"] == "done")
        .expect("the end");
    assert_eq!((&done["articles"], &done["failed"]), (&5.into(), &1.into()));
    let (code, said) = bench.run(&["extract", "none", "-o", "out/", "--log", "json"]);
    assert_eq!(code, 1);
    let error: Value = serde_json::from_str(said.trim()).expect("JSON");
    assert_eq!(error["level"], "ERROR");
    // Also what other commands say, and only what failed where nothing else is wanted.
    bench.write("records.jsonl", bench.read("out.jsonl") + "[]\n");
    let quiet = [
        "extract",
        "in.jsonl",
        "-o",
        "out.jsonl",
        "--log",
        "json",
        "-q",
    ];
    for (arguments, least) in [
        (&["speakers", "records.jsonl", "--log", "json"][..], 3),
        (&quiet, 1),
    ] {
        let (code, said) = bench.run(arguments);
        assert_eq!(code, 2);
        let is_json = |line| serde_json::from_str::<Value>(line).is_ok();
        assert!(
            said.lines().all(is_json) && said.lines().count() >= least,
            "{said}"
        );
        assert!(least > 1 || said.lines().count() == 1, "{said}");
    }
}

#[test]
fn duplicates_go_through_the_model_once() {
    let bench = Bench::new();
    let same = text(7);
    let lines: String = (0..40).map(|n| line(&format!("d{n}"), &same)).collect();
    bench.write("in.jsonl", lines);
    let said = bench.well(&["extract", "in.jsonl", "-o", "out/", "--part-articles", "10"]);
    assert_eq!(bench.windows(), 1);
    assert!(
        said.contains("39 of them with a text that was there already"),
        "{said}"
    );
    let records = bench.records("out");
    assert_eq!(records.len(), 40);
    for (n, record) in records.iter().enumerate() {
        assert_eq!(record["id"], format!("d{n}"));
        assert_eq!(record["source"]["line"], n + 1);
        assert_eq!(record["quotes"], records[0]["quotes"]);
    }
    assert!(!records[0]["quotes"].as_array().expect("quotes").is_empty());
}

//! What the readers make of everything that an archive can hold.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use whosaid::article::{
    Article, ArticleError, ArticleErrorKind as Kind, Articles, Format, InputProblem, ReadOptions,
};

type Item = Result<Article, ArticleError>;

/// A folder with these files in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    folder
}

fn read_with(inputs: &[PathBuf], options: ReadOptions) -> Vec<Item> {
    let articles = Articles::open(inputs, options).expect("inputs are there");
    let (total, progress) = (articles.total_bytes(), articles.progress());
    let items: Vec<Item> = articles.collect();
    // Whatever happened, the bar is full at the end.
    assert_eq!(total, Some(progress.load(Ordering::Relaxed)));
    items
}

fn read(path: &Path) -> Vec<Item> {
    read_with(&[path.to_owned()], ReadOptions::default())
}

/// Reads one file of these bytes.
fn file_with(name: &str, bytes: &[u8], options: ReadOptions) -> Vec<Item> {
    let folder = folder(&[(name, bytes)]);
    read_with(&[folder.path().join(name)], options)
}

fn file(name: &str, bytes: &[u8]) -> Vec<Item> {
    file_with(name, bytes, ReadOptions::default())
}

fn stdin(bytes: &[u8], format: Option<Format>) -> Vec<Item> {
    let options = ReadOptions {
        stdin_format: format,
        ..ReadOptions::default()
    };
    Articles::from_reader(Cursor::new(bytes.to_vec()), options).collect()
}

/// Ids of articles; errors by their code and line.
fn seen(items: &[Item]) -> Vec<String> {
    items
        .iter()
        .map(|item| match item {
            Ok(article) => article.id.clone(),
            Err(error) => match error.place.line {
                Some(line) => format!("{}@{line}", error.kind.code()),
                None => error.kind.code().to_owned(),
            },
        })
        .collect()
}

fn article(items: &[Item]) -> &Article {
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].as_ref().expect("an article")
}

fn error(items: &[Item]) -> &ArticleError {
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].as_ref().expect_err("an error")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("compressed");
    encoder.finish().expect("compressed")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).expect("compressed")
}

/// Lines that do not compress well, so that much of them is in the first half.
fn many_lines(count: u64) -> String {
    let mut state = 1u64;
    (0..count)
        .map(|i| {
            let noise: Vec<String> = (0..20)
                .map(|_| {
                    state = state
                        .wrapping_mul(6364136223846793005)
                        .wrapping_add(1442695040888963407);
                    format!("{:x}", state >> 16)
                })
                .collect();
            format!("{{\"id\":{i},\"text\":\"{}\"}}\n", noise.join(" "))
        })
        .collect()
}

#[test]
fn text_files() {
    let items = file("story.txt", "“Ja”, sagte er.".as_bytes());
    let article = article(&items);
    assert_eq!(article.id, "story");
    assert_eq!(article.text, "“Ja”, sagte er.");
    assert_eq!(article.place.line, None);
    assert!(article.place.path.ends_with("story.txt"));
    assert_eq!(
        (&article.title, &article.published, &article.url),
        (&None, &None, &None)
    );
}

#[test]
fn json_lines_of_known_archives() {
    let lines = concat!(
        r#"{"title":"T","text":"cc_news","domain":"d","date":"2017-01-02 03:04:05","url":"http://c","image_url":null}"#,
        "\n",
        r#"{"authors":["A"],"date_publish":"2020-01-02","filename":"f.json","maintext":"news-please","text":null,"title":"T","url":null}"#,
        "\n",
        r#"{"text":"datatrove","id":"<urn:uuid:1>","metadata":{"url":"http://d","date":"2021","title":"T"}}"#,
        "\n",
        r#"{"uri":"http://n/1","body_text":"ninjs 1","headline":"T","versionCreated":"2022"}"#,
        "\n",
        r#"{"@type":"NewsArticle","headline":"T","articleBody":"schema.org","datePublished":"2023","url":"http://s"}"#,
        "\n",
        r#"{"articleID":17,"content":"Quotebank","title":"T","date":1577836800}"#,
    );
    let items = file("a.jsonl", lines.as_bytes());
    let found: Vec<_> = items
        .iter()
        .map(|item| {
            let a = item.as_ref().expect("an article");
            assert_eq!(a.title.as_deref(), Some("T"));
            let (date, url) = (a.published.as_deref(), a.url.as_deref());
            (a.id.as_str(), a.text.as_str(), date, url)
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "http://c",
                "cc_news",
                Some("2017-01-02 03:04:05"),
                Some("http://c")
            ),
            ("f.json", "news-please", Some("2020-01-02"), None),
            ("<urn:uuid:1>", "datatrove", Some("2021"), Some("http://d")),
            ("http://n/1", "ninjs 1", Some("2022"), Some("http://n/1")),
            ("http://s", "schema.org", Some("2023"), Some("http://s")),
            ("17", "Quotebank", Some("1577836800"), None),
        ]
    );
}

#[test]
fn named_fields() {
    let lines = concat!(
        r#"{"n":1,"text":"not this","article":{"body":"this"},"bodies":[{"value":"first"}]}"#,
        "\n",
        r#"{"text":"only that"}"#,
    );
    let options = |text: &str| ReadOptions {
        text_field: Some(text.to_owned()),
        id_field: Some("n".to_owned()),
        ..ReadOptions::default()
    };
    let items = file_with("a.ndjson", lines.as_bytes(), options("article.body"));
    assert_eq!(seen(&items), ["1", "no_text@2"]);
    assert_eq!(items[0].as_ref().expect("an article").text, "this");
    let told = items[1].as_ref().expect_err("no text").to_string();
    assert!(
        told.ends_with("no text in article.body; name its field with --text-field, out of: text"),
        "{told}"
    );
    let items = file_with("a.ndjson", lines.as_bytes(), options("bodies.0.value"));
    assert_eq!(items[0].as_ref().expect("an article").text, "first");
    // Without the id field an article is named by its line, and not by another field.
    let items = file_with("a.ndjson", lines.as_bytes(), options("text"));
    assert_eq!(seen(&items), ["1", "a:2"]);
}

#[test]
fn folders_are_read_in_the_order_of_their_paths_bytes() {
    let one: &[u8] = b"{\"text\":\"one\"}\n";
    let folder = folder(&[
        ("b/a.txt", b"a"),
        ("a/z.txt", b"z"),
        ("a.txt", b"a"),
        ("B.TXT", b"B"),
        ("a/c/d.jsonl", one),
        ("a/e.jsonl.gz", &gzip(one)),
        ("a/f.ndjson.zst", &zstd(one)),
        ("c.txt.gz", &gzip(b"c")),
        ("é.txt", b"e"),
        ("notes.md", b"other"),
        ("meta.json", b"{}"),
        ("x.gz", b"other"),
        (".txt", b"other"),
    ]);
    // A folder with a file's name is a folder.
    fs::create_dir(folder.path().join("d.txt")).expect("made");
    fs::write(folder.path().join("d.txt/x.txt"), "x").expect("written");
    let items = read(folder.path());
    assert_eq!(
        seen(&items),
        [
            "B", "a", "a/c/d:1", "a/e:1", "a/f:1", "a/z", "b/a", "c", "d.txt/x", "é"
        ]
    );
    // Also with a slash behind it, and again in the same order.
    let slash = PathBuf::from(format!("{}/", folder.path().display()));
    assert_eq!(seen(&read(&slash)), seen(&items));
}

#[test]
fn inputs_keep_their_order_and_are_read_once() {
    let folder = folder(&[("in/a.txt", b"a"), ("in/b.txt", b"b"), ("z.txt", b"z")]);
    let path = |name: &str| folder.path().join(name);
    let inputs = [
        path("z.txt"),
        path("in/b.txt"),
        path("in"),
        path("in/../z.txt"),
        path("./in/"),
        path("in/a.txt"),
    ];
    let items = read_with(&inputs, ReadOptions::default());
    assert_eq!(seen(&items), ["z", "b", "a"]);
}

#[test]
fn inputs_that_cannot_be_meant_are_told_together_before_anything_is_read() {
    let folder = folder(&[("good.txt", b"a"), ("none/readme.md", b"")]);
    fs::create_dir(folder.path().join("empty")).expect("made");
    let inputs = ["good.txt", "missing.txt", "none", "empty"].map(|name| folder.path().join(name));
    let error = Articles::open(&inputs, ReadOptions::default()).expect_err("problems");
    assert_eq!(error.problems.len(), 3, "{error}");
    assert!(matches!(error.problems[0], InputProblem::NotThere { .. }));
    let told = error.to_string();
    assert!(told.contains("missing.txt: "), "{told}");
    assert!(
        told.contains("none: no article in this folder (1 other files)"),
        "{told}"
    );
    assert!(
        told.contains("empty: no article in this folder (it is empty)"),
        "{told}"
    );
    let error = Articles::open(&[], ReadOptions::default()).expect_err("no input");
    assert!(matches!(error.problems[..], [InputProblem::NoInputs]));
}

#[test]
fn a_file_with_another_ending_is_a_text_if_it_is_named() {
    assert_eq!(article(&file("wsj_0001", b"a")).id, "wsj_0001");
    assert_eq!(article(&file("a.b.html", b"a")).id, "a.b.html");
    assert_eq!(article(&file("a.gz", &gzip(b"text"))).text, "text");
    // Many archives call JSON Lines .json.
    assert_eq!(
        seen(&file("a.json", b"{\"text\":\"a\"}\n{\"text\":\"b\"}")),
        ["a:1", "a:2"]
    );
}

#[test]
fn empty_and_blank() {
    assert_eq!(article(&file("a.txt", b"")).text, "");
    assert_eq!(article(&file("a.txt", b" \r\n\t")).text, " \r\n\t");
    assert_eq!(article(&file("a.txt", b"\xef\xbb\xbf")).text, "");
    assert_eq!(article(&file("a.txt.gz", &gzip(b""))).text, "");
    assert_eq!(article(&file("a.txt.zst", &zstd(b""))).text, "");
    assert!(file("a.jsonl", b"").is_empty());
    assert!(file("a.jsonl", b"\xef\xbb\xbf").is_empty());
    assert!(file("a.jsonl", "\n\r\n \t\n\u{a0}\n".as_bytes()).is_empty());
    let items = file("a.jsonl", b"\n{\"text\":\"\"}\r\n\r\n{\"text\":\" \\n\"}");
    assert_eq!(seen(&items), ["a:2", "a:4"]);
    // No bytes at all are no compressed file.
    for name in ["a.txt.gz", "a.txt.zst", "a.jsonl.gz", "a.jsonl.zst"] {
        assert_eq!(seen(&file(name, b"")), ["truncated"], "{name}");
    }
}

#[test]
fn texts_stay_as_they_are() {
    for text in [
        "a\r\nb\rc\n\n\u{2028}",
        "no\u{a0}break\u{202f}spaces\u{3000}\u{200b}",
        "\0a\0\0",
        "אמר: \u{202b}“שלום”\u{202c} ‏قال",
        "e\u{301} ﬁ Å",
        "in\u{feff}side\u{fffd}",
        "“",
    ] {
        assert_eq!(article(&file("a.txt", text.as_bytes())).text, text);
        let line = serde_json::json!({ "text": text }).to_string();
        assert_eq!(article(&file("a.jsonl", line.as_bytes())).text, text);
        assert_eq!(
            article(&stdin(text.as_bytes(), Some(Format::Text))).text,
            text
        );
    }
    let line = br#"{"text":"a\u0000b\r\n\u00a0"}"#;
    assert_eq!(article(&file("a.jsonl", line)).text, "a\0b\r\n\u{a0}");
}

#[test]
fn nul_bytes_between_lines_cost_no_neighbour() {
    let items = file(
        "a.jsonl",
        b"{\"text\":\"a\"}\n\0\0\0\n{\"text\":\"a\0\"}\n{\"text\":\"b\"}\n",
    );
    assert_eq!(seen(&items), ["a:1", "not_json@2", "not_json@3", "a:4"]);
    assert_eq!(
        items[1].as_ref().expect_err("no JSON").first_bytes,
        r"\u{0}\u{0}\u{0}"
    );
}

#[test]
fn a_line_of_twenty_megabytes() {
    let text = "word ".repeat(4 << 20);
    let lines = format!("{{\"text\":\"a\"}}\n{{\"text\":\"{text}\"}}\n{{\"text\":\"b\"}}\n");
    let large = ReadOptions {
        max_article_bytes: 30_000_000,
        ..ReadOptions::default()
    };
    let items = file_with("a.jsonl", lines.as_bytes(), large);
    assert_eq!(seen(&items), ["a:1", "a:2", "a:3"]);
    assert_eq!(items[1].as_ref().expect("an article").text, text);
    let small = ReadOptions {
        max_article_bytes: 1000,
        ..ReadOptions::default()
    };
    let items = file_with("a.jsonl", lines.as_bytes(), small.clone());
    assert_eq!(seen(&items), ["a:1", "too_large@2", "a:3"]);
    let error = items[1].as_ref().expect_err("too large");
    let length = text.len() as u64 + 12;
    assert!(matches!(error.kind, Kind::TooLarge { bytes: Some(n), limit: 1000 } if n == length));
    assert!(error.first_bytes.starts_with("{\"text\":\"word word"));
    assert_eq!(error.first_bytes.len(), 80);
    let items = file_with("a.txt", text.as_bytes(), small);
    let error = crate::error(&items);
    assert!(matches!(
        error.kind,
        Kind::TooLarge {
            bytes: None,
            limit: 1000
        }
    ));
    assert_eq!(error.id.as_deref(), Some("a"));
}

#[test]
fn the_limit_itself_is_allowed() {
    let options = |limit| ReadOptions {
        max_article_bytes: limit,
        ..ReadOptions::default()
    };
    let line = b"{\"text\":\"a\"}\n";
    assert_eq!(seen(&file_with("a.jsonl", line, options(12))), ["a:1"]);
    assert_eq!(
        seen(&file_with("a.jsonl", line, options(11))),
        ["too_large@1"]
    );
    assert_eq!(seen(&file_with("a.txt", b"abc", options(3))), ["a"]);
    assert_eq!(seen(&file_with("a.txt", b"abc", options(2))), ["too_large"]);
    assert_eq!(
        seen(&file_with("a.txt", b"abc", options(usize::MAX))),
        ["a"]
    );
}

#[test]
fn what_expands_beyond_all_bounds_is_not_held() {
    let options = ReadOptions {
        max_article_bytes: 1 << 20,
        ..ReadOptions::default()
    };
    let mut bomb = vec![b' '; 64 << 20];
    bomb.extend_from_slice(b"\n{\"text\":\"a\"}");
    for packed in [("a.jsonl.gz", gzip(&bomb)), ("a.jsonl.zst", zstd(&bomb))] {
        let items = file_with(packed.0, &packed.1, options.clone());
        assert_eq!(seen(&items), ["too_large@1", "a:2"]);
    }
    let items = file_with("a.txt.gz", &gzip(&bomb), options);
    assert_eq!(seen(&items), ["too_large"]);
}

#[test]
fn what_expands_beyond_all_measure_ends_its_file_only() {
    let mut bomb = b"{\"text\":\"a\"}\n".to_vec();
    bomb.resize(160 << 20, b' ');
    for (name, packed) in [("b.jsonl.gz", gzip(&bomb)), ("b.jsonl.zst", zstd(&bomb))] {
        let folder = folder(&[(name, &packed), ("c.txt", b"c")]);
        let items = read(folder.path());
        assert_eq!(seen(&items), ["b:1", "expands@2", "c"], "{name}");
        let told = items[1].as_ref().expect_err("an error").to_string();
        assert!(
            told.contains("200-fold") && told.contains("unpack it"),
            "{told}"
        );
    }
    // Articles that were packed well are let through.
    let lines = "{\"text\":\"a\"}\n".repeat(200_000);
    assert_eq!(file("a.jsonl.zst", &zstd(lines.as_bytes())).len(), 200_000);
}

#[test]
fn half_surrogate_pairs_cost_the_character_only() {
    let line =
        br#"{"id":"\ud83d","text":"a \ud83d b \ud83d\ude00 \\ud83d \udE00","junk":"\udc00"}"#;
    let items = file("a.jsonl", line);
    let article = article(&items);
    assert_eq!(article.text, "a \u{fffd} b 😀 \\ud83d \u{fffd}");
    assert_eq!(article.id, "\u{fffd}");
    // The same as bytes is no UTF-8.
    let items = file("a.jsonl", b"{\"text\":\"\xed\xa0\xbd\"}\n{\"text\":\"b\"}");
    assert_eq!(seen(&items), ["not_utf8@1", "a:2"]);
}

#[test]
fn lines_that_are_no_articles() {
    let lines = concat!(
        "{\"text\":\"good\"}\n",
        "[1,2]\n",
        "\"a\"\n",
        "null\n",
        "{\"id\":\"x\",\"text\":7}\n",
        "{\"id\":\"y\",\"headline\":\"h\"}\n",
        "{}\n",
        "{\"text\":null}\n",
        "<html>\n",
        "{\"text\":\"a\"} {\"text\":\"b\"}\n",
        "{\"text\":\"good\"}\n",
        "{\"text\":\"torn",
    );
    let items = file("a.jsonl", lines.as_bytes());
    assert_eq!(
        seen(&items),
        [
            "a:1",
            "not_an_object@2",
            "not_an_object@3",
            "not_an_object@4",
            "text_not_string@5",
            "no_text@6",
            "no_text@7",
            "no_text@8",
            "not_json@9",
            "not_json@10",
            "a:11",
            "not_json@12",
        ]
    );
    let errors: Vec<&ArticleError> = items.iter().filter_map(|i| i.as_ref().err()).collect();
    assert_eq!(errors[3].id.as_deref(), Some("x"));
    assert_eq!(errors[4].id.as_deref(), Some("y"));
    assert_eq!(errors[7].first_bytes, "<html>");
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(
        told[0]
            .ends_with("a.jsonl:2: the line holds a list; each line must be one whole JSON object"),
        "{told:#?}"
    );
    assert!(
        told[3].contains("a.jsonl:5 (x): the field text holds a number"),
        "{told:#?}"
    );
    assert!(told[4].ends_with("out of: id, headline"), "{told:#?}");
    assert!(told[5].ends_with("(no field at all)"), "{told:#?}");
    assert!(told[7].contains("expected value at byte 1"), "{told:#?}");
}

#[test]
fn bytes_that_are_no_utf8() {
    let items = file("a.txt", b"caf\xe9 \x93quote\x94");
    let error = error(&items);
    assert!(matches!(error.kind, Kind::NotUtf8 { offset: 3 }));
    assert_eq!(error.id.as_deref(), Some("a"));
    assert_eq!(error.first_bytes, "caf\u{fffd} \u{fffd}quote\u{fffd}");
    let told = error.to_string();
    assert!(
        told.ends_with(
            "a.txt: no UTF-8 at byte 3; name the encoding with --encoding, such as windows-1252"
        ),
        "{told}"
    );
    let items = file(
        "a.jsonl",
        b"{\"text\":\"a\"}\n{\"text\":\"\xe9\"}\n{\"text\":\"b\"}",
    );
    assert_eq!(seen(&items), ["a:1", "not_utf8@2", "a:3"]);
    // Cut in the middle of a character.
    assert_eq!(seen(&file("a.txt", b"a\xe2\x80")), ["not_utf8"]);
}

#[test]
fn other_encodings() {
    let named = |encoding| ReadOptions {
        encoding: Some(encoding),
        ..ReadOptions::default()
    };
    let windows = b"\x93Caf\xe9\x94\xa0";
    let items = file_with("a.txt", windows, named(encoding_rs::WINDOWS_1252));
    assert_eq!(article(&items).text, "“Café”\u{a0}");
    // What cannot be decoded is an error of its line.
    let lines = b"{\"text\":\"\x82\xa0\"}\n{\"text\":\"\x82\"}\n{\"text\":\"\x82\xa2\"}\n";
    let items = file_with("a.jsonl", lines, named(encoding_rs::SHIFT_JIS));
    assert_eq!(seen(&items), ["a:1", "undecodable@2", "a:3"]);
    assert_eq!(items[2].as_ref().expect("an article").text, "い");
    let told = items[1].as_ref().expect_err("undecodable").to_string();
    assert!(
        told.contains("a.jsonl:2: cannot be decoded as Shift_JIS"),
        "{told}"
    );
    // A mark goes before the name, in files of an archive that has both.
    let items = file_with(
        "a.txt",
        "\u{feff}é".as_bytes(),
        named(encoding_rs::WINDOWS_1252),
    );
    assert_eq!(article(&items).text, "é");
    let items = file_with("a.txt", b"a\xff", named(encoding_rs::UTF_8));
    assert_eq!(seen(&items), ["not_utf8"]);
}

#[test]
fn utf16() {
    // The second character's bytes hold a `\n` each way round.
    let text = "“\u{0a0a}\u{010a}\u{0a01}😀”";
    let bytes = |text: &str, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let lines = format!("{{\"text\":\"{text}\"}}\r\n\r\n{{\"text\":\"b\"}}\r\n");
    for big in [false, true] {
        let marked = |text: &str| bytes(&format!("\u{feff}{text}"), big);
        assert_eq!(article(&file("a.txt", &marked(text))).text, text);
        assert_eq!(article(&file("a.txt.gz", &gzip(&marked(text)))).text, text);
        let items = file("a.jsonl", &marked(&lines));
        assert_eq!(seen(&items), ["a:1", "a:3"]);
        assert_eq!(items[0].as_ref().expect("an article").text, text);
        assert_eq!(seen(&stdin(&marked(&lines), None)), ["stdin:1", "stdin:3"]);
        let encoding = if big {
            encoding_rs::UTF_16BE
        } else {
            encoding_rs::UTF_16LE
        };
        let options = ReadOptions {
            encoding: Some(encoding),
            ..ReadOptions::default()
        };
        let items = file_with("a.jsonl", &bytes(&lines, big), options);
        assert_eq!(seen(&items), ["a:1", "a:3"]);
    }
    let mut odd = bytes("\u{feff}ab", false);
    odd.pop();
    assert_eq!(seen(&file("a.txt", &odd)), ["undecodable"]);
}

#[test]
fn marks_of_files_put_together() {
    let one = "\u{feff}{\"text\":\"a\"}\n";
    assert_eq!(
        seen(&file("a.jsonl", one.repeat(2).as_bytes())),
        ["a:1", "a:2"]
    );
}

#[test]
fn all_members_and_frames_are_read() {
    let lines = [
        b"{\"text\":\"a\"}\n{\"te",
        &b"xt\":\"b\"}\n"[..],
        b"",
        b"{\"text\":\"c\"}\n",
    ];
    for (name, pack) in [
        ("a.jsonl.gz", gzip as fn(&[u8]) -> Vec<u8>),
        ("a.jsonl.zst", zstd),
    ] {
        let packed: Vec<u8> = lines.iter().flat_map(|part| pack(part)).collect();
        let items = file(name, &packed);
        assert_eq!(seen(&items), ["a:1", "a:2", "a:3"], "{name}");
    }
}

#[test]
fn data_that_break_off_lose_nothing_before_and_give_one_error() {
    let lines = many_lines(2000);
    let one = gzip(lines.as_bytes());
    for (name, packed) in [
        ("b.jsonl.gz", one.clone()),
        ("b.jsonl.zst", zstd(lines.as_bytes())),
    ] {
        let whole = packed.len();
        let cuts = (1..20).map(|i| whole * i / 20).chain([1, 4, whole - 1]);
        for cut in cuts {
            let folder = folder(&[("a.txt", b"a"), (name, &packed[..cut]), ("c.txt", b"c")]);
            let items = read(folder.path());
            let found = seen(&items);
            let count = found.len() - 3;
            assert_eq!(found[0], "a");
            assert!(
                (0..count).all(|i| found[1 + i] == i.to_string()),
                "{name} {cut}"
            );
            assert!(
                found[count + 1].starts_with("truncated"),
                "{name} {cut}: {found:?}"
            );
            assert_eq!(found[count + 2], "c");
            // The compressors write in blocks of at most 128 KiB.
            let there = lines.len() * cut / whole;
            assert!(
                lines.len() * count / 2000 + (140 << 10) > there,
                "{name} {cut}: {count}"
            );
        }
    }
    // In the second member, and within a line.
    let second = &one[..one.len() / 2];
    let items = file("b.jsonl.gz", &[&one[..], second].concat());
    let last = items.last().expect("items").as_ref().expect_err("an error");
    assert!(matches!(last.kind, Kind::Truncated { packing: "gzip" }));
    assert_eq!(last.place.line, Some(items.len() as u64));
    assert!(items.len() > 2000 && items[..items.len() - 1].iter().all(Result::is_ok));
    assert!(last.first_bytes.starts_with("{\"id\":"), "{last:?}");
    let told = last.to_string();
    assert!(told.contains("the gzip data break off"), "{told}");
    // A text has no lines to save.
    let items = file("b.txt.gz", second);
    assert_eq!(error(&items).id.as_deref(), Some("b"));
}

#[test]
fn damaged_and_mislabelled_data() {
    let lines = many_lines(500);
    let mut packed = gzip(lines.as_bytes());
    let checksum = packed.len() - 8;
    packed[checksum] ^= 1;
    let items = file("a.jsonl.gz", &packed);
    assert_eq!(items.len(), 501);
    assert_eq!(seen(&items)[500], "damaged@501");
    let packed = [zstd(lines.as_bytes()), b"garbage".to_vec()].concat();
    let items = file("a.jsonl.zst", &packed);
    assert_eq!(seen(&items)[500], "damaged@501");
    let packed = [gzip(lines.as_bytes()), b"garbage garbage".to_vec()].concat();
    let items = file("a.jsonl.gz", &packed);
    assert_eq!(seen(&items)[500], "damaged@501");
    for name in ["a.txt.gz", "a.jsonl.gz", "a.txt.zst", "a.jsonl.zst"] {
        let items = file(name, b"this is plain text and long enough");
        assert_eq!(seen(&items), ["damaged"], "{name}");
    }
    assert_eq!(seen(&file("a.txt", &gzip(b"text"))), ["not_utf8"]);
}

#[test]
fn a_wrong_byte_in_a_compressed_file_is_noticed_and_stops_that_file_only() {
    let packed = gzip(many_lines(200).as_bytes());
    for at in (10..packed.len()).step_by(packed.len() / 50) {
        let mut wrong = packed.clone();
        wrong[at] ^= 0x10;
        let folder = folder(&[("a.jsonl.gz", &wrong), ("b.txt", b"b")]);
        let found = seen(&read(folder.path()));
        let stops = |seen: &&String| seen.starts_with("damaged") || seen.starts_with("truncated");
        assert_eq!(found.iter().filter(stops).count(), 1, "{at}: {found:?}");
        assert!(stops(&&found[found.len() - 2]), "{at}: {found:?}");
        assert_eq!(found[found.len() - 1], "b");
    }
}

#[test]
fn a_file_that_goes_away_is_its_own_error_only() {
    let folder = folder(&[
        ("a.txt", b"a"),
        ("b.txt", b"b"),
        ("c.jsonl", b"{\"text\":\"c\"}"),
    ]);
    let inputs = [folder.path().to_owned()];
    let articles = Articles::open(&inputs, ReadOptions::default()).expect("inputs are there");
    fs::remove_file(folder.path().join("b.txt")).expect("removed");
    let progress = articles.progress();
    let total = articles.total_bytes().expect("files");
    let items: Vec<Item> = articles.collect();
    assert_eq!(seen(&items), ["a", "unreadable", "c:1"]);
    assert_eq!(
        items[1].as_ref().expect_err("gone").id.as_deref(),
        Some("b")
    );
    assert_eq!(progress.load(Ordering::Relaxed), total);
}

#[cfg(unix)]
mod links_and_rights {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn links_in_circles_do_no_harm() {
        let folder = folder(&[("a/b/c.txt", b"c"), ("elsewhere.txt", b"e")]);
        let path = |name: &str| folder.path().join(name);
        symlink(folder.path(), path("a/b/up")).expect("linked");
        symlink(path("a/loop.txt"), path("a/loop.txt")).expect("linked");
        symlink(path("gone.txt"), path("a/dangling.txt")).expect("linked");
        symlink(path("gone.md"), path("a/dangling.md")).expect("linked");
        symlink(path("elsewhere.txt"), path("a/link.txt")).expect("linked");
        let items = read(&path("a"));
        assert_eq!(seen(&items), ["b/c", "unreadable", "link", "unreadable"]);
        // A folder that is named may be a link.
        symlink(path("a/b"), path("named")).expect("linked");
        assert_eq!(seen(&read(&path("named"))), ["c"]);
        // One file by two ways, through a link to its folder.
        let both = [path("a/b"), path("named"), path("named/c.txt")];
        assert_eq!(seen(&read_with(&both, ReadOptions::default())), ["c"]);
        // Named itself, a link to nowhere is an input that is not there.
        let inputs = [path("a/loop.txt")];
        assert!(Articles::open(&inputs, ReadOptions::default()).is_err());
    }

    #[test]
    fn files_and_folders_without_the_right_to_read() {
        let folder = folder(&[
            ("a.txt", b"a"),
            ("b.txt", b"b"),
            ("c/d.txt", b"d"),
            ("e.txt", b"e"),
        ]);
        let path = |name: &str| folder.path().join(name);
        let set = |name: &str, mode| {
            fs::set_permissions(path(name), fs::Permissions::from_mode(mode)).expect("set");
        };
        set("b.txt", 0o000);
        set("c", 0o000);
        // The superuser may read everything.
        let bound = fs::read(path("b.txt")).is_err();
        let items = read(folder.path());
        let named = read(&path("b.txt"));
        let closed = Articles::open(&[path("c")], ReadOptions::default()).map(|_| ());
        set("c", 0o755);
        if bound {
            assert_eq!(seen(&items), ["a", "unreadable", "unreadable", "e"]);
            let ids: Vec<_> = items
                .iter()
                .filter_map(|item| item.as_ref().err())
                .map(|e| e.id.as_deref())
                .collect();
            assert_eq!(ids, [Some("b"), None]);
            assert_eq!(seen(&named), ["unreadable"]);
            let error = closed.expect_err("not listed");
            assert!(matches!(
                error.problems[..],
                [InputProblem::NotListed { .. }]
            ));
        } else {
            assert_eq!(seen(&items), ["a", "b", "c/d", "e"]);
        }
    }

    #[test]
    fn names_that_are_no_utf8() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let folder = folder(&[("a.txt", b"a")]);
        let odd = folder.path().join(OsStr::from_bytes(b"caf\xe9.txt"));
        // Some file systems do not take such names.
        if fs::write(&odd, "b").is_ok() {
            assert_eq!(seen(&read(folder.path())), ["a", "caf\u{fffd}"]);
        }
    }

    #[test]
    fn pipes_are_read_as_standard_input_is() {
        let folder = folder(&[]);
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        let inputs = [pipe.clone()];
        let articles = Articles::open(&inputs, ReadOptions::default()).expect("inputs are there");
        assert_eq!(articles.total_bytes(), None);
        let writer = std::thread::spawn(move || fs::write(pipe, "{\"text\":\"a\"}\n\n"));
        let items: Vec<Item> = articles.collect();
        writer.join().expect("joined").expect("written");
        assert_eq!(seen(&items), ["pipe:1"]);
    }
}

#[test]
fn standard_input() {
    let lines = b" \n\n {\"text\":\"a\"}\n{\"id\":9,\"text\":\"b\"}\n";
    assert_eq!(seen(&stdin(lines, None)), ["stdin:3", "9"]);
    let items = stdin("\n“Ja.”".as_bytes(), None);
    assert_eq!(article(&items).id, "stdin");
    assert_eq!(article(&items).text, "\n“Ja.”");
    assert_eq!(article(&items).place.path, "-");
    assert_eq!(
        article(&stdin(lines, Some(Format::Text))).text.as_bytes(),
        lines
    );
    assert_eq!(
        seen(&stdin(b"[1]\n", Some(Format::JsonLines))),
        ["not_an_object@1"]
    );
    assert_eq!(article(&stdin(b"", None)).text, "");
    assert!(stdin(b" \n", Some(Format::JsonLines)).is_empty());
    // Named, and named twice.
    let inputs = ["-", "-"].map(PathBuf::from);
    let articles = Articles::open(&inputs, ReadOptions::default()).expect("inputs are there");
    assert_eq!(articles.total_bytes(), None);
    assert!(format!("{articles:?}").contains("files_left: 1"));
}

#[test]
fn they_can_be_read_in_another_thread() {
    let folder = folder(&[
        ("a.jsonl", b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n"),
        ("b.txt", b"b"),
    ]);
    let inputs = [folder.path().to_owned()];
    let articles = Articles::open(&inputs, ReadOptions::default()).expect("inputs are there");
    assert_eq!(articles.total_bytes(), Some(27));
    let reader = std::thread::spawn(move || articles.collect::<Vec<Item>>());
    assert_eq!(seen(&reader.join().expect("joined")), ["a:1", "a:2", "b"]);
}

#[test]
fn nothing_comes_after_the_end() {
    let folder = folder(&[("a.txt", b"a")]);
    let inputs = [folder.path().to_owned()];
    let mut articles = Articles::open(&inputs, ReadOptions::default()).expect("inputs are there");
    assert!(articles.next().is_some());
    assert!(articles.next().is_none() && articles.next().is_none());
}

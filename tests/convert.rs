//! Other projects' forms, in and out: what comes back, what is told to be lost, what broken input does.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use predicates::str::contains;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use whosaid::convert::{Conversion, ConvertError, Form, Loss, Losses, Summary, convert, guess};
use whosaid::evaluate::{read_annotations, read_records, records_from_gold};
use whosaid::gold::{GoldArticle, GoldSpeaker, read_gold};
use whosaid::output::sha256_hex;
use whosaid::text::{OffsetUnit, QuotationType};

/// A folder to work in.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Place(TempDir::new().expect("a temporary folder"))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders that it stands in.
    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, bytes).expect("written");
        path
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).expect("read")
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).expect("JSON")
    }

    fn gold(&self, name: &str) -> Vec<GoldArticle> {
        read_gold(&self.at(name)).expect("good gold")
    }

    /// The names in the folder, hidden ones too.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("listed");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            let name = entry.expect("an entry").file_name();
            name.to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    /// The program, in this folder.
    fn whosaid(&self, args: &[&str]) -> Assert {
        let mut command: Command = assert_cmd::cargo::cargo_bin_cmd!("whosaid");
        command.current_dir(self.0.path()).env_remove("RUST_LOG");
        command.arg("convert").args(args).assert()
    }
}

/// Converts; gives the problems in words.
fn converted(
    (from, input): (Form, &Path),
    (to, output): (Form, &Path),
    texts: &[&Path],
) -> Result<(Summary, Vec<String>), ConvertError> {
    let mut told = Vec::new();
    let conversion = Conversion {
        input: input.to_owned(),
        from,
        to,
        output: Some(output.to_owned()),
        texts: texts.iter().map(|path| path.to_path_buf()).collect(),
        annotator: None,
    };
    let summary = convert(&conversion, &mut |problem| told.push(problem.to_string()))?;
    Ok((summary, told))
}

/// Converts what has nothing wrong with it.
fn well(from: (Form, &Path), to: (Form, &Path), texts: &[&Path]) -> Summary {
    let (summary, told) = converted(from, to, texts).expect("converted");
    assert_eq!(told, Vec::<String>::new());
    summary
}

fn counts(losses: &Losses) -> Vec<(Loss, u64)> {
    losses.iter().collect()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold.jsonl")
}

/// Words without what stands between them.
fn bare(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// An article that has everything: code points of two and four bytes, no-break spaces, a content in
/// pieces, several speakers, a doubt, nobody asked, nobody known, no cue.
fn rich() -> String {
    let text =
        "“Äh 😀, no,” said\u{a0}Zoë\u{a0}Ng, “never.”\n\nShe denied it. “Yes,” they said. “Ha.”";
    let span = |words: &str| {
        let at = text.find(words).expect("it is there");
        let start = text[..at].chars().count();
        json!([start, start + words.chars().count()])
    };
    let article = json!({"id": "a/b", "text": text, "quotes": [
        {"type": "direct", "content": [span("Äh 😀, no,"), span("never.")],
         "source": [span("Zoë\u{a0}Ng")], "cue": [span("said")],
         "speaker": "Zoë Ng", "speaker_kind": "person", "speaker_doubt": true},
        {"type": "indirect", "content": [span("it")], "source": [span("She")],
         "cue": [span("denied")]},
        {"type": "direct", "content": [span("Yes,")], "source": [span("they")], "cue": [span("said.")],
         "speaker": ["Zoë Ng", "Al Id"], "speaker_kind": "person"},
        {"type": "direct", "content": [span("Ha.")], "source": null, "cue": null,
         "speaker": null, "speaker_kind": "none"},
    ]});
    format!("{article}\n")
}

// Round trips.

#[test]
fn what_brat_and_the_json_forms_hold_comes_back_whole() {
    let place = Place::new();
    let rich = place.put("rich.jsonl", rich());
    for gold in [corpus(), rich] {
        let original = read_gold(&gold).expect("good gold");
        for (form, names) in [
            (Form::Brat, &["brat"][..]),
            (
                Form::Citron,
                &["citron", "citron.jsonl", "citron.json", "citron.jsonl.gz"],
            ),
            (Form::GenderGap, &["gap", "gap.jsonl", "gap.json.zst"]),
        ] {
            for name in names {
                let there = place.at(name);
                let out = well((Form::Gold, &gold), (form, &there), &[]);
                let back = place.at("back.jsonl");
                let texts: &[&Path] = if form == Form::GenderGap {
                    &[&gold]
                } else {
                    &[]
                };
                let again = well((form, &there), (Form::Gold, &back), texts);
                assert!(place.gold("back.jsonl") == original, "{form} {name}");

                assert_eq!(out.documents, original.len() as u64);
                let lost = match form {
                    Form::GenderGap => vec![(Loss::Texts, original.len() as u64)],
                    _ => Vec::new(),
                };
                assert_eq!(counts(&out.lost), lost, "{form} {name}");
                assert!(again.lost.is_empty() && again.left_out.is_empty());
                let quotations = original.iter().flat_map(|article| &article.quotations);
                let named = quotations.filter(|q| !q.speaker.names.is_empty()).count();
                assert_eq!(out.aside.get(Loss::Speakers), named as u64);
                match there.is_dir() {
                    true => fs::remove_dir_all(&there).expect("removed"),
                    false => fs::remove_file(&there).expect("removed"),
                }
            }
        }
    }
}

#[test]
fn records_lose_the_texts_and_whether_anybody_was_asked() {
    let place = Place::new();
    let gold = place.put("gold.jsonl", rich());
    let records = place.at("records.jsonl");
    let out = well((Form::Gold, &gold), (Form::Records, &records), &[]);
    let expected = [(Loss::Texts, 1), (Loss::Unasked, 1), (Loss::Doubts, 1)];
    assert_eq!(counts(&out.lost), expected);
    assert_eq!(read_records(&records).expect("records").len(), 1);

    let back = well(
        (Form::Records, &records),
        (Form::Gold, &place.at("back.jsonl")),
        &[&gold],
    );
    assert_eq!(counts(&back.lost), [(Loss::Confidences, 4)]);
    let mut original = place.gold("gold.jsonl");
    let returned = place.gold("back.jsonl");
    original[0].quotations[0].speaker.doubt = false;
    let kind = &mut original[0].quotations[1].speaker.kind;
    assert_eq!(*kind, None);
    *kind = returned[0].quotations[1].speaker.kind;
    assert_eq!(returned, original);

    let corpus = corpus();
    let out = well((Form::Gold, &corpus), (Form::Records, &records), &[]);
    assert_eq!(counts(&out.lost), [(Loss::Texts, 29)]);
    well(
        (Form::Records, &records),
        (Form::Gold, &place.at("back.jsonl")),
        &[&corpus],
    );
    assert!(place.gold("back.jsonl") == read_gold(&corpus).expect("good gold"));
}

#[test]
fn annotators_lose_speakers() {
    let place = Place::new();
    let (gold, there) = (corpus(), place.at("a.jsonl"));
    let out = well((Form::Gold, &gold), (Form::Annotators, &there), &[]);
    let kinds: Vec<Loss> = out.lost.iter().map(|(loss, _)| loss).collect();
    assert_eq!(kinds, [Loss::Texts, Loss::Speakers, Loss::SpeakerKinds]);
    let mut original = read_gold(&gold).expect("good gold");
    assert_eq!(
        read_annotations(&there, &original)
            .expect("annotations")
            .len(),
        29
    );

    let back = well(
        (Form::Annotators, &there),
        (Form::Gold, &place.at("back.jsonl")),
        &[&gold],
    );
    assert_eq!(counts(&back.lost), [(Loss::Annotators, 29)]);
    for quotation in original
        .iter_mut()
        .flat_map(|article| &mut article.quotations)
    {
        quotation.speaker = GoldSpeaker::default();
    }
    assert!(place.gold("back.jsonl") == original);
}

/// The words of the pieces of quotations, each with those of its mention.
fn pieces(gold: &[GoldArticle], is_taken: fn(QuotationType) -> bool) -> Vec<[String; 3]> {
    let mut pieces = Vec::new();
    for article in gold {
        for quotation in &article.quotations {
            if !is_taken(quotation.kind) {
                continue;
            }
            let source = quotation
                .source
                .first()
                .map_or("", |s| s.slice(&article.text));
            for piece in &quotation.content {
                let words = bare(piece.slice(&article.text));
                pieces.push([article.id.clone(), words, bare(source)]);
            }
        }
    }
    pieces.sort();
    pieces
}

#[test]
fn directquote_keeps_direct_quotations_and_near_mentions() {
    let place = Place::new();
    let (gold, there) = (corpus(), place.at("dq"));
    let out = well((Form::Gold, &gold), (Form::DirectQuote, &there), &[]);
    let lost = |loss| out.lost.get(loss) as usize;
    assert_eq!(
        [
            lost(Loss::WhiteSpace),
            lost(Loss::Indirect),
            lost(Loss::Mixed),
            lost(Loss::Overlapping)
        ],
        [29, 223, 38, 0]
    );
    let back = well(
        (Form::DirectQuote, &there),
        (Form::Gold, &place.at("back.jsonl")),
        &[],
    );
    assert!(back.lost.is_empty() && back.left_out.is_empty());
    let (original, returned) = (
        read_gold(&gold).expect("good gold"),
        place.gold("back.jsonl"),
    );
    for (one, other) in original.iter().zip(&returned) {
        assert_eq!(one.id, other.id);
        assert_eq!(bare(&one.text), bare(&other.text), "{}", one.id);
    }
    let original = pieces(&original, |kind| kind == QuotationType::Direct);
    // Here and there, single spaces around straight marks make another type of it.
    let returned = pieces(&returned, |_| true);
    assert_eq!(returned.len(), original.len());
    // What differs is what was told.
    let differing = original
        .iter()
        .filter(|piece| !returned.contains(piece))
        .count();
    let told = lost(Loss::Mentions) + lost(Loss::Bounds) + lost(Loss::MentionPieces);
    assert!(
        differing > 0 && differing <= told,
        "{differing} differ, {told} were told"
    );
    let without = returned.iter().filter(|piece| piece[2].is_empty()).count();
    let never = original.iter().filter(|piece| piece[2].is_empty()).count();
    assert_eq!(without - never, lost(Loss::Mentions));

    // In one file there are no ids.
    let file = place.at("dq.txt");
    let out = well((Form::Gold, &gold), (Form::DirectQuote, &file), &[]);
    assert_eq!(out.lost.get(Loss::Ids), 29);
    let back = well(
        (Form::DirectQuote, &file),
        (Form::Gold, &place.at("p.jsonl")),
        &[],
    );
    assert!(back.documents > 29);
    let by_paragraph: Vec<[String; 3]> = pieces(&place.gold("p.jsonl"), |_| true);
    let words = |pieces: &[[String; 3]]| {
        let mut words: Vec<String> = pieces.iter().map(|p| p[1..].concat()).collect();
        words.sort();
        words
    };
    assert_eq!(words(&by_paragraph), words(&returned));
}

// brat.

const BRAT_TEXT: &str =
    "Äh, 😀 said Zoë\u{a0}Ng on Monday, so they say.\n“No,” she added, “never.”\n";

#[test]
fn brat_with_pieces_roles_notes_and_broken_lines() {
    let place = Place::new();
    place.put("in/x.txt", BRAT_TEXT);
    let lines = [
        "T1\tSource 11 17\tZoë Ng",                              // 1
        "T2\tCue 6 10\tsaid",                                    // 2
        "T3\tContent 0 3;18 27\tÄh, on Monday",                  // 3
        "T4\tAttribution 6 10\tsaid",                            // 4
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",        // 5
        "T5\tContent 43 46\tNo,",                                // 6
        "T6\tContent 60 66\tnever.",                             // 7
        "E2\tAttribution:T4 Content:T5 Content2:T6 Source2:T77", // 8
        "T7\tContent 60 6\u{fffd}\tnever.",                      // 9
        "T8\tContent 60 99\tnever.",                             // 10
        "T9\tSource 48 51\twho",                                 // 11
        "E3\tAttribution:T4 Content:T8",                         // 12
        "what is this",                                          // 13
        "T1\tCue 6 10\tsaid",                                    // 14
        "R1\tCoref Arg1:T1 Arg2:T2",                             // 15
        "#1\tAnnotatorNotes E1\t{\"speaker\":\"Zoë Ng\",\"speaker_kind\":\"person\"}", // 16
        "#2\tAnnotatorNotes E2\tis this one quotation?",         // 17
        "T10\tSource 29 31\tso",                                 // 18
        "E4\tAttribution:T4 Cue:T2",                             // 19
        "E1\tAttribution:T4 Content:T5",                         // 20
    ];
    place.put("in/x.ann", lines.join("\n"));
    place.put("in/unread.txt", "Nobody annotated this.");
    let (summary, told) = converted(
        (Form::Brat, &place.at("in")),
        (Form::Gold, &place.at("gold.jsonl")),
        &[],
    )
    .expect("the good rest");

    let expected = [
        (9, "is no label with offsets"),
        (10, "[60, 99) does not fit the text"),
        (11, "the text has “she” there, not “who”"),
        (13, "none of brat's letters"),
        (14, "T1 stands already in line 1"),
        (20, "E1 stands already in line 5"),
        (8, "E2: Source2:T77 cannot be used: there is no such span"),
        (
            12,
            "E3: Content:T8 cannot be used: line 10, where it stands, is broken",
        ),
        (12, "E3 has no content that can be used"),
        (19, "E4 has no content that can be used"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, (line, what)) in told.iter().zip(expected) {
        assert!(
            told.contains(&format!("x.ann:{line}: ")) && told.contains(what),
            "{told}"
        );
    }
    let left_out = [
        (Loss::UnusedSpans, 1),
        (Loss::OtherAnnotations, 2),
        (Loss::Unannotated, 1),
    ];
    assert_eq!(counts(&summary.left_out), left_out);

    let gold = place.gold("gold.jsonl");
    let (text, quotations) = (&gold[0].text, &gold[0].quotations);
    assert_eq!((gold[0].id.as_str(), text.as_str()), ("x", BRAT_TEXT));
    assert_eq!(quotations.len(), 2);
    let words = |spans: &[whosaid::text::Span]| -> Vec<String> {
        spans
            .iter()
            .map(|span| span.slice(text).to_owned())
            .collect()
    };
    assert_eq!(words(&quotations[0].content), ["Äh,", "on Monday"]);
    assert_eq!(words(&quotations[0].source), ["Zoë\u{a0}Ng"]);
    assert_eq!(quotations[0].speaker.names, ["Zoë Ng"]);
    assert_eq!(quotations[0].kind, QuotationType::Indirect);
    assert_eq!(words(&quotations[1].content), ["No,", "never."]);
    assert_eq!(quotations[1].kind, QuotationType::Direct);
    assert!(quotations[1].source.is_empty() && quotations[1].cue.is_empty());
}

#[test]
fn brat_is_written_as_polnear_has_it() {
    let place = Place::new();
    let gold = place.put("gold.jsonl", rich());
    well((Form::Gold, &gold), (Form::Brat, &place.at("out")), &[]);
    let lines = place.text("out/a%2Fb.ann");
    let first: Vec<&str> = lines.lines().take(6).collect();
    assert_eq!(
        first,
        [
            "T1\tSource 17 23\tZoë\u{a0}Ng",
            "T2\tCue 12 16\tsaid",
            "T3\tContent 1 10;26 32\tÄh 😀, no, never.",
            "T4\tAttribution 12 16\tsaid",
            "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
            "#1\tAnnotatorNotes E1\t{\"speaker\":\"Zoë Ng\",\"speaker_kind\":\"person\",\"speaker_doubt\":true}",
        ]
    );
    assert!(
        lines.contains("E4\tAttribution:T14 Content:T13\n"),
        "{lines}"
    );
}

#[test]
fn several_annotators_stay_apart() {
    let place = Place::new();
    place.put("in/text/x_1.txt", "He left, she said.");
    place.put(
        "in/attributions/x_1_ann.ann",
        "T1\tContent 0 7\tHe left\nE1\tAttribution:T1 Content:T1",
    );
    place.put("in/attributions/x_1_bob.ann", "");
    place
        .whosaid(&["in", "--to", "annotators", "-o", "all.jsonl"])
        .code(0)
        .stderr(contains("in: read as brat"))
        .stderr(contains("lost, because annotators cannot hold it: 2 texts"));
    let lines = place.text("all.jsonl");
    let lines: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(
        lines[0],
        json!({"id": "x_1", "annotator": "ann", "quotes":
            [{"type": "indirect", "content": [[0, 7]], "source": null, "cue": null}]})
    );
    assert_eq!(
        lines[1],
        json!({"id": "x_1", "annotator": "bob", "quotes": []})
    );

    place
        .whosaid(&["in", "--to", "gold", "-o", "gold.jsonl"])
        .code(1)
        .stderr(contains(
            "x_1: annotated by ann and bob, and gold holds one",
        ));
    place
        .whosaid(&[
            "in",
            "--to",
            "gold",
            "--annotator",
            "eve",
            "-o",
            "gold.jsonl",
        ])
        .code(1)
        .stderr(contains("annotated by eve; annotators are: ann, bob"));
    assert_eq!(place.names(), ["all.jsonl", "in"]);
    place
        .whosaid(&["in", "--to", "gold", "--annotator", "ann"])
        .code(0)
        .stdout(contains("\"content\":[[0,7]]"))
        .stderr(contains(
            "left out of the input: 1 article as another annotator marked it",
        ));

    let gold = place.put(
        "gold.jsonl",
        "{\"id\":\"x_1\",\"text\":\"He left, she said.\",\"quotes\":[]}",
    );
    well(
        (Form::Annotators, &place.at("all.jsonl")),
        (Form::Brat, &place.at("back")),
        &[&gold],
    );
    assert_eq!(place.text("back/text/x_1.txt"), "He left, she said.");
    assert!(
        place
            .text("back/attributions/x_1_ann.ann")
            .contains("Content 0 7\tHe left")
    );
    assert_eq!(place.text("back/attributions/x_1_bob.ann"), "");
}

// DirectQuote.

#[test]
fn tags_begin_with_either_letter() {
    let place = Place::new();
    let paragraphs = "\u{feff}\" I-RightSpeaker\nÄh I-RightSpeaker\n, I-RightSpeaker\n\" I-RightSpeaker\n\
        said Out\r\nZoë I-Speaker\nNg I-Speaker\n. O\n“ I-LeftSpeaker\n😀 I-LeftSpeaker\nha I-LeftSpeaker\n” I-LeftSpeaker\n\
        “ B-LeftSpeaker\nNo I-LeftSpeaker\n” I-LeftSpeaker\n   \n\n“ B-Unknown\nYes I-Unknown\n” I-Unknown\n\
        lost\nthen I-Middle\n\nNo I-LeftSpeaker\n";
    place.put("dq.conll", paragraphs);
    let told = place
        .whosaid(&["dq.conll", "--to", "gold", "-o", "gold.jsonl"])
        .code(2)
        .stderr(contains("dq.conll: read as directquote"))
        .stderr(contains("dq.conll:21: “lost” has no tag; the word is kept"))
        .stderr(contains("dq.conll:22: “I-Middle” is no tag"))
        .stderr(contains(
            "left out of the input: 1 side on which no speaker is marked",
        ))
        .stderr(contains("broken in the input: 2 places"));
    drop(told);
    let gold = place.gold("gold.jsonl");
    let ids: Vec<&str> = gold.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, ["dq-1", "dq-2", "dq-3"]);
    assert_eq!(gold[0].text, "\" Äh , \" said Zoë Ng . “ 😀 ha ” “ No ”");
    assert_eq!(gold[1].text, "“ Yes ” lost then");
    let found: Vec<(&str, &str, QuotationType)> = gold
        .iter()
        .flat_map(|article| article.quotations.iter().map(move |q| (article, q)))
        .map(|(article, q)| {
            let source = q.source.first().map_or("", |s| s.slice(&article.text));
            (q.content[0].slice(&article.text), source, q.kind)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("Äh ,", "Zoë Ng", QuotationType::Direct),
            ("😀 ha", "Zoë Ng", QuotationType::Direct),
            ("No", "Zoë Ng", QuotationType::Direct),
            ("Yes", "", QuotationType::Direct),
            ("No", "", QuotationType::Indirect),
        ]
    );
}

#[test]
fn tags_are_written_as_iob1() {
    let place = Place::new();
    let gold = place.put("gold.jsonl", rich());
    well(
        (Form::Gold, &gold),
        (Form::DirectQuote, &place.at("out")),
        &[],
    );
    let first: Vec<String> = place
        .text("out/a%2Fb.txt")
        .lines()
        .take(16)
        .map(str::to_owned)
        .collect();
    let expected = "“ I-RightSpeaker|Äh I-RightSpeaker|😀 I-RightSpeaker|, I-RightSpeaker|\
        no I-RightSpeaker|, I-RightSpeaker|” I-RightSpeaker|said Out|Zoë I-Speaker|Ng I-Speaker|, Out|\
        “ I-LeftSpeaker|never I-LeftSpeaker|. I-LeftSpeaker|” I-LeftSpeaker|";
    assert_eq!(first.join("|"), expected);
}

// Citron.

#[test]
fn citron_as_people_and_as_citron_write_it() {
    let place = Place::new();
    let text = "“Äh,” Ng said. Zoë Ng left. 😀 “No,” she added.";
    place.put(
        "c.json",
        json!([
            {"id": 7, "text": text, "quotes": [
                {"cue": {"start": 9, "end": 13, "text": "said"},
                 "sources": [{"start": 6, "end": 8, "text": "Ng"}],
                 "contents": [{"start": 1, "end": 4, "text": "Äh,"}],
                 "coreferences": [{"start": 15, "end": 21, "text": "Zoë Ng"}]},
                {"cue": {"start": 40, "end": 45, "text": "added"},
                 "sources": [{"start": 36, "end": 39}], "contents": [{"start": 31, "end": 34, "text": "NO?"}]},
                {"cue": null, "contents": [{"start": 31, "end": 34}], "sources": [{"start": 1, "end": 400}]},
                {"cue": {"start": -1, "end": 4}, "sources": [], "contents": []}],
             "coreference_groups": [[{"start": 6, "end": 8}, {"start": 15, "end": 21}]]},
            {"text": text, "quotes": [
                {"cue": {"start": 40, "end": 45}, "sources": [{"start": 15, "end": 21}],
                 "coreferences": [{"start": 36, "end": 39}], "contents": [{"start": 31, "end": 34}],
                 "confidence": "0.7500"}]},
            {"quotes": []},
        ])
        .to_string(),
    );
    place
        .whosaid(&["c.json", "--to", "records", "-o", "r.jsonl"])
        .code(2)
        .stderr(contains("c.json: read as citron"))
        .stderr(contains(
            "c.json (7): quotation 1, contents: the text has “No,” there, not “NO?”",
        ))
        .stderr(contains(
            "c.json (7): quotation 1 has no content and is left out",
        ))
        .stderr(contains(
            "c.json (7): quotation 2, sources: [1, 400) does not fit the text",
        ))
        .stderr(contains(
            "c.json (7): quotation 3: invalid value: integer `-1`",
        ))
        .stderr(contains(
            "c.json (c-3): no document of Citron's: missing field `text`",
        ));
    let records = read_records(&place.at("r.jsonl")).expect("records");
    let quotes = |id: &str| {
        let quotes = records[id].quotes.iter();
        quotes
            .map(|q| {
                let speaker = q.speaker.as_ref();
                let mention = speaker.and_then(|s| s.mention.clone()).unwrap_or_default();
                let name = speaker.and_then(|s| s.name.clone()).unwrap_or_default();
                (q.text.clone(), mention, name, q.confidence)
            })
            .collect::<Vec<_>>()
    };
    let told = |text: &str, mention: &str, name: &str, confidence| {
        (
            text.to_owned(),
            mention.to_owned(),
            name.to_owned(),
            confidence,
        )
    };
    assert_eq!(
        quotes("7"),
        [told("Äh,", "Ng", "Zoë Ng", 1.0), told("No,", "", "", 1.0)]
    );
    assert_eq!(quotes("c-2"), [told("No,", "she", "Zoë Ng", 0.75)]);
}

#[test]
fn citron_finds_a_cue_in_every_quote() {
    let place = Place::new();
    let gold = place.put("gold.jsonl", rich());
    let out = well((Form::Gold, &gold), (Form::Citron, &place.at("out")), &[]);
    assert_eq!(out.aside.get(Loss::NoCues), 1);
    let document = place.json("out/a%2Fb.json");
    let quotes = document["quotes"].as_array().expect("quotes");
    assert_eq!(quotes.len(), 3);
    assert!(quotes.iter().all(|quote| quote["cue"]["end"].is_u64()));
    assert_eq!(
        quotes[0]["contents"][1],
        json!({"start": 26, "end": 32, "text": "never."})
    );
    assert_eq!(document["quotes_without_cue"][0]["id"], 3);
}

// GenderGapTracker.

#[test]
fn a_list_of_the_tracker_needs_its_texts() {
    let place = Place::new();
    let text = "According to Zoë Ng, it rained 😀. “Äh,” she said.";
    place.put("texts/d1.txt", text);
    let row = |quote: &str,
               index: &str,
               speaker: &str,
               speaker_index: &str,
               verb: &str,
               verb_index| {
        json!({"speaker": speaker, "speaker_index": speaker_index, "quote": quote, "quote_index": index,
            "verb": verb, "verb_index": verb_index, "quote_token_count": 3, "quote_type": "SVC",
            "is_floating_quote": false})
    };
    let list = json!([
        row("it rained 😀", "(21,32)", "Zoë Ng", "(13,19)", "according to", "(0,12)"),
        row("Äh,", "(35, 38)", "she", "(40,43)", "said", "(44,48)"),
        row("Äh,", "(35,38)", "", "(0,0)", "", ""),
        row("no", "(35,38)", "", "", "", ""),
        row("Äh,", "(35,38)", "he", "(1000,1002)", "", ""),
        {"quote": "it"},
    ]);
    place.put("in/d1.json", list.to_string());
    place.put("in/d2.json", "[]");
    place
        .whosaid(&["in", "--to", "gold"])
        .code(1)
        .stderr(contains(
            "gendergap holds no texts, and gold cannot be made without",
        ))
        .stderr(contains("--text"));
    place
        .whosaid(&["in", "--to", "gold", "--text", "texts", "-o", "gold.jsonl"])
        .code(2)
        .stderr(contains(
            "d1.json (d1): quotation 3: the text has “Äh,” there, not “no”",
        ))
        .stderr(contains(
            "quotation 4: speaker: [1000, 1002) does not fit the text",
        ))
        .stderr(contains("quotation 5: missing field `quote_index`"))
        .stderr(contains("d2.json (d2): there is no text of this id"));
    let gold = place.gold("gold.jsonl");
    let found: Vec<[usize; 3]> = gold[0]
        .quotations
        .iter()
        .map(|q| [q.content.len(), q.source.len(), q.cue.len()])
        .collect();
    assert_eq!(found, [[1, 1, 1], [1, 1, 1], [1, 0, 0], [1, 0, 0]]);
    assert_eq!(gold[0].quotations[0].content[0].slice(text), "it rained 😀");
    assert_eq!(gold[0].quotations[0].cue[0].slice(text), "According to");
}

#[test]
fn the_tracker_gets_a_row_a_piece() {
    let place = Place::new();
    let gold = place.put("gold.jsonl", rich());
    let out = well(
        (Form::Gold, &gold),
        (Form::GenderGap, &place.at("out")),
        &[],
    );
    assert_eq!(out.aside.get(Loss::ContentPieces), 1);
    let rows = place.json("out/a%2Fb.json");
    let told = |row: usize| {
        let row = &rows[row];
        let word = |field: &str| row[field].as_str().expect("a string").to_owned();
        [
            word("quote"),
            word("quote_index"),
            word("speaker_index"),
            word("verb"),
            word("quote_type"),
        ]
    };
    assert_eq!(
        told(0),
        ["Äh 😀, no,", "(1,10)", "(17,23)", "said", "QCQVS"]
    );
    assert_eq!(told(1), ["never.", "(26,32)", "(17,23)", "", "QCQ"]);
    assert_eq!(told(2), ["it", "(46,48)", "(35,38)", "denied", "SVC"]);
    assert_eq!(told(4)[4], "QCQ");
    assert_eq!(rows[1]["is_floating_quote"], true);
    assert_eq!(rows[0]["whosaid"]["speaker_doubt"], true);
}

// Records, and what is made of them.

/// A record with all there is, its offsets in UTF-16, and its text.
fn record() -> (Value, String) {
    let text = "“Äh 😀,” said Zoë\u{a0}Ng, the mayor. Ng left, \"of course\", she said.".to_owned();
    let record = json!({
        "schema": 1, "id": "r1", "source": {"path": "in.jsonl", "line": 3},
        "title": "A, \"B\"\nC", "published": "2019-03-05T10:00:00Z", "url": "https://a.example/b",
        "text_sha256": sha256_hex(text.as_bytes()), "offset_unit": "utf16", "model": "m",
        "quotes": [
            {"id": 0, "type": "direct", "text": "Äh 😀,", "spans": [[1, 7]],
             "cue": {"text": "said", "spans": [[9, 13]]},
             "speaker": {"name": "Zoë Ng", "kind": "person", "entity": 0, "mention": "Zoë\u{a0}Ng, the mayor",
                "mention_form": "name", "spans": [[14, 31]], "role": "the mayor"},
             "confidence": 0.875},
            {"id": 1, "type": "mixed", "text": "Ng left, \"of course\"", "spans": [[33, 53]],
             "cue": null, "speaker": null, "confidence": 0.25}],
        "entities": [{"id": 0, "name": "Zoë Ng", "kind": "person", "aliases": ["Ng"],
            "mentions": [[14, 20], [33, 35]]}]
    });
    (record, text)
}

#[test]
fn rows_need_no_texts_and_are_quoted() {
    let place = Place::new();
    let (record, _) = record();
    place.put(
        "r.jsonl",
        format!("{record}\n{record}\nno record\n{{\"schema\":2}}\n"),
    );
    place
        .whosaid(&["r.jsonl", "--to", "csv", "-o", "r.csv"])
        .code(2)
        .stderr(contains(
            "r.jsonl:2 (r1): there was an article of this id before",
        ))
        .stderr(contains("r.jsonl:3: no record of an article"))
        .stderr(contains(
            "r.jsonl:4: no record of an article: missing field `id`",
        ))
        .stderr(contains("lost, because csv cannot hold it: 1 entity"));
    let raw = place.text("r.csv");
    assert!(raw.contains(",\"A, \"\"B\"\"\nC\","), "{raw}");
    let mut rows = csv::Reader::from_path(place.at("r.csv")).expect("opened");
    let header = rows.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2);
    let cell = |row: usize, name: &str| {
        let column = header
            .iter()
            .position(|column| column == name)
            .expect("a column");
        rows[row][column].to_owned()
    };
    assert_eq!(cell(0, "title"), "A, \"B\"\nC");
    assert_eq!(cell(1, "text"), "Ng left, \"of course\"");
    let rest = [
        "line",
        "spans",
        "cue_spans",
        "speaker",
        "mention_spans",
        "role",
        "confidence",
    ];
    assert_eq!(
        rest.map(|name| cell(0, name)),
        ["3", "1 7", "9 13", "Zoë Ng", "14 31", "the mayor", "0.875"]
    );
    assert_eq!(
        rest.map(|name| cell(1, name)),
        ["3", "33 53", "", "", "", "", "0.25"]
    );
    assert_eq!(cell(0, "offset_unit"), "utf16");
    assert_eq!(cell(1, "speaker_kind"), "");
}

#[test]
fn records_with_their_texts_become_anything() {
    let place = Place::new();
    let (record, text) = record();
    let records = place.put("r.jsonl", record.to_string());
    let article = json!({"id": "r1", "body": text});
    let texts = place.put("in.jsonl", article.to_string());

    let out = well(
        (Form::Records, &records),
        (Form::Citron, &place.at("c.jsonl")),
        &[&texts],
    );
    assert_eq!(counts(&out.lost), [(Loss::EntityNames, 1)]);
    let document = place.json("c.jsonl");
    assert_eq!(document["title"], "A, \"B\"\nC");
    assert_eq!(document["quotes"][0]["confidence"], "0.8750");
    assert_eq!(
        document["quotes"][0]["contents"][0],
        json!({"start": 1, "end": 6, "text": "Äh 😀,"})
    );
    assert_eq!(document["coreference_groups"][0][1]["text"], "Ng");

    let out = well(
        (Form::Records, &records),
        (Form::Brat, &place.at("b")),
        &[&texts],
    );
    assert_eq!(
        counts(&out.lost),
        [(Loss::Metadata, 3), (Loss::Entities, 1)]
    );
    assert!(
        place
            .text("b/r1.ann")
            .contains("\"role\":\"the mayor\",\"confidence\":0.875")
    );
    assert_eq!(place.text("b/r1.txt"), text);

    let out = well(
        (Form::Records, &records),
        (Form::Quotebank, &place.at("q.jsonl")),
        &[&texts],
    );
    assert_eq!(out.lost.get(Loss::Mixed), 1);
    let article = place.json("q.jsonl");
    let content = article["content"].as_str().expect("a string");
    let tokens: Vec<&str> = content.split_whitespace().collect();
    assert_eq!(article["articleLength"], tokens.len());
    let quotation = &article["quotations"][0];
    assert_eq!(article["quotations"].as_array().map(Vec::len), Some(1));
    assert_eq!(quotation["quoteID"], "2019-03-05-000001");
    let offset = quotation["quotationOffset"].as_u64().expect("a number") as usize;
    assert_eq!(tokens[offset..offset + 3], ["Äh", "😀", ","]);
    assert_eq!(quotation["localTopSpeaker"], "Zoë Ng");
    assert_eq!(
        quotation["localProbas"][1],
        json!({"speaker": "None", "proba": 0.125, "qids": []})
    );
    let offsets = &article["names"][0]["offsets"];
    let name = &tokens[offsets[0][0].as_u64().expect("a number") as usize..];
    assert_eq!(name[..2], ["Zoë", "Ng"]);

    // And back from Citron's form, by way of the fields of our own.
    let back = place.at("back.jsonl");
    well(
        (Form::Citron, &place.at("c.jsonl")),
        (Form::Records, &back),
        &[],
    );
    let (before, after) = (&record, place.json("back.jsonl"));
    for pointer in [
        "/id",
        "/title",
        "/published",
        "/url",
        "/text_sha256",
        "/quotes/0/text",
        "/quotes/0/confidence",
        "/quotes/0/speaker/name",
        "/quotes/0/speaker/role",
        "/quotes/1/speaker",
    ] {
        assert_eq!(before.pointer(pointer), after.pointer(pointer), "{pointer}");
    }
    assert_eq!(after["offset_unit"], "codepoint");
}

#[test]
fn records_of_other_texts_are_told() {
    let place = Place::new();
    let (record, text) = record();
    let mut outside = record.clone();
    outside["id"] = json!("r2");
    outside["quotes"][0]["spans"] = json!([[4, 5]]);
    let mut missing = record.clone();
    missing["id"] = json!("r3");
    let mut other = record.clone();
    other["id"] = json!("r4");
    place.put(
        "r.jsonl",
        format!("{record}\n{outside}\n{missing}\n{other}\n"),
    );
    let texts = [("r1", text.as_str()), ("r2", &text), ("r4", "other")];
    let texts: Vec<String> = texts
        .iter()
        .map(|(id, text)| json!({"id": id, "text": text}).to_string())
        .collect();
    place.put("t.jsonl", texts.join("\n"));
    place
        .whosaid(&[
            "r.jsonl", "--to", "gold", "--text", "t.jsonl", "-o", "g.jsonl",
        ])
        .code(2)
        .stderr(contains(
            "r.jsonl:2 (r2): quotation 0: [4, 5) does not fit the text",
        ))
        .stderr(contains("r.jsonl:3 (r3): there is no text of this id"))
        .stderr(contains(
            "r.jsonl:4 (r4): the record was made from another text",
        ))
        .stderr(contains(
            "1 article with 2 quotations, from records to gold",
        ));
    let gold = place.gold("g.jsonl");
    assert_eq!(gold[0].quotations[0].content[0].slice(&text), "Äh 😀,");
    place
        .whosaid(&["r.jsonl", "--to", "brat", "-o", "b"])
        .code(1)
        .stderr(contains(
            "records holds no texts, and brat cannot be made without",
        ));
    assert_eq!(place.names(), ["g.jsonl", "r.jsonl", "t.jsonl"]);
}

#[test]
fn records_made_of_gold_fit_every_unit() {
    let place = Place::new();
    let gold = corpus();
    let articles = read_gold(&gold).expect("good gold");
    for unit in [OffsetUnit::Byte, OffsetUnit::Utf16, OffsetUnit::Codepoint] {
        let records: Vec<String> = records_from_gold(&articles, unit)
            .iter()
            .map(|record| serde_json::to_string(record).expect("JSON"))
            .collect();
        let records = place.put("r.jsonl", records.join("\n"));
        well(
            (Form::Records, &records),
            (Form::Gold, &place.at("back.jsonl")),
            &[&gold],
        );
        assert!(place.gold("back.jsonl") == articles, "{unit:?}");
    }
}

// What is wrong, and what must not happen.

#[test]
fn types_are_computed() {
    let place = Place::new();
    let lying = rich().replace("\"type\":\"direct\"", "\"type\":\"mixed\"");
    assert_ne!(lying, rich());
    let gold = place.put("gold.jsonl", &lying);
    well(
        (Form::Gold, &gold),
        (Form::Gold, &place.at("out.jsonl")),
        &[],
    );
    let kinds: Vec<&str> = place.gold("out.jsonl")[0]
        .quotations
        .iter()
        .map(|q| q.kind.name())
        .collect();
    assert_eq!(kinds, ["direct", "indirect", "direct", "direct"]);
}

#[test]
fn gold_with_mistakes_is_told_and_the_rest_kept() {
    let place = Place::new();
    let bad = r#"{"id":"x","text":"abc","quotes":[{"type":"direct","content":[[0,9]],"source":null,"cue":null}]}"#;
    place.put("gold.jsonl", format!("{bad}\n\n{}nonsense\n", rich()));
    place
        .whosaid(&["gold.jsonl", "--to", "brat", "-o", "out"])
        .code(2)
        .stderr(contains(
            "gold.jsonl:1 (x): quotation 0, content: [0, 9) is outside the text",
        ))
        .stderr(contains("gold.jsonl:4: no gold article"))
        .stderr(contains("1 article with 4 quotations, from gold to brat"));
    let names = fs::read_dir(place.at("out")).expect("listed").count();
    assert_eq!(names, 2);
}

#[test]
fn hostile_input_is_told_and_nothing_is_written() {
    let bad: [(&str, &[u8], &str); 6] = [
        ("empty", b"", "there is no document of the form"),
        ("blank", b" \n\r\n\t\n", "there is no document of the form"),
        ("number", b"17\n", "nothing in it could be used"),
        ("object", b"{}\n", "nothing in it could be used"),
        ("broken", b"{\"id\": \"a\", \n", "in.jsonl"),
        ("binary", b"\xff\xfe\x00{\xc3\x28", "no UTF-8 at byte 0"),
    ];
    let read: Vec<Form> = Form::ALL
        .into_iter()
        .filter(|form| form.is_read())
        .collect();
    for form in read.into_iter().filter(|form| *form != Form::Brat) {
        for (name, bytes, words) in bad {
            // Any word is a token, with a tag or without.
            if form == Form::DirectQuote && ["number", "object", "broken"].contains(&name) {
                continue;
            }
            let words = if form == Form::DirectQuote && name == "binary" {
                "no UTF-8"
            } else {
                words
            };
            let error = refused(form, "in.jsonl", bytes);
            assert!(
                error.contains("in.jsonl") && error.contains(words),
                "{form} {name}: {error}"
            );
        }
    }
    for bytes in [
        &b"[1, {}, null]"[..],
        b"{\"quotes\": 3}",
        b"{",
        b"[[[[",
        b"\xff",
        b"\"a\"",
    ] {
        for form in [Form::Citron, Form::GenderGap] {
            let error = refused(form, "in/a.json", bytes);
            assert!(error.contains("a.json"), "{form}: {error}");
        }
    }
    let place = Place::new();
    place.put("in.jsonl", b"\xff\n{}\n");
    place
        .whosaid(&["in.jsonl", "--from", "gold", "--to", "csv", "-o", "out.csv"])
        .code(1)
        .stderr(contains("in.jsonl:1: no UTF-8 at byte 0"))
        .stderr(contains("in.jsonl:2: no gold article: missing field `id`"))
        .stderr(contains("nothing was written"));
    assert_eq!(place.names(), ["in.jsonl"]);
}

/// All that is told of an input of which nothing can be used.
fn refused(form: Form, name: &str, bytes: &[u8]) -> String {
    let place = Place::new();
    place.put(name, bytes);
    let texts = place.put("t.txt", "Some text.");
    let input = name.split('/').next().expect("a name");
    let mut told = Vec::new();
    let conversion = Conversion {
        input: place.at(input),
        from: form,
        to: Form::Gold,
        output: Some(place.at("out")),
        texts: vec![texts],
        annotator: None,
    };
    let error = convert(&conversion, &mut |problem| told.push(problem.to_string()));
    told.push(error.expect_err("nothing can be used").to_string());
    assert_eq!(place.names(), [input, "t.txt"]);
    told.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_annotations_are_read_or_told(
        lines in vec(
            "(T[0-9]\t(Source|Content|Cue) [0-9]{1,2} [0-9]{1,2}(;[0-9]{1,2} [0-9]{1,2})?(\t.{0,9})?)\
             |(E[0-9]\tAttribution:T[0-9]( (Source|Content|Cue)2?:T[0-9]){0,4})\
             |(#1\tAnnotatorNotes E1\t\\{.{0,9}\\})|(.{0,20})",
            0..12,
        ),
        text in "(.|\n){0,60}",
    ) {
        let place = Place::new();
        place.put("in/a.txt", &text);
        place.put("in/a.ann", lines.join("\n"));
        let there = place.at("out.jsonl");
        let read = converted((Form::Brat, &place.at("in")), (Form::Gold, &there), &[]);
        prop_assert!(read.is_ok());
        // What was written is good gold, whatever was read.
        let gold = place.gold("out.jsonl");
        prop_assert_eq!(&gold[0].text, &text);
    }

    #[test]
    fn any_tags_are_read_or_told(
        lines in vec("(.{0,3} (I|B)-(Speaker|LeftSpeaker|RightSpeaker|Unknown))|(.{0,9})", 0..30),
    ) {
        let place = Place::new();
        place.put("in/a.txt", lines.join("\n"));
        let there = place.at("out.jsonl");
        let read = converted((Form::DirectQuote, &place.at("in")), (Form::Gold, &there), &[]);
        prop_assert!(read.is_ok());
        place.gold("out.jsonl");
    }
}

#[test]
fn a_broken_file_in_a_folder_does_not_harm_the_others() {
    let place = Place::new();
    place.put("in/a.txt", b"caf\xe9");
    place.put("in/a.ann", "");
    place.put("in/b.txt", "He left.");
    place.put(
        "in/b.ann",
        "T1\tContent 0 7\tHe left\nE1\tAttribution:T1 Content:T1\n",
    );
    place.put("in/c.ann", "");
    place
        .whosaid(&["in", "--to", "citron", "-o", "out"])
        .code(2)
        .stderr(contains("a.txt: no UTF-8 at byte 3"))
        .stderr(contains("c.ann: there is no text for it"));
    assert_eq!(
        place.json("out/b.json")["quotes_without_cue"][0]["contents"][0]["text"],
        "He left"
    );
}

#[test]
fn outputs_are_whole_and_spoil_nothing() {
    let place = Place::new();
    place.put("gold.jsonl", rich());
    place.put("full/x", "");
    fs::create_dir(place.at("empty")).expect("made");
    let refused = |args: &[&str], words: &str| {
        place.whosaid(args).code(1).stderr(contains(words));
        assert_eq!(place.names(), ["empty", "full", "gold.jsonl"]);
    };
    refused(
        &["gold.jsonl", "--to", "brat", "-o", "full"],
        "full: the folder is not empty",
    );
    refused(
        &["gold.jsonl", "--to", "citron", "-o", "none/new"],
        "the folder none does not exist",
    );
    refused(
        &["gold.jsonl", "--to", "brat"],
        "brat is written into a folder",
    );
    refused(
        &["gold.jsonl", "--to", "gold", "-o", "gold.jsonl"],
        "is one of the inputs",
    );
    refused(
        &["gold.jsonl", "--to", "brat", "-o", "gold.jsonl"],
        "is one of the inputs",
    );
    refused(
        &["gold.jsonl", "--from", "csv", "--to", "gold"],
        "csv can be written but not read",
    );
    refused(
        &["gold.jsonl", "--from", "brat", "--to", "gold"],
        "brat is a folder",
    );
    refused(&["none", "--to", "gold"], "none: No such file");
    refused(&["-", "--to", "gold"], "name it with --from");
    refused(&["gold.jsonl", "--to", "verse"], "verse");
    place
        .whosaid(&["gold.jsonl", "--to", "brat", "-o", "empty/"])
        .code(0);
    assert!(place.at("empty/a%2Fb.ann").is_file());
    assert_eq!(place.names(), ["empty", "full", "gold.jsonl"]);
}

#[test]
fn standard_input_and_output() {
    let place = Place::new();
    let mut command: Command = assert_cmd::cargo::cargo_bin_cmd!("whosaid");
    command
        .current_dir(place.0.path())
        .args(["convert", "-", "--from", "gold", "--to", "csv"])
        .write_stdin(rich())
        .assert()
        .code(0)
        .stdout(predicates::str::starts_with("article_id,path,line,"))
        .stdout(contains("a/b,-,1,"))
        .stderr(contains("1 article with 4 quotations, from gold to csv"));
}

#[test]
fn forms_are_told_by_what_is_in_them() {
    let place = Place::new();
    let gold = corpus();
    assert_eq!(guess(&gold).expect("read"), Some(Form::Gold));
    for (form, name) in [
        (Form::Records, "r.jsonl"),
        (Form::Annotators, "a.jsonl"),
        (Form::Brat, "b"),
        (Form::DirectQuote, "d"),
        (Form::DirectQuote, "d.txt"),
        (Form::Citron, "c"),
        (Form::Citron, "c.json"),
        (Form::GenderGap, "g"),
        (Form::GenderGap, "g.jsonl"),
    ] {
        well((Form::Gold, &gold), (form, &place.at(name)), &[]);
        assert_eq!(guess(&place.at(name)).expect("read"), Some(form), "{name}");
    }
    let prose = place.put("prose.txt", "She said no.\n");
    assert_eq!(guess(&prose).expect("read"), None);
    place
        .whosaid(&["prose.txt", "--to", "gold"])
        .code(1)
        .stderr(contains(
            "it is not plain what form this has: name it with --from",
        ));
}

#[test]
fn long_and_odd_ids_make_files() {
    let place = Place::new();
    let ids = ["../../x", "", "ä".repeat(400).as_str(), "CON: a|b?", "%41"].map(str::to_owned);
    let lines: Vec<String> = ids
        .iter()
        .map(|id| json!({"id": id, "text": "x", "quotes": []}).to_string())
        .collect();
    let gold = place.put("gold.jsonl", lines.join("\n"));
    let out = well((Form::Gold, &gold), (Form::Brat, &place.at("b")), &[]);
    assert_eq!(counts(&out.lost), [(Loss::Ids, 1)]);
    let back = |form, from: &str, name: &str| {
        well((form, &place.at(from)), (Form::Gold, &place.at(name)), &[]);
        let mut ids: Vec<String> = place.gold(name).into_iter().map(|a| a.id).collect();
        ids.sort();
        ids
    };
    let returned = back(Form::Brat, "b", "b.jsonl");
    assert_eq!(ids.iter().filter(|id| returned.contains(id)).count(), 4);
    // Citron's documents have the id in them.
    let out = well((Form::Gold, &gold), (Form::Citron, &place.at("c")), &[]);
    assert!(out.lost.is_empty());
    let mut all = ids.to_vec();
    all.sort();
    assert_eq!(back(Form::Citron, "c", "c.jsonl"), all);
    assert_eq!(
        place.names(),
        ["b", "b.jsonl", "c", "c.jsonl", "gold.jsonl"]
    );
}

#[test]
fn help_has_the_forms() {
    let place = Place::new();
    let assert = place.whosaid(&["--help"]).code(0);
    let help = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    for form in Form::ALL {
        assert!(help.contains(&format!("\n  {:<13}", form.name())), "{form}");
    }
    assert!(help.contains("whosaid convert quotes.jsonl --to csv -o quotes.csv"));
    assert!(help.lines().all(|line| line.chars().count() <= 100));
}

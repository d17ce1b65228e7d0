//! Measuring on gold that is right, on gold with known damage, and on two systems: every expected
//! figure here is worked out by hand.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use whosaid::evaluate::{
    Annotation, Bootstrap, ErrorKind, EvaluateError, Scores, agreement, agreement_table, compare,
    comparison_table, errors, errors_page, read_annotations, read_records, records_from_gold,
    score, score_files, score_with, summary, table,
};
use whosaid::gold::{
    GoldArticle, GoldError, GoldQuotation, GoldSpeaker, GoldSpeakerKind, read_gold,
};
use whosaid::output::record::{Record, SpeakerKind};
use whosaid::text::{OffsetUnit, QuotationType, Span};

type Records = HashMap<String, Record>;

const PEOPLE: [&str; 3] = ["Ada Byron", "Tim Ørsted", "Wang Li"];

/// Twelve quotations, two direct, two indirect, two direct and so on, all with 17 letters of
/// content, said by three people in turn; the quotations of one type stand in pairs.
fn article(id: &str) -> GoldArticle {
    let mut text = String::from("Žižek’s headline 𝄞\n\n");
    let mut quotations = Vec::new();
    for i in 0..12 {
        let name = PEOPLE[i % 3];
        let words = format!("seven words number{}", char::from(b'a' + i as u8));
        let direct = i % 4 < 2;
        let (before, after) = if direct {
            ("“".to_owned(), format!(",” {name} said.\n\n"))
        } else {
            (format!("{name} said that "), ".\n\n".to_owned())
        };
        let start = text.len();
        text += &before;
        let content = Span::new(text.len(), text.len() + words.len());
        text += &words;
        text += &after;
        let find = |what: &str| {
            let at = start + text[start..].find(what).expect("it is there");
            Span::new(at, at + what.len())
        };
        quotations.push(GoldQuotation {
            kind: if direct {
                QuotationType::Direct
            } else {
                QuotationType::Indirect
            },
            content: vec![content],
            source: vec![find(name)],
            cue: vec![find("said")],
            speaker: GoldSpeaker {
                names: vec![name.to_owned()],
                kind: Some(GoldSpeakerKind::Person),
                doubt: false,
            },
        });
    }
    GoldArticle {
        id: id.to_owned(),
        text,
        quotations,
    }
}

fn keyed(records: Vec<Record>) -> Records {
    records.into_iter().map(|r| (r.id.clone(), r)).collect()
}

fn perfect(gold: &[GoldArticle]) -> Records {
    keyed(records_from_gold(gold, OffsetUnit::Codepoint))
}

/// The records of a perfect system after `damage` was done to each.
fn damaged(gold: &[GoldArticle], damage: impl Fn(&mut Record)) -> Records {
    let mut records = records_from_gold(gold, OffsetUnit::Codepoint);
    records.iter_mut().for_each(damage);
    keyed(records)
}

/// The record without the quotations at odd places.
fn drop_every_second(record: &mut Record) {
    let mut i = 0;
    record.quotes.retain(|_| {
        i += 1;
        i % 2 == 1
    });
}

fn value(scores: &Scores, path: &str) -> f64 {
    let figure = scores
        .get(path)
        .unwrap_or_else(|| panic!("no figure {path}"));
    figure
        .value
        .unwrap_or_else(|| panic!("{path} has no cases"))
}

#[track_caller]
fn assert_figures(scores: &Scores, expected: &[(&str, f64, u64)]) {
    for (path, worked_out, n) in expected {
        let is = value(scores, path);
        assert!(
            (is - worked_out).abs() < 1e-9,
            "{path}: {is}, not {worked_out}"
        );
        assert_eq!(scores.get(path).map(|f| f.n), Some(*n), "cases of {path}");
    }
}

#[track_caller]
fn assert_all_right(scores: &Scores) {
    for figure in &scores.figures {
        let right = if figure.path.ends_with("expected_calibration_error") {
            0.0
        } else {
            1.0
        };
        let curve = figure.path.contains("/curve/") || figure.path.contains("/bands/");
        if figure.n == 0 {
            assert_eq!(figure.value, None, "{}", figure.path);
        } else if !curve {
            assert_eq!(figure.value, Some(right), "{}", figure.path);
            assert_eq!(
                (figure.low, figure.high),
                (Some(right), Some(right)),
                "{}",
                figure.path
            );
        }
    }
}

fn corpus() -> Vec<GoldArticle> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold.jsonl");
    read_gold(&path).expect("the corpus is good gold")
}

#[test]
fn gold_against_itself_is_right_everywhere() {
    for gold in [corpus(), vec![article("a"), article("b")]] {
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Byte, OffsetUnit::Utf16] {
            let records = keyed(records_from_gold(&gold, unit));
            let scores = score(&gold, &records).expect("records of this gold");
            assert_all_right(&scores);
            let quotations: usize = gold.iter().map(|a| a.quotations.len()).sum();
            assert_eq!(scores.get("all/f1").map(|f| f.n), Some(quotations as u64));
            assert!(errors(&gold, &records).expect("the same").is_empty());
        }
    }
}

#[test]
fn a_third_of_the_sources_removed() {
    let gold = [article("a"), article("b")];
    // Quotations 0, 3, 6, 9 of each article: two of six direct, two of six indirect ones.
    let records = damaged(&gold, |record| {
        for quote in record.quotes.iter_mut().step_by(3) {
            quote.speaker = None;
        }
    });
    let scores = score(&gold, &records).expect("records of this gold");
    let two_thirds = 2.0 / 3.0;
    let mut expected = vec![
        ("passages/found", 1.0, 12),
        ("passages/mention", two_thirds, 12),
        ("passages/speaker", two_thirds, 12),
        ("passages/speaker_given_found", two_thirds, 12),
        ("published/source/recall", two_thirds, 24),
        ("published/source/precision", 1.0, 16),
        ("published/source/f1", 0.8, 24),
        ("published/content/f1", 1.0, 24),
        ("speaker_by_form/full_name", two_thirds, 24),
    ];
    let groups = [
        [
            "all/f1",
            "all/mention_recall",
            "all/mention_precision",
            "all/mention_f1",
        ],
        [
            "quoted/f1",
            "quoted/mention_recall",
            "quoted/mention_precision",
            "quoted/mention_f1",
        ],
        [
            "indirect/f1",
            "indirect/mention_recall",
            "indirect/mention_precision",
            "indirect/mention_f1",
        ],
    ];
    for ([f1, recall, precision, mention_f1], n) in groups.into_iter().zip([24, 12, 12]) {
        expected.extend([
            (f1, 1.0, n),
            (recall, two_thirds, n),
            (precision, 1.0, n * 2 / 3),
            (mention_f1, 0.8, n),
        ]);
    }
    expected.extend([
        ("all/mention_given_detected", two_thirds, 24),
        ("all/speaker", two_thirds, 24),
        ("all/speaker_given_detected", two_thirds, 24),
    ]);
    assert_figures(&scores, &expected);
    let lines = errors(&gold, &records).expect("the same");
    assert_eq!(lines.len(), 8);
    assert!(
        lines
            .iter()
            .all(|line| line.kind == ErrorKind::SpeakerMissing)
    );
}

#[test]
fn every_second_quotation_dropped() {
    let gold = [article("a"), article("b")];
    // Left: 0, 2, 4 … of each article, three direct and three indirect ones.
    let records = damaged(&gold, drop_every_second);
    let scores = score(&gold, &records).expect("records of this gold");
    assert_figures(
        &scores,
        &[
            ("all/precision", 1.0, 12),
            ("all/recall", 0.5, 24),
            ("all/f1", 2.0 / 3.0, 24),
            ("all/exact_f1", 2.0 / 3.0, 24),
            // All contents are equally long.
            ("all/character_f1", 2.0 / 3.0, 24 * 17),
            ("direct/recall", 0.5, 12),
            ("indirect/recall", 0.5, 12),
            ("quoted/f1", 2.0 / 3.0, 12),
            ("passages/found", 0.5, 12),
            ("passages/speaker", 0.5, 12),
            ("passages/speaker_given_found", 1.0, 6),
            ("all/mention_recall", 0.5, 24),
            ("all/mention_precision", 1.0, 12),
            ("all/mention_given_detected", 1.0, 12),
            ("all/speaker", 0.5, 24),
            ("all/speaker_given_detected", 1.0, 12),
            ("published/content/f1", 2.0 / 3.0, 24),
        ],
    );
    assert_eq!(scores.get("mixed/recall").and_then(|f| f.value), None);
    let lines = errors(&gold, &records).expect("the same");
    assert_eq!(lines.len(), 12);
    assert!(lines.iter().all(|line| line.kind == ErrorKind::NotFound));
}

#[test]
fn speakers_shuffled() {
    let gold = [article("a"), article("b")];
    // In one of two articles everybody gets the next one's name.
    let records = damaged(&gold, |record| {
        if record.id == "b" {
            for (i, quote) in record.quotes.iter_mut().enumerate() {
                if let Some(speaker) = &mut quote.speaker {
                    speaker.name = Some(PEOPLE[(i + 1) % 3].to_owned());
                }
            }
        }
    });
    let scores = score(&gold, &records).expect("records of this gold");
    assert_figures(
        &scores,
        &[
            ("all/exact_f1", 1.0, 24),
            ("all/mention_f1", 1.0, 24),
            ("all/speaker", 0.5, 24),
            ("quoted/speaker_given_detected", 0.5, 12),
            ("passages/speaker", 0.5, 12),
            ("passages/mention", 1.0, 12),
        ],
    );
    // Whoever it is, it is a person; then half of them are not.
    let kinds = "all/speaker_kind_given_detected";
    assert_figures(&scores, &[(kinds, 1.0, 24)]);
    let unnamed = damaged(&gold, |record| {
        let quotes = record.quotes.iter_mut().step_by(2);
        for speaker in quotes.filter_map(|quote| quote.speaker.as_mut()) {
            speaker.kind = SpeakerKind::Unnamed;
        }
    });
    let scores_of_unnamed = score(&gold, &unnamed).expect("records of this gold");
    assert_figures(&scores_of_unnamed, &[(kinds, 0.5, 24)]);
    // The resamples draw 0, 1 or 2 good articles of 2: 0, 0.5 and 1 all lie in the interval.
    let speaker = scores.get("all/speaker").expect("there");
    assert_eq!((speaker.low, speaker.high), (Some(0.0), Some(1.0)));
    let lines = errors(&gold, &records).expect("the same");
    let wrong = summary(&lines)
        .into_iter()
        .find(|(kind, ..)| *kind == ErrorKind::WrongSpeaker);
    assert_eq!(wrong, Some((ErrorKind::WrongSpeaker, 12, 12)));
}

#[test]
fn names_are_compared_by_the_rule_of_names() {
    let gold = [article("a")];
    let with_names = |change: &dyn Fn(usize) -> Option<String>| {
        let records = damaged(&gold, |record| {
            for (i, quote) in record.quotes.iter_mut().enumerate() {
                if let Some(speaker) = &mut quote.speaker {
                    speaker.name = change(i % 3);
                }
            }
        });
        value(
            &score(&gold, &records).expect("records of this gold"),
            "all/speaker",
        )
    };
    // Titles, accents, case, possessives and a last name alone change nothing.
    let other_form = ["Lady Byron’s", "Mr. TIM ORSTED Jr.", "Li"];
    assert_eq!(with_names(&|i| Some(other_form[i].to_owned())), 1.0);
    // Another first name does, and so does a first name alone.
    let other_people = ["Bob Byron", "Tim", "Wang Lin"];
    assert_eq!(with_names(&|i| Some(other_people[i].to_owned())), 0.0);
    assert_eq!(with_names(&|_| None), 0.0);
}

#[test]
fn of_several_speakers_each_must_be_named() {
    let mut gold = article("a");
    gold.quotations.truncate(1);
    gold.quotations[0].speaker.names = vec!["Ada Byron".into(), "Wang Li".into()];
    let gold = [gold];
    let right = |names: &[&str]| {
        let records = damaged(&gold, |record| {
            if let Some(speaker) = &mut record.quotes[0].speaker {
                speaker.name = Some(names.join(" and "));
                speaker.names = Some(names.iter().map(ToString::to_string).collect());
            }
        });
        value(
            &score(&gold, &records).expect("records of this gold"),
            "all/speaker",
        )
    };
    assert_eq!(right(&["Li", "Ms. Byron"]), 1.0);
    assert_eq!(right(&["Ada Byron"]), 0.0);
    assert_eq!(right(&["Ada Byron", "Wang Li", "Tim Ørsted"]), 0.0);
    assert_eq!(right(&["Ada Byron", "Ada Byron"]), 0.0);
}

/// An article with one quotation in two pieces, `“One two three,” Ada Byron said. “Four five.”`.
fn in_two_pieces() -> GoldArticle {
    let text = "“One two three,” Ada Byron said. “Four five.”".to_owned();
    let find = |what: &str| {
        let at = text.find(what).expect("it is there");
        Span::new(at, at + what.len())
    };
    GoldArticle {
        id: "two".to_owned(),
        quotations: vec![GoldQuotation {
            kind: QuotationType::Direct,
            content: vec![find("One two three"), find("Four five")],
            source: vec![find("Ada Byron")],
            cue: vec![find("said")],
            speaker: GoldSpeaker {
                names: vec!["Ada Byron".to_owned()],
                kind: Some(GoldSpeakerKind::Person),
                doubt: false,
            },
        }],
        text,
    }
}

#[test]
fn passages_do_not_care_whether_a_quotation_is_split() {
    let gold = [in_two_pieces()];
    let records = damaged(&gold, |record| {
        let mut second = record.quotes[0].clone();
        second.id = 1;
        second.spans = vec![record.quotes[0].spans[1]];
        record.quotes[0].spans.truncate(1);
        record.quotes.push(second);
    });
    let scores = score(&gold, &records).expect("records of this gold");
    assert_figures(
        &scores,
        &[
            ("passages/found", 1.0, 2),
            ("passages/speaker", 1.0, 2),
            // 11 of 19 letters in the first half: found, not exact; the other half is invented.
            ("all/recall", 1.0, 1),
            ("all/precision", 0.5, 2),
            ("all/f1", 2.0 / 3.0, 1),
            ("all/exact_f1", 0.0, 1),
            ("all/character_f1", 1.0, 19),
            // Fragments stand by themselves.
            ("published/content/f1", 1.0, 2),
            ("published/source/f1", 1.0, 1),
        ],
    );
    let lines = errors(&gold, &records).expect("the same");
    let kinds: Vec<ErrorKind> = lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [ErrorKind::Boundary, ErrorKind::Invented]);
    let page = errors_page(&lines, &gold);
    assert!(page.contains("2 quotations with errors") && page.contains("<span class=\"g p\">"));
}

#[test]
fn a_quotation_within_a_quotation_has_a_partner_of_its_own() {
    let mut gold = in_two_pieces();
    let inner = GoldQuotation {
        content: vec![Span::new(7, 16)],
        source: Vec::new(),
        speaker: GoldSpeaker {
            names: vec!["Wang Li".to_owned()],
            ..gold.quotations[0].speaker.clone()
        },
        ..gold.quotations[0].clone()
    };
    gold.quotations.push(inner);
    let gold = [gold];
    let scores = score(&gold, &perfect(&gold)).expect("records of this gold");
    assert_all_right(&scores);
    assert_figures(
        &scores,
        &[("passages/speaker", 1.0, 3), ("passages/mention", 1.0, 2)],
    );
}

#[test]
fn a_passage_needs_half_of_its_letters() {
    let gold = [in_two_pieces()];
    let with_span = |span: [usize; 2]| {
        let records = damaged(&gold, |record| record.quotes[0].spans = vec![span]);
        let scores = score(&gold, &records).expect("records of this gold");
        value(&scores, "passages/found")
    };
    // "One tw" holds 5 of 11 letters, "One two" 6.
    assert_eq!(with_span([1, 7]), 0.0);
    assert_eq!(with_span([1, 8]), 0.5);
    assert_eq!(with_span([0, 45]), 1.0);
}

#[test]
fn marks_and_punctuation_never_decide() {
    let gold = [in_two_pieces()];
    // With marks and commas, as other systems give contents.
    let records = damaged(&gold, |record| {
        record.quotes[0].spans = vec![[0, 16], [33, 45]]
    });
    assert_all_right(&score(&gold, &records).expect("records of this gold"));
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let gold = corpus();
    let records = damaged(&gold, drop_every_second);
    let other = damaged(&gold, |record| record.quotes.truncate(7));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(|| {
            let scores = score(&gold, &records).expect("records of this gold");
            let both = compare(&gold, &records, &other, Bootstrap::default());
            let both = both.expect("records of this gold");
            let lines = errors(&gold, &records).expect("records of this gold");
            [
                table(&scores),
                scores.to_json().to_string(),
                comparison_table(&both),
                both.to_json().to_string(),
                serde_json::to_string(&lines).expect("plain data"),
            ]
        })
    };
    let once = on(1);
    assert_eq!(once, on(1));
    assert_eq!(once, on(3));
    let reseeded = Bootstrap {
        seed: 2,
        ..Bootstrap::default()
    };
    let again = score_with(&gold, &records, reseeded).expect("records of this gold");
    assert_ne!(once[1], again.to_json().to_string());
}

#[test]
fn two_systems_are_compared_over_the_same_articles() {
    let names: Vec<String> = (0..10).map(|i| format!("article {i}")).collect();
    let gold: Vec<GoldArticle> = names.iter().map(|id| article(id)).collect();
    let whole = perfect(&gold);
    let half = damaged(&gold, drop_every_second);
    let both = compare(&gold, &whole, &half, Bootstrap::default()).expect("records of this gold");
    // Every article has the same difference, so every resample has: recall 1 - 0.5, and no
    // resample of 1,000 on the other side of zero, which makes p 2 / 1,001.
    let recall = both.get("all/recall").expect("there");
    assert_eq!(
        (recall.value, recall.low, recall.high),
        (Some(0.5), Some(0.5), Some(0.5))
    );
    assert_eq!(recall.p, Some(2.0 / 1001.0));
    let precision = both.get("all/precision").expect("there");
    assert_eq!((precision.value, precision.p), (Some(0.0), Some(1.0)));
    assert_eq!((both.only_first.len(), both.only_second.len()), (60, 0));
    assert_eq!(both.only_first[0].other, [ErrorKind::NotFound]);
    let back = compare(&gold, &half, &whole, Bootstrap::default()).expect("records of this gold");
    assert_eq!(back.get("all/recall").and_then(|d| d.value), Some(-0.5));
    assert_eq!(back.only_second.len(), 60);
    let json = both.to_json();
    assert_eq!(json["difference"]["all"]["recall"]["value"], 0.5);
    assert_eq!(json["pred"]["all"]["recall"]["value"], 1.0);
    assert_eq!(json["only_pred_right"].as_array().map(Vec::len), Some(60));
}

#[test]
fn confidence_bands_by_hand() {
    let mut gold = article("a");
    gold.quotations.truncate(4);
    let gold = [gold];
    // Right at 0.9, wrong at 0.9, right at 0.6, right at 0.2.
    let records = damaged(&gold, |record| {
        for (quote, confidence) in record.quotes.iter_mut().zip([0.9, 0.9, 0.6, 0.2]) {
            quote.confidence = confidence;
        }
        record.quotes[1].speaker = None;
    });
    let scores = score(&gold, &records).expect("records of this gold");
    assert_figures(
        &scores,
        &[
            ("calibration/all/bands/0.90/accuracy", 0.5, 2),
            ("calibration/all/bands/0.90/confidence", 0.9, 2),
            ("calibration/all/bands/0.60/accuracy", 1.0, 1),
            ("calibration/all/curve/0.00/coverage", 1.0, 4),
            ("calibration/all/curve/0.00/accuracy", 0.75, 4),
            ("calibration/all/curve/0.60/coverage", 0.75, 4),
            ("calibration/all/curve/0.60/accuracy", 2.0 / 3.0, 3),
            ("calibration/all/curve/0.65/coverage", 0.5, 4),
            // |1.8 - 1| + |0.6 - 1| + |0.2 - 1|, over 4.
            ("calibration/all/expected_calibration_error", 0.5, 4),
            // The two direct ones: |1.8 - 1| over 2.
            ("calibration/quoted/expected_calibration_error", 0.4, 2),
        ],
    );
    assert_eq!(
        scores
            .get("calibration/all/curve/0.95/accuracy")
            .and_then(|f| f.value),
        None
    );
}

#[test]
fn the_json_has_the_layout_that_is_promised() {
    let gold = [article("a")];
    let json = score(&gold, &perfect(&gold))
        .expect("records of this gold")
        .to_json();
    let check = |group: &str, figures: &[&str]| {
        for figure in figures {
            for part in ["value", "low", "high", "n"] {
                assert!(
                    json[group][figure].get(part).is_some(),
                    "{group}.{figure}.{part}"
                );
            }
        }
    };
    check(
        "passages",
        &["found", "mention", "speaker", "speaker_given_found"],
    );
    for group in ["all", "quoted", "direct", "mixed", "indirect"] {
        check(
            group,
            &[
                "precision",
                "recall",
                "f1",
                "exact_f1",
                "mention_precision",
                "mention_recall",
                "mention_f1",
                "mention_given_detected",
                "speaker",
                "speaker_given_detected",
                "speaker_kind_given_detected",
            ],
        );
        for form in [
            "full_name",
            "part_of_name",
            "pronoun",
            "description",
            "none",
        ] {
            assert!(json[group]["speaker_by_form"][form].get("n").is_some());
        }
    }
    check("all", &["character_f1"]);
    check("quoted", &["character_f1"]);
    assert_eq!(json["mixed"]["f1"]["value"], serde_json::Value::Null);
}

#[test]
fn tables_fit_a_hundred_columns() {
    let gold = corpus();
    let records = damaged(&gold, |record| {
        drop_every_second(record);
        record
            .quotes
            .iter_mut()
            .enumerate()
            .for_each(|(i, q)| q.confidence = i as f64 / 20.0);
    });
    let mut few = records.clone();
    few.remove("wang-sculptor");
    few.remove("geneva-watch");
    let scores = score(&gold, &few).expect("records of this gold");
    let both = compare(&gold, &records, &few, Bootstrap::default()).expect("the same");
    for text in [
        table(&scores),
        agreement_table(&scores),
        comparison_table(&both),
    ] {
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn an_article_without_a_record_counts_as_without_quotations() {
    let gold = [article("a"), article("b")];
    let mut records = perfect(&gold);
    let mut other = records.remove("b").expect("there");
    other.id = "elsewhere".to_owned();
    records.insert(other.id.clone(), other);
    let scores = score(&gold, &records).expect("records of this gold");
    assert_eq!(scores.missing, ["b"]);
    assert_eq!(scores.unknown, 1);
    assert_figures(
        &scores,
        &[("all/recall", 0.5, 24), ("all/precision", 1.0, 12)],
    );
    assert!(table(&scores).contains("1 articles have no record"));
    let none = score(&gold, &Records::new()).expect("nothing to read");
    assert_figures(&none, &[("all/f1", 0.0, 24), ("all/recall", 0.0, 24)]);
    assert_eq!(none.get("all/precision").and_then(|f| f.value), None);
}

#[test]
fn no_articles_at_all() {
    let scores = score(&[], &Records::new()).expect("nothing to read");
    assert!(
        scores
            .figures
            .iter()
            .all(|f| f.value.is_none() && f.low.is_none())
    );
    assert!(table(&scores).starts_with("0 articles"));
}

#[test]
fn records_of_another_text_are_no_predictions() {
    let gold = [article("a")];
    let other = damaged(&gold, |record| record.text_sha256 = "0".repeat(64));
    assert!(matches!(score(&gold, &other), Err(EvaluateError::OtherText { id }) if id == "a"));
    let outside = damaged(&gold, |record| record.quotes[1].spans[0][1] = 1_000_000);
    let told = score(&gold, &outside)
        .expect_err("a span outside")
        .to_string();
    assert!(
        told.contains("a: quotation 1: [") && told.contains("does not fit"),
        "{told}"
    );
    let backwards = damaged(&gold, |record| record.quotes[0].spans[0].reverse());
    assert!(matches!(
        score(&gold, &backwards),
        Err(EvaluateError::SpanOutside { .. })
    ));
    // Inside the two bytes of a letter.
    let mut inside = records_from_gold(&gold, OffsetUnit::Byte);
    inside[0].quotes[0].spans = vec![[1, 5]];
    assert!(matches!(
        score(&gold, &keyed(inside)),
        Err(EvaluateError::SpanOutside { .. })
    ));
}

fn file(lines: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(lines.as_bytes()).expect("written");
    file
}

#[test]
fn files_of_records_are_read_back() {
    let gold = [article("a"), article("b")];
    let records = records_from_gold(&gold, OffsetUnit::Codepoint);
    let line = |record: &Record| serde_json::to_string(record).expect("plain data");
    let lines = format!("{}\n\n{}\n", line(&records[0]), line(&records[1]));
    assert_eq!(
        read_records(file(&lines).path()).expect("records"),
        keyed(records.clone())
    );
    let twice = format!("{}\n{}\n", line(&records[0]), line(&records[0]));
    let told = read_records(file(&twice).path())
        .expect_err("twice")
        .to_string();
    assert!(
        told.ends_with("line 2: a has a record already in line 1"),
        "{told}"
    );
    let torn = format!("{}\n{{\"schema\":1,", line(&records[0]));
    let told = read_records(file(&torn).path())
        .expect_err("torn")
        .to_string();
    assert!(told.contains("line 2: no record"), "{told}");
}

#[test]
fn files_score_like_what_they_hold() {
    // An article in the middle has no record, and one record no article.
    let gold_file = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold.jsonl");
    let gold = corpus();
    let mut records = records_from_gold(&gold, OffsetUnit::Utf16);
    records.iter_mut().for_each(drop_every_second);
    records[3].id = "elsewhere".to_owned();
    records.reverse();
    let lines: Vec<String> = records
        .iter()
        .map(|record| serde_json::to_string(record).expect("JSON"))
        .collect();
    let records_file = file(&lines.join("\n\n"));
    let by_files = score_files(&gold_file, records_file.path(), Bootstrap::default());
    let by_hand = score(&gold, &keyed(records)).expect("records of this gold");
    assert_eq!(by_files.expect("the same files"), by_hand);
    assert_eq!((by_hand.missing.len(), by_hand.unknown), (1, 1));
}

#[test]
fn gold_with_mistakes_gives_a_list() {
    let quote = r#""type":"direct","source":null,"cue":null,"content""#;
    let lines = format!(
        "{}\n{}\n{}\n{}\n",
        format_args!(r#"{{"id":"a","text":"abc","quotes":[{{{quote}:[[1,9]]}}]}}"#),
        format_args!(r#"{{"id":"b","text":"abc","quotes":[{{{quote}:[[0,2],[1,3]]}}]}}"#),
        format_args!(r#"{{"id":"a","text":"abc","quotes":[]}}"#),
        r#"{"id":"c","quotes":[]}"#,
    );
    let Err(GoldError::Mistakes { mistakes, .. }) = read_gold(file(&lines).path()) else {
        panic!("the mistakes were not seen");
    };
    let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    for (told, what) in told
        .iter()
        .zip(["outside the text", "overlap", "already", "`text`"])
    {
        assert!(told.contains(what), "{told}");
    }
}

#[test]
fn two_annotators_agree_both_ways() {
    let gold = [article("a"), article("b")];
    let annotation = |annotator: &str, quotations: &[GoldQuotation]| Annotation {
        article: "a".to_owned(),
        annotator: annotator.to_owned(),
        quotations: quotations.to_vec(),
    };
    let all = &gold[0].quotations;
    let mut annotations = vec![annotation("x", all), annotation("y", &all[..6])];
    let scores = agreement(&gold, &annotations, Bootstrap::default());
    assert_eq!(scores.articles, 1);
    // 6 quotations are in both; x has 12, y 6: 12 of 18 over both ways.
    let two_thirds = 2.0 / 3.0;
    assert_figures(
        &scores,
        &[
            ("all/recall", two_thirds, 18),
            ("all/precision", two_thirds, 18),
            ("all/f1", two_thirds, 18),
            ("all/mention_given_detected", 1.0, 12),
            // Direct: 0, 1, 4, 5 in both, 8, 9 in x only: 8 of 10.
            ("passages/found", 0.8, 10),
        ],
    );
    // A third one like x: the pairs x-y, y-z as before, x-z with 12 of 12, each both ways.
    annotations.push(annotation("z", all));
    let scores = agreement(&gold, &annotations, Bootstrap::default());
    assert_figures(&scores, &[("all/f1", 48.0 / 60.0, 60)]);
    // Somebody alone agrees with nobody.
    let alone = agreement(&gold, &annotations[..1], Bootstrap::default());
    assert_eq!(
        (alone.articles, alone.get("all/f1").and_then(|f| f.value)),
        (0, None)
    );
}

#[test]
fn files_of_annotations_are_read_with_their_mistakes() {
    let gold = [article("a")];
    let good =
        r#"{"id":"a","annotator":"x","quotes":[{"content":[[20,30]],"source":null,"cue":null}]}"#;
    let read = read_annotations(file(good).path(), &gold).expect("good");
    assert_eq!(read[0].annotator, "x");
    let quotation = &read[0].quotations[0];
    let start = gold[0].text.char_indices().nth(20).map(|(at, _)| at);
    assert_eq!(Some(quotation.content[0].start), start);
    let bad = [
        good,
        good,
        &good.replace("30", "999999").replace("\"x\"", "\"y\""),
        &good.replace("\"a\"", "\"zz\""),
        "{}",
    ]
    .join("\n");
    let Err(EvaluateError::Mistakes { mistakes, .. }) = read_annotations(file(&bad).path(), &gold)
    else {
        panic!("the mistakes were not seen");
    };
    let lines: Vec<usize> = mistakes.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [2, 3, 4, 5], "{mistakes:#?}");
}

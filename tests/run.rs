//! What a run promises: order, the same bytes on any number of threads, bounded memory, and that
//! no fault of one article reaches another.

#![allow(
    clippy::result_large_err,
    reason = "items are as `Articles` gives them"
)]

use std::collections::HashSet;
use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use whosaid::article::{Article, ArticleError, ArticleErrorKind, Place};
use whosaid::output::record::{
    MentionForm, Record, RecordQuote, RecordSource, RecordSpeaker, SCHEMA, SpeakerKind,
};
use whosaid::output::{JsonLines, RecordSink};
use whosaid::run::{Failure, Observer, RunError, RunOptions, Summary, Tally, run};
use whosaid::text::{OffsetUnit, QuotationType};

type Item = Result<Article, ArticleError>;

fn article(number: usize) -> Article {
    Article {
        id: number.to_string(),
        text: format!("Article {number} has five words"),
        place: place(number),
        title: None,
        published: None,
        url: None,
    }
}

fn place(number: usize) -> Place {
    Place {
        path: "all.jsonl".into(),
        line: Some(number as u64 + 1),
    }
}

fn unreadable(number: usize) -> ArticleError {
    ArticleError {
        place: place(number),
        id: None,
        kind: ArticleErrorKind::NotJson {
            message: "no value at byte 0".into(),
        },
        first_bytes: "nonsense".into(),
    }
}

fn articles(count: usize) -> impl Iterator<Item = Item> + Send + 'static {
    (0..count).map(|number| Ok(article(number)))
}

/// A record with a quotation of each type, of which the first two have a speaker with a name.
fn record(article: &Article) -> Record {
    let speaker = |kind| RecordSpeaker {
        name: Some("Ann Bell".into()),
        names: None,
        kind,
        entity: None,
        mention: None,
        mention_form: MentionForm::None,
        spans: Vec::new(),
        role: None,
    };
    let speakers = [
        Some(speaker(SpeakerKind::Person)),
        Some(speaker(SpeakerKind::Organization)),
        Some(speaker(SpeakerKind::Group)),
    ];
    Record {
        schema: SCHEMA,
        id: article.id.clone(),
        source: RecordSource {
            path: article.place.path.clone(),
            line: article.place.line,
        },
        title: None,
        published: None,
        url: None,
        text_sha256: String::new(),
        supersedes: None,
        offset_unit: OffsetUnit::Codepoint,
        model: "none".into(),
        quotes: QuotationType::ALL
            .into_iter()
            .zip(speakers)
            .enumerate()
            .map(|(id, (kind, speaker))| RecordQuote {
                id,
                kind,
                text: article.text.clone(),
                spans: vec![[0, article.text.len()]],
                cue: None,
                speaker,
                confidence: 0.5,
            })
            .collect(),
        entities: Vec::new(),
    }
}

fn works(article: &Article) -> Result<Record, String> {
    Ok(record(article))
}

/// Some articles take far longer than others, so that they do not end in the order they begin.
fn uneven(article: &Article) -> Result<Record, String> {
    let number: u64 = article.id.parse().expect("a number");
    if number.is_multiple_of(7) {
        thread::sleep(Duration::from_micros(number * 37 % 500));
    }
    works(article)
}

fn on(threads: usize) -> RunOptions {
    RunOptions::on(NonZeroUsize::new(threads).expect("not zero"))
}

fn bounded(threads: usize, articles: usize, bytes: usize) -> RunOptions {
    RunOptions {
        articles_in_flight: NonZeroUsize::new(articles).expect("not zero"),
        bytes_in_flight: bytes,
        ..on(threads)
    }
}

/// Keeps the ids of what it is told, records and failures as they come.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn add(&self, what: String) {
        self.0.lock().expect("not poisoned").push(what);
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("not poisoned").clone()
    }
}

impl RecordSink for Heard {
    fn write(&mut self, record: &Record) -> io::Result<()> {
        self.add(record.id.clone());
        Ok(())
    }
}

impl Observer for Heard {
    fn failed(&mut self, failure: &Failure) -> io::Result<()> {
        self.add(failure.to_string());
        Ok(())
    }
}

fn heard<W>(articles: Vec<Item>, work: W, options: &RunOptions) -> (Vec<String>, Summary)
where
    W: Fn(&Article) -> Result<Record, String> + Sync,
{
    let heard = Heard::default();
    let (mut sink, mut observer) = (heard.clone(), heard.clone());
    let summary = run(
        articles.into_iter(),
        work,
        &mut sink,
        &mut observer,
        options,
    );
    (heard.all(), summary.expect("a summary"))
}

fn numbers(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

#[test]
fn one_thread_and_eight_give_the_same_bytes() {
    let bytes = |threads| {
        let mut sink = JsonLines::new(Vec::new());
        run(articles(3000), uneven, &mut sink, &mut (), &on(threads)).expect("a summary");
        sink.into_inner()
    };
    let one = bytes(1);
    assert_eq!(one.iter().filter(|&&byte| byte == b'\n').count(), 3000);
    assert!(one == bytes(8));
}

#[test]
fn a_hundred_thousand_tiny_articles_come_in_order() {
    let mut sink = Heard::default();
    run(articles(100_000), works, &mut sink, &mut (), &on(4)).expect("a summary");
    assert_eq!(sink.all(), numbers(0..100_000));
}

#[test]
fn no_articles_are_no_fault() {
    let (heard, summary) = heard(Vec::new(), works, &on(2));
    assert!(heard.is_empty());
    assert_eq!(summary.tally, Tally::default());
}

#[test]
fn the_summary_counts() {
    let (_, summary) = heard(
        vec![Ok(article(0)), Err(unreadable(1)), Ok(article(2))],
        works,
        &on(3),
    );
    let tally = summary.tally;
    assert_eq!((tally.articles, tally.failed, tally.words), (2, 1, 10));
    let quotations = tally.quotations;
    assert_eq!(
        (quotations.direct, quotations.mixed, quotations.indirect),
        (2, 2, 2)
    );
    assert_eq!(tally.speakers_resolved, 4);
    assert_eq!(summary.threads, 3);
    assert!(summary.seconds > 0.0);
    assert!(summary.words_per_second > summary.articles_per_second);
}

#[test]
fn failures_stand_where_their_articles_stood() {
    let work = |article: &Article| match article.id.as_str() {
        "3" => Err("the engine failed".to_owned()),
        "5" => panic!("on purpose: {}", article.id),
        "6" => std::panic::panic_any(6),
        _ => uneven(article),
    };
    let items = |count| -> Vec<Item> {
        (0..count)
            .map(|number| match number {
                0 | 2 => Err(unreadable(number)),
                _ => Ok(article(number)),
            })
            .collect()
    };
    let expected = [
        "all.jsonl:1: no JSON: no value at byte 0; each line must be one whole JSON object",
        "1",
        "all.jsonl:3: no JSON: no value at byte 0; each line must be one whole JSON object",
        "all.jsonl:4 (3): the engine failed",
        "4",
        "all.jsonl:6 (5): a fault in the program: on purpose: 5",
        "all.jsonl:7 (6): a fault in the program: a panic without words",
        "7",
    ];
    for threads in [1, 8] {
        let (heard, summary) = heard(items(8), work, &on(threads));
        assert_eq!(heard, expected);
        assert_eq!((summary.tally.articles, summary.tally.failed), (3, 5));
    }
}

#[test]
fn failures_tell_place_id_and_reason_as_json() {
    struct Failures(Vec<serde_json::Value>);
    impl Observer for Failures {
        fn failed(&mut self, failure: &Failure) -> io::Result<()> {
            self.0.push(serde_json::to_value(failure)?);
            Ok(())
        }
    }
    let work = |_: &Article| -> Result<Record, String> { panic!("on purpose") };
    let mut failures = Failures(Vec::new());
    let items = vec![Err(unreadable(0)), Ok(article(1))];
    run(
        items.into_iter(),
        work,
        &mut Heard::default(),
        &mut failures,
        &on(1),
    )
    .expect("a summary");
    let expected = serde_json::json!([
        {
            "path": "all.jsonl",
            "line": 1,
            "id": null,
            "kind": "not_json",
            "message": "no JSON: no value at byte 0; each line must be one whole JSON object",
            "first_bytes": "nonsense",
        },
        {
            "path": "all.jsonl",
            "line": 2,
            "id": "1",
            "kind": "panic",
            "message": "a fault in the program: on purpose",
        },
    ]);
    assert_eq!(serde_json::Value::Array(failures.0), expected);
}

/// Counts articles, and bytes of text, that have been read and not yet written.
#[derive(Clone, Default)]
struct InFlight(Arc<Counts>);

#[derive(Default)]
struct Counts {
    articles: AtomicUsize,
    bytes: AtomicUsize,
    most_articles: AtomicUsize,
    most_bytes: AtomicUsize,
}

impl InFlight {
    fn reading<I>(&self, items: I) -> impl Iterator<Item = Item> + use<I>
    where
        I: Iterator<Item = Item>,
    {
        let counts = Arc::clone(&self.0);
        items.inspect(move |item| {
            let bytes = item.as_ref().map_or(0, |article| article.text.len());
            let now = counts.articles.fetch_add(1, Ordering::SeqCst) + 1;
            counts.most_articles.fetch_max(now, Ordering::SeqCst);
            let now = counts.bytes.fetch_add(bytes, Ordering::SeqCst) + bytes;
            counts.most_bytes.fetch_max(now, Ordering::SeqCst);
        })
    }
}

impl RecordSink for InFlight {
    fn write(&mut self, record: &Record) -> io::Result<()> {
        self.0.articles.fetch_sub(1, Ordering::SeqCst);
        self.0
            .bytes
            .fetch_sub(record.quotes[0].text.len(), Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn reading_waits_while_the_first_article_is_slow() {
    // The first article is held until all that may be read is read.
    let finished = Arc::new((Mutex::new(0), Condvar::new()));
    let work = {
        let finished = Arc::clone(&finished);
        move |article: &Article| {
            let (count, changed) = &*finished;
            let mut count = count.lock().expect("not poisoned");
            if article.id == "0" {
                let wait = Duration::from_secs(20);
                let others = changed.wait_timeout_while(count, wait, |count| *count < 9);
                assert!(!others.expect("not poisoned").1.timed_out());
                // Time for a reader that does not wait to be found out.
                thread::sleep(Duration::from_millis(50));
            } else {
                *count += 1;
                changed.notify_all();
            }
            works(article)
        }
    };
    let mut in_flight = InFlight::default();
    let items = in_flight.reading(articles(2000));
    let summary = run(
        items,
        work,
        &mut in_flight,
        &mut (),
        &bounded(2, 10, 1 << 20),
    );
    assert_eq!(summary.expect("a summary").tally.articles, 2000);
    // The bound, and the one that waits to be let in.
    let most = in_flight.0.most_articles.load(Ordering::SeqCst);
    assert!((10..=11).contains(&most), "{most}");
}

#[test]
fn reading_waits_for_room_in_bytes() {
    let long = |number: usize| Article {
        text: "x".repeat(if number == 50 { 5000 } else { 100 }),
        ..article(number)
    };
    let mut in_flight = InFlight::default();
    let items = in_flight.reading((0..300).map(move |number| Ok(long(number))));
    let work = |article: &Article| {
        thread::sleep(Duration::from_micros(100));
        works(article)
    };
    let summary = run(
        items,
        work,
        &mut in_flight,
        &mut (),
        &bounded(4, 1000, 1000),
    );
    assert_eq!(summary.expect("a summary").tally.articles, 300);
    let most = in_flight.0.most_bytes.load(Ordering::SeqCst);
    // The bound and the large article, which waits until it can go alone.
    assert!((5000..=6000).contains(&most), "{most}");
}

/// Fails at the first record.
struct Full;

impl RecordSink for Full {
    fn write(&mut self, _: &Record) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }
}

/// Runs `test` and fails if it does not come to its end.
fn in_time(test: impl FnOnce() + Send + 'static) {
    let (tell, told) = channel();
    let testing = thread::spawn(move || {
        test();
        let _ = tell.send(());
    });
    if told.recv_timeout(Duration::from_secs(30)) == Err(RecvTimeoutError::Timeout) {
        panic!("it hangs");
    }
    testing.join().expect("no panic");
}

#[test]
fn a_fault_in_writing_ends_the_run_though_the_input_goes_on() {
    in_time(|| {
        let endless = (0..).map(|number| Ok(article(number)));
        let done = AtomicUsize::new(0);
        let work = |article: &Article| {
            done.fetch_add(1, Ordering::SeqCst);
            works(article)
        };
        let ended = run(endless, work, &mut Full, &mut (), &bounded(2, 20, 1 << 20));
        let Err(RunError::Writing(error)) = ended else {
            panic!("{ended:?}");
        };
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert!(done.into_inner() <= 20);
    });
}

#[test]
fn a_fault_in_writing_ends_the_run_though_the_input_waits() {
    in_time(|| {
        let (keep_open, waiting) = channel::<Item>();
        keep_open.send(Ok(article(0))).expect("sent");
        let ended = run(waiting.into_iter(), works, &mut Full, &mut (), &on(2));
        assert!(matches!(ended, Err(RunError::Writing(_))), "{ended:?}");
        drop(keep_open);
    });
}

#[test]
fn a_fault_in_noting_failures_ends_the_run() {
    struct Mute;
    impl Observer for Mute {
        fn failed(&mut self, _: &Failure) -> io::Result<()> {
            Err(io::Error::other("the pipe is gone"))
        }
    }
    in_time(|| {
        let endless = (0..).map(|number| match number {
            5 => Err(unreadable(number)),
            _ => Ok(article(number)),
        });
        let ended = run(endless, works, &mut Heard::default(), &mut Mute, &on(2));
        assert!(matches!(ended, Err(RunError::Noting(_))), "{ended:?}");
    });
}

#[test]
fn a_panic_of_the_reader_is_an_error_of_the_run() {
    in_time(|| {
        let items = (0..10).map(|number| match number {
            5 => panic!("on purpose"),
            _ => Ok(article(number)),
        });
        let ended = run(items, works, &mut Heard::default(), &mut (), &on(2));
        let Err(RunError::Reading(message)) = ended else {
            panic!("{ended:?}");
        };
        assert_eq!(message, "on purpose");
    });
}

#[test]
fn a_panic_in_writing_goes_up_and_nothing_hangs() {
    struct Panics;
    impl RecordSink for Panics {
        fn write(&mut self, _: &Record) -> io::Result<()> {
            panic!("on purpose");
        }
    }
    in_time(|| {
        let attempt = std::panic::catch_unwind(|| {
            let endless = (0..).map(|number| Ok(article(number)));
            run(endless, works, &mut Panics, &mut (), &on(2)).map(drop)
        });
        assert!(attempt.is_err());
    });
}

#[test]
fn reading_and_work_and_writing_overlap() {
    // The writer of article 0 goes on only when article 1 is being worked on, and that only when
    // article 2 has been read.
    let (read, second_goes) = channel();
    let second_goes = Mutex::new(second_goes);
    let (worked, first_goes) = channel();
    struct Waits(std::sync::mpsc::Receiver<()>);
    impl RecordSink for Waits {
        fn write(&mut self, record: &Record) -> io::Result<()> {
            let wait = Duration::from_secs(20);
            match record.id.as_str() {
                "0" => self.0.recv_timeout(wait).map_err(io::Error::other),
                _ => Ok(()),
            }
        }
    }
    let items = articles(3).inspect(move |item| {
        if item.as_ref().is_ok_and(|article| article.id == "2") {
            let _ = read.send(());
        }
    });
    let work = |article: &Article| {
        if article.id == "1" {
            let second_goes = second_goes.lock().expect("not poisoned");
            second_goes
                .recv_timeout(Duration::from_secs(20))
                .expect("2 is read");
            let _ = worked.send(());
        }
        works(article)
    };
    run(items, work, &mut Waits(first_goes), &mut (), &on(1)).expect("a summary");
}

#[test]
fn the_share_of_what_is_read_grows_to_one() {
    #[derive(Default)]
    struct Shares(Vec<(u64, f64)>);
    impl Observer for Shares {
        fn advanced(&mut self, so_far: &Tally, share: f64) {
            self.0.push((so_far.articles + so_far.failed, share));
        }
    }
    let mut shares = Shares::default();
    run(
        articles(500),
        works,
        &mut Heard::default(),
        &mut shares,
        &on(2),
    )
    .expect("a summary");
    let counts: HashSet<u64> = shares.0.iter().map(|(count, _)| *count).collect();
    assert_eq!(counts, (1..=500).collect());
    assert!(
        shares
            .0
            .iter()
            .all(|(_, share)| (0.0..=1.0).contains(share))
    );
    assert_eq!(shares.0.last(), Some(&(500, 1.0)));
}

#[test]
fn the_same_text_is_worked_on_once_and_recorded_for_each_id() {
    let texts = ["one", "two", "one", "three", "two", "one"];
    let items = || {
        texts
            .iter()
            .enumerate()
            .map(|(number, text)| {
                Ok(Article {
                    text: (*text).to_owned(),
                    title: Some(format!("title {number}")),
                    ..article(number)
                })
            })
            .collect::<Vec<Item>>()
    };
    for threads in [1, 8] {
        let worked = AtomicUsize::new(0);
        let work = |article: &Article| {
            worked.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(2));
            let mut record = record(article);
            record.title.clone_from(&article.title);
            Ok::<_, String>(record)
        };
        let mut sink = JsonLines::new(Vec::new());
        let summary =
            run(items().into_iter(), work, &mut sink, &mut (), &on(threads)).expect("a summary");
        assert_eq!(worked.into_inner(), 3);
        assert_eq!(summary.tally.duplicates, 3);
        assert_eq!(summary.tally.articles, 6);
        let written = String::from_utf8(sink.into_inner()).expect("UTF-8");
        let lines: Vec<Record> = written
            .lines()
            .map(|line| serde_json::from_str(line).expect("a record"))
            .collect();
        for (number, line) in lines.iter().enumerate() {
            assert_eq!(line.id, number.to_string());
            assert_eq!(line.title, Some(format!("title {number}")));
            assert_eq!(line.source.line, Some(number as u64 + 1));
            assert_eq!(line.quotes[0].text, texts[number]);
        }
    }
}

#[test]
fn what_fails_fails_for_each_id_with_its_text() {
    let same = |number| {
        Ok(Article {
            text: "the same".to_owned(),
            ..article(number)
        })
    };
    let work = |_: &Article| -> Result<Record, String> {
        thread::sleep(Duration::from_millis(2));
        Err("the engine failed".to_owned())
    };
    let (heard, summary) = heard((0..3).map(same).collect(), work, &on(2));
    let expected: Vec<String> = (0..3)
        .map(|n| format!("all.jsonl:{} ({n}): the engine failed", n + 1))
        .collect();
    assert_eq!(heard, expected);
    assert_eq!((summary.tally.failed, summary.tally.duplicates), (3, 0));
}

#[test]
fn too_many_errors_end_the_run() {
    in_time(|| {
        let endless = (0..).map(|number| Err(unreadable(number)));
        let options = RunOptions {
            max_errors: Some(5),
            ..on(2)
        };
        let ended = run(endless, works, &mut Heard::default(), &mut (), &options);
        assert!(
            matches!(ended, Err(RunError::TooManyErrors(6, 5))),
            "{ended:?}"
        );
    });
}

#[test]
fn a_run_that_is_told_to_stop_does_not_wait_for_input() {
    in_time(|| {
        let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let options = RunOptions {
            stop: Some(Arc::clone(&stop)),
            ..on(2)
        };
        let (keep_open, waiting) = channel::<Item>();
        keep_open.send(Ok(article(0))).expect("sent");
        let teller = thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            stop.store(true, Ordering::Relaxed);
        });
        let ended = run(
            waiting.into_iter(),
            works,
            &mut Heard::default(),
            &mut (),
            &options,
        );
        assert!(matches!(ended, Err(RunError::Stopped)), "{ended:?}");
        teller.join().expect("no panic");
        drop(keep_open);
    });
}

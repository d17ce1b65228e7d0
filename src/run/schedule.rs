//! The run itself.

use std::fmt::Display;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

use super::count::words;
use super::duplicates::{Duplicates, Plan};
use super::gate::{ClosesAtEnd, Gate};
use super::order::{Done, Finished, InOrder};
use super::seen::{TextDigest, digest};
use super::taker::Apart;
use super::{Failure, Observer, RunError, RunOptions, Summary, Taker};
use crate::article::{Article, ArticleError};
use crate::output::RecordSink;
use crate::output::record::Record;
use crate::panics::panic_message;

/// How often the calling thread looks whether it shall stop, while nothing happens.
const LOOKS: Duration = Duration::from_millis(100);

/// What the calling thread is told.
enum Event {
    /// The next article was read; the gate has let it in.
    Read(Result<(Box<Article>, TextDigest), Box<ArticleError>>),
    /// The input has ended.
    End,
    /// The reader panicked.
    Broke(String),
    /// The article of this number is worked off.
    Finished(u64, Finished),
}

/// Makes records of `articles` with `work` and writes them to `sink`, in the order of the articles.
///
/// `work` runs on [`RunOptions::threads`] workers at once, `articles` on a thread of its own, `sink`
/// and `observer` on the calling thread. What this promises about order, memory and faults is told
/// at [the module](super). `articles` must own what it needs, so that a run can end while its
/// reader still waits for input.
///
/// # Errors
/// Writing failed, or reading broke altogether. What was written until then is in order and whole.
pub fn run<A, W, E, S, O>(
    articles: A,
    work: W,
    sink: &mut S,
    observer: &mut O,
    options: &RunOptions,
) -> Result<Summary, RunError>
where
    A: Iterator<Item = Result<Article, ArticleError>> + Send + 'static,
    W: Fn(&Article) -> Result<Record, E> + Sync,
    E: Display,
    S: RecordSink,
    O: Observer,
{
    run_into(articles, work, &mut Apart { sink, observer }, options)
}

/// As [`run`], with one that takes everything.
///
/// # Errors
/// As [`run`]; also that too many articles failed, or that the run was told to stop.
pub fn run_into<A, W, E, T>(
    articles: A,
    work: W,
    taker: &mut T,
    options: &RunOptions,
) -> Result<Summary, RunError>
where
    A: Iterator<Item = Result<Article, ArticleError>> + Send + 'static,
    W: Fn(&Article) -> Result<Record, E> + Sync,
    E: Display,
    T: Taker,
{
    let began = Instant::now();
    let pool = workers(options)?;
    let gate = Arc::new(Gate::new(
        options.articles_in_flight.get(),
        options.bytes_in_flight,
    ));
    let (tell, events) = channel();
    let mut in_order = InOrder::new(taker, &gate, options);
    // Waits in the end for the work that has begun, also where the inside returns early or panics.
    pool.in_place_scope(|scope| {
        let _closes = ClosesAtEnd(&gate);
        start_reader(articles, Arc::clone(&gate), tell.clone())?;
        let duplicates = Duplicates::new(options.seen.clone());
        let told = Told {
            events: &events,
            stop: options.stop.as_deref(),
        };
        collect(scope, &work, &gate, &tell, &told, duplicates, &mut in_order)
    })?;
    Ok(Summary::new(
        in_order.tally(),
        began.elapsed(),
        options.threads.get(),
    ))
}

/// What the calling thread waits for.
struct Told<'a> {
    events: &'a Receiver<Event>,
    stop: Option<&'a AtomicBool>,
}

impl Told<'_> {
    /// The next event; `None` when there is none that could come.
    fn next(&self) -> Result<Option<Event>, RunError> {
        let Some(stop) = self.stop else {
            return Ok(self.events.recv().ok());
        };
        loop {
            if stop.load(Ordering::Relaxed) {
                return Err(RunError::Stopped);
            }
            match self.events.recv_timeout(LOOKS) {
                Ok(event) => return Ok(Some(event)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }
}

fn workers(options: &RunOptions) -> Result<ThreadPool, RunError> {
    ThreadPoolBuilder::new()
        .num_threads(options.threads.get())
        .thread_name(|number| format!("worker {number}"))
        .build()
        .map_err(|error| RunError::Threads(io::Error::other(error)))
}

/// Hands articles to the workers and their results to `in_order`, until all are written.
fn collect<'scope, W, E, T>(
    scope: &Scope<'scope>,
    work: &'scope W,
    gate: &'scope Gate,
    tell: &Sender<Event>,
    told: &Told<'_>,
    mut duplicates: Duplicates,
    in_order: &mut InOrder<'_, T>,
) -> Result<(), RunError>
where
    W: Fn(&Article) -> Result<Record, E> + Sync,
    E: Display,
    T: Taker,
{
    let (mut read, mut bytes_read) = (0_u64, 0_u64);
    let mut ended = false;
    while !ended || in_order.done() < read {
        // There is always a sender: `tell` itself.
        let Some(event) = told.next()? else { break };
        match event {
            Event::Read(item) => {
                let number = read;
                read += 1;
                match item {
                    Ok((article, text)) => {
                        bytes_read += article.text.len() as u64;
                        match duplicates.plan(number, text, article) {
                            Plan::Work(article, duplicate) => {
                                let tell = tell.clone();
                                scope.spawn(move |_| {
                                    // After a fault in writing, what still waits for a worker is
                                    // dropped.
                                    if !gate.is_closed() {
                                        let finished = finish(work, &article, duplicate);
                                        // Nobody listens any more if the run has ended meanwhile.
                                        let _ = tell.send(Event::Finished(number, finished));
                                    }
                                });
                            }
                            Plan::Finished(finished) => {
                                in_order.take(number, finished, bytes_read)?;
                            }
                            Plan::Waits => {}
                        }
                    }
                    Err(error) => {
                        let finished = Finished {
                            bytes: 0,
                            duplicate: false,
                            result: Err(Box::new(Failure::from(*error))),
                        };
                        in_order.take(number, finished, bytes_read)?;
                    }
                }
            }
            Event::Finished(number, finished) => {
                let others = duplicates.finished(number, &finished);
                in_order.take(number, finished, bytes_read)?;
                for (number, finished) in others {
                    in_order.take(number, finished, bytes_read)?;
                }
            }
            Event::End => ended = true,
            Event::Broke(message) => return Err(RunError::Reading(message)),
        }
    }
    Ok(())
}

/// The work on one article. Never panics.
fn finish<W, E>(work: &W, article: &Article, duplicate: bool) -> Finished
where
    W: Fn(&Article) -> Result<Record, E>,
    E: Display,
{
    // Whatever `work` shares between articles must bear a panic, as it must bear several threads.
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let record = work(article).map_err(|error| Box::new(Failure::analysis(article, &error)))?;
        Ok(Done {
            record: Box::new(record),
            words: words(&article.text),
        })
    }));
    Finished {
        bytes: article.text.len(),
        duplicate,
        result: attempt
            .unwrap_or_else(|payload| Err(Box::new(Failure::panicked(article, payload.as_ref())))),
    }
}

fn start_reader<A>(articles: A, gate: Arc<Gate>, tell: Sender<Event>) -> Result<(), RunError>
where
    A: Iterator<Item = Result<Article, ArticleError>> + Send + 'static,
{
    let read = move || {
        let end = catch_unwind(AssertUnwindSafe(|| read_all(articles, &gate, &tell)))
            .unwrap_or_else(|payload| Event::Broke(panic_message(payload.as_ref())));
        let _ = tell.send(end);
    };
    thread::Builder::new()
        .name("reader".into())
        .spawn(read)
        .map(drop)
        .map_err(RunError::Threads)
}

/// Reads until the input ends or nobody wants any more.
fn read_all<A>(articles: A, gate: &Gate, tell: &Sender<Event>) -> Event
where
    A: Iterator<Item = Result<Article, ArticleError>>,
{
    for item in articles {
        let bytes = item.as_ref().map_or(0, |article| article.text.len());
        let item = item
            .map(|article| {
                let text = digest(&article.text);
                (Box::new(article), text)
            })
            .map_err(Box::new);
        if !gate.enter(bytes) || tell.send(Event::Read(item)).is_err() {
            break;
        }
    }
    Event::End
}

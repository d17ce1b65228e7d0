//! What a run reads, on the reader's side.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::index::Entry;
use super::night::{Judgement, Night};
use super::stop::{Stop, Why};
use crate::article::{Article, ArticleError, ArticleErrorKind};
use crate::run::{TextDigest, digest};

/// What goes with an article past the workers, from who reads to who writes.
pub(super) struct Ticket {
    pub(super) entry: Entry,
    /// Text of the record that this one takes the place of.
    pub(super) supersedes: Option<TextDigest>,
}

/// What the reader's side has to say to the writer's.
#[derive(Clone, Default)]
pub(super) struct Tickets(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<VecDeque<Ticket>>,
    read: AtomicU64,
    ended: AtomicBool,
    stopped: Mutex<Option<Why>>,
}

impl Tickets {
    /// The ticket of the article that is written next.
    pub(super) fn next(&self) -> Option<Ticket> {
        lock(&self.0.waiting).pop_front()
    }

    /// Whether the input was read to its end.
    pub(super) fn ended(&self) -> bool {
        self.0.ended.load(Ordering::SeqCst)
    }

    /// Why it was not.
    pub(super) fn stopped(&self) -> Option<Why> {
        *lock(&self.0.stopped)
    }

    /// Articles read, failed ones and those that were there already counted.
    pub(super) fn read(&self) -> u64 {
        self.0.read.load(Ordering::SeqCst)
    }
}

/// The articles that a run is to work on: those of its input, without those that are there already.
/// When it is told to stop, it ends where a part ends; from night to night at once, since the parts of
/// nights need not be full.
pub struct Intake<I> {
    articles: I,
    tickets: Tickets,
    night: Option<Arc<Mutex<Night>>>,
    /// It was told to stop before it began.
    stopped: Option<Why>,
    stop: Stop,
    part_articles: u64,
    handed_out: u64,
}

impl<I> Intake<I> {
    pub(super) fn new(
        articles: I,
        tickets: Tickets,
        night: Option<Arc<Mutex<Night>>>,
        (stop, stopped): (Stop, Option<Why>),
        part_articles: u64,
    ) -> Self {
        Intake {
            articles,
            tickets,
            night,
            stopped,
            stop,
            part_articles,
            handed_out: 0,
        }
    }

    /// Why it ends here, if it does.
    fn ends(&self) -> Option<Why> {
        let may_end = self.night.is_some() || self.handed_out.is_multiple_of(self.part_articles);
        let asked = || may_end.then(|| self.stop.asked()).flatten();
        self.stopped.or_else(asked)
    }
}

impl<I: Iterator<Item = Result<Article, ArticleError>>> Iterator for Intake<I> {
    type Item = Result<Article, ArticleError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(why) = self.ends() {
                *lock(&self.tickets.0.stopped) = Some(why);
                return None;
            }
            let Some(item) = self.articles.next() else {
                self.tickets.0.ended.store(true, Ordering::SeqCst);
                return None;
            };
            self.tickets.0.read.fetch_add(1, Ordering::SeqCst);
            let entry = entry(&item);
            let mut supersedes = None;
            let item = match self.night.as_deref().map(lock) {
                None => item,
                Some(mut night) => match (night.judge(&item, &entry), item) {
                    (Judgement::There, _) => continue,
                    (Judgement::New, item) => item,
                    (Judgement::Changed(old), item) => {
                        supersedes = Some(old);
                        item
                    }
                    (Judgement::IdTwice, Ok(article)) => Err(id_twice(article)),
                    (Judgement::IdTwice, item) => item,
                },
            };
            self.handed_out += 1;
            lock(&self.tickets.0.waiting).push_back(Ticket { entry, supersedes });
            return Some(item);
        }
    }
}

/// The entry of what was read.
pub(super) fn entry(item: &Result<Article, ArticleError>) -> Entry {
    match item {
        Ok(article) => Entry::of(article, digest(&article.text)),
        Err(error) => Entry::of_error(error),
    }
}

fn id_twice(article: Article) -> ArticleError {
    ArticleError {
        place: article.place,
        id: Some(article.id),
        kind: ArticleErrorKind::IdTwice,
        first_bytes: String::new(),
    }
}

/// What it guards cannot be left half changed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Articles whose text another one had shortly before.

use std::collections::HashMap;
use std::sync::Arc;

use super::count::words;
use super::order::{Done, Finished};
use super::seen::{SeenTexts, TextDigest};
use crate::article::Article;
use crate::output::record::{Record, RecordSource};

/// Articles that wait for another, with their numbers.
type Waiting = Vec<(u64, Box<Article>)>;

/// What is known of the first article with a text.
enum First {
    /// It is being worked on; its number.
    AtWork(u64),
    /// Its record.
    Done(Arc<Record>),
}

/// What is to be done with an article.
pub(super) enum Plan {
    /// Work on it. True if the text is known, and only its record is not at hand.
    Work(Box<Article>, bool),
    /// It is finished already.
    Finished(Finished),
    /// It waits for another.
    Waits,
}

/// Remembers records by their texts. Lives on the calling thread, where articles come in order, so
/// that it needs no lock and decides the same on any number of threads. How much it holds follows
/// from [`SeenTexts`].
pub(super) struct Duplicates {
    seen: SeenTexts,
    firsts: HashMap<TextDigest, First>,
    /// By the number of the article that is worked on: its text, and the articles that wait for it.
    at_work: HashMap<u64, (TextDigest, Waiting)>,
}

impl Duplicates {
    pub(super) fn new(seen: SeenTexts) -> Self {
        Duplicates {
            seen,
            firsts: HashMap::new(),
            at_work: HashMap::new(),
        }
    }

    /// What is to be done with article `number`, which has this text.
    pub(super) fn plan(&mut self, number: u64, text: TextDigest, article: Box<Article>) -> Plan {
        let firsts = &mut self.firsts;
        let known = self.seen.note(text, article.text.len(), |gone| {
            firsts.remove(gone);
        });
        match self.firsts.get(&text) {
            Some(First::Done(record)) if known => {
                return Plan::Finished(finished(&article, record));
            }
            Some(First::AtWork(first)) if known => {
                if let Some((_, waiting)) = self.at_work.get_mut(first) {
                    waiting.push((number, article));
                    return Plan::Waits;
                }
            }
            _ => {}
        }
        if self.seen.knows(&text) {
            self.firsts.insert(text, First::AtWork(number));
            self.at_work.insert(number, (text, Vec::new()));
        }
        Plan::Work(article, known)
    }

    /// Notes what became of article `number`, and finishes those that waited for it.
    pub(super) fn finished(&mut self, number: u64, result: &Finished) -> Vec<(u64, Finished)> {
        let Some((text, waiting)) = self.at_work.remove(&number) else {
            return Vec::new();
        };
        match &result.result {
            Ok(done) => {
                let record = Arc::new((*done.record).clone());
                let all = waiting.into_iter();
                let made = all.map(|(number, article)| (number, finished(&article, &record)));
                let made = made.collect();
                if let Some(first) = self.firsts.get_mut(&text) {
                    *first = First::Done(record);
                }
                made
            }
            Err(failure) => {
                self.firsts.remove(&text);
                let all = waiting.into_iter();
                all.map(|(number, article)| {
                    let finished = Finished {
                        bytes: article.text.len(),
                        duplicate: true,
                        result: Err(Box::new(failure.also_of(&article))),
                    };
                    (number, finished)
                })
                .collect()
            }
        }
    }
}

/// `article` with the record of another that has the same text.
fn finished(article: &Article, of: &Record) -> Finished {
    let record = Record {
        id: article.id.clone(),
        source: RecordSource::from(&article.place),
        title: article.title.clone(),
        published: article.published.clone(),
        url: article.url.clone(),
        ..of.clone()
    };
    Finished {
        bytes: article.text.len(),
        duplicate: true,
        result: Ok(Done {
            record: Box::new(record),
            words: words(&article.text),
        }),
    }
}

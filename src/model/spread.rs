//! The windows of one long article over the workers that have nothing else to do.
//!
//! The worker that has the article scores its windows one after the other; beside it, tasks are left
//! in the pool that take windows too. A worker that is done with its own article comes upon such a task
//! before it takes the next one. The article's worker never takes up another article meanwhile, as it
//! would if it waited within rayon: what is in hand at a time stays one article a worker.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::encoder::{Encoder, EncoderError, WindowInput, WindowScores};
use crate::stages::{Stage, Stages};

/// Windows a worker of those that are scored before they are put together: enough that the last ones
/// are a small part of the time, few enough to hold their scores in memory.
const WINDOWS_A_WORKER: usize = 6;

/// Articles of fewer windows (some 3,000 words) are left to their worker: in the end it has to wait for
/// the others' last windows, which so short an article does not make up for.
const LONG: usize = 8;

/// An encoder that other workers of the pool help with.
pub struct Spread<E> {
    encoder: Arc<E>,
    stages: Arc<Stages>,
}

impl<E: Encoder + 'static> Spread<E> {
    /// Around an encoder; the time that helpers take is counted in `stages`.
    pub fn new(encoder: E, stages: Arc<Stages>) -> Self {
        Spread {
            encoder: Arc::new(encoder),
            stages,
        }
    }
}

impl<E: Encoder + 'static> Encoder for Spread<E> {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        self.encoder.score(input)
    }

    fn score_all(&self, inputs: &[WindowInput]) -> Result<Vec<WindowScores>, EncoderError> {
        let helpers = workers().min(inputs.len()).saturating_sub(1);
        if helpers == 0 || inputs.len() < LONG {
            return self.encoder.score_all(inputs);
        }
        let windows = Arc::new(Windows {
            encoder: Arc::clone(&self.encoder),
            inputs: inputs.to_vec(),
            next: AtomicUsize::new(0),
        });
        let (tell, told) = channel();
        for _ in 0..helpers {
            let (windows, stages, tell) =
                (Arc::clone(&windows), Arc::clone(&self.stages), tell.clone());
            rayon::spawn(move || windows.help(&stages, &tell));
        }
        drop(tell);
        let mut scored = Vec::with_capacity(inputs.len());
        while let Some(number) = windows.take() {
            scored.push((number, self.encoder.score(&windows.inputs[number])));
        }
        // Only windows that somebody is at work on are missing now.
        while scored.len() < inputs.len() {
            let lost = |_| EncoderError("a window's scores were lost".into());
            let (number, helped) = told.recv().map_err(lost)?;
            let scores = helped.unwrap_or_else(|panic| resume_unwind(panic));
            scored.push((number, scores));
        }
        scored.sort_unstable_by_key(|(number, _)| *number);
        scored.into_iter().map(|(_, scores)| scores).collect()
    }

    fn at_once(&self) -> usize {
        match workers() {
            1 => self.encoder.at_once(),
            several => self.encoder.at_once().max(WINDOWS_A_WORKER * several),
        }
    }
}

/// Workers of the pool that this thread belongs to; one outside of any.
fn workers() -> usize {
    // Asking for their number outside of a pool would start one.
    rayon::current_thread_index().map_or(1, |_| rayon::current_num_threads())
}

/// What is told of a window: its number, and its scores or the panic that took their place.
type Helped = (usize, thread::Result<Result<WindowScores, EncoderError>>);

/// Windows that several workers take from.
struct Windows<E> {
    encoder: Arc<E>,
    inputs: Vec<WindowInput>,
    next: AtomicUsize,
}

impl<E: Encoder> Windows<E> {
    fn take(&self) -> Option<usize> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < self.inputs.len()).then_some(number)
    }

    /// Scores windows until none is left or nobody wants them any more. Never panics, which would end
    /// the process.
    fn help(&self, stages: &Stages, tell: &Sender<Helped>) {
        while let Some(number) = self.take() {
            let scored = catch_unwind(AssertUnwindSafe(|| {
                stages.time(Stage::Encoder, || self.encoder.score(&self.inputs[number]))
            }));
            if tell.send((number, scored)).is_err() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};
    use std::time::Duration;

    use rayon::ThreadPool;

    use super::*;
    use crate::model::fake::{Echo, FAILS, PANICS, numbers, scores, window};

    /// Gives a window's scores only when two are asked for at the same time.
    #[derive(Default)]
    struct Together {
        inside: Mutex<usize>,
        changed: Condvar,
    }

    impl Encoder for Together {
        fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
            let mut inside = self.inside.lock().expect("no panic");
            *inside += 1;
            self.changed.notify_all();
            let long = Duration::from_secs(60);
            let waited = self
                .changed
                .wait_timeout_while(inside, long, |inside| *inside < 2);
            if waited.expect("no panic").1.timed_out() {
                return Err(EncoderError("alone".into()));
            }
            Ok(scores(input.ids[0]))
        }
    }

    fn pool(threads: usize) -> ThreadPool {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().expect("a pool")
    }

    #[test]
    fn scores_come_in_order_from_any_number_of_workers() {
        let spread = Spread::new(Echo, Arc::default());
        let all: Vec<_> = (100..200).map(window).collect();
        let alone = spread.score_all(&all).expect("scores");
        assert_eq!(numbers(&alone), (100..200).collect::<Vec<_>>());
        for threads in [1, 2, 7] {
            let found = pool(threads).install(|| spread.score_all(&all));
            assert_eq!(found.expect("scores"), alone);
        }
        assert!(
            pool(2)
                .install(|| spread.score_all(&[]))
                .expect("none")
                .is_empty()
        );
    }

    #[test]
    fn idle_workers_help() {
        let stages = Arc::new(Stages::default());
        let spread = Spread::new(Together::default(), Arc::clone(&stages));
        let all: Vec<_> = (0..20).map(window).collect();
        let found = pool(2).install(|| spread.score_all(&all));
        assert_eq!(
            numbers(&found.expect("two at a time")),
            (0..20).collect::<Vec<_>>()
        );
        let helped = stages
            .totals()
            .into_iter()
            .find(|(name, _)| *name == "encoder");
        assert!(helped.is_some_and(|(_, time)| time > Duration::ZERO));
    }

    #[test]
    fn what_fails_is_told_wherever_it_happened() {
        let spread = Spread::new(Echo, Arc::default());
        let pool = pool(3);
        let with = |number: i64| -> Vec<_> { (0..14).chain([number]).map(window).collect() };
        let [fails, panics] = [with(FAILS), with(PANICS)];
        for _ in 0..100 {
            let failed = pool.install(|| spread.score_all(&fails));
            assert_eq!(
                failed.expect_err("the last one").to_string(),
                "the encoder failed: as told"
            );
            let panicked =
                pool.install(|| catch_unwind(AssertUnwindSafe(|| spread.score_all(&panics))));
            assert_eq!(
                panicked.expect_err("the last one").downcast_ref(),
                Some(&"as told")
            );
        }
        let all: Vec<_> = (0..20).map(window).collect();
        let after = pool.install(|| spread.score_all(&all));
        assert_eq!(after.expect("scores").len(), 20);
    }
}

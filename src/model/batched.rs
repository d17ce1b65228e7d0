//! Windows of many articles gathered into batches, for an encoder that is faster with many at a time.
//!
//! Workers wait for their windows while one thread gives everything that has come in meanwhile to the
//! encoder: the longer a batch takes, the larger the next one gets, up to as many as workers ask for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::encoder::{Encoder, EncoderError, WindowInput, WindowScores};
use crate::panics::panic_message;

/// Windows that are gathered before the encoder is asked, at most.
const MOST_WINDOWS: usize = 256;

/// Windows of an article that are asked for together.
const OF_AN_ARTICLE: usize = 16;

type Answer = Result<Vec<WindowScores>, EncoderError>;

struct Request {
    inputs: Vec<WindowInput>,
    answer: SyncSender<Answer>,
}

/// An encoder that others share.
pub struct Batched {
    /// Taken away when it ends, which ends the thread.
    requests: Option<SyncSender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Batched {
    /// Starts the thread that asks the encoder.
    pub fn new(encoder: impl Encoder + 'static) -> Self {
        let (requests, incoming) = sync_channel(MOST_WINDOWS);
        let thread = thread::spawn(move || serve(&encoder, &incoming));
        Batched {
            requests: Some(requests),
            thread: Some(thread),
        }
    }
}

impl Encoder for Batched {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        let scores = self.score_all(std::slice::from_ref(input))?.pop();
        scores.ok_or_else(ended)
    }

    fn score_all(&self, inputs: &[WindowInput]) -> Answer {
        let (answer, answered) = sync_channel(1);
        let request = Request {
            inputs: inputs.to_vec(),
            answer,
        };
        let requests = self.requests.as_ref().ok_or_else(ended)?;
        requests.send(request).map_err(|_| ended())?;
        answered.recv().map_err(|_| ended())?
    }

    fn at_once(&self) -> usize {
        OF_AN_ARTICLE
    }
}

impl Drop for Batched {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been told to whoever waited.
            let _ = thread.join();
        }
    }
}

fn ended() -> EncoderError {
    EncoderError("the thread that asks it has ended".into())
}

/// The encoder's answer. What panics in it (libtorch's bindings do, where a GPU's memory ends) must not end the
/// thread that all others wait for.
fn asked(encoder: &dyn Encoder, windows: &[WindowInput]) -> Answer {
    catch_unwind(AssertUnwindSafe(|| encoder.score_all(windows)))
        .unwrap_or_else(|panic| Err(EncoderError(panic_message(&*panic))))
}

fn serve(encoder: &dyn Encoder, incoming: &Receiver<Request>) {
    while let Ok(first) = incoming.recv() {
        let mut windows = first.inputs;
        let mut waiting = vec![(0..windows.len(), first.answer)];
        while windows.len() < MOST_WINDOWS {
            let Ok(next) = incoming.try_recv() else { break };
            let start = windows.len();
            windows.extend(next.inputs);
            waiting.push((start..windows.len(), next.answer));
        }
        match asked(encoder, &windows) {
            Ok(scores) if scores.len() == windows.len() => {
                let mut scores = scores.into_iter();
                for (own, answer) in waiting {
                    // Who asked may have gone.
                    let _ = answer.send(Ok(scores.by_ref().take(own.len()).collect()));
                }
            }
            // One article must not fail with another one: each by itself.
            _ => {
                for (own, answer) in waiting {
                    let _ = answer.send(asked(encoder, &windows[own]));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fake::{Echo, FAILS, PANICS, numbers, scores, window};

    #[test]
    fn everyone_gets_their_own_scores() {
        let batched = Batched::new(Echo);
        thread::scope(|scope| {
            for worker in 0..8 {
                let batched = &batched;
                scope.spawn(move || {
                    for round in 0..200 {
                        let own = [worker, worker + 100 * round, 7];
                        let found = batched.score_all(&own.map(window)).expect("scores");
                        assert_eq!(numbers(&found), own);
                    }
                });
            }
        });
        assert_eq!(batched.score(&window(3)).expect("scores"), scores(3));
        assert!(batched.score_all(&[]).expect("nothing").is_empty());
    }

    #[test]
    fn a_failure_is_only_its_own_articles() {
        let batched = Batched::new(Echo);
        thread::scope(|scope| {
            for worker in 0..8_i64 {
                let batched = &batched;
                scope.spawn(move || {
                    for _ in 0..100 {
                        let number = match worker % 4 {
                            0 => FAILS,
                            1 => PANICS,
                            _ => worker,
                        };
                        let found = batched.score(&window(number));
                        assert_eq!(found.is_ok(), number >= 0, "{number}");
                    }
                });
            }
        });
    }
}

//! Windows of many articles gathered into batches, for an encoder that is faster with many at a time.
//!
//! Workers wait for their windows while one thread gives everything that has come in meanwhile to the
//! encoder: the longer a batch takes, the larger the next one gets, up to as many as workers ask for.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::encoder::{Encoder, EncoderError, WindowInput, WindowScores};

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
        match encoder.score_all(&windows) {
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
                    let _ = answer.send(encoder.score_all(&windows[own]));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::labels::PART_LABELS;

    /// Gives back each window's first number, and fails where it is negative.
    struct Echo;

    impl Encoder for Echo {
        fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
            let number = input.ids[0];
            if number < 0 {
                return Err(EncoderError("negative".into()));
            }
            Ok(WindowScores {
                parts: vec![[number as f32; PART_LABELS]],
                names: Vec::new(),
                source: Default::default(),
                cue: Default::default(),
                reference: Default::default(),
            })
        }
    }

    fn input(number: i64) -> WindowInput {
        let [ids, case, paragraph, quoted] = [vec![number], vec![0], vec![0], vec![0]];
        WindowInput {
            ids,
            case,
            paragraph,
            quoted,
        }
    }

    #[test]
    fn everyone_gets_their_own_scores() {
        let batched = Batched::new(Echo);
        thread::scope(|scope| {
            for worker in 0..8 {
                let batched = &batched;
                scope.spawn(move || {
                    for round in 0..200 {
                        let numbers = [worker, worker + 100 * round, 7];
                        let found = batched.score_all(&numbers.map(input)).expect("scores");
                        let found: Vec<f32> = found.iter().map(|s| s.parts[0][0]).collect();
                        assert_eq!(found, numbers.map(|n| n as f32));
                    }
                });
            }
        });
        assert_eq!(batched.score(&input(3)).expect("scores").parts[0][0], 3.0);
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
                        let number = if worker % 2 == 0 { worker } else { -1 };
                        let found = batched.score(&input(number));
                        assert_eq!(found.is_ok(), number >= 0, "{number}");
                    }
                });
            }
        });
    }
}

//! An encoder for tests of what carries windows to one and scores back.

use super::encoder::{Encoder, EncoderError, WindowInput, WindowScores};
use super::labels::PART_LABELS;

/// A window on which [`Echo`] fails.
pub const FAILS: i64 = -1;

/// A window on which it panics.
pub const PANICS: i64 = -2;

/// Gives back each window's number.
pub struct Echo;

impl Encoder for Echo {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        match input.ids[0] {
            FAILS => Err(EncoderError("as told".into())),
            PANICS => panic!("as told"),
            number => Ok(scores(number)),
        }
    }
}

/// The window of that number.
pub fn window(number: i64) -> WindowInput {
    WindowInput {
        ids: vec![number],
        case: vec![0],
        paragraph: vec![0],
        quoted: vec![0],
    }
}

/// Scores from which [`numbers`] tells the window.
pub fn scores(number: i64) -> WindowScores {
    WindowScores {
        parts: vec![[number as f32; PART_LABELS]],
        names: Vec::new(),
        source: Default::default(),
        cue: Default::default(),
        reference: Default::default(),
    }
}

/// Whose scores these are.
pub fn numbers(scores: &[WindowScores]) -> Vec<i64> {
    scores.iter().map(|s| s.parts[0][0] as i64).collect()
}

//! In place of `int8` on processors that it is not written for.

use tch::TchError;

use super::heads::Heads;
use super::weights::Weights;
use crate::model::encoder::{EncoderError, WindowInput, WindowScores};
use crate::model::shape::Shape;

/// There is none.
pub enum Int8Bert {}

impl Int8Bert {
    /// # Errors
    /// Always.
    pub fn new(_: &Weights, _: &Shape) -> Result<Self, EncoderError> {
        Err(EncoderError("eight bits need an x86-64 processor".into()))
    }

    /// Never called.
    pub fn score(&self, _: &WindowInput, _: &Heads) -> Result<WindowScores, TchError> {
        match *self {}
    }
}

/// False.
pub fn multiplies_int8() -> bool {
    false
}

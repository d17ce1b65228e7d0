//! Layer normalisation's numbers.

use rust_bert::bert::BertConfig;

use super::super::weights::Weights;
use crate::model::encoder::EncoderError;

/// Factor and shift of each channel.
pub struct Norm {
    /// Factors.
    pub weight: Vec<f32>,
    /// Shifts.
    pub bias: Vec<f32>,
}

impl Norm {
    /// Takes `{name}.weight` and `{name}.bias`.
    pub fn new(weights: &Weights, name: &str, config: &BertConfig) -> Result<Self, EncoderError> {
        let width = usize::try_from(config.hidden_size).unwrap_or(0);
        Ok(Norm {
            weight: weights.numbers(&format!("{name}.weight"), &[width])?,
            bias: weights.numbers(&format!("{name}.bias"), &[width])?,
        })
    }
}

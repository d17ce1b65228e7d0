//! A linear layer with eight-bit weights.

use tch::{Kind, TchError, Tensor};

use super::super::weights::Weights;
use super::products::int8;
use super::scratch::{Scratch, grown};
use crate::model::encoder::EncoderError;

/// `y = x·W + b` where `W` is kept as whole numbers from -127 to 127 times a scale an output channel.
pub struct Linear {
    inputs: usize,
    /// `[inputs, outputs]`, eight bits, a transposed view.
    weight: Tensor,
    /// What one unit of each output channel is worth.
    pub scale: Vec<f32>,
    /// Added to each output channel.
    pub bias: Vec<f32>,
}

impl Linear {
    /// Quantizes the layers of these names, put side by side into one; each times its factor.
    pub fn new(
        weights: &Weights,
        names: &[(String, f32)],
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, EncoderError> {
        let (mut rows, mut bias) = (Vec::new(), Vec::new());
        for (name, factor) in names {
            let path = format!("{name}.weight");
            let weight = weights.matrix(&path, Some(outputs as i64), inputs as i64)?;
            rows.push(weight * f64::from(*factor));
            let shifts = weights.vector(&format!("{name}.bias"), outputs)?;
            bias.extend(shifts.iter().map(|b| b * factor));
        }
        let (weight, scale) = quantized(&Tensor::cat(&rows, 0))
            .map_err(|e| EncoderError(format!("{names:?}: {e}")))?;
        Ok(Linear {
            inputs,
            weight,
            scale,
            bias,
        })
    }

    /// Number of output channels.
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Multiplies what is quantized. Times the scales of position and channel, plus the bias, the
    /// products are the layer's output.
    pub fn apply(&self, s: &mut Scratch) -> Result<(), TchError> {
        let products = grown(&mut s.products, s.positions * self.outputs());
        int8(
            &s.quantized[..s.positions * self.inputs],
            &self.weight,
            products,
        )
    }
}

/// Rows as whole numbers, transposed, and each row's scale.
fn quantized(rows: &Tensor) -> Result<(Tensor, Vec<f32>), TchError> {
    let scale = rows
        .f_abs()?
        .f_amax([1_i64].as_slice(), true)?
        .f_div_scalar(127.0)?
        .f_clamp_min(1e-12)?;
    let weight = rows
        .f_div(&scale)?
        .f_round()?
        .f_clamp(-127.0, 127.0)?
        .f_to_kind(Kind::Int8)?
        .f_contiguous()?;
    Ok((weight.f_transpose(0, 1)?, Vec::try_from(scale.view(-1))?))
}

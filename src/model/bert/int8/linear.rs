//! A linear layer with eight-bit weights.

use std::arch::x86_64::{
    _mm512_cvtepi32_ps, _mm512_fmadd_ps, _mm512_mul_ps, _mm512_set1_ps, _mm512_setzero_si512,
};
use std::ops::Range;

use super::super::weights::Weights;
use super::product::{BLOCKS, Group, LANES, Product, floats, store};
use super::quantized::{PIECE, Quantized, Spread};
use super::rows;
use crate::model::encoder::EncoderError;

/// Output channels come in steps of a tile's columns.
pub const STEP: usize = BLOCKS * LANES;

/// `y = x·W + b` where `W` is kept as whole numbers from -127 to 127 times a scale an output channel and
/// piece of inputs.
pub struct Linear {
    /// For each piece of the inputs what each step of output channels takes of it.
    pieces: Vec<Vec<Step>>,
    /// Added to each output channel.
    bias: Vec<[[f32; LANES]; BLOCKS]>,
}

/// Some output channels' weights for a piece of the inputs.
struct Step {
    weight: Vec<[Group; BLOCKS]>,
    /// What one unit of each channel is worth.
    unit: [[f32; LANES]; BLOCKS],
    /// Sum of each channel's weights.
    sum: [[f32; LANES]; BLOCKS],
}

impl Linear {
    /// Quantizes the layers of these names, put side by side into one; each times its factor.
    ///
    /// # Errors
    /// A weight that is missing or has another shape; sizes that do not come in steps of 4 and of 64.
    pub fn new(
        weights: &Weights,
        names: &[(String, f32)],
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, EncoderError> {
        let (mut numbers, mut bias) = (Vec::new(), Vec::new());
        for (name, factor) in names {
            let path = format!("{name}.weight");
            let matrix = weights.numbers(&path, &[outputs, inputs])?;
            numbers.extend(matrix.iter().map(|w| w * factor));
            let shifts = weights.numbers(&format!("{name}.bias"), &[outputs])?;
            bias.extend(shifts.iter().map(|b| b * factor));
        }
        if inputs == 0 || !inputs.is_multiple_of(4) || !bias.len().is_multiple_of(STEP) {
            return Err(EncoderError(format!(
                "{names:?}: in eight bits inputs come in steps of 4, outputs in steps of {STEP}"
            )));
        }
        let rows: Vec<_> = numbers.chunks_exact(inputs).collect();
        Ok(Linear::of(&rows, &bias))
    }

    /// Quantizes a matrix, a row for each output channel; as many as come in steps of [`STEP`].
    pub fn of(rows: &[&[f32]], bias: &[f32]) -> Self {
        let inputs = rows.first().map_or(0, |row| row.len());
        let pieces = (0..inputs).step_by(PIECE).map(|start| {
            let piece = start..inputs.min(start + PIECE);
            let steps = rows.chunks_exact(STEP);
            steps.map(|rows| Step::new(rows, piece.clone())).collect()
        });
        Linear {
            pieces: pieces.collect(),
            bias: bias.as_chunks().0.as_chunks().0.to_vec(),
        }
    }

    /// Number of output channels.
    pub fn outputs(&self) -> usize {
        self.bias.len() * STEP
    }

    /// The layer's output, `[rows, outputs]`.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn apply<P: Product>(&self, by: &P, input: &Quantized, output: &mut [f32]) {
        let (output, _) = output.as_chunks_mut::<LANES>();
        let (output, _) = output.as_chunks_mut::<BLOCKS>();
        for (piece, steps) in self.pieces.iter().enumerate() {
            for (at, (step, bias)) in steps.iter().zip(&self.bias).enumerate() {
                let bias = (piece == 0).then_some(bias);
                let output = &mut output[at..];
                step.add(by, input, piece, bias, output, self.bias.len());
            }
        }
    }
}

impl Step {
    /// Quantizes a piece of a matrix's rows, one for each output channel.
    fn new(rows: &[&[f32]], piece: Range<usize>) -> Self {
        let inputs = piece.len();
        let mut step = Step {
            weight: vec![[Group::default(); BLOCKS]; inputs / 4],
            unit: Default::default(),
            sum: Default::default(),
        };
        let mut numbers = vec![0; inputs];
        for (channel, row) in rows.iter().enumerate() {
            let (block, column) = (channel / LANES, channel % LANES);
            let unit = rows::quantize(&row[piece.clone()], &mut numbers);
            let total: i32 = numbers.iter().map(|q| i32::from(*q)).sum();
            step.unit[block][column] = unit;
            step.sum[block][column] = unit * total as f32;
            for (group, four) in step.weight.iter_mut().zip(numbers.as_chunks().0) {
                group[block].set(column, *four);
            }
        }
        step
    }

    /// Adds what these channels take of a piece of the inputs to the bias or else to what is there, in every
    /// row of output, of which it sees to the first of `stride` steps.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    #[inline]
    fn add<P: Product>(
        &self,
        by: &P,
        input: &Quantized,
        piece: usize,
        bias: Option<&[[f32; LANES]; BLOCKS]>,
        output: &mut [[[f32; LANES]; BLOCKS]],
        stride: usize,
    ) {
        for top in (0..input.rows()).step_by(P::ROWS) {
            let rows = input.piece(top, piece);
            let start = |_| _mm512_setzero_si512();
            let take = |r: usize, c: usize, sums| {
                if top + r >= input.rows() {
                    return;
                }
                let Spread { unit, least } = input.spread(top + r, piece);
                let output = &mut output[(top + r) * stride][c];
                let unit = _mm512_mul_ps(floats(&self.unit[c]), _mm512_set1_ps(unit));
                let least = _mm512_set1_ps(least);
                let before = floats(bias.map_or(&*output, |bias| &bias[c]));
                let y = _mm512_fmadd_ps(floats(&self.sum[c]), least, before);
                store(output, _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums), unit, y));
            };
            // SAFETY: the processor has what this function asks for.
            unsafe { by.multiply::<BLOCKS>(rows, input.width(), &self.weight, start, take) };
        }
    }
}

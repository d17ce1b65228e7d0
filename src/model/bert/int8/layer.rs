//! One layer of the encoder.

use rust_bert::bert::BertConfig;

use super::super::weights::Weights;
use super::attention::{HEAD_STEP, MOST_CHANNELS};
use super::linear::Linear;
use super::norm::Norm;
use super::rows;
use super::scratch::{ROWS_AT_ONCE, Scratch, grown};
use crate::model::encoder::EncoderError;

/// Attention and feed-forward, each followed by a sum with what went in and a normalisation.
pub struct Layer {
    /// Query, key and value in one; the query's part is divided by the root of a head's width, and
    /// brought to logarithms of base 2.
    query_key_value: Linear,
    attended: Linear,
    attention_norm: Norm,
    widened: Linear,
    narrowed: Linear,
    output_norm: Norm,
    heads: usize,
}

impl Layer {
    /// Quantizes the weights of the layer whose names begin with `path`.
    pub fn new(weights: &Weights, path: &str, config: &BertConfig) -> Result<Self, EncoderError> {
        let size = |n: i64| usize::try_from(n).unwrap_or(0);
        let width = size(config.hidden_size);
        let inner = size(config.intermediate_size);
        let heads = size(config.num_attention_heads);
        let steps = width % (heads.max(1) * HEAD_STEP) == 0;
        if heads == 0 || !steps || width / heads > MOST_CHANNELS {
            return Err(EncoderError(format!(
                "{heads} heads cannot share {width} channels in steps of {HEAD_STEP}, as eight bits need"
            )));
        }
        let linear = |names: &[(&str, f32)], inputs, outputs| {
            let names: Vec<_> = names
                .iter()
                .map(|(name, factor)| (format!("{path}.{name}"), *factor))
                .collect();
            Linear::new(weights, &names, inputs, outputs)
        };
        // Exponentials are taken to the base 2.
        let query = std::f32::consts::LOG2_E / ((width / heads) as f32).sqrt();
        let joint = [
            ("attention.self.query", query),
            ("attention.self.key", 1.0),
            ("attention.self.value", 1.0),
        ];
        let norm = |name: &str| Norm::new(weights, &format!("{path}.{name}"), config);
        Ok(Layer {
            query_key_value: linear(&joint, width, width)?,
            attended: linear(&[("attention.output.dense", 1.0)], width, width)?,
            attention_norm: norm("attention.output.LayerNorm")?,
            widened: linear(&[("intermediate.dense", 1.0)], width, inner)?,
            narrowed: linear(&[("output.dense", 1.0)], inner, width)?,
            output_norm: norm("output.LayerNorm")?,
            heads,
        })
    }

    /// Takes the hidden states, leaves the next ones in their place.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn forward(&self, s: &mut Scratch) {
        let width = self.attention_norm.weight.len();
        s.attention
            .begin(s.positions, self.heads, width / self.heads);
        for first in (0..s.positions).step_by(ROWS_AT_ONCE) {
            let rows = first..s.positions.min(first + ROWS_AT_ONCE);
            let output = grown(&mut s.output, rows.len() * 3 * width);
            s.input
                .take(&s.hidden[rows.start * width..rows.end * width], width);
            self.query_key_value.apply(&s.input, output);
            for (position, numbers) in rows.zip(output.chunks_exact(3 * width)) {
                s.attention.take(position, numbers);
            }
        }
        s.attention.quantize_values();
        for first in (0..s.positions).step_by(ROWS_AT_ONCE) {
            let rows = first..s.positions.min(first + ROWS_AT_ONCE);
            let hidden = &mut s.hidden[rows.start * width..rows.end * width];
            let output = grown(&mut s.output, hidden.len());
            s.attention.gather(first, output);
            s.input.take(output, width);
            self.attended.apply(&s.input, output);
            add_and_normalise(hidden, output, &self.attention_norm);

            let inner = self.widened.outputs();
            let output = grown(&mut s.output, rows.len() * inner);
            s.input.take(hidden, width);
            self.widened.apply(&s.input, output);
            rows::gelu(output);
            s.input.take(output, inner);
            let output = &mut output[..hidden.len()];
            self.narrowed.apply(&s.input, output);
            add_and_normalise(hidden, output, &self.output_norm);
        }
    }
}

/// Adds a linear layer's output to hidden states and normalises them.
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
fn add_and_normalise(hidden: &mut [f32], output: &[f32], norm: &Norm) {
    let width = norm.weight.len();
    let rows = hidden.chunks_exact_mut(width);
    for (row, output) in rows.zip(output.chunks_exact(width)) {
        rows::add(row, output);
        rows::normalise(norm, row);
    }
}

/// Normalises hidden states.
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
pub fn normalise(hidden: &mut [f32], norm: &Norm) {
    for row in hidden.chunks_exact_mut(norm.weight.len()) {
        rows::normalise(norm, row);
    }
}

//! One layer of the encoder.

use super::super::weights::Weights;
use super::attention::{HEAD_STEP, MOST_CHANNELS};
use super::linear::Linear;
use super::norm::Norm;
use super::product::Product;
use super::rows;
use super::scratch::{ROWS_AT_ONCE, Scratch, grown};
use crate::model::encoder::EncoderError;
use crate::model::shape::Shape;

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
    /// Channels of a head.
    head: usize,
}

impl Layer {
    /// Quantizes the weights of the layer of that number.
    ///
    /// # Errors
    /// A weight that is missing or has another shape; sizes that do not come in the steps that products
    /// are made in.
    pub fn new(weights: &Weights, number: usize, shape: &Shape) -> Result<Self, EncoderError> {
        let path = format!("bert.encoder.layer.{number}");
        let config = &shape.encoder;
        let size = |n: i64| usize::try_from(n).unwrap_or(0);
        let width = size(config.hidden_size);
        let heads = size(shape.layers[number].heads);
        let attention = size(shape.attention_width(shape.layers[number]));
        let inner = size(shape.layers[number].inner);
        let steps = attention % (heads.max(1) * HEAD_STEP) == 0;
        if heads == 0 || !steps || attention / heads > MOST_CHANNELS {
            return Err(EncoderError(format!(
                "{heads} heads cannot share {attention} channels in steps of {HEAD_STEP}, as eight bits need"
            )));
        }
        let head = attention / heads;
        let linear = |names: &[(&str, f32)], inputs, outputs| {
            let names: Vec<_> = names
                .iter()
                .map(|(name, factor)| (format!("{path}.{name}"), *factor))
                .collect();
            Linear::new(weights, &names, inputs, outputs)
        };
        // Exponentials are taken to the base 2.
        let query = std::f32::consts::LOG2_E / (head as f32).sqrt();
        let joint = [
            ("attention.self.query", query),
            ("attention.self.key", 1.0),
            ("attention.self.value", 1.0),
        ];
        let norm = |name: &str| Norm::new(weights, &format!("{path}.{name}"), config);
        Ok(Layer {
            query_key_value: linear(&joint, width, attention)?,
            attended: linear(&[("attention.output.dense", 1.0)], attention, width)?,
            attention_norm: norm("attention.output.LayerNorm")?,
            widened: linear(&[("intermediate.dense", 1.0)], width, inner)?,
            narrowed: linear(&[("output.dense", 1.0)], inner, width)?,
            output_norm: norm("output.LayerNorm")?,
            heads,
            head,
        })
    }

    /// Takes the hidden states, leaves the next ones in their place.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn forward<P: Product>(&self, by: &P, s: &mut Scratch) {
        let width = self.attention_norm.weight.len();
        let attention = self.heads * self.head;
        s.attention.begin(s.positions, self.heads, self.head);
        for first in (0..s.positions).step_by(ROWS_AT_ONCE) {
            let rows = first..s.positions.min(first + ROWS_AT_ONCE);
            let output = grown(&mut s.output, rows.len() * 3 * attention);
            s.input
                .take(&s.hidden[rows.start * width..rows.end * width], width);
            self.query_key_value.apply(by, &s.input, output);
            for (position, numbers) in rows.zip(output.chunks_exact(3 * attention)) {
                s.attention.take(position, numbers);
            }
        }
        s.attention.quantize_values();
        for first in (0..s.positions).step_by(ROWS_AT_ONCE) {
            let rows = first..s.positions.min(first + ROWS_AT_ONCE);
            let hidden = &mut s.hidden[rows.start * width..rows.end * width];
            let output = grown(&mut s.output, rows.len() * attention);
            s.attention.gather(by, first, output);
            s.input.take(output, attention);
            let output = grown(&mut s.output, hidden.len());
            self.attended.apply(by, &s.input, output);
            add_and_normalise(hidden, output, &self.attention_norm);

            let inner = self.widened.outputs();
            let output = grown(&mut s.output, rows.len() * inner);
            s.input.take(hidden, width);
            self.widened.apply(by, &s.input, output);
            rows::gelu(output);
            s.input.take(output, inner);
            let output = grown(&mut s.output, hidden.len());
            self.narrowed.apply(by, &s.input, output);
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

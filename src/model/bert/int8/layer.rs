//! One layer of the encoder.

use rust_bert::bert::BertConfig;
use tch::TchError;

use super::super::weights::Weights;
use super::linear::Linear;
use super::norm::Norm;
use super::scratch::{Scratch, grown};
use super::{kernels, products};
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
        if heads == 0 || width % heads != 0 {
            return Err(EncoderError(format!(
                "{heads} heads do not share {width} channels evenly"
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

    /// Takes the hidden states and their quantized form, leaves the next ones in their place.
    pub fn forward(&self, s: &mut Scratch) -> Result<(), TchError> {
        self.attend(s)?;
        self.attended.apply(s)?;
        kernels::add_and_normalise(&self.attended, &self.attention_norm, s);
        self.widened.apply(s)?;
        kernels::gelu(&self.widened, s);
        self.narrowed.apply(s)?;
        kernels::add_and_normalise(&self.narrowed, &self.output_norm, s);
        Ok(())
    }

    /// Attention, from the quantized hidden states to what it gathers, quantized.
    fn attend(&self, s: &mut Scratch) -> Result<(), TchError> {
        self.query_key_value.apply(s)?;
        kernels::split_heads(&self.query_key_value, self.heads, s);
        let width = self.query_key_value.outputs() / 3;
        let (positions, head) = (s.positions, width / self.heads);
        let one = positions * width;
        let (query, rest) = s.heads.split_at(one);
        let (key, value) = (&rest[..one], &rest[one..2 * one]);
        let attention = grown(&mut s.attention, self.heads * positions * positions);
        let sums = grown(&mut s.inverse_sums, self.heads * positions);
        let gathered = grown(&mut s.gathered, one);
        products::bf16_transposed(query, key, self.heads, head, attention)?;
        kernels::soften(positions, attention, sums);
        products::bf16(attention, value, self.heads, head, gathered)?;
        kernels::join_heads(self.heads, width, s);
        Ok(())
    }
}

//! The encoder in eight bits: the same BERT as rust-bert's, its linear layers multiplied as whole
//! numbers.
//!
//! Weights have one scale an output channel, activations one a position, both anew for every 384 inputs
//! and found on the fly, so that nothing has to be calibrated (the scheme of Dettmers et al.,
//! LLM.int8(), 2022, without its outliers: at this width such scales suffice). A layer takes a few
//! positions through all its steps before the next ones, so that what it works on stays in a core's
//! cache. That the scores are those of single precision, nearly, is tested in `tests/scores.rs`.

mod amx;
mod attention;
mod layer;
mod linear;
mod norm;
mod pointers;
mod product;
mod quantized;
mod rows;
mod scratch;
#[cfg(test)]
mod tests;
mod vnni;

use std::cell::RefCell;

use rust_bert::Activation;
use tch::{TchError, Tensor};

use super::heads::Heads;
use super::weights::{Table, Weights};
use crate::model::encoder::{EncoderError, WindowInput, WindowScores};
use crate::model::shape::Shape;
use crate::model::wordpieces::Case;
use amx::Tiles;
use layer::Layer;
use norm::Norm;
use pointers::Pointers;
use product::Product;
use scratch::Scratch;
use vnni::Vectors;

thread_local! {
    /// A worker's buffers.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// An encoder whose linear layers are quantized.
pub struct Int8Bert {
    words: Table,
    case: Table,
    paragraph: Table,
    positions: Table,
    token_types: Table,
    norm: Norm,
    layers: Vec<Layer>,
    pointers: Pointers,
    width: usize,
}

impl Int8Bert {
    /// Quantizes the encoder's weights.
    ///
    /// # Errors
    /// A processor that cannot do it; a weight that is missing or has another shape than the
    /// configuration says; another activation than GELU, widths that do not fit.
    pub fn new(weights: &Weights, shape: &Shape) -> Result<Self, EncoderError> {
        let config = &shape.encoder;
        if !multiplies_int8() {
            return Err(EncoderError("this processor lacks avx512_vnni".into()));
        }
        if !matches!(config.hidden_act, Activation::gelu) {
            return Err(EncoderError("in eight bits it must use GELU".into()));
        }
        let width = usize::try_from(config.hidden_size).unwrap_or(0);
        let table =
            |name: &str, rows: i64| weights.table(name, usize::try_from(rows).unwrap_or(0), width);
        let layers = (0..shape.layers.len())
            .map(|i| Layer::new(weights, i, shape))
            .collect::<Result<Vec<_>, _>>()?;
        let pointer_width = usize::try_from(shape.pointer_width).unwrap_or(0);
        Ok(Int8Bert {
            pointers: Pointers::new(weights, width, pointer_width)?,
            words: table("bert.embeddings.word_embeddings.weight", config.vocab_size)?,
            positions: table(
                "bert.embeddings.position_embeddings.weight",
                config.max_position_embeddings,
            )?,
            token_types: table(
                "bert.embeddings.token_type_embeddings.weight",
                config.type_vocab_size,
            )?,
            case: table("features.case.weight", Case::COUNT as i64)?,
            paragraph: table("features.paragraph.weight", 2)?,
            norm: Norm::new(weights, "bert.embeddings.LayerNorm", config)?,
            layers,
            width,
        })
    }

    /// What the heads say of a window.
    ///
    /// # Errors
    /// What libtorch says.
    pub fn score(&self, input: &WindowInput, heads: &Heads) -> Result<WindowScores, TchError> {
        let embedded = self.embedded(input)?;
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.take(embedded, self.width);
            // SAFETY: `new` has made sure that the processor knows these instructions; nothing that is
            // called here shapes tiles.
            let projected = unsafe {
                match Tiles::begin() {
                    Some(tiles) => self.encode(&tiles, scratch),
                    None => self.encode(&Vectors, scratch),
                }
            };
            let hidden = Tensor::f_from_slice(&scratch.hidden)?.f_view([-1, self.width as i64])?;
            heads.score(&hidden, &|pointer, from| {
                // SAFETY: as above.
                Ok(unsafe {
                    match Tiles::begin() {
                        Some(tiles) => self.pointers.point(&tiles, &projected, pointer, from),
                        None => self.pointers.point(&Vectors, &projected, pointer, from),
                    }
                })
            })
        })
    }

    /// From embeddings to hidden states, and their projections by the pointers.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    fn encode<P: Product>(&self, by: &P, s: &mut Scratch) -> Vec<f32> {
        layer::normalise(&mut s.hidden, &self.norm);
        for layer in &self.layers {
            layer.forward(by, s);
        }
        self.pointers.project(by, s)
    }

    /// The sum of all embeddings, `[positions, width]`.
    fn embedded(&self, input: &WindowInput) -> Result<Vec<f32>, TchError> {
        let mut sum = vec![0.0; input.len() * self.width];
        let mut row = vec![0.0; self.width];
        let features = [
            (&self.words, &input.ids),
            (&self.case, &input.case),
            (&self.paragraph, &input.paragraph),
            (&self.token_types, &input.quoted),
        ];
        for (position, sum) in sum.chunks_exact_mut(self.width).enumerate() {
            self.positions.read(position as i64, sum)?;
            for (table, numbers) in features {
                table.read(numbers[position], &mut row)?;
                rows::add(sum, &row);
            }
        }
        Ok(sum)
    }
}

/// True where the processor multiplies eight-bit numbers and adds up without overflow (VNNI), and has
/// what else is used here.
pub fn multiplies_int8() -> bool {
    std::arch::is_x86_feature_detected!("avx512vnni")
        && std::arch::is_x86_feature_detected!("avx512bw")
        && std::arch::is_x86_feature_detected!("avx512dq")
        && std::arch::is_x86_feature_detected!("avx512vl")
}

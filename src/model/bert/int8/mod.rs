//! The encoder in eight bits: the same BERT as rust-bert's, its linear layers multiplied as whole
//! numbers.
//!
//! Weights have one scale an output channel, activations one a position, found on the fly, so that
//! nothing has to be calibrated (the scheme of Dettmers et al., LLM.int8(), 2022, without its
//! outliers: at this width a scale a position suffices). Attention's two products run in bfloat16.
//! libtorch multiplies, [`kernels`] does what stands between the products in one go each, and a
//! worker's buffers are used again for every window. That the scores are those of single precision,
//! as near as bfloat16's are, is tested in `tests/scores.rs`.

mod kernels;
mod layer;
mod linear;
mod norm;
mod products;
mod scratch;

use std::cell::RefCell;

use rust_bert::Activation;
use rust_bert::bert::BertConfig;
use tch::{TchError, Tensor};

use super::heads::{States, projections};
use super::weights::Weights;
use crate::model::encoder::{EncoderError, WindowInput};
use layer::Layer;
use linear::Linear;
use norm::Norm;
use scratch::Scratch;

thread_local! {
    /// A worker's buffers.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// An encoder whose linear layers are quantized.
pub struct Int8Bert {
    words: Tensor,
    case: Tensor,
    paragraph: Tensor,
    positions: Tensor,
    token_types: Tensor,
    norm: Norm,
    layers: Vec<Layer>,
    pointers: Linear,
    width: usize,
}

impl Int8Bert {
    /// Quantizes the encoder's weights.
    ///
    /// # Errors
    /// A weight that is missing or has another shape than the configuration says, or another
    /// activation than GELU.
    pub fn new(
        weights: &Weights,
        config: &BertConfig,
        pointer_width: i64,
    ) -> Result<Self, EncoderError> {
        if !matches!(config.hidden_act, Activation::gelu) {
            return Err(EncoderError("in eight bits it must use GELU".into()));
        }
        let width = usize::try_from(config.hidden_size).unwrap_or(0);
        let table = |name: &str| weights.matrix(name, None, config.hidden_size);
        let layers = (0..config.num_hidden_layers)
            .map(|i| Layer::new(weights, &format!("bert.encoder.layer.{i}"), config))
            .collect::<Result<Vec<_>, _>>()?;
        let pointers: Vec<_> = projections().map(|name| (name, 1.0)).collect();
        let pointer_width = usize::try_from(pointer_width).unwrap_or(0);
        Ok(Int8Bert {
            pointers: Linear::new(weights, &pointers, width, pointer_width)?,
            words: table("bert.embeddings.word_embeddings.weight")?,
            positions: table("bert.embeddings.position_embeddings.weight")?,
            token_types: table("bert.embeddings.token_type_embeddings.weight")?,
            case: table("features.case.weight")?,
            paragraph: table("features.paragraph.weight")?,
            norm: Norm::new(weights, "bert.embeddings.LayerNorm", config)?,
            layers,
            width,
        })
    }

    /// What the heads read of a window.
    ///
    /// # Errors
    /// What libtorch says.
    pub fn states(&self, input: &WindowInput) -> Result<States, TchError> {
        let embedded = Vec::<f32>::try_from(self.embedded(input)?.view(-1))?;
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.take(embedded, self.width);
            kernels::normalise(&self.norm, scratch);
            for layer in &self.layers {
                layer.forward(scratch)?;
            }
            self.pointers.apply(scratch)?;
            let projected = kernels::in_single_precision(&self.pointers, scratch);
            let positions = scratch.positions as i64;
            let rows = |numbers: &[f32]| Tensor::f_from_slice(numbers)?.f_view([positions, -1]);
            Ok(States {
                hidden: rows(&scratch.hidden)?,
                projected: rows(&projected)?,
            })
        })
    }

    /// The sum of all embeddings.
    fn embedded(&self, input: &WindowInput) -> Result<Tensor, TchError> {
        let rows = |table: &Tensor, ids: &[i64]| -> Result<Tensor, TchError> {
            table.f_index_select(0, &Tensor::f_from_slice(ids)?)
        };
        let positions = self.positions.f_narrow(0, 0, input.len() as i64)?;
        rows(&self.words, &input.ids)?
            .f_add_(&rows(&self.case, &input.case)?)?
            .f_add_(&rows(&self.paragraph, &input.paragraph)?)?
            .f_add_(&rows(&self.token_types, &input.quoted)?)?
            .f_add_(&positions)
    }
}

/// True where the processor multiplies eight-bit numbers and adds up without overflow (VNNI).
pub fn multiplies_int8() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx512vnni")
            && std::arch::is_x86_feature_detected!("avx512bf16")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

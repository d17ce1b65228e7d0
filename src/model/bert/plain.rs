//! rust-bert's encoder, in single precision or bfloat16.

use std::path::Path;

use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use tch::{Device, IndexOp, Kind, TchError, Tensor, nn};

use super::heads::{Heads, floats, projections};
use super::weights::{Dense, Weights};
use super::{failed, first_line};
use crate::model::encoder::{EncoderError, PointerRows, WindowInput, WindowScores};
use crate::model::wordpieces::Case;

/// rust-bert's `BertModel`, fed with embeddings, and the features that are added to them.
pub struct PlainBert {
    /// Holds the weights.
    _weights: nn::VarStore,
    model: BertModel<BertEmbeddings>,
    word_embeddings: Tensor,
    case: Tensor,
    paragraph: Tensor,
    /// The pointers' projections, which stay in single precision: query and key of each.
    pointers: Vec<Dense>,
}

impl PlainBert {
    /// Loads the encoder's part of `model.safetensors`, whose tensors `tensors` are: rust-bert's
    /// weights can only be loaded from the file itself.
    ///
    /// # Errors
    /// A file that cannot be read, or that lacks a weight or has it in another shape.
    pub fn load(
        path: &Path,
        tensors: &Weights,
        config: &BertConfig,
        pointer_width: i64,
        kind: Kind,
    ) -> Result<Self, EncoderError> {
        let mut weights = nn::VarStore::new(Device::Cpu);
        let root = weights.root();
        let model = BertModel::new_with_optional_pooler(&root / "bert", config, false);
        let features = &root / "features";
        let table = |name: &str, rows: i64| {
            let shape = [rows, config.hidden_size];
            (&features / name).var("weight", &shape, nn::Init::Const(0.0))
        };
        let case = table("case", Case::COUNT as i64);
        let paragraph = table("paragraph", 2);
        weights
            .load(path)
            .map_err(|e| EncoderError(first_line(&e.to_string())))?;
        weights.freeze();
        // The file is in half precision, and loading keeps a file's kind.
        weights.set_kind(kind);
        let pointers = projections()
            .map(|name| Dense::new(tensors, &name, config.hidden_size, pointer_width))
            .collect::<Result<_, _>>()?;
        let word_embeddings = weights
            .variables()
            .remove("bert.embeddings.word_embeddings.weight")
            .ok_or_else(|| EncoderError("rust-bert named its word embeddings otherwise".into()))?;
        Ok(PlainBert {
            _weights: weights,
            model,
            word_embeddings,
            case,
            paragraph,
            pointers,
        })
    }

    /// What the heads say of a window.
    ///
    /// # Errors
    /// What the engine says.
    pub fn score(&self, input: &WindowInput, heads: &Heads) -> Result<WindowScores, EncoderError> {
        let hidden = self.hidden(input)?;
        let score = || {
            let sides = self.pointers.iter().map(|side| side.apply(&hidden));
            let sides = sides.collect::<Result<Vec<_>, _>>()?;
            let (sides, _) = sides.as_chunks();
            heads.score(&hidden, &|pointer, from| point(&sides[pointer], from))
        };
        score().map_err(failed)
    }

    /// Hidden states, single precision, `[positions, hidden]`.
    fn hidden(&self, input: &WindowInput) -> Result<Tensor, EncoderError> {
        let ids = |list: &[i64]| Tensor::f_from_slice(list)?.f_unsqueeze(0);
        let embed = |weight: &Tensor, list: &[i64]| -> Result<Tensor, TchError> {
            Tensor::f_embedding(weight, &ids(list)?, -1, false, false)
        };
        let embedded = (|| {
            embed(&self.word_embeddings, &input.ids)?
                .f_add(&embed(&self.case, &input.case)?)?
                .f_add(&embed(&self.paragraph, &input.paragraph)?)
        })()
        .map_err(failed)?;
        let token_types = ids(&input.quoted).map_err(failed)?;
        let output = self
            .model
            .forward_t(
                None,
                None,
                Some(&token_types),
                None,
                Some(&embedded),
                None,
                None,
                false,
            )
            .map_err(|e| EncoderError(first_line(&e.to_string())))?;
        Ok(output.hidden_state.i(0).to_kind(Kind::Float))
    }
}

/// Probabilities of a pointer from some positions to every one, by its projections as query and key.
fn point([query, key]: &[Tensor; 2], from: &[usize]) -> Result<PointerRows, TchError> {
    if from.is_empty() {
        return Ok(PointerRows::default());
    }
    let positions: Vec<i64> = from.iter().map(|&p| p as i64).collect();
    let scores = query
        .f_index_select(0, &Tensor::f_from_slice(&positions)?)?
        .f_matmul(&key.f_transpose(0, 1)?)?
        .f_div_scalar((query.size2()?.1 as f64).sqrt())?;
    Ok(PointerRows {
        from: from.to_vec(),
        rows: floats(&scores.f_softmax(-1, Kind::Float)?)?,
        width: key.size2()?.0 as usize,
    })
}

//! rust-bert's encoder, in single precision, bfloat16 or half precision, on the processor or on a GPU.

use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use tch::{Device, Kind, TchError, Tensor, nn};

use super::heads::{Heads, floats, projections};
use super::weights::{Dense, Weights};
use super::{failed, first_line};
use crate::model::encoder::{EncoderError, PointerRows, WindowInput, WindowScores};
use crate::model::shape::Shape;
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
    /// Takes the encoder's weights. Layers of rust-bert's are all alike: heads and inner neurons that one lacks
    /// are added and write nothing.
    ///
    /// # Errors
    /// A weight that is missing or has another shape.
    pub fn new(
        tensors: &Weights,
        shape: &Shape,
        kind: Kind,
        device: Device,
    ) -> Result<Self, EncoderError> {
        let widest = shape.layers.iter().map(|layer| layer.inner).max();
        let config = &BertConfig {
            intermediate_size: widest.unwrap_or(shape.encoder.intermediate_size),
            ..shape.encoder.clone()
        };
        let mut weights = nn::VarStore::new(device);
        let root = weights.root();
        let model = BertModel::new_with_optional_pooler(&root / "bert", config, false);
        let features = &root / "features";
        let table = |name: &str, rows: i64| {
            let shape = [rows, config.hidden_size];
            (&features / name).var("weight", &shape, nn::Init::Const(0.0))
        };
        let case = table("case", Case::COUNT as i64);
        let paragraph = table("paragraph", 2);
        for (name, mut variable) in weights.variables() {
            let whole = variable.size();
            let stored = shape.of_weight(&name, &whole);
            let tensor = tensors.tensor(&name, &stored)?;
            // From the last dimension to the first, what is added before and after.
            let sizes = whole.iter().zip(&stored).rev();
            let added: Vec<i64> = sizes.flat_map(|(whole, own)| [0, whole - own]).collect();
            tch::no_grad(|| variable.f_copy_(&tensor.f_constant_pad_nd(added)?)).map_err(failed)?;
        }
        weights.freeze();
        weights.set_kind(kind);
        let pointers = projections()
            .map(|name| {
                Dense::new(
                    tensors,
                    &name,
                    config.hidden_size,
                    shape.pointer_width,
                    device,
                )
            })
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

    /// What the heads say of some windows.
    ///
    /// # Errors
    /// What the engine says.
    pub fn score(
        &self,
        inputs: &[&WindowInput],
        heads: &Heads,
    ) -> Result<Vec<WindowScores>, EncoderError> {
        let hidden = self.hidden(inputs)?;
        let score = |(number, input): (usize, &&WindowInput)| {
            let hidden = hidden
                .f_select(0, number as i64)?
                .f_narrow(0, 0, input.len() as i64)?;
            let sides = self.pointers.iter().map(|side| side.apply(&hidden));
            let sides = sides.collect::<Result<Vec<_>, _>>()?;
            let (sides, _) = sides.as_chunks();
            heads.score(&hidden, &|pointer, from| point(&sides[pointer], from))
        };
        let scores = inputs.iter().enumerate().map(score);
        scores.collect::<Result<_, _>>().map_err(failed)
    }

    /// Hidden states, single precision, `[windows, positions of the longest, hidden]`.
    fn hidden(&self, inputs: &[&WindowInput]) -> Result<Tensor, EncoderError> {
        let device = self.word_embeddings.device();
        let longest = inputs.iter().map(|input| input.len()).max().unwrap_or(0);
        let rows = |of: fn(&WindowInput) -> &[i64]| -> Result<Tensor, TchError> {
            let mut numbers = Vec::with_capacity(inputs.len() * longest);
            for input in inputs {
                numbers.extend_from_slice(of(input));
                numbers.resize(numbers.len().next_multiple_of(longest), 0);
            }
            Tensor::f_from_slice(&numbers)?
                .f_view([inputs.len() as i64, longest as i64])?
                .f_to_device(device)
        };
        let embed = |weight: &Tensor, of| -> Result<Tensor, TchError> {
            Tensor::f_embedding(weight, &rows(of)?, -1, false, false)
        };
        let embedded = (|| {
            embed(&self.word_embeddings, |input| &input.ids)?
                .f_add(&embed(&self.case, |input| &input.case)?)?
                .f_add(&embed(&self.paragraph, |input| &input.paragraph)?)
        })()
        .map_err(failed)?;
        let token_types = rows(|input| &input.quoted).map_err(failed)?;
        let output = self
            .model
            .forward_t(
                None,
                self.mask(inputs, longest).map_err(failed)?.as_ref(),
                Some(&token_types),
                None,
                Some(&embedded),
                None,
                None,
                false,
            )
            .map_err(|e| EncoderError(first_line(&e.to_string())))?;
        Ok(output.hidden_state.to_kind(Kind::Float))
    }

    /// One where a window is, nought where it is filled up to the longest; none where all are equally
    /// long.
    fn mask(&self, inputs: &[&WindowInput], longest: usize) -> Result<Option<Tensor>, TchError> {
        if inputs.iter().all(|input| input.len() == longest) {
            return Ok(None);
        }
        let rows = inputs
            .iter()
            .flat_map(|input| (0..longest).map(|p| i64::from(p < input.len())));
        let ones: Vec<i64> = rows.collect();
        Tensor::f_from_slice(&ones)?
            .f_view([inputs.len() as i64, longest as i64])?
            .f_to_device(self.word_embeddings.device())
            .map(Some)
    }
}

/// Probabilities of a pointer from some positions to every one, by its projections as query and key.
fn point([query, key]: &[Tensor; 2], from: &[usize]) -> Result<PointerRows, TchError> {
    let positions: Vec<i64> = from.iter().map(|&p| p as i64).collect();
    let scores = query
        .f_index_select(
            0,
            &Tensor::f_from_slice(&positions)?.f_to_device(query.device())?,
        )?
        .f_matmul(&key.f_transpose(0, 1)?)?
        .f_div_scalar((query.size2()?.1 as f64).sqrt())?;
    Ok(PointerRows {
        from: from.to_vec(),
        rows: floats(&scores.f_softmax(-1, Kind::Float)?)?,
        width: key.size2()?.0 as usize,
    })
}

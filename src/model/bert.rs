//! The real encoder: rust-bert's `BertModel` with this project's features and heads.

use std::path::Path;
use std::sync::Once;

use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use tch::{Device, IndexOp, Kind, TchError, Tensor, nn};

use super::encoder::{
    Encoder, EncoderError, POINTS_FROM, PointerRows, Precision, WindowInput, WindowScores,
};
use super::labels::{NAME_LABELS, OUTSIDE, PART_LABELS, Part};
use super::wordpieces::Case;

/// The encoder in the chosen precision, the heads in single precision.
pub struct BertEncoder {
    /// Holds the encoder's weights.
    _encoder_weights: nn::VarStore,
    /// Holds the heads' weights.
    _head_weights: nn::VarStore,
    model: BertModel<BertEmbeddings>,
    word_embeddings: Tensor,
    case: Tensor,
    paragraph: Tensor,
    parts: nn::Linear,
    names: nn::Linear,
    source: Pointer,
    cue: Pointer,
    reference: Pointer,
    kind: Kind,
}

// SAFETY: libtorch's tensors may be read from many threads at once; what makes `Tensor` not `Sync`
// is that it can also be written through a shared reference. Nothing here writes: the weights are
// loaded and frozen in `load`, before the value is shared, and every forward pass runs without
// gradients on tensors of its own.
unsafe impl Sync for BertEncoder {}

/// A pointer's two projections.
struct Pointer {
    query: nn::Linear,
    key: nn::Linear,
}

impl Pointer {
    fn new(path: nn::Path, hidden: i64, width: i64) -> Self {
        Pointer {
            query: nn::linear(&path / "query", hidden, width, Default::default()),
            key: nn::linear(&path / "key", hidden, width, Default::default()),
        }
    }

    /// Probabilities from the hidden states of `from` to every position.
    fn rows(&self, hidden: &Tensor, from: &[usize]) -> Result<PointerRows, TchError> {
        let width = hidden.size()[0] as usize;
        if from.is_empty() {
            return Ok(PointerRows::default());
        }
        let positions: Vec<i64> = from.iter().map(|&p| p as i64).collect();
        let pointing = hidden.f_index_select(0, &Tensor::f_from_slice(&positions)?)?;
        let query = pointing.f_linear(&self.query.ws, self.query.bs.as_ref())?;
        let key = hidden.f_linear(&self.key.ws, self.key.bs.as_ref())?;
        let scale = (self.query.ws.size()[0] as f64).sqrt();
        let scores = query
            .f_matmul(&key.f_transpose(0, 1)?)?
            .f_div_scalar(scale)?;
        Ok(PointerRows {
            from: from.to_vec(),
            rows: floats(&scores.f_softmax(-1, Kind::Float)?)?,
            width,
        })
    }
}

impl BertEncoder {
    /// Loads `model.safetensors`.
    ///
    /// # Errors
    /// A file that cannot be read, or that lacks a weight or has it in another shape.
    pub fn load(
        weights: &Path,
        config: &BertConfig,
        pointer_width: i64,
        precision: Precision,
    ) -> Result<Self, EncoderError> {
        one_thread_per_worker();
        let kind = kind_of(precision);
        let mut encoder_weights = nn::VarStore::new(Device::Cpu);
        let root = encoder_weights.root();
        let model = BertModel::new_with_optional_pooler(&root / "bert", config, false);
        let hidden = config.hidden_size;
        let features = &root / "features";
        let case = table(&(&features / "case"), Case::COUNT as i64, hidden);
        let paragraph = table(&(&features / "paragraph"), 2, hidden);

        let mut head_weights = nn::VarStore::new(Device::Cpu);
        let heads = head_weights.root() / "heads";
        let linear = |name: &str, labels: usize| {
            nn::linear(&heads / name, hidden, labels as i64, Default::default())
        };
        let parts = linear("parts", PART_LABELS);
        let names = linear("names", NAME_LABELS);
        let pointer = |name: &str| Pointer::new(&heads / name, hidden, pointer_width);
        let (source, cue, reference) = (pointer("source"), pointer("cue"), pointer("reference"));

        for store in [&mut encoder_weights, &mut head_weights] {
            store
                .load(weights)
                .map_err(|e| EncoderError(first_line(&e.to_string())))?;
            store.freeze();
        }
        // The file is in half precision, and loading keeps a file's kind.
        encoder_weights.set_kind(kind);
        head_weights.set_kind(Kind::Float);
        let word_embeddings = encoder_weights
            .variables()
            .remove("bert.embeddings.word_embeddings.weight")
            .ok_or_else(|| EncoderError("rust-bert named its word embeddings otherwise".into()))?;
        Ok(BertEncoder {
            _encoder_weights: encoder_weights,
            _head_weights: head_weights,
            model,
            word_embeddings,
            case,
            paragraph,
            parts,
            names,
            source,
            cue,
            reference,
            kind,
        })
    }

    /// "f32" or "bf16": what [`Precision::Auto`] came to.
    pub fn precision_name(&self) -> &'static str {
        match self.kind {
            Kind::BFloat16 => "bf16",
            _ => "f32",
        }
    }

    /// Hidden states of a window, single precision, `[positions, hidden]`.
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

    fn heads(&self, hidden: &Tensor) -> Result<WindowScores, TchError> {
        let labels = |head: &nn::Linear| -> Result<Vec<f32>, TchError> {
            let scores = hidden.f_linear(&head.ws, head.bs.as_ref())?;
            floats(&scores.f_softmax(-1, Kind::Float)?)
        };
        let parts = rows::<PART_LABELS>(&labels(&self.parts)?);
        let names = rows::<NAME_LABELS>(&labels(&self.names)?);
        let pointing = |probability: &dyn Fn(&[f32; PART_LABELS]) -> f32| -> Vec<usize> {
            let inner = 1..parts.len().saturating_sub(1);
            inner
                .filter(|&i| probability(&parts[i]) >= POINTS_FROM)
                .collect()
        };
        let content = pointing(&|p| p[Part::Content.begin()] + p[Part::Content.inside()]);
        let anything =
            pointing(&|p| 1.0 - p[OUTSIDE] - p[Part::Cue.begin()] - p[Part::Cue.inside()]);
        Ok(WindowScores {
            source: self.source.rows(hidden, &content)?,
            cue: self.cue.rows(hidden, &content)?,
            reference: self.reference.rows(hidden, &anything)?,
            parts,
            names,
        })
    }
}

impl Encoder for BertEncoder {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        tch::no_grad(|| {
            let hidden = self.hidden(input)?;
            self.heads(&hidden).map_err(failed)
        })
    }
}

/// An embedding table's weight.
fn table(path: &nn::Path, rows: i64, width: i64) -> Tensor {
    path.var("weight", &[rows, width], nn::Init::Const(0.0))
}

/// Each worker computes alone: libtorch's own threads would fight with the workers for the cores.
fn one_thread_per_worker() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tch::set_num_threads(1);
        tch::set_num_interop_threads(1);
    });
}

fn kind_of(precision: Precision) -> Kind {
    match precision {
        Precision::F32 => Kind::Float,
        Precision::Bf16 => Kind::BFloat16,
        Precision::Auto if multiplies_bf16() => Kind::BFloat16,
        Precision::Auto => Kind::Float,
    }
}

/// True where the processor multiplies matrices in bfloat16.
pub fn multiplies_bf16() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx512bf16")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

fn floats(tensor: &Tensor) -> Result<Vec<f32>, TchError> {
    Vec::<f32>::try_from(tensor.f_contiguous()?.f_view(-1)?)
}

fn rows<const N: usize>(flat: &[f32]) -> Vec<[f32; N]> {
    let (whole, _) = flat.as_chunks::<N>();
    whole.to_vec()
}

fn failed(error: TchError) -> EncoderError {
    EncoderError(first_line(&error.to_string()))
}

/// libtorch appends a C++ stack trace to its messages.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

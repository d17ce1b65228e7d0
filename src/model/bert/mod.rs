//! The real encoder: BERT with this project's features and heads, in the precision that is asked for.

mod heads;
#[cfg_attr(not(target_arch = "x86_64"), path = "int8_elsewhere.rs")]
mod int8;
mod plain;
mod weights;

use std::path::Path;
use std::sync::Once;

use rust_bert::bert::BertConfig;
use tch::{Kind, TchError};

use super::encoder::{Encoder, EncoderError, Precision, WindowInput, WindowScores};
use heads::Heads;
use int8::Int8Bert;
pub use int8::multiplies_int8;
use plain::PlainBert;
use weights::Weights;

/// The encoder in the chosen precision, the heads in single precision.
pub struct BertEncoder {
    body: Body,
    heads: Heads,
    precision: &'static str,
}

enum Body {
    Plain(Box<PlainBert>),
    Int8(Box<Int8Bert>),
}

// SAFETY: libtorch's tensors may be read from many threads at once; what makes `Tensor` not `Sync`
// is that it can also be written through a shared reference. Nothing here writes: the weights are
// loaded and frozen in `load`, before the value is shared, and every forward pass runs without
// gradients on tensors of its own.
unsafe impl Sync for BertEncoder {}

impl BertEncoder {
    /// Loads `model.safetensors`.
    ///
    /// # Errors
    /// A file that cannot be read, or that lacks a weight or has it in another shape; eight bits on
    /// a processor that does not multiply them.
    pub fn load(
        path: &Path,
        config: &BertConfig,
        pointer_width: i64,
        precision: Precision,
    ) -> Result<Self, EncoderError> {
        one_thread_per_worker();
        let weights = Weights::read(path)?;
        let heads = Heads::new(&weights, config.hidden_size)?;
        let plain = |kind| {
            PlainBert::load(path, &weights, config, pointer_width, kind)
                .map(|bert| Body::Plain(Box::new(bert)))
        };
        let (body, precision) = match precision.or_best()? {
            Chosen::F32 => (plain(Kind::Float)?, "f32"),
            Chosen::Bf16 => (plain(Kind::BFloat16)?, "bf16"),
            Chosen::Int8 => {
                let bert = Int8Bert::new(&weights, config, pointer_width)?;
                (Body::Int8(Box::new(bert)), "int8")
            }
        };
        Ok(BertEncoder {
            body,
            heads,
            precision,
        })
    }

    /// "f32", "bf16" or "int8": what [`Precision::Auto`] came to.
    pub fn precision_name(&self) -> &'static str {
        self.precision
    }
}

impl Encoder for BertEncoder {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        tch::no_grad(|| match &self.body {
            Body::Plain(bert) => bert.score(input, &self.heads),
            Body::Int8(bert) => bert.score(input, &self.heads).map_err(failed),
        })
    }
}

/// A precision that is no longer open.
enum Chosen {
    F32,
    Bf16,
    Int8,
}

impl Precision {
    /// What it comes to on this processor.
    fn or_best(self) -> Result<Chosen, EncoderError> {
        match self {
            Precision::F32 => Ok(Chosen::F32),
            Precision::Bf16 => Ok(Chosen::Bf16),
            Precision::Int8 | Precision::Auto if multiplies_int8() => Ok(Chosen::Int8),
            Precision::Int8 => Err(EncoderError(
                "this processor does not multiply in eight bits (avx512_vnni); take --precision auto"
                    .into(),
            )),
            Precision::Auto if multiplies_bf16() => Ok(Chosen::Bf16),
            Precision::Auto => Ok(Chosen::F32),
        }
    }
}

/// Each worker computes alone: libtorch's own threads would fight with the workers for the cores.
fn one_thread_per_worker() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tch::set_num_threads(1);
        tch::set_num_interop_threads(1);
    });
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

fn failed(error: TchError) -> EncoderError {
    EncoderError(first_line(&error.to_string()))
}

/// libtorch appends a C++ stack trace to its messages.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

//! What an encoder with its heads takes and gives.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::labels::{NAME_LABELS, PART_LABELS};
use super::windows::Window;
use super::wordpieces::{Tokenizer, Wordpiece};

/// Numbers with which the encoder works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// The fastest that the processor multiplies in: eight bits, bfloat16, else single precision. On a
    /// CUDA device half precision.
    #[default]
    Auto,
    /// Single precision.
    F32,
    /// bfloat16, twice as fast where the processor has it, very slow where it has not.
    Bf16,
    /// Eight bits, only where the processor multiplies them four at a time (AVX-512 VNNI).
    Int8,
}

/// Where the encoder computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// On the processor, one window a worker at a time.
    #[default]
    Cpu,
    /// On the CUDA device of that number, many windows at a time.
    Cuda(usize),
}

impl FromStr for Device {
    type Err = String;

    /// `cpu`, `cuda` (the first one) or `cuda:2`.
    fn from_str(text: &str) -> Result<Self, String> {
        let number = match text {
            "cpu" => return Ok(Device::Cpu),
            "cuda" => "0",
            _ => text.strip_prefix("cuda:").unwrap_or_default(),
        };
        let number = number.parse().map(Device::Cuda);
        number.map_err(|_| "it is cpu, cuda, or cuda: and the number of a device".into())
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Device::Cpu => write!(f, "cpu"),
            Device::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

/// A window as the encoder takes it: `[CLS]`, its wordpieces, `[SEP]`; all lists equally long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowInput {
    /// Vocabulary numbers.
    pub ids: Vec<i64>,
    /// [`super::wordpieces::Case`] of each.
    pub case: Vec<i64>,
    /// One where a paragraph starts.
    pub paragraph: Vec<i64>,
    /// One between double quotation marks.
    pub quoted: Vec<i64>,
}

impl WindowInput {
    /// The input of one window of an article.
    pub fn new(pieces: &[Wordpiece], window: Window, tokenizer: &Tokenizer) -> Self {
        let inside = &pieces[window.start..window.end];
        let framed = |first: i64, last: i64, of: &dyn Fn(&Wordpiece) -> i64| {
            let mut list = Vec::with_capacity(inside.len() + 2);
            list.push(first);
            list.extend(inside.iter().map(of));
            list.push(last);
            list
        };
        WindowInput {
            ids: framed(tokenizer.cls().into(), tokenizer.sep().into(), &|p| {
                p.id.into()
            }),
            case: framed(0, 0, &|p| p.case as i64),
            paragraph: framed(0, 0, &|p| p.paragraph_start.into()),
            quoted: framed(0, 0, &|p| p.quoted.into()),
        }
    }

    /// Number of positions, special tokens counted.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True for an input without positions; none is ever made.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// What the heads say of a window. Positions are those of its [`WindowInput`]; position 0, `[CLS]`,
/// stands for "none" in pointers.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowScores {
    /// Probabilities of content, source and cue labels, a row a position.
    pub parts: Vec<[f32; PART_LABELS]>,
    /// Probabilities of name labels, a row a position.
    pub names: Vec<[f32; NAME_LABELS]>,
    /// From content to the first word of its source.
    pub source: PointerRows,
    /// From content to the first word of its cue.
    pub cue: PointerRows,
    /// From a source (from content that has none) to the first words of its speaker's names.
    pub reference: PointerRows,
}

/// Rows of a pointer: for some positions, the probabilities over all positions of the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointerRows {
    /// The positions that point, in order.
    pub from: Vec<usize>,
    /// A row of `width` probabilities for each of them.
    pub rows: Vec<f32>,
    /// Positions in the window.
    pub width: usize,
}

impl PointerRows {
    /// The row of the `i`th pointing position.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.rows[i * self.width..(i + 1) * self.width]
    }
}

/// Words whose probability of being content, or of beginning a source, is below this do not point
/// anywhere: nothing would be made of it.
pub const POINTS_FROM: f32 = 0.05;

/// An encoder with its heads: the only thing the rest of the pipeline knows of the model.
pub trait Encoder: Send + Sync {
    /// Scores a window. The same input gives the same scores, on whatever thread.
    ///
    /// # Errors
    /// What the engine says, for example that memory ran out.
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError>;

    /// Scores several windows, in their order.
    ///
    /// # Errors
    /// What the engine says of any of them.
    fn score_all(&self, inputs: &[WindowInput]) -> Result<Vec<WindowScores>, EncoderError> {
        inputs.iter().map(|input| self.score(input)).collect()
    }

    /// How many windows of an article are best given to it together.
    fn at_once(&self) -> usize {
        1
    }
}

/// The engine could not score a window.
#[derive(Clone, Debug, Error)]
#[error("the encoder failed: {0}")]
pub struct EncoderError(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_read_as_they_are_written() {
        for device in [Device::Cpu, Device::Cuda(0), Device::Cuda(3)] {
            assert_eq!(device.to_string().parse(), Ok(device));
        }
        assert_eq!("cuda".parse(), Ok(Device::Cuda(0)));
        for wrong in ["", "gpu", "cuda:", "cuda:-1", "cuda0", "CPU"] {
            assert!(wrong.parse::<Device>().is_err(), "{wrong}");
        }
    }
}

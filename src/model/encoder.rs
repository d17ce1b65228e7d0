//! What an encoder with its heads takes and gives.

use thiserror::Error;

use super::labels::{NAME_LABELS, PART_LABELS};
use super::windows::Window;
use super::wordpieces::{Tokenizer, Wordpiece};

/// Numbers with which the encoder works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// The fastest that the processor multiplies in: eight bits, bfloat16, else single precision.
    #[default]
    Auto,
    /// Single precision.
    F32,
    /// bfloat16, twice as fast where the processor has it, very slow where it has not.
    Bf16,
    /// Eight bits, only where the processor multiplies them four at a time (AVX-512 VNNI).
    Int8,
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
}

/// The engine could not score a window.
#[derive(Debug, Error)]
#[error("the encoder failed: {0}")]
pub struct EncoderError(pub String);

//! A worker's buffers, used again for every window.

use super::attention::Attention;
use super::quantized::Quantized;
use super::{amx, vnni};

/// Positions that go through a layer together: what they need stays in a core's cache. A multiple of the rows
/// of every product, so that these reach over the end by less than that.
pub const ROWS_AT_ONCE: usize = 48;

const _: () =
    assert!(ROWS_AT_ONCE.is_multiple_of(vnni::ROWS) && ROWS_AT_ONCE.is_multiple_of(amx::ROWS));

/// What a layer reads and writes. Buffers are as long as the longest window that came needed.
#[derive(Default)]
pub struct Scratch {
    /// Positions of the window at hand.
    pub positions: usize,
    /// Hidden states, `[positions, width]`.
    pub hidden: Vec<f32>,
    /// Queries, keys and values of the whole window.
    pub attention: Attention,
    /// A linear layer's input, for [`ROWS_AT_ONCE`] positions.
    pub input: Quantized,
    /// A linear layer's output, or what attention gathers, for as many.
    pub output: Vec<f32>,
}

impl Scratch {
    /// Begins a window with its embeddings, rows of `width`.
    pub fn take(&mut self, embedded: Vec<f32>, width: usize) {
        self.positions = embedded.len() / width.max(1);
        self.hidden = embedded;
    }
}

/// The first `n` numbers of a buffer, which is made larger if need be and never smaller: what was in
/// it stays, since all of it will be written over.
pub fn grown<T: Copy + Default>(buffer: &mut Vec<T>, n: usize) -> &mut [T] {
    if buffer.len() < n {
        buffer.resize(n, T::default());
    }
    &mut buffer[..n]
}

//! A worker's buffers, used again for every window.

/// What a layer reads and writes. Buffers but `hidden` are as long as the longest window that came
/// needed.
#[derive(Default)]
pub struct Scratch {
    /// Positions of the window at hand.
    pub positions: usize,
    /// Hidden states, `[positions, width]`.
    pub hidden: Vec<f32>,
    /// A linear layer's input as whole numbers, `[positions, inputs]`.
    pub quantized: Vec<i8>,
    /// What one unit of each row of `quantized` is worth.
    pub scales: Vec<f32>,
    /// A linear layer's products, `[positions, outputs]`.
    pub products: Vec<i32>,
    /// Queries, keys and values, bfloat16, each `[heads, positions, head's width]`.
    pub heads: Vec<u16>,
    /// Attention, bfloat16, `[heads, positions, positions]`.
    pub attention: Vec<u16>,
    /// What each row of `attention` must be divided by, inverted.
    pub inverse_sums: Vec<f32>,
    /// What attention gathers, bfloat16, `[heads, positions, head's width]`.
    pub gathered: Vec<u16>,
    /// A row on its way to be quantized.
    pub row: Vec<f32>,
}

impl Scratch {
    /// Begins a window with its embeddings, rows of `width`.
    pub fn take(&mut self, embedded: Vec<f32>, width: usize) {
        self.positions = embedded.len() / width.max(1);
        self.hidden = embedded;
        grown(&mut self.scales, self.positions);
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

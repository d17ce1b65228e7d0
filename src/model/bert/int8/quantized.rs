//! Rows of numbers as whole numbers, the left-hand factor of a linear layer.

use std::arch::x86_64::{
    _mm512_max_ps, _mm512_min_ps, _mm512_reduce_max_ps, _mm512_reduce_min_ps, _mm512_set1_ps,
};

use super::product::{LANES, floats};
use super::rows::nearest;
use super::scratch::{ROWS_AT_ONCE, grown};

/// Channels that share a scale. More of them at once are told apart less well, and weights for so many
/// (24 KB for a tile's columns) stay in the cache next to a core.
pub const PIECE: usize = 384;

/// Rows of whole numbers from 0 to 255, each in pieces that have a scale of their own.
#[derive(Default)]
pub struct Quantized {
    numbers: Vec<u8>,
    /// `[rows, pieces]`.
    spreads: Vec<Spread>,
    width: usize,
    rows: usize,
}

/// What a piece's whole numbers stand for: `least + unit · number`.
#[derive(Clone, Copy, Default)]
pub struct Spread {
    /// What one unit is worth.
    pub unit: f32,
    /// What nought stands for.
    pub least: f32,
}

impl Quantized {
    /// Takes rows of `width` numbers in place of what it held.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn take(&mut self, numbers: &[f32], width: usize) {
        self.width = width;
        self.rows = numbers.len() / width;
        let pieces = width.div_ceil(PIECE);
        // A product's last tile reaches over the end.
        let out = grown(
            &mut self.numbers,
            self.rows.next_multiple_of(ROWS_AT_ONCE) * width,
        );
        let spreads = grown(&mut self.spreads, self.rows * pieces);
        let rows = numbers.chunks_exact(width).zip(out.chunks_exact_mut(width));
        for ((row, out), spreads) in rows.zip(spreads.chunks_exact_mut(pieces)) {
            let pieces = row.chunks(PIECE).zip(out.chunks_mut(PIECE));
            for ((piece, out), spread) in pieces.zip(spreads) {
                *spread = quantize(piece, out);
            }
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Channels of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// A piece of a row, and what comes after it: at least those of a product.
    pub fn piece(&self, row: usize, piece: usize) -> &[u8] {
        &self.numbers[row * self.width + piece * PIECE..]
    }

    /// What a piece of a row stands for.
    #[inline]
    pub fn spread(&self, row: usize, piece: usize) -> Spread {
        self.spreads[row * self.width.div_ceil(PIECE) + piece]
    }
}

/// Whole numbers, 0 for the least and 255 for the greatest; all nought where these are the same or one is
/// infinite.
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
fn quantize(piece: &[f32], out: &mut [u8]) -> Spread {
    let (least, most) = extremes(piece);
    let unit = (most - least) / 255.0;
    if !(unit.is_normal() && unit > 0.0) {
        out.fill(0);
        let least = if least == most { least } else { 0.0 };
        return Spread { unit: 0.0, least };
    }
    let factor = 1.0 / unit;
    for (out, x) in out.iter_mut().zip(piece) {
        *out = nearest((*x - least) * factor) as u8;
    }
    Spread { unit, least }
}

/// The least and the greatest, in intrinsics since the compiler makes ten times as much of a plain loop.
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
fn extremes(piece: &[f32]) -> (f32, f32) {
    let (mut least, mut most) = (_mm512_set1_ps(f32::MAX), _mm512_set1_ps(f32::MIN));
    let (whole, rest) = piece.as_chunks::<LANES>();
    for chunk in whole {
        let x = floats(chunk);
        least = _mm512_min_ps(x, least);
        most = _mm512_max_ps(x, most);
    }
    rest.iter().fold(
        (_mm512_reduce_min_ps(least), _mm512_reduce_max_ps(most)),
        |(least, most), x| (least.min(*x), most.max(*x)),
    )
}

//! Products of eight-bit numbers, and how the numbers lie for them.
//!
//! Rows (activations) are unsigned. What they are multiplied with is signed and lies in groups of four
//! inputs by sixteen columns, a register each: both AVX-512's VNNI ([`super::vnni`]) and AMX
//! ([`super::amx`]) read them so, and make the same sums. A signed row is made unsigned by adding [`ZERO`] to
//! each number; what that adds to a column's sum is taken off in the column's `start`.

use std::arch::x86_64::{
    __m512, __m512i, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_storeu_ps, _mm512_storeu_si512,
};

use super::{amx, vnni};

/// Columns of a block: the 32-bit numbers of a register.
pub const LANES: usize = 16;

/// Blocks of columns that are multiplied at a time.
pub const BLOCKS: usize = 4;

/// More rows than that no product takes at a time.
pub const MOST_ROWS: usize = if vnni::ROWS > amx::ROWS {
    vnni::ROWS
} else {
    amx::ROWS
};

/// Nought, where signed numbers are kept unsigned.
pub const ZERO: u8 = 128;

/// What multiplies.
pub trait Product {
    /// Rows that it takes at a time.
    const ROWS: usize;

    /// Multiplies [`ROWS`](Self::ROWS) rows, which begin `stride` numbers apart, with `C` blocks of columns
    /// (two or four), which lie side by side, group after group. Sums start at `start(block)` and are handed
    /// to `take(row, block, sums)`, row after row.
    ///
    /// # Safety
    /// The processor must [multiply eight bits](super::multiplies_int8).
    ///
    /// # Panics
    /// The rows are shorter than the blocks.
    unsafe fn multiply<const C: usize>(
        &self,
        rows: &[u8],
        stride: usize,
        blocks: &[[Group; C]],
        start: impl Fn(usize) -> __m512i,
        take: impl FnMut(usize, usize, __m512i),
    );
}

/// Four inputs of sixteen columns: number `4c + i` is that of column `c` and input `i`.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub struct Group(pub [i8; 4 * LANES]);

/// The 32 numbers of 16 bits of a register.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
pub struct Words(pub [i16; 2 * LANES]);

impl Default for Group {
    fn default() -> Self {
        Group([0; 4 * LANES])
    }
}

impl Group {
    /// Sets a column's inputs.
    #[inline]
    pub fn set(&mut self, column: usize, inputs: [i8; 4]) {
        self.0[4 * column..][..4].copy_from_slice(&inputs);
    }
}

/// Sixteen floats in a register.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn floats(numbers: &[f32; LANES]) -> __m512 {
    // SAFETY: reads the sixteen numbers that are borrowed; they need not be aligned.
    unsafe { _mm512_loadu_ps(numbers.as_ptr()) }
}

/// Writes a register's sixteen floats.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn store(numbers: &mut [f32; LANES], register: __m512) {
    // SAFETY: writes the sixteen numbers that are borrowed mutably; they need not be aligned.
    unsafe { _mm512_storeu_ps(numbers.as_mut_ptr(), register) }
}

/// Sixteen whole numbers in a register.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn integers(numbers: &[i32; LANES]) -> __m512i {
    // SAFETY: reads the sixteen numbers that are borrowed; they need not be aligned.
    unsafe { _mm512_loadu_si512(numbers.as_ptr().cast()) }
}

/// A register's 32 numbers of 16 bits.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn words(numbers: &Words) -> __m512i {
    // SAFETY: reads the 32 numbers that are borrowed.
    unsafe { _mm512_loadu_si512(numbers.0.as_ptr().cast()) }
}

/// Writes a register's 32 numbers of 16 bits.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn store_words(numbers: &mut Words, register: __m512i) {
    // SAFETY: writes the 32 numbers that are borrowed mutably.
    unsafe { _mm512_storeu_si512(numbers.0.as_mut_ptr().cast(), register) }
}

/// A group in a register.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn group(group: &Group) -> __m512i {
    // SAFETY: reads the 64 numbers that are borrowed.
    unsafe { _mm512_loadu_si512(group.0.as_ptr().cast()) }
}

/// Writes a register's 64 unsigned numbers.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn store_bytes(numbers: &mut [u8; 4 * LANES], register: __m512i) {
    // SAFETY: writes the 64 numbers that are borrowed mutably; they need not be aligned.
    unsafe { _mm512_storeu_si512(numbers.as_mut_ptr().cast(), register) }
}

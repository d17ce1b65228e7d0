//! Products of eight-bit numbers by AVX-512's VNNI, which multiplies unsigned with signed ones and adds
//! up four at a time in 32 bits without overflow.
//!
//! Rows (activations) are unsigned. What they are multiplied with is signed and lies in groups of four
//! inputs by sixteen columns, a register each. A signed row is made unsigned by adding [`ZERO`] to each
//! number; what that adds to a column's sum is taken off in the column's `start`.

use std::arch::x86_64::{
    __m512, __m512i, _mm512_dpbusd_epi32, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_set1_epi32,
    _mm512_setzero_si512, _mm512_storeu_ps, _mm512_storeu_si512,
};

/// Columns of a block: the 32-bit numbers of a register.
pub const LANES: usize = 16;

/// Rows of a tile.
pub const ROWS: usize = 6;

/// Blocks of columns of a tile: with [`ROWS`] rows its sums fill 24 of the 32 registers.
pub const BLOCKS: usize = 4;

/// Nought, where signed numbers are kept unsigned.
pub const ZERO: u8 = 128;

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

/// Multiplies `R` rows, which begin `stride` numbers apart, with `C` blocks of columns, which lie side by
/// side, group after group. Sums start at `start(block)` and are handed to `take(row, block, sums)`.
///
/// # Panics
/// The rows are shorter than the blocks.
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
pub fn multiply<const R: usize, const C: usize>(
    rows: &[u8],
    stride: usize,
    blocks: &[[Group; C]],
    start: impl Fn(usize) -> __m512i,
    mut take: impl FnMut(usize, usize, __m512i),
) {
    assert!(
        rows.len() >= (R - 1) * stride + 4 * blocks.len(),
        "rows shorter than what they are multiplied with"
    );
    let mut sums = [[_mm512_setzero_si512(); C]; R];
    for sums in &mut sums {
        for (c, sum) in sums.iter_mut().enumerate() {
            *sum = start(c);
        }
    }
    for (i, groups) in blocks.iter().enumerate() {
        let mut registers = [_mm512_setzero_si512(); C];
        for (register, four) in registers.iter_mut().zip(groups) {
            *register = group(four);
        }
        for (r, sums) in sums.iter_mut().enumerate() {
            // SAFETY: `i` is below the number of groups and `r` below `R`, so that the four numbers end
            // within the rows (checked above). With checks here the product is 3 % slower.
            let four = unsafe {
                rows.as_ptr()
                    .add(r * stride + 4 * i)
                    .cast::<i32>()
                    .read_unaligned()
            };
            let four = _mm512_set1_epi32(four);
            for (sum, register) in sums.iter_mut().zip(registers) {
                *sum = _mm512_dpbusd_epi32(*sum, four, register);
            }
        }
    }
    for (r, sums) in sums.into_iter().enumerate() {
        for (c, sum) in sums.into_iter().enumerate() {
            take(r, c, sum);
        }
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

#[target_feature(enable = "avx512f")]
#[inline]
fn group(group: &Group) -> __m512i {
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

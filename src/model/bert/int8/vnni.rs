//! [`Product`] by AVX-512's VNNI, which multiplies unsigned with signed numbers and adds up four at a time
//! in 32 bits without overflow.

use std::arch::x86_64::{__m512i, _mm512_dpbusd_epi32, _mm512_set1_epi32, _mm512_setzero_si512};

use super::product::{Group, Product, group};

/// Rows of a product: with four blocks their sums fill 24 of the 32 registers.
pub const ROWS: usize = 6;

/// The registers that every thread has.
pub struct Vectors;

impl Product for Vectors {
    const ROWS: usize = ROWS;

    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    #[inline]
    unsafe fn multiply<const C: usize>(
        &self,
        rows: &[u8],
        stride: usize,
        blocks: &[[Group; C]],
        start: impl Fn(usize) -> __m512i,
        take: impl FnMut(usize, usize, __m512i),
    ) {
        multiply::<ROWS, C>(rows, stride, blocks, start, take);
    }
}

/// [`Product::multiply`] for `R` rows.
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

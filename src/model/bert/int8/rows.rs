//! What is done to a row of numbers between the products.
//!
//! Plain loops that the compiler turns into vector instructions, but for sums: floats are not added up in
//! another order than the one that is written, and written for vectors in plain Rust it goes through memory.

use std::arch::x86_64::{
    __m512, _mm512_add_ps, _mm512_fmadd_ps, _mm512_mul_ps, _mm512_reduce_add_ps, _mm512_set1_ps,
    _mm512_setzero_ps, _mm512_sub_ps,
};

use super::norm::Norm;
use super::product::{BLOCKS, LANES, ZERO, floats, store};

/// Added to a variance before its root is taken: BERT's, which rust-bert has fixed too.
const EPSILON: f32 = 1e-12;

/// Adds up what `each` makes of the numbers, in four sums side by side: none waits for the one before.
#[target_feature(enable = "avx512f")]
#[inline]
fn total(row: &[[f32; LANES]], each: impl Fn(__m512) -> __m512) -> f32 {
    let mut sums = [_mm512_setzero_ps(); BLOCKS];
    for chunks in row.as_chunks::<BLOCKS>().0 {
        for (sum, chunk) in sums.iter_mut().zip(chunks) {
            *sum = _mm512_add_ps(*sum, each(floats(chunk)));
        }
    }
    let [a, b, c, d] = sums;
    _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)))
}

/// Layer normalisation of a row as long as some tiles are wide.
#[target_feature(enable = "avx512f")]
#[inline]
pub fn normalise(norm: &Norm, row: &mut [f32]) {
    let number = row.len() as f32;
    let (row, _) = row.as_chunks_mut::<LANES>();
    let mean = _mm512_set1_ps(total(row, |x| x) / number);
    let from_mean = |x| _mm512_sub_ps(x, mean);
    let square = |x| _mm512_mul_ps(from_mean(x), from_mean(x));
    let variance = total(row, square) / number;
    let factor = _mm512_set1_ps(1.0 / (variance + EPSILON).sqrt());
    let (weights, _) = norm.weight.as_chunks();
    let (shifts, _) = norm.bias.as_chunks();
    for ((x, weight), shift) in row.iter_mut().zip(weights).zip(shifts) {
        let unit = _mm512_mul_ps(factor, floats(weight));
        store(
            x,
            _mm512_fmadd_ps(from_mean(floats(x)), unit, floats(shift)),
        );
    }
}

/// Adds a row to another one.
#[inline(always)]
pub fn add(row: &mut [f32], other: &[f32]) {
    for (x, y) in row.iter_mut().zip(other) {
        *x += y;
    }
}

/// GELU: x times the share of a normal distribution below it.
///
/// That share less a half is odd in x: a polynomial of degree 13 up to ±4, and from there what it is at 4
/// (least squares, reweighted; the error is below .0002 everywhere).
#[inline(always)]
pub fn gelu(row: &mut [f32]) {
    for x in row {
        let z = x.clamp(-4.0, 4.0);
        let y = z * z;
        let mut sum = 2.278_016_3e-8;
        for factor in [
            -1.598_537_9e-6,
            4.795_425_9e-5,
            -8.140_034_6e-4,
            8.772_331e-3,
            -6.457_299e-2,
            3.978_832_6e-1,
        ] {
            sum = sum * y + factor;
        }
        *x *= 0.5 + z * sum;
    }
}

/// Writes the nearest whole numbers from -127 to 127, the largest becoming ±127, and tells what one of
/// them is worth. A row with something that is no number becomes noughts.
#[inline(always)]
pub fn quantize(row: &[f32], out: &mut [i8]) -> f32 {
    each_nearest(row, out, |q| q as i8)
}

/// [`quantize`], kept unsigned.
#[inline(always)]
pub fn quantize_unsigned(row: &[f32], out: &mut [u8]) -> f32 {
    each_nearest(row, out, |q| (q + i32::from(ZERO)) as u8)
}

/// Where a sum over these numbers starts whose other factors are kept unsigned.
#[inline(always)]
pub fn start(numbers: &[i8]) -> i32 {
    -i32::from(ZERO) * numbers.iter().map(|q| i32::from(*q)).sum::<i32>()
}

#[inline(always)]
fn each_nearest<T>(row: &[f32], out: &mut [T], kept: impl Fn(i32) -> T) -> f32 {
    let largest = largest(row);
    let factor = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    for (out, x) in out.iter_mut().zip(row) {
        *out = kept(nearest(*x * factor));
    }
    largest / 127.0
}

/// The largest number regardless of sign, or nought where one is none.
#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    // Without their sign, floats compare like their bits, and what is no number is above all.
    let bits = row
        .iter()
        .fold(0, |most: u32, x| most.max(x.to_bits() & 0x7fff_ffff));
    let largest = f32::from_bits(bits);
    if largest.is_finite() { largest } else { 0.0 }
}

/// 1.5 · 2²³: added to a small float, the sum's last bits are the nearest whole number.
const SHIFT: f32 = 12_582_912.0;

/// The nearest whole number of one that is far below 2²²; of what is no number anything, but always the same.
#[inline(always)]
pub fn nearest(x: f32) -> i32 {
    (x + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i32
}

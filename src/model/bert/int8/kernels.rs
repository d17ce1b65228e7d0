//! What stands between the matrix products, each step in one go over a row while it is in the
//! processor's cache.
//!
//! Plain loops that the compiler turns into vector instructions; `multiversion` compiles each for
//! several processors and picks one at run time. No multiplication is fused with an addition, so that
//! all of them give the same numbers.

use std::ops::Range;

use multiversion::multiversion;

use super::linear::Linear;
use super::norm::Norm;
use super::scratch::{Scratch, grown};

/// Numbers that are added up side by side, so that a sum can be vectorized.
const LANES: usize = 16;

/// Added to a variance before its root is taken: BERT's, which rust-bert has fixed too.
const EPSILON: f32 = 1e-12;

/// Normalises rows and quantizes them.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn normalise(norm: &Norm, s: &mut Scratch) {
    let width = norm.weight.len();
    let quantized = grown(&mut s.quantized, s.positions * width).chunks_exact_mut(width);
    let rows = s.hidden.chunks_exact_mut(width).zip(quantized);
    for ((row, quantized), scale) in rows.zip(&mut s.scales) {
        normalise_row(norm, row);
        *scale = quantize_row(row, quantized);
    }
}

/// Adds a linear layer's output to the hidden states, normalises and quantizes them.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn add_and_normalise(linear: &Linear, norm: &Norm, s: &mut Scratch) {
    let width = norm.weight.len();
    let rows = s
        .hidden
        .chunks_exact_mut(width)
        .zip(s.products.chunks_exact(width));
    let quantized = grown(&mut s.quantized, s.positions * width).chunks_exact_mut(width);
    for (((row, products), quantized), scale) in rows.zip(quantized).zip(&mut s.scales) {
        for (x, y) in row
            .iter_mut()
            .zip(outputs(linear, 0..width, products, *scale))
        {
            *x += y;
        }
        normalise_row(norm, row);
        *scale = quantize_row(row, quantized);
    }
}

/// GELU of a linear layer's output, quantized.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn gelu(linear: &Linear, s: &mut Scratch) {
    let width = linear.bias.len();
    let row = grown(&mut s.row, width);
    let quantized = grown(&mut s.quantized, s.positions * width).chunks_exact_mut(width);
    let rows = s.products.chunks_exact(width).zip(quantized);
    for ((products, quantized), scale) in rows.zip(&mut s.scales) {
        for (x, y) in row
            .iter_mut()
            .zip(outputs(linear, 0..width, products, *scale))
        {
            *x = gelu_of(y);
        }
        *scale = quantize_row(row, quantized);
    }
}

/// A linear layer's output as it is.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn in_single_precision(linear: &Linear, s: &Scratch) -> Vec<f32> {
    let width = linear.bias.len();
    let mut output = vec![0.0; s.positions * width];
    let rows = output
        .chunks_exact_mut(width)
        .zip(s.products.chunks_exact(width));
    for ((row, products), scale) in rows.zip(&s.scales) {
        for (x, y) in row
            .iter_mut()
            .zip(outputs(linear, 0..width, products, *scale))
        {
            *x = y;
        }
    }
    output
}

/// Queries, keys and values of all heads, each head's rows together, in bfloat16.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn split_heads(linear: &Linear, heads: usize, s: &mut Scratch) {
    let width = linear.bias.len();
    let positions = s.positions;
    let head = width / (3 * heads);
    let split = grown(&mut s.heads, positions * width);
    let rows = s
        .products
        .chunks_exact(width)
        .zip(&s.scales)
        .take(positions);
    for (row, (products, scale)) in rows.enumerate() {
        for part in 0..3 * heads {
            let from = part * head..(part + 1) * head;
            let to = (part * positions + row) * head;
            let head = split[to..to + head].iter_mut();
            for (out, y) in head.zip(outputs(linear, from, products, *scale)) {
                *out = to_bf16(y);
            }
        }
    }
}

/// Exponentials (to the base 2) of attention's rows, and what their sums are, inverted.
///
/// No maximum is taken off first: bfloat16 has the exponents of single precision, and scores beyond
/// ±80, of which a trained encoder has none, are cut.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn soften(positions: usize, attention: &mut [u16], inverse_sums: &mut [f32]) {
    for (row, inverse) in attention.chunks_exact_mut(positions).zip(inverse_sums) {
        let mut sums = [0.0; LANES];
        let (whole, rest) = row.as_chunks_mut::<LANES>();
        for chunk in whole {
            for (sum, x) in sums.iter_mut().zip(chunk) {
                let e = power_of_two(from_bf16(*x));
                *sum += e;
                *x = to_bf16_roughly(e);
            }
        }
        let mut sum: f32 = sums.iter().sum();
        for x in rest {
            let e = power_of_two(from_bf16(*x));
            sum += e;
            *x = to_bf16_roughly(e);
        }
        *inverse = 1.0 / sum;
    }
}

/// What the heads gathered, each position's together again, quantized.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub fn join_heads(heads: usize, width: usize, s: &mut Scratch) {
    let positions = s.positions;
    let head = width / heads;
    let joined = grown(&mut s.row, width);
    let rows = grown(&mut s.quantized, positions * width).chunks_exact_mut(width);
    for (position, (quantized, scale)) in rows.zip(&mut s.scales).enumerate() {
        for (part, out) in joined.chunks_exact_mut(head).enumerate() {
            let row = part * positions + position;
            let inverse = s.inverse_sums[row];
            for (out, x) in out
                .iter_mut()
                .zip(&s.gathered[row * head..(row + 1) * head])
            {
                *out = from_bf16(*x) * inverse;
            }
        }
        *scale = quantize_row(joined, quantized);
    }
}

/// Outputs of a linear layer's channels at one position, whose products these are and whose input
/// was worth `scale` a unit.
#[inline(always)]
fn outputs<'a>(
    linear: &'a Linear,
    channels: Range<usize>,
    products: &'a [i32],
    scale: f32,
) -> impl Iterator<Item = f32> + 'a {
    let factors = linear.scale[channels.clone()].iter();
    let factors = factors.zip(&linear.bias[channels.clone()]);
    let products = products[channels].iter().zip(factors);
    products.map(move |(product, (factor, bias))| *product as f32 * (scale * *factor) + *bias)
}

#[inline(always)]
fn normalise_row(norm: &Norm, row: &mut [f32]) {
    let number = row.len() as f32;
    let mut sums = [0.0; LANES];
    let (whole, rest) = row.as_chunks::<LANES>();
    for chunk in whole {
        for (sum, x) in sums.iter_mut().zip(chunk) {
            *sum += *x;
        }
    }
    let mean = (sums.iter().sum::<f32>() + rest.iter().sum::<f32>()) / number;
    let mut squares = [0.0; LANES];
    for chunk in whole {
        for (sum, x) in squares.iter_mut().zip(chunk) {
            *sum += (*x - mean) * (*x - mean);
        }
    }
    let rest: f32 = rest.iter().map(|x| (x - mean) * (x - mean)).sum();
    let variance = (squares.iter().sum::<f32>() + rest) / number;
    let factor = 1.0 / (variance + EPSILON).sqrt();
    for ((x, weight), bias) in row.iter_mut().zip(&norm.weight).zip(&norm.bias) {
        *x = (*x - mean) * factor * *weight + *bias;
    }
}

/// Writes the nearest whole numbers, the largest becoming 127, and tells what one of them is worth.
#[inline(always)]
fn quantize_row(row: &[f32], quantized: &mut [i8]) -> f32 {
    // Without their sign, floats compare like their bits.
    let largest = row
        .iter()
        .fold(0, |most: u32, x| most.max(x.to_bits() & 0x7fff_ffff));
    let largest = f32::from_bits(largest);
    if largest == 0.0 || !largest.is_finite() {
        quantized.fill(0);
        return 0.0;
    }
    let factor = 127.0 / largest;
    for (q, x) in quantized.iter_mut().zip(row) {
        *q = nearest(*x * factor) as i8;
    }
    largest / 127.0
}

/// 1.5 · 2²³: added to a small float, the sum's last bits are the nearest whole number.
const SHIFT: f32 = 12_582_912.0;

/// The nearest whole number of one that is far below 2²².
#[inline(always)]
fn nearest(x: f32) -> i32 {
    (x + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i32
}

/// 2 to the power of `x`, to four digits (the cubic with the least relative error),
/// which is more than bfloat16 keeps.
#[inline(always)]
fn power_of_two(x: f32) -> f32 {
    let x = if x > 80.0 { 80.0 } else { x };
    let x = if x > -80.0 { x } else { -80.0 };
    let shifted = x + SHIFT;
    // From -1/2 to 1/2, where the polynomial is nearest to 2 to the power of r.
    let r = x - (shifted - SHIFT);
    let series = 0.999_928_07 + r * (0.693_261 + r * (0.242_611_2 + r * 0.055_171_7));
    let power = shifted
        .to_bits()
        .wrapping_sub(SHIFT.to_bits())
        .wrapping_add(127)
        << 23;
    series * f32::from_bits(power)
}

/// x times the share of a normal distribution below it, to four digits after the point; the error
/// function by Abramowitz and Stegun, 7.1.25.
#[inline(always)]
fn gelu_of(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.470_47 * z);
    let tail = t
        * (0.348_024_2 + t * (-0.095_879_8 + t * 0.747_855_6))
        * power_of_two(-(z * z) * std::f32::consts::LOG2_E);
    let below = 0.5 * tail;
    x * if x < 0.0 { below } else { 1.0 - below }
}

#[inline(always)]
fn from_bf16(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

/// The nearest bfloat16; of two, the even one.
#[inline(always)]
fn to_bf16(x: f32) -> u16 {
    let bits = x.to_bits();
    (bits.wrapping_add(0x7fff + ((bits >> 16) & 1)) >> 16) as u16
}

/// A bfloat16 next to a positive number; half way between two it takes the greater one.
#[inline(always)]
fn to_bf16_roughly(x: f32) -> u16 {
    (x.to_bits().wrapping_add(0x8000) >> 16) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f32, b: f32, within: f32) {
        assert!((a - b).abs() <= within, "{a} is not {b}");
    }

    #[test]
    fn powers_of_two() {
        for i in -1900..1900 {
            let x = i as f32 * 0.04;
            near(power_of_two(x) / x.exp2(), 1.0, 2e-4);
        }
        for x in [-1000.0, f32::NEG_INFINITY, f32::NAN] {
            assert!(power_of_two(x) < 1e-23);
        }
        assert!(power_of_two(f32::INFINITY).is_finite());
    }

    #[test]
    fn gelu_as_libtorch_has_it() {
        let x: Vec<f32> = (-600..600).map(|i| i as f32 * 0.01).collect();
        let theirs =
            Vec::<f32>::try_from(tch::Tensor::from_slice(&x).gelu("none")).expect("floats");
        for (x, theirs) in x.iter().zip(theirs) {
            near(gelu_of(*x), theirs, 1e-4);
        }
    }

    #[test]
    fn bfloat16_there_and_back() {
        for x in [0.0_f32, 1.0, -2.5, 3.140_625, 1e-20, 1e20] {
            near(from_bf16(to_bf16(x)), x, x.abs() / 256.0);
        }
        // Half way between two of them the even one is taken.
        assert_eq!(to_bf16(f32::from_bits(0x3f80_8000)), 0x3f80);
        assert_eq!(to_bf16(f32::from_bits(0x3f81_8000)), 0x3f82);
    }

    #[test]
    fn quantizing_keeps_the_largest() {
        let mut quantized = [0; 4];
        let scale = quantize_row(&[0.5, -2.0, 0.0, 1.01], &mut quantized);
        assert_eq!(quantized, [32, -127, 0, 64]);
        near(scale, 2.0 / 127.0, 1e-9);
        assert_eq!(quantize_row(&[0.0; 4], &mut quantized), 0.0);
        assert_eq!(quantized, [0; 4]);
        assert_eq!(
            quantize_row(&[f32::NAN, 1.0, f32::INFINITY, 0.0], &mut quantized),
            0.0
        );
        assert_eq!(quantized, [0; 4]);
    }

    #[test]
    fn softens_rows() {
        // More than fit side by side, and some over.
        let row: Vec<f32> = (0..37).map(|i| (i % 7) as f32 - 3.0).collect();
        let mut attention: Vec<u16> = row.iter().map(|x| to_bf16(*x)).collect();
        let mut inverse = [0.0];
        soften(row.len(), &mut attention, &mut inverse);
        let total: f32 = row.iter().map(|x| x.exp2()).sum();
        for (x, e) in row.iter().zip(&attention) {
            near(from_bf16(*e) * inverse[0], x.exp2() / total, 0.004);
        }
    }

    #[test]
    fn normalises_to_mean_nought_and_variance_one() {
        let norm = Norm {
            weight: vec![1.0; 40],
            bias: vec![0.0; 40],
        };
        let mut row: Vec<f32> = (0..40).map(|i| (i * i) as f32).collect();
        normalise_row(&norm, &mut row);
        near(row.iter().sum::<f32>(), 0.0, 1e-4);
        near(row.iter().map(|x| x * x).sum::<f32>(), 40.0, 1e-3);
    }
}

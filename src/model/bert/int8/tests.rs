//! Each step against the same in single precision.

use super::amx::Tiles;
use super::attention::Attention;
use super::linear::{Linear, STEP};
use super::multiplies_int8;
use super::norm::Norm;
use super::pointers;
use super::product::{Group, LANES, Product};
use super::quantized::{PIECE, Quantized};
use super::rows;
use super::scratch::ROWS_AT_ONCE;
use super::vnni::Vectors;

/// What an expression is with each product that the processor has, which must be the same.
macro_rules! by_each {
    ($by:ident => $of:expr) => {{
        let $by = &Vectors;
        let found = $of;
        // SAFETY: nothing in these tests shapes tiles but this.
        if let Some(tiles) = unsafe { Tiles::begin() } {
            let $by = &tiles;
            assert_eq!(found, $of);
        }
        found
    }};
}

/// Numbers from -1 to 1 that look like chance and are the same every time.
fn noise(n: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    (0..n).map(|_| next()).collect()
}

#[track_caller]
fn near(a: f32, b: f32, within: f32) {
    assert!((a - b).abs() <= within, "{a} is not {b}");
}

/// All sums of a product, `[rows, blocks, lanes]`.
fn sums<P: Product, const C: usize>(
    by: &P,
    rows: &[u8],
    stride: usize,
    blocks: &[[Group; C]],
) -> Vec<[[i32; LANES]; C]> {
    use std::arch::x86_64::{_mm512_set1_epi32, _mm512_storeu_si512};
    let mut found = vec![[[i32::MIN; LANES]; C]; P::ROWS];
    // SAFETY: asked for before this is called.
    unsafe {
        let start = |c: usize| _mm512_set1_epi32(c as i32);
        by.multiply::<C>(rows, stride, blocks, start, |r, c, sums| {
            _mm512_storeu_si512(found[r][c].as_mut_ptr().cast(), sums);
        });
    }
    found
}

fn products_are_exact<P: Product, const C: usize>(by: &P, inputs: usize) {
    // Rows stand in wider ones.
    let stride = inputs + 12;
    let left: Vec<u8> = (0..P::ROWS * stride)
        .map(|i| (i * 37 % 256) as u8)
        .collect();
    let right = |input: usize, column: usize| ((input * 61 + column * 29) % 255) as i32 - 127;
    let mut blocks = vec![[Group::default(); C]; inputs / 4];
    for (g, group) in blocks.iter_mut().enumerate() {
        for column in 0..C * LANES {
            let four = std::array::from_fn(|i| right(4 * g + i, column) as i8);
            group[column / LANES].set(column % LANES, four);
        }
    }
    let found = sums(by, &left, stride, &blocks);
    assert_eq!(found.len(), P::ROWS);
    for (row, found) in left.chunks(stride).zip(found) {
        for (column, found) in found.as_flattened().iter().enumerate() {
            let sum: i32 = (0..inputs)
                .map(|i| i32::from(row[i]) * right(i, column))
                .sum();
            assert_eq!(*found, sum + (column / LANES) as i32);
        }
    }
}

#[test]
fn products() {
    if !multiplies_int8() {
        return;
    }
    for inputs in [20, 32, 64, 96, PIECE] {
        products_are_exact::<_, 2>(&Vectors, inputs);
        products_are_exact::<_, 4>(&Vectors, inputs);
        // SAFETY: nothing else here shapes tiles.
        if let Some(tiles) = unsafe { Tiles::begin() } {
            products_are_exact::<_, 2>(&tiles, inputs);
            products_are_exact::<_, 4>(&tiles, inputs);
        }
    }
}

#[test]
fn rows_that_are_too_short_are_not_read() {
    if !multiplies_int8() {
        return;
    }
    let short = |inputs: usize| vec![0; inputs - 1];
    let blocks = [[Group::default(); 2]; 16];
    // One number is missing, once all rows are the same.
    let vectors = || sums(&Vectors, &short(64), 0, &blocks);
    assert!(std::panic::catch_unwind(vectors).is_err());
    // SAFETY: nothing else here shapes tiles.
    let tiles = || unsafe { Tiles::begin() }.map(|tiles| sums(&tiles, &short(64), 0, &blocks));
    assert!(!matches!(std::panic::catch_unwind(tiles), Ok(Some(_))));
}

#[test]
fn linear_layers() {
    if !multiplies_int8() {
        return;
    }
    // Less than a tile and more than one; one piece of inputs and several.
    for (rows, inputs) in [(1, 8), (7, PIECE), (13, 2 * PIECE + 128)] {
        let outputs = 2 * STEP;
        let matrix = noise(outputs * inputs, 1);
        let bias = noise(outputs, 2);
        let input: Vec<f32> = noise(rows * inputs, 3)
            .iter()
            .map(|x| 3.0 * x + 1.0)
            .collect();
        let by_row: Vec<_> = matrix.chunks_exact(inputs).collect();
        let linear = Linear::of(&by_row, &bias);
        assert_eq!(linear.outputs(), outputs);
        let mut quantized = Quantized::default();
        // SAFETY: asked for above.
        unsafe { quantized.take(&input, inputs) };
        let output = by_each!(by => {
            let mut output = vec![f32::NAN; rows * outputs];
            // SAFETY: asked for above.
            unsafe { linear.apply(by, &quantized, &mut output) };
            output
        });
        for (input, output) in input.chunks_exact(inputs).zip(output.chunks_exact(outputs)) {
            for ((weights, bias), y) in by_row.iter().zip(&bias).zip(output) {
                let exact: f32 = weights.iter().zip(input).map(|(w, x)| w * x).sum();
                near(*y, exact + bias, 0.02 * (inputs as f32).sqrt());
            }
        }
    }
}

#[test]
fn rows_of_one_number_and_of_none() {
    if !multiplies_int8() {
        return;
    }
    let mut quantized = Quantized::default();
    let rows = [[2.5; 8], [0.0; 8], [f32::NAN; 8], [f32::INFINITY; 8]];
    // SAFETY: asked for above.
    unsafe { quantized.take(rows.as_flattened(), 8) };
    assert_eq!(quantized.rows(), 4);
    for (row, least) in [2.5, 0.0, 0.0, 0.0].into_iter().enumerate() {
        assert_eq!(quantized.spread(row, 0).unit, 0.0);
        assert_eq!(quantized.spread(row, 0).least, least);
        assert_eq!(quantized.piece(row, 0)[..8], [0; 8]);
    }
}

/// Attention in single precision: `[positions, 3, heads, head]` to `[positions, heads, head]`.
fn attention(numbers: &[f32], heads: usize, head: usize) -> Vec<f32> {
    let width = heads * head;
    let part = |position: usize, part: usize, h: usize| {
        &numbers[position * 3 * width + part * width + h * head..][..head]
    };
    let positions = numbers.len() / (3 * width);
    let mut out = Vec::new();
    for p in 0..positions {
        for h in 0..heads {
            let scores: Vec<f32> = (0..positions)
                .map(|k| {
                    part(p, 0, h)
                        .iter()
                        .zip(part(k, 1, h))
                        .map(|(q, k)| q * k)
                        .sum()
                })
                .collect();
            let most = scores.iter().copied().fold(f32::MIN, f32::max);
            let weights: Vec<f32> = scores.iter().map(|s| (s - most).exp2()).collect();
            let total: f32 = weights.iter().sum();
            out.extend((0..head).map(|channel| {
                let weighed = weights.iter().enumerate();
                weighed
                    .map(|(k, w)| w * part(k, 2, h)[channel])
                    .sum::<f32>()
                    / total
            }));
        }
    }
    out
}

#[test]
fn attention_gathers() {
    if !multiplies_int8() {
        return;
    }
    let (heads, head) = (2, 32);
    let width = heads * head;
    let mut ours = Attention::default();
    // The same buffers for windows of every length, longer ones before shorter ones.
    for (positions, sharp) in [
        (150, 1.0),
        (1, 1.0),
        (64, 4.0),
        (65, 4.0),
        (7, 0.0),
        (130, 0.05),
    ] {
        let mut numbers = noise(positions * 3 * width, positions as u64);
        for row in numbers.chunks_exact_mut(3 * width) {
            row[..width].iter_mut().for_each(|x| *x *= sharp);
        }
        // SAFETY: asked for above.
        unsafe {
            ours.begin(positions, heads, head);
            for (position, row) in numbers.chunks_exact(3 * width).enumerate() {
                ours.take(position, row);
            }
            ours.quantize_values();
        }
        let found = by_each!(by => {
            let mut found = vec![f32::NAN; positions * width];
            // As many at once as a layer takes.
            for first in (0..positions).step_by(ROWS_AT_ONCE) {
                let out = first * width..positions.min(first + ROWS_AT_ONCE) * width;
                // SAFETY: asked for above.
                unsafe { ours.gather(by, first, &mut found[out]) };
            }
            found
        });
        let mut apart = 0.0;
        for (ours, exact) in found.iter().zip(attention(&numbers, heads, head)) {
            near(*ours, exact, 0.06);
            apart += (ours - exact).abs();
        }
        assert!(
            apart / (found.len() as f32) < 0.01,
            "{positions} positions: {apart}"
        );
    }
}

/// One key has nearly all the weight of one, and hundreds share as much: each of them is below half a
/// unit, together they must not be lost.
#[test]
fn many_small_weights_count() {
    if !multiplies_int8() {
        return;
    }
    let (head, positions) = (32, 512);
    let mut numbers = vec![0.0; positions * 3 * head];
    for (position, row) in numbers.chunks_exact_mut(3 * head).enumerate() {
        row[0] = 9.0; // query
        row[head] = if position == 0 { 1.0 } else { 0.0 }; // key: 2^9 against 1
        row[2 * head] = if position == 0 { 1.0 } else { -1.0 }; // value
    }
    let mut ours = Attention::default();
    // SAFETY: asked for above.
    unsafe {
        ours.begin(positions, 1, head);
        for (position, row) in numbers.chunks_exact(3 * head).enumerate() {
            ours.take(position, row);
        }
        ours.quantize_values();
    }
    let found = by_each!(by => {
        let mut found = vec![0.0; positions * head];
        // SAFETY: asked for above.
        unsafe { ours.gather(by, 0, &mut found) };
        found
    });
    near(found[0], 1.0 / 1023.0, 0.02);
}

#[test]
fn pointers_are_probabilities() {
    if !multiplies_int8() {
        return;
    }
    let (positions, width) = (70, 128);
    let projected = noise(positions * 2 * width, 9);
    let from = [0, 3, 69];
    // SAFETY: asked for above.
    let point = |from: &[usize]| by_each!(by => unsafe { pointers::point(by, &projected, 2 * width, 0..width, from) });
    let found = point(&from);
    assert_eq!((found.from.as_slice(), found.width), (&from[..], positions));
    for (i, p) in from.into_iter().enumerate() {
        let row = |p: usize| &projected[p * 2 * width..][..2 * width];
        let scores: Vec<f32> = (0..positions)
            .map(|k| {
                row(p)[..width]
                    .iter()
                    .zip(&row(k)[width..])
                    .map(|(q, k)| q * k)
                    .sum()
            })
            .collect();
        let total: f32 = scores.iter().map(|s: &f32| s.exp2()).sum();
        near(found.row(i).iter().sum(), 1.0, 1e-4);
        for (share, score) in found.row(i).iter().zip(scores) {
            near(
                *share,
                score.exp2() / total,
                0.1 * score.exp2() / total + 1e-4,
            );
        }
    }
    assert!(point(&[]).rows.is_empty());
}

#[test]
fn gelu_as_libtorch_has_it() {
    let x: Vec<f32> = (-600..600).map(|i| i as f32 * 0.01).collect();
    let theirs = Vec::<f32>::try_from(tch::Tensor::from_slice(&x).gelu("none")).expect("floats");
    let mut ours = x;
    rows::gelu(&mut ours);
    for (ours, theirs) in ours.iter().zip(theirs) {
        near(*ours, theirs, 2.5e-4);
    }
}

#[test]
fn quantizing_keeps_the_largest() {
    let mut quantized = [0; 4];
    let unit = rows::quantize(&[0.5, -2.0, 0.0, 1.01], &mut quantized);
    assert_eq!(quantized, [32, -127, 0, 64]);
    near(unit, 2.0 / 127.0, 1e-9);
    assert_eq!(rows::start(&quantized), 128 * 31);
    for row in [[0.0; 4], [f32::NAN, 1.0, f32::INFINITY, 0.0]] {
        assert_eq!(rows::quantize(&row, &mut quantized), 0.0);
        assert_eq!(quantized, [0; 4]);
    }
    let mut unsigned = [0; 3];
    rows::quantize_unsigned(&[1.0, 0.0, -1.0], &mut unsigned);
    assert_eq!(unsigned, [255, 128, 1]);
}

#[test]
fn normalises_to_mean_nought_and_variance_one() {
    if !multiplies_int8() {
        return;
    }
    let width = 2 * STEP;
    let norm = Norm {
        weight: vec![2.0; width],
        bias: vec![0.5; width],
    };
    let mut row: Vec<f32> = (0..width).map(|i| (i * i % 41) as f32).collect();
    // SAFETY: asked for above.
    unsafe { rows::normalise(&norm, &mut row) };
    let plain = |x: &f32| (x - 0.5) / 2.0;
    near(row.iter().map(plain).sum::<f32>(), 0.0, 1e-4);
    let squares = row.iter().map(|x| plain(x) * plain(x));
    near(squares.sum::<f32>(), width as f32, 1e-3);
}

//! Attention in eight bits: products, exponentials and sums of a few queries at a time, so that nothing
//! of the size of positions × positions is ever written.
//!
//! Queries and keys have a scale a position and head. Scores are kept in 64ths of a logarithm of base 2, 16
//! bits each, so that an exponential is a look into a table and a shift. A row's weights are whole numbers
//! from 0 to 255, the largest being 255; what is rounded away, often many small ones together, is given to the
//! mean of all values, from which values are kept as differences, with a scale a channel.

use std::arch::x86_64::{
    __m512, __m512i, _mm512_add_epi16, _mm512_and_si512, _mm512_cvtepi32_ps, _mm512_cvtps_epi32,
    _mm512_dpwssd_epi32, _mm512_fmadd_ps, _mm512_max_epi16, _mm512_mul_ps, _mm512_packs_epi32,
    _mm512_packus_epi16, _mm512_permutex2var_epi16, _mm512_reduce_add_epi32, _mm512_set1_epi16,
    _mm512_set1_ps, _mm512_setzero_ps, _mm512_setzero_si512, _mm512_srli_epi16, _mm512_srlv_epi16,
    _mm512_subs_epi16,
};

use super::product::{
    BLOCKS, Group, LANES, MOST_ROWS, Product, Words, floats, integers, store, store_bytes,
    store_words, words,
};
use super::rows;
use super::scratch::{ROWS_AT_ONCE, grown};

/// Channels of a head come in steps of so many.
pub const HEAD_STEP: usize = 2 * LANES;

/// More channels than that no head has.
pub const MOST_CHANNELS: usize = 256;

/// Keys come in steps of a tile's columns.
const KEY_STEP: usize = BLOCKS * LANES;

/// Where the sum of a key starts that is only there to fill up a step: no row's weight for it is
/// anything but nought.
const NO_KEY: i32 = -1_000_000_000;

/// Units of a score in one logarithm of base 2.
const FINE: usize = 64;

/// Units of a weight's power in one whole number.
const POWER_BITS: u32 = 7;

/// 255 divided by 2 to each 64th from nought to one: the weights of scores that are so much below the largest.
const POWERS: [Words; 2] = {
    // The 64th root of one half, to be multiplied with itself.
    const ROOT: f64 = 0.989_228_013_193_975_5;
    let mut powers = [Words([0; 2 * LANES]); 2];
    let mut power = (255 << POWER_BITS) as f64;
    let mut i = 0;
    while i < FINE {
        powers[i / (2 * LANES)].0[i % (2 * LANES)] = (power + 0.5) as i16;
        power *= ROOT;
        i += 1;
    }
    powers
};

/// A window's queries, keys and values, of all heads.
#[derive(Default)]
pub struct Attention {
    heads: usize,
    /// Channels of a head.
    head: usize,
    positions: usize,
    /// Positions, filled up to [`KEY_STEP`].
    keys: usize,
    /// `[positions, heads, head]`, unsigned, and what one unit is worth, `[positions, heads]`.
    query: Vec<u8>,
    query_worth: Vec<f32>,
    /// `[heads, steps of keys, head / 4]`; starts of sums and what one unit is worth, `[heads, keys]`.
    key: Vec<[Group; BLOCKS]>,
    key_start: Vec<i32>,
    key_worth: Vec<f32>,
    /// `[positions, heads, head]`, until all are known.
    value_floats: Vec<f32>,
    /// How far values are from their mean, `[heads, steps of channels, keys / 4]`; what one unit is worth
    /// and the mean, `[heads, head]`.
    value: Vec<[Group; 2]>,
    value_worth: Vec<f32>,
    value_mean: Vec<f32>,
    /// A few queries' scores and weights, `[MOST_ROWS, keys]`, the keys of a step in the order that packing brings.
    scores: Vec<Words>,
    weights: Vec<u8>,
}

impl Attention {
    /// Makes room for a window.
    pub fn begin(&mut self, positions: usize, heads: usize, head: usize) {
        (self.positions, self.heads, self.head) = (positions, heads, head);
        self.keys = positions.next_multiple_of(KEY_STEP);
        let width = heads * head;
        // A product's last tile reaches over the end.
        let queries = positions.next_multiple_of(ROWS_AT_ONCE);
        grown(&mut self.query, queries * width);
        grown(&mut self.query_worth, queries * heads);
        grown(&mut self.key, self.keys * width / (4 * KEY_STEP)).fill(Default::default());
        grown(&mut self.key_start, self.keys * heads).fill(NO_KEY);
        grown(&mut self.key_worth, self.keys * heads).fill(1.0);
        grown(&mut self.value_floats, positions * width);
        grown(&mut self.value, self.keys * width / (4 * HEAD_STEP)).fill(Default::default());
        grown(&mut self.value_worth, width);
        grown(&mut self.value_mean, width);
        grown(&mut self.scores, MOST_ROWS * self.keys / (2 * LANES));
        grown(&mut self.weights, MOST_ROWS * self.keys);
    }

    /// Takes a position's query, key and value, `[3, heads, head]`. The query is expected in
    /// logarithms of base 2 and divided by the root of a head's width.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn take(&mut self, position: usize, numbers: &[f32]) {
        let width = self.heads * self.head;
        let (query, rest) = numbers.split_at(width);
        let (key, value) = rest.split_at(width);
        self.value_floats[position * width..][..width].copy_from_slice(value);
        let groups = self.head / 4;
        let mut numbers = [0; MOST_CHANNELS];
        let numbers = &mut numbers[..self.head];
        for h in 0..self.heads {
            let channels = h * self.head..(h + 1) * self.head;
            let out = &mut self.query[position * width..][channels.clone()];
            self.query_worth[position * self.heads + h] =
                rows::quantize_unsigned(&query[channels.clone()], out);

            let place = h * self.keys + position;
            self.key_worth[place] = rows::quantize(&key[channels], numbers);
            self.key_start[place] = rows::start(numbers);
            let (step, block) = (place / KEY_STEP, place / LANES % BLOCKS);
            let step = &mut self.key[step * groups..][..groups];
            for (group, four) in step.iter_mut().zip(numbers.as_chunks().0) {
                group[block].set(place % LANES, *four);
            }
        }
    }

    /// To be called when all positions are taken: values can only be quantized together.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn quantize_values(&mut self) {
        let width = self.heads * self.head;
        let values = &self.value_floats[..self.positions * width];
        let mean = &mut self.value_mean[..width];
        mean.fill(0.0);
        for row in values.chunks_exact(width) {
            rows::add(mean, row);
        }
        for mean in &mut *mean {
            *mean /= self.positions as f32;
        }
        let mut largest = vec![0.0_f32; width];
        for row in values.chunks_exact(width) {
            for ((most, x), mean) in largest.iter_mut().zip(row).zip(&*mean) {
                *most = (x - mean).abs().max(*most);
            }
        }
        for (worth, most) in self.value_worth.iter_mut().zip(&mut largest) {
            *worth = *most / 127.0;
            // From here on what a channel is multiplied with.
            *most = if most.is_normal() { 127.0 / *most } else { 0.0 };
        }
        let (means, _) = mean.as_chunks::<LANES>();
        let (factors, _) = largest.as_chunks::<LANES>();
        let groups = self.keys / 4;
        for (g, four) in values.chunks(4 * width).enumerate() {
            for (block, (factors, means)) in factors.iter().zip(means).enumerate() {
                let mut packed = [0_i32; LANES];
                for (i, row) in four.chunks_exact(width).enumerate() {
                    let row = &row[block * LANES..][..LANES];
                    let channels = row.iter().zip(means).zip(factors);
                    for (packed, ((x, mean), factor)) in packed.iter_mut().zip(channels) {
                        *packed |= (rows::nearest((x - mean) * factor) & 0xff) << (8 * i);
                    }
                }
                let out = &mut self.value[block / 2 * groups + packed_group(g)][block % 2];
                for (column, packed) in packed.into_iter().enumerate() {
                    out.set(column, packed.to_le_bytes().map(|b| b as i8));
                }
            }
        }
    }

    /// What the positions from `first` on, a multiple of [`ROWS_AT_ONCE`], gather, `[positions, heads · head]`,
    /// for as many as `out` has room for.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn gather<P: Product>(&mut self, by: &P, first: usize, out: &mut [f32]) {
        let width = self.heads * self.head;
        let number = out.len() / width;
        for h in 0..self.heads {
            for top in (0..number).step_by(P::ROWS) {
                let most = self.score(by, h, first + top);
                let sums = self.weigh::<P>(most);
                self.sum_up(by, h, sums, |r, channel, y| {
                    if top + r >= number {
                        return;
                    }
                    let (chunks, _) = out[(top + r) * width..][..width].as_chunks_mut::<LANES>();
                    store(&mut chunks[channel / LANES], y);
                });
            }
        }
    }

    /// Writes the scores of a product's rows of queries from `top` on, and tells the largest of each.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    #[inline]
    fn score<P: Product>(&mut self, by: &P, h: usize, top: usize) -> [i16; MOST_ROWS] {
        let width = self.heads * self.head;
        let groups = self.head / 4;
        let queries = &self.query[top * width + h * self.head..];
        let (worth, _) = self.key_worth[h * self.keys..][..self.keys].as_chunks::<LANES>();
        let (start, _) = self.key_start[h * self.keys..][..self.keys].as_chunks::<LANES>();
        let keys = self.key[h * self.keys / KEY_STEP * groups..].chunks_exact(groups);
        let stride = self.keys / (2 * LANES);
        let mut factors = [_mm512_setzero_ps(); MOST_ROWS];
        let worths = self.query_worth[top * self.heads + h..].iter();
        for (factor, worth) in factors[..P::ROWS]
            .iter_mut()
            .zip(worths.step_by(self.heads))
        {
            *factor = _mm512_set1_ps(worth * FINE as f32);
        }
        let mut most = [_mm512_set1_epi16(i16::MIN); MOST_ROWS];
        let mut half = _mm512_setzero_si512();
        for (first, keys) in (0..self.keys / LANES).step_by(BLOCKS).zip(keys) {
            let begin = |c: usize| integers(&start[first + c]);
            let take = |r: usize, c: usize, sums| {
                let unit = _mm512_mul_ps(floats(&worth[first + c]), factors[r]);
                let score = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_cvtepi32_ps(sums), unit));
                if c.is_multiple_of(2) {
                    half = score;
                    return;
                }
                let pair = _mm512_packs_epi32(half, score);
                most[r] = _mm512_max_epi16(most[r], pair);
                store_words(&mut self.scores[r * stride + (first + c) / 2], pair);
            };
            // SAFETY: the processor has what this function asks for.
            unsafe { by.multiply::<BLOCKS>(queries, width, keys, begin, take) };
        }
        let mut largest = [0; MOST_ROWS];
        for (largest, most) in largest[..P::ROWS].iter_mut().zip(most) {
            let mut scores = Words::default();
            store_words(&mut scores, most);
            *largest = scores.0.into_iter().fold(i16::MIN, i16::max);
        }
        largest
    }

    /// Makes weights of the scores, and tells each query's sum of them.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    #[inline]
    fn weigh<P: Product>(&mut self, most: [i16; MOST_ROWS]) -> [f32; MOST_ROWS] {
        let scores = self.scores.chunks_exact(self.keys / (2 * LANES));
        let weights = self.weights.chunks_exact_mut(self.keys);
        let table = [words(&POWERS[0]), words(&POWERS[1])];
        let mut sums = [0.0; MOST_ROWS];
        let rows = scores.zip(weights).zip(&mut sums).zip(most).take(P::ROWS);
        for (((scores, weights), sum), most) in rows {
            let most = _mm512_set1_epi16(most);
            let mut total = _mm512_setzero_si512();
            let mut weight = |scores: &Words| {
                let power = power_below(table, _mm512_subs_epi16(most, words(scores)));
                total = _mm512_dpwssd_epi32(total, power, _mm512_set1_epi16(1));
                let half = _mm512_set1_epi16(1 << (POWER_BITS - 1));
                _mm512_srli_epi16::<POWER_BITS>(_mm512_add_epi16(power, half))
            };
            let (scores, _) = scores.as_chunks::<2>();
            let (weights, _) = weights.as_chunks_mut::<KEY_STEP>();
            for ([a, b], weights) in scores.iter().zip(weights) {
                store_bytes(weights, _mm512_packus_epi16(weight(a), weight(b)));
            }
            *sum = _mm512_reduce_add_epi32(total) as f32 / (1 << POWER_BITS) as f32;
        }
        sums
    }

    /// Hands what the queries gather to `take(row, channel, sixteen channels from there)`.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    #[inline]
    fn sum_up<P: Product>(
        &self,
        by: &P,
        h: usize,
        sums: [f32; MOST_ROWS],
        mut take: impl FnMut(usize, usize, __m512),
    ) {
        let groups = self.keys / 4;
        let (worth, _) = self.value_worth.as_chunks::<LANES>();
        let (mean, _) = self.value_mean.as_chunks::<LANES>();
        let mut inverse = [_mm512_setzero_ps(); MOST_ROWS];
        for (inverse, sum) in inverse[..P::ROWS].iter_mut().zip(sums) {
            *inverse = _mm512_set1_ps(1.0 / sum);
        }
        let steps = self.head / HEAD_STEP;
        for step in h * steps..(h + 1) * steps {
            let values = &self.value[step * groups..][..groups];
            let begin = |_| _mm512_setzero_si512();
            let take = |r: usize, c: usize, gathered| {
                let unit = _mm512_mul_ps(floats(&worth[2 * step + c]), inverse[r]);
                let mean = floats(&mean[2 * step + c]);
                let y = _mm512_fmadd_ps(_mm512_cvtepi32_ps(gathered), unit, mean);
                take(r, (2 * step + c) * LANES, y);
            };
            // SAFETY: the processor has what this function asks for.
            unsafe { by.multiply::<2>(&self.weights, self.keys, values, begin, take) };
        }
    }
}

/// Where the weights of four keys lie, of the sixteen fours of a step: packing 32 bits into 8 goes by
/// quarters of a register.
fn packed_group(group: usize) -> usize {
    let (step, block, quarter) = (group / 16, group / 4 % 4, group % 4);
    16 * step + 4 * quarter + block
}

/// What a score weighs that is so much below the largest.
#[target_feature(enable = "avx512bw")]
#[inline]
fn power_below(table: [__m512i; 2], below: __m512i) -> __m512i {
    let rest = _mm512_and_si512(below, _mm512_set1_epi16(FINE as i16 - 1));
    let power = _mm512_permutex2var_epi16(table[0], rest, table[1]);
    _mm512_srlv_epi16(power, _mm512_srli_epi16::<{ FINE.ilog2() }>(below))
}

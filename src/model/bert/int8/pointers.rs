//! The pointers in eight bits: their projections, and where they point.

use std::arch::x86_64::{
    __m512, _mm512_add_ps, _mm512_fmadd_ps, _mm512_max_ps, _mm512_mul_ps, _mm512_reduce_add_ps,
    _mm512_reduce_max_ps, _mm512_reduce_ps, _mm512_scalef_ps, _mm512_set1_ps, _mm512_setzero_ps,
    _mm512_sub_ps,
};
use std::ops::Range;

use super::super::heads::projections;
use super::super::weights::Weights;
use super::linear::{Linear, STEP};
use super::product::{LANES, Product, floats, store};
use super::quantized::Quantized;
use super::scratch::{ROWS_AT_ONCE, Scratch};
use crate::model::encoder::{EncoderError, PointerRows};

/// Query and key of all pointers.
pub struct Pointers {
    /// Queries are divided by the root of their width, and brought to logarithms of base 2.
    projections: Linear,
    width: usize,
}

impl Pointers {
    /// Quantizes their weights.
    ///
    /// # Errors
    /// One is missing or has another shape; a width that does not fit.
    pub fn new(weights: &Weights, hidden: usize, width: usize) -> Result<Self, EncoderError> {
        if width == 0 || !width.is_multiple_of(4) {
            return Err(EncoderError(format!(
                "pointers of width {width} are not in steps of 4"
            )));
        }
        let query = std::f32::consts::LOG2_E / (width as f32).sqrt();
        let names: Vec<_> = projections()
            .zip([query, 1.0].into_iter().cycle())
            .collect();
        Ok(Pointers {
            projections: Linear::new(weights, &names, hidden, width)?,
            width,
        })
    }

    /// The projections of all hidden states, `[positions, pointers · 2 · width]`.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn project<P: Product>(&self, by: &P, s: &mut Scratch) -> Vec<f32> {
        let outputs = self.projections.outputs();
        let width = s.hidden.len() / s.positions.max(1);
        let mut projected = vec![0.0; s.positions * outputs];
        let hidden = s.hidden.chunks(ROWS_AT_ONCE * width);
        for (hidden, out) in hidden.zip(projected.chunks_mut(ROWS_AT_ONCE * outputs)) {
            s.input.take(hidden, width);
            self.projections.apply(by, &s.input, out);
        }
        projected
    }

    /// Probabilities of the pointer of this number from some positions to every one.
    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub fn point<P: Product>(
        &self,
        by: &P,
        projected: &[f32],
        pointer: usize,
        from: &[usize],
    ) -> PointerRows {
        let query = 2 * pointer * self.width..(2 * pointer + 1) * self.width;
        point(by, projected, self.projections.outputs(), query, from)
    }
}

/// Probabilities of a pointer from some positions to every one. Of each position's `stride` projections
/// its query's lie in `query`, and its key's follow.
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
pub fn point<P: Product>(
    by: &P,
    projected: &[f32],
    stride: usize,
    query: Range<usize>,
    from: &[usize],
) -> PointerRows {
    let width = query.len();
    let positions = projected.len() / stride;
    let mut keys: Vec<_> = projected
        .chunks_exact(stride)
        .map(|row| &row[query.end..query.end + width])
        .collect();
    // What fills up a step of keys is left out of the probabilities.
    let nothing = vec![0.0; width];
    keys.resize(positions.next_multiple_of(STEP), &nothing);
    let columns = keys.len();
    let keys = Linear::of(&keys, &vec![0.0; columns]);
    let mut found = PointerRows {
        from: from.to_vec(),
        rows: Vec::with_capacity(from.len() * positions),
        width: positions,
    };
    let (mut chosen, mut queries) = (Vec::new(), Quantized::default());
    let mut scores = vec![0.0; ROWS_AT_ONCE * columns];
    for from in from.chunks(ROWS_AT_ONCE) {
        chosen.clear();
        for position in from {
            chosen.extend_from_slice(&projected[position * stride..][query.clone()]);
        }
        queries.take(&chosen, width);
        let scores = &mut scores[..from.len() * columns];
        keys.apply(by, &queries, scores);
        for row in scores.chunks_exact_mut(columns) {
            row[positions..].fill(f32::MIN);
            soften(row);
            found.rows.extend_from_slice(&row[..positions]);
        }
    }
    found
}

/// Makes probabilities of scores that are logarithms of base 2; as many as come in steps of [`STEP`].
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
fn soften(scores: &mut [f32]) {
    let (scores, _) = scores.as_chunks_mut::<LANES>();
    let mut most = _mm512_set1_ps(f32::MIN);
    for chunk in &*scores {
        most = _mm512_max_ps(floats(chunk), most);
    }
    let most = _mm512_set1_ps(_mm512_reduce_max_ps(most));
    let mut total = _mm512_setzero_ps();
    for chunk in &mut *scores {
        let power: __m512 = power_of_two(_mm512_sub_ps(floats(chunk), most));
        total = _mm512_add_ps(total, power);
        store(chunk, power);
    }
    let share = _mm512_set1_ps(1.0 / _mm512_reduce_add_ps(total));
    for chunk in scores {
        let power = floats(chunk);
        store(chunk, _mm512_mul_ps(power, share));
    }
}

/// 2 to the power of each number, to four digits: the cubic with the least relative error over what is
/// left when the next whole number below is taken off.
#[target_feature(enable = "avx512dq")]
#[inline]
fn power_of_two(x: __m512) -> __m512 {
    // Rounding down.
    let rest = _mm512_reduce_ps::<0b1001>(x);
    let mut sum = _mm512_set1_ps(0.078_024_04);
    for factor in [0.226_067_93, 0.695_833_2, 0.999_925_26] {
        sum = _mm512_fmadd_ps(sum, rest, _mm512_set1_ps(factor));
    }
    _mm512_scalef_ps(sum, x)
}

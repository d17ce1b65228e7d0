//! Resampling articles: intervals of figures and of differences.
//!
//! Every article is counted once; a resample draws as many articles as there are, with
//! replacement, and adds up their counts. Each resample has a generator of its own, seeded with its
//! number, so that the same bytes come out on any number of threads.

use rayon::prelude::*;

use super::counts::{COLUMNS, Row};
use super::measures::Measure;

/// How many resamples, drawn from which seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// Number of resamples; 0 gives no intervals.
    pub resamples: usize,
    /// Where the draws start from.
    pub seed: u64,
}

impl Default for Bootstrap {
    /// 1,000 resamples from seed 1.
    fn default() -> Self {
        Bootstrap {
            resamples: 1000,
            seed: 1,
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): a counter, hashed. Small, fast, and the same everywhere.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, by the high half of the product (its bias, n / 2^64, is nothing here).
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// How often each of `articles` is drawn in a resample.
fn draws(articles: usize, seed: u64, resample: usize) -> Vec<u32> {
    // The number of the resample goes through the generator, so that neighbours share nothing.
    let start = SplitMix64(seed ^ SplitMix64(resample as u64).next()).next();
    let mut random = SplitMix64(start);
    let mut times = vec![0; articles];
    for _ in 0..articles {
        times[random.below(articles)] += 1;
    }
    times
}

/// The counts of all articles together.
pub(super) fn sum(rows: &[Row]) -> Vec<u64> {
    weighted_sum(rows, &vec![1; rows.len()])
}

fn weighted_sum(rows: &[Row], times: &[u32]) -> Vec<u64> {
    let mut sums = vec![0_u64; COLUMNS];
    for (row, times) in rows.iter().zip(times).filter(|(_, times)| **times > 0) {
        for (sum, cell) in sums.iter_mut().zip(row.cells()) {
            *sum += u64::from(*cell) * u64::from(*times);
        }
    }
    sums
}

/// The values of every measure (outer) in every resample (inner) where it has one.
pub(super) fn values(rows: &[Row], measures: &[Measure], bootstrap: Bootstrap) -> Vec<Vec<f64>> {
    resampled(rows.len(), measures.len(), bootstrap, |times| {
        let sums = weighted_sum(rows, times);
        let value = |measure: &Measure| measure.formula.value(&sums);
        measures.iter().map(value).collect()
    })
}

/// The differences `a` − `b` of every measure over the same drawn articles.
pub(super) fn differences(
    a: &[Row],
    b: &[Row],
    measures: &[Measure],
    bootstrap: Bootstrap,
) -> Vec<Vec<f64>> {
    resampled(a.len(), measures.len(), bootstrap, |times| {
        let (of_a, of_b) = (weighted_sum(a, times), weighted_sum(b, times));
        let difference =
            |measure: &Measure| Some(measure.formula.value(&of_a)? - measure.formula.value(&of_b)?);
        measures.iter().map(difference).collect()
    })
}

fn resampled(
    articles: usize,
    measures: usize,
    bootstrap: Bootstrap,
    values: impl Fn(&[u32]) -> Vec<Option<f64>> + Sync,
) -> Vec<Vec<f64>> {
    let resamples: Vec<Vec<Option<f64>>> = (0..bootstrap.resamples)
        .into_par_iter()
        .map(|resample| values(&draws(articles, bootstrap.seed, resample)))
        .collect();
    (0..measures)
        .map(|measure| {
            resamples
                .iter()
                .filter_map(|values| values[measure])
                .collect()
        })
        .collect()
}

/// The 2.5 % and 97.5 % points of some values, interpolated; nothing where there are none.
pub(super) fn interval(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let point = |share: f64| {
        let place = share * last as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(last);
        values[below] + (values[above] - values[below]) * (place - below as f64)
    };
    Some((point(0.025), point(0.975)))
}

/// Two-sided p of differences: twice the share of resamples on the rarer side of zero, itself
/// counted in, at most 1. With 1,000 resamples none is below 0.002.
pub(super) fn two_sided_p(differences: &[f64]) -> Option<f64> {
    if differences.is_empty() {
        return None;
    }
    let at_most = differences.iter().filter(|d| **d <= 0.0).count();
    let at_least = differences.iter().filter(|d| **d >= 0.0).count();
    let rarer = at_most.min(at_least) + 1;
    Some((2.0 * rarer as f64 / (differences.len() + 1) as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_mix_64_gives_the_published_numbers() {
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_resample_draws_as_many_as_there_are() {
        for resample in 0..50 {
            assert_eq!(draws(17, 1, resample).iter().sum::<u32>(), 17);
        }
        assert_ne!(draws(17, 1, 0), draws(17, 1, 1));
        assert_ne!(draws(17, 1, 0), draws(17, 2, 0));
        assert!(draws(0, 1, 0).is_empty());
    }

    #[test]
    fn points_of_an_interval() {
        let values: Vec<f64> = (0..=40).rev().map(f64::from).collect();
        assert_eq!(interval(values), Some((1.0, 39.0)));
        assert_eq!(interval(vec![0.5]), Some((0.5, 0.5)));
        assert_eq!(interval(Vec::new()), None);
    }

    #[test]
    fn p_of_differences() {
        assert_eq!(two_sided_p(&[0.0; 9]), Some(1.0));
        assert_eq!(two_sided_p(&[1.0; 999]), Some(0.002));
        assert_eq!(two_sided_p(&[-1.0, 1.0, 1.0]), Some(1.0));
        assert_eq!(two_sided_p(&[]), None);
    }
}

//! Values of options, as clap reads them.

use std::num::NonZeroUsize;

/// The most threads that may be asked for: more than any machine has cores, fewer than bring one
/// down.
const MOST_THREADS: usize = 1024;

/// A number of threads.
pub fn threads(told: &str) -> Result<NonZeroUsize, String> {
    match told.parse::<NonZeroUsize>() {
        Ok(threads) if threads.get() <= MOST_THREADS => Ok(threads),
        _ => Err(format!(
            "a whole number of at least 1 and at most {MOST_THREADS} is needed"
        )),
    }
}

/// A probability.
pub fn probability(told: &str) -> Result<f64, String> {
    match told.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a number from 0 to 1 is needed, such as 0.8".into()),
    }
}

/// A time in minutes.
pub fn minutes(told: &str) -> Result<f64, String> {
    match told.parse::<f64>() {
        Ok(minutes) if minutes > 0.0 && minutes < 1e6 => Ok(minutes),
        _ => Err("a number of minutes above 0 is needed".into()),
    }
}

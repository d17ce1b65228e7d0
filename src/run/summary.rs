//! What a run has done.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::count::Tally;
use super::figures::{counted, grouped, megabytes, rate, time};
use super::memory;

/// What a run has done, how fast, and with how much.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// What was done.
    #[serde(flatten)]
    pub tally: Tally,
    /// Time from beginning to end, in seconds, without the loading of the model.
    pub seconds: f64,
    /// Articles with a record, a second.
    pub articles_per_second: f64,
    /// Words of them, a second.
    pub words_per_second: f64,
    /// The most memory that the process has held, in bytes, with the model; `None` where the system
    /// does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// Workers.
    pub threads: usize,
}

impl Summary {
    /// The summary of `tally` in so much time on so many workers.
    pub fn new(tally: Tally, took: Duration, threads: usize) -> Self {
        let seconds = took.as_secs_f64();
        // A clock that has not moved says nothing about how fast it went.
        let per_second = |count: u64| match seconds {
            0.0 => 0.0,
            _ => count as f64 / seconds,
        };
        Summary {
            tally,
            seconds,
            articles_per_second: per_second(tally.articles),
            words_per_second: per_second(tally.words),
            peak_memory_bytes: memory::peak(),
            threads,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally {
            articles,
            failed,
            duplicates,
            quotations,
            speakers_resolved,
            ..
        } = self.tally;
        write!(f, "{}", counted(articles, "article"))?;
        if failed > 0 {
            write!(f, " and {} failed", grouped(failed))?;
        }
        if duplicates > 0 {
            write!(
                f,
                ", {} of them with a text that was there already",
                grouped(duplicates)
            )?;
        }
        let all = quotations.all();
        write!(
            f,
            ", {} ({} direct, {} mixed, {} indirect)",
            counted(all, "quotation"),
            grouped(quotations.direct),
            grouped(quotations.mixed),
            grouped(quotations.indirect),
        )?;
        if all > 0 {
            let percent = 100.0 * speakers_resolved as f64 / all as f64;
            write!(
                f,
                ", {} with a named speaker ({percent:.0}%)",
                grouped(speakers_resolved)
            )?;
        }
        write!(
            f,
            "\n{} on {}: {} articles/s, {} words/s",
            time(Duration::try_from_secs_f64(self.seconds).unwrap_or_default()),
            counted(self.threads as u64, "thread"),
            rate(self.articles_per_second),
            rate(self.words_per_second),
        )?;
        match self.peak_memory_bytes {
            Some(bytes) => write!(f, ", peak memory {}", megabytes(bytes)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Quotations;
    use super::*;

    fn summary(failed: u64) -> Summary {
        Summary {
            tally: Tally {
                articles: 1234,
                failed,
                duplicates: 0,
                words: 600_000,
                quotations: Quotations {
                    direct: 5000,
                    mixed: 2000,
                    indirect: 1000,
                },
                speakers_resolved: 6000,
            },
            seconds: 100.0,
            articles_per_second: 12.34,
            words_per_second: 6000.0,
            peak_memory_bytes: Some(612_000_000),
            threads: 2,
        }
    }

    #[test]
    fn it_reads_as_two_lines() {
        assert_eq!(
            summary(3).to_string(),
            "1,234 articles and 3 failed, 8,000 quotations (5,000 direct, 2,000 mixed, 1,000 \
             indirect), 6,000 with a named speaker (75%)\n1 min 40 s on 2 threads: 12.3 articles/s, \
             6,000 words/s, peak memory 612 MB"
        );
    }

    #[test]
    fn duplicates_are_told_where_there_are_any() {
        let mut summary = summary(0);
        summary.tally.duplicates = 34;
        let told = summary.to_string();
        assert!(
            told.starts_with(
                "1,234 articles, 34 of them with a text that was there already, 8,000"
            ),
            "{told}"
        );
    }

    #[test]
    fn as_json_it_is_flat() {
        let json = serde_json::to_value(summary(0)).expect("JSON");
        assert_eq!(json["articles"], 1234);
        assert_eq!(json["quotations"]["mixed"], 2000);
        assert_eq!(json["peak_memory_bytes"], 612_000_000);
    }
}

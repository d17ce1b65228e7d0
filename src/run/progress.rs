//! Showing on standard error how a run goes on.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::figures::{counted, rate, time};
use super::{Failure, Observer, Tally};

/// Steps of the bar.
const STEPS: u64 = 1000;

/// Time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(60);

/// Shows on standard error how a run goes on: a bar on a terminal, else a line a minute. Failed
/// articles are told there too.
pub struct Progress {
    form: Form,
    /// Bytes of the input, where they are known.
    total: Option<u64>,
    /// Bytes of the input that have been read.
    read: Arc<AtomicU64>,
    /// What of them was read and done before it began: a run that goes on passes over it.
    at_start: u64,
    began: Instant,
}

enum Form {
    Silent,
    Bar(ProgressBar),
    Lines {
        last: Instant,
    },
    /// As events of `tracing`; without `last`, only failed articles.
    Logged {
        last: Option<Instant>,
    },
}

impl Progress {
    /// A bar if standard error is a terminal, else lines. `total` and `read` are the bytes of the
    /// whole input and those read so far; what is read now already counts as done.
    pub fn on_stderr(total: Option<u64>, read: Arc<AtomicU64>) -> Self {
        let form = if io::stderr().is_terminal() {
            Form::Bar(bar(total.is_some()))
        } else {
            Form::Lines {
                last: Instant::now(),
            }
        };
        Self::new(form, total, read)
    }

    /// Events of `tracing` under the target `whosaid`: one a minute, and one a failed article.
    pub fn logged(total: Option<u64>, read: Arc<AtomicU64>) -> Self {
        let last = Some(Instant::now());
        Self::new(Form::Logged { last }, total, read)
    }

    /// Events of `tracing` for failed articles alone.
    pub fn logged_silent() -> Self {
        Self::new(Form::Logged { last: None }, None, Arc::default())
    }

    /// Shows only failed articles.
    pub fn silent() -> Self {
        Self::new(Form::Silent, None, Arc::default())
    }

    fn new(form: Form, total: Option<u64>, read: Arc<AtomicU64>) -> Self {
        Progress {
            form,
            total,
            at_start: read.load(Ordering::Relaxed),
            read,
            began: Instant::now(),
        }
    }

    /// A line on standard error that leaves the bar whole.
    pub fn say(&self, line: &str) {
        match &self.form {
            Form::Bar(bar) => bar.suspend(|| to_stderr(line)),
            Form::Silent | Form::Lines { .. } => to_stderr(line),
            Form::Logged { .. } => tracing::info!(target: "whosaid", "{line}"),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }

    /// How much of the input is done. Reading is ahead of the work, so of what was read since it
    /// began only `share` is done.
    fn part(&self, share: f64) -> Option<Part> {
        let total = self.total.filter(|&total| total > 0)?;
        let before = self.at_start.min(total);
        let read = self.read.load(Ordering::Relaxed).clamp(before, total);
        let done = before as f64 + share * (read - before) as f64;
        Some(Part {
            before: before as f64 / total as f64,
            now: done / total as f64,
        })
    }
}

/// How much of the input is done, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    /// When it began.
    before: f64,
    now: f64,
}

impl Part {
    /// The time that is left when it has come so far in `elapsed`; `None` if that cannot be told.
    fn left(self, elapsed: Duration) -> Option<Duration> {
        let since = self.now - self.before;
        let left = elapsed.as_secs_f64() * (1.0 - self.now) / since;
        let is_told = since > 0.0 && left >= 0.0;
        let left = is_told.then_some(left.round())?;
        Duration::try_from_secs_f64(left).ok()
    }
}

/// Articles are worth more than words about them: if nobody listens, the run goes on.
fn to_stderr(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn bar(knows_end: bool) -> ProgressBar {
    let (bar, template) = if knows_end {
        (
            ProgressBar::new(STEPS),
            "{bar:16} {percent:>3}%  {wide_msg}",
        )
    } else {
        (ProgressBar::new_spinner(), "{spinner} {wide_msg}")
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

impl Observer for Progress {
    fn failed(&mut self, failure: &Failure) -> io::Result<()> {
        match &self.form {
            Form::Logged { .. } => tracing::warn!(
                target: "whosaid",
                path = failure.path,
                line = failure.line,
                id = failure.id,
                kind = failure.kind,
                "{}",
                failure.message
            ),
            _ => self.say(&failure.to_string()),
        }
        Ok(())
    }

    fn advanced(&mut self, so_far: &Tally, share: f64) {
        let part = self.part(share);
        let shown = || told(so_far, self.began.elapsed(), part);
        match &self.form {
            Form::Silent => {}
            Form::Bar(bar) => {
                bar.set_message(shown());
                if let Some(part) = part {
                    bar.set_position((part.now * STEPS as f64) as u64);
                }
            }
            Form::Logged { last } => {
                if last.is_some_and(|last| last.elapsed() >= BETWEEN_LINES) {
                    tracing::info!(
                        target: "whosaid",
                        articles = so_far.articles,
                        failed = so_far.failed,
                        quotations = so_far.quotations.all(),
                        part = part.map(|part| part.now),
                        "going on"
                    );
                    self.form = Form::Logged {
                        last: Some(Instant::now()),
                    };
                }
            }
            Form::Lines { last } => {
                if last.elapsed() >= BETWEEN_LINES {
                    to_stderr(&shown());
                    self.form = Form::Lines {
                        last: Instant::now(),
                    };
                }
            }
        }
    }
}

/// One line on how far it is after `elapsed`.
fn told(so_far: &Tally, elapsed: Duration, part: Option<Part>) -> String {
    let done = so_far.articles + so_far.failed;
    let seconds = elapsed.as_secs_f64();
    let mut line = counted(done, "article");
    if seconds > 0.0 {
        line += &format!(", {}/s", rate(done as f64 / seconds));
    }
    line += &format!(", {}", counted(so_far.quotations.all(), "quotation"));
    let left = part.and_then(|part| part.left(elapsed));
    if let Some(left) = left.filter(|left| !left.is_zero()) {
        line += &format!(", {} left", time(left));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_follows_from_the_part_that_is_done() {
        let so_far = Tally {
            articles: 90,
            failed: 10,
            ..Tally::default()
        };
        let elapsed = Duration::from_secs(50);
        let shown = |before, now| told(&so_far, elapsed, Some(Part { before, now }));
        assert_eq!(
            shown(0.0, 0.25),
            "100 articles, 2.0/s, 0 quotations, 2 min 30 s left"
        );
        // Three quarters were done by an earlier run: what is left takes as long as what was done.
        assert_eq!(
            shown(0.75, 0.875),
            "100 articles, 2.0/s, 0 quotations, 50 s left"
        );
        for nothing_told in [shown(0.75, 0.75), told(&so_far, elapsed, None)] {
            assert_eq!(nothing_told, "100 articles, 2.0/s, 0 quotations");
        }
    }

    #[test]
    fn what_is_read_ahead_is_not_done() {
        let read = Arc::new(AtomicU64::new(0));
        let progress = |total| Progress::new(Form::Silent, total, Arc::clone(&read));
        let (without, from_begin) = (progress(None), progress(Some(1000)));
        read.store(400, Ordering::Relaxed);
        let gone_on = progress(Some(1000));
        read.store(800, Ordering::Relaxed);
        let part = |before, now| Some(Part { before, now });
        assert_eq!(without.part(0.5), None);
        assert_eq!(from_begin.part(0.5), part(0.0, 0.4));
        assert_eq!(gone_on.part(0.5), part(0.4, 0.6));
    }
}

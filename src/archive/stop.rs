//! Ending a run in order before its input ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Why a run was ended before its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A signal of this number.
    Signal(usize),
    /// Its time was up.
    Time,
}

/// Tells a run when to end. Copies share what they know.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// Set, also by a signal's handler, when the run shall end.
    told: Arc<AtomicBool>,
    /// Number of the signal; 0 for none.
    signal: Arc<AtomicUsize>,
    until: Option<Instant>,
}

impl Stop {
    /// The same, which also ends a run when this time has passed from now on, by a clock that nobody
    /// can set. Copies made before do not know of it.
    #[must_use]
    pub fn within(self, time: Option<Duration>) -> Self {
        Stop {
            until: time.and_then(|time| Instant::now().checked_add(time)),
            ..self
        }
    }

    /// For a signal's handler: true when the run shall end.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.told)
    }

    /// For a signal's handler: its number.
    pub fn signal(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.signal)
    }

    /// Why the run shall end now, if it shall.
    pub fn asked(&self) -> Option<Why> {
        if self.told.load(Ordering::Relaxed) {
            return Some(Why::Signal(self.signal.load(Ordering::Relaxed)));
        }
        let is_up = self.until.is_some_and(|until| Instant::now() >= until);
        is_up.then_some(Why::Time)
    }
}

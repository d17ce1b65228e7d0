//! The bound on what is between reading and writing.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lets articles in while there is room, and makes the reader wait while there is none.
pub(super) struct Gate {
    most_articles: usize,
    most_bytes: usize,
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    articles: usize,
    bytes: usize,
    closed: bool,
}

impl Gate {
    pub(super) fn new(most_articles: usize, most_bytes: usize) -> Self {
        Gate {
            most_articles,
            most_bytes,
            inside: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until there is room for an article of so many bytes, and takes it. False if the gate
    /// was closed, before or meanwhile. An article that never fits waits until it is alone.
    pub(super) fn enter(&self, bytes: usize) -> bool {
        let full = |inside: &mut Inside| {
            let fits = inside.articles < self.most_articles
                && inside.bytes.saturating_add(bytes) <= self.most_bytes;
            !(inside.closed || inside.articles == 0 || fits)
        };
        let mut inside = self
            .changed
            .wait_while(self.lock(), full)
            .unwrap_or_else(PoisonError::into_inner);
        if inside.closed {
            return false;
        }
        inside.articles += 1;
        inside.bytes = inside.bytes.saturating_add(bytes);
        true
    }

    /// Gives back the room of an article of so many bytes.
    pub(super) fn leave(&self, bytes: usize) {
        let mut inside = self.lock();
        inside.articles = inside.articles.saturating_sub(1);
        inside.bytes = inside.bytes.saturating_sub(bytes);
        drop(inside);
        self.changed.notify_all();
    }

    /// From now on nothing is let in.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // Counting cannot leave the numbers half changed.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes a gate when it goes, however that comes about.
pub(super) struct ClosesAtEnd<'a>(pub(super) &'a Gate);

impl Drop for ClosesAtEnd<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn the_reader_waits_for_room_in_articles_and_in_bytes() {
        for (gate, bytes) in [(Gate::new(1, 100), 1), (Gate::new(9, 100), 51)] {
            assert!(gate.enter(bytes));
            thread::scope(|scope| {
                let second = scope.spawn(|| gate.enter(bytes));
                thread::sleep(Duration::from_millis(20));
                assert!(!second.is_finished());
                gate.leave(bytes);
                assert!(second.join().expect("no panic"));
            });
        }
    }

    #[test]
    fn an_article_over_the_bound_goes_alone() {
        let gate = Gate::new(9, 100);
        assert!(gate.enter(1000));
        gate.leave(1000);
        assert!(gate.enter(100));
    }

    #[test]
    fn closing_wakes_the_reader() {
        let gate = Gate::new(1, 100);
        assert!(gate.enter(1));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.enter(1));
            gate.close();
            assert!(!waiting.join().expect("no panic"));
        });
        assert!(!gate.enter(1));
    }
}

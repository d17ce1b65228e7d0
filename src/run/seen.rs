//! The texts of the last articles.

use std::collections::{HashSet, VecDeque};

use sha2::{Digest, Sha256};

/// SHA-256 of a text's bytes.
pub type TextDigest = [u8; 32];

/// The digest of a text.
pub fn digest(text: &str) -> TextDigest {
    Sha256::digest(text.as_bytes()).into()
}

/// The most texts that are known at a time.
const TEXTS: usize = 4096;

/// The most bytes that they have together.
const BYTES: usize = 8 << 20;

/// Texts longer than this are never known: no wire story is.
const LONGEST: usize = 64 << 10;

/// Which texts the last articles had: at most 4096, of 8 MiB together; one of more than 64 KiB is not
/// kept. What it knows depends on the order of the articles alone, so that a run that was broken
/// off and goes on counts the same duplicates as one that was not.
#[derive(Clone, Debug, Default)]
pub struct SeenTexts {
    known: HashSet<TextDigest>,
    order: VecDeque<(TextDigest, usize)>,
    bytes: usize,
}

impl SeenTexts {
    /// Notes the text of the next article, of so many bytes; whether it was known. `forget` is told
    /// of each text that is known no longer.
    pub fn note(
        &mut self,
        text: TextDigest,
        bytes: usize,
        mut forget: impl FnMut(&TextDigest),
    ) -> bool {
        if bytes > LONGEST {
            return false;
        }
        if !self.known.insert(text) {
            return true;
        }
        self.order.push_back((text, bytes));
        self.bytes += bytes;
        while self.order.len() > TEXTS || self.bytes > BYTES {
            let Some((oldest, bytes)) = self.order.pop_front() else {
                break;
            };
            self.bytes -= bytes;
            self.known.remove(&oldest);
            forget(&oldest);
        }
        false
    }

    /// Whether a text is known now.
    pub fn knows(&self, text: &TextDigest) -> bool {
        self.known.contains(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten() {
        let mut seen = SeenTexts::default();
        let text = |n: usize| digest(&n.to_string());
        for n in 0..TEXTS {
            assert!(!seen.note(text(n), 1, |_| panic!("room for all")));
        }
        assert!(seen.note(text(0), 1, |_| panic!("known")));
        let mut gone = Vec::new();
        assert!(!seen.note(text(TEXTS), 1, |text| gone.push(*text)));
        assert_eq!(gone, [text(0)]);
        assert!(!seen.knows(&text(0)) && seen.knows(&text(1)));
    }

    #[test]
    fn long_texts_do_not_fill_it() {
        let mut seen = SeenTexts::default();
        for n in 0..1000 {
            seen.note(digest(&n.to_string()), LONGEST, |_| {});
        }
        assert!(seen.bytes <= BYTES && seen.order.len() == BYTES / LONGEST);
        let text = digest("long");
        assert!(!seen.note(text, LONGEST + 1, |_| {}));
        assert!(!seen.note(text, LONGEST + 1, |_| {}));
    }
}

//! Names in the folder.

use std::path::Path;

/// The file that runs lock.
pub(super) const LOCK: &str = "lock";
/// The ledger.
pub const LEDGER: &str = "ledger.jsonl";
/// The articles that got no record.
pub const ERRORS: &str = "errors.jsonl";
/// What the last run did.
pub const RUN: &str = "run.json";

/// Name of a part.
pub(super) fn part(number: u64) -> String {
    format!("part-{number:06}.jsonl")
}

/// Name of a part's index.
pub(super) fn index(number: u64) -> String {
    format!("part-{number:06}.index")
}

/// Name of the order of a night's articles.
pub(super) fn order(night: u64) -> String {
    format!("night-{night:04}.order")
}

/// Name of what has moved by a night.
pub(super) fn moved(night: u64) -> String {
    format!("night-{night:04}.moved.jsonl")
}

/// Name of a file while it is written.
pub(super) fn partial(name: &str) -> String {
    format!(".{name}.partial")
}

/// Whether a file of this name is being written, or was when its run was killed.
pub(super) fn is_partial(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(".partial")
}

/// Whether a file of this name is one that the ledger must know.
pub(super) fn is_told_by_ledger(name: &str) -> bool {
    let numbered = |name: &str, before: &str, after: &str| {
        let digits = name
            .strip_prefix(before)
            .and_then(|n| n.strip_suffix(after));
        digits.is_some_and(|d| d.len() >= 4 && d.bytes().all(|b| b.is_ascii_digit()))
    };
    numbered(name, "part-", ".jsonl")
        || numbered(name, "part-", ".index")
        || numbered(name, "night-", ".order")
        || numbered(name, "night-", ".moved.jsonl")
}

/// Whether `folder` is one that a run has written.
pub fn is_archive(folder: &Path) -> bool {
    folder.join(LEDGER).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_names_are_told() {
        for name in [part(1), part(1_234_567), index(2), order(3), moved(4)] {
            assert!(is_told_by_ledger(&name), "{name}");
            assert!(is_partial(&partial(&name)));
        }
        for name in [
            "part-1.jsonl",
            "part-00000a.jsonl",
            "part-000001.jsonl.bak",
            LEDGER,
            "a",
        ] {
            assert!(!is_told_by_ledger(name) && !is_partial(name), "{name}");
        }
    }
}

//! What the fuzz targets check, with their seeds and with inputs of chance: so that it is checked
//! where nobody fuzzes.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

#[path = "../fuzz/checks.rs"]
mod checks;

/// The seeds of a target, each whole, cut short and with a byte changed.
fn seeds(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the seeds") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("read");
        check(&bytes);
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 200) {
            check(&bytes[..at]);
            let mut changed = bytes.clone();
            changed[at] ^= 0x15;
            check(&changed);
        }
        seen += 1;
    }
    assert!(seen > 0, "{target} has no seed");
}

#[test]
fn seeds_and_what_is_like_them() {
    seeds("marks", checks::marks);
    seeds("json_lines", checks::json_lines);
    seeds("ledger", checks::ledger);
    seeds("names", checks::names);
    seeds("decoding", checks::decoding);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_marks(text in "([a-zA-Z ,.\n]|[“”\"«»`'‘’]){0,80}") {
        checks::marks(text.as_bytes());
    }

    #[test]
    fn any_lines(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        checks::json_lines(&bytes);
        checks::ledger(&bytes);
        checks::marks(&bytes);
        checks::names(&bytes);
    }

    #[test]
    fn any_names(text in "[A-Z][a-zé'’.-]{0,8}( [A-Z][a-z.]{0,8}){0,3}\n.{0,60}") {
        checks::names(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_scores(
        scores in proptest::collection::vec(any::<u8>(), 200..400),
        text in "([A-Z][a-z]{1,6} |[a-z]{1,5} |[“”\"'’.,\n]|he |said ){0,60}",
    ) {
        // One half for the scores, one for the text.
        let mut bytes = scores;
        bytes.resize(text.len(), 7);
        bytes.extend(text.as_bytes());
        checks::decoding(&bytes);
    }
}

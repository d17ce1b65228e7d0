//! Half surrogate pairs in JSON escapes.
//!
//! Programs that count in UTF-16 cut strings in the middle of an emoji and write the half that is
//! left as `\ud83d`. JSON's grammar allows that, but it stands for no character.

/// The JSON text with every escape of half a surrogate pair replaced by `\ufffd`; `None` if it has
/// none.
pub(super) fn without_halves(json: &str) -> Option<String> {
    let mut mended = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = json[at..].find('\\') {
        at += found;
        match escape(json, at) {
            // A pair.
            Some(0xd800..=0xdbff) if matches!(escape(json, at + 6), Some(0xdc00..=0xdfff)) => {
                at += 12;
            }
            Some(0xd800..=0xdfff) => {
                mended.push_str(&json[kept..at]);
                mended.push_str(r"\ufffd");
                at += 6;
                kept = at;
            }
            Some(_) => at += 6,
            // Another escape: what comes after the backslash may be a backslash itself, so it is
            // passed over too.
            None => {
                let escaped = json[at + 1..].chars().next();
                at += 1 + escaped.map_or(0, char::len_utf8);
            }
        }
    }
    if kept == 0 {
        return None;
    }
    mended.push_str(&json[kept..]);
    Some(mended)
}

/// The code unit of an escape such as `\u00e9` at a place, if there is one.
fn escape(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..)?.strip_prefix(r"\u")?.get(..4)?;
    // A sign would be no mistake to `from_str_radix`.
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_replaced() {
        for (json, mended) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\uDE00b""#, r#""\ufffdb""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\n\ude00""#, r#""\ufffd\n\ufffd""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\ud83dé""#, r#""\ufffdé""#),
        ] {
            assert_eq!(without_halves(json).as_deref(), Some(mended), "{json}");
        }
    }

    #[test]
    fn everything_else_stays() {
        for json in [
            r#""\ud83d\ude00""#,
            r#""\\ud83d""#,
            r#""\u00e9 \"\\""#,
            r#""\u+12""#,
            r#""\ud8"#,
            r"\é",
            "\\",
            "",
        ] {
            assert_eq!(without_halves(json), None, "{json}");
        }
    }
}

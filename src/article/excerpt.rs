//! Showing pieces of foreign data in messages without their doing harm to a terminal.

/// The most characters an excerpt has.
const LENGTH: usize = 80;

/// The beginning of `bytes`, up to 80 characters, escaped.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    // No UTF-8 character has more than four bytes.
    let head = &bytes[..bytes.len().min(4 * LENGTH)];
    let mut shown = String::new();
    let mut length = 0;
    for piece in String::from_utf8_lossy(head).chars().map(shown_as) {
        length += piece.chars().count();
        if length > LENGTH {
            break;
        }
        shown.push_str(&piece);
    }
    shown
}

/// `text` with its control characters escaped.
pub(super) fn escaped(text: &str) -> String {
    text.chars().map(shown_as).collect()
}

fn shown_as(c: char) -> String {
    // The second group turns the direction of what is written after it, on the whole line.
    if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
        c.escape_default().to_string()
    } else {
        c.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped_and_the_rest_is_not() {
        assert_eq!(excerpt(b"a\0b\n\x1b[1m"), r"a\u{0}b\n\u{1b}[1m");
        assert_eq!(excerpt("“שלום” \u{a0}é".as_bytes()), "“שלום” \u{a0}é");
        assert_eq!(escaped("a\u{202e}b"), r"a\u{202e}b");
        assert_eq!(excerpt(b"ab\xff"), "ab\u{fffd}");
    }

    #[test]
    fn it_has_eighty_characters_at_most() {
        assert_eq!(excerpt("😀".repeat(500).as_bytes()), "😀".repeat(80));
        assert!(excerpt(&[0; 500]).len() <= 80);
    }
}

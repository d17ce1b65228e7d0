//! The beginning of foreign data, for messages.

use crate::foreign::shown_as;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped_and_the_rest_is_not() {
        assert_eq!(excerpt(b"a\0b\n\x1b[1m"), r"a\u{0}b\n\u{1b}[1m");
        assert_eq!(excerpt("“שלום” \u{a0}é".as_bytes()), "“שלום” \u{a0}é");
        assert_eq!(excerpt(b"ab\xff"), "ab\u{fffd}");
    }

    #[test]
    fn it_has_eighty_characters_at_most() {
        assert_eq!(excerpt("😀".repeat(500).as_bytes()), "😀".repeat(80));
        assert!(excerpt(&[0; 500]).len() <= 80);
    }
}

//! Showing foreign text in messages without its doing harm to a terminal.

/// `text` with what could upset a terminal escaped: control characters, and marks that turn the
/// direction of what is written after them.
pub fn harmless(text: &str) -> String {
    text.chars().map(shown_as).collect()
}

/// What stands for a character.
pub(crate) fn shown_as(c: char) -> String {
    // The second group turns the direction on the whole line.
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
        assert_eq!(harmless("a\0b\n\u{1b}[1m"), r"a\u{0}b\n\u{1b}[1m");
        assert_eq!(harmless("a\u{202e}b"), r"a\u{202e}b");
        assert_eq!(harmless("“שלום” \u{a0}é"), "“שלום” \u{a0}é");
    }
}

//! Paragraphs: the lines of a text that hold something.

use super::Span;

/// The lines of `text` that hold more than white space, each without the white space around it.
///
/// A news article has a paragraph a line, with or without blank lines between; quotation marks open
/// and close within one.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(is_line_end) {
        let span = Span::new(start, start + line.len()).trimmed(text);
        if !span.is_empty() {
            found.push(span);
        }
        start += line.len();
    }
    found
}

/// Where the sections of a text begin, the first at its start: a live report sets one story off from the next by
/// lines of "___" or "***", three or more; a single one is an ornament.
pub fn sections(text: &str) -> Vec<usize> {
    let rule = |line: &Span| {
        let line = line.slice(text);
        let marks = line.trim_end_matches('.');
        marks.chars().count() > 1 && marks.chars().all(|c| "_*=-–—~#•".contains(c))
    };
    let rules = paragraphs(text).into_iter().filter(rule);
    let starts: Vec<usize> = std::iter::once(0)
        .chain(rules.map(|line| line.end))
        .collect();
    match starts.len() > FEWEST_RULES {
        true => starts,
        false => vec![0],
    }
}

/// Fewest lines that set sections of a live report off.
const FEWEST_RULES: usize = 3;

/// Line feed, carriage return, and Unicode's line and paragraph separators.
pub const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// True for one of [`LINE_ENDS`].
pub fn is_line_end(c: char) -> bool {
    LINE_ENDS.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_set_off_sections() {
        assert_eq!(
            sections("one\n\n___.\n\ntwo\n—-\n– three\n..\n***"),
            [0, 9, 19, 36]
        );
        assert_eq!(sections("one\n___\ntwo"), [0]);
        assert_eq!(sections(""), [0]);
    }

    fn slices(text: &str) -> Vec<&str> {
        paragraphs(text).iter().map(|p| p.slice(text)).collect()
    }

    #[test]
    fn blank_lines_do_not_count() {
        assert_eq!(
            slices("One.\r\n\r\n  Two. \n\u{a0}\nThree"),
            ["One.", "Two.", "Three"]
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(slices("").is_empty());
        assert!(slices(" \n\u{a0}\n").is_empty());
    }
}

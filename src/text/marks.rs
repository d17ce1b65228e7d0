//! Quotation marks: which stretches of a text stand between a pair of double marks.
//!
//! Marks are the one thing about quotations that is nearly certain, and the one that papers get
//! wrong in the most ways: curly, straight, `` `` ``, `''`, guillemets, mixed in one text; a closing mark
//! used to open; a mark never closed; a quotation over several paragraphs, each opened, only the
//! last one closed. What counts here is what a mark *does*, judged by its neighbours, not its shape.

use super::{Span, paragraphs};

/// A stretch of text between a pair of double quotation marks, or from a mark to the end of its
/// paragraph where the quotation goes on in the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What stands between the marks, marks left out.
    pub inner: Span,
    /// The same with the marks that bound it.
    pub outer: Span,
    /// False where it ran to the end of its paragraph, or into the next opening mark.
    pub closed: bool,
}

/// The stretches between double quotation marks (“ ”, ", ``, '', « »), in reading order, disjoint.
///
/// A mark opens or closes within its paragraph. A mark that looks like an opening one (after a
/// space or at the start, before a letter or digit) while a stretch is open ends that one and opens
/// another. A stretch still open at the paragraph's end runs to it if its mark stood first in the
/// paragraph or the next paragraph begins with a mark; else the lone mark is ignored. Closing marks
/// used to open, and opening marks used to close, count as what they do.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let paragraphs = paragraphs(text);
    let mut found = Vec::new();
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let next_begins_with_mark = paragraphs
            .get(i + 1)
            .is_some_and(|next| mark_at(next.slice(text)).is_some());
        in_paragraph(text, *paragraph, next_begins_with_mark, &mut found);
    }
    found
}

/// Length in bytes of the double mark that `text` begins with; 0 where it begins with none.
pub(super) fn opening_mark_length(text: &str) -> usize {
    mark_at(text).map_or(0, |(_, length)| length)
}

/// True for the characters that quotation marks are made of, double and single.
pub fn is_mark_char(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '«' | '»' | '`' | '\'' | '‘' | '’')
}

/// What the shape of a mark alone says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Opening,
    Closing,
    Either,
}

/// The double mark that `rest` begins with: its shape and its length in bytes.
fn mark_at(rest: &str) -> Option<(Shape, usize)> {
    let first = rest.chars().next()?;
    let shape = match first {
        '“' | '«' => Shape::Opening,
        '”' | '»' => Shape::Closing,
        '"' => Shape::Either,
        '`' if rest.starts_with("``") => return Some((Shape::Opening, 2)),
        '\'' if rest.starts_with("''") => return Some((Shape::Either, 2)),
        _ => return None,
    };
    Some((shape, first.len_utf8()))
}

/// A stretch whose end has not been seen yet.
struct Open {
    outer_start: usize,
    inner_start: usize,
}

fn in_paragraph(text: &str, paragraph: Span, next_begins_with_mark: bool, out: &mut Vec<Stretch>) {
    let mut open: Option<Open> = None;
    let mut before: Option<char> = None;
    let mut at = paragraph.start;
    while at < paragraph.end {
        let rest = &text[at..paragraph.end];
        let Some((shape, length)) = mark_at(rest) else {
            before = rest.chars().next();
            at += before.map_or(1, char::len_utf8);
            continue;
        };
        let after = rest[length..].chars().next();
        let looks_opening =
            before.is_none_or(char::is_whitespace) && after.is_some_and(char::is_alphanumeric);
        let mark = Span::new(at, at + length);
        match open.take() {
            None => {
                if looks_opening || shape != Shape::Closing {
                    open = Some(Open::at(mark));
                }
            }
            Some(stretch) if looks_opening => {
                out.extend(stretch.end(mark.start, mark.start, false));
                open = Some(Open::at(mark));
            }
            // A mark doubled by mistake (““You win) opens once.
            Some(stretch)
                if stretch.inner_start == mark.start
                    && shape != Shape::Closing
                    && after.is_some_and(char::is_alphanumeric) =>
            {
                open = Some(Open {
                    inner_start: mark.end,
                    ..stretch
                });
            }
            Some(stretch) => out.extend(stretch.end(mark.start, mark.end, true)),
        }
        before = rest[..length].chars().next_back();
        at = mark.end;
    }
    if let Some(stretch) = open
        && (stretch.outer_start == paragraph.start || next_begins_with_mark)
    {
        out.extend(stretch.end(paragraph.end, paragraph.end, false));
    }
}

impl Open {
    fn at(mark: Span) -> Self {
        Open {
            outer_start: mark.start,
            inner_start: mark.end,
        }
    }

    /// The finished stretch, or nothing where it would be empty.
    fn end(self, inner_end: usize, outer_end: usize, closed: bool) -> Option<Stretch> {
        (self.inner_start < inner_end).then(|| Stretch {
            inner: Span::new(self.inner_start, inner_end),
            outer: Span::new(self.outer_start, outer_end),
            closed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inner(text: &str) -> Vec<&str> {
        stretches(text)
            .iter()
            .map(|s| s.inner.slice(text))
            .collect()
    }

    #[test]
    fn every_style_of_mark() {
        assert_eq!(inner("“One,” he said."), ["One,"]);
        assert_eq!(inner("\"One,\" he said."), ["One,"]);
        assert_eq!(inner("''One,'' he said."), ["One,"]);
        assert_eq!(inner("``One,'' he said."), ["One,"]);
        assert_eq!(inner("«Un», dit-il."), ["Un"]);
    }

    #[test]
    fn styles_mixed_in_one_pair() {
        assert_eq!(inner("“One,\" he said. \"Two,” too."), ["One,", "Two,"]);
    }

    #[test]
    fn a_closing_mark_used_to_open() {
        assert_eq!(inner("He said ”One two” then."), ["One two"]);
    }

    #[test]
    fn an_opening_mark_used_to_close() {
        assert_eq!(inner("He said “One two“ then."), ["One two"]);
    }

    #[test]
    fn a_new_opening_ends_the_one_before() {
        let text = "\"First. \"Second.\" He left.";
        assert_eq!(inner(text), ["First. ", "Second."]);
        assert!(!stretches(text)[0].closed);
    }

    #[test]
    fn paragraphs_that_open_and_never_close() {
        assert_eq!(
            inner("“One.\n\n“Two.\n\n“Three,” she said."),
            ["One.", "Two.", "Three,"]
        );
    }

    #[test]
    fn runs_on_where_the_next_paragraph_begins_with_a_mark() {
        assert_eq!(
            inner("She said: “One.\n\n“Two,” and left."),
            ["One.", "Two,"]
        );
    }

    #[test]
    fn a_doubled_opening_mark_opens_once() {
        assert_eq!(inner("““You win,” he said."), ["You win,"]);
    }

    #[test]
    fn a_lone_mark_is_ignored() {
        assert!(inner("The 6\" pipe broke.\nNothing more.").is_empty());
        assert!(inner("He said “one and left.\n\nThen nothing.").is_empty());
        assert!(inner("It closed” and closed”.").is_empty());
    }

    #[test]
    fn single_marks_and_apostrophes_are_no_marks() {
        assert!(inner("It's 'fine', the farmers' wives said ‘today’.").is_empty());
        assert_eq!(
            inner("“He said ‘no’ to me,” she said."),
            ["He said ‘no’ to me,"]
        );
    }

    #[test]
    fn no_break_space_is_a_space() {
        assert_eq!(inner("he said\u{a0}\"one\"\u{a0}twice"), ["one"]);
    }

    #[test]
    fn nested_marks_end_the_outer_one() {
        assert_eq!(inner("“He said “no” twice.”"), ["He said ", "no"]);
    }

    #[test]
    fn a_hundred_thousand_marks() {
        for mark in ["“", "\"", "''", "«", "” ", " “a"] {
            let text = mark.repeat(100_000);
            let found = stretches(&text);
            assert!(found.iter().all(|s| !s.inner.slice(&text).is_empty()));
        }
    }

    proptest! {
        #[test]
        fn stretches_are_ordered_disjoint_and_on_boundaries(
            text in "([\"“”«»`' \na.é\u{a0}]|'')*"
        ) {
            let mut last = 0;
            for stretch in stretches(&text) {
                prop_assert!(stretch.outer.start >= last);
                prop_assert!(stretch.outer.contains(&stretch.inner));
                prop_assert!(!stretch.inner.slice(&text).is_empty());
                prop_assert!(text.get(stretch.outer.start..stretch.outer.end).is_some());
                prop_assert!(!stretch.inner.slice(&text).contains('\n'));
                last = stretch.outer.end;
            }
        }

        #[test]
        fn any_text_at_all(text in any::<String>()) {
            for stretch in stretches(&text) {
                prop_assert!(text.get(stretch.inner.start..stretch.inner.end).is_some());
            }
        }
    }
}

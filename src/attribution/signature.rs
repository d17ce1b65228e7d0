//! The name behind a dash at the end of a paragraph is whose the quotation before it is:
//! `“It is over.” — Ann Bell`.

use std::ops::Range;

use super::links::Link;
use crate::model::words::Words;
use crate::text::Span;

/// The source that signs a piece in quotation marks, certain where there is one.
pub(super) fn signature(
    text: &str,
    words: &Words,
    piece: &Range<usize>,
    sources: &[Range<usize>],
) -> Option<Link> {
    let span_of = |w: usize| words.spans.get(w).copied();
    let letters = |span: Span| span.slice(text).contains(char::is_alphanumeric);
    // Marks and the dash itself may have been taken for content.
    let last_word = piece
        .clone()
        .rev()
        .find(|&w| span_of(w).is_some_and(letters))?;
    let quoted = words.quoted.get(last_word) == Some(&true);
    let to = sources.partition_point(|source| source.start <= last_word);
    let source = sources.get(to).filter(|_| quoted)?;
    let starts_paragraph = |w: usize| words.starts_paragraph(w);
    if (last_word + 1..=source.start).any(starts_paragraph) {
        return None;
    }
    let end = span_of(last_word)?.end;
    let start = words.span(source.clone()).start;
    let gap = Span::new(end.min(start), start);
    let dashed = gap.slice(text).contains(['—', '–', '―', '‑', '-']);
    let last = (source.end..words.len()).take_while(|&w| !starts_paragraph(w));
    let ends_paragraph = !last.filter_map(span_of).any(letters);
    (dashed && !letters(gap) && ends_paragraph).then_some(Link {
        to: Some(to),
        probability: 1.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source among these by which the piece is signed.
    fn signed(text: &str, piece: &str, sources: &[&str]) -> Option<usize> {
        let words = Words::in_tests(text);
        let find = |s: &str| {
            let start = text.find(s).expect("is in the text");
            words.inside(Span::new(start, start + s.len()))
        };
        let sources: Vec<Range<usize>> = sources.iter().map(|s| find(s)).collect();
        signature(text, &words, &find(piece), &sources)?.to
    }

    #[test]
    fn a_name_behind_a_dash() {
        let text = "“One two.” ―\u{a0}Ann Bell\n“Three four.” - Tom Reyes.\nBye.";
        let names = ["Ann Bell", "Tom Reyes"];
        assert_eq!(signed(text, "One two.", &names), Some(0));
        assert_eq!(signed(text, "Three four.", &names), Some(1));
        assert_eq!(signed(text, "One two.” ―", &names), Some(0));
    }

    #[test]
    fn a_dash_in_a_sentence_is_none() {
        let goes_on = "“One two” — Ann Bell said so.";
        assert_eq!(signed(goes_on, "One two", &["Ann Bell"]), None);
        assert_eq!(
            signed("“One two,” Ann Bell", "One two,", &["Ann Bell"]),
            None
        );
        assert_eq!(signed("One two — Ann Bell", "One two", &["Ann Bell"]), None);
        assert_eq!(
            signed("“One two.”\n— Ann Bell", "One two.", &["Ann Bell"]),
            None
        );
    }
}

//! Quotation marks bound direct speech.
//!
//! Whether a stretch between marks is speech, the model decides; where it ends, the marks do.

use std::ops::Range;

use crate::model::words::Words;
use crate::text::{Span, Stretch};

/// Share of a stretch's words, those of sources and cues left out, that must be content for the
/// whole stretch to be.
const MOSTLY: f64 = 0.5;

/// Widens pieces of content to the whole of every stretch between marks that they mostly cover, and
/// joins the pieces that then meet. `pieces` are in reading order; `taken` tells the words that
/// belong to a source or a cue, over which nothing is widened.
pub fn widen(
    pieces: Vec<Range<usize>>,
    words: &Words,
    stretches: &[Stretch],
    taken: &[bool],
) -> Vec<Range<usize>> {
    let mut wide = pieces;
    for stretch in stretches {
        let inner = words.inside(stretch.inner);
        if inner.is_empty() {
            continue;
        }
        let first = wide.partition_point(|p| p.end <= inner.start);
        let touching: Vec<usize> = (first..wide.len())
            .take_while(|&i| wide[i].start < inner.end)
            .collect();
        let covered: usize = touching
            .iter()
            .map(|&i| wide[i].end.min(inner.end) - wide[i].start.max(inner.start))
            .sum();
        let free = inner.clone().filter(|&w| taken.get(w) != Some(&true));
        if (covered as f64) < MOSTLY * free.count() as f64 {
            continue;
        }
        for &i in &touching {
            let before = wide[i].clone();
            let start = widened_start(before.start, inner.start, taken);
            let end = widened_end(before.end, inner.end, taken);
            wide[i] = start..end;
        }
    }
    join_overlapping(&mut wide);
    wide
}

fn widened_start(from: usize, to: usize, taken: &[bool]) -> usize {
    let mut start = from;
    while start > to && taken.get(start - 1) != Some(&true) {
        start -= 1;
    }
    start
}

fn widened_end(from: usize, to: usize, taken: &[bool]) -> usize {
    let mut end = from;
    while end < to && taken.get(end) != Some(&true) {
        end += 1;
    }
    end
}

fn join_overlapping(pieces: &mut Vec<Range<usize>>) {
    pieces.dedup_by(|next, before| {
        let meet = next.start < before.end;
        if meet {
            before.end = before.end.max(next.end);
        }
        meet
    });
}

/// The spans of a piece of content as they are written down: what lies wholly between marks is
/// given stretch by stretch without the marks; anything else is one span without white space at
/// its ends.
pub fn written(text: &str, piece: Span, stretches: &[Stretch]) -> Vec<Span> {
    let first = stretches.partition_point(|s| s.outer.end <= piece.start);
    let inside: Vec<&Stretch> = stretches[first..]
        .iter()
        .take_while(|s| s.outer.start < piece.end)
        .collect();
    let holds_words = |span: Span| span.slice(text).contains(char::is_alphanumeric);
    let mut outside = piece.start;
    let mut loose = false;
    for stretch in &inside {
        if stretch.outer.start > outside {
            loose |= holds_words(Span::new(outside, stretch.outer.start));
        }
        outside = outside.max(stretch.outer.end);
    }
    if outside < piece.end {
        loose |= holds_words(Span::new(outside, piece.end));
    }
    if inside.is_empty() || loose {
        return vec![trimmed(text, piece, &inside)];
    }
    inside
        .iter()
        .map(|stretch| {
            let start = stretch.inner.start.max(piece.start);
            let end = stretch.inner.end.min(piece.end);
            Span::new(start.min(end), end).trimmed(text)
        })
        .filter(|span| holds_words(*span))
        .collect()
}

/// Without white space, and without a mark at either end whose partner is not in the piece.
fn trimmed(text: &str, piece: Span, inside: &[&Stretch]) -> Span {
    let mut span = piece.trimmed(text);
    for stretch in inside {
        // The stretch ends where the piece begins, or begins where it ends: only its mark is here.
        if stretch.inner.end <= span.start && stretch.outer.end > span.start {
            span.start = stretch.outer.end.min(span.end);
        }
        if stretch.inner.start >= span.end && stretch.outer.start < span.end {
            span.end = stretch.outer.start.max(span.start);
        }
    }
    span.trimmed(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::stretches;

    fn widened(text: &str, pieces: &[&str], taken: &[&str]) -> Vec<String> {
        let words = Words::in_tests(text);
        let find = |s: &&str| {
            let start = text.find(*s).expect("is in the text");
            words.inside(Span::new(start, start + s.len()))
        };
        let mut is_taken = vec![false; words.len()];
        taken.iter().flat_map(find).for_each(|w| is_taken[w] = true);
        widen(
            pieces.iter().map(find).collect(),
            &words,
            &stretches(text),
            &is_taken,
        )
        .into_iter()
        .map(|range| words.span(range).slice(text).to_owned())
        .collect()
    }

    #[test]
    fn a_stretch_mostly_covered_is_covered() {
        let text = "“One two three four,” he said.";
        assert_eq!(
            widened(text, &["two three four"], &[]),
            ["One two three four,"]
        );
        assert_eq!(widened(text, &["One"], &[]), ["One"]);
        assert_eq!(
            widened(text, &["One two", "four"], &[]),
            ["One two three four,"]
        );
    }

    #[test]
    fn never_over_a_cue() {
        let text = "“One two three, he said, four five.”";
        assert_eq!(
            widened(text, &["One two three", "five"], &["he said"]),
            ["One two three,", ", four five."]
        );
        assert_eq!(
            widened(text, &["One two", "five"], &["he said"]),
            ["One two", "five"]
        );
    }

    fn written_of<'t>(text: &'t str, piece: &str) -> Vec<&'t str> {
        let start = text.find(piece).expect("is in the text");
        let span = Span::new(start, start + piece.len());
        written(text, span, &stretches(text))
            .iter()
            .map(|s| s.slice(text))
            .collect()
    }

    #[test]
    fn direct_speech_leaves_the_marks_out() {
        let text = "He said: “One.\n\n“Two,” and left.";
        assert_eq!(written_of(text, "“One.\n\n“Two,”"), ["One.", "Two,"]);
        assert_eq!(written_of(text, "“Two,”"), ["Two,"]);
    }

    #[test]
    fn mixed_speech_keeps_them() {
        let text = "He said it was “staged” and a plot.";
        assert_eq!(
            written_of(text, "it was “staged” and a plot"),
            ["it was “staged” and a plot"]
        );
        assert_eq!(written_of(text, "it was “staged” "), ["it was “staged”"]);
    }

    #[test]
    fn a_stray_mark_at_an_end_is_left_out() {
        let text = "“One,” two three he said “four.”";
        assert_eq!(written_of(text, "” two three"), ["two three"]);
        assert_eq!(
            written_of(text, "two three he said “"),
            ["two three he said"]
        );
    }
}

//! Text and marks put together.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::legend::{Legend, one_line};
use super::marks::{Marks, Part};
use crate::text::Span;

const DIM: &str = "2";
const UNDERLINED: &str = "4";

/// The text with brackets or colours, and with tags.
pub(super) fn paint(text: &str, marks: &Marks, legend: &Legend, colours: bool) -> String {
    let spans = marks.marked.iter().flat_map(|m| [m.span.start, m.span.end]);
    let tags = marks.tags.iter().map(|tag| tag.at);
    let cuts: BTreeSet<usize> = spans.chain(tags).chain([0, text.len()]).collect();
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);

    let mut shown = String::with_capacity(text.len() * 2);
    for (&from, to) in cuts.iter().zip(ends) {
        if !colours {
            shown.extend(contents(marks).filter(|span| span.end == from).map(|_| '»'));
        }
        for tag in marks.tags.iter().filter(|tag| tag.at == from) {
            let name = one_line(legend.name(tag.quote).unwrap_or("?"));
            let tag_text = format!(" [{} {name}]", tag.id);
            let style = Some(format!("{};{DIM}", legend.colour(tag.quote)));
            push(&mut shown, &tag_text, style.filter(|_| colours).as_deref());
        }
        if !colours {
            shown.extend(
                contents(marks)
                    .filter(|span| span.start == from)
                    .map(|_| '«'),
            );
        }
        if colours {
            let style = style(marks, legend, from);
            push(&mut shown, &harmless(text, from, to), style.as_deref());
        } else {
            shown.push_str(&text[from..to]);
        }
    }
    shown
}

/// The pieces of content.
fn contents(marks: &Marks) -> impl Iterator<Item = Span> {
    let contents = marks.marked.iter().filter(|m| m.part == Part::Content);
    contents.map(|m| m.span)
}

/// How the character at `at` is shown: codes of the terminal with `;` between.
fn style(marks: &Marks, legend: &Legend, at: usize) -> Option<String> {
    let here = |part: Part| {
        let marked = marks.marked.iter().filter(move |m| m.part == part);
        let around = marked.filter(move |m| m.span.start <= at && at < m.span.end);
        // The one that begins last is the innermost.
        around.max_by_key(|m| (m.span.start, m.quote))
    };
    let mention = here(Part::Mention);
    let colour = here(Part::Content)
        .or(mention)
        .map(|m| legend.colour(m.quote));
    let codes = [
        colour,
        mention.map(|_| UNDERLINED),
        here(Part::Cue).map(|_| DIM),
    ];
    let codes: Vec<&str> = codes.into_iter().flatten().collect();
    (!codes.is_empty()).then(|| codes.join(";"))
}

/// Adds `piece` in a style that ends with each line: pagers take lines one by one.
fn push(shown: &mut String, piece: &str, style: Option<&str>) {
    let Some(style) = style else {
        shown.push_str(piece);
        return;
    };
    for line in piece.split_inclusive('\n') {
        let words = line.strip_suffix('\n').unwrap_or(line);
        if !words.is_empty() {
            // Writing into a string cannot fail.
            let _ = write!(shown, "\x1b[{style}m{words}\x1b[0m");
        }
        shown.push_str(&line[words.len()..]);
    }
}

/// `text[from..to]` without what a terminal obeys, apart from tabs and line ends.
fn harmless(text: &str, from: usize, to: usize) -> String {
    let shown_as = |(at, c): (usize, char)| {
        let ends_line = c == '\r' && text[from + at + 1..].starts_with('\n');
        let kept = !c.is_control() || matches!(c, '\n' | '\t') || ends_line;
        if kept { c } else { char::REPLACEMENT_CHARACTER }
    };
    text[from..to].char_indices().map(shown_as).collect()
}

//! The errors as a page for a browser, each with the text around it.

use std::collections::HashMap;
use std::fmt::Write;

use super::errors::{ErrorLine, Shown, summary};
use crate::gold::GoldArticle;
use crate::output::record::RecordSpan;
use crate::text::{OffsetUnit, Offsets, Span};

/// Characters of text shown before and after what is marked.
const AROUND: usize = 240;

const STYLE: &str = "body{font:16px/1.5 Georgia,serif;max-width:54em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse}td,th{padding:.1em .8em .1em 0;text-align:left}\
section{border-top:1px solid #bbb;padding:.6em 0}h2{font:600 14px sans-serif;margin:.2em 0}\
.context{white-space:pre-wrap}.who{font:13px sans-serif;margin:.2em 0;color:#333}\
.g{border-bottom:3px solid #1a7f37}.p{background:#fde9a9}\
.s{border-bottom:3px double #0550ae}.t{background:#cfe3ff}";

/// The page: a summary by kind, what the marks mean, and every error in its context.
pub fn errors_page(lines: &[ErrorLine], gold: &[GoldArticle]) -> String {
    let texts: HashMap<&str, &str> = gold
        .iter()
        .map(|article| (article.id.as_str(), article.text.as_str()))
        .collect();
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(lines, &texts, &mut page);
    page
}

fn write_page(
    lines: &[ErrorLine],
    texts: &HashMap<&str, &str>,
    page: &mut String,
) -> std::fmt::Result {
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Errors</title>\n\
         <style>{STYLE}</style>\n<h1>{} quotations with errors</h1>\n<table>\
         <tr><th>kind</th><th>gravest</th><th>at all</th></tr>\n",
        lines.len()
    )?;
    for (kind, gravest, all) in summary(lines) {
        let name = kind.name();
        writeln!(
            page,
            "<tr><td>{name}</td><td>{gravest}</td><td>{all}</td></tr>"
        )?;
    }
    page.push_str(
        "</table>\n<p>Content: <span class=\"g\">gold</span>, <span class=\"p\">predicted</span>. \
         Source: <span class=\"s\">gold</span>, <span class=\"t\">predicted</span>.</p>\n",
    );
    for (number, line) in lines.iter().enumerate() {
        let mut kinds = vec![line.kind.name()];
        kinds.extend(line.also.iter().map(|kind| kind.name()));
        writeln!(
            page,
            "<section id=\"e{number}\"><h2>{number}. {} ({}) {}</h2>",
            kinds.join(", "),
            line.quotation_type.name(),
            escaped(&line.article)
        )?;
        let text = texts.get(line.article.as_str()).copied().unwrap_or("");
        writeln!(page, "<div class=\"context\">{}</div>", context(line, text))?;
        for (side, shown) in [("gold", &line.gold), ("predicted", &line.predicted)] {
            writeln!(
                page,
                "<div class=\"who\">{side}: {}</div>",
                who(shown.as_ref())
            )?;
        }
        page.push_str("</section>\n");
    }
    Ok(())
}

fn who(shown: Option<&Shown>) -> String {
    let Some(shown) = shown else {
        return "nothing".to_owned();
    };
    let mention = shown.mention.as_deref().unwrap_or("no source");
    let speaker = if shown.speaker.is_empty() {
        "no speaker".to_owned()
    } else {
        shown.speaker.join("; ")
    };
    let confidence = shown
        .confidence
        .map_or_else(String::new, |c| format!(" ({c:.2})"));
    format!("{} → {}{confidence}", escaped(mention), escaped(&speaker))
}

/// A stretch of the text and the class it is marked with.
type Marked = (Span, &'static str);

fn context(line: &ErrorLine, text: &str) -> String {
    let offsets = Offsets::new(text, OffsetUnit::Codepoint);
    let mut marked: Vec<Marked> = Vec::new();
    let mut add = |spans: &[RecordSpan], class: &'static str| {
        for [start, end] in spans {
            if let (Some(start), Some(end)) = (offsets.to_byte(*start), offsets.to_byte(*end)) {
                marked.push((Span::new(start, end), class));
            }
        }
    };
    if let Some(gold) = &line.gold {
        add(&gold.spans, "g");
        add(&gold.mention_spans, "s");
    }
    if let Some(predicted) = &line.predicted {
        add(&predicted.spans, "p");
        add(&predicted.mention_spans, "t");
    }
    let first = marked.iter().map(|(span, _)| span.start).min();
    let last = marked.iter().map(|(span, _)| span.end).max();
    let (Some(first), Some(last)) = (first, last) else {
        return String::new();
    };
    let from = text[..first].char_indices().rev().take(AROUND).last();
    let from = from.map_or(first, |(at, _)| at);
    let to = text[last..].char_indices().nth(AROUND);
    let to = to.map_or(text.len(), |(at, _)| last + at);
    segments(text, Span::new(from, to), &marked)
}

/// The text of `window`, cut wherever a mark begins or ends, each cut with its classes.
fn segments(text: &str, window: Span, marked: &[Marked]) -> String {
    let mut cuts: Vec<usize> = marked
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .chain([window.start, window.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = String::new();
    for pair in cuts.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        let classes: Vec<&str> = marked
            .iter()
            .filter(|(span, _)| span.contains(&piece))
            .map(|(_, class)| *class)
            .collect();
        let words = escaped(piece.slice(text));
        if classes.is_empty() {
            out.push_str(&words);
        } else {
            out.push_str(&format!(
                "<span class=\"{}\">{words}</span>",
                classes.join(" ")
            ));
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_marks_and_markup_in_the_text() {
        let text = "a <b> & c";
        let marked = [(Span::new(0, 5), "g"), (Span::new(2, 9), "p")];
        assert_eq!(
            segments(text, Span::new(0, 9), &marked),
            "<span class=\"g\">a </span><span class=\"g p\">&lt;b&gt;</span>\
             <span class=\"p\"> &amp; c</span>"
        );
    }
}

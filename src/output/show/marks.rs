//! The spans of a record, in bytes of the text, and where things are put in.

use super::super::record::{Record, RecordSpan};
use crate::text::{Offsets, Span};

/// What a stretch of the text is to a quotation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Content,
    Mention,
    Cue,
}

/// A stretch that belongs to the quotation at a place of the record.
pub(super) struct Marked {
    pub(super) span: Span,
    pub(super) part: Part,
    pub(super) quote: usize,
}

/// Where the tag of a quotation stands.
pub(super) struct Tag {
    pub(super) at: usize,
    /// Place in the record.
    pub(super) quote: usize,
    /// Number in the record.
    pub(super) id: usize,
}

/// All marks of an article.
pub(super) struct Marks {
    pub(super) marked: Vec<Marked>,
    /// By where they stand; at the same place the inner quotation first.
    pub(super) tags: Vec<Tag>,
}

impl Marks {
    /// The marks of `record` that fit the text.
    pub(super) fn of(text: &str, record: &Record) -> Self {
        let offsets = Offsets::new(text, record.offset_unit);
        let mut marks = Marks {
            marked: Vec::new(),
            tags: Vec::new(),
        };
        for (quote, told) in record.quotes.iter().enumerate() {
            let mention = told.speaker.as_ref().map(|s| s.spans.as_slice());
            let cue = told.cue.as_ref().map(|c| c.spans.as_slice());
            for (part, spans) in [
                (Part::Content, Some(told.spans.as_slice())),
                (Part::Mention, mention),
                (Part::Cue, cue),
            ] {
                let fitting = spans
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|s| in_bytes(&offsets, s));
                marks
                    .marked
                    .extend(fitting.map(|span| Marked { span, part, quote }));
            }
            let contents = marks
                .marked
                .iter()
                .filter(|m| m.quote == quote && m.part == Part::Content);
            if let Some(last) = contents.map(|m| m.span).max_by_key(|span| span.end) {
                marks.tags.push(Tag {
                    at: after_mark(text, last),
                    quote,
                    id: told.id,
                });
            }
        }
        // Records list quotations by where they begin: the later of two is the inner one.
        marks
            .tags
            .sort_by_key(|tag| (tag.at, std::cmp::Reverse(tag.quote)));
        marks
    }
}

fn in_bytes(offsets: &Offsets, span: &RecordSpan) -> Option<Span> {
    let (start, end) = (offsets.to_byte(span[0])?, offsets.to_byte(span[1])?);
    (start < end).then(|| Span::new(start, end))
}

/// The end of `piece`, or of the quotation mark that closes it.
fn after_mark(text: &str, piece: Span) -> usize {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»');
    let opened = text[..piece.start].chars().next_back().is_some_and(is_mark);
    let next = text[piece.end..].chars().next();
    match next.filter(|&c| opened && is_mark(c)) {
        Some(mark) => piece.end + mark.len_utf8(),
        None => piece.end,
    }
}

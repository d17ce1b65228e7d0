//! DirectQuote's form: a token and its tag a line, a blank line between paragraphs, IOB1.
//!
//! ```text
//! “ I-RightSpeaker
//! No I-RightSpeaker
//! , I-RightSpeaker
//! ” I-RightSpeaker
//! said Out
//! Bell I-Speaker
//! ```
//!
//! A quotation is tagged by the side on which its speaker stands (`LeftSpeaker`, `RightSpeaker`,
//! `Unknown`), and the speaker is the nearest chunk of tag `Speaker` on that side within the paragraph.
//! A chunk begins with `B-` only right after another one of the same tag, else with `I-`; on reading,
//! either will do. Quotations have their quotation marks in the chunk; in this project's gold they are
//! left out.
//!
//! The form has no article ids. A folder holds a file an article, named by it; a single file holds a
//! paragraph an article, because that is all that DirectQuote's own file tells, and the articles are
//! numbered. Texts are put together from the tokens with single spaces, paragraphs with an empty line.

mod read;
mod write;

pub(super) use read::DirectQuoteReader;
pub(super) use write::DirectQuoteWriter;

use crate::text::Span;

/// What a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Speaker,
    Left,
    Right,
    Unknown,
}

impl Tag {
    const ALL: [Tag; 4] = [Self::Speaker, Self::Left, Self::Right, Self::Unknown];

    fn name(self) -> &'static str {
        match self {
            Self::Speaker => "Speaker",
            Self::Left => "LeftSpeaker",
            Self::Right => "RightSpeaker",
            Self::Unknown => "Unknown",
        }
    }
}

/// The tag of tokens that belong to nothing.
const OUT: &str = "Out";

/// The endings of files of this form.
const ENDINGS: [&str; 3] = ["txt", "conll", "iob"];

/// Double quotation marks, longest first.
const MARKS: [&str; 7] = ["``", "''", "\"", "“", "”", "«", "»"];

/// A quotation without the double marks at its ends, unless there is nothing else.
fn without_marks(text: &str, span: Span) -> Span {
    let mut slice = span.slice(text).trim();
    while let Some(rest) = MARKS.iter().find_map(|mark| slice.strip_prefix(mark)) {
        slice = rest.trim_start();
    }
    while let Some(rest) = MARKS.iter().find_map(|mark| slice.strip_suffix(mark)) {
        slice = rest.trim_end();
    }
    if slice.is_empty() {
        return span;
    }
    let start = span.start + offset_in(span.slice(text), slice);
    Span::new(start, start + slice.len())
}

/// Where a part of `whole` begins in it.
fn offset_in(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        let bare = |text: &str| {
            without_marks(text, Span::new(0, text.len()))
                .slice(text)
                .to_owned()
        };
        assert_eq!(bare("“ No , ”"), "No ,");
        assert_eq!(bare("`` ‘ Nö ’ ''"), "‘ Nö ’");
        assert_eq!(bare("\"«No»\""), "No");
        assert_eq!(bare("” ”"), "” ”");
    }
}

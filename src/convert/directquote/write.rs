//! Writing tags.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use super::super::Form;
use super::super::document::{Document, Quote};
use super::super::error::ConvertError;
use super::super::file_names::file_name;
use super::super::folder::NewFolder;
use super::super::input::{ending, io_error};
use super::super::losses::{Loss, Toll};
use super::super::tokens::{tokens, touched};
use super::super::writer::Writer;
use super::{ENDINGS, MARKS, OUT, Tag, without_marks};
use crate::output::Destination;
use crate::text::{QuotationType, Span, paragraphs};

/// Writes a file an article into a folder, or all into one file.
pub(in super::super) enum DirectQuoteWriter {
    File(Destination),
    Folder(NewFolder),
}

/// What the form has no place for.
const LOST: [Loss; 6] = [
    Loss::WhiteSpace,
    Loss::Metadata,
    Loss::Annotators,
    Loss::Entities,
    Loss::Indirect,
    Loss::Mixed,
];

/// What it has no place for of the quotations that it holds.
const LOST_OF_QUOTES: [Loss; 6] = [
    Loss::Cues,
    Loss::Speakers,
    Loss::SpeakerKinds,
    Loss::Doubts,
    Loss::Roles,
    Loss::Confidences,
];

impl DirectQuoteWriter {
    /// A file where the name has an ending of one, or for standard output; else a folder.
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        Ok(match output.filter(|path| path.as_os_str() != "-") {
            Some(path) if !ENDINGS.contains(&ending(path).1.as_str()) => {
                Self::Folder(NewFolder::create(path, Form::DirectQuote)?)
            }
            path => Self::File(Destination::open(path)?),
        })
    }
}

impl Writer for DirectQuoteWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        let direct = Document {
            quotes: (document.quotes.iter())
                .filter(|quote| quote.gold.kind == QuotationType::Direct)
                .cloned()
                .collect(),
            ..document.clone()
        };
        toll.lost.of(&direct, &LOST_OF_QUOTES);
        let tagged = Tagged::new(&direct, toll);
        let lines = tagged.lines();
        match self {
            Self::File(out) => {
                toll.lost.add(Loss::Ids, 1);
                let has_several = tagged.paragraphs.len() > 1;
                toll.lost.add(Loss::Articles, usize::from(has_several));
                let path = out.path().to_owned();
                out.write_all(lines.as_bytes()).map_err(io_error(&path))
            }
            Self::Folder(folder) => {
                let (name, is_kept) = file_name(&document.id);
                toll.lost.add(Loss::Ids, usize::from(!is_kept));
                folder.write(&format!("{name}.txt"), lines.as_bytes())
            }
        }
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        match *self {
            Self::File(out) => Ok(out.commit()?),
            Self::Folder(folder) => folder.commit(),
        }
    }
}

/// A text with a chunk, or none, for each token.
struct Tagged<'d> {
    text: &'d str,
    tokens: Vec<Span>,
    /// The tokens of each paragraph.
    paragraphs: Vec<Range<usize>>,
    /// The chunk that each token belongs to.
    of_tokens: Vec<Option<usize>>,
    chunks: Vec<Chunk>,
}

struct Chunk {
    tag: Tag,
    tokens: Range<usize>,
}

impl<'d> Tagged<'d> {
    fn new(document: &'d Document, toll: &mut Toll) -> Self {
        let text = document.text.as_str();
        let tokens = tokens(text);
        let paragraphs = paragraphs(text);
        let paragraphs = paragraphs.iter().map(|span| touched(&tokens, *span));
        let paragraphs = paragraphs.filter(|tokens| !tokens.is_empty()).collect();
        let mut tagged = Tagged {
            text,
            paragraphs,
            of_tokens: vec![None; tokens.len()],
            tokens,
            chunks: Vec::new(),
        };
        // All contents before all mentions: a mention inside a content cannot be told.
        let contents: Vec<Vec<usize>> = (document.quotes.iter())
            .map(|quote| tagged.content(quote, toll))
            .collect();
        let mentions: Vec<Option<usize>> = (document.quotes.iter())
            .map(|quote| tagged.mention(quote, toll))
            .collect();
        for (contents, (mention, quote)) in
            contents.iter().zip(mentions.iter().zip(&document.quotes))
        {
            for content in contents {
                let side = mention.and_then(|mention| tagged.side(*content, mention));
                tagged.chunks[*content].tag = side.unwrap_or(Tag::Unknown);
                let is_lost = side.is_none() && !quote.gold.source.is_empty();
                toll.lost.add(Loss::Mentions, usize::from(is_lost));
            }
        }
        tagged
    }

    /// Tags the content of a quotation, a chunk a piece and paragraph.
    fn content(&mut self, quote: &Quote, toll: &mut Toll) -> Vec<usize> {
        let mut found = Vec::new();
        let mut is_overlapping = false;
        for piece in &quote.gold.content {
            for paragraph in self.paragraphs.clone() {
                let inner = within(&touched(&self.tokens, *piece), &paragraph);
                if inner.is_empty() {
                    continue;
                }
                match self.chunk(Tag::Unknown, self.with_marks(&inner, &paragraph)) {
                    Some(chunk) => {
                        let whole = self.span(&self.chunks[chunk].tokens);
                        let there = self.span(&(paragraph.start..paragraph.end));
                        let start = piece.start.max(there.start);
                        let end = piece.end.min(there.end);
                        let exact = Span::new(start, end.max(start)).trimmed(self.text);
                        let is_exact = without_marks(self.text, whole) == exact;
                        toll.lost.add(Loss::Bounds, usize::from(!is_exact));
                        found.push(chunk);
                    }
                    None => is_overlapping = true,
                }
            }
        }
        toll.lost
            .add(Loss::Overlapping, usize::from(is_overlapping));
        toll.lost
            .add(Loss::ContentPieces, usize::from(found.len() > 1));
        found
    }

    /// Tags the mention of a quotation's source, the first piece of it.
    fn mention(&mut self, quote: &Quote, toll: &mut Toll) -> Option<usize> {
        let source = &quote.gold.source;
        toll.lost
            .add(Loss::MentionPieces, usize::from(source.len() > 1));
        let piece = source.first()?;
        let tokens = touched(&self.tokens, *piece);
        let is_inside = |paragraph: &Range<usize>| within(&tokens, paragraph) == tokens;
        if !self.paragraphs.iter().any(is_inside) || tokens.is_empty() {
            return None;
        }
        // Several quotations may have the same mention.
        let shared = self.of_tokens[tokens.start]
            .filter(|chunk| self.chunks[*chunk].tag == Tag::Speaker)
            .filter(|chunk| self.chunks[*chunk].tokens == tokens);
        let is_exact = self.span(&tokens) == piece.trimmed(self.text);
        let chunk = shared.or_else(|| self.chunk(Tag::Speaker, tokens))?;
        toll.lost.add(Loss::Bounds, usize::from(!is_exact));
        Some(chunk)
    }

    /// Makes a chunk, if none of the tokens belongs to another one.
    fn chunk(&mut self, tag: Tag, tokens: Range<usize>) -> Option<usize> {
        let of_tokens = &mut self.of_tokens[tokens.clone()];
        if of_tokens.iter().any(Option::is_some) {
            return None;
        }
        of_tokens.fill(Some(self.chunks.len()));
        self.chunks.push(Chunk { tag, tokens });
        Some(self.chunks.len() - 1)
    }

    /// A content with the quotation mark on each side of it.
    fn with_marks(&self, inner: &Range<usize>, paragraph: &Range<usize>) -> Range<usize> {
        let is_free_mark = |token: usize| {
            let slice = self.tokens[token].slice(self.text);
            self.of_tokens[token].is_none() && MARKS.contains(&slice)
        };
        let before = inner.start > paragraph.start && is_free_mark(inner.start - 1);
        let after = inner.end < paragraph.end && is_free_mark(inner.end);
        inner.start - usize::from(before)..inner.end + usize::from(after)
    }

    /// The side of a content on which a mention stands, if it is the nearest one there.
    fn side(&self, content: usize, mention: usize) -> Option<Tag> {
        let paragraph = |chunk: usize| {
            let first = self.chunks[chunk].tokens.start;
            (self.paragraphs.iter()).position(|paragraph| paragraph.contains(&first))
        };
        if paragraph(content) != paragraph(mention) {
            return None;
        }
        let (inner, told) = (&self.chunks[content].tokens, &self.chunks[mention].tokens);
        let is_between = |tokens: &Range<usize>| {
            self.chunks.iter().any(|chunk| {
                chunk.tag == Tag::Speaker
                    && tokens.start <= chunk.tokens.start
                    && chunk.tokens.end <= tokens.end
            })
        };
        let (tag, between) = if told.end <= inner.start {
            (Tag::Left, told.end..inner.start)
        } else {
            (Tag::Right, inner.end..told.start)
        };
        (!is_between(&between)).then_some(tag)
    }

    /// From the start of the first token to the end of the last one.
    fn span(&self, tokens: &Range<usize>) -> Span {
        Span::new(
            self.tokens[tokens.start].start,
            self.tokens[tokens.end - 1].end,
        )
    }

    fn lines(&self) -> String {
        let mut lines = String::new();
        for paragraph in &self.paragraphs {
            let mut before: Option<usize> = None;
            for token in paragraph.clone() {
                let word = self.tokens[token].slice(self.text);
                let chunk = self.of_tokens[token];
                let tag = |chunk: usize| self.chunks[chunk].tag;
                // Writing into a string does not fail.
                let _ = match chunk {
                    None => writeln!(lines, "{word} {OUT}"),
                    Some(chunk) => {
                        let other = before.filter(|before| *before != chunk);
                        let begins = other.is_some_and(|other| tag(other) == tag(chunk));
                        let letter = if begins { 'B' } else { 'I' };
                        writeln!(lines, "{word} {letter}-{}", tag(chunk).name())
                    }
                };
                before = chunk;
            }
            lines.push('\n');
        }
        lines
    }
}

/// What two runs of tokens share.
fn within(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    let start = one.start.max(other.start);
    start..one.end.min(other.end).max(start)
}

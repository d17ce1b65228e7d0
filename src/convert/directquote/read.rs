//! Reading tags.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::vec;

use super::super::document::{Document, Quote};
use super::super::error::{ConvertError, Problem};
use super::super::file_names::id_of;
use super::super::input::{files, shown, stem, whole};
use super::super::losses::{Loss, Toll};
use super::super::reader::Reader;
use super::{ENDINGS, OUT, Tag, without_marks};
use crate::article::Place;
use crate::text::Span;

/// Reads a file, a paragraph a document, or a folder, a file a document.
pub(in super::super) struct DirectQuoteReader {
    rest: Rest,
}

enum Rest {
    Paragraphs {
        name: String,
        number: usize,
        paragraphs: Paragraphs,
    },
    Files(vec::IntoIter<PathBuf>),
}

impl DirectQuoteReader {
    pub fn open(path: &Path) -> Result<Self, ConvertError> {
        let rest = if path.is_dir() {
            Rest::Files(files(path, &ENDINGS)?.into_iter())
        } else {
            Rest::Paragraphs {
                name: stem(path),
                number: 0,
                paragraphs: Paragraphs::new(shown(path), whole(path)?),
            }
        };
        Ok(DirectQuoteReader { rest })
    }
}

impl Reader for DirectQuoteReader {
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError> {
        match &mut self.rest {
            Rest::Paragraphs {
                name,
                number,
                paragraphs,
            } => {
                let Some(paragraph) = paragraphs.next(toll) else {
                    return Ok(None);
                };
                *number += 1;
                let mut building = Building::default();
                building.add(&paragraph, toll);
                let place = Place {
                    path: paragraphs.path.clone(),
                    line: Some(paragraph.line),
                };
                Ok(Some(building.document(format!("{name}-{number}"), place)))
            }
            Rest::Files(files) => {
                for path in files {
                    match whole(&path) {
                        Ok(text) => return Ok(Some(of_file(&path, text, toll))),
                        Err(error) => toll.problems.push(Problem {
                            place: Place {
                                path: shown(&path),
                                line: None,
                            },
                            id: None,
                            what: match error {
                                ConvertError::Io { source, .. } => source.to_string(),
                                ConvertError::NotThis { what, .. } => what,
                                other => other.to_string(),
                            },
                        }),
                    }
                }
                Ok(None)
            }
        }
    }
}

fn of_file(path: &Path, text: String, toll: &mut Toll) -> Document {
    let mut paragraphs = Paragraphs::new(shown(path), text);
    let mut building = Building::default();
    while let Some(paragraph) = paragraphs.next(toll) {
        building.add(&paragraph, toll);
    }
    let place = Place {
        path: paragraphs.path,
        line: None,
    };
    building.document(id_of(&stem(path)), place)
}

/// The paragraphs of a file.
struct Paragraphs {
    path: String,
    text: String,
    /// Where the next line begins.
    at: usize,
    /// Its number.
    line: u64,
}

struct Paragraph {
    /// Its first line.
    line: u64,
    tokens: Vec<Token>,
}

struct Token {
    word: String,
    tag: Option<Tag>,
    /// A chunk begins here even if the token before has the same tag.
    begins: bool,
}

impl Paragraphs {
    fn new(path: String, text: String) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Paragraphs {
            path,
            text,
            at,
            line: 1,
        }
    }

    fn next(&mut self, toll: &mut Toll) -> Option<Paragraph> {
        let mut paragraph = Paragraph {
            line: self.line,
            tokens: Vec::new(),
        };
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let line = rest[..length].trim();
            let number = self.line;
            self.at += length;
            self.line += 1;
            if line.is_empty() {
                if !paragraph.tokens.is_empty() {
                    return Some(paragraph);
                }
                continue;
            }
            if paragraph.tokens.is_empty() {
                paragraph.line = number;
            }
            let (token, wrong) = token(line);
            paragraph.tokens.push(token);
            if let Some(what) = wrong {
                toll.problems.push(Problem {
                    place: Place {
                        path: self.path.clone(),
                        line: Some(number),
                    },
                    id: None,
                    what,
                });
            }
        }
        (!paragraph.tokens.is_empty()).then_some(paragraph)
    }
}

/// The token of a line. Where its tag is none, the word is kept and belongs to nothing.
fn token(line: &str) -> (Token, Option<String>) {
    let mut columns = line.split_whitespace();
    let word = columns.next().unwrap_or_default().to_owned();
    let out = |word| Token {
        word,
        tag: None,
        begins: false,
    };
    let Some(told) = columns.next_back() else {
        let what = format!("“{word}” has no tag; the word is kept");
        return (out(word), Some(what));
    };
    if told == OUT || told == "O" {
        return (out(word), None);
    }
    let (begins, name) = match told.split_once('-') {
        Some(("B", name)) => (true, name),
        Some(("I", name)) => (false, name),
        _ => (false, told),
    };
    match Tag::ALL.into_iter().find(|tag| tag.name() == name) {
        Some(tag) => (
            Token {
                word,
                tag: Some(tag),
                begins,
            },
            None,
        ),
        None => {
            let names: Vec<&str> = Tag::ALL.into_iter().map(Tag::name).collect();
            let what = format!(
                "“{told}” is no tag (those are I- or B- and {}, or {OUT}); the word is kept",
                names.join(", ")
            );
            (out(word), Some(what))
        }
    }
}

/// A document that is being put together.
#[derive(Default)]
struct Building {
    text: String,
    quotes: Vec<Quote>,
}

impl Building {
    fn add(&mut self, paragraph: &Paragraph, toll: &mut Toll) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let mut spans: Vec<Span> = Vec::with_capacity(paragraph.tokens.len());
        for (i, token) in paragraph.tokens.iter().enumerate() {
            if i > 0 {
                self.text.push(' ');
            }
            let start = self.text.len();
            self.text.push_str(&token.word);
            spans.push(Span::new(start, self.text.len()));
        }
        let chunks = chunks(&paragraph.tokens);
        let span =
            |tokens: &Range<usize>| Span::new(spans[tokens.start].start, spans[tokens.end - 1].end);
        for (i, (tag, tokens)) in chunks.iter().enumerate() {
            let is_speaker = |(tag, _): &&(Tag, Range<usize>)| *tag == Tag::Speaker;
            let speaker = match tag {
                Tag::Speaker => continue,
                Tag::Unknown => None,
                Tag::Left => Some(chunks[..i].iter().rev().find(is_speaker)),
                Tag::Right => Some(chunks[i + 1..].iter().find(is_speaker)),
            };
            toll.left_out
                .add(Loss::NoSpeakerThere, usize::from(speaker == Some(None)));
            let speaker = speaker.flatten().map(|(_, tokens)| span(tokens));
            let content = without_marks(&self.text, span(tokens));
            let source = speaker.into_iter().collect();
            self.quotes
                .push(Quote::new(vec![content], source, Vec::new()));
        }
    }

    fn document(self, id: String, place: Place) -> Document {
        Document::new(id, self.text, place, self.quotes)
    }
}

/// The runs of tokens that belong together.
fn chunks(tokens: &[Token]) -> Vec<(Tag, Range<usize>)> {
    let mut chunks: Vec<(Tag, Range<usize>)> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let Some(tag) = token.tag else {
            continue;
        };
        match chunks.last_mut() {
            Some((last, tokens)) if *last == tag && tokens.end == i && !token.begins => {
                tokens.end += 1;
            }
            _ => chunks.push((tag, i..i + 1)),
        }
    }
    chunks
}

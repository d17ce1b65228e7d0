//! From text to wordpieces with their places and features.

use std::path::Path;

use thiserror::Error;
use tokenizers::Tokenizer as HfTokenizer;

use crate::text::{Span, Stretch, paragraphs};

/// Longest run of text, in bytes, handed to the tokenizer at once: its bookkeeping costs some fifty
/// bytes a byte of text, so that an article of one endless line would otherwise cost gigabytes.
const LONGEST_RUN: usize = 16 * 1024;

/// Letter case of a word. The vocabulary is uncased, so case reaches the model only this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Case {
    /// Digits, punctuation, scripts without case.
    Other = 0,
    /// `word`
    Lower = 1,
    /// `Word`, `McCain`, `I`
    Capitalised = 2,
    /// `WORD`
    Upper = 3,
}

impl Case {
    /// Number of values, the height of the embedding table.
    pub const COUNT: usize = 4;

    fn of(word: &str) -> Case {
        let mut upper = 0;
        let mut lower = 0;
        for c in word.chars() {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
        }
        let first_upper = word.chars().next().is_some_and(char::is_uppercase);
        match (upper, lower) {
            (0, 0) => Case::Other,
            (2.., 0) => Case::Upper,
            _ if first_upper => Case::Capitalised,
            _ => Case::Lower,
        }
    }
}

/// One wordpiece of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wordpiece {
    /// Its number in the vocabulary.
    pub id: u32,
    /// The bytes of the article that it stands for.
    pub span: Span,
    /// Letter case of the word that it belongs to.
    pub case: Case,
    /// First of its paragraph.
    pub paragraph_start: bool,
    /// Between double quotation marks.
    pub quoted: bool,
    /// First of its word. Heads are read at these alone, so that no span ends inside a word.
    pub word_start: bool,
}

/// The wordpieces of an article, in reading order.
pub type Wordpieces = Vec<Wordpiece>;

/// Why a text could not be turned into wordpieces.
#[derive(Debug, Error)]
pub enum TokenizerError {
    /// The tokenizer's file is missing or is no tokenizer.
    #[error("{path}: cannot load the tokenizer: {reason}")]
    Load {
        /// The file.
        path: String,
        /// What the `tokenizers` crate says of it.
        reason: String,
    },
    /// The tokenizer's vocabulary lacks a token that every window needs.
    #[error("{path}: the vocabulary has no {token}")]
    NoSpecialToken {
        /// The tokenizer's file.
        path: String,
        /// The missing token.
        token: &'static str,
    },
    /// The `tokenizers` crate refused a text.
    #[error("cannot tokenize bytes {start} to {end}: {reason}")]
    Encode {
        /// First byte of the run.
        start: usize,
        /// End of the run.
        end: usize,
        /// What the `tokenizers` crate says of it.
        reason: String,
    },
}

/// A WordPiece tokenizer with the features that this project's model wants.
pub struct Tokenizer {
    inner: HfTokenizer,
    cls: u32,
    sep: u32,
}

impl Tokenizer {
    /// Loads a `tokenizer.json`. Truncation and padding that it may ask for are switched off: no
    /// article is ever cut.
    pub fn load(path: &Path) -> Result<Self, TokenizerError> {
        let shown = path.display().to_string();
        let failed = |e: tokenizers::Error| TokenizerError::Load {
            path: shown.clone(),
            reason: e.to_string(),
        };
        let mut inner = HfTokenizer::from_file(path).map_err(failed)?;
        inner.with_truncation(None).map_err(failed)?;
        inner.with_padding(None);
        let special = |token: &'static str| {
            inner
                .token_to_id(token)
                .ok_or_else(|| TokenizerError::NoSpecialToken {
                    path: path.display().to_string(),
                    token,
                })
        };
        let (cls, sep) = (special("[CLS]")?, special("[SEP]")?);
        Ok(Tokenizer { inner, cls, sep })
    }

    /// Number of the token that opens every window.
    pub fn cls(&self) -> u32 {
        self.cls
    }

    /// Number of the token that ends every window.
    pub fn sep(&self) -> u32 {
        self.sep
    }

    /// Number of wordpieces it knows.
    pub fn vocabulary_size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// The wordpieces of a whole text; `stretches` are what stands between its quotation marks.
    pub fn encode(&self, text: &str, stretches: &[Stretch]) -> Result<Wordpieces, TokenizerError> {
        let mut pieces = Vec::with_capacity(text.len() / 4);
        for paragraph in paragraphs(text) {
            let first = pieces.len();
            for run in runs(text, paragraph) {
                self.encode_run(text, run, &mut pieces)?;
            }
            if let Some(piece) = pieces.get_mut(first) {
                piece.paragraph_start = true;
            }
        }
        mark_quoted(&mut pieces, stretches);
        Ok(pieces)
    }

    fn encode_run(
        &self,
        text: &str,
        run: Span,
        pieces: &mut Wordpieces,
    ) -> Result<(), TokenizerError> {
        let slice = run.slice(text);
        let encoding = self
            .inner
            .encode(slice, false)
            .map_err(|e| TokenizerError::Encode {
                start: run.start,
                end: run.end,
                reason: e.to_string(),
            })?;
        let (ids, offsets, words) = (
            encoding.get_ids(),
            encoding.get_offsets(),
            encoding.get_word_ids(),
        );
        let mut at = 0;
        while at < ids.len() {
            let mut end = at + 1;
            while end < ids.len() && words[end].is_some() && words[end] == words[at] {
                end += 1;
            }
            let word = slice.get(offsets[at].0..offsets[end - 1].1).unwrap_or("");
            let case = Case::of(word);
            for i in at..end {
                let (from, to) = on_boundaries(slice, offsets[i]);
                pieces.push(Wordpiece {
                    id: ids[i],
                    span: Span::new(run.start + from, run.start + to),
                    case,
                    paragraph_start: false,
                    quoted: false,
                    word_start: i == at,
                });
            }
            at = end;
        }
        Ok(())
    }
}

/// The tokenizer's offsets, widened to character boundaries: where normalising splits a character
/// (`ﷺ` becomes eighteen) its pieces share the whole of it.
fn on_boundaries(slice: &str, (mut from, mut to): (usize, usize)) -> (usize, usize) {
    to = to.min(slice.len());
    from = from.min(to);
    while !slice.is_char_boundary(from) {
        from -= 1;
    }
    while !slice.is_char_boundary(to) {
        to += 1;
    }
    (from, to)
}

/// Cuts a paragraph into runs of at most [`LONGEST_RUN`] bytes, after white space where there is some.
fn runs(text: &str, paragraph: Span) -> Vec<Span> {
    let mut cut = Vec::new();
    let mut rest = paragraph;
    while rest.len() > LONGEST_RUN {
        let mut end = rest.start + LONGEST_RUN;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let run = Span::new(rest.start, end).slice(text);
        let space = run.char_indices().rev().find(|(_, c)| c.is_whitespace());
        if let Some((at, c)) = space {
            end = rest.start + at + c.len_utf8();
        }
        cut.push(Span::new(rest.start, end));
        rest.start = end;
    }
    if !rest.is_empty() {
        cut.push(rest);
    }
    cut
}

fn mark_quoted(pieces: &mut Wordpieces, stretches: &[Stretch]) {
    let mut next = 0;
    for piece in pieces {
        while stretches
            .get(next)
            .is_some_and(|s| s.inner.end <= piece.span.start)
        {
            next += 1;
        }
        piece.quoted = stretches
            .get(next)
            .is_some_and(|s| s.inner.start <= piece.span.start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_of_the_word() {
        assert_eq!(Case::of("word"), Case::Lower);
        assert_eq!(Case::of("Tillerson"), Case::Capitalised);
        assert_eq!(Case::of("I"), Case::Capitalised);
        assert_eq!(Case::of("NATO"), Case::Upper);
        assert_eq!(Case::of("iPhone"), Case::Lower);
        assert_eq!(Case::of("2016"), Case::Other);
        assert_eq!(Case::of("王"), Case::Other);
        assert_eq!(Case::of("Élan"), Case::Capitalised);
    }

    #[test]
    fn runs_cover_the_paragraph_and_cut_after_spaces() {
        let text = "wörd ".repeat(10_000);
        let whole = Span::new(0, text.len());
        let cut = runs(&text, whole);
        assert!(cut.len() > 2);
        let mut at = 0;
        for run in &cut {
            assert_eq!(run.start, at);
            assert!(run.len() <= LONGEST_RUN);
            assert!(run.slice(&text).starts_with('w'));
            at = run.end;
        }
        assert_eq!(at, text.len());
    }

    #[test]
    fn runs_without_a_space_still_end() {
        let text = "é".repeat(50_000);
        let joined: String = runs(&text, Span::new(0, text.len()))
            .iter()
            .map(|r| r.slice(&text))
            .collect();
        assert_eq!(joined, text);
    }
}

//! Gold articles cut into labelled windows.

use serde::Serialize;

use super::silver::SilverName;
use crate::gold::{GoldArticle, GoldQuotation, GoldSpeakerKind};
use crate::model::labels::{NameKind, OUTSIDE, Part};
use crate::model::windows::{Window, WindowShape, windows};
use crate::model::wordpieces::{Tokenizer, TokenizerError, Wordpiece};
use crate::model::words::Words;
use crate::speakers::names::{occurrences, words_of};
use crate::text::{OffsetUnit, Offsets, Span, stretches};

/// A label that takes no part in the loss (the value that PyTorch's cross entropy skips).
pub const IGNORED: i32 = -100;

/// Words on either side of an annotated span that still count where the rest of an article's
/// unmarked text does not.
const KNOWN_MARGIN: usize = 6;

/// A labelled window. Position 0 is `[CLS]`, the last one `[SEP]`; every list of labels is as long
/// as `ids`, and positions in links count the same way.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// The article's id.
    pub article: String,
    /// First wordpiece of the window in its article.
    pub start: usize,
    /// Vocabulary numbers.
    pub ids: Vec<u32>,
    /// [`crate::model::wordpieces::Case`] of each.
    pub case: Vec<u8>,
    /// One where a paragraph starts.
    pub paragraph: Vec<u8>,
    /// One between double quotation marks.
    pub quoted: Vec<u8>,
    /// Labels of content, source and cue.
    pub parts: Vec<i32>,
    /// Labels of names.
    pub names: Vec<i32>,
    /// From a content word to the first word of its source; 0 is "none".
    pub source_links: Vec<(usize, usize)>,
    /// From a content word to the first word of its cue; 0 is "none".
    pub cue_links: Vec<(usize, usize)>,
    /// From the first word of a source (of the content where there is none) to the first words of
    /// the speaker's name wherever it stands in the window; 0 alone is "not named here".
    pub references: Vec<(usize, Vec<usize>)>,
}

/// How much of an article its gold tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All quotations: what is unmarked is outside.
    #[default]
    Whole,
    /// Only what is annotated or between quotation marks is in the loss: such articles leave
    /// indirect speech unmarked.
    Partial,
    /// Only whom the sources mean: nothing is learned of where quotations are.
    References,
}

/// The labelled windows of an article.
///
/// `names` are its silver names, `None` where nobody looked.
///
/// # Errors
/// The tokenizer's, which no text of the training data has met.
pub fn examples(
    article: &GoldArticle,
    names: Option<&[SilverName]>,
    extent: Extent,
    tokenizer: &Tokenizer,
    shape: WindowShape,
) -> Result<Vec<Example>, TokenizerError> {
    let pieces = tokenizer.encode(&article.text, &stretches(&article.text))?;
    let words = Words::of(&pieces);
    let labels = Labels::of(article, names, extent, &words, pieces.len());
    Ok(windows(&pieces, shape)
        .into_iter()
        .map(|window| labels.window(article, &pieces, window, tokenizer))
        .collect())
}

/// First wordpiece of the first word in the spans.
fn first_piece(words: &Words, spans: &[Span]) -> Option<usize> {
    let range = spans
        .iter()
        .map(|s| words.inside(*s))
        .find(|r| !r.is_empty())?;
    Some(words.first_pieces[range.start])
}

/// Labels of a whole article, by wordpiece.
struct Labels {
    parts: Vec<i32>,
    names: Vec<i32>,
    source_links: Vec<Link>,
    cue_links: Vec<Link>,
    references: Vec<(usize, Vec<usize>)>,
}

/// From a wordpiece to another, or to none.
struct Link {
    from: usize,
    to: Option<usize>,
}

impl Labels {
    fn of(
        article: &GoldArticle,
        names: Option<&[SilverName]>,
        extent: Extent,
        words: &Words,
        pieces: usize,
    ) -> Self {
        let mut labels = Labels {
            parts: vec![IGNORED; pieces],
            names: vec![IGNORED; pieces],
            source_links: Vec::new(),
            cue_links: Vec::new(),
            references: Vec::new(),
        };
        if extent != Extent::References {
            labels.label_outside(article, extent == Extent::Partial, words);
        }
        let name_words = words_of(&article.text, Span::new(0, article.text.len()));
        let first_of_name = |name: &String| {
            let found = occurrences(&article.text, &name_words, name);
            let pieces = found.iter().filter_map(|s| first_piece(words, &[*s]));
            pieces.collect::<Vec<usize>>()
        };
        for quotation in &article.quotations {
            if extent != Extent::References {
                labels.label_quotation(quotation, words);
            }
            let named: Vec<usize> = quotation
                .speaker
                .names
                .iter()
                .flat_map(first_of_name)
                .collect();
            labels.label_reference(quotation, named, words);
        }
        if let Some(names) = names {
            labels.label_names(article, names, words);
        }
        labels
    }

    /// Marks what is known to be outside; quotations are written over it.
    fn label_outside(&mut self, article: &GoldArticle, partial: bool, words: &Words) {
        let mut known = vec![!partial; words.spans.len()];
        if partial {
            known.copy_from_slice(&words.quoted);
            let all = article.quotations.iter();
            for span in all.flat_map(|q| q.content.iter().chain(&q.source).chain(&q.cue)) {
                let range = words.inside(*span);
                let from = range.start.saturating_sub(KNOWN_MARGIN);
                let to = (range.end + KNOWN_MARGIN).min(known.len());
                known[from..to].fill(true);
            }
        }
        for (first, known) in words.first_pieces.iter().zip(known) {
            if known {
                self.parts[*first] = OUTSIDE as i32;
            }
        }
    }

    fn label_quotation(&mut self, quotation: &GoldQuotation, words: &Words) {
        let parts = [
            (Part::Source, &quotation.source),
            (Part::Cue, &quotation.cue),
            (Part::Content, &quotation.content),
        ];
        for (part, spans) in parts {
            for span in spans {
                paint(&mut self.parts, words, *span, part.begin(), part.inside());
            }
        }
        let source = first_piece(words, &quotation.source);
        let cue = first_piece(words, &quotation.cue);
        for word in quotation.content.iter().flat_map(|s| words.inside(*s)) {
            let from = words.first_pieces[word];
            self.source_links.push(Link { from, to: source });
            self.cue_links.push(Link { from, to: cue });
        }
    }

    fn label_reference(&mut self, quotation: &GoldQuotation, named: Vec<usize>, words: &Words) {
        let speaker = &quotation.speaker;
        let Some(kind) = speaker.kind else { return };
        let from = first_piece(words, &quotation.source)
            .or_else(|| first_piece(words, &quotation.content));
        let Some(from) = from else { return };
        if speaker.doubt {
            return;
        }
        match kind {
            GoldSpeakerKind::Person | GoldSpeakerKind::Organization if named.is_empty() => {}
            GoldSpeakerKind::Person | GoldSpeakerKind::Organization => {
                self.references.push((from, named));
            }
            GoldSpeakerKind::Group | GoldSpeakerKind::Unnamed | GoldSpeakerKind::None => {
                self.references.push((from, Vec::new()));
            }
        }
    }

    fn label_names(&mut self, article: &GoldArticle, names: &[SilverName], words: &Words) {
        for first in &words.first_pieces {
            self.names[*first] = OUTSIDE as i32;
        }
        let offsets = Offsets::new(&article.text, OffsetUnit::Codepoint);
        for name in names {
            let (Some(start), Some(end)) = (offsets.to_byte(name.start), offsets.to_byte(name.end))
            else {
                continue;
            };
            let span = Span::new(start.min(end), end);
            let kind: NameKind = name.kind;
            paint(&mut self.names, words, span, kind.begin(), kind.inside());
        }
    }

    fn window(
        &self,
        article: &GoldArticle,
        pieces: &[Wordpiece],
        window: Window,
        tokenizer: &Tokenizer,
    ) -> Example {
        let inside = &pieces[window.start..window.end];
        let position = |piece: usize| {
            (window.start..window.end)
                .contains(&piece)
                .then(|| piece - window.start + 1)
        };
        // A link whose end is outside the window is unknown there, not "none".
        let links = |links: &[Link]| {
            let seen = links.iter().filter_map(|link| {
                let to = link.to.map_or(Some(0), position)?;
                Some((position(link.from)?, to))
            });
            seen.collect()
        };
        let references = self.references.iter().filter_map(|(from, to)| {
            let seen: Vec<usize> = to.iter().filter_map(|&t| position(t)).collect();
            Some((
                position(*from)?,
                if seen.is_empty() { vec![0] } else { seen },
            ))
        });
        let ids = inside.iter().map(|p| p.id);
        Example {
            article: article.id.clone(),
            start: window.start,
            ids: framed(ids, tokenizer.cls(), tokenizer.sep()),
            case: framed(inside.iter().map(|p| p.case as u8), 0, 0),
            paragraph: framed(inside.iter().map(|p| u8::from(p.paragraph_start)), 0, 0),
            quoted: framed(inside.iter().map(|p| u8::from(p.quoted)), 0, 0),
            parts: framed(
                self.parts[window.start..window.end].iter().copied(),
                IGNORED,
                IGNORED,
            ),
            names: framed(
                self.names[window.start..window.end].iter().copied(),
                IGNORED,
                IGNORED,
            ),
            source_links: links(&self.source_links),
            cue_links: links(&self.cue_links),
            references: references.collect(),
        }
    }
}

fn framed<T>(inner: impl Iterator<Item = T>, first: T, last: T) -> Vec<T> {
    std::iter::once(first)
        .chain(inner)
        .chain(std::iter::once(last))
        .collect()
}

fn paint(labels: &mut [i32], words: &Words, span: Span, begin: usize, inside: usize) {
    for (n, word) in words.inside(span).enumerate() {
        labels[words.first_pieces[word]] = if n == 0 { begin } else { inside } as i32;
    }
}

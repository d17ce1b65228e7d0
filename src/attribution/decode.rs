//! Scores → quotations.

use std::ops::Range;

use super::bounds::{widen, written};
use super::links::{Link, vote};
use super::scores::ArticleScores;
use super::viterbi::best_spans;
use crate::model::labels::Part;
use crate::model::words::Words;
use crate::text::{QuotationType, Span, Stretch};

/// A quotation with its parts, before anybody knows who the source is.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// Its pieces, in reading order, disjoint, none empty.
    pub content: Vec<Span>,
    /// Words of the content.
    pub words: Vec<Range<usize>>,
    /// From the marks around its words.
    pub kind: QuotationType,
    /// The words that report the speech.
    pub cue: Option<Span>,
    /// The words that name who said it.
    pub source: Option<SourceMention>,
    /// Raw probability that content and source are right, 0 to 1, not calibrated.
    pub score: f64,
}

/// The mention of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceMention {
    /// Its words.
    pub words: Range<usize>,
    /// Where it stands.
    pub span: Span,
}

/// A piece of content on its way to a quotation.
struct Piece {
    words: Range<usize>,
    cue: Link,
}

/// The quotations of an article, by where their content begins.
///
/// Content points to its cue, and every quotation has a cue of its own (so in PolNeAR: of 19,832
/// quotations of its training part two share one): pieces with one cue are one quotation.
pub fn quotations(
    text: &str,
    words: &Words,
    stretches: &[Stretch],
    scores: &ArticleScores,
) -> Vec<Quotation> {
    let spans = best_spans(&scores.parts, &words.paragraph_starts);
    let of = |part: Part| -> Vec<Range<usize>> {
        let matching = spans.iter().filter(|s| s.part == part);
        matching.map(|s| s.words.clone()).collect()
    };
    let (sources, cues) = (of(Part::Source), of(Part::Cue));
    let mut taken = vec![false; words.len()];
    for word in sources.iter().chain(&cues).cloned().flatten() {
        taken[word] = true;
    }
    let pieces = widen(of(Part::Content), words, stretches, &taken)
        .into_iter()
        .map(|piece| Piece {
            cue: vote(&scores.cue, std::slice::from_ref(&piece), &cues),
            words: piece,
        });
    let mut found: Vec<Quotation> = by_cue(pieces, cues.len())
        .into_iter()
        .filter_map(|pieces| {
            let ranges: Vec<Range<usize>> = pieces.iter().map(|p| p.words.clone()).collect();
            let content: Vec<Span> = ranges
                .iter()
                .flat_map(|r| written(text, words.span(r.clone()), stretches))
                .filter(|span| span.slice(text).contains(char::is_alphanumeric))
                .collect();
            if content.is_empty() {
                return None;
            }
            let source = vote(&scores.source, &ranges, &sources);
            let cue = pieces.first().and_then(|p| p.cue.to);
            Some(Quotation {
                kind: QuotationType::of(text, &content, stretches),
                cue: cue.map(|i| words.span(cues[i].clone())),
                source: source.to.map(|i| SourceMention {
                    words: sources[i].clone(),
                    span: words.span(sources[i].clone()).trimmed(text),
                }),
                score: score(scores, &ranges, source),
                content,
                words: ranges,
            })
        })
        .collect();
    found.sort_by_key(|q| q.content.first().map(|span| span.start));
    found
}

/// Pieces with the same cue together; one without a cue stays alone.
fn by_cue(pieces: impl Iterator<Item = Piece>, cues: usize) -> Vec<Vec<Piece>> {
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    let mut group_of_cue: Vec<Option<usize>> = vec![None; cues];
    for piece in pieces {
        let cue = piece.cue.to;
        match cue.and_then(|cue| group_of_cue[cue]) {
            Some(group) => groups[group].push(piece),
            None => {
                if let Some(cue) = cue {
                    group_of_cue[cue] = Some(groups.len());
                }
                groups.push(vec![piece]);
            }
        }
    }
    groups
}

/// Mean probability of the words to be content, times that of the link to the source.
fn score(scores: &ArticleScores, ranges: &[Range<usize>], source: Link) -> f64 {
    let words: Vec<usize> = ranges.iter().cloned().flatten().collect();
    let content: f32 = words
        .iter()
        .filter_map(|&w| scores.parts.get(w))
        .map(|p| p[Part::Content.begin()] + p[Part::Content.inside()])
        .sum();
    let mean = f64::from(content) / words.len().max(1) as f64;
    (mean * f64::from(source.probability)).clamp(0.0, 1.0)
}

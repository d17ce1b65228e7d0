//! Scores → quotations.

use std::ops::Range;

use super::bounds::{widen, written};
use super::dateline::without_dateline;
use super::joints::Joints;
use super::links::{Link, vote};
use super::relayed::{authored, claimed, recorded, relayed};
use super::scores::ArticleScores;
use super::signature::signature;
use super::source_ends::with_their_ends;
use super::subject::{add_subjects, link_to, subject};
use super::transcript::Transcript;
use super::viterbi::best_spans;
use crate::model::labels::Part;
use crate::model::words::Words;
use crate::text::{QuotationType, Span, Stretch};

/// Words of content that count as few.
const FEW: usize = 3;

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
pub(super) struct Piece {
    /// Its words.
    pub words: Range<usize>,
    /// Where its words point for their cue.
    pub cue: Link,
}

/// The quotations of an article, by where their content begins.
///
/// Content points to its cue, and every quotation has a cue of its own (so in PolNeAR: of 19,832
/// quotations of its training part two share one): pieces with one cue are one quotation, where
/// what stands between them allows it: no end of a paragraph that the marks do not run over.
pub fn quotations(
    text: &str,
    words: &Words,
    stretches: &[Stretch],
    scores: &ArticleScores,
) -> Vec<Quotation> {
    let labels = Transcript::of(text, words);
    let spans = labels.impose(best_spans(&scores.parts, &words.paragraph_starts));
    let of = |part: Part| -> Vec<Range<usize>> {
        let matching = spans.iter().filter(|s| s.part == part);
        matching.map(|s| s.words.clone()).collect()
    };
    let (cues, contents) = (of(Part::Cue), of(Part::Content));
    let subjects: Vec<Option<usize>> = cues.iter().map(|cue| subject(text, words, cue)).collect();
    let mut sources = with_their_ends(text, words, of(Part::Source), &cues, &contents);
    add_subjects(&mut sources, &subjects);
    let mut taken = vec![false; words.len()];
    for word in sources.iter().chain(&cues).cloned().flatten() {
        taken[word] = true;
    }
    let pieces: Vec<Piece> = widen(contents, words, stretches, &taken)
        .into_iter()
        .filter_map(|piece| {
            let of_turn = labels.cue_of(&piece, &cues);
            let cue =
                of_turn.unwrap_or_else(|| vote(&scores.cue, std::slice::from_ref(&piece), &cues));
            let piece = in_one_paragraph(piece, words, cue.to.map(|cue| cues[cue].start));
            let sure = of_turn.is_some() || is_sure(&piece, words, scores);
            sure.then_some(Piece { words: piece, cue })
        })
        .collect();
    let joints = Joints {
        text,
        words,
        stretches,
    };
    let mut found: Vec<Quotation> = by_cue(pieces, cues.len(), &joints)
        .into_iter()
        .filter_map(|pieces| {
            let cue = pieces.first().and_then(|p| p.cue.to);
            let shown = cue.and_then(|cue| recorded(text, words, &cues[cue]));
            // "Footage of Ann Bell saying" is not what she says.
            let said = |piece: &Piece| match &shown {
                Some((name, from)) if piece.words.contains(&name.start) => {
                    (*from).min(piece.words.end)..piece.words.end
                }
                _ => piece.words.clone(),
            };
            let ranges: Vec<Range<usize>> = pieces
                .iter()
                .map(said)
                .filter(|range| !range.is_empty())
                .collect();
            let content: Vec<Span> = ranges
                .iter()
                .flat_map(|r| written(text, words.span(r.clone()), stretches))
                .filter(|span| span.slice(text).contains(char::is_alphanumeric))
                .collect();
            if content.is_empty() {
                return None;
            }
            let source = labels
                .source_of(&ranges, &sources)
                .or_else(|| signature(text, words, ranges.last()?, &sources))
                .or_else(|| link_to(subjects[cue?]?, &sources))
                .unwrap_or_else(|| vote(&scores.source, &ranges, &sources));
            let kind = QuotationType::of(text, &content, stretches);
            let claim = ranges.first().and_then(|first| claimed(text, words, first));
            let shown = shown
                .filter(|_| kind != QuotationType::Indirect)
                .map(|(name, _)| name);
            let by = || {
                let unsaid = source.to.is_none() && kind != QuotationType::Indirect;
                authored(text, words, ranges.last()?).filter(|_| unsaid)
            };
            let named = claim
                .filter(|claim| source.to.is_none_or(|i| !sources[i].contains(&claim.start)))
                .or(shown)
                .or_else(by)
                .map(|named| source_mention(text, words, named));
            Some(Quotation {
                cue: cue.map(|i| words.span(cues[i].clone())),
                source: named
                    .or_else(|| source.to.map(|i| mention(text, words, &sources[i], kind))),
                kind,
                score: score(scores, &ranges, source),
                content,
                words: ranges,
            })
        })
        .collect();
    found.sort_by_key(|q| q.content.first().map(|span| span.start));
    found
}

/// The mention of a source; words in quotation marks are those of whom it quotes.
fn mention(text: &str, words: &Words, source: &Range<usize>, kind: QuotationType) -> SourceMention {
    let own = kind != QuotationType::Indirect;
    let quoted = relayed(text, words, source).filter(|_| own);
    let named = quoted.unwrap_or_else(|| without_dateline(text, words, source.clone()));
    source_mention(text, words, named)
}

fn source_mention(text: &str, words: &Words, named: Range<usize>) -> SourceMention {
    SourceMention {
        span: words.span(named.clone()).trimmed(text),
        words: named,
    }
}

/// Pieces with the same cue together, as far as nothing speaks against it, and pieces that the marks
/// run over, whatever their cue; one without a cue stays alone.
fn by_cue(pieces: Vec<Piece>, cues: usize, joints: &Joints) -> Vec<Vec<Piece>> {
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    let mut group_of_cue: Vec<Option<usize>> = vec![None; cues];
    let mut latest = None;
    for piece in pieces {
        let cue = piece.cue.to;
        let last_of = |group: usize| groups.get(group)?.last();
        let goes_on = latest
            .filter(|&group| last_of(group).is_some_and(|last| joints.runs_over(last, &piece)));
        let same_cue = || {
            cue.and_then(|cue| group_of_cue[cue])
                .filter(|&group| last_of(group).is_some_and(|last| joints.joins(last, &piece)))
        };
        let group = goes_on.or_else(same_cue).unwrap_or(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
            if let Some(cue) = cue {
                group_of_cue[cue] = Some(group);
            }
        }
        groups[group].push(piece);
        latest = Some(group);
    }
    groups
}

/// Content outside quotation marks without the paragraphs that its cue does not stand in, mostly the headline: of
/// 16,283 such pieces in the training parts two run over the end of one.
fn in_one_paragraph(piece: Range<usize>, words: &Words, cue: Option<usize>) -> Range<usize> {
    let starts = |w: &usize| words.starts_paragraph(*w);
    if words
        .quoted
        .get(piece.clone())
        .is_none_or(|quoted| quoted.contains(&true))
    {
        return piece;
    }
    let cue = cue.unwrap_or(piece.end);
    let start = (piece.start + 1..piece.end)
        .rev()
        .find(|w| starts(w) && *w <= cue);
    let start = start.unwrap_or(piece.start);
    let end = (start + 1..piece.end).find(starts).unwrap_or(piece.end);
    start..end
}

/// Content outside quotation marks must be more probable than not, and a few words of it by far:
/// tags alone find many a "the" and "that" that is not worth telling. Chosen on PolNeAR's dev part.
fn is_sure(piece: &Range<usize>, words: &Words, scores: &ArticleScores) -> bool {
    let quoted = piece
        .clone()
        .any(|word| words.quoted.get(word) == Some(&true));
    let needed = if piece.len() <= FEW { 0.8 } else { 0.65 };
    quoted || content_probability(std::slice::from_ref(piece), scores) >= needed
}

/// Mean probability of the words to be content.
fn content_probability(ranges: &[Range<usize>], scores: &ArticleScores) -> f64 {
    let words = ranges.iter().cloned().flatten();
    let (mut sum, mut number) = (0.0, 0_usize);
    for row in words.filter_map(|word| scores.parts.get(word)) {
        sum += f64::from(row[Part::Content.begin()] + row[Part::Content.inside()]);
        number += 1;
    }
    sum / number.max(1) as f64
}

/// Mean probability of the words to be content, times that of the link to the source.
fn score(scores: &ArticleScores, ranges: &[Range<usize>], source: Link) -> f64 {
    (content_probability(ranges, scores) * f64::from(source.probability)).clamp(0.0, 1.0)
}

//! In a transcript each turn is a quotation, the label before it its source, the label's colon its
//! cue.
//!
//! Like quotation marks, labels are knowledge, not opinion: of the 25 labelled turns of PolNeAR's
//! training and dev parts all are annotated so, 21 to the letter.

use std::ops::Range;

use super::links::Link;
use super::viterbi::LabelledSpan;
use crate::model::labels::Part;
use crate::model::words::Words;
use crate::text::speaker_labels;

/// The labelled turns of a transcript; none for any other text.
pub(super) struct Transcript {
    turns: Vec<Turn>,
}

/// Words of a turn: the label and, to the end of its paragraph, what is said.
struct Turn {
    name: Range<usize>,
    colon: Range<usize>,
    said: Range<usize>,
}

impl Turn {
    /// From the label's first to the turn's last word.
    fn whole(&self) -> Range<usize> {
        self.name.start..self.said.end
    }
}

impl Transcript {
    /// Finds them.
    pub fn of(text: &str, words: &Words) -> Self {
        let turns = speaker_labels(text).into_iter().map(|label| {
            let colon = words.inside(label.colon);
            let next = (colon.end..words.len())
                .find(|&w| words.starts_paragraph(w))
                .unwrap_or(words.len());
            Turn {
                name: words.inside(label.name),
                said: colon.end..next,
                colon,
            }
        });
        Transcript {
            turns: turns
                .filter(|turn| {
                    !turn.name.is_empty() && !turn.colon.is_empty() && !turn.said.is_empty()
                })
                .collect(),
        }
    }

    /// The spans with every turn a source, a cue and a content, and nothing else over it.
    pub fn impose(&self, spans: Vec<LabelledSpan>) -> Vec<LabelledSpan> {
        if self.turns.is_empty() {
            return spans;
        }
        let mut imposed: Vec<LabelledSpan> = Vec::with_capacity(spans.len());
        for span in spans {
            let first = self
                .turns
                .partition_point(|turn| turn.said.end <= span.words.start);
            let over = self.turns.iter().skip(first);
            let over = over.take_while(|turn| turn.name.start < span.words.end);
            let mut start = span.words.start;
            for turn in over {
                let before = start..turn.name.start;
                if !before.is_empty() {
                    imposed.push(LabelledSpan {
                        part: span.part,
                        words: before,
                    });
                }
                start = turn.said.end;
            }
            if start < span.words.end {
                imposed.push(LabelledSpan {
                    part: span.part,
                    words: start..span.words.end,
                });
            }
        }
        for turn in &self.turns {
            let parts = [
                (Part::Source, &turn.name),
                (Part::Cue, &turn.colon),
                (Part::Content, &turn.said),
            ];
            imposed.extend(parts.map(|(part, words)| LabelledSpan {
                part,
                words: words.clone(),
            }));
        }
        imposed.sort_by_key(|span| span.words.start);
        imposed
    }

    /// The cue of a piece that is a turn.
    pub fn cue_of(&self, piece: &Range<usize>, cues: &[Range<usize>]) -> Option<Link> {
        certain(&self.around(piece)?.colon, cues)
    }

    /// The source of pieces of which the first is a turn.
    pub fn source_of(&self, pieces: &[Range<usize>], sources: &[Range<usize>]) -> Option<Link> {
        certain(&self.around(pieces.first()?)?.name, sources)
    }

    /// The turn that a piece stands in.
    fn around(&self, piece: &Range<usize>) -> Option<&Turn> {
        let next = self
            .turns
            .partition_point(|turn| turn.said.end <= piece.start);
        let turn = self.turns.get(next)?;
        turn.whole().contains(&piece.start).then_some(turn)
    }
}

fn certain(words: &Range<usize>, candidates: &[Range<usize>]) -> Option<Link> {
    let to = candidates.iter().position(|candidate| candidate == words)?;
    Some(Link {
        to: Some(to),
        probability: 1.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Turns of words 0 to 5 and 10 to 15, the first three of each their label.
    fn transcript() -> Transcript {
        let turn = |start: usize| Turn {
            name: start..start + 2,
            colon: start + 2..start + 3,
            said: start + 3..start + 6,
        };
        Transcript {
            turns: vec![turn(0), turn(10)],
        }
    }

    fn span(part: Part, words: Range<usize>) -> LabelledSpan {
        LabelledSpan { part, words }
    }

    #[test]
    fn turns_take_the_place_of_what_is_over_them() {
        let given = vec![
            span(Part::Content, 0..8),
            span(Part::Source, 8..9),
            span(Part::Content, 9..12),
            span(Part::Cue, 13..14),
            span(Part::Source, 20..21),
        ];
        assert_eq!(
            transcript().impose(given),
            [
                span(Part::Source, 0..2),
                span(Part::Cue, 2..3),
                span(Part::Content, 3..6),
                span(Part::Content, 6..8),
                span(Part::Source, 8..9),
                span(Part::Content, 9..10),
                span(Part::Source, 10..12),
                span(Part::Cue, 12..13),
                span(Part::Content, 13..16),
                span(Part::Source, 20..21),
            ]
        );
    }

    #[test]
    fn a_turn_belongs_to_its_label() {
        let sources = [0..2, 10..12];
        let of = |piece: Range<usize>| transcript().source_of(&[piece], &sources);
        assert_eq!(of(3..6).and_then(|link| link.to), Some(0));
        assert_eq!(of(13..16).and_then(|link| link.to), Some(1));
        assert_eq!(of(6..10), None);
    }
}

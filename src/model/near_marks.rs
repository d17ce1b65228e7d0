//! What of an article must be read where only speech between quotation marks is asked for.

use super::wordpieces::{Wordpiece, Wordpieces};

/// Paragraphs at the beginning that are kept anyway: they introduce who is spoken of.
const OPENING: usize = 2;

/// Paragraphs kept on either side of one with marks: the sentence that names the speaker may stand
/// in them.
const AROUND: usize = 1;

/// The wordpieces of paragraphs with words between quotation marks, of those around them, and of the
/// first ones; none where the article has no such words.
pub fn near_marks(pieces: &[Wordpiece]) -> Wordpieces {
    let paragraphs: Vec<&[Wordpiece]> = pieces.chunk_by(|_, next| !next.paragraph_start).collect();
    let quoted: Vec<bool> = paragraphs
        .iter()
        .map(|paragraph| paragraph.iter().any(|piece| piece.quoted))
        .collect();
    if !quoted.contains(&true) {
        return Wordpieces::new();
    }
    let near = |i: usize| {
        let around = i.saturating_sub(AROUND)..(i + AROUND + 1).min(quoted.len());
        i < OPENING || quoted[around].contains(&true)
    };
    let kept = paragraphs.iter().enumerate().filter(|(i, _)| near(*i));
    kept.flat_map(|(_, paragraph)| paragraph.iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::wordpieces::Case;
    use super::*;
    use crate::text::Span;

    /// Paragraphs of two wordpieces each, quoted as told.
    fn pieces(quoted: &[bool]) -> Wordpieces {
        let all = quoted.iter().enumerate().flat_map(|(i, &quoted)| {
            [2 * i, 2 * i + 1].map(|at| Wordpiece {
                id: 7,
                span: Span::new(at, at + 1),
                case: Case::Lower,
                paragraph_start: at % 2 == 0,
                quoted,
                word_start: true,
            })
        });
        all.collect()
    }

    fn kept(quoted: &[bool]) -> Vec<usize> {
        let pieces = near_marks(&pieces(quoted));
        let starts = pieces.iter().filter(|p| p.paragraph_start);
        starts.map(|p| p.span.start / 2).collect()
    }

    #[test]
    fn keeps_what_stands_around_marks_and_the_beginning() {
        let mut quoted = [false; 12];
        assert!(kept(&quoted).is_empty());
        quoted[8] = true;
        assert_eq!(kept(&quoted), [0, 1, 7, 8, 9]);
        assert_eq!(kept(&[true; 5]), [0, 1, 2, 3, 4]);
        assert!(kept(&[]).is_empty());
    }
}

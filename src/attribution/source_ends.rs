//! Where the mention of a source ends.

use std::ops::Range;

use crate::model::words::Words;
use crate::speakers::names::{is_capitalised, is_title};

/// Fewest letters of a word that a full stop behind it does not abbreviate.
const LONG: usize = 4;

/// Words behind which somebody is named: none of 18,369 sources in PolNeAR's training part ends with one. "A"
/// is not among them, who answers "Q".
const ARTICLES: &[&str] = &["the", "The", "a", "an", "An"];

/// Most words between such a word and its cue.
const NEAR: usize = 6;

/// Words with which a clause begins that is not all there.
const DANGLING: &[&str] = &["which", "who", "whose"];

/// Sources, cut where a sentence ends in one: "said Ms. Nguyen. | Kim Jong-su, a banker,"; without the "who" of a clause
/// that was cut off: "a woman | who"; on to the cue behind an article: "The | Federal Airways Panel deadlocked".
///
/// Of 18,360 sources in PolNeAR's training part none goes on after a full stop behind a word of four letters or
/// more, titles left out.
pub(super) fn with_their_ends(
    text: &str,
    words: &Words,
    sources: Vec<Range<usize>>,
    cues: &[Range<usize>],
    contents: &[Range<usize>],
) -> Vec<Range<usize>> {
    let word = |w: usize| words.word(text, w);
    let ends_sentence = |stop: usize| {
        let before = word(stop.wrapping_sub(1));
        let blank = match (words.spans.get(stop), words.spans.get(stop + 1)) {
            (Some(stop), Some(next)) => stop.end < next.start,
            _ => false,
        };
        matches!(word(stop), "." | "!" | "?")
            && before.chars().count() >= LONG
            && before.chars().all(char::is_alphabetic)
            && !is_title(before)
            && blank
            && is_capitalised(word(stop + 1))
    };
    let cue_behind = |end: usize| {
        let cue = cues.iter().map(|cue| cue.start).find(|&cue| cue > end)?;
        let named =
            |w: usize| word(w).chars().any(char::is_alphanumeric) && words.continues_paragraph(w);
        let said = contents.iter().any(|c| c.start < cue && c.end > end);
        (cue - end <= NEAR && !said && (end..cue).all(named)).then_some(cue)
    };
    let mut cut = Vec::with_capacity(sources.len());
    for mut source in sources {
        while let Some(stop) =
            (source.start + 1..source.end.saturating_sub(1)).find(|&w| ends_sentence(w))
        {
            cut.push(source.start..stop);
            source.start = stop + 1;
        }
        if source.len() > 1 && DANGLING.contains(&word(source.end - 1)) {
            source.end -= 1;
        }
        if ARTICLES.contains(&word(source.end - 1)) {
            source.end = cue_behind(source.end).unwrap_or(source.end - 1);
        }
        match cut.last_mut() {
            // What went on to its cue may have met the next one.
            Some(last) if last.end > source.start => last.end = last.end.max(source.end),
            _ if source.is_empty() => {}
            _ => cut.push(source),
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn cut(text: &str) -> Vec<&str> {
        let words = Words::in_tests(text);
        let whole = words.inside(Span::new(0, text.len()));
        sliced(text, with_their_ends(text, &words, vec![whole], &[], &[]))
    }

    fn sliced(text: &str, sources: Vec<Range<usize>>) -> Vec<&str> {
        let words = Words::in_tests(text);
        let slices = sources.into_iter();
        slices.map(|range| words.span(range).slice(text)).collect()
    }

    #[test]
    fn no_source_ends_with_an_article() {
        let text = "The Federal Airways Panel deadlocked.\nThe\npanel said";
        let words = Words::in_tests(text);
        assert_eq!(words.word(text, 4), "deadlocked");
        let ranges = |pairs: &[(usize, usize)]| -> Vec<Range<usize>> {
            pairs.iter().map(|&(start, end)| start..end).collect()
        };
        let ended = |sources, cues, contents| {
            let [sources, cues, contents] = [sources, cues, contents].map(ranges);
            sliced(
                text,
                with_their_ends(text, &words, sources, &cues, &contents),
            )
        };
        let panel = ["The Federal Airways Panel"];
        assert_eq!(ended(&[(0, 1)], &[(4, 5), (8, 9)], &[]), panel);
        assert_eq!(ended(&[(0, 1), (2, 4)], &[(4, 5)], &[]), panel);
        // Content before the cue, no cue, one in another paragraph, one behind the end of a sentence.
        assert!(ended(&[(0, 1)], &[(4, 5)], &[(1, 2)]).is_empty());
        assert!(ended(&[(0, 1)], &[], &[]).is_empty());
        assert!(ended(&[(6, 7)], &[(8, 9)], &[]).is_empty());
        assert!(ended(&[(0, 1)], &[(8, 9)], &[]).is_empty());
        assert_eq!(cut("a panel of the"), ["a panel of"]);
        assert_eq!(cut("Plan A"), ["Plan A"]);
        assert_eq!(cut("A"), ["A"]);
    }

    #[test]
    fn a_sentence_ends_a_source() {
        assert_eq!(
            cut("Ms. Nguyen. Kim Jong-su, a banker"),
            ["Ms. Nguyen", "Kim Jong-su, a banker"]
        );
        assert_eq!(cut("a woman who"), ["a woman"]);
        for whole in [
            "who",
            "Vermont Sen. Bernie Sanders",
            "Sens. Jon Tester and David Vitter",
            "Ann Bell, of Bell Inc.",
            "U.S. Representative Bell.",
        ] {
            assert_eq!(cut(whole).len(), 1, "{whole}");
        }
    }
}

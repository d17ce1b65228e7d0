//! A dateline is no part of who speaks: "MOSCOW — Foreign Minister Sergey Lavrov".

use std::ops::Range;

use crate::model::words::Words;

/// Most words of a dateline: "NEW YORK (Reuters), March 3 —".
const LONGEST: usize = 10;

/// A source without the dateline that its paragraph begins with.
///
/// None of PolNeAR's sources has one in it; of its training part's 31 that follow one directly, all begin behind it.
pub(super) fn without_dateline(text: &str, words: &Words, source: Range<usize>) -> Range<usize> {
    let word = |w: usize| words.word(text, w);
    let place = word(source.start);
    let capitals = place.chars().count() > 2 && place.chars().all(char::is_uppercase);
    if !capitals || !words.starts_paragraph(source.start) {
        return source;
    }
    // The hyphen of COCA-COLA has no blank behind it.
    let dash = |w: usize| {
        let end = words.spans.get(w).map_or(text.len(), |span| span.end);
        matches!(word(w), "-" | "–" | "—" | "―") && text[end..].starts_with(char::is_whitespace)
    };
    let last = source.end.min(source.start + LONGEST);
    match (source.start + 1..last).find(|&w| dash(w)) {
        Some(dash) if dash + 1 < source.end => dash + 1..source.end,
        _ => source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn cut<'t>(text: &'t str, source: &str) -> &'t str {
        let words = Words::in_tests(text);
        let start = text.find(source).expect("is in the text");
        let source = words.inside(Span::new(start, start + source.len()));
        words
            .span(without_dateline(text, &words, source))
            .slice(text)
    }

    #[test]
    fn a_dateline_is_cut_off() {
        for dateline in ["MOSCOW-- ", "PARIS, May 3 (AP) — ", "NEW YORK - "] {
            let text = format!("{dateline}Ann Bell said");
            assert_eq!(cut(&text, &format!("{dateline}Ann Bell")), "Ann Bell");
        }
    }

    #[test]
    fn names_stay_whole() {
        assert_eq!(
            cut("COCA-COLA Company said", "COCA-COLA Company"),
            "COCA-COLA Company"
        );
        assert_eq!(cut("WALLACE — who knew — said", "WALLACE"), "WALLACE");
        assert_eq!(
            cut("Ann Bell — a cook — said", "Ann Bell — a cook"),
            "Ann Bell — a cook"
        );
        assert_eq!(
            cut("So MOSCOW — the city — said", "MOSCOW — the city"),
            "MOSCOW — the city"
        );
    }
}

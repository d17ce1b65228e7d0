//! Who is quoted by somebody else: "the agency quoted Ann Bell as saying".

use std::ops::Range;

use crate::model::words::Words;

/// Most words that name who is quoted.
const LONGEST: usize = 12;

/// The words between "quoted" and "as saying" behind a source.
pub(super) fn relayed(text: &str, words: &Words, source: &Range<usize>) -> Option<Range<usize>> {
    let is = |w: usize, among: &[&str]| {
        let same_paragraph = words.paragraph_starts.get(w) == Some(&false);
        let word = words.spans.get(w).filter(|_| same_paragraph);
        word.is_some_and(|span| among.contains(&span.slice(text)))
    };
    let helping = usize::from(is(source.end, &["has", "have", "had", "also", "later"]));
    let verb = source.end + helping;
    if !is(verb, &["quoted", "quotes", "cited", "cites"]) {
        return None;
    }
    let start = verb + 1;
    let end = (start..start + LONGEST).find(|&w| {
        is(w, &["as"])
            && is(
                w + 1,
                &["saying", "telling", "writing", "warning", "adding"],
            )
    })?;
    // "Ann Bell, the mayor, as saying"
    let end = if is(end.wrapping_sub(1), &[","]) {
        end - 1
    } else {
        end
    };
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn quoted(text: &str, source: &str) -> Option<String> {
        let words = Words::in_tests(text);
        let start = text.find(source).expect("is in the text");
        let source = words.inside(Span::new(start, start + source.len()));
        let found = relayed(text, &words, &source)?;
        Some(words.span(found).slice(text).to_owned())
    }

    #[test]
    fn the_one_who_is_quoted() {
        let text = "“No,” the Tass agency quoted Ann Bell, the mayor, as saying on Monday.";
        assert_eq!(
            quoted(text, "the Tass agency").as_deref(),
            Some("Ann Bell, the mayor")
        );
        let text = "Reuters has quoted him as saying: “No.”";
        assert_eq!(quoted(text, "Reuters").as_deref(), Some("him"));
    }

    #[test]
    fn others_speak_themselves() {
        assert_eq!(
            quoted("Reuters quoted prices as high as gold", "Reuters"),
            None
        );
        assert_eq!(quoted("Reuters quoted as saying", "Reuters"), None);
        assert_eq!(
            quoted("Reuters said Ann Bell was quoted as saying", "Reuters"),
            None
        );
        assert_eq!(
            quoted("Reuters\nquoted Ann Bell as saying", "Reuters"),
            None
        );
        assert_eq!(quoted("so did Reuters", "Reuters"), None);
    }
}

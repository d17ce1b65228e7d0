//! Who is quoted by somebody else: "the agency quoted Ann Bell as saying", "it checked Ann Bell's claim that", "called
//! “a waste” by Ann Bell", "footage of Ann Bell saying".

use std::ops::Range;

use crate::model::words::Words;
use crate::speakers::lexicon::{is_calendar_word, is_preposition};
use crate::speakers::names::is_capitalised;

/// Most words that name who is quoted.
const LONGEST: usize = 12;

/// The words between "quoted" and "as saying" behind a source.
pub(super) fn relayed(text: &str, words: &Words, source: &Range<usize>) -> Option<Range<usize>> {
    let is = |w: usize, among: &[&str]| {
        words.continues_paragraph(w) && among.contains(&words.word(text, w))
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

/// Nouns for what somebody says.
const CLAIMS: &[&str] = &[
    "admission",
    "allegation",
    "allegations",
    "argument",
    "assertion",
    "assertions",
    "claim",
    "claims",
    "comment",
    "comments",
    "contention",
    "insistence",
    "pledge",
    "prediction",
    "predictions",
    "promise",
    "promises",
    "remark",
    "remarks",
    "statement",
    "statements",
    "suggestion",
    "suggestions",
    "warning",
    "warnings",
];

/// Words before 's that are nobody's name: "There's a suggestion that".
const NO_NAMES: &[&str] = &[
    "he",
    "here",
    "how",
    "it",
    "she",
    "that",
    "there",
    "today",
    "what",
    "where",
    "who",
    "yesterday",
];

/// Words inside of names.
const LINKING: &[&str] = &["of", "the", "for", "de", "der", "van", "von"];

/// The words of the name in front of content that is somebody's claim, with the 's.
///
/// In PolNeAR's training part 18 quotations begin so, and all have that name as their source.
pub(super) fn claimed(text: &str, words: &Words, content: &Range<usize>) -> Option<Range<usize>> {
    let word = |w: usize| words.word(text, w);
    let same_paragraph = |w: usize| words.continues_paragraph(w);
    let that = |w: usize| word(w) == "that" && same_paragraph(w);
    let noun = match content.start {
        start if that(start) => start.checked_sub(1)?,
        start if that(start.checked_sub(1)?) => start.checked_sub(2)?,
        _ => return None,
    };
    if !CLAIMS.contains(&word(noun)) {
        return None;
    }
    // "Bell's earlier claim", "Bell's claim": words end at the apostrophe.
    let own = (noun.saturating_sub(2)..noun).rfind(|&w| word(w) == "s")?;
    let mark = own
        .checked_sub(1)
        .filter(|&w| matches!(word(w), "'" | "’"))?;
    let named =
        |w: usize| is_name_word(word(w)) && !NO_NAMES.contains(&word(w).to_lowercase().as_str());
    let mut start = mark;
    while start > 0 && same_paragraph(start) {
        // "The Department of Labor's", "von Bell's".
        let joins =
            LINKING.contains(&word(start - 1)) && start > 1 && named(start - 2) && start < mark;
        if !named(start - 1) && !joins {
            break;
        }
        start -= 1;
    }
    (start < mark).then_some(start..own + 1)
}

/// Nouns for what shows or plays somebody's own words.
const RECORDINGS: &[&str] = &[
    "audio",
    "clip",
    "clips",
    "film",
    "footage",
    "montage",
    "recording",
    "recordings",
    "tape",
    "tapes",
    "video",
    "videos",
];

/// The words of the name between a recording in a cue and a participle, "uses footage of | Ann Bell | saying", and where
/// what she says begins. Who speaks is she, not the advertisement that shows it.
pub(super) fn recorded(
    text: &str,
    words: &Words,
    cue: &Range<usize>,
) -> Option<(Range<usize>, usize)> {
    let word = |w: usize| words.word(text, w);
    let same_paragraph = |w: usize| words.continues_paragraph(w);
    let of = cue.end.checked_sub(1).filter(|&of| word(of) == "of")?;
    let noun = of.checked_sub(1).map(word)?;
    if !RECORDINGS.contains(&noun) {
        return None;
    }
    let named = |w: &usize| same_paragraph(*w) && (is_capitalised(word(*w)) || word(*w) == ".");
    let name = cue.end..cue.end + (cue.end..cue.end + LONGEST).take_while(named).count();
    let participle = name.end;
    (!name.is_empty() && same_paragraph(participle) && word(participle).ends_with("ing"))
        .then_some((name, participle + 1))
}

/// Words with which a sentence goes on behind a name.
const GOES_ON: &[&str] = &[
    "and", "are", "as", "because", "but", "had", "has", "have", "is", "that", "was", "were",
    "when", "which", "while", "who", "will",
];

/// The words of the names behind a quotation and "by", for one that has no other source: "titled “Of Bridges” by
/// Ann Bell and Tom Reyes".
///
/// In PolNeAR's and BBC's training parts four quotations in marks end so, and all have that name as their source.
pub(super) fn authored(text: &str, words: &Words, content: &Range<usize>) -> Option<Range<usize>> {
    let word = |w: usize| words.word(text, w);
    let same_paragraph = |w: usize| words.continues_paragraph(w);
    let mark = |w: usize| matches!(word(w), "\"" | "”" | "''" | "'" | "’" | "»");
    let by = (content.end..content.end + 3).find(|&w| !mark(w))?;
    let named = |w: usize| same_paragraph(w) && is_name_word(word(w));
    if word(by) != "by" || !same_paragraph(by) || !named(by + 1) {
        return None;
    }
    let linked = |w: usize| LINKING.contains(&word(w)) && named(w + 1);
    let joins = |w: usize| match word(w) {
        // "J. K. van Bell", not "… by Ann Bell. The …"
        "." => word(w - 1).chars().count() == 1 && (named(w + 1) || linked(w + 1)),
        "and" | "-" => named(w + 1),
        _ => linked(w),
    };
    let mut end = by + 2;
    while named(end) || joins(end) {
        end += 1;
    }
    // Not "“poor” by European standards" nor "by Bell's account".
    let next = word(end);
    let ends = !same_paragraph(end)
        || is_preposition(next)
        || is_calendar_word(&next.to_lowercase())
        || GOES_ON.contains(&next)
        || !(next.starts_with(char::is_alphanumeric) || matches!(next, "'" | "’"));
    ends.then_some(by + 1..end)
}

/// True for a capitalised word that is no day or month.
fn is_name_word(word: &str) -> bool {
    is_capitalised(word) && !is_calendar_word(&word.to_lowercase())
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

    #[test]
    fn the_one_who_is_recorded() {
        let recorded = |text: &str| {
            let words = Words::in_tests(text);
            let end = text.find("of ")? + "of".len();
            let cue = words.inside(Span::new(text.find("ends")?, end));
            let (name, from) = recorded(text, &words, &cue)?;
            assert_eq!(words.word(text, from - 1), "saying", "{text}");
            Some(words.span(name).slice(text).to_owned())
        };
        let ad = "The ad ends with footage of Gov. Ann Bell saying “No.”";
        assert_eq!(recorded(ad).as_deref(), Some("Gov. Ann Bell"));
        for text in [
            "It ends with footage of the governor saying “No.”",
            "It ends in praise of Ann Bell saying “No.”",
            "It ends with footage of Ann Bell",
            "It ends with footage of\nAnn Bell saying “No.”",
        ] {
            assert_eq!(recorded(text), None, "{text}");
        }
    }

    #[test]
    fn the_one_by_whom_it_is() {
        let authored = |text: &str| {
            let words = Words::in_tests(text);
            let (start, end) = (text.find('“')? + '“'.len_utf8(), text.find('”')?);
            let name = authored(text, &words, &words.inside(Span::new(start, end)))?;
            Some(words.span(name).slice(text).to_owned())
        };
        for (text, names) in [
            ("It was called “a waste” by Ann Bell on Monday", "Ann Bell"),
            ("It was called “a waste” by Ann Bell Monday", "Ann Bell"),
            (
                "“Of Bridges” by Ann Bell and Tom Reyes. The",
                "Ann Bell and Tom Reyes",
            ),
            ("“Of Bridges” by J. K. van Bell, who", "J. K. van Bell"),
            ("“Of Bridges” by Ann Bell. The", "Ann Bell"),
        ] {
            assert_eq!(authored(text).as_deref(), Some(names), "{text}");
        }
        for text in [
            "“Done” by Monday",
            "“Poor” by European standards",
            "“Done” by Ann Bell's account",
            "“Done” by the sea",
            "“Done” by",
            "“Done”\nby Ann Bell",
            "“Done” said Ann Bell",
        ] {
            assert_eq!(authored(text), None, "{text}");
        }
    }

    #[test]
    fn the_one_whose_claim_it_is() {
        let claimed = |text: &str| {
            let words = Words::in_tests(text);
            let start = text.find("that").expect("is in the text");
            let mut found = Vec::new();
            for from in [start, start + 5] {
                let content = words.inside(Span::new(from, text.len()));
                let name = claimed(text, &words, &content);
                found.push(name.map(|name| words.span(name).slice(text).to_owned()));
            }
            assert_eq!(found[0], found[1], "with the that and without");
            found.pop().flatten()
        };
        assert_eq!(
            claimed("It checked Ann Bell’s claim that “all is well”").as_deref(),
            Some("Ann Bell’s")
        );
        assert_eq!(
            claimed("Bell's earlier warnings that it rains").as_deref(),
            Some("Bell's")
        );
        for text in [
            "It checked the claim that all is well",
            "It checked her claim that all is well",
            "Bell's house that burned",
            "It says that all is well",
            "There's a suggestion that all is well",
            "Monday's warning that all is well",
        ] {
            assert_eq!(claimed(text), None, "{text}");
        }
    }
}

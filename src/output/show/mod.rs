//! An article on the terminal, with its quotations marked.
//!
//! With colours, the content of a quotation has the colour of its speaker, the mention of the
//! speaker is underlined in the same colour, the cue is dim. Without, pieces of content stand in
//! «brackets». Either way a tag such as `[2 Rex Tillerson]` follows the quotation's last piece: its
//! `id` in the record, and who said it. The speakers are listed below.
//!
//! What is added stands between the characters of the text, which are otherwise all there. The one
//! exception: with colours, control characters of the text are replaced, since the terminal would
//! obey them.

#[cfg(test)]
pub(super) mod example;
mod legend;
mod marks;
mod paint;

use self::legend::Legend;
use self::marks::Marks;
use super::record::Record;

/// The text of an article with the quotations of its record marked, and the list of speakers.
pub fn show(text: &str, record: &Record, colours: bool) -> String {
    let legend = Legend::of(record);
    let marks = Marks::of(text, record);
    let mut shown = paint::paint(text, &marks, &legend, colours);
    if !shown.ends_with('\n') {
        shown.push('\n');
    }
    shown.push('\n');
    shown.push_str(&legend.list(colours));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours() {
        let (text, record) = example::article();
        let expected = "\
“«It is over,»” said mayor Ann Bell. “«We go.»” [0 Ann Bell]
The river, «he thought «it was “low”»» [2 ?] [1 Critics], may rise.

Ann Bell, mayor: 1 quotation
Critics: 1 quotation
speaker not told: 1 quotation
";
        assert_eq!(show(text, &record, false), expected);
    }

    #[test]
    fn with_colours_only_escapes_and_tags_are_added() {
        let (text, record) = example::article();
        let shown = show(text, &record, true);
        let (article, legend) = shown.split_once("\n\n").expect("a legend below");
        let mut plain = String::new();
        let mut rest = article;
        while let Some((before, after)) = rest.split_once('\x1b') {
            plain.push_str(before);
            rest = after.split_once('m').expect("an escape sequence").1;
        }
        plain.push_str(rest);
        let untagged = [" [0 Ann Bell]", " [1 Critics]", " [2 ?]"]
            .iter()
            .fold(plain, |plain, tag| plain.replacen(tag, "", 1));
        assert_eq!(untagged, text.trim_end());
        assert!(article.starts_with(
            "“\x1b[36mIt is over,\x1b[0m” \x1b[2msaid\x1b[0m mayor \x1b[36;4mAnn Bell\x1b[0m. "
        ));
        assert!(legend.starts_with("\x1b[36m■ Ann Bell\x1b[0m, mayor: 1 quotation\n"));
    }

    #[test]
    fn no_colour_goes_over_the_end_of_a_line() {
        let (_, mut record) = example::article();
        record.quotes.truncate(1);
        record.quotes[0].spans = vec![[0, 4]];
        record.quotes[0].cue = None;
        if let Some(speaker) = &mut record.quotes[0].speaker {
            speaker.spans.clear();
        }
        let shown = show("a\nb\x1bc", &record, true);
        let expected =
            "\x1b[36ma\x1b[0m\n\x1b[36mb\u{fffd}\x1b[0m\x1b[36;2m [0 Ann Bell]\x1b[0mc\n\n";
        assert!(shown.starts_with(expected), "{shown:?}");
        assert!(show("a\nb\x1bc", &record, false).starts_with("«a\nb\x1b» [0 Ann Bell]c\n"));
    }

    #[test]
    fn spans_that_do_not_fit_the_text_are_left_out() {
        let (_, record) = example::article();
        assert!(show("“It", &record, false).starts_with("“It\n\n"));
        assert!(show("", &record, false).starts_with("\n\n"));
    }

    #[test]
    fn nothing_is_listed_where_nobody_speaks() {
        let (text, mut record) = example::article();
        record.quotes.clear();
        assert_eq!(
            show(text, &record, true),
            format!("{text}\nno quotations\n")
        );
    }
}

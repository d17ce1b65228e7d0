//! One flat JSON line a quotation, for those who load them into a table.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::json_lines::{JsonLines, RecordSink};
use super::record::{MentionForm, Record, RecordQuote, RecordSpan, SpeakerKind};
use crate::text::{OffsetUnit, QuotationType};

/// A quotation with all that is said of it in one row. Every row has every column; what is not
/// known is null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlatQuote {
    /// The article's id.
    pub article_id: String,
    /// The file that the article came from, `-` for standard input.
    pub path: String,
    /// Line in it, counted from one; null where the whole file is the article.
    pub line: Option<u64>,
    /// The article's headline.
    pub title: Option<String>,
    /// The article's date, as the input had it.
    pub published: Option<String>,
    /// The article's address.
    pub url: Option<String>,
    /// The quotation's number within the article, from 0.
    pub quote_id: usize,
    /// direct, mixed or indirect.
    #[serde(rename = "type")]
    pub kind: QuotationType,
    /// The pieces of the content joined by one space.
    pub text: String,
    /// The pieces of the content.
    pub spans: Vec<RecordSpan>,
    /// Where the first piece begins.
    pub start: Option<usize>,
    /// Where the last piece ends.
    pub end: Option<usize>,
    /// The words that report the speech.
    pub cue: Option<String>,
    /// Who said it, by the fullest name that the article gives.
    pub speaker: Option<String>,
    /// person, organization, group or unnamed.
    pub speaker_kind: Option<SpeakerKind>,
    /// The words of the text that name the speaker of this quotation.
    pub mention: Option<String>,
    /// name, pronoun, description or none.
    pub mention_form: Option<MentionForm>,
    /// The speaker's title or description.
    pub role: Option<String>,
    /// Probability, 0 to 1, that content and speaker are right.
    pub confidence: f64,
    /// What `spans`, `start` and `end` count.
    pub offset_unit: OffsetUnit,
}

/// The rows of a record, one a quotation.
pub fn flat(record: &Record) -> impl Iterator<Item = FlatQuote> {
    record.quotes.iter().map(move |quote| row(record, quote))
}

fn row(record: &Record, quote: &RecordQuote) -> FlatQuote {
    let speaker = quote.speaker.as_ref();
    FlatQuote {
        article_id: record.id.clone(),
        path: record.source.path.clone(),
        line: record.source.line,
        title: record.title.clone(),
        published: record.published.clone(),
        url: record.url.clone(),
        quote_id: quote.id,
        kind: quote.kind,
        text: quote.text.clone(),
        spans: quote.spans.clone(),
        start: quote.spans.first().map(|span| span[0]),
        end: quote.spans.last().map(|span| span[1]),
        cue: quote.cue.as_ref().map(|cue| cue.text.clone()),
        speaker: speaker.and_then(|s| s.name.clone()),
        speaker_kind: speaker.map(|s| s.kind),
        mention: speaker.and_then(|s| s.mention.clone()),
        mention_form: speaker.map(|s| s.mention_form),
        role: speaker.and_then(|s| s.role.clone()),
        confidence: quote.confidence,
        offset_unit: record.offset_unit,
    }
}

/// Writes the rows of records as JSON Lines. An article without quotations leaves no line.
#[derive(Debug)]
pub struct FlatLines<W>(JsonLines<W>);

impl<W: Write> FlatLines<W> {
    /// Lines into `out`.
    pub fn new(out: W) -> Self {
        FlatLines(JsonLines::new(out))
    }

    /// What the lines went into.
    pub fn into_inner(self) -> W {
        self.0.into_inner()
    }
}

impl<W: Write> RecordSink for FlatLines<W> {
    fn write(&mut self, record: &Record) -> io::Result<()> {
        self.0.lines(flat(record))
    }
}

#[cfg(test)]
mod tests {
    use super::super::show::example;
    use super::*;

    #[test]
    fn a_line_a_quotation() {
        let (_, record) = example::article();
        let mut lines = FlatLines::new(Vec::new());
        lines.write(&record).expect("written");
        let written = String::from_utf8(lines.into_inner()).expect("UTF-8");
        let first = concat!(
            r#"{"article_id":"talks","path":"talks.txt","line":null,"title":null,"published":null,"#,
            r#""url":null,"quote_id":0,"type":"direct","text":"It is over, We go.","#,
            r#""spans":[[1,12],[36,42]],"start":1,"end":42,"cue":"said","speaker":"Ann Bell","#,
            r#""speaker_kind":"person","mention":"Ann Bell","mention_form":"name","#,
            r#""role":"mayor","confidence":0.9,"offset_unit":"codepoint"}"#,
        );
        assert_eq!(written.lines().next(), Some(first));
        assert_eq!(written.lines().count(), 3);
        let rows: Vec<FlatQuote> = written
            .lines()
            .map(|line| serde_json::from_str(line).expect("a row"))
            .collect();
        assert!(rows.iter().cloned().eq(flat(&record)));
        assert_eq!(rows[2].speaker, None);
        assert_eq!(rows[2].mention_form, None);
    }

    #[test]
    fn no_line_without_quotations() {
        let (_, mut record) = example::article();
        record.quotes.clear();
        let mut lines = FlatLines::new(Vec::new());
        lines.write(&record).expect("written");
        assert!(lines.into_inner().is_empty());
    }
}

//! An article for tests, with pieces, a quotation inside another, and one that nobody said.

use super::super::record::{
    MentionForm, Record, RecordCue, RecordQuote, RecordSource, RecordSpeaker, SCHEMA, SpeakerKind,
};
use crate::text::{OffsetUnit, QuotationType};

const TEXT: &str = "“It is over,” said mayor Ann Bell. “We go.”
The river, he thought it was “low”, may rise.
";

/// A text and its record.
pub(in crate::output) fn article() -> (&'static str, Record) {
    let record = Record {
        schema: SCHEMA,
        id: "talks".into(),
        source: RecordSource {
            path: "talks.txt".into(),
            line: None,
        },
        title: None,
        published: None,
        url: None,
        text_sha256: String::new(),
        supersedes: None,
        offset_unit: OffsetUnit::Codepoint,
        model: "none".into(),
        quotes: vec![
            RecordQuote {
                id: 0,
                kind: QuotationType::Direct,
                text: "It is over, We go.".into(),
                spans: vec![[1, 12], [36, 42]],
                cue: Some(RecordCue {
                    text: "said".into(),
                    spans: vec![[14, 18]],
                }),
                speaker: Some(RecordSpeaker {
                    name: Some("Ann Bell".into()),
                    names: None,
                    kind: SpeakerKind::Person,
                    entity: Some(0),
                    mention: Some("Ann Bell".into()),
                    mention_form: MentionForm::Name,
                    spans: vec![[25, 33]],
                    role: Some("mayor".into()),
                }),
                confidence: 0.9,
            },
            quote(1, [55, 78], Some("Critics")),
            quote(2, [66, 78], None),
        ],
        entities: Vec::new(),
    };
    (TEXT, record)
}

fn quote(id: usize, span: [usize; 2], speaker: Option<&str>) -> RecordQuote {
    RecordQuote {
        id,
        kind: QuotationType::Mixed,
        text: TEXT.chars().skip(span[0]).take(span[1] - span[0]).collect(),
        spans: vec![span],
        cue: None,
        speaker: speaker.map(|name| RecordSpeaker {
            name: Some(name.into()),
            names: None,
            kind: SpeakerKind::Group,
            entity: None,
            mention: None,
            mention_form: MentionForm::None,
            spans: Vec::new(),
            role: None,
        }),
        confidence: 0.5,
    }
}

//! Gold as a system would have written it.

use crate::gold::{GoldArticle, GoldQuotation, GoldSpeakerKind};
use crate::output::record::{
    MentionForm, Record, RecordCue, RecordQuote, RecordSource, RecordSpan, RecordSpeaker, SCHEMA,
    SpeakerKind,
};
use crate::output::sha256_hex;
use crate::text::{OffsetUnit, Offsets, Span, join};

use super::form::SourceForm;

/// The records of a system that gets everything right, in gold's order.
pub fn records_from_gold(gold: &[GoldArticle], unit: OffsetUnit) -> Vec<Record> {
    gold.iter()
        .map(|article| record_from_gold(article, unit))
        .collect()
}

/// The record of such a system of one article.
pub fn record_from_gold(article: &GoldArticle, unit: OffsetUnit) -> Record {
    let offsets = Offsets::new(&article.text, unit);
    let quotes = article.quotations.iter().enumerate();
    Record {
        schema: SCHEMA,
        id: article.id.clone(),
        source: RecordSource {
            path: "gold".to_owned(),
            line: None,
        },
        title: None,
        published: None,
        url: None,
        text_sha256: sha256_hex(article.text.as_bytes()),
        supersedes: None,
        offset_unit: unit,
        model: "gold".to_owned(),
        quotes: quotes
            .map(|(id, gold)| quote(id, &article.text, &offsets, gold))
            .collect(),
        entities: Vec::new(),
    }
}

fn quote(id: usize, text: &str, offsets: &Offsets, gold: &GoldQuotation) -> RecordQuote {
    let out = |spans: &[Span]| -> Vec<RecordSpan> {
        spans.iter().map(|span| offsets.from_span(*span)).collect()
    };
    RecordQuote {
        id,
        kind: gold.kind,
        text: join(text, &gold.content),
        spans: out(&gold.content),
        cue: (!gold.cue.is_empty()).then(|| RecordCue {
            text: join(text, &gold.cue),
            spans: out(&gold.cue),
        }),
        speaker: speaker(text, gold, out(&gold.source)),
        confidence: 1.0,
    }
}

fn speaker(text: &str, gold: &GoldQuotation, spans: Vec<RecordSpan>) -> Option<RecordSpeaker> {
    let names = &gold.speaker.names;
    if spans.is_empty() && names.is_empty() {
        return None;
    }
    let kind = match gold.speaker.kind {
        Some(GoldSpeakerKind::Person) => SpeakerKind::Person,
        Some(GoldSpeakerKind::Organization) => SpeakerKind::Organization,
        Some(GoldSpeakerKind::Group) => SpeakerKind::Group,
        Some(GoldSpeakerKind::Unnamed | GoldSpeakerKind::None) | None => SpeakerKind::Unnamed,
    };
    let mention_form = match SourceForm::of(text, &gold.source, names) {
        SourceForm::FullName | SourceForm::PartOfName => MentionForm::Name,
        SourceForm::Pronoun => MentionForm::Pronoun,
        SourceForm::Description => MentionForm::Description,
        SourceForm::None => MentionForm::None,
    };
    Some(RecordSpeaker {
        name: (!names.is_empty()).then(|| names.join(" and ")),
        names: (names.len() > 1).then(|| names.clone()),
        kind,
        entity: None,
        mention: (!spans.is_empty()).then(|| join(text, &gold.source)),
        mention_form,
        spans,
        role: None,
    })
}

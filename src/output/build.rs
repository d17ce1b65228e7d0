//! Quotations and speakers → the record.

use super::record::{
    MentionForm, Record, RecordCue, RecordEntity, RecordQuote, RecordSource, RecordSpan,
    RecordSpeaker, SCHEMA, SpeakerKind,
};
use super::sha256_hex;
use crate::article::{Article, Place};
use crate::attribution::Quotation;
use crate::model::labels::NameKind;
use crate::speakers::{Form, Kind, Speaker, Speakers};
use crate::text::{OffsetUnit, Offsets, Span, join};

/// A quotation with its confidence (0 to 1), on its way into a record.
pub struct Judged<'a> {
    /// The quotation.
    pub quotation: &'a Quotation,
    /// Who said it.
    pub speaker: Option<&'a Speaker>,
    /// Calibrated probability that content and speaker are right.
    pub confidence: f64,
}

impl From<&Place> for RecordSource {
    fn from(place: &Place) -> Self {
        RecordSource {
            path: place.path.clone(),
            line: place.line,
        }
    }
}

/// The record of an article. Only entities that speak are listed, numbered anew in the order in
/// which the article names them.
pub fn record(
    article: &Article,
    judged: &[Judged],
    speakers: &Speakers,
    unit: OffsetUnit,
    model: &str,
) -> Record {
    let builder = Builder {
        text: &article.text,
        offsets: Offsets::new(&article.text, unit),
        speakers,
        numbers: numbers(judged),
    };
    Record {
        schema: SCHEMA,
        id: article.id.clone(),
        source: RecordSource::from(&article.place),
        title: article.title.clone(),
        published: article.published.clone(),
        url: article.url.clone(),
        text_sha256: sha256_hex(article.text.as_bytes()),
        supersedes: None,
        offset_unit: unit,
        model: model.to_owned(),
        quotes: judged
            .iter()
            .enumerate()
            .map(|(id, j)| builder.quote(id, j))
            .collect(),
        entities: builder.entities(),
    }
}

/// The entities that speak; its index is the record's number of an entity.
fn numbers(judged: &[Judged]) -> Vec<usize> {
    let speaking = judged.iter().filter_map(|j| j.speaker);
    let mut numbers: Vec<usize> = speaking.flat_map(|s| s.entities.iter().copied()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

struct Builder<'a> {
    text: &'a str,
    offsets: Offsets,
    speakers: &'a Speakers,
    numbers: Vec<usize>,
}

impl Builder<'_> {
    fn spans(&self, spans: &[Span]) -> Vec<RecordSpan> {
        spans.iter().map(|s| self.offsets.from_span(*s)).collect()
    }

    fn quote(&self, id: usize, judged: &Judged) -> RecordQuote {
        let quotation = judged.quotation;
        RecordQuote {
            id,
            kind: quotation.kind,
            text: join(self.text, &quotation.content),
            spans: self.spans(&quotation.content),
            cue: quotation.cue.map(|cue| RecordCue {
                text: cue.slice(self.text).to_owned(),
                spans: self.spans(&[cue]),
            }),
            speaker: self.speaker(judged),
            confidence: (judged.confidence * 1e4).round() / 1e4,
        }
    }

    fn speaker(&self, judged: &Judged) -> Option<RecordSpeaker> {
        let mention = judged.quotation.source.as_ref().map(|m| m.span);
        let Some(speaker) = judged.speaker else {
            // A mention of whom nobody knows whom it means is still told.
            return mention.map(|mention| RecordSpeaker {
                name: None,
                names: None,
                kind: SpeakerKind::Unnamed,
                entity: None,
                mention: Some(mention.slice(self.text).to_owned()),
                mention_form: MentionForm::Pronoun,
                spans: self.spans(&[mention]),
                role: None,
            });
        };
        let entities = || {
            speaker
                .entities
                .iter()
                .filter_map(|&e| self.speakers.entities.all.get(e))
        };
        let several = speaker.entities.len() > 1;
        let first = speaker.entities.first();
        Some(RecordSpeaker {
            name: speaker.name.clone(),
            names: several.then(|| entities().map(|e| e.name.clone()).collect()),
            kind: kind(speaker.kind),
            entity: first.and_then(|e| self.numbers.binary_search(e).ok()),
            mention: mention.map(|m| m.slice(self.text).to_owned()),
            mention_form: form(speaker.form),
            spans: mention.map(|m| self.spans(&[m])).unwrap_or_default(),
            role: entities().next().and_then(|e| e.role.clone()),
        })
    }

    fn entities(&self) -> Vec<RecordEntity> {
        let known = &self.speakers.entities.all;
        let speaking = self.numbers.iter().filter_map(|&e| known.get(e));
        speaking
            .enumerate()
            .map(|(id, entity)| {
                let spans: Vec<Span> = entity
                    .mentions
                    .iter()
                    .filter_map(|&m| self.speakers.names.get(m))
                    .map(|name| name.span)
                    .collect();
                let mut aliases: Vec<String> = Vec::new();
                for span in &spans {
                    let form = span.slice(self.text);
                    if form != entity.name && !aliases.iter().any(|a| a == form) {
                        aliases.push(form.to_owned());
                    }
                }
                RecordEntity {
                    id,
                    name: entity.name.clone(),
                    kind: match entity.kind {
                        NameKind::Person => SpeakerKind::Person,
                        NameKind::Organization => SpeakerKind::Organization,
                    },
                    role: entity.role.clone(),
                    aliases,
                    mentions: self.spans(&spans),
                }
            })
            .collect()
    }
}

fn kind(kind: Kind) -> SpeakerKind {
    match kind {
        Kind::Person => SpeakerKind::Person,
        Kind::Organization => SpeakerKind::Organization,
        Kind::Group => SpeakerKind::Group,
        Kind::Unnamed => SpeakerKind::Unnamed,
    }
}

fn form(form: Form) -> MentionForm {
    match form {
        Form::Name => MentionForm::Name,
        Form::Pronoun => MentionForm::Pronoun,
        Form::Description => MentionForm::Description,
        Form::None => MentionForm::None,
    }
}

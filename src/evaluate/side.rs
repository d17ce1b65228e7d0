//! One side of a comparison: the quotations of an article as gold, a system or an annotator has
//! them, in the one form that everything is counted from.

use super::EvaluateError;
use super::characters::{CharacterSet, Characters};
use crate::gold::{GoldArticle, GoldQuotation, GoldSpeaker, GoldSpeakerKind};
use crate::output::record::{Record, RecordQuote, RecordSpan, SpeakerKind};
use crate::output::sha256_hex;
use crate::speakers::names::name_key;
use crate::text::{Offsets, QuotationType, Span, Stretch, stretches};

/// What is computed once of an article's text for both sides.
pub(super) struct Ground<'t> {
    pub text: &'t str,
    pub characters: Characters,
    pub stretches: Vec<Stretch>,
}

impl<'t> Ground<'t> {
    pub fn new(text: &'t str) -> Self {
        Ground {
            text,
            characters: Characters::new(text),
            stretches: stretches(text),
        }
    }
}

/// A quotation to compare.
#[derive(Clone, Debug)]
pub(super) struct Quotation {
    /// Computed from the text, whatever the file says.
    pub kind: QuotationType,
    pub content_spans: Vec<Span>,
    pub content: CharacterSet,
    pub source_spans: Vec<Span>,
    /// Empty where there is no source, or none with a letter or digit in it.
    pub source: CharacterSet,
    pub cue_spans: Vec<Span>,
    /// The speakers' names.
    pub names: Vec<String>,
    /// The names as they are compared.
    pub keys: Vec<Vec<String>>,
    /// True for gold quotations of kind person without doubt: those whose speaker is judged.
    pub person: bool,
    /// What the speaker is; nothing where gold cannot tell or was in doubt.
    pub speaker_kind: Option<SpeakerKind>,
    /// What the system says the chances are.
    pub confidence: Option<f64>,
}

impl Quotation {
    /// True for direct and mixed.
    pub fn is_quoted(&self) -> bool {
        self.kind != QuotationType::Indirect
    }

    pub fn has_source(&self) -> bool {
        !self.source.is_empty()
    }

    fn new(ground: &Ground, content: Vec<Span>, source: Vec<Span>, cue: Vec<Span>) -> Self {
        Quotation {
            kind: QuotationType::of(ground.text, &content, &ground.stretches),
            content: ground.characters.set(&content),
            source: ground.characters.set(&source),
            content_spans: content,
            source_spans: source,
            cue_spans: cue,
            names: Vec::new(),
            keys: Vec::new(),
            person: false,
            speaker_kind: None,
            confidence: None,
        }
    }

    fn spoken_by(mut self, names: Vec<String>) -> Self {
        self.keys = names.iter().map(|name| name_key(name)).collect();
        self.names = names;
        self
    }
}

/// The quotations of gold, or of an annotator. One without a letter or digit can be matched by
/// nothing and is left out, on both sides.
pub(super) fn gold_side(ground: &Ground, quotations: &[GoldQuotation]) -> Vec<Quotation> {
    let all = quotations.iter().map(|gold| {
        let mut quotation = Quotation::new(
            ground,
            gold.content.clone(),
            gold.source.clone(),
            gold.cue.clone(),
        )
        .spoken_by(gold.speaker.names.clone());
        quotation.person = gold.speaker.kind == Some(GoldSpeakerKind::Person)
            && !gold.speaker.doubt
            && !gold.speaker.names.is_empty();
        quotation.speaker_kind = kind_of(&gold.speaker);
        quotation
    });
    all.filter(|quotation| !quotation.content.is_empty())
        .collect()
}

/// What a gold speaker is, as records have it.
fn kind_of(speaker: &GoldSpeaker) -> Option<SpeakerKind> {
    match speaker.kind.filter(|_| !speaker.doubt)? {
        GoldSpeakerKind::Person => Some(SpeakerKind::Person),
        GoldSpeakerKind::Organization => Some(SpeakerKind::Organization),
        GoldSpeakerKind::Group => Some(SpeakerKind::Group),
        GoldSpeakerKind::Unnamed => Some(SpeakerKind::Unnamed),
        GoldSpeakerKind::None => None,
    }
}

/// The quotations of a record.
///
/// # Errors
/// Where the record was made from another text, or a span of it does not fit the text.
pub(super) fn record_side(
    ground: &Ground,
    article: &GoldArticle,
    record: &Record,
) -> Result<Vec<Quotation>, EvaluateError> {
    if !record
        .text_sha256
        .eq_ignore_ascii_case(&sha256_hex(article.text.as_bytes()))
    {
        return Err(EvaluateError::OtherText {
            id: article.id.clone(),
        });
    }
    let offsets = Offsets::new(ground.text, record.offset_unit);
    let mut side = Vec::with_capacity(record.quotes.len());
    for quote in &record.quotes {
        let quotation =
            from_quote(ground, &offsets, quote).map_err(|span| EvaluateError::SpanOutside {
                id: article.id.clone(),
                quote: quote.id,
                start: span[0],
                end: span[1],
            })?;
        if !quotation.content.is_empty() {
            side.push(quotation);
        }
    }
    Ok(side)
}

fn from_quote(
    ground: &Ground,
    offsets: &Offsets,
    quote: &RecordQuote,
) -> Result<Quotation, RecordSpan> {
    let spans = |raw: &[RecordSpan]| in_bytes(ground.text, offsets, raw);
    let content = spans(&quote.spans)?;
    let cue = match &quote.cue {
        Some(cue) => spans(&cue.spans)?,
        None => Vec::new(),
    };
    let (source, names) = match &quote.speaker {
        None => (Vec::new(), Vec::new()),
        Some(speaker) => {
            let names = match (&speaker.names, &speaker.name) {
                (Some(names), _) if !names.is_empty() => names.clone(),
                (_, Some(name)) => vec![name.clone()],
                (_, None) => Vec::new(),
            };
            (spans(&speaker.spans)?, names)
        }
    };
    let mut quotation = Quotation::new(ground, content, source, cue).spoken_by(names);
    quotation.confidence = Some(quote.confidence);
    quotation.speaker_kind = quote.speaker.as_ref().map(|speaker| speaker.kind);
    Ok(quotation)
}

/// Byte spans in reading order; the first one that does not fit, where there is one.
fn in_bytes(text: &str, offsets: &Offsets, raw: &[RecordSpan]) -> Result<Vec<Span>, RecordSpan> {
    let byte = |offset: usize| {
        offsets
            .to_byte(offset)
            .filter(|at| text.is_char_boundary(*at))
    };
    let mut spans = Vec::with_capacity(raw.len());
    for span in raw {
        match (byte(span[0]), byte(span[1])) {
            (Some(start), Some(end)) if start <= end => spans.push(Span::new(start, end)),
            _ => return Err(*span),
        }
    }
    spans.sort();
    Ok(spans)
}

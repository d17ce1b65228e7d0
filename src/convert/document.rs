//! An article with its quotations, in no one's form.

use crate::article::Place;
use crate::gold::{GoldArticle, GoldQuotation, GoldSpeaker};
use crate::text::{QuotationType, Span, stretches};

use super::losses::Loss;

/// An article with its quotations.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its name.
    pub id: String,
    /// The text that all spans are of.
    pub text: String,
    /// The quotations, in the input's order.
    pub quotes: Vec<Quote>,
    /// Who marked them, where the input tells.
    pub annotator: Option<String>,
    /// Where it came from.
    pub place: Place,
    /// Headline, where the input had one beside the text.
    pub title: Option<String>,
    /// Date, as the input had it.
    pub published: Option<String>,
    /// Address, as the input had it.
    pub url: Option<String>,
    /// Who and what is named in it, as far as the input tells.
    pub entities: Vec<Entity>,
}

/// A quotation, with what only systems tell of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Its spans, type and speaker.
    pub gold: GoldQuotation,
    /// The speaker's title or description.
    pub role: Option<String>,
    /// Probability, 0 to 1, that it is right.
    pub confidence: Option<f64>,
}

/// Mentions that stand for the same person or thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its fullest name; where the input has none, the words of its longest mention.
    pub name: String,
    /// Where it is named, in bytes of the text.
    pub mentions: Vec<Span>,
}

impl Quote {
    /// A quotation of which only the spans are known. [`Document::new`] computes its type.
    pub fn new(content: Vec<Span>, source: Vec<Span>, cue: Vec<Span>) -> Self {
        Quote {
            gold: GoldQuotation {
                kind: QuotationType::Indirect,
                content,
                source,
                cue,
                speaker: GoldSpeaker::default(),
            },
            role: None,
            confidence: None,
        }
    }
}

impl Document {
    /// A document; the types of its quotations are computed from the text.
    pub fn new(id: String, text: String, place: Place, mut quotes: Vec<Quote>) -> Self {
        let stretches = stretches(&text);
        for quote in &mut quotes {
            quote.gold.kind = QuotationType::of(&text, &quote.gold.content, &stretches);
        }
        Document {
            id,
            text,
            quotes,
            annotator: None,
            place,
            title: None,
            published: None,
            url: None,
            entities: Vec::new(),
        }
    }

    /// A gold article, from `place`.
    pub fn from_gold(article: GoldArticle, place: Place) -> Self {
        let quotes = article.quotations.into_iter().map(|gold| Quote {
            gold,
            role: None,
            confidence: None,
        });
        Self::new(article.id, article.text, place, quotes.collect())
    }

    /// What gold keeps of it.
    pub fn to_gold(&self) -> GoldArticle {
        GoldArticle {
            id: self.id.clone(),
            text: self.text.clone(),
            quotations: self.quotes.iter().map(|quote| quote.gold.clone()).collect(),
        }
    }

    /// How many things of this kind the document has.
    pub(super) fn count(&self, loss: Loss) -> usize {
        let quotes = |has: &dyn Fn(&Quote) -> bool| self.quotes.iter().filter(|q| has(q)).count();
        match loss {
            Loss::Texts | Loss::WhiteSpace | Loss::Ids => 1,
            Loss::Metadata => [&self.title, &self.published, &self.url]
                .into_iter()
                .flatten()
                .count(),
            Loss::Annotators => usize::from(self.annotator.is_some()),
            Loss::Entities | Loss::EntityNames => self.entities.len(),
            Loss::Cues => quotes(&|q| !q.gold.cue.is_empty()),
            Loss::NoCues => quotes(&|q| q.gold.cue.is_empty()),
            Loss::CuePieces => quotes(&|q| q.gold.cue.len() > 1),
            Loss::Mentions => quotes(&|q| !q.gold.source.is_empty()),
            Loss::MentionPieces => quotes(&|q| q.gold.source.len() > 1),
            Loss::ContentPieces => quotes(&|q| q.gold.content.len() > 1),
            Loss::Speakers => quotes(&|q| !q.gold.speaker.names.is_empty()),
            Loss::SpeakerKinds => quotes(&|q| q.gold.speaker.kind.is_some()),
            Loss::Doubts => quotes(&|q| q.gold.speaker.doubt),
            Loss::FurtherNames => self
                .quotes
                .iter()
                .map(|q| q.gold.speaker.names.len().saturating_sub(1))
                .sum(),
            Loss::Roles => quotes(&|q| q.role.is_some()),
            Loss::Confidences => quotes(&|q| q.confidence.is_some()),
            Loss::Indirect => quotes(&|q| q.gold.kind == QuotationType::Indirect),
            Loss::Mixed => quotes(&|q| q.gold.kind == QuotationType::Mixed),
            // Known only where the writing or reading is done.
            Loss::Unasked
            | Loss::Overlapping
            | Loss::Bounds
            | Loss::OverlappingPieces
            | Loss::UnusedSpans
            | Loss::NoSpeakerThere
            | Loss::Articles
            | Loss::OtherAnnotations
            | Loss::Unannotated
            | Loss::OtherAnnotators => 0,
        }
    }
}

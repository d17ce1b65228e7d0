//! What must hold whatever the bytes are. The fuzz targets call these, and so does
//! `tests/any_bytes.rs`, with seeds and a few thousand inputs of chance.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use whosaid::archive::Ledger;
use whosaid::article::{Article, Articles, Format, ReadOptions};
use whosaid::model::encoder::{Encoder, EncoderError, PointerRows, WindowInput, WindowScores};
use whosaid::model::labels::{NAME_LABELS, PART_LABELS};
use whosaid::model::windows::WindowShape;
use whosaid::model::wordpieces::Tokenizer;
use whosaid::output::record::RecordSpan;
use whosaid::pipeline::{ExtractOptions, Pipeline};
use whosaid::speakers::names::{name_key, occurrences, same_key, words_of};
use whosaid::text::{OffsetUnit, Span, paragraphs, stretches};

/// Stretches between quotation marks and paragraphs lie in the text, in order.
pub fn marks(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut last = 0;
    for stretch in stretches(&text) {
        assert!(stretch.inner.slice(&text).len() <= stretch.outer.slice(&text).len());
        assert!(stretch.outer.start >= last && stretch.outer.contains(&stretch.inner));
        last = stretch.outer.end;
    }
    let mut last = 0;
    for paragraph in paragraphs(&text) {
        assert!(paragraph.start >= last && !paragraph.slice(&text).is_empty());
        last = paragraph.end;
    }
}

/// Every line that is not blank is an article or an error; the numbers of lines grow.
pub fn json_lines(bytes: &[u8]) {
    let options = ReadOptions {
        stdin_format: Some(Format::JsonLines),
        max_article_bytes: 1000,
        ..ReadOptions::default()
    };
    let articles = Articles::from_reader(std::io::Cursor::new(bytes.to_vec()), options);
    let mut last = 0;
    for item in articles {
        let line = match item {
            Ok(article) => {
                assert!(!article.id.is_empty());
                article.place.line
            }
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.first_bytes.contains('\n'));
                error.place.line
            }
        };
        let line = line.expect("a line");
        assert!(line > last);
        last = line;
    }
}

/// What is read of a ledger is its beginning, which is read the same again.
pub fn ledger(bytes: &[u8]) {
    if let Ok(ledger) = Ledger::read(bytes) {
        assert!(ledger.whole <= bytes.len() && ledger.whole > 0);
        assert_eq!(bytes[ledger.whole - 1], b'\n');
        assert_eq!(Ledger::read(&bytes[..ledger.whole]).as_ref(), Ok(&ledger));
        let numbers: Vec<u64> = ledger.parts.iter().map(|part| part.part).collect();
        assert!(
            numbers
                .windows(2)
                .all(|pair| pair[0].checked_add(1) == Some(pair[1]))
        );
    }
}

/// A name is the same as itself, its words lie in the text, and so does where it occurs.
pub fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (name, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let _ = same_key(&name_key(name), &name_key(rest));
    if !name_key(name).is_empty() {
        assert!(same_key(&name_key(name), &name_key(name)), "{name:?}");
    }
    let words = words_of(rest, Span::new(0, rest.len()));
    for word in &words {
        assert!(!word.span.slice(rest).is_empty());
    }
    for span in occurrences(rest, &words, name) {
        assert!(!span.slice(rest).is_empty());
    }
}

/// Scores out of bytes, over and over: also such as no model gives.
struct Any(Arc<Mutex<Vec<u8>>>);

impl Encoder for Any {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stream = bytes.iter().cycle();
        let mut next = || match stream.next() {
            Some(255) => f32::NAN,
            Some(254) => f32::INFINITY,
            Some(253) => -1.0,
            Some(&byte) => f32::from(byte) / 252.0,
            None => 0.0,
        };
        let width = input.len();
        let mut pointers = || {
            let from: Vec<usize> = (0..width).filter(|_| next() > 0.5).collect();
            PointerRows {
                rows: (0..from.len() * width).map(|_| next()).collect(),
                from,
                width,
            }
        };
        let (source, cue, reference) = (pointers(), pointers(), pointers());
        let mut rows = || {
            (0..width)
                .map(|_| [(); PART_LABELS].map(|()| next()))
                .collect()
        };
        let parts = rows();
        let names = (0..width)
            .map(|_| [(); NAME_LABELS].map(|()| next()))
            .collect();
        Ok(WindowScores {
            parts,
            names,
            source,
            cue,
            reference,
        })
    }
}

static SCORES: LazyLock<Arc<Mutex<Vec<u8>>>> = LazyLock::new(Arc::default);

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let models = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let models = [models.join("models"), models.join("../models")];
    let tokenizer = models
        .iter()
        .find_map(|m| Tokenizer::load(&m.join("tokenizer.json")).ok());
    Pipeline::with_encoder(
        tokenizer.expect("the tokenizer"),
        Box::new(Any(Arc::clone(&SCORES))),
        // Small, so that short texts have several.
        WindowShape {
            length: 24,
            overlap: 8,
            slack: 4,
        },
        ExtractOptions {
            offsets: OffsetUnit::Byte,
            ..ExtractOptions::default()
        },
    )
});

/// Whatever the scores are, each span of the record slices to the words beside it.
pub fn decoding(bytes: &[u8]) {
    let (scores, text) = bytes.split_at(bytes.len() / 2);
    let text = String::from_utf8_lossy(text);
    *SCORES.lock().unwrap_or_else(PoisonError::into_inner) = scores.to_vec();
    let record = PIPELINE
        .analyze(&Article::new("a", text.clone()))
        .expect("a record");
    let joined = |spans: &[RecordSpan]| -> String {
        let slices: Vec<&str> = spans
            .iter()
            .map(|&[start, end]| &text[start..end])
            .collect();
        assert!(slices.iter().all(|slice| !slice.is_empty()));
        slices.join(" ")
    };
    for (number, quote) in record.quotes.iter().enumerate() {
        assert_eq!(quote.id, number);
        assert!(!quote.spans.is_empty());
        assert!(quote.spans.windows(2).all(|pair| pair[0][1] <= pair[1][0]));
        assert_eq!(joined(&quote.spans), quote.text);
        if let Some(cue) = &quote.cue {
            assert_eq!(joined(&cue.spans), cue.text);
        }
        if let Some(speaker) = &quote.speaker {
            if let Some(mention) = &speaker.mention {
                assert_eq!(&joined(&speaker.spans), mention);
            }
            assert!(speaker.entity.is_none_or(|e| e < record.entities.len()));
        }
    }
    for entity in &record.entities {
        joined(&entity.mentions);
    }
}

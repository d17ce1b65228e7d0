//! Reading gold, and telling every mistake in it at once.

use std::collections::HashMap;
use std::fmt;
use std::io::{BufRead, Lines};
use std::path::Path;

use serde::Deserialize;
use thiserror::Error;

use super::{GoldArticle, GoldQuotation, GoldSpeaker, GoldSpeakerKind};
use crate::text::{OffsetUnit, Offsets, QuotationType, Span};
use crate::unpack::{self, Unpacked};

/// Why gold could not be read.
#[derive(Debug, Error)]
pub enum GoldError {
    /// The file cannot be opened or is no UTF-8.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file holds things that cannot be right; nothing of it is used.
    #[error("{path}: {} mistakes\n{}", .mistakes.len(), listed(.mistakes))]
    Mistakes {
        /// The file.
        path: String,
        /// Each of them, in the order of the file.
        mistakes: Vec<Mistake>,
    },
}

/// One thing that cannot be right in a gold file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line of the file, counted from one.
    pub line: usize,
    /// The article's id, where it could be read.
    pub id: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(id) = &self.id {
            write!(f, " ({id})")?;
        }
        write!(f, ": {}", self.what)
    }
}

fn listed(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(|m| format!("  {m}")).collect();
    lines.join("\n")
}

/// An article as it stands in the file.
#[derive(Deserialize)]
struct RawArticle {
    id: String,
    text: String,
    quotes: Vec<RawQuotation>,
}

#[derive(Deserialize)]
struct RawQuotation {
    #[serde(rename = "type")]
    kind: QuotationType,
    content: Vec<[usize; 2]>,
    source: Option<Vec<[usize; 2]>>,
    cue: Option<Vec<[usize; 2]>>,
    #[serde(default)]
    speaker: Option<RawSpeaker>,
    #[serde(default)]
    speaker_kind: Option<GoldSpeakerKind>,
    #[serde(default)]
    speaker_doubt: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawSpeaker {
    One(String),
    Several(Vec<String>),
}

/// Reads a gold file, one article a line; `.gz` and `.zst` are unpacked.
///
/// # Errors
/// Every mistake of the file is told together: lines that are no article, spans outside the text,
/// empty spans, overlapping pieces, unknown types, an id that stands twice.
pub fn read_gold(path: &Path) -> Result<Vec<GoldArticle>, GoldError> {
    let mut lines = GoldLines::open(path)?;
    let articles = lines.by_ref().collect::<Result<_, _>>()?;
    lines.finish()?;
    Ok(articles)
}

/// The articles of a gold file, one after the other, for files that are larger than one wants to
/// hold. Mistakes are gathered on the way and told by [`GoldLines::finish`]: until then nothing that
/// was made of the articles is to be believed.
pub struct GoldLines {
    path: String,
    lines: Lines<Unpacked>,
    /// Number of the line read last.
    line: usize,
    /// Where each id stands.
    seen: HashMap<String, usize>,
    mistakes: Vec<Mistake>,
}

impl GoldLines {
    /// Opens a file, compressed or not.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, GoldError> {
        let shown = path.display().to_string();
        match unpack::open(path) {
            Ok(file) => Ok(GoldLines {
                path: shown,
                lines: file.lines(),
                line: 0,
                seen: HashMap::new(),
                mistakes: Vec::new(),
            }),
            Err(source) => Err(GoldError::Io {
                path: shown,
                source,
            }),
        }
    }

    /// What was wrong with the lines that were read.
    ///
    /// # Errors
    /// Every mistake of them together.
    pub fn finish(self) -> Result<(), GoldError> {
        if self.mistakes.is_empty() {
            Ok(())
        } else {
            Err(GoldError::Mistakes {
                path: self.path,
                mistakes: self.mistakes,
            })
        }
    }

    fn article(&mut self, line: &str) -> Option<GoldArticle> {
        let number = self.line;
        let mistake = |id: Option<&str>, what: String| Mistake {
            line: number,
            id: id.map(str::to_owned),
            what,
        };
        let mut wrong = Vec::new();
        let article = read_gold_line(line, &mut |id, what| wrong.push(mistake(id, what)));
        if let Some(article) = &article
            && let Some(first) = self.seen.insert(article.id.clone(), number)
        {
            let what = format!("the id stands already in line {first}");
            self.mistakes.push(mistake(Some(&article.id), what));
        }
        self.mistakes.append(&mut wrong);
        article
    }
}

impl Iterator for GoldLines {
    type Item = Result<GoldArticle, GoldError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.lines.next()? {
                Ok(line) => line,
                Err(source) => {
                    return Some(Err(GoldError::Io {
                        path: self.path.clone(),
                        source,
                    }));
                }
            };
            self.line += 1;
            if !line.trim().is_empty()
                && let Some(article) = self.article(&line)
            {
                return Some(Ok(article));
            }
        }
    }
}

/// The article of one line. All that is wrong with it is told, with its id where it could be read; the
/// article is then not to be used.
pub(crate) fn read_gold_line(
    line: &str,
    tell: &mut impl FnMut(Option<&str>, String),
) -> Option<GoldArticle> {
    match serde_json::from_str::<RawArticle>(line) {
        Ok(raw) => Some(checked(&raw, &mut |what| tell(Some(&raw.id), what))),
        Err(error) => {
            tell(None, format!("no gold article: {error}"));
            None
        }
    }
}

fn checked(raw: &RawArticle, tell: &mut impl FnMut(String)) -> GoldArticle {
    let offsets = Offsets::new(&raw.text, OffsetUnit::Codepoint);
    let mut quotations = Vec::with_capacity(raw.quotes.len());
    for (i, quote) in raw.quotes.iter().enumerate() {
        let marked = [
            Some(&*quote.content),
            quote.source.as_deref(),
            quote.cue.as_deref(),
        ];
        let [content, source, cue] = checked_parts(&offsets, i, marked, tell);
        let names = match &quote.speaker {
            None => Vec::new(),
            Some(RawSpeaker::One(name)) => vec![name.clone()],
            Some(RawSpeaker::Several(names)) => names.clone(),
        };
        quotations.push(GoldQuotation {
            kind: quote.kind,
            content,
            source,
            cue,
            speaker: GoldSpeaker {
                names,
                kind: quote.speaker_kind,
                doubt: quote.speaker_doubt,
            },
        });
    }
    GoldArticle {
        id: raw.id.clone(),
        text: raw.text.clone(),
        quotations,
    }
}

/// The byte spans of a quotation's content, source and cue; what is wrong with them is told, with the quotation's
/// number.
pub(crate) fn checked_parts(
    offsets: &Offsets,
    number: usize,
    marked: [Option<&[[usize; 2]]>; 3],
    tell: &mut impl FnMut(String),
) -> [Vec<Span>; 3] {
    let [content, source, cue] = marked.map(Option::unwrap_or_default);
    let mut spans = |part: &str, pieces: &[[usize; 2]]| {
        checked_spans(offsets, pieces, &mut |what| {
            tell(format!("quotation {number}, {part}: {what}"));
        })
    };
    let parts = [
        spans("content", content),
        spans("source", source),
        spans("cue", cue),
    ];
    if content.is_empty() {
        tell(format!("quotation {number}: no content"));
    }
    parts
}

/// The byte spans of a part's pieces, in reading order; what is wrong with them is told.
fn checked_spans(
    offsets: &Offsets,
    pieces: &[[usize; 2]],
    tell: &mut impl FnMut(String),
) -> Vec<Span> {
    let mut spans = Vec::with_capacity(pieces.len());
    for &[start, end] in pieces {
        match (offsets.to_byte(start), offsets.to_byte(end)) {
            (Some(from), Some(to)) if from < to => spans.push(Span::new(from, to)),
            (Some(_), Some(_)) => tell(format!("[{start}, {end}) is empty or runs backwards")),
            _ => tell(format!("[{start}, {end}) is outside the text")),
        }
    }
    spans.sort();
    for pair in spans.windows(2) {
        if pair[0].touches(&pair[1]) {
            tell(format!(
                "pieces overlap at {}",
                offsets.from_byte(pair[1].start)
            ));
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(lines: &str) -> Result<Vec<GoldArticle>, GoldError> {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(lines.as_bytes()).expect("written");
        read_gold(file.path())
    }

    #[test]
    fn offsets_are_code_points() {
        let line = r#"{"id":"a","text":"“Äh,” he said.","quotes":[{"type":"direct","content":[[1,4]],"source":[[6,8]],"cue":null,"speaker":["A B","C D"],"speaker_kind":"person"}]}"#;
        let gold = read(line).expect("good gold");
        let quotation = &gold[0].quotations[0];
        assert_eq!(quotation.content[0].slice(&gold[0].text), "Äh,");
        assert_eq!(quotation.source[0].slice(&gold[0].text), "he");
        assert_eq!(quotation.speaker.names, ["A B", "C D"]);
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let lines = concat!(
            r#"{"id":"a","text":"abc","quotes":[{"type":"direct","content":[[0,9]],"source":null,"cue":null}]}"#,
            "\n",
            r#"{"id":"a","text":"abc","quotes":[{"type":"indirect","content":[[0,2],[1,3]],"source":[[2,2]],"cue":null}]}"#,
            "\n",
            r#"{"id":"b","quotes":[]}"#,
            "\n",
            r#"{"id":"c","text":"abc","quotes":[{"type":"sung","content":[[0,1]],"source":null,"cue":null}]}"#,
            "\n",
        );
        let Err(GoldError::Mistakes { mistakes, .. }) = read(lines) else {
            panic!("mistakes were not seen");
        };
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 6, "{told:#?}");
        assert!(told[0].contains("line 1 (a): quotation 0, content: [0, 9) is outside the text"));
        assert!(told[1].contains("the id stands already in line 1"));
        assert!(told[2].contains("pieces overlap at 1"));
        assert!(told[3].contains("[2, 2) is empty"));
        assert!(told[4].contains("line 3: no gold article: missing field `text`"));
        assert!(told[5].contains("unknown variant `sung`"));
    }
}

//! The ledger: how the run was begun, and what of it is done.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::files::Sum;
use crate::output::record::RecordSource;
use crate::run::Tally;

/// The form of the ledger.
pub(super) const FORM: u32 = 1;

/// What the inputs were, without what was in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// As they were named.
    pub named: Vec<String>,
    /// Files that were found.
    pub files: u64,
    /// Bytes of them on the disk; null where one is no file.
    pub bytes: Option<u64>,
    /// Hash of their paths and sizes.
    pub sha256: String,
}

/// How a run was begun: the first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Begin {
    /// Form of the ledger.
    pub ledger: u32,
    /// Version of the program.
    pub whosaid: String,
    /// Whether it goes on from night to night.
    pub incremental: bool,
    /// Articles a part.
    pub part_articles: u64,
    /// All that decides what stands in records, the model with it.
    pub configuration: Map<String, Value>,
    /// The inputs; null in runs from night to night, which each have others.
    pub inputs: Option<Inputs>,
}

/// A part that is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartLine {
    /// Its number, from 1.
    pub part: u64,
    /// Articles of the input before it, failed ones counted.
    pub position: u64,
    /// Articles in it, failed ones counted.
    pub articles: u64,
    /// Where the first of them was.
    pub first: RecordSource,
    /// Where the last of them was.
    pub last: RecordSource,
    /// What was done.
    pub tally: Tally,
    /// The file.
    pub(super) file: Sum,
    /// Its index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<Sum>,
    /// Hash of all articles of the input up to its end.
    pub input_sha256: String,
    /// Length of `errors.jsonl` up to its end.
    pub errors_bytes: u64,
}

/// A night that is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct NightLine {
    /// Its number, from 1.
    pub(super) night: u64,
    /// The last part that is its or an earlier night's.
    pub(super) parts: u64,
    /// Ids of all articles, in the order of the input.
    pub(super) order: Sum,
    /// What is no longer as the record says.
    pub(super) moved: Sum,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line {
    Begin(Begin),
    Part(PartLine),
    Night(NightLine),
}

/// What a ledger says.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// How the run was begun.
    pub begin: Begin,
    /// The parts that are done, numbered without gaps.
    pub parts: Vec<PartLine>,
    /// The last whole night.
    pub(super) night: Option<NightLine>,
    /// Length of its whole lines; what is behind them is torn.
    pub whole: usize,
    /// Length without the last part's line.
    pub(super) before_last_part: usize,
}

/// What is wrong with a ledger.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LedgerError {
    /// A line that is not the last is none of a ledger's.
    #[error("line {0} is damaged: {1}")]
    Line(usize, String),
    /// The first line is not there or of another version.
    #[error("it does not begin as the ledger of this version does")]
    NoBegin,
    /// A part comes twice or is left out.
    #[error("line {line} tells of part {found} where part {expected} should be")]
    Order {
        /// The line, from 1.
        line: usize,
        /// The part that it tells of.
        found: u64,
        /// The part that comes next.
        expected: u64,
    },
}

impl Ledger {
    /// Reads a ledger's bytes. A last line that is torn is left out.
    ///
    /// # Errors
    /// Damage that a kill does not leave.
    pub fn read(bytes: &[u8]) -> Result<Self, LedgerError> {
        let mut lines = Vec::new();
        let mut whole = 0;
        for (number, line) in bytes.split_inclusive(|&b| b == b'\n').enumerate() {
            let is_last = whole + line.len() == bytes.len();
            let parsed = match line.strip_suffix(b"\n") {
                Some(line) => serde_json::from_slice::<Line>(line).map_err(|e| e.to_string()),
                None => Err("it has no end".into()),
            };
            match parsed {
                Ok(line) => lines.push((line, whole)),
                Err(_) if is_last && number > 0 => break,
                Err(_) if number == 0 => return Err(LedgerError::NoBegin),
                Err(reason) => return Err(LedgerError::Line(number + 1, reason)),
            }
            whole += line.len();
        }
        let mut lines = lines.into_iter();
        let begin = match lines.next() {
            Some((Line::Begin(begin), _)) if begin.ledger == FORM => begin,
            _ => return Err(LedgerError::NoBegin),
        };
        let mut ledger = Ledger {
            begin,
            parts: Vec::new(),
            night: None,
            whole,
            before_last_part: whole,
        };
        for (number, (line, start)) in lines.enumerate() {
            match line {
                Line::Begin(_) => {
                    return Err(LedgerError::Line(number + 2, "a second beginning".into()));
                }
                Line::Part(part) => {
                    let last = ledger.parts.last().map(|last| last.part);
                    let expected = last.map_or(part.part, |last| last.saturating_add(1));
                    if part.part != expected {
                        return Err(LedgerError::Order {
                            line: number + 2,
                            found: part.part,
                            expected,
                        });
                    }
                    ledger.parts.push(part);
                    ledger.before_last_part = start;
                }
                Line::Night(night) => ledger.night = Some(night),
            }
        }
        Ok(ledger)
    }

    /// What the lines of a whole ledger are.
    pub(super) fn lines(&self) -> Vec<u8> {
        let mut bytes = line_of(&Line::Begin(self.begin.clone()));
        for part in &self.parts {
            bytes.extend(part.line());
        }
        if let Some(night) = &self.night {
            bytes.extend(night.line());
        }
        bytes
    }

    /// Articles of the input that are done, failed ones counted.
    pub fn position(&self) -> u64 {
        self.parts.last().map_or(0, |p| p.position + p.articles)
    }
}

impl PartLine {
    pub(super) fn line(&self) -> Vec<u8> {
        line_of(&Line::Part(self.clone()))
    }
}

impl NightLine {
    pub(super) fn line(&self) -> Vec<u8> {
        line_of(&Line::Night(self.clone()))
    }
}

fn line_of(line: &Line) -> Vec<u8> {
    // Nothing in a line can fail to be JSON: all keys are strings.
    let mut bytes = serde_json::to_vec(line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

impl Begin {
    /// What of `now` is not as it was; empty if the run can go on.
    pub(super) fn differences(&self, now: &Begin) -> Vec<String> {
        let mut what = Vec::new();
        if self.incremental != now.incremental {
            let was = if self.incremental { "with" } else { "without" };
            what.push(format!("it was {was} --incremental"));
        }
        if self.part_articles != now.part_articles && !now.incremental {
            let was = self.part_articles;
            what.push(format!(
                "--part-articles was {was}, is {}",
                now.part_articles
            ));
        }
        // Years of a newspaper are not done again for a new version of the program.
        if self.whosaid != now.whosaid && !now.incremental {
            what.push(format!(
                "the program was version {}, is {}",
                self.whosaid, now.whosaid
            ));
        }
        let (was, is) = (&self.configuration, &now.configuration);
        let names = was
            .keys()
            .chain(is.keys().filter(|k| !was.contains_key(*k)));
        for name in names {
            let (was, is) = (was.get(name), is.get(name));
            if was != is {
                let shown = |v: Option<&Value>| v.map_or("not set".into(), Value::to_string);
                what.push(format!("{name} was {}, is {}", shown(was), shown(is)));
            }
        }
        if let (Some(was), Some(is)) = (&self.inputs, &now.inputs)
            && was != is
        {
            let shown = |inputs: &Inputs| {
                let bytes = inputs
                    .bytes
                    .map_or(String::new(), |b| format!(" with {b} bytes"));
                let named = inputs.named.join(" ");
                format!("{named} ({} files{bytes})", inputs.files)
            };
            let (was, is) = (shown(was), shown(is));
            what.push(if was == is {
                format!("the names or sizes of the files of {is} have changed")
            } else {
                format!("the input was {was}, is {is}")
            });
        }
        what
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum() -> Sum {
        Sum {
            bytes: 1,
            sha256: "00".into(),
        }
    }

    fn ledger(parts: &[u64]) -> Ledger {
        let place = RecordSource {
            path: "a".into(),
            line: None,
        };
        Ledger {
            begin: Begin {
                ledger: FORM,
                whosaid: "0".into(),
                incremental: false,
                part_articles: 10,
                configuration: Map::new(),
                inputs: None,
            },
            parts: parts
                .iter()
                .map(|&part| PartLine {
                    part,
                    position: 10 * (part - 1),
                    articles: 10,
                    first: place.clone(),
                    last: place.clone(),
                    tally: Tally::default(),
                    file: sum(),
                    index: None,
                    input_sha256: "11".into(),
                    errors_bytes: 0,
                })
                .collect(),
            night: None,
            whole: 0,
            before_last_part: 0,
        }
    }

    #[test]
    fn a_ledger_cut_anywhere_is_read_up_to_its_last_whole_line() {
        let bytes = ledger(&[1, 2, 3]).lines();
        let begin = bytes.iter().position(|&b| b == b'\n').expect("a line") + 1;
        for cut in begin..=bytes.len() {
            let read = Ledger::read(&bytes[..cut]).expect("a ledger");
            let lines = bytes[..cut].iter().filter(|&&b| b == b'\n').count();
            assert_eq!(read.parts.len() + 1, lines, "cut at {cut}");
            assert_eq!(read.position(), 10 * (lines as u64 - 1));
            assert!(read.whole <= cut && bytes[read.whole - 1] == b'\n');
        }
        for cut in 0..begin {
            assert_eq!(Ledger::read(&bytes[..cut]), Err(LedgerError::NoBegin));
        }
        // A file system may also leave zeros.
        let mut zeros = bytes.clone();
        zeros.extend([0; 100]);
        assert_eq!(Ledger::read(&zeros).expect("a ledger").whole, bytes.len());
    }

    #[test]
    fn damage_that_no_kill_leaves_is_told() {
        let bytes = ledger(&[1, 3]).lines();
        assert!(matches!(
            Ledger::read(&bytes),
            Err(LedgerError::Order {
                line: 3,
                found: 3,
                expected: 2
            })
        ));
        let mut bytes = ledger(&[1, 2]).lines();
        let second = bytes.iter().position(|&b| b == b'\n').expect("a line") + 1;
        bytes[second] = b'x';
        assert!(matches!(Ledger::read(&bytes), Err(LedgerError::Line(2, _))));
        assert_eq!(Ledger::read(b"\n"), Err(LedgerError::NoBegin));
    }

    #[test]
    fn what_differs_is_named() {
        let was = ledger(&[]).begin;
        let mut is = was.clone();
        assert!(was.differences(&is).is_empty());
        is.configuration.insert("model".into(), "b".into());
        is.part_articles = 20;
        is.incremental = true;
        let told = was.differences(&is).join("; ");
        assert_eq!(
            told,
            "it was without --incremental; model was not set, is \"b\""
        );
    }
}

//! Quotations in other projects' forms, in and out.
//!
//! [`convert`] reads documents of one [`Form`] one at a time and writes them in another. What is wrong
//! with the input is told as [`Problem`]s, the good rest is kept; what the other form cannot hold is
//! counted as [`Losses`].
//!
//! | form | in | out | lies in | what it has no place for |
//! |---|---|---|---|---|
//! | gold: articles with gold quotations | yes | yes | a line an article | confidence, role, entities, headline, date and address |
//! | annotators: what each of several people marked | yes | yes | a line an annotator's article | texts, speakers, and as gold |
//! | records: what `extract` writes | yes | yes | a line an article | texts, doubts, whether nobody was asked who speaks |
//! | brat standoff, as PolNeAR has it | yes | yes | a folder of `.ann` and `.txt` | speaker, kind, doubt, confidence, role (kept in notes); entities, headline, date and address |
//! | DirectQuote: IOB1 | yes | yes | a folder, a file an article; or a file, a paragraph an article | all but direct quotations and nearby mentions; the texts' white space |
//! | Citron JSON | yes | yes | a folder of `.json`, a line or an array element a document | speaker, kind, doubt, role, quotations without a cue, cues in pieces (kept in fields of our own) |
//! | GenderGapTracker: a list of quotations | yes | yes | as Citron's | texts; speaker, kind, doubt, confidence, role, pieces (kept in fields of our own) |
//! | Quotebank, by article | no | yes | a line an article | all but direct quotations and who said them; the texts' white space |
//! | CSV | no | yes | a row a quotation | texts, doubts, entities |
//!
//! What a form has no place for but carries without harm (a note, a field that its other readers pass
//! over) is counted apart, since it comes back only where this project reads it.
//!
//! All offsets outside are code points, except in records, which name their unit; inside all are
//! bytes. Spans stay as they are: quotation marks are neither taken in nor left out, except by
//! DirectQuote, whose quotations always have their marks. The type of a quotation is computed from the
//! text, whatever the input says.

mod annotators;
mod aside;
mod brat;
mod citron;
mod conversion;
mod csv;
mod directquote;
mod document;
mod error;
mod file_names;
mod folder;
mod form;
mod gendergap;
mod gold;
mod ground;
mod guess;
mod input;
mod json_in;
mod json_out;
mod losses;
mod quotebank;
mod reader;
mod records;
mod texts;
mod tokens;
mod writer;

pub use conversion::{Conversion, Summary, convert};
pub use document::{Document, Entity, Quote};
pub use error::{ConvertError, Problem};
pub use form::Form;
pub use guess::guess;
pub use losses::{Loss, Losses};

//! Measuring: quotations of a system, or of a person, against gold.
//!
//! [`score`] gives every figure with its interval, [`compare`] the difference of two systems,
//! [`errors`] what is wrong with which quotation, [`agreement`] how well people agree. All of them
//! are made of counts of one article at a time, which add up.
//!
//! * A span list stands for the set of its alphanumeric characters, so that quotation marks,
//!   commas and spaces never decide.
//! * Quotations pair one to one, of all types together, best overlap (Jaccard) first, from 0.5 on;
//!   equal overlaps pair in reading order. A pair is exact where the sets are equal.
//! * The type of both sides is computed from the text. Recall of a type counts gold quotations of it,
//!   precision predicted ones, whatever type their partners have. The F1 over characters goes the
//!   same way: recall over characters of gold quotations of the type found in any prediction,
//!   precision over those of predicted quotations of the type found in any gold quotation.
//! * A quotation without a letter or digit in its content counts on neither side; a source
//!   without one is no source.
//! * Mentions are judged where gold has a source (precision: where the prediction has one), right
//!   from an F1 of characters of 0.5 on.
//! * Speakers are judged where gold's kind is person, without doubt. Of several who speak together
//!   each must be named and nobody else.
//! * A passage is what a stretch between one pair of quotation marks shares with a gold direct or
//!   mixed quotation. It is found where one predicted quotation covers half of it; that which
//!   covers most is judged for mention and speaker; of equal ones the one paired with the gold
//!   quotation, else the first.
//! * An F1 is 0 where only one side has cases, and nothing where neither has.

mod annotators;
mod bootstrap;
mod characters;
mod compare;
mod counts;
mod error;
mod errors;
mod errors_page;
mod files;
mod form;
mod fragments;
mod from_gold;
mod judge;
mod matching;
mod measures;
mod predictions;
mod scores;
mod side;
mod signature;
mod table;

pub use annotators::{Annotation, agreement, read_annotations};
pub use bootstrap::Bootstrap;
pub use compare::{Comparison, Difference, OneSided, compare};
pub use counts::Group;
pub use error::EvaluateError;
pub use errors::{ErrorKind, ErrorLine, Shown, errors, summary};
pub use errors_page::errors_page;
pub use files::score_files;
pub use form::SourceForm;
pub use from_gold::{record_from_gold, records_from_gold};
pub use predictions::read_records;
pub use scores::{Figure, Scores, score, score_with};
pub use signature::{DEFINITIONS, Signature, sha256_file, sha256_records};
pub use table::{agreement_table, comparison_table, table};

//! From scores to quotations: which words are content, cue and source, and which belong together.

mod bounds;
mod dateline;
mod decode;
mod joints;
mod links;
mod relayed;
mod scores;
mod signature;
mod source_ends;
mod subject;
mod transcript;
mod viterbi;

pub use decode::{Quotation, SourceMention, quotations};
pub use scores::{ArticleScores, Merger, Row};
pub use viterbi::{LabelledSpan, best_spans};

//! What can be known of a text without a model: paragraphs, quotation marks, quotation types.

mod kind;
mod marks;
mod offsets;
mod paragraphs;
mod single_marks;
mod span;
mod speaker_labels;

pub use kind::QuotationType;
pub use marks::{Stretch, is_mark_char, stretches};
pub use offsets::{OffsetUnit, Offsets};
pub use paragraphs::{LINE_ENDS, is_line_end, paragraphs, sections};
pub use single_marks::in_double_marks;
pub use span::{Span, boundary_from, join};
pub use speaker_labels::{SpeakerLabel, speaker_labels};

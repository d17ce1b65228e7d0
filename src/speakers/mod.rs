//! From the mention of a source to the speaker.

pub mod names;

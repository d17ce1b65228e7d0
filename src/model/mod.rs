//! The model: wordpieces, windows, the encoder with its heads, and the folder they are loaded from.

pub mod batched;
pub mod bert;
pub mod encoder;
#[cfg(test)]
mod fake;
pub mod folder;
pub mod labels;
pub mod near_marks;
pub mod shape;
pub mod spread;
pub mod windows;
pub mod wordpieces;
pub mod words;

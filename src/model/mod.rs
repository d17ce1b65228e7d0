//! The model.
pub mod labels;
pub mod windows;
pub mod wordpieces;

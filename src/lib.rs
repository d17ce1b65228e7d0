//! whosaid
pub mod article;
pub mod gold;
pub mod model;
pub mod output;
pub mod speakers;
pub mod text;
pub mod training;

//! Records and their writers.

pub mod record;

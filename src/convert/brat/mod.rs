//! brat standoff, with the roles that PolNeAR has.
//!
//! A text `NAME.txt`, and annotations of it, a line each:
//!
//! ```text
//! T1<tab>Source 0 15<tab>Washington Post
//! T2<tab>Cue 16 24<tab>reported
//! T3<tab>Content 25 40;52 60<tab>that it is over for good
//! T4<tab>Attribution 16 24<tab>reported
//! E1<tab>Attribution:T4 Content:T3 Cue:T2 Source:T1
//! #1<tab>AnnotatorNotes E1<tab>{"speaker":"The Washington Post","speaker_kind":"organization"}
//! ```
//!
//! Offsets are code points. A role may come again with a number (`Content2:T7`): its spans are further
//! pieces. A note of this kind holds what brat has no place for; other notes are not read.

mod layout;
mod lines;
mod read;
mod write;

pub(super) use read::BratReader;
pub(super) use write::BratWriter;

/// What kind of event a quotation is, and what its anchor is called.
const ATTRIBUTION: &str = "Attribution";
const CONTENT: &str = "Content";
const CUE: &str = "Cue";
const SOURCE: &str = "Source";
/// What kind of note holds what brat has no place for.
const NOTE: &str = "AnnotatorNotes";
/// The folders of a corpus that several people annotated.
const TEXTS: &str = "text";
const ANNOTATIONS: &str = "attributions";

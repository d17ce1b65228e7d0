//! From the mention of a source to the speaker: names in the article, who is the same, and whom a
//! pronoun or a description means.

mod alone;
mod author;
mod court;
mod descriptions;
mod entities;
mod forms;
mod gender;
mod interview;
mod kinds;
mod lede;
pub(crate) mod lexicon;
mod mentions;
mod name_ends;
pub mod names;
mod nicknames;
mod no_names;
mod nouns;
mod people;
mod pronouns;
mod relatives;
mod resolve;
mod roles;
mod subjects;
mod together;
mod unseen;
mod votes;

pub use entities::{Entities, Entity, entities};
pub use forms::{Form, MentionHead, head_of};
pub use gender::Gender;
pub use mentions::{NameMention, name_mentions};
pub use resolve::{Kind, Speaker, Speakers, resolve};
pub use roles::role_beside;

//! Who speaks in an archive: speakers gathered over the records of all its articles.
//!
//! [`Records`] reads what `extract` wrote, a [`Roster`] counts, and [`Roster::finish`] gives the
//! [`Speaker`]s, each once. A record knows the speakers of its article; what makes one of them the
//! same as one of another article is this:
//!
//! | told | rule |
//! |---|---|
//! | the name | compared without case, accents, marks, titles before it ("Sen. Tim Kaine") and "the"; organizations without "Inc.", "Corp.", "Ltd.", "PLC", "LLC", with their titles ("General Motors") |
//! | Jr., Sr., II, III, IV | part of the name: with, without and with another one are three people |
//! | middle names | a person's shorter name joins the fuller one ("Rex Tillerson", "Rex W. Tillerson") where first and last word are the same, all words of the shorter are in the fuller, and an initial stands where the word it begins does. If it fits several fuller names that do not fit each other ("John A. Smith", "John B. Smith"), it joins none and is [ambiguous](Speaker::ambiguous); fuller names in fewer than three articles do not stand in the way of one that is in more |
//! | one word only | a surname without a first name in its article is never joined to a full name: it is a line of its own, marked [partial](Speaker::partial), with the full names that it may mean. Told only of scripts with capital letters, since in others one word may be a full name |
//! | roles | of a person. Two are compatible where they share a word that tells something ("US Secretary of State", "secretary"), or are of one walk of life (public affairs, police, sport, arts, learning, media, church: a nominee may become president), or one tells nothing ("spokesman", "former official", or no role). Compatible roles go together in chains. Where roles of one name fall into several groups that each have at least three articles and a tenth of those that tell a role, these are several people: a line each, all marked ambiguous, with the [words that tell them apart](Speaker::apart_by), and a line without such words for the quotations of whom it cannot be told |
//! | kinds | a person and an organization of one name are two |
//! | several who speak together | the quotation counts for each of them |
//! | people without a name | groups and unnamed speakers are counted only where [`RosterOptions::kinds`] asks for them, by their words, and nothing is joined |
//! | an alias of the user | goes before all of the above: [`Aliases`] |
//!
//! All figures are whole numbers that add up in any order, and equal ranks are put in order by name:
//! the same records give the same bytes in whatever order and in however many files they come. Each
//! article must come once; two records of one article count twice.
//!
//! # Memory
//!
//! Records are read one at a time. What is counted grows with the number of distinct names and roles,
//! by about 1.5 KB a speaker, up to [`RosterOptions::buffer_bytes`]; then it is sorted, written to a
//! temporary file (in the folder that `TMPDIR` names) and begun anew, and in the end the files are
//! merged. The finished list waits in the same way, so that the two buffers are what a roster holds:
//! measured, 600 MB with libtorch's own 100 for 640,000 speakers of ten million quotations, and as
//! much for 300,000 of two million. Beside the buffers, only the speakers of one surname are held
//! together.

mod aliases;
mod counts;
mod dates;
mod error;
mod facts;
mod gather;
mod identity;
mod inputs;
mod namesakes;
mod records;
mod role_words;
mod sheet;
mod sorter;
mod speaker;
mod totals;
mod walks;

pub use aliases::Aliases;
pub use error::{AliasProblem, RosterError};
pub use gather::{Roster, RosterOptions, Speakers};
pub use inputs::is_read_in_folders;
pub use records::{Found, Records};
pub use sheet::{SheetFormat, SpeakerSheet};
pub use speaker::{CueCount, FormCount, RoleCount, SortBy, Speaker};
pub use totals::Totals;

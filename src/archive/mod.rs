//! A folder of records that a run can be killed over, at any instant, and go on with.
//!
//! [`Archive`] is such a folder. What is in it:
//!
//! | file | holds |
//! |---|---|
//! | `part-000001.jsonl`, … | the records, in the order of the input, a fixed number of articles a part |
//! | `ledger.jsonl` | a line on how the run was begun (model, configuration, inputs), then one a finished part: position in the input, counts, hash of the part, hash of the input so far |
//! | `errors.jsonl` | the articles that got no record: path, line, id, kind, message, first bytes |
//! | `run.json` | what the last run did; not there while one goes on |
//! | `lock` | held by the run that works here; the file stays, the system's lock on it goes with the process |
//! | `part-000001.index` | in runs from night to night: 56 bytes an article (hashes of id, text and the rest), in the order of the part |
//! | `night-0001.order`, `night-0001.moved.jsonl` | the same: ids of all articles in the order of the last whole night's input; what is no longer as the record says, though the text is the same |
//! | `.*.partial` | what is being written |
//!
//! # What is done when, and what a kill leaves
//!
//! A part is done in this order; each step is on the disk before the next begins.
//!
//! | step | a kill (or power cut) after it leaves | the next run |
//! |---|---|---|
//! | 1. records into `.part-….jsonl.partial` | a partial file | removes it, does the part again |
//! | 2. `fsync` of it (and of the index) | the same | the same |
//! | 3. rename to `part-….jsonl`, `fsync` of the folder | a part without a line in the ledger | removes it, does the part again |
//! | 4. `fsync` of `errors.jsonl`, if there is anything new | the same; errors beyond what the ledger says | the same; cuts `errors.jsonl` back |
//! | 5. the line appended to the ledger | a line that is whole, torn or lost | cuts a torn line off, and does the part again if it was torn or lost |
//! | 6. `fsync` of the ledger | a part that is done for good | passes over its articles without the model |
//!
//! A line in the ledger whose part is not there, or not as long as told, is what a file system leaves
//! that lies about `fsync`: if it is the last line, the part is done again; the last part is also
//! checked by its hash. Earlier ones cannot come about by a kill, so that the run refuses to go on.
//!
//! The ledger's first line is written to another name, synced and renamed: it is whole or absent.
//! `--restart` and [`compact`] put a new ledger in the place of the old in the same way; files that
//! it does not know are removed after that, or by the next run.
//!
//! From night to night a part need not be full: a night that is told to stop ends the part at hand and
//! keeps it. One in which no article got a record is no part; its errors stand in `errors.jsonl`. An
//! article counts as removed only in a night whose input was read to its end, and only if it cannot
//! stand in what could not be read: a folder that was not listed, a line that is no JSON.
//!
//! [`Parts`] is the folder for those who read it: what the ledger tells of, and which of the records
//! are no longer the last of their article.
//!
//! The position in the input is a number of articles, failed ones counted. The next run reads and
//! hashes what is done, compares the hash at the end of each part, and so notices an input that is no
//! longer the same; nothing of it goes through the model again.

mod chain;
mod compact;
mod error;
mod files;
mod folder;
mod index;
mod intake;
mod layout;
mod ledger;
mod lock;
mod night;
mod parts;
mod stop;
mod writer;

pub use compact::{Compacted, compact};
pub use error::ArchiveError;
pub use folder::{Archive, Done, Resumed};
pub use intake::Intake;
pub use layout::{ERRORS, LEDGER, RUN, is_archive};
pub use ledger::{Begin, Inputs, Ledger, LedgerError, PartLine};
pub use night::{Night, NightCounts, Removed};
pub use parts::{Parts, Superseded};
pub use stop::{Stop, Why};
pub use writer::{Emit, Ended, Writer};

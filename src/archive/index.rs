//! What is known of each article: 56 bytes.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::files::{Sum, get};
use super::ledger::Ledger;
use super::{ArchiveError, layout};
use crate::article::{Article, ArticleError};
use crate::output::record::Record;
use crate::run::TextDigest;

/// Bytes of an [`Entry`] in an index.
pub(super) const WIDTH: usize = 56;

/// First half of the hash of an article's id: enough that no two of all articles there are agree.
pub(super) type IdDigest = [u8; 16];

/// An article by hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: IdDigest,
    pub(super) text: TextDigest,
    /// Of all else that its record copies: place, title, date, address.
    pub(super) rest: [u8; 8],
}

impl Entry {
    /// Of an article with this text.
    pub(super) fn of(article: &Article, text: TextDigest) -> Self {
        let Article {
            title,
            published,
            url,
            ..
        } = article;
        Entry {
            id: id_digest(&article.id),
            text,
            rest: rest(
                &article.place.path,
                article.place.line,
                [title, published, url],
            ),
        }
    }

    /// With all but id and text as in `record`.
    pub(super) fn moved(self, record: &Record) -> Self {
        let Record {
            source,
            title,
            published,
            url,
            ..
        } = record;
        Entry {
            rest: rest(&source.path, source.line, [title, published, url]),
            ..self
        }
    }

    /// Of an article that could not be read.
    pub(super) fn of_error(error: &ArticleError) -> Self {
        let line = error.place.line.map(|line| line.to_string());
        Entry {
            id: [0; 16],
            text: [0; 32],
            rest: of_parts([
                Some(&error.place.path),
                line.as_deref(),
                Some(error.kind.code()),
            ]),
        }
    }

    /// As it stands in an index.
    pub(super) fn bytes(&self) -> [u8; WIDTH] {
        let mut bytes = [0; WIDTH];
        bytes[..16].copy_from_slice(&self.id);
        bytes[16..48].copy_from_slice(&self.text);
        bytes[48..].copy_from_slice(&self.rest);
        bytes
    }

    fn read(bytes: &[u8; WIDTH]) -> Self {
        let (mut id, mut text, mut rest) = ([0; 16], [0; 32], [0; 8]);
        id.copy_from_slice(&bytes[..16]);
        text.copy_from_slice(&bytes[16..48]);
        rest.copy_from_slice(&bytes[48..]);
        Entry { id, text, rest }
    }
}

/// The hash of an id, by its bytes: `A` and `a` are two ids.
pub(super) fn id_digest(id: &str) -> IdDigest {
    beginning(Sha256::digest(id.as_bytes()).as_ref())
}

fn rest(path: &str, line: Option<u64>, others: [&Option<String>; 3]) -> [u8; 8] {
    let line = line.map(|line| line.to_string());
    let [title, published, url] = others.map(Option::as_deref);
    of_parts([Some(path), line.as_deref(), title, published, url])
}

/// The hash of a list of texts, each of which may be missing.
fn of_parts<const N: usize>(parts: [Option<&str>; N]) -> [u8; 8] {
    let mut hash = Sha256::new();
    for part in parts {
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hash.update(length.to_le_bytes());
        hash.update(part.unwrap_or_default());
    }
    beginning(hash.finalize().as_ref())
}

fn beginning<const N: usize>(hash: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&hash[..N]);
    bytes
}

/// How many entries all indexes together have: what holds them should have this capacity from the
/// beginning, since one that grows needs up to three times its room.
pub(super) fn entries(ledger: &Ledger) -> usize {
    let indexes = ledger.parts.iter().filter_map(|part| part.index.as_ref());
    let entries: u64 = indexes.map(|sum| sum.bytes / WIDTH as u64).sum();
    usize::try_from(entries).unwrap_or(0)
}

/// Reads the index of a part.
pub(super) fn read(folder: &Path, part: u64, sum: &Sum) -> Result<Vec<Entry>, ArchiveError> {
    let name = layout::index(part);
    let bytes = get(folder, &name, sum)?;
    let (rows, rest) = bytes.as_chunks::<WIDTH>();
    if !rest.is_empty() {
        return Err(ArchiveError::Damaged {
            path: folder.join(name),
            reason: "its length is none of an index".into(),
        });
    }
    Ok(rows.iter().map(Entry::read).collect())
}

/// Reads the order of a night.
pub(super) fn read_order(
    folder: &Path,
    night: u64,
    sum: &Sum,
) -> Result<Vec<IdDigest>, ArchiveError> {
    let bytes = get(folder, &layout::order(night), sum)?;
    Ok(bytes.as_chunks::<16>().0.to_vec())
}

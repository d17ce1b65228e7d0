//! A whole file that is one article.

use std::io::Read;

use encoding_rs::Encoding;

use super::ArticleErrorKind;
use super::articles::{Failure, Trouble};
use super::decode::not_decoded;
use super::excerpt::excerpt;

/// The text of a file of up to `limit` bytes.
pub(super) fn text(
    reader: impl Read,
    limit: usize,
    encoding: &'static Encoding,
) -> Result<String, Failure> {
    let limit = limit as u64;
    let mut bytes = Vec::new();
    // One more, to see whether it goes on.
    let read = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    if let Err(error) = read {
        return Err(Failure::Reading(error, excerpt(&bytes)));
    }
    let (kind, bytes) = if bytes.len() as u64 > limit {
        (ArticleErrorKind::TooLarge { bytes: None, limit }, bytes)
    } else {
        match String::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            Err(error) => (
                not_decoded(error.utf8_error(), encoding),
                error.into_bytes(),
            ),
        }
    };
    Err(Failure::Article(Trouble {
        id: None,
        kind,
        first_bytes: excerpt(&bytes),
    }))
}

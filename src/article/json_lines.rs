//! One article a line, as a JSON object.

use encoding_rs::Encoding;

use super::articles::Trouble;
use super::decode::not_decoded;
use super::excerpt::excerpt;
use super::fields::{Fields, published, title, url};
use super::object::Object;
use super::{Article, ArticleErrorKind, Place};
use crate::lines::Line;

/// The article of a line; `None` if the line is blank.
pub(super) fn article(
    line: &Line<'_>,
    limit: usize,
    encoding: &'static Encoding,
    fields: &mut Fields,
    path: &str,
    stem: &str,
) -> Option<Result<Article, Trouble>> {
    let trouble = |id: Option<String>, kind| {
        Some(Err(Trouble {
            id,
            kind,
            first_bytes: excerpt(line.bytes),
        }))
    };
    if let Some(bytes) = line.too_long {
        let limit = limit as u64;
        let bytes = Some(bytes);
        return trouble(None, ArticleErrorKind::TooLarge { bytes, limit });
    }
    let text = match std::str::from_utf8(line.bytes) {
        Ok(text) => text,
        Err(error) => return trouble(None, not_decoded(error, encoding)),
    };
    // Files that were put one behind the other keep their marks.
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return None;
    }
    let mut object = match Object::read(text, fields.paths()) {
        Ok(object) => object,
        Err(kind) => return trouble(None, kind),
    };
    let id = fields.id(&object);
    let text = match fields.text(&mut object) {
        Ok(text) => text,
        Err(kind) => return trouble(id, kind),
    };
    Some(Ok(Article {
        id: id.unwrap_or_else(|| format!("{stem}:{}", line.number)),
        text,
        place: Place {
            path: path.to_owned(),
            line: Some(line.number),
        },
        title: title(&object),
        published: published(&object),
        url: url(&object),
    }))
}

//! Which JSON field means what.

use super::object::{Leaf, Object};
use super::{ArticleErrorKind, ReadOptions};

// Names that archives use, in the order they are tried; see `Object::read` for the dots.
const TEXT: &[&str] = &[
    "text",
    "maintext",
    "articleBody",
    "body_text",
    "body",
    "content",
];
const ID: &[&str] = &[
    "id",
    "uri",
    "uuid",
    "guid",
    "article_id",
    "articleID",
    "url",
    "link",
    "filename",
];
const TITLE: &[&str] = &[
    "title",
    "headline",
    "headlines.0",
    "headlines.0.value",
    "metadata.title",
];
const PUBLISHED: &[&str] = &[
    "published",
    "date",
    "date_publish",
    "datePublished",
    "publishedAt",
    "versionCreated",
    "pubDate",
    "metadata.date",
];
const URL: &[&str] = &["url", "link", "metadata.url", "uri"];

/// The fields that the user named, beside the usual ones.
pub(super) struct Fields {
    text: Option<String>,
    id: Option<String>,
    /// Everything that is looked at.
    paths: Vec<String>,
    /// Whether it was said that the id field is not there.
    told: bool,
}

impl Fields {
    /// What `options` say of fields.
    pub(super) fn new(options: &ReadOptions) -> Self {
        let (text, id) = (options.text_field.clone(), options.id_field.clone());
        let usual = [TEXT, ID, TITLE, PUBLISHED, URL].into_iter().flatten();
        let mut paths: Vec<String> = usual.map(ToString::to_string).collect();
        paths.extend(text.iter().chain(&id).cloned());
        paths.sort();
        paths.dedup();
        Self {
            text,
            id,
            paths,
            told: false,
        }
    }

    /// The paths of all fields that are looked at.
    pub(super) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Takes the text out.
    pub(super) fn text(&self, object: &mut Object) -> Result<String, ArticleErrorKind> {
        let not_string = |field: &str, leaf: &Leaf| ArticleErrorKind::TextNotString {
            field: field.to_owned(),
            found: leaf.kind(),
        };
        if let Some(field) = &self.text {
            return match object.fields.remove(field) {
                Some(Leaf::Text(text)) => Ok(text),
                Some(other) => Err(not_string(field, &other)),
                None => Err(no_text(vec![field.clone()], object)),
            };
        }
        // Tools fill one of these fields and leave others empty or null.
        let mut blank = None;
        let mut wrong = None;
        for field in TEXT {
            match object.fields.remove(*field) {
                None | Some(Leaf::Null) => {}
                Some(Leaf::Text(text)) if text.trim().is_empty() => {
                    blank.get_or_insert(text);
                }
                Some(Leaf::Text(text)) => return Ok(text),
                Some(other) => {
                    wrong.get_or_insert_with(|| not_string(field, &other));
                }
            }
        }
        match (blank, wrong) {
            (Some(text), _) => Ok(text),
            (None, Some(wrong)) => Err(wrong),
            (None, None) => Err(no_text(
                TEXT.iter().map(ToString::to_string).collect(),
                object,
            )),
        }
    }

    /// The id, where the object has one.
    pub(super) fn id(&mut self, object: &Object) -> Option<String> {
        let Some(field) = &self.id else {
            return first(object, ID);
        };
        let id = object.fields.get(field).and_then(plain);
        if id.is_none() && !self.told {
            tracing::warn!(
                field,
                "articles without this id field are named by file and line"
            );
            self.told = true;
        }
        id
    }
}

/// The headline.
pub(super) fn title(object: &Object) -> Option<String> {
    first(object, TITLE)
}

/// The date.
pub(super) fn published(object: &Object) -> Option<String> {
    first(object, PUBLISHED)
}

/// The address.
pub(super) fn url(object: &Object) -> Option<String> {
    first(object, URL)
}

fn no_text(tried: Vec<String>, object: &Object) -> ArticleErrorKind {
    ArticleErrorKind::NoText {
        tried,
        present: object.names.clone(),
    }
}

fn first(object: &Object, paths: &[&str]) -> Option<String> {
    paths
        .iter()
        .find_map(|path| object.fields.get(*path).and_then(plain))
}

/// A string that is not blank, or a number.
fn plain(leaf: &Leaf) -> Option<String> {
    match leaf {
        Leaf::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Leaf::Number(number) => Some(number.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn object(fields: &Fields, value: &Value) -> Object {
        Object::read(&value.to_string(), fields.paths()).expect("an object")
    }

    fn fields(text: Option<&str>, id: Option<&str>) -> Fields {
        Fields::new(&ReadOptions {
            text_field: text.map(str::to_owned),
            id_field: id.map(str::to_owned),
            ..ReadOptions::default()
        })
    }

    fn text(field: Option<&str>, value: Value) -> Result<String, String> {
        let fields = fields(field, None);
        let found = fields.text(&mut object(&fields, &value));
        found.map_err(|e| e.to_string())
    }

    #[test]
    fn the_first_text_that_is_not_blank() {
        let found = |value| text(None, value).expect("a text");
        assert_eq!(found(json!({"content": "c", "text": "t"})), "t");
        assert_eq!(found(json!({"text": null, "maintext": "m"})), "m");
        assert_eq!(found(json!({"text": " ", "maintext": "m"})), "m");
        assert_eq!(found(json!({"text": [1], "body": "b"})), "b");
        assert_eq!(found(json!({"text": " ", "maintext": ""})), " ");
    }

    #[test]
    fn paths() {
        let value = json!({"a": {"b": ["x", {"c": "deep"}]}, "a.d": "flat", "text": "t"});
        let found = |path| text(Some(path), value.clone());
        assert_eq!(found("a.b.1.c").as_deref(), Ok("deep"));
        assert_eq!(found("a.d").as_deref(), Ok("flat"));
        assert!(found("a.b").is_err_and(|e| e.contains("the field a.b holds a list")));
        assert!(found("a.b.7").is_err_and(|e| e.contains("no text in a.b.7")));
        assert!(found("body").is_err_and(|e| e.contains("out of: a, a.d, text")));
    }

    #[test]
    fn ids() {
        let id = |field, value| {
            let mut fields = fields(None, field);
            let object = object(&fields, &value);
            fields.id(&object)
        };
        assert_eq!(id(None, json!({"url": "u", "id": 7})).as_deref(), Some("7"));
        assert_eq!(
            id(None, json!({"id": "", "uri": "u"})).as_deref(),
            Some("u")
        );
        assert_eq!(
            id(Some("n"), json!({"n": "x", "id": 7})).as_deref(),
            Some("x")
        );
        assert_eq!(id(Some("n"), json!({"id": 7})), None);
        assert_eq!(id(None, json!({"id": {"$oid": "x"}})), None);
    }

    #[test]
    fn what_archives_call_headline_date_and_address() {
        let usual = fields(None, None);
        let object = |value| object(&usual, &value);
        let ninjs = object(json!({"uri": "http://a/1", "versionCreated": "2024-01-02",
            "headlines": [{"role": "main", "value": "Head"}]}));
        assert_eq!(title(&ninjs).as_deref(), Some("Head"));
        assert_eq!(published(&ninjs).as_deref(), Some("2024-01-02"));
        assert_eq!(url(&ninjs).as_deref(), Some("http://a/1"));
        let datatrove = object(json!({"text": "", "metadata":
            {"url": "http://b", "date": 20240102, "title": "T"}}));
        assert_eq!(title(&datatrove).as_deref(), Some("T"));
        assert_eq!(published(&datatrove).as_deref(), Some("20240102"));
        assert_eq!(url(&datatrove).as_deref(), Some("http://b"));
        assert_eq!(
            title(&object(json!({"headlines": ["Plain"]}))).as_deref(),
            Some("Plain")
        );
        assert_eq!(
            title(&object(json!({"title": true, "headline": null}))),
            None
        );
    }
}

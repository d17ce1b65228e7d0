//! Taking the fields of use out of a JSON object, without building up the rest of it.
//!
//! A list of numbers takes dozens of times more memory when it is built up than as text, so that a
//! line within the limit could still use up the machine. What no path leads to is passed over.

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::ArticleErrorKind;
use super::surrogates::without_halves;

/// How many of an object's field names are kept for messages.
const NAMES: usize = 12;

/// What [`Picker::deserialize`] says of an object.
const OBJECT: &str = "an object";

/// A JSON object, as far as it is of use.
#[derive(Debug, Default)]
pub(super) struct Object {
    /// What the paths that were asked for lead to.
    pub(super) fields: HashMap<String, Leaf>,
    /// Names of the first fields, asked for or not.
    pub(super) names: Vec<String>,
}

/// A value that a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    Null,
    Text(String),
    Number(String),
    /// Something else, which is named.
    Other(&'static str),
}

impl Leaf {
    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Text(_) => "a string",
            Self::Number(_) => "a number",
            Self::Other(kind) => kind,
        }
    }
}

impl Object {
    /// Reads a line. A path is a field's own name, or names and places in lists with dots between.
    pub(super) fn read(line: &str, paths: &[String]) -> Result<Self, ArticleErrorKind> {
        let read = parse(line, paths).or_else(|error| match without_halves(line) {
            // Half a surrogate pair costs the character and not the article.
            Some(mended) => parse(&mended, paths),
            None => Err(error),
        });
        match read {
            Ok((OBJECT, object)) => Ok(object),
            Ok((found, _)) => Err(ArticleErrorKind::NotAnObject { found }),
            Err(error) => Err(ArticleErrorKind::NotJson {
                // The parser sees one line at a time and would always speak of line 1.
                message: error.to_string().replace(" line 1 column ", " byte "),
            }),
        }
    }
}

fn parse(line: &str, paths: &[String]) -> serde_json::Result<(&'static str, Object)> {
    let mut object = Object::default();
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let picker = Picker {
        goal: None,
        paths: paths.iter().map(|path| (&**path, &**path)).collect(),
        is_top: true,
        object: &mut object,
    };
    let kind = picker.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((kind, object))
}

/// Goes through a value and keeps what the paths lead to; tells what the value is.
struct Picker<'p, 'o> {
    /// The path that leads to this value, if one does.
    goal: Option<&'p str>,
    /// The paths that lead further into it, and what is left of each.
    paths: Vec<(&'p str, &'p str)>,
    is_top: bool,
    object: &'o mut Object,
}

impl<'p> Picker<'p, '_> {
    /// The same for a field or an item of this value, if any path leads there.
    fn inner(&mut self, name: &str) -> Option<Picker<'p, '_>> {
        let mut goal = None;
        let mut paths = Vec::new();
        for &(path, left) in &self.paths {
            match left.strip_prefix(name) {
                Some("") => goal = Some(path),
                Some(after) => paths.extend(after.strip_prefix('.').map(|left| (path, left))),
                None => {}
            }
        }
        (goal.is_some() || !paths.is_empty()).then_some(Picker {
            goal,
            paths,
            is_top: false,
            object: self.object,
        })
    }

    fn keep(&mut self, leaf: Leaf) -> &'static str {
        let kind = leaf.kind();
        if let Some(path) = self.goal {
            self.object.fields.insert(path.to_owned(), leaf);
        }
        kind
    }
}

impl<'de> DeserializeSeed<'de> for Picker<'_, '_> {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Picker<'_, '_> {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match self.inner(&name) {
                Some(inner) => {
                    map.next_value_seed(inner)?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            if self.is_top && self.object.names.len() < NAMES {
                self.object.names.push(name);
            }
        }
        Ok(self.keep(Leaf::Other(OBJECT)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self::Value, A::Error> {
        for place in 0_u64.. {
            let found = match self.inner(&place.to_string()) {
                Some(inner) => items.next_element_seed(inner)?.is_some(),
                None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !found {
                break;
            }
        }
        Ok(self.keep(Leaf::Other("a list")))
    }

    fn visit_str<E>(mut self, text: &str) -> Result<Self::Value, E> {
        Ok(self.keep(Leaf::Text(text.to_owned())))
    }

    fn visit_i64<E>(mut self, number: i64) -> Result<Self::Value, E> {
        Ok(self.keep(Leaf::Number(number.to_string())))
    }

    fn visit_u64<E>(mut self, number: u64) -> Result<Self::Value, E> {
        Ok(self.keep(Leaf::Number(number.to_string())))
    }

    fn visit_f64<E>(mut self, number: f64) -> Result<Self::Value, E> {
        Ok(self.keep(Leaf::Number(number.to_string())))
    }

    fn visit_bool<E>(mut self, _: bool) -> Result<Self::Value, E> {
        Ok(self.keep(Leaf::Other("true or false")))
    }

    fn visit_unit<E>(mut self) -> Result<Self::Value, E> {
        Ok(self.keep(Leaf::Null))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, paths: &[&str]) -> Result<Object, String> {
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        Object::read(line, &paths).map_err(|e| e.to_string())
    }

    fn text(text: &str) -> Leaf {
        Leaf::Text(text.to_owned())
    }

    #[test]
    fn other_json_is_named() {
        for (line, found) in [
            ("[{}]", "a list"),
            ("\"a\"", "a string"),
            ("-7", "a number"),
            ("7", "a number"),
            ("0.5", "a number"),
            ("true", "true or false"),
            ("null", "null"),
        ] {
            let error = read(line, &["text"]).expect_err("no object");
            assert!(error.contains(&format!("holds {found};")), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_byte() {
        let error = read(r#"{"text": "a", }"#, &[]).expect_err("no JSON");
        assert!(error.contains("at byte 15"), "{error}");
        let error = read(r#"{"text":"a"} {"text":"b"}"#, &[]).expect_err("two objects");
        assert!(error.contains("trailing characters at byte 14"), "{error}");
    }

    #[test]
    fn paths() {
        let line = r#"{"a":{"b":["x",{"c":"deep"}],"n":1.5},"a.d":"flat","ab":null,"t":[0]}"#;
        let paths = [
            "a", "a.b.0", "a.b.1.c", "a.b.2", "a.d", "a.n", "ab", "b", "t", "t.x", "a.",
        ];
        let object = read(line, &paths).expect("an object");
        assert_eq!(object.names, ["a", "a.d", "ab", "t"]);
        let expected = [
            ("a", Leaf::Other("an object")),
            ("a.b.0", text("x")),
            ("a.b.1.c", text("deep")),
            ("a.d", text("flat")),
            ("a.n", Leaf::Number("1.5".to_owned())),
            ("ab", Leaf::Null),
            ("t", Leaf::Other("a list")),
        ];
        let expected = expected.map(|(path, leaf)| (path.to_owned(), leaf));
        assert_eq!(object.fields, HashMap::from(expected));
    }

    #[test]
    fn fields_of_no_use_are_passed_over_whatever_they_hold() {
        let deep = "[".repeat(5000) + &"]".repeat(5000);
        let line = format!(r#"{{"deep":{deep},"huge":1e999,"half":"\udc00","text":"a"}}"#);
        let object = read(&line, &["text"]).expect("an object");
        assert_eq!(object.names, ["deep", "huge", "half", "text"]);
        assert_eq!(object.fields.len(), 1);
        // Also too deep a value in the place of a text does not overflow the stack.
        let line = format!(r#"{{"text":{deep}}}"#);
        let object = read(&line, &["text"]).expect("an object");
        assert_eq!(object.fields["text"], Leaf::Other("a list"));
    }

    #[test]
    fn the_last_of_fields_with_one_name_counts() {
        let object = read(r#"{"text":"a","text":"b"}"#, &["text"]).expect("an object");
        assert_eq!(object.fields["text"], text("b"));
    }
}

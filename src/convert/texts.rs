//! The texts of articles, for forms that hold none.

use std::collections::HashMap;
use std::path::PathBuf;

use super::error::{ConvertError, Problem};
use super::losses::Toll;
use crate::article::{Article, ArticleError, Articles, ReadOptions};

/// Finds texts by the ids of their articles.
///
/// The inputs are read only as far as needed: while the ids are asked for in their order, as records
/// come, no more than one text is held.
pub(super) struct Texts {
    articles: Articles,
    passed: HashMap<String, String>,
    /// Whether a text may be asked for again.
    again: bool,
}

impl Texts {
    /// The texts of these inputs: anything that articles are read from, gold as well.
    pub fn open(inputs: &[PathBuf], again: bool) -> Result<Self, ConvertError> {
        Ok(Texts {
            articles: Articles::open(inputs, ReadOptions::default())?,
            passed: HashMap::new(),
            again,
        })
    }

    /// The text of an article; nothing where the inputs have none of this id. Articles that cannot be
    /// read are told.
    pub fn find(&mut self, id: &str, toll: &mut Toll) -> Option<String> {
        while !self.passed.contains_key(id) {
            match self.articles.next()? {
                Ok(Article { id, text, .. }) => {
                    self.passed.entry(id).or_insert(text);
                }
                Err(error) => toll.problems.push(problem(&error)),
            }
        }
        match self.again {
            true => self.passed.get(id).cloned(),
            false => self.passed.remove(id),
        }
    }
}

fn problem(error: &ArticleError) -> Problem {
    Problem {
        place: error.place.clone(),
        id: error.id.clone(),
        what: error.kind.to_string(),
    }
}

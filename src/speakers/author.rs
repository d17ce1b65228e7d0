//! Who "I" is outside of quotation marks: the author of a letter or of an opinion, as the page tells.
//!
//! Letters to the editor are signed by a paragraph that is nothing but a name; under an opinion the last
//! paragraph begins with its author's name ("Ann Bell is a teacher in Ohio.").

use super::entities::Entities;
use super::mentions::NameMention;
use crate::model::labels::NameKind;
use crate::text::{is_line_end, paragraphs};

/// The authors of an article.
#[derive(Default)]
pub struct Authors {
    /// Where each signature begins, in order, and who signs.
    signatures: Vec<(usize, usize)>,
    /// Whom the last paragraph is about.
    told_of: Option<usize>,
}

impl Authors {
    /// Looks through the names of an article.
    pub fn of_article(text: &str, names: &[NameMention], entities: &Entities) -> Self {
        let full = |name: &NameMention| name.kind == NameKind::Person && name.key.len() > 1;
        let mut found = Authors::default();
        for (name, entity) in names
            .iter()
            .zip(&entities.of_mention)
            .filter(|(name, _)| full(name))
        {
            let before = text[..name.span.start].chars().rev();
            let after = text[name.span.end..].chars();
            if line_ends(before) && line_ends(after) {
                found.signatures.push((name.span.start, *entity));
            }
        }
        let last = match paragraphs(text).as_slice() {
            [_, .., last] => Some(last.start),
            _ => None,
        };
        found.told_of = last.and_then(|start| {
            let i = names.partition_point(|name| name.span.start < start);
            let name = names
                .get(i)
                .filter(|name| name.span.start == start && full(name))?;
            let is = text[name.span.end..].starts_with(" is ");
            is.then_some(entities.of_mention[i])
        });
        found
    }

    /// The author of what stands at a place.
    pub fn at(&self, place: usize) -> Option<usize> {
        let next = self
            .signatures
            .partition_point(|(start, _)| *start <= place);
        let signed = self.signatures.get(next).map(|(_, entity)| *entity);
        signed.or(self.told_of)
    }
}

/// True where no letter comes before the line ends.
fn line_ends(mut characters: impl Iterator<Item = char>) -> bool {
    characters
        .find(|c| is_line_end(*c) || c.is_alphanumeric())
        .is_none_or(is_line_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::entities::entities;

    fn author_at(text: &str, names: &[&str], place: &str) -> Option<String> {
        let mut mentions: Vec<NameMention> = names
            .iter()
            .map(|name| NameMention::first_in_tests(text, name))
            .collect();
        mentions.sort_by_key(|name| name.span);
        let grouped = entities(text, &mentions);
        let authors = Authors::of_article(text, &mentions, &grouped);
        let entity = authors.at(text.find(place).expect("is in the text"))?;
        Some(grouped.all[entity].name.clone())
    }

    #[test]
    fn letters_are_signed() {
        let text = "LETTERS\n\nI said no to Tom Reyes.\n\n― Ann Bell.\n\nI said yes.\n\nJoe Pike\n";
        let names = ["Tom Reyes", "Ann Bell", "Joe Pike"];
        assert_eq!(
            author_at(text, &names, "I said no").as_deref(),
            Some("Ann Bell")
        );
        assert_eq!(
            author_at(text, &names, "I said yes").as_deref(),
            Some("Joe Pike")
        );
    }

    #[test]
    fn opinions_tell_of_their_author() {
        let text = "A view\n\nI told Tom Reyes so.\n\nAnn Bell is a teacher in Ohio.\n";
        let names = ["Tom Reyes", "Ann Bell"];
        assert_eq!(
            author_at(text, &names, "I told").as_deref(),
            Some("Ann Bell")
        );
        let text = "News\n\nI was told, Tom Reyes said.\n\nAnn Bell, who left, is a teacher.\n";
        assert_eq!(author_at(text, &names, "I was"), None);
    }
}

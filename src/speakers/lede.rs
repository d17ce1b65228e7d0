//! Whom a report begins with and does not name at once: "A retired engineer told …", named in the next paragraph.

use super::descriptions::Description;
use super::entities::Entities;
use super::forms::head_of;
use super::gender::differ;
use super::mentions::NameMention;
use super::names::words_of;
use crate::model::labels::NameKind;
use crate::text::{Span, paragraphs};

/// The headline and the first paragraph of a report, each with the person who is quoted first in the paragraph after it,
/// if that one is named in full there and nowhere before.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lede(Vec<(Span, Option<usize>)>);

impl Lede {
    /// Looks at the first three paragraphs of an article, whose quotations have these sources.
    pub fn of_article(
        text: &str,
        sources: &[Span],
        names: &[NameMention],
        entities: &Entities,
    ) -> Self {
        let lines = paragraphs(text);
        let is_person =
            |name: usize| entities.all[entities.of_mention[name]].kind == NameKind::Person;
        let newly_quoted = |paragraph: &Span| {
            let inside = sources.iter().filter(|source| paragraph.contains(source));
            // "The audit office said" may come between, "the minister said" and "he said" may not.
            let mut named = inside.map(|source| head_of(text, *source, names).named);
            let speaking = named.find(|named| !matches!(**named, [name] if !is_person(name)))?;
            let &[name] = speaking.as_slice() else {
                return None;
            };
            let entity = entities.of_mention[name];
            let first = &names[*entities.all[entity].mentions.first()?];
            (paragraph.contains(&first.span) && first.key.len() > 1).then_some(entity)
        };
        let pairs = lines.iter().zip(lines.iter().skip(1)).take(2);
        Lede(
            pairs
                .map(|(line, next)| (*line, newly_quoted(next)))
                .collect(),
        )
    }

    /// Who is told of in the next paragraph, for "a retired engineer" and for the "Engineer" of the headline above it.
    pub fn means(
        &self,
        text: &str,
        mention: Span,
        said: &Description,
        entities: &Entities,
    ) -> Option<usize> {
        let at = self
            .0
            .iter()
            .position(|(line, _)| line.contains(&mention))?;
        let words = words_of(text, mention);
        let bare = words.len() == 1 && words[0].folded == said.noun;
        let (_, entity) = match words.first()?.folded.as_str() {
            "a" | "an" | "one" => self.0[at],
            _ if bare && at == 0 => *self.0.get(1).filter(|(lede, _)| {
                words_of(text, *lede)
                    .iter()
                    .any(|word| word.folded == said.noun)
            })?,
            _ => return None,
        };
        let fits = |&entity: &usize| {
            said.person && !said.several && !differ(said.gender, entities.all[entity].gender)
        };
        entity.filter(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::entities::entities;

    /// The speaker of `mention`, where `sources` are those of the quotations of `text`, which has `named` people.
    fn meant(text: &str, named: &[&str], sources: &[&str], mention: &str) -> Option<String> {
        let names = NameMention::in_order_in_tests(text, named);
        let grouped = entities(text, &names);
        let place = |words: &str| {
            let start = text.find(words).expect("the words are in the text");
            Span::new(start, start + words.len())
        };
        let sources: Vec<Span> = sources.iter().map(|source| place(source)).collect();
        let lede = Lede::of_article(text, &sources, &names, &grouped);
        let said = Description::of(text, place(mention));
        lede.means(text, place(mention), &said, &grouped)
            .map(|e| grouped.all[e].name.clone())
    }

    const REPORT: &str = "Engineer Warned of Bridge\n\nA retired engineer told a hearing that Tom Reyes had not \
        listened.\n\n“I kept copies,” said Ann Bell, 71. Mr. Reyes said he had.\n";

    #[test]
    fn who_is_named_in_the_next_paragraph() {
        let named = ["Tom Reyes", "Ann Bell", "Reyes"];
        let sources = ["A retired engineer", "Ann Bell", "Mr. Reyes"];
        let meant = |mention| meant(REPORT, &named, &sources, mention);
        assert_eq!(meant("A retired engineer").as_deref(), Some("Ann Bell"));
        assert_eq!(meant("Engineer").as_deref(), Some("Ann Bell"));
        assert_eq!(meant("a hearing"), None, "no person");
    }

    #[test]
    fn who_is_not() {
        let known = "Bell Warned\n\nA retired engineer told a hearing that Ann Bell was right.\n\n“I was,” said Ann Bell.\n";
        assert_eq!(
            meant(
                known,
                &["Bell", "Ann Bell", "Ann Bell"],
                &["said Ann Bell"],
                "A retired engineer"
            ),
            None
        );
        let later = REPORT.replace("hearing", "hearing.\n\nIt rained.\n\nThe town heard");
        assert_eq!(
            meant(
                &later,
                &["Tom Reyes", "Ann Bell", "Reyes"],
                &["Ann Bell"],
                "A retired engineer"
            ),
            None
        );
        let text = "One";
        assert_eq!(meant(text, &[], &[], "One"), None);
    }
}

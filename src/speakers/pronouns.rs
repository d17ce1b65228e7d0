//! What an article's own pronouns tell of those it names: who is he, who is she, and what is "it".
//!
//! First names and titles tell the gender of most people, but not of Tanisha or Vern; and a firm that no list
//! knows looks like a person. The sources of all quotations of the article vote before any is resolved.

use super::descriptions::Description;
use super::entities::Entities;
use super::gender::{Gender, of_first_name, of_pronoun};
use super::lexicon::is_neuter_pronoun;
use super::mentions::NameMention;
use super::names::is_titled;
use super::people::People;
use crate::attribution::{ArticleScores, Quotation};
use crate::model::labels::NameKind;

/// How much more weight one answer needs than the other.
const MARGIN: f32 = 0.5;

/// How much more for a name of several words, which looks like a person's, to be "it": more than one source.
const MARGIN_OF_FULL_NAMES: f32 = 1.0;

/// Weight of the votes for each answer.
#[derive(Clone, Copy, Default)]
struct Tally {
    he: f32,
    she: f32,
    it: f32,
}

/// Fills in the genders of persons that nothing else tells, and makes organizations of those that are "it".
pub fn learn(
    text: &str,
    scores: &ArticleScores,
    quotations: &[Quotation],
    names: &[NameMention],
    entities: &mut Entities,
) {
    let open: Vec<bool> = entities
        .all
        .iter()
        .map(|entity| entity.kind == NameKind::Person && entity.gender.is_none())
        .collect();
    if !open.contains(&true) {
        return;
    }
    let people = People {
        text,
        names,
        entities,
    };
    let mut tallies = vec![Tally::default(); open.len()];
    for source in quotations.iter().filter_map(|q| q.source.as_ref()) {
        let Some(Some(row)) = scores.reference.get(source.words.start) else {
            continue;
        };
        let mention = source.span.slice(text);
        let gender = of_pronoun(mention);
        let near = people.paragraph_end(source.span.end);
        let named = |entity: usize| {
            let mut mentions = entities.all[entity].mentions.iter();
            mentions.any(|&m| names[m].span.touches(&source.span))
        };
        let choice = if gender.is_some() {
            people.vote(row, |entity, _| {
                let known = &entities.all[entity];
                let fits = known.gender.is_none() || known.gender == gender;
                fits && known.kind == NameKind::Person && people.is_named_before(entity, near)
            })
        } else if is_neuter_pronoun(mention) || Description::of(text, source.span).body {
            // "The Bell campaign" is not Bell.
            people.vote(row, |entity, _| !named(entity))
        } else {
            None
        };
        let Some(choice) = choice.filter(|choice| choice.is_one() && open[choice.entity]) else {
            continue;
        };
        let tally = &mut tallies[choice.entity];
        match gender {
            Some(Gender::Male) => tally.he += choice.probability,
            Some(Gender::Female) => tally.she += choice.probability,
            None => tally.it += choice.probability,
        }
    }
    for (entity, tally) in entities.all.iter_mut().zip(tallies) {
        let human = entity.key.len() > 1
            && entity
                .key
                .first()
                .is_some_and(|first| of_first_name(first).is_some())
            || entity
                .mentions
                .iter()
                .any(|&mention| is_titled(text, names[mention].span.start));
        let margin = match entity.key.len() {
            1 => MARGIN,
            _ => MARGIN_OF_FULL_NAMES,
        };
        if tally.it > tally.he + tally.she + margin && !human {
            entity.kind = NameKind::Organization;
        } else if tally.he > tally.she + MARGIN {
            entity.gender = Some(Gender::Male);
        } else if tally.she > tally.he + MARGIN {
            entity.gender = Some(Gender::Female);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entities::entities;
    use super::*;
    use crate::attribution::{Row, SourceMention};
    use crate::model::words::Words;
    use crate::text::{QuotationType, Span};

    /// What is learned of the names of a text from sources that point to one of them: the source's word, and the
    /// name's.
    fn learned(text: &str, named: &[&str], sources: &[(&str, &str)]) -> Entities {
        let words = Words::in_tests(text);
        let word = |s: &str| {
            let start = text.find(s).expect("is in the text");
            words.inside(Span::new(start, start + s.len()))
        };
        let mention = |name: &&str| NameMention {
            words: word(name),
            ..NameMention::first_in_tests(text, name)
        };
        let names: Vec<NameMention> = named.iter().map(mention).collect();
        let mut found = entities(text, &names);
        let mut scores = ArticleScores {
            reference: vec![None; words.len()],
            ..ArticleScores::default()
        };
        let quotations: Vec<Quotation> = sources
            .iter()
            .map(|(source, name)| {
                let source = word(source);
                scores.reference[source.start] = Some(Row {
                    none: 0.1,
                    to: vec![(word(name).start, 0.9)],
                });
                Quotation {
                    content: Vec::new(),
                    words: Vec::new(),
                    kind: QuotationType::Direct,
                    cue: None,
                    source: Some(SourceMention {
                        span: words.span(source.clone()),
                        words: source,
                    }),
                    score: 1.0,
                }
            })
            .collect();
        learn(text, &scores, &quotations, &names, &mut found);
        found
    }

    #[test]
    fn she_is_a_woman() {
        let text = "Xanthe Bell met Vern Ojo. She said so.";
        let found = learned(
            text,
            &["Xanthe Bell", "Vern Ojo"],
            &[("She", "Xanthe Bell")],
        );
        assert_eq!(found.all[0].gender, Some(Gender::Female));
    }

    #[test]
    fn it_is_a_firm_unless_its_name_is_a_persons() {
        let text = "Pippin Quill met Ann Moss. It said so, which said so.";
        let names = ["Pippin Quill", "Ann Moss"];
        let found = learned(text, &names, &[("It", "Pippin Quill")]);
        assert_eq!(found.all[0].kind, NameKind::Person);
        let twice = |name| [("It", name), ("which", name)];
        let found = learned(text, &names, &twice("Pippin Quill"));
        assert_eq!(found.all[0].kind, NameKind::Organization);
        let found = learned(text, &names, &twice("Ann Moss"));
        assert_eq!(found.all[1].kind, NameKind::Person);
    }

    #[test]
    fn a_campaign_is_not_whose_it_is() {
        let text = "The Quill campaign said so.";
        let found = learned(text, &["Quill"], &[("The Quill campaign", "Quill")]);
        assert_eq!(found.all[0].kind, NameKind::Person);
    }
}

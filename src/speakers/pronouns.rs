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
        if tally.it > tally.he + tally.she + MARGIN && !human {
            entity.kind = NameKind::Organization;
        } else if tally.he > tally.she + MARGIN {
            entity.gender = Some(Gender::Male);
        } else if tally.she > tally.he + MARGIN {
            entity.gender = Some(Gender::Female);
        }
    }
}

//! From the mention of each quotation to its speaker.

use std::ops::Range;

use super::author::Authors;
use super::court::{accused, answers, give_to_the_living, is_defendant, is_witness};
use super::descriptions::Description;
use super::entities::{Entities, entities, plain};
use super::forms::{Form, MentionHead, head_of};
use super::gender::{differ, of_pronoun};
use super::interview::{Interview, is_party};
use super::lede::Lede;
use super::lexicon::is_neuter_pronoun;
use super::mentions::{NameMention, name_mentions};
use super::people::{People, office_of};
use super::pronouns::learn;
use super::together::Several;
use super::unseen;
use super::votes::Choice;
use crate::attribution::{ArticleScores, Quotation, Row, SourceMention};
use crate::model::labels::NameKind;
use crate::model::words::Words;
use crate::text::{QuotationType, Span};

/// The pointer is followed against what the sentence before says, where it has more than this for one.
const SURE: f32 = 0.6;

/// What a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A named human being.
    Person,
    /// A named company, agency, paper, team, government.
    Organization,
    /// People taken together, without a name.
    Group,
    /// Somebody without a name.
    Unnamed,
}

/// Who said a quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// The entities who speak; empty for somebody who is not named.
    pub entities: Vec<usize>,
    /// The fullest name of the first of them; the mention's words for somebody who has none;
    /// nothing where the article does not tell who the mention means.
    pub name: Option<String>,
    /// What the speaker is.
    pub kind: Kind,
    /// What the mention looks like.
    pub form: Form,
    /// Raw probability that this is who speaks, given the mention, 0 to 1.
    pub score: f64,
}

/// The speakers of an article.
#[derive(Clone, Debug, Default)]
pub struct Speakers {
    /// All persons and organizations named in the article.
    pub entities: Entities,
    /// Where they are named.
    pub names: Vec<NameMention>,
    /// The speaker of each quotation, where one can be told.
    pub of_quotation: Vec<Option<Speaker>>,
}

/// Finds the speaker of every quotation.
///
/// First the article's own pronouns tell who is a man, a woman, a firm (`pronouns`). Then: a name is its
/// entity. "I" is the author, where the page tells one; "he" in a sentence that begins with
/// somebody's role is that one. Else a pronoun or a description is whom the reference pointer votes for
/// among the article's names, as far as they fit: "she" is no man and nobody first named in a later
/// paragraph, a mother is no council and "aides" are nobody in particular, neither "his wife" nor "Bell's
/// lawyer" is the one who has them.
/// Where it votes for none, a singular pronoun goes on with the speaker before or the one of that gender
/// who was named last; a description is the one person who has that role, is the only relative or is named
/// in the paragraph after the first, else somebody unnamed. A quotation without a mention goes on with the
/// speaker of the one that it follows directly, where the pointer knows nobody better.
pub fn resolve(
    text: &str,
    words: &Words,
    scores: &ArticleScores,
    quotations: &[Quotation],
) -> Speakers {
    let mut names = name_mentions(text, words, &scores.names);
    unseen::add_organizations(text, words, &mut names);
    unseen::add_names_of_sources(text, words, quotations, &mut names);
    let mut grouped = entities(text, &names);
    give_to_the_living(text, quotations, &names, &mut grouped);
    learn(text, scores, quotations, &names, &mut grouped);
    let sources = quotations.iter().filter_map(|q| q.source.as_ref());
    let sources: Vec<Span> = sources.map(|source| source.span).collect();
    let resolver = Resolver {
        words,
        scores,
        people: People {
            text,
            names: &names,
            entities: &grouped,
        },
        interview: Interview::of_article(text, &names, &grouped),
        authors: Authors::of_article(text, &names, &grouped),
        accused: accused(text, &names, &grouped),
        lede: Lede::of_article(text, &sources, &names, &grouped),
    };
    let mut of_quotation: Vec<Option<Speaker>> = Vec::with_capacity(quotations.len());
    for (i, quotation) in quotations.iter().enumerate() {
        let before = i
            .checked_sub(1)
            .map(|b| (&quotations[b], of_quotation[b].as_ref()));
        let speaker = resolver.speaker(quotation, before);
        of_quotation.push(speaker);
    }
    Speakers {
        entities: grouped,
        names,
        of_quotation,
    }
}

struct Resolver<'a> {
    words: &'a Words,
    scores: &'a ArticleScores,
    people: People<'a>,
    interview: Interview,
    authors: Authors,
    accused: Option<usize>,
    lede: Lede,
}

impl Resolver<'_> {
    fn speaker(
        &self,
        quotation: &Quotation,
        before: Option<(&Quotation, Option<&Speaker>)>,
    ) -> Option<Speaker> {
        match &quotation.source {
            Some(source) => {
                if let Some(party) = self.interview.of(self.people.text, source.span) {
                    return Some(self.of_entities(vec![party], Form::Description, 0.8));
                }
                if is_party(self.people.text, source.span) {
                    return None;
                }
                let head = head_of(self.people.text, source.span, self.people.names);
                let row = self.row(&source.words);
                if let Some(several) = Several::of(self.people.text, source.span)
                    && let Some(group) = self.together(several, source.span, before)
                {
                    return Some(self.of_entities(group, head.form, 0.6));
                }
                match head.form {
                    Form::Name => Some(self.named(&head)),
                    Form::Pronoun => self
                        .author(source)
                        .or_else(|| self.pronoun(quotation, &head, row, source.span, before)),
                    Form::Description | Form::None => {
                        let asked = self.asked(quotation, before);
                        Some(self.description(&head, row, source.span, asked))
                    }
                }
            }
            None => self.without_mention(quotation, before),
        }
    }

    fn named(&self, head: &MentionHead) -> Speaker {
        let mut found: Vec<usize> = Vec::new();
        for &name in &head.named {
            let entity = self.people.entities.of_mention[name];
            if !found.contains(&entity) {
                found.push(entity);
            }
        }
        self.of_entities(found, Form::Name, 0.98)
    }

    /// Those who have just spoken together, where nobody has been named since; else who were named together.
    fn together(
        &self,
        several: Several,
        span: Span,
        before: Option<(&Quotation, Option<&Speaker>)>,
    ) -> Option<Vec<usize>> {
        let just_spoken = before.and_then(|(last, speaker)| {
            let end = last.source.as_ref()?.span.end;
            let since = Span::new(end, span.start.max(end));
            let speaker = speaker.filter(|s| s.kind == Kind::Person)?;
            let number = match several {
                Several::They => speaker.entities.len() > 1,
                Several::Two | Several::Couple => speaker.entities.len() == 2,
            };
            let nobody_else =
                !self.people.names_in(since) && !self.people.others_between(since.start, since.end);
            (number && nobody_else).then(|| speaker.entities.clone())
        });
        just_spoken.or_else(|| self.people.meant_together(several, span.start))
    }

    /// The author, where "I" stands outside of quotation marks.
    fn author(&self, source: &SourceMention) -> Option<Speaker> {
        let quoted = self.words.quoted.get(source.words.start) == Some(&true);
        let own = source.span.slice(self.people.text) == "I" && !quoted;
        let author = self.authors.at(source.span.start).filter(|_| own)?;
        Some(self.of_entities(vec![author], Form::Pronoun, 0.8))
    }

    /// "He" behind a quotation is whom the sentence in front of it is about.
    fn after_sentence(&self, quotation: &Quotation, pronoun: Span) -> Option<Speaker> {
        let start = quotation.content.first()?.start;
        let marked = quotation.kind == QuotationType::Direct && start < pronoun.start;
        let gender = of_pronoun(pronoun.slice(self.people.text)).filter(|_| marked);
        let entity = self.people.subject_before(start, gender)?;
        Some(self.of_entities(vec![entity], Form::Pronoun, 0.6))
    }

    fn pronoun(
        &self,
        quotation: &Quotation,
        head: &MentionHead,
        row: Option<&Row>,
        span: Span,
        before: Option<(&Quotation, Option<&Speaker>)>,
    ) -> Option<Speaker> {
        let neuter = is_neuter_pronoun(span.slice(self.people.text));
        if span.slice(self.people.text).eq_ignore_ascii_case("who") {
            if let Some(entity) = self.people.just_named(span.start) {
                return Some(self.of_entities(vec![entity], Form::Pronoun, 0.9));
            }
            // "A rapper who says …" may be named in the next paragraph, but is nobody who was named before.
            let near = self.people.next_paragraph_end(span.end);
            let new = self.people.is_introduced(span.start);
            let fits = |entity, _| {
                !(new && self.people.is_named_before(entity, span.start))
                    && self.people.is_named_before(entity, near)
            };
            let choice = row.and_then(|row| self.people.vote(row, fits));
            return self.chosen(choice.as_ref(), Form::Pronoun);
        }
        let gender = of_pronoun(span.slice(self.people.text));
        if let Some(entity) = self.people.subject_in_role(span.start, gender) {
            return Some(self.of_entities(vec![entity], Form::Pronoun, 0.8));
        }
        let paragraph_end = self.people.paragraph_end(span.end);
        let asked = self.asked(quotation, before);
        let asking = self.people.who_asks(span.start).or(asked);
        let fits = |entity: usize, kind: NameKind| {
            let known = &self.people.entities.all[entity];
            let person = known.kind == NameKind::Person || (kind == NameKind::Person && !neuter);
            // Nobody is "she" who is first named in a later paragraph.
            let named = self.people.is_named_before(entity, paragraph_end);
            neuter != person
                && (named || gender.is_none())
                && !differ(gender, known.gender)
                && Some(entity) != asking
        };
        let choice = row.and_then(|row| self.people.vote(row, fits));
        let sure = choice.as_ref().is_some_and(|c| c.probability > SURE);
        if !sure && let Some(speaker) = self.after_sentence(quotation, span) {
            return Some(speaker);
        }
        if let Some(speaker) = self.chosen(choice.as_ref(), Form::Pronoun) {
            return Some(speaker);
        }
        if head.plural || neuter {
            return None;
        }
        let last = before
            .and_then(|(_, speaker)| speaker)
            .filter(|s| s.kind == Kind::Person)
            .and_then(|s| s.entities.first().copied())
            .filter(|&e| !differ(gender, self.people.entities.all[e].gender));
        let entity = last
            .or(choice.map(|c| c.entity))
            .or_else(|| self.people.last_known(span.start, gender))?;
        Some(self.of_entities(vec![entity], Form::Pronoun, 0.4))
    }

    fn description(
        &self,
        head: &MentionHead,
        row: Option<&Row>,
        span: Span,
        asked: Option<usize>,
    ) -> Speaker {
        let said = Description::of(self.people.text, span);
        let accused = self.accused.filter(|_| is_defendant(&said) && !head.plural);
        if let Some(entity) = accused.or_else(|| self.people.in_role(&said, head.plural)) {
            return self.of_entities(vec![entity], Form::Description, 0.8);
        }
        // Whose lawyer speaks does not speak; whose letter "says" does.
        let mut owners = self.people.owners_in(span);
        let owned = said.owned || !owners.is_empty();
        if !said.person {
            owners.clear();
        }
        // "Aides" are nobody's name; "Bell's plans" may say what she says.
        let several = said.several || (head.plural && (said.person || !owned));
        // "A senior member of the party …" is named in the next paragraph, if ever.
        let near = self.people.next_paragraph_end(span.end);
        let asking = self.people.who_asks(span.start).or(asked);
        let office = office_of(span.slice(self.people.text));
        let fits = |entity: usize| {
            let known = &self.people.entities.all[entity];
            let person = known.kind == NameKind::Person;
            let kind_fits = match person {
                true => !said.body && !several,
                false => !said.person,
            };
            let other = || {
                self.people.has_other_office(entity, office)
                    || self.people.is_introduced_by(entity, &said)
            };
            kind_fits
                && Some(entity) != asking
                && !differ(said.gender, known.gender)
                && !owners.contains(&entity)
                && self.people.is_named_before(entity, near)
                && !other()
        };
        // "The Bell campaign" is a name of its own.
        let own_name = said.body && self.people.names_in(span);
        let row = row.filter(|_| !own_name);
        let mut choice = row.and_then(|row| self.people.vote(row, |entity, _| fits(entity)));
        let owner = choice.as_ref().map(|c| c.entity).filter(|&entity| {
            let gender = self.people.entities.all[entity].gender;
            said.person
                && said.owner.is_some()
                && !differ(said.owner, gender)
                && self.people.last_named(span.start, said.owner) == Some(entity)
        });
        if owner.is_some() {
            // "His captain" is not he.
            choice = row.and_then(|row| {
                self.people
                    .vote(row, |entity, _| Some(entity) != owner && fits(entity))
            });
        }
        if matches!(said.noun.as_str(), "father" | "mother")
            && let Some((child, gender)) = said.owner.zip(said.gender)
            && let Some(entity) = self.people.parent(span.start, gender, child)
        {
            return self.of_entities(vec![entity], Form::Description, 0.8);
        }
        if let Some(speaker) = self.chosen(choice.as_ref(), Form::Description) {
            return speaker;
        }
        if said.kin
            && let Some(owner) = owner.or_else(|| self.people.last_named(span.start, said.owner))
            && let Some(entity) = self.people.relative(owner, fits)
        {
            return self.of_entities(vec![entity], Form::Description, 0.6);
        }
        if is_witness(&said)
            && let Some(entity) = asked.and_then(|asking| self.people.who_is_asked(asking, span))
        {
            return self.of_entities(vec![entity], Form::Description, 0.6);
        }
        let text = self.people.text;
        if !head.plural
            && let Some(entity) = self.lede.means(text, span, &said, self.people.entities)
        {
            return self.of_entities(vec![entity], Form::Description, 0.6);
        }
        Speaker {
            entities: Vec::new(),
            name: Some(plain(span, self.people.text)),
            kind: match (said.body, head.plural) {
                _ if said.several => Kind::Group,
                (true, _) => Kind::Organization,
                (_, true) => Kind::Group,
                _ => Kind::Unnamed,
            },
            form: Form::Description,
            score: row.map_or(0.5, |row| row.none.into()),
        }
    }

    fn without_mention(
        &self,
        quotation: &Quotation,
        before: Option<(&Quotation, Option<&Speaker>)>,
    ) -> Option<Speaker> {
        let row = quotation.words.first().and_then(|words| self.row(words));
        // A person who has just spoken does not become a firm with the next mark.
        let goes_on = before.is_some_and(|(last, speaker)| {
            self.follows(last, quotation) && speaker.is_some_and(|s| s.kind == Kind::Person)
        });
        let start = quotation.content.first().map_or(0, |span| span.start);
        let near = self.people.next_paragraph_end(start);
        let fits = |entity: usize, _| {
            let person = self.people.entities.all[entity].kind == NameKind::Person;
            (person || !goes_on) && self.people.is_named_before(entity, near)
        };
        let choice = row.and_then(|row| self.people.vote(row, fits));
        if let Some(speaker) = self.chosen(choice.as_ref(), Form::None) {
            return Some(speaker);
        }
        let (_, speaker) = before.filter(|(last, _)| self.follows(last, quotation))?;
        speaker.map(|speaker| Speaker {
            form: Form::None,
            score: speaker.score * 0.8,
            ..speaker.clone()
        })
    }

    /// Who asks in the quotation before, where this one is the answer.
    fn asked(
        &self,
        quotation: &Quotation,
        before: Option<(&Quotation, Option<&Speaker>)>,
    ) -> Option<usize> {
        let (last, speaker) = before?;
        let &[entity] = speaker?.entities.as_slice() else {
            return None;
        };
        answers(self.people.text, last.cue?, quotation.cue?).then_some(entity)
    }

    /// True where no word stands between two quotations.
    fn follows(&self, last: &Quotation, next: &Quotation) -> bool {
        let ends = last.content.last().zip(next.content.first());
        let between = ends.and_then(|(last, next)| self.people.text.get(last.end..next.start));
        between.is_some_and(|between| !between.contains(char::is_alphanumeric))
    }

    fn row(&self, words: &Range<usize>) -> Option<&Row> {
        self.scores.reference.get(words.start)?.as_ref()
    }

    /// The speaker that a vote is for, where it is not rather for nobody.
    fn chosen(&self, choice: Option<&Choice>, form: Form) -> Option<Speaker> {
        let choice = choice.filter(|choice| choice.is_one())?;
        Some(self.of_entities(vec![choice.entity], form, choice.probability.into()))
    }

    fn of_entities(&self, entities: Vec<usize>, form: Form, score: f64) -> Speaker {
        let first = entities
            .first()
            .and_then(|&e| self.people.entities.all.get(e));
        Speaker {
            name: first.map(|e| e.name.clone()),
            kind: match first.map(|e| e.kind) {
                Some(NameKind::Organization) => Kind::Organization,
                _ => Kind::Person,
            },
            entities,
            form,
            score,
        }
    }
}

//! What a description without a name in it says of whom it means: "his former wife", "the 34-year-old
//! mother of three", "the company's lawyers".

use super::gender::{Gender, of_pronoun};
use super::lexicon::{is_number, is_preposition, is_several};
use super::names::{NameWord, words_of};
use super::nouns::{is_body_noun, is_demonym, is_role_noun};
use crate::text::Span;

/// Nouns for men and women, and whether they are relatives, who mostly have one surname.
const MEN_AND_WOMEN: &[(&str, Gender, bool)] = &[
    ("actress", Gender::Female, false),
    ("aunt", Gender::Female, false),
    ("boy", Gender::Male, false),
    ("boyfriend", Gender::Male, false),
    ("brother", Gender::Male, true),
    ("daughter", Gender::Female, true),
    ("father", Gender::Male, true),
    ("girl", Gender::Female, false),
    ("girlfriend", Gender::Female, false),
    ("grandfather", Gender::Male, true),
    ("grandmother", Gender::Female, true),
    ("husband", Gender::Male, true),
    ("man", Gender::Male, false),
    ("mother", Gender::Female, true),
    ("nephew", Gender::Male, false),
    ("niece", Gender::Female, false),
    ("sister", Gender::Female, true),
    ("son", Gender::Male, true),
    ("uncle", Gender::Male, false),
    ("widow", Gender::Female, true),
    ("widower", Gender::Male, true),
    ("wife", Gender::Female, true),
];

/// Nouns before an "of" that make one of many.
const GATHERINGS: &[&str] = &["chorus", "group", "handful", "number"];

/// What is known of whom a description means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The noun it is about, folded: the last word before an "of", a "who" or a comma.
    pub noun: String,
    /// True for "the minister", which means somebody whom the text has told of.
    pub definite: bool,
    /// A campaign, a court, a firm is no person.
    pub body: bool,
    /// A mayor, a mother, a 34-year-old is one.
    pub person: bool,
    /// As far as the noun tells.
    pub gender: Option<Gender>,
    /// The gender of whose wife or captain it is: that of "his" and "her".
    pub owner: Option<Gender>,
    /// "The couple", "two people", "a group of parents": more than one, whatever the noun's number.
    pub several: bool,
    /// True where something of his or hers is meant: "his eyes", "excerpts of her speech".
    pub owned: bool,
    /// True for relatives who mostly have their owner's surname.
    pub kin: bool,
}

impl Description {
    /// Reads the mention at `span`.
    pub fn of(text: &str, span: Span) -> Self {
        let words = words_of(text, span);
        let end = words.iter().enumerate().position(|(i, word)| {
            let before = text[..word.span.start].trim_end();
            // "The union representing workers" is a union.
            let of_noun =
                |noun: &NameWord| is_body_noun(&noun.folded) || is_role_noun(&noun.folded);
            let participle = word.folded.ends_with("ing")
                && i.checked_sub(1)
                    .is_some_and(|before| of_noun(&words[before]));
            participle
                || is_preposition(&word.folded)
                || matches!(word.folded.as_str(), "that" | "which" | "who")
                || (before.ends_with(',') && before.len() > span.start)
        });
        let head = &words[..end.unwrap_or(words.len())];
        let (Some(first), Some(noun)) = (head.first(), head.last()) else {
            return Description::default();
        };
        let listed = MEN_AND_WOMEN.iter().find(|(word, ..)| *word == noun.folded);
        // Congresswomen, spokeswomen; "woman" itself.
        let gender = match listed {
            Some((_, gender, _)) => Some(*gender),
            None => noun.folded.ends_with("woman").then_some(Gender::Female),
        };
        Description {
            definite: first.folded == "the" && head.len() > 1,
            body: is_body_noun(&noun.folded),
            person: gender.is_some()
                || is_role_noun(&noun.folded)
                || noun.folded.strip_suffix('s').is_some_and(is_role_noun)
                || is_demonym(&noun.folded)
                || has_age(head),
            gender,
            several: is_several(&noun.folded)
                || (head.len() > 1 && is_number(&first.folded))
                || (GATHERINGS.contains(&noun.folded.as_str())
                    && words
                        .get(head.len())
                        .is_some_and(|next| next.folded == "of")),
            owner: of_pronoun(&first.folded).filter(|_| head.len() > 1),
            owned: words.len() > 1 && words.iter().any(|word| of_possessive(&word.folded)),
            kin: listed.is_some_and(|(.., kin)| *kin),
            noun: noun.folded.clone(),
        }
    }
}

fn of_possessive(word: &str) -> bool {
    matches!(word, "his" | "her")
}

/// True for "the 34-year-old" and "34-year-old mother".
fn has_age(words: &[NameWord]) -> bool {
    let age = |w: &[NameWord]| {
        w[0].folded.bytes().all(|b| b.is_ascii_digit())
            && matches!(w[1].folded.as_str(), "year" | "years")
            && w[2].folded == "old"
    };
    words.windows(3).any(age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(mention: &str) -> Description {
        Description::of(mention, Span::new(0, mention.len()))
    }

    #[test]
    fn the_noun_and_what_it_says() {
        let wife = of("his former wife");
        assert_eq!(
            (wife.noun.as_str(), wife.gender),
            ("wife", Some(Gender::Female))
        );
        assert_eq!(
            (wife.owner, wife.kin, wife.definite),
            (Some(Gender::Male), true, false)
        );
        let mother = of("The 34-year-old mother of three");
        assert!(mother.person && mother.definite && mother.owner.is_none());
        assert_eq!(
            (mother.noun.as_str(), mother.gender),
            ("mother", Some(Gender::Female))
        );
        assert!(of("the 81-year-old").person && !of("the 81 houses").person);
        assert!(of("the company, which sells paper").body && !of("the company's lawyer").body);
        assert!(of("a congresswoman from Ohio").gender == Some(Gender::Female));
        assert_eq!(of("the spokesman").gender, None);
    }

    #[test]
    fn several_and_one() {
        for mention in [
            "the couple",
            "Two people familiar with the talks",
            "a group of parents",
        ] {
            assert!(of(mention).several, "{mention}");
        }
        assert!(!of("the group").several && !of("the second lawyer").several);
        let union = of("the union representing workers");
        assert_eq!((union.noun.as_str(), union.body), ("union", true));
        assert!(of("Clinton's aides").noun == "aides" && of("the teachers").person);
        assert!(of("the Scot").person);
    }

    #[test]
    fn what_says_nothing() {
        assert_eq!(of(""), Description::default());
        assert_eq!(of("…"), Description::default());
        assert_eq!(of("her").owner, None);
        assert!(!of("the").definite);
    }
}

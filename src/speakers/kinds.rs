//! What an entity is: a person or an organization.
//!
//! The name head has learned from political news; firms it has not seen look to it like people.

use super::entities::Entity;
use super::gender::of_first_name;
use super::mentions::NameMention;
use super::names::is_titled;
use crate::model::labels::NameKind;

/// Last words of organizations' names, folded.
const ENDS: &[&str] = &[
    "academy",
    "agency",
    "airlines",
    "airways",
    "alliance",
    "associates",
    "association",
    "authority",
    "bancorp",
    "biologics",
    "biosciences",
    "brands",
    "brewery",
    "broadcasting",
    "bureau",
    "capital",
    "coalition",
    "college",
    "commission",
    "committee",
    "communications",
    "company",
    "consortium",
    "consulting",
    "cooperative",
    "corp",
    "corporation",
    "council",
    "dynamics",
    "electronics",
    "energy",
    "enterprises",
    "entertainment",
    "exchange",
    "federation",
    "financial",
    "foods",
    "foundation",
    "fund",
    "group",
    "holdings",
    "hospital",
    "inc",
    "industries",
    "institute",
    "insurance",
    "international",
    "investments",
    "laboratories",
    "labs",
    "league",
    "llc",
    "llp",
    "logistics",
    "ltd",
    "management",
    "media",
    "ministry",
    "motors",
    "museum",
    "network",
    "networks",
    "organisation",
    "organization",
    "partners",
    "party",
    "petroleum",
    "pharma",
    "pharmaceuticals",
    "plc",
    "productions",
    "properties",
    "publishing",
    "railways",
    "records",
    "research",
    "resources",
    "restaurants",
    "retail",
    "robotics",
    "school",
    "securities",
    "semiconductor",
    "semiconductors",
    "services",
    "society",
    "software",
    "solutions",
    "studios",
    "systems",
    "technologies",
    "technology",
    "telecom",
    "therapeutics",
    "union",
    "university",
    "ventures",
    "watch",
    "works",
];

/// Capitals and seats that stand for who rules there, and firms with one word, folded.
const SEATS: &[&str] = &[
    "amazon",
    "ankara",
    "apple",
    "baghdad",
    "beijing",
    "brussels",
    "canberra",
    "caracas",
    "damascus",
    "delhi",
    "facebook",
    "google",
    "havana",
    "holyrood",
    "islamabad",
    "kabul",
    "kiev",
    "kremlin",
    "kyiv",
    "microsoft",
    "moscow",
    "ottawa",
    "pentagon",
    "pyongyang",
    "riyadh",
    "seoul",
    "stormont",
    "taipei",
    "tehran",
    "tokyo",
    "twitter",
    "washington",
    "westminster",
    "whitehall",
];

/// Most letters of initials that are read as a word.
const LONGEST_INITIALS: usize = 5;

/// An organization where its name is that of one, a person where a full name or a title says so, else what the
/// head sees in most of the mentions.
pub fn kind_of(text: &str, entity: &Entity, mentions: &[NameMention]) -> NameKind {
    let of = |kind: NameKind| {
        let those = entity.mentions.iter().map(|&m| &mentions[m]);
        those.filter(move |m| m.kind == kind)
    };
    let titled = of(NameKind::Person).any(|m| is_titled(text, m.span.start));
    let first_name = || {
        let first = entity.key.first().filter(|_| entity.key.len() > 1);
        first.is_some_and(|first| of_first_name(first).is_some())
    };
    if !titled && !first_name() && is_of_organization(text, entity, mentions) {
        return NameKind::Organization;
    }
    let full = of(NameKind::Person).any(|m| m.key.len() > 1);
    let (persons, others) = (
        of(NameKind::Person).count(),
        of(NameKind::Organization).count(),
    );
    if titled || full || persons > others {
        NameKind::Person
    } else if others > persons {
        NameKind::Organization
    } else {
        entity.kind
    }
}

/// True for the last word of a name that only organizations have; folded.
pub fn ends_organization(word: &str) -> bool {
    ENDS.binary_search(&word).is_ok()
}

/// True for a name that ends as organizations' do, is a government's seat, or that ", which" goes on about.
fn is_of_organization(text: &str, entity: &Entity, mentions: &[NameMention]) -> bool {
    let by_name = match entity.key.as_slice() {
        [seat] => SEATS.binary_search(&seat.as_str()).is_ok(),
        [.., last] => ends_organization(last),
        [] => false,
    };
    // Of several words it may be the end of a person's clause.
    let which = |&mention: &usize| {
        let after = text.get(mentions[mention].span.end..).unwrap_or("");
        entity.key.len() == 1 && after.starts_with(", which ")
    };
    // NATO, but not the WALLACE: of a transcript.
    let initials = |&mention: &usize| {
        let span = mentions[mention].span;
        let name = span.slice(text);
        let capitals = name.chars().all(char::is_uppercase) && name.len() <= LONGEST_INITIALS;
        capitals && name.len() > 1 && !text[span.end..].starts_with(':')
    };
    by_name || entity.mentions.iter().any(which) || entity.mentions.iter().all(initials)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::entities::entities;

    fn kind(text: &str, name: &str) -> NameKind {
        entities(text, &[NameMention::first_in_tests(text, name)]).all[0].kind
    }

    #[test]
    fn the_lists_are_in_order() {
        for list in [ENDS, SEATS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn what_the_head_takes_for_people() {
        use NameKind::{Organization, Person};
        assert_eq!(kind("Pippin Labs said so.", "Pippin Labs"), Organization);
        assert_eq!(kind("Beijing said so.", "Beijing"), Organization);
        assert_eq!(
            kind("Monsanto, which sells seeds, said so.", "Monsanto"),
            Organization
        );
        assert_eq!(kind("The PNA said so.", "PNA"), Organization);
        assert_eq!(kind("PENCE: I said so.", "PENCE"), Person);
        assert_eq!(kind("Ann Group said so.", "Ann Group"), Person);
        assert_eq!(kind("Mr. Washington said so.", "Washington"), Person);
        assert_eq!(
            kind("Denzel Washington said so.", "Denzel Washington"),
            Person
        );
        assert_eq!(kind("Tilda Quill said so.", "Tilda Quill"), Person);
    }
}

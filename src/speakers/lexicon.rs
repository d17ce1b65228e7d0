//! Closed lists of English words that tell what a mention is.

/// Pronouns that stand for one person, or for several.
const PRONOUNS: &[&str] = &[
    "he",
    "she",
    "they",
    "it",
    "i",
    "we",
    "you",
    "who",
    "which",
    "that",
    "him",
    "her",
    "them",
    "his",
    "himself",
    "herself",
    "themselves",
    "whom",
    "both",
    "one",
    "me",
    "us",
    "those",
    "these",
    "this",
    "some",
    "many",
    "others",
    "all",
    "he/she",
    "s/he",
];

/// Words for what somebody is or does; the last word of a role before a name is one of them, or one
/// with "man", "woman", "person" or "leader" at its end.
const ROLE_NOUNS: &[&str] = &[
    "president",
    "minister",
    "secretary",
    "senator",
    "governor",
    "mayor",
    "chancellor",
    "premier",
    "chief",
    "chair",
    "chairman",
    "chairwoman",
    "director",
    "manager",
    "officer",
    "executive",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "adviser",
    "advisor",
    "aide",
    "analyst",
    "economist",
    "professor",
    "doctor",
    "judge",
    "justice",
    "attorney",
    "lawyer",
    "prosecutor",
    "solicitor",
    "barrister",
    "general",
    "colonel",
    "captain",
    "major",
    "sergeant",
    "lieutenant",
    "admiral",
    "commander",
    "commissioner",
    "sheriff",
    "detective",
    "inspector",
    "superintendent",
    "constable",
    "ambassador",
    "envoy",
    "diplomat",
    "representative",
    "congressman",
    "congresswoman",
    "councillor",
    "councilman",
    "councilwoman",
    "candidate",
    "nominee",
    "leader",
    "head",
    "boss",
    "founder",
    "co-founder",
    "owner",
    "partner",
    "editor",
    "reporter",
    "correspondent",
    "journalist",
    "columnist",
    "writer",
    "author",
    "novelist",
    "poet",
    "historian",
    "critic",
    "host",
    "anchor",
    "presenter",
    "producer",
    "actor",
    "actress",
    "singer",
    "musician",
    "conductor",
    "composer",
    "curator",
    "artist",
    "sculptor",
    "painter",
    "designer",
    "architect",
    "engineer",
    "scientist",
    "researcher",
    "biologist",
    "physicist",
    "chemist",
    "astronomer",
    "geologist",
    "meteorologist",
    "epidemiologist",
    "scholar",
    "expert",
    "fellow",
    "strategist",
    "consultant",
    "pollster",
    "operative",
    "organizer",
    "organiser",
    "activist",
    "campaigner",
    "lobbyist",
    "coach",
    "trainer",
    "striker",
    "midfielder",
    "goalkeeper",
    "defender",
    "player",
    "champion",
    "referee",
    "principal",
    "teacher",
    "headteacher",
    "student",
    "nurse",
    "surgeon",
    "farmer",
    "fisherman",
    "skipper",
    "pilot",
    "driver",
    "resident",
    "owner",
    "clerk",
    "treasurer",
    "trustee",
    "bishop",
    "archbishop",
    "cardinal",
    "pope",
    "rabbi",
    "imam",
    "pastor",
    "reverend",
    "king",
    "queen",
    "prince",
    "princess",
    "husband",
    "wife",
    "father",
    "mother",
    "son",
    "daughter",
    "brother",
    "sister",
    "widow",
    "widower",
    "friend",
    "neighbour",
    "neighbor",
    "veteran",
    "deputy",
    "speaker",
    "whip",
    "mp",
    "ceo",
    "coo",
    "cfo",
    "cto",
    "sen",
    "rep",
    "gov",
    "gen",
    "col",
    "lt",
    "sgt",
    "capt",
    "prof",
    "minority",
    "investigator",
    "negotiator",
    "supervisor",
    "coordinator",
    "coroner",
    "pathologist",
    "witness",
    "investor",
    "trader",
    "broker",
    "strategists",
    "counsel",
    "undersecretary",
    "vice-president",
    "dean",
    "provost",
    "rector",
    "librarian",
    "archivist",
    "chef",
    "grower",
    "brewer",
    "keeper",
    "beekeeper",
    "shepherd",
    "ranger",
    "warden",
    "firefighter",
    "paramedic",
    "forecaster",
];

/// Plural words for people that do not end in s.
const PLURALS: &[&str] = &[
    "people", "police", "men", "women", "children", "staff", "team", "crew",
];

/// Words that end in s and are one person or body.
const SINGULARS: &[&str] = &[
    "boss", "press", "congress", "witness", "actress", "business", "news",
];

/// True for a mention that is nothing but a pronoun.
pub fn is_pronoun(mention: &str) -> bool {
    let mention = mention.trim().to_lowercase();
    PRONOUNS.contains(&mention.as_str())
}

/// True for "secretary", "spokeswoman", "leader" and their like; the word is lower-cased.
pub fn is_role_noun(word: &str) -> bool {
    ROLE_NOUNS.contains(&word)
        || ["woman", "person", "leader"]
            .iter()
            .any(|end| word.ends_with(end))
        || (word.ends_with("man") && word.len() > 5 && !word.ends_with("german"))
}

/// True for a word that means more than one human being ("officials", "people"); lower-cased.
pub fn is_plural(word: &str) -> bool {
    PLURALS.contains(&word)
        || (word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !SINGULARS.contains(&word))
}

/// True for days and months, which are capitalised and belong to no role.
pub fn is_calendar_word(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pronouns() {
        assert!(is_pronoun("She "));
        assert!(!is_pronoun("She-wolf"));
        assert!(!is_pronoun(""));
    }

    #[test]
    fn roles_and_plurals() {
        assert!(is_role_noun("spokeswoman") && is_role_noun("fireman"));
        assert!(!is_role_noun("german") && !is_role_noun("roman"));
        assert!(is_plural("officials") && is_plural("people"));
        assert!(!is_plural("congress") && !is_plural("boss"));
    }
}

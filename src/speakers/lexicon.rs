//! Closed lists of English words that tell what a mention is.

/// Pronouns that mostly stand for one person.
const PRONOUNS: &[&str] = &[
    "he", "she", "it", "i", "you", "who", "which", "that", "him", "her", "his", "himself",
    "herself", "whom", "one", "me", "this", "he/she", "s/he",
];

/// Pronouns that stand for several.
const PLURAL_PRONOUNS: &[&str] = &[
    "they",
    "we",
    "them",
    "us",
    "both",
    "those",
    "these",
    "some",
    "many",
    "others",
    "all",
    "themselves",
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
    "mep",
    "msp",
    "pm",
    "da",
    "dj",
    "gp",
    "vp",
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
    let word = mention.trim().to_lowercase();
    PRONOUNS.contains(&word.as_str()) || is_plural_pronoun(&word)
}

/// True where the whole mention is a pronoun for several.
pub fn is_plural_pronoun(mention: &str) -> bool {
    PLURAL_PRONOUNS.contains(&mention.trim().to_lowercase().as_str())
}

/// True for "secretary", "spokeswoman", "leader" and their like; the word is lower-cased.
pub fn is_role_noun(word: &str) -> bool {
    ROLE_NOUNS.contains(&word)
        || ["woman", "person", "leader"]
            .iter()
            .any(|end| word.ends_with(end))
        || (word.ends_with("man") && word.len() > 5 && !word.ends_with("german"))
}

/// Words for bodies of people that speak as one.
const BODY_NOUNS: &[&str] = &[
    "administration",
    "agency",
    "airline",
    "association",
    "authority",
    "bank",
    "board",
    "broadcaster",
    "bureau",
    "cabinet",
    "camp",
    "campaign",
    "charity",
    "club",
    "coalition",
    "commission",
    "committee",
    "company",
    "corporation",
    "council",
    "court",
    "department",
    "embassy",
    "firm",
    "foundation",
    "government",
    "group",
    "hospital",
    "institute",
    "kremlin",
    "label",
    "magazine",
    "manufacturer",
    "ministry",
    "network",
    "newspaper",
    "office",
    "operator",
    "organisation",
    "organization",
    "paper",
    "party",
    "publisher",
    "regulator",
    "retailer",
    "site",
    "team",
    "union",
    "university",
    "watchdog",
    "website",
];

/// True for "company", "court", "campaign" and their like; the word is lower-cased.
pub fn is_body_noun(word: &str) -> bool {
    BODY_NOUNS.contains(&word)
}

/// True for a preposition that may follow a noun ("of", "at"); the word is lower-cased.
pub fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: &[&str] = &[
        "about", "against", "at", "by", "for", "from", "in", "into", "of", "on", "over", "to",
        "under", "with", "within",
    ];
    PREPOSITIONS.contains(&word)
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

/// True for a word that is capitalised only because it begins a sentence, and is no part of a name;
/// lower-cased.
pub fn is_sentence_opener(word: &str) -> bool {
    const OPENERS: &[&str] = &[
        "the",
        "a",
        "an",
        "but",
        "and",
        "as",
        "in",
        "on",
        "at",
        "when",
        "while",
        "after",
        "before",
        "if",
        "that",
        "this",
        "he",
        "she",
        "it",
        "they",
        "his",
        "her",
        "with",
        "for",
        "to",
        "by",
        "according",
        "both",
        "like",
        "because",
        "though",
        "although",
        "then",
        "now",
        "i",
        "so",
        "following",
        "since",
        "under",
        "even",
        "not",
        "also",
        "meanwhile",
        "former",
        "yesterday",
        "today",
        "earlier",
        "later",
        "still",
        "perhaps",
        "maybe",
        "once",
        "only",
        "or",
        "nor",
        "yes",
        "no",
        "well",
        "there",
        "here",
        "what",
        "why",
        "how",
        "where",
        "who",
        "these",
        "those",
        "we",
        "you",
        "its",
        "their",
        "our",
        "my",
        "your",
        "last",
        "next",
        "until",
        "unless",
        "despite",
        "instead",
        "however",
        "just",
        "asked",
        "said",
    ];
    OPENERS.contains(&word)
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

//! Closed lists of English words that tell what a mention is; the nouns are in [`super::nouns`].

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

/// Plural words for people that do not end in s.
const PLURALS: &[&str] = &[
    "people", "police", "men", "women", "children", "staff", "team", "crew",
];

/// Words that end in s and are one person or body.
const SINGULARS: &[&str] = &[
    "actress",
    "boss",
    "business",
    "campus",
    "caucus",
    "census",
    "chorus",
    "congress",
    "consensus",
    "economics",
    "ethics",
    "mathematics",
    "news",
    "politics",
    "press",
    "series",
    "status",
    "virus",
    "witness",
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

/// True for a pronoun that means no human being.
pub fn is_neuter_pronoun(mention: &str) -> bool {
    matches!(mention.trim().to_lowercase().as_str(), "it" | "which")
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
            && !["ss", "sis", "us", "ics"]
                .iter()
                .any(|end| word.ends_with(end))
            && !SINGULARS.contains(&word))
}

/// True for "two" and "several", which make whatever follows more than one; lower-cased.
pub fn is_number(word: &str) -> bool {
    const NUMBERS: &[&str] = &[
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "dozens",
        "half",
        "hundreds",
        "many",
        "most",
        "several",
        "some",
        "thousands",
    ];
    NUMBERS.contains(&word)
}

/// True for words that are singular and several people; lower-cased.
pub fn is_several(word: &str) -> bool {
    const SEVERAL: &[&str] = &[
        "couple", "crowd", "duo", "family", "jury", "majority", "pair", "trio",
    ];
    SEVERAL.contains(&word)
}

/// True for a word by which a sentence means somebody it does not name; lower-cased.
pub fn is_indefinite(word: &str) -> bool {
    const INDEFINITE: &[&str] = &[
        "another",
        "anybody",
        "anyone",
        "each",
        "either",
        "everybody",
        "everyone",
        "half",
        "most",
        "neither",
        "nobody",
        "none",
        "several",
        "somebody",
        "someone",
    ];
    INDEFINITE.contains(&word)
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
    fn plurals() {
        assert!(is_plural("officials") && is_plural("people"));
        assert!(!is_plural("congress") && !is_plural("boss"));
    }
}

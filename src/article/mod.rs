//! Articles and the readers that bring them in.

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its name: the input's own, else the file's stem, else the file's stem and the line.
    pub id: String,
    /// The text exactly as it was handed in (decoded, without a byte order mark).
    pub text: String,
    /// Where it came from.
    pub place: Place,
    /// Headline, where the input had one beside the text.
    pub title: Option<String>,
    /// Date, as the input had it.
    pub published: Option<String>,
    /// Address, as the input had it.
    pub url: Option<String>,
}

/// File and line of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named, `-` for standard input.
    pub path: String,
    /// Line in it, counted from one; `None` where the whole file is the article.
    pub line: Option<u64>,
}

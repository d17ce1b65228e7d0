//! The forms that are read and written.

use std::fmt;

/// A form in which quotations are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// This project's gold: an article with its quotations a line.
    Gold,
    /// What each of several annotators marked, without the texts.
    Annotators,
    /// The records that `extract` writes.
    Records,
    /// brat standoff with PolNeAR's roles.
    Brat,
    /// DirectQuote's IOB1 tags, a token a line.
    DirectQuote,
    /// Citron's JSON documents.
    Citron,
    /// GenderGapTracker's lists of quotations.
    GenderGap,
    /// Quotebank by article.
    Quotebank,
    /// A row a quotation.
    Csv,
}

impl Form {
    /// All of them, in the order in which they are listed everywhere.
    pub const ALL: [Form; 9] = [
        Self::Gold,
        Self::Annotators,
        Self::Records,
        Self::Brat,
        Self::DirectQuote,
        Self::Citron,
        Self::GenderGap,
        Self::Quotebank,
        Self::Csv,
    ];

    /// The word used for it on the command line and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gold => "gold",
            Self::Annotators => "annotators",
            Self::Records => "records",
            Self::Brat => "brat",
            Self::DirectQuote => "directquote",
            Self::Citron => "citron",
            Self::GenderGap => "gendergap",
            Self::Quotebank => "quotebank",
            Self::Csv => "csv",
        }
    }

    /// True where it can be read.
    pub fn is_read(self) -> bool {
        !matches!(self, Self::Quotebank | Self::Csv)
    }

    /// True where the form has the texts of its articles.
    pub fn has_texts(self) -> bool {
        !matches!(self, Self::Annotators | Self::Records | Self::GenderGap)
    }

    /// True where an article can stand several times, once an annotator.
    pub(super) fn has_annotators(self) -> bool {
        matches!(self, Self::Annotators | Self::Brat)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

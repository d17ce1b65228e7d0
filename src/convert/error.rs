//! What keeps a conversion from being done, and what is wrong with a part of its input.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::Form;
use crate::article::{InputError, Place};
use crate::foreign::harmless;
use crate::output::DestinationError;

/// Why a conversion cannot be done. Nothing was written.
#[derive(Debug, Error)]
pub enum ConvertError {
    /// An input cannot be read, or an output cannot be written.
    #[error("{}: {source}", harmless(.path))]
    Io {
        /// The file or folder; `-` for standard input or output.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The file as a whole is not what it should be.
    #[error("{}: {what}", harmless(.path))]
    NotThis {
        /// The file or folder.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// The output cannot be made or finished.
    #[error(transparent)]
    Destination(#[from] DestinationError),
    /// The output is a folder, and it holds something.
    #[error("{}: the folder is not empty; name a new one", .path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The output is a folder, and a file has its name.
    #[error("{}: is a file; {form} is written into a new folder", .path.display())]
    IsFile {
        /// The file.
        path: PathBuf,
        /// What shall be written.
        form: Form,
    },
    /// No folder was named for a form that is a folder.
    #[error("{form} is written into a folder: name a new one with --output")]
    NeedsFolder {
        /// What shall be written.
        form: Form,
    },
    /// The form is only written.
    #[error("{form} can be written but not read")]
    WriteOnly {
        /// What shall be read.
        form: Form,
    },
    /// The input has no texts, and none were named.
    #[error(
        "{from} holds no texts, and {to} cannot be made without: name the articles, or gold, with --text"
    )]
    NeedsTexts {
        /// What shall be read.
        from: Form,
        /// What shall be written.
        to: Form,
    },
    /// The texts cannot be what the user meant.
    #[error(transparent)]
    Texts(#[from] InputError),
    /// There is no document in the input, or none that could be read.
    #[error("{}: {what}", harmless(.path))]
    Nothing {
        /// The input.
        path: String,
        /// Which of both.
        what: String,
    },
    /// An article was annotated by several people, and the output holds one.
    #[error(
        "{}: annotated by {} and {}, and {to} holds one of them: choose with --annotator, or write annotators or brat",
        harmless(.id), harmless(.first), harmless(.second)
    )]
    SeveralAnnotators {
        /// The article.
        id: String,
        /// Who annotated it first.
        first: String,
        /// Who else did.
        second: String,
        /// What shall be written.
        to: Form,
    },
    /// The annotator that was asked for is not in the input.
    #[error("no article was annotated by {}; annotators are: {}", harmless(.wanted), listed(.known))]
    NoSuchAnnotator {
        /// Who was asked for.
        wanted: String,
        /// Who is there.
        known: Vec<String>,
    },
}

fn listed(known: &[String]) -> String {
    if known.is_empty() {
        return "none, the input names nobody".to_owned();
    }
    harmless(&known.join(", "))
}

impl ConvertError {
    /// True where whoever read the output has seen enough.
    pub fn is_broken_pipe(&self) -> bool {
        let (Self::Io { source, .. } | Self::Destination(DestinationError::Io { source, .. })) =
            self
        else {
            return false;
        };
        source.kind() == io::ErrorKind::BrokenPipe
    }
}

/// Something in the input that cannot be used. All else is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, `-` for standard input, and the line in it, counted from one, where there is one.
    pub place: Place,
    /// The document's id, where it could be known and is not plain from the file's name.
    pub id: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&harmless(&self.place.path))?;
        if let Some(line) = self.place.line {
            write!(f, ":{line}")?;
        }
        if let Some(id) = &self.id {
            write!(f, " ({})", harmless(id))?;
        }
        write!(f, ": {}", harmless(&self.what))
    }
}

//! The articles of all inputs, one after the other.

use std::fmt;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec;

use encoding_rs::Encoding;
use sha2::{Digest, Sha256};

use super::excerpt::excerpt;
use super::fields::Fields;
use super::inputs::{Origin, Source, sources};
use super::json_lines;
use super::naming::{Naming, Packing};
use super::open::{Opened, Reader, open, reading_failed, sniffed};
use super::text_file;
use super::{Article, ArticleError, ArticleErrorKind, Format, InputError, Place, ReadOptions};
use crate::lines::Lines;

/// The articles of all inputs, in the order of the inputs and of the files in them.
///
/// They are read as they are asked for. The iterator can be sent to a thread of its own.
pub struct Articles {
    options: ReadOptions,
    fields: Fields,
    sources: vec::IntoIter<Source>,
    current: Option<Current>,
    total: Option<u64>,
    listing: Listing,
    progress: Arc<AtomicU64>,
    /// Size of the files that are done.
    passed: u64,
}

impl Articles {
    /// Looks at all inputs: files, folders, or `-` for standard input. Nothing is read yet.
    ///
    /// # Errors
    /// Every input that is not there and every folder without articles is told together.
    pub fn open(inputs: &[PathBuf], options: ReadOptions) -> Result<Self, InputError> {
        Ok(Self::of(sources(inputs)?, options))
    }

    /// The articles of a stream, which is read just as standard input would be.
    pub fn from_reader(reader: impl Read + Send + 'static, options: ReadOptions) -> Self {
        Self::of(vec![Source::stream(Box::new(reader))], options)
    }

    fn of(sources: Vec<Source>, options: ReadOptions) -> Self {
        Self {
            fields: Fields::new(&options),
            options,
            total: sources.iter().map(Source::size).sum(),
            listing: Listing::of(&sources),
            sources: sources.into_iter(),
            current: None,
            progress: Arc::default(),
            passed: 0,
        }
    }

    /// Size on disk of all files together, as it was when they were looked at; `None` if standard
    /// input or a pipe is among them.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// The files that were found, without what is in them.
    #[must_use]
    pub fn listing(&self) -> Listing {
        self.listing
    }

    /// Counts the bytes on disk that have been read, also from other threads. When everything is
    /// read it is what [`Articles::total_bytes`] says.
    #[must_use]
    pub fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.progress)
    }

    /// Notes that a source is done, be it that it broke off or was not read to its end.
    fn pass(&mut self, size: Option<u64>) {
        match size {
            Some(size) => {
                self.passed += size;
                self.progress.store(self.passed, Ordering::Relaxed);
            }
            None => self.passed = self.progress.load(Ordering::Relaxed),
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Article, ArticleError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                let limit = self.options.max_article_bytes;
                if let Some(item) = current.next_article(&mut self.fields, limit) {
                    return Some(item);
                }
                let size = current.size;
                self.current = None;
                self.pass(size);
            }
            let source = self.sources.next()?;
            let size = source.size();
            match Current::open(source, &self.options, &self.progress) {
                Ok(current) => self.current = Some(current),
                Err(error) => {
                    self.pass(size);
                    return Some(Err(*error));
                }
            }
        }
    }
}

impl std::iter::FusedIterator for Articles {}

impl fmt::Debug for Articles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Articles")
            .field("options", &self.options)
            .field("files_left", &self.sources.len())
            .finish_non_exhaustive()
    }
}

/// The files that inputs come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// How many.
    pub files: u64,
    /// SHA-256 of their paths and sizes, in their order.
    pub sha256: [u8; 32],
}

impl Listing {
    fn of(sources: &[Source]) -> Self {
        let mut hash = Sha256::new();
        for source in sources {
            let path = source.path().as_os_str().as_encoded_bytes();
            hash.update((path.len() as u64).to_le_bytes());
            hash.update(path);
            hash.update(source.size().unwrap_or(u64::MAX).to_le_bytes());
        }
        Listing {
            files: sources.len() as u64,
            sha256: hash.finalize().into(),
        }
    }
}

/// The source that is being read.
struct Current {
    path: String,
    /// What its articles are named by.
    stem: String,
    size: Option<u64>,
    packing: Packing,
    encoding: &'static Encoding,
    rest: Rest,
}

/// What is still to be read of a source.
enum Rest {
    Text(Reader),
    Lines(Lines<Reader>),
    Nothing,
}

impl Current {
    fn open(
        source: Source,
        options: &ReadOptions,
        progress: &Arc<AtomicU64>,
    ) -> Result<Self, Box<ArticleError>> {
        let place = source.place();
        let name = source.name();
        let size = source.size();
        let naming = Naming::of(&name);
        let packing = naming.packing;
        // A pipe under a known ending is what the ending says.
        let format = match (naming.format, size) {
            (Some(format), _) => Some(format),
            (None, Some(_)) => Some(Format::Text),
            (None, None) => options.stdin_format,
        };
        let is_one_text =
            format == Some(Format::Text) && !matches!(source.origin, Origin::Unlisted(_));
        let opening = || {
            let path = source.path().to_owned();
            let Opened { reader, encoding } =
                open(&path, source.origin, packing, options.encoding, progress)?;
            let (reader, format) = match format {
                Some(format) => (reader, format),
                None => sniffed(reader, options.max_article_bytes)?,
            };
            Ok((reader, encoding, format))
        };
        let (reader, encoding, found) = opening().map_err(|error: io::Error| {
            Box::new(ArticleError {
                place: place.clone(),
                id: is_one_text.then(|| naming.stem.to_owned()),
                kind: reading_failed(error, packing),
                first_bytes: String::new(),
            })
        })?;
        Ok(Self {
            path: place.path,
            stem: naming.stem.to_owned(),
            size,
            packing,
            encoding,
            rest: match found {
                Format::Text => Rest::Text(reader),
                Format::JsonLines => Rest::Lines(Lines::new(reader, options.max_article_bytes)),
            },
        })
    }

    fn next_article(
        &mut self,
        fields: &mut Fields,
        limit: usize,
    ) -> Option<Result<Article, ArticleError>> {
        let (read, line) = match std::mem::replace(&mut self.rest, Rest::Nothing) {
            Rest::Nothing => return None,
            Rest::Text(reader) => (self.whole(reader, limit), None),
            Rest::Lines(mut lines) => {
                let read = self.line(&mut lines, fields, limit)?;
                let line = lines.number();
                // A stream that cannot go on is done; a line that is no article is not the end.
                if !matches!(&read, Err(Failure::Reading(..))) {
                    self.rest = Rest::Lines(lines);
                }
                (read, Some(line))
            }
        };
        Some(read.map_err(|failure| self.error(failure, line)))
    }

    fn whole(&self, reader: Reader, limit: usize) -> Result<Article, Failure> {
        Ok(Article {
            id: self.stem.clone(),
            text: text_file::text(reader, limit, self.encoding)?,
            place: self.place(None),
            title: None,
            published: None,
            url: None,
        })
    }

    fn line(
        &self,
        lines: &mut Lines<Reader>,
        fields: &mut Fields,
        limit: usize,
    ) -> Option<Result<Article, Failure>> {
        loop {
            let line = match lines.next_line() {
                Ok(line) => line?,
                Err(error) => {
                    let begun = excerpt(lines.begun());
                    return Some(Err(Failure::Reading(error, begun)));
                }
            };
            let article =
                json_lines::article(&line, limit, self.encoding, fields, &self.path, &self.stem);
            if let Some(article) = article {
                return Some(article.map_err(Failure::Article));
            }
        }
    }

    fn place(&self, line: Option<u64>) -> Place {
        Place {
            path: self.path.clone(),
            line,
        }
    }

    fn error(&self, failure: Failure, line: Option<u64>) -> ArticleError {
        let trouble = match failure {
            Failure::Article(trouble) => trouble,
            Failure::Reading(error, first_bytes) => Trouble {
                id: None,
                kind: reading_failed(error, self.packing),
                first_bytes,
            },
        };
        // A file that is one article has its name, whatever is in it.
        let named = || line.is_none().then(|| self.stem.clone());
        ArticleError {
            place: self.place(line),
            id: trouble.id.or_else(named),
            kind: trouble.kind,
            first_bytes: trouble.first_bytes,
        }
    }
}

/// Why an article could not be had.
pub(super) enum Failure {
    /// It is no article; what comes after it may be.
    Article(Trouble),
    /// The source cannot be read any further; how the article begins goes with it.
    Reading(io::Error, String),
}

/// An error of an article, before its place is put to it.
pub(super) struct Trouble {
    pub(super) id: Option<String>,
    pub(super) kind: ArticleErrorKind,
    pub(super) first_bytes: String,
}

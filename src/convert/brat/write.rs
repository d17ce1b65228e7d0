//! Writing a folder of texts and annotations.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use super::super::Form;
use super::super::aside::Aside;
use super::super::document::{Document, Quote};
use super::super::error::ConvertError;
use super::super::file_names::{annotator_name, file_name};
use super::super::folder::NewFolder;
use super::super::ground::Ground;
use super::super::losses::{Loss, Toll};
use super::super::writer::Writer;
use super::{ANNOTATIONS, ATTRIBUTION, CONTENT, CUE, NOTE, SOURCE, TEXTS};
use crate::text::{Span, join};

/// Writes `NAME.txt` and `NAME.ann` side by side; where annotators are known, `text/NAME.txt` and
/// `attributions/NAME_WHO.ann`, as PolNeAR has it.
pub(in super::super) struct BratWriter {
    folder: NewFolder,
    /// Texts that are written.
    texts: HashSet<String>,
}

/// What brat has no place for.
const LOST: [Loss; 2] = [Loss::Metadata, Loss::Entities];

/// What it has in notes.
const ASIDE: [Loss; 5] = [
    Loss::Speakers,
    Loss::SpeakerKinds,
    Loss::Doubts,
    Loss::Roles,
    Loss::Confidences,
];

impl BratWriter {
    pub fn open(output: Option<&Path>) -> Result<Self, ConvertError> {
        let form = Form::Brat;
        let path = output.filter(|path| path.as_os_str() != "-");
        let path = path.ok_or(ConvertError::NeedsFolder { form })?;
        Ok(BratWriter {
            folder: NewFolder::create(path, form)?,
            texts: HashSet::new(),
        })
    }
}

impl Writer for BratWriter {
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError> {
        toll.lost.of(document, &LOST);
        toll.aside.of(document, &ASIDE);
        let (name, is_kept) = file_name(&document.id);
        toll.lost.add(Loss::Ids, usize::from(!is_kept));
        let (text, annotations) = match &document.annotator {
            None => (format!("{name}.txt"), format!("{name}.ann")),
            Some(annotator) => (
                format!("{TEXTS}/{name}.txt"),
                format!("{ANNOTATIONS}/{name}_{}.ann", annotator_name(annotator)),
            ),
        };
        if self.texts.insert(text.clone()) {
            self.folder.write(&text, document.text.as_bytes())?;
        }
        self.folder.write(&annotations, lines(document).as_bytes())
    }

    fn finish(self: Box<Self>) -> Result<(), ConvertError> {
        self.folder.commit()
    }
}

/// The annotations of a document.
fn lines(document: &Document) -> String {
    let mut lines = Lines {
        ground: Ground::new(&document.text),
        out: String::new(),
        spans: 0,
        notes: 0,
    };
    for (i, quote) in document.quotes.iter().enumerate() {
        lines.quote(i + 1, quote);
    }
    lines.out
}

struct Lines<'t> {
    ground: Ground<'t>,
    out: String,
    spans: usize,
    notes: usize,
}

impl Lines<'_> {
    fn quote(&mut self, number: usize, quote: &Quote) {
        let gold = &quote.gold;
        let parts = [
            (SOURCE, &gold.source),
            (CUE, &gold.cue),
            (CONTENT, &gold.content),
        ];
        let mut roles = String::new();
        for (role, spans) in parts {
            if let Some(id) = self.span(role, spans) {
                roles = format!(" {role}:{id}{roles}");
            }
        }
        // brat shows an event on words: the cue, or what comes nearest to one.
        let anchor = [&gold.cue, &gold.source, &gold.content];
        let anchor = anchor.into_iter().find(|spans| !spans.is_empty());
        let Some(anchor) = anchor.and_then(|spans| self.span(ATTRIBUTION, spans)) else {
            return;
        };
        self.line(format_args!("E{number}\t{ATTRIBUTION}:{anchor}{roles}"));
        let aside = Aside::of(quote);
        if let (false, Ok(json)) = (aside.is_empty(), serde_json::to_string(&aside)) {
            self.notes += 1;
            let note = self.notes;
            self.line(format_args!("#{note}\t{NOTE} E{number}\t{json}"));
        }
    }

    /// Marks a span, and gives its id; nothing where there are no pieces.
    fn span(&mut self, label: &str, spans: &[Span]) -> Option<String> {
        if spans.is_empty() {
            return None;
        }
        self.spans += 1;
        let id = format!("T{}", self.spans);
        let offsets = self.ground.out(spans);
        let offsets: Vec<String> = offsets.iter().map(|[s, e]| format!("{s} {e}")).collect();
        let words = join(self.ground.text, spans).replace(char::is_control, " ");
        self.line(format_args!("{id}\t{label} {}\t{words}", offsets.join(";")));
        Some(id)
    }

    fn line(&mut self, line: std::fmt::Arguments) {
        // Writing into a string does not fail.
        let _ = writeln!(self.out, "{line}");
    }
}

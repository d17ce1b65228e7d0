//! One document after the other, into any form.

use std::path::Path;

use super::Form;
use super::annotators::AnnotatorsWriter;
use super::brat::BratWriter;
use super::citron::CitronWriter;
use super::csv::CsvWriter;
use super::directquote::DirectQuoteWriter;
use super::document::Document;
use super::error::ConvertError;
use super::gendergap::GenderGapWriter;
use super::gold::GoldWriter;
use super::losses::Toll;
use super::quotebank::QuotebankWriter;
use super::records::RecordsWriter;

/// Writes documents.
pub(super) trait Writer {
    /// Writes one. What the form cannot hold goes to the toll.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn write(&mut self, document: &Document, toll: &mut Toll) -> Result<(), ConvertError>;

    /// Gives the output its name.
    ///
    /// # Errors
    /// What the system says; nothing is left of the output.
    fn finish(self: Box<Self>) -> Result<(), ConvertError>;
}

/// What writes a form. `from` is what the documents were read from.
///
/// # Errors
/// Where the output cannot be made.
pub(super) fn writer(
    form: Form,
    output: Option<&Path>,
    from: Form,
) -> Result<Box<dyn Writer>, ConvertError> {
    Ok(match form {
        Form::Gold => Box::new(GoldWriter::open(output)?),
        Form::Annotators => Box::new(AnnotatorsWriter::open(output)?),
        Form::Records => Box::new(RecordsWriter::open(output, from)?),
        Form::Brat => Box::new(BratWriter::open(output)?),
        Form::DirectQuote => Box::new(DirectQuoteWriter::open(output)?),
        Form::Citron => Box::new(CitronWriter::open(output)?),
        Form::GenderGap => Box::new(GenderGapWriter::open(output)?),
        Form::Quotebank => Box::new(QuotebankWriter::open(output)?),
        Form::Csv => Box::new(CsvWriter::open(output, from)?),
    })
}

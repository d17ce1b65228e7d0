//! One document after the other, of any form.

use std::path::Path;

use super::Form;
use super::annotators::AnnotatorsReader;
use super::brat::BratReader;
use super::citron::CitronReader;
use super::directquote::DirectQuoteReader;
use super::document::Document;
use super::error::ConvertError;
use super::gendergap::GenderGapReader;
use super::gold::GoldReader;
use super::losses::Toll;
use super::records::RecordsReader;
use super::texts::Texts;

/// Reads documents.
pub(super) trait Reader {
    /// The next document that is one. What is wrong with the input, and what of it belongs to no
    /// quotation, goes to the toll.
    ///
    /// # Errors
    /// Where the input cannot be read on.
    fn next(&mut self, toll: &mut Toll) -> Result<Option<Document>, ConvertError>;
}

/// What reads a form.
///
/// # Errors
/// Where the input cannot be opened, the form cannot be read, or it holds no texts and there are none
/// from elsewhere; `to` is what they are needed for.
pub(super) fn reader(
    form: Form,
    input: &Path,
    texts: Option<Texts>,
    to: Form,
) -> Result<Box<dyn Reader>, ConvertError> {
    let needed = || texts.ok_or(ConvertError::NeedsTexts { from: form, to });
    Ok(match form {
        Form::Gold => Box::new(GoldReader::open(input)?),
        Form::Annotators => Box::new(AnnotatorsReader::open(input, needed()?)?),
        Form::Records => Box::new(RecordsReader::open(input, needed()?)?),
        Form::Brat => Box::new(BratReader::open(input)?),
        Form::DirectQuote => Box::new(DirectQuoteReader::open(input)?),
        Form::Citron => Box::new(CitronReader::open(input)?),
        Form::GenderGap => Box::new(GenderGapReader::open(input, needed()?)?),
        Form::Quotebank | Form::Csv => return Err(ConvertError::WriteOnly { form }),
    })
}

//! Telling the form of an input by what is in it.

use std::path::Path;

use serde_json::Value;

use super::Form;
use super::error::ConvertError;
use super::input::{Lines, files, whole};
use super::losses::Toll;

/// Lines that are looked at: articles without quotations do not tell whose they are.
const LOOKED_AT: usize = 1000;

/// The form that the input has by all appearances; nothing where none of the forms fits.
///
/// # Errors
/// Where the input cannot be read.
pub fn guess(path: &Path) -> Result<Option<Form>, ConvertError> {
    if !path.is_dir() {
        return of_file(path);
    }
    if files(path, &["ann"]).is_ok() {
        return Ok(Some(Form::Brat));
    }
    // Also tells where the folder cannot be listed.
    let files = files(path, &["json", "txt", "conll", "iob"])?;
    for file in files.iter().take(LOOKED_AT) {
        if let Some(form) = of_file(file)? {
            return Ok(Some(form));
        }
    }
    Ok(None)
}

fn of_file(path: &Path) -> Result<Option<Form>, ConvertError> {
    let mut lines = Lines::open(path)?;
    // What is broken is told when it is read.
    let mut toll = Toll::default();
    let mut is_json = false;
    for _ in 0..LOOKED_AT {
        let Some((_, line)) = lines.next(&mut toll)? else {
            break;
        };
        match serde_json::from_str::<Value>(&line) {
            Ok(value) => {
                is_json = true;
                if let Some(form) = of_value(&value) {
                    return Ok(Some(form));
                }
            }
            Err(_) if is_json => {}
            Err(_) if line.trim_start().starts_with(['{', '[']) => {
                let Ok(text) = whole(path) else {
                    return Ok(None);
                };
                let value = serde_json::from_str(text.trim_start_matches('\u{feff}'));
                return Ok(value.ok().and_then(|value| of_value(&value)));
            }
            Err(_) => return Ok(is_tagged(&line).then_some(Form::DirectQuote)),
        }
    }
    // Gold and Citron's documents are told apart by their quotations.
    Ok(is_json.then_some(Form::Gold))
}

fn of_value(value: &Value) -> Option<Form> {
    if let Value::Array(values) = value {
        return values.iter().find_map(of_value);
    }
    let has = |field| value.get(field).is_some();
    if has("quote_index") {
        return Some(Form::GenderGap);
    }
    if has("text_sha256") {
        return Some(Form::Records);
    }
    if has("annotator") {
        return Some(Form::Annotators);
    }
    if has("coreference_groups") || has("quotes_without_cue") {
        return Some(Form::Citron);
    }
    let quotes = value.get("quotes").or_else(|| value.get("quotesUpdated"));
    let quotes = quotes?.as_array()?;
    quotes.iter().find_map(|quote| {
        let has = |field| quote.get(field).is_some();
        match () {
            () if has("quote_index") => Some(Form::GenderGap),
            () if has("contents") => Some(Form::Citron),
            () if has("content") => Some(Form::Gold),
            () => None,
        }
    })
}

/// True for a token with a tag of DirectQuote's.
fn is_tagged(line: &str) -> bool {
    let tag = line.split_whitespace().skip(1).last();
    tag.is_some_and(|tag| tag == "Out" || tag.ends_with("Speaker") || tag.ends_with("-Unknown"))
}

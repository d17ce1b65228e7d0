//! Words of the command line for the library's choices.

use clap::ValueEnum;
use serde::Serialize;
use whosaid::article::Format;
use whosaid::model::encoder::Precision;
use whosaid::text::{OffsetUnit, QuotationType};

/// `--precision`
#[derive(Clone, Copy, Debug, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PrecisionChoice {
    /// The fastest that the processor multiplies in: int8, bf16, else f32
    Auto,
    /// Single precision
    F32,
    /// bfloat16: twice as fast where the processor has it, very slow where it has not
    Bf16,
    /// Eight bits: nearly three times as fast again; only where the processor has AVX-512 VNNI
    Int8,
}

impl From<PrecisionChoice> for Precision {
    fn from(choice: PrecisionChoice) -> Self {
        match choice {
            PrecisionChoice::Auto => Precision::Auto,
            PrecisionChoice::F32 => Precision::F32,
            PrecisionChoice::Bf16 => Precision::Bf16,
            PrecisionChoice::Int8 => Precision::Int8,
        }
    }
}

/// `--types`
#[derive(Clone, Copy, Debug, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeChoice {
    /// Every word is inside quotation marks
    Direct,
    /// Some words are
    Mixed,
    /// None is
    Indirect,
}

impl From<TypeChoice> for QuotationType {
    fn from(choice: TypeChoice) -> Self {
        match choice {
            TypeChoice::Direct => QuotationType::Direct,
            TypeChoice::Mixed => QuotationType::Mixed,
            TypeChoice::Indirect => QuotationType::Indirect,
        }
    }
}

/// `--offsets`
#[derive(Clone, Copy, Debug, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OffsetChoice {
    /// Unicode code points: Python
    Codepoint,
    /// Bytes in UTF-8: Rust, Go, C
    Byte,
    /// UTF-16 code units: JavaScript, Java, C#
    Utf16,
}

impl From<OffsetChoice> for OffsetUnit {
    fn from(choice: OffsetChoice) -> Self {
        match choice {
            OffsetChoice::Codepoint => OffsetUnit::Codepoint,
            OffsetChoice::Byte => OffsetUnit::Byte,
            OffsetChoice::Utf16 => OffsetUnit::Utf16,
        }
    }
}

/// `--input-format`
#[derive(Clone, Copy, Debug, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatChoice {
    /// The whole is one article
    Text,
    /// One article a line
    Jsonl,
}

impl From<FormatChoice> for Format {
    fn from(choice: FormatChoice) -> Self {
        match choice {
            FormatChoice::Text => Format::Text,
            FormatChoice::Jsonl => Format::JsonLines,
        }
    }
}

/// `--emit`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EmitChoice {
    /// One line an article, with its quotations and speakers in it
    Articles,
    /// One flat line a quotation, to load into a table
    Quotes,
}

/// `--color`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ColorChoice {
    /// Colours on a terminal, unless NO_COLOR is set
    Auto,
    /// Colours in any case
    Always,
    /// «Brackets» in place of colours
    Never,
}

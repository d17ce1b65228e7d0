//! Compressing what is written.

use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Compresses on the way to `W`, by the ending of the file's name. The same input gives the same
/// bytes: no time and no name goes into the file.
pub(super) enum Packed<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> Packed<W> {
    pub(super) fn plain(out: W) -> Self {
        Self::Plain(out)
    }

    /// By the ending of `name`: `.gz`, `.zst` (large and small letters are the same), or none.
    pub(super) fn by_name(name: &Path, out: W) -> io::Result<Self> {
        let ending = name.extension().unwrap_or_default().to_ascii_lowercase();
        Ok(if ending == "gz" {
            Self::Gzip(GzEncoder::new(out, Compression::default()))
        } else if ending == "zst" {
            let mut encoder = zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?;
            encoder.include_checksum(true)?;
            Self::Zstd(encoder)
        } else {
            Self::Plain(out)
        })
    }

    /// Ends the compressed data.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Packed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }
}

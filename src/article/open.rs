//! Opening a source: counting its bytes, decompressing, decoding.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use thiserror::Error;

use super::ArticleErrorKind;
use super::Format;
use super::decode::decoded;
use super::inputs::Origin;
use super::naming::Packing;
use crate::metered::Metered;

/// Size of the buffers between the stages.
pub(super) const BUFFER: usize = 64 << 10;

/// Decompressed, decoded bytes.
pub(super) type Reader = Box<dyn BufRead + Send>;

/// A source whose bytes can be read.
pub(super) struct Opened {
    /// UTF-8, with a byte that no UTF-8 has where the bytes did not fit the encoding.
    pub(super) reader: Reader,
    /// What the bytes were before.
    pub(super) encoding: &'static Encoding,
}

/// Opens a source. `progress` counts the bytes on disk.
pub(super) fn open(
    path: &Path,
    origin: Origin,
    packing: Packing,
    encoding: Option<&'static Encoding>,
    progress: &Arc<AtomicU64>,
) -> io::Result<Opened> {
    let inner: Box<dyn Read + Send> = match origin {
        Origin::File(_) | Origin::Pipe => Box::new(File::open(path)?),
        Origin::Stream(reader) => reader,
        Origin::Closed(error) | Origin::Unlisted(error) => return Err(error),
    };
    let packed = Arc::new(AtomicU64::new(0));
    let counted = Metered::new(Metered::new(inner, progress), &packed);
    let counted = BufReader::with_capacity(BUFFER, counted);
    match packing {
        Packing::Plain => decoded(counted, encoding),
        Packing::Gzip => {
            let unpacked = flate2::bufread::MultiGzDecoder::new(counted);
            decoded(Bounded::new(unpacked, packed), encoding)
        }
        Packing::Zstd => {
            let unpacked = zstd::stream::read::Decoder::with_buffer(counted)?;
            decoded(Bounded::new(unpacked, packed), encoding)
        }
    }
}

/// What an error met while reading says about the file.
pub(super) fn reading_failed(error: io::Error, packing: Packing) -> ArticleErrorKind {
    if error.get_ref().is_some_and(|inner| inner.is::<Expands>()) {
        return ArticleErrorKind::Expands {
            packing: packing.name(),
            times: MOST_TIMES,
        };
    }
    // What the system says comes with its number, what the decompressors say does not.
    if packing == Packing::Plain || error.raw_os_error().is_some() {
        ArticleErrorKind::Unreadable(error)
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        ArticleErrorKind::Truncated {
            packing: packing.name(),
        }
    } else {
        ArticleErrorKind::Damaged {
            packing: packing.name(),
            source: error,
        }
    }
}

/// Finds out how articles lie in a stream by its first character that is no white space, looking
/// at `limit` bytes at most. Gives the stream back whole.
pub(super) fn sniffed(mut reader: Reader, limit: usize) -> io::Result<(Reader, Format)> {
    let mut seen = Vec::new();
    let format = loop {
        if seen.len() > limit || !has_more(&mut reader)? {
            break Format::Text;
        }
        let ahead = reader.fill_buf()?;
        let blank = ahead.iter().take_while(|b| b.is_ascii_whitespace()).count();
        match ahead.get(blank) {
            Some(b'{') => break Format::JsonLines,
            Some(_) => break Format::Text,
            None => {}
        }
        seen.extend_from_slice(&ahead[..blank]);
        reader.consume(blank);
    };
    Ok((Box::new(Cursor::new(seen).chain(reader)), format))
}

/// Whether there is anything left, which is then in the buffer. Does not mind signals.
fn has_more<R: BufRead + ?Sized>(reader: &mut R) -> io::Result<bool> {
    loop {
        match reader.fill_buf() {
            Ok(ahead) => return Ok(!ahead.is_empty()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The most that a compressed file may expand. Articles expand up to tenfold, a table of the same line
/// over and over fiftyfold.
const MOST_TIMES: u64 = 200;

/// So much may come out of any file.
const FREE: u64 = 128 << 20;

/// Compressed data expand beyond [`MOST_TIMES`].
#[derive(Debug, Error)]
#[error("the data expand beyond all measure")]
struct Expands;

/// Ends what expands beyond all measure, before anybody reads petabytes of it.
struct Bounded<R> {
    inner: R,
    /// Bytes of the file so far.
    packed: Arc<AtomicU64>,
    unpacked: u64,
}

impl<R> Bounded<R> {
    fn new(inner: R, packed: Arc<AtomicU64>) -> Self {
        Bounded {
            inner,
            packed,
            unpacked: 0,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if self.unpacked > packed.saturating_mul(MOST_TIMES).max(FREE) {
            return Err(io::Error::other(Expands));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(text: &str) -> (String, Format) {
        // A buffer of three bytes, so that white space goes over its end.
        let reader = BufReader::with_capacity(3, Cursor::new(text.to_owned().into_bytes()));
        let (mut reader, format) = sniffed(Box::new(reader), 1000).expect("readable");
        let mut all = String::new();
        reader.read_to_string(&mut all).expect("readable");
        (all, format)
    }

    #[test]
    fn sniffing_gives_everything_back() {
        for (text, format) in [
            ("", Format::Text),
            (" \n \n\n  ", Format::Text),
            ("  \r\n\n\t {\"a\":1}\n", Format::JsonLines),
            ("{", Format::JsonLines),
            ("     [1]", Format::Text),
            ("He said {so}.", Format::Text),
        ] {
            assert_eq!(sniff(text), (text.to_owned(), format));
        }
    }
}

//! Reading files that may be compressed, as their names tell.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Size of the buffers, in bytes.
const BUFFER: usize = 64 << 10;

/// Decompressed bytes.
pub(crate) type Unpacked = Box<dyn BufRead + Send>;

/// The ending of a file's name, in small letters.
pub(crate) fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    ending.to_string_lossy().into_owned()
}

/// True for names that end in `.gz` or `.zst`.
pub(crate) fn is_packed(path: &Path) -> bool {
    matches!(ending(path).as_str(), "gz" | "zst")
}

/// The name without `.gz` or `.zst`.
pub(crate) fn unpacked_name(path: &Path) -> PathBuf {
    match is_packed(path) {
        true => path.with_extension(""),
        false => path.to_owned(),
    }
}

/// What `reader` gives, decompressed as the file's name tells.
pub(crate) fn unpack(path: &Path, reader: impl Read + Send + 'static) -> io::Result<Unpacked> {
    let reader = BufReader::with_capacity(BUFFER, reader);
    let unpacked: Box<dyn Read + Send> = match ending(path).as_str() {
        "gz" => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
        "zst" => Box::new(zstd::Decoder::with_buffer(reader)?),
        _ => return Ok(Box::new(reader)),
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, unpacked)))
}

/// Opens a file.
pub(crate) fn open(path: &Path) -> io::Result<Unpacked> {
    unpack(path, File::open(path)?)
}

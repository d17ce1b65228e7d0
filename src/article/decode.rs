//! From bytes in any encoding to UTF-8.
//!
//! UTF-8 goes through as it is and is checked where an article is whole, so that a bad byte costs
//! that article only. Other encodings are turned into UTF-8 as a stream, before lines are cut,
//! since in UTF-16 the byte `\n` may be part of any character. What does not fit the encoding becomes
//! a byte that UTF-8 never has, and the same check finds it in the article where it stands.

use std::io::{self, BufReader, Cursor, Read};
use std::str::Utf8Error;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::ArticleErrorKind;
use super::open::{BUFFER, Opened};

/// Stands for bytes that could not be decoded; no byte of UTF-8.
const UNDECODABLE: u8 = 0xff;

/// Longest byte order mark.
const LONGEST_MARK: usize = 3;

/// `inner` as UTF-8, without its byte order mark. The mark decides the encoding before `named`: it
/// is hardly ever there by chance, and archives mix encodings.
pub(super) fn decoded<R: Read + Send + 'static>(
    mut inner: R,
    named: Option<&'static Encoding>,
) -> io::Result<Opened> {
    let mut head = Vec::with_capacity(LONGEST_MARK);
    inner
        .by_ref()
        .take(LONGEST_MARK as u64)
        .read_to_end(&mut head)?;
    let (encoding, mark) = match Encoding::for_bom(&head) {
        Some(told) => told,
        None => (named.unwrap_or(UTF_8), 0),
    };
    head.drain(..mark);
    let whole = Cursor::new(head).chain(inner);
    Ok(Opened {
        reader: if encoding == UTF_8 {
            Box::new(BufReader::with_capacity(BUFFER, whole))
        } else {
            Box::new(BufReader::with_capacity(
                BUFFER,
                Transcoder::new(whole, encoding),
            ))
        },
        encoding,
    })
}

/// What it means that an article's bytes, as they came out of [`decoded`], are no UTF-8.
pub(super) fn not_decoded(error: Utf8Error, encoding: &'static Encoding) -> ArticleErrorKind {
    if encoding == UTF_8 {
        ArticleErrorKind::NotUtf8 {
            offset: error.valid_up_to(),
        }
    } else {
        ArticleErrorKind::Undecodable {
            encoding: encoding.name(),
        }
    }
}

/// Reads another encoding as UTF-8.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    /// Read and not yet decoded: `raw[raw_from..raw_to]`.
    raw: Vec<u8>,
    raw_from: usize,
    raw_to: usize,
    /// Decoded and not yet handed out: `ready[ready_from..ready_to]`.
    ready: Vec<u8>,
    ready_from: usize,
    ready_to: usize,
    inner_ended: bool,
    ended: bool,
}

impl<R: Read> Transcoder<R> {
    fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; BUFFER],
            raw_from: 0,
            raw_to: 0,
            ready: vec![0; BUFFER],
            ready_from: 0,
            ready_to: 0,
            inner_ended: false,
            ended: false,
        }
    }

    /// Reads some if nothing is left to decode, and decodes some.
    fn advance(&mut self) -> io::Result<()> {
        if self.raw_from == self.raw_to && !self.inner_ended {
            self.raw_to = self.inner.read(&mut self.raw)?;
            self.raw_from = 0;
            self.inner_ended = self.raw_to == 0;
        }
        // One byte is kept free for the mark of what cannot be decoded.
        let room = self.ready.len() - 1;
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.raw[self.raw_from..self.raw_to],
            &mut self.ready[..room],
            self.inner_ended,
        );
        self.raw_from += read;
        self.ready_from = 0;
        self.ready_to = written;
        match result {
            DecoderResult::InputEmpty => self.ended = self.inner_ended,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                self.ready[written] = UNDECODABLE;
                self.ready_to += 1;
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready_from == self.ready_to && !self.ended {
            self.advance()?;
        }
        let ready = &self.ready[self.ready_from..self.ready_to];
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.ready_from += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252};

    /// Hands out one byte at a time, as a slow pipe does.
    struct Slow(Cursor<Vec<u8>>);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let one = buffer.len().min(1);
            self.0.read(&mut buffer[..one])
        }
    }

    fn read(bytes: &[u8], named: Option<&'static Encoding>) -> (Vec<u8>, &'static Encoding) {
        let mut quick = Vec::new();
        let mut opened = decoded(Cursor::new(bytes.to_vec()), named).expect("readable");
        opened.reader.read_to_end(&mut quick).expect("readable");
        let mut slow = Vec::new();
        let mut opened = decoded(Slow(Cursor::new(bytes.to_vec())), named).expect("readable");
        opened.reader.read_to_end(&mut slow).expect("readable");
        assert_eq!(quick, slow);
        (quick, opened.encoding)
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn marks_are_taken_away_and_decide() {
        let be: Vec<u8> = "ÿ“Ja”".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for named in [None, Some(WINDOWS_1252), Some(UTF_16LE)] {
            let utf8 = with(b"\xef\xbb\xbf", "“Ja”".as_bytes());
            assert_eq!(read(&utf8, named), ("“Ja”".as_bytes().to_vec(), UTF_8));
            let le = with(b"\xff\xfe", &utf16le("“Ja”"));
            assert_eq!(read(&le, named), ("“Ja”".as_bytes().to_vec(), UTF_16LE));
            let be = with(b"\xfe\xff", &be);
            assert_eq!(read(&be, named), ("ÿ“Ja”".as_bytes().to_vec(), UTF_16BE));
        }
    }

    #[test]
    fn short_inputs_are_whole() {
        for bytes in [&b""[..], b"a", b"ab", b"abc", b"\xef\xbb"] {
            assert_eq!(read(bytes, None), (bytes.to_vec(), UTF_8));
        }
        assert_eq!(read(b"\xef\xbb\xbf", None).0, b"");
        assert_eq!(read(b"\x93", Some(WINDOWS_1252)).0, "“".as_bytes());
    }

    #[test]
    fn named_encodings() {
        assert_eq!(
            read(b"\x93Ja\x94\r\n", Some(WINDOWS_1252)).0,
            "“Ja”\r\n".as_bytes()
        );
        let (bytes, _, _) = ISO_2022_JP.encode("彼は言った。\n");
        assert_eq!(
            read(&bytes, Some(ISO_2022_JP)).0,
            "彼は言った。\n".as_bytes()
        );
        assert_eq!(read(&utf16le("a😀b"), Some(UTF_16LE)).0, "a😀b".as_bytes());
    }

    #[test]
    fn long_inputs_go_over_the_buffers() {
        let text = "“Größe 😀”\n".repeat(3 * BUFFER / 10);
        assert_eq!(read(&utf16le(&text), Some(UTF_16LE)).0, text.as_bytes());
    }

    #[test]
    fn what_does_not_fit_is_marked_where_it_stands() {
        let (bytes, encoding) = read(b"ab\x82\n\x82\xa0\x82", Some(SHIFT_JIS));
        assert_eq!(bytes, b"ab\xff\n\xe3\x81\x82\xff");
        let error = std::str::from_utf8(&bytes).expect_err("no UTF-8");
        let kind = not_decoded(error, encoding);
        assert!(matches!(
            kind,
            ArticleErrorKind::Undecodable {
                encoding: "Shift_JIS"
            }
        ));
        let kind = not_decoded(error, UTF_8);
        assert!(matches!(kind, ArticleErrorKind::NotUtf8 { offset: 2 }));
        // Half a surrogate pair, and half a code unit at the end.
        let (bytes, _) = read(b"a\0\x3d\xd8b\0c", Some(UTF_16LE));
        assert_eq!(bytes, b"a\xffb\xff");
    }
}

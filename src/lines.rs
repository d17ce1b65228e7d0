//! Lines of a stream, none of which can take more memory than allowed.

use std::io::{self, BufRead, Read};

/// The lines of a reader.
pub(crate) struct Lines<R> {
    reader: R,
    limit: usize,
    number: u64,
    line: Vec<u8>,
}

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Counted from one.
    pub(crate) number: u64,
    /// The line without its `\n`; only its beginning where it is too long.
    pub(crate) bytes: &'a [u8],
    /// How many bytes it has with its end, where these are too many.
    pub(crate) too_long: Option<u64>,
    /// How many it may have without its end.
    pub(crate) limit: usize,
}

impl<R: BufRead> Lines<R> {
    /// Lines of up to `limit` bytes.
    pub(crate) fn new(reader: R, limit: usize) -> Self {
        Self {
            reader,
            limit,
            number: 0,
            line: Vec::new(),
        }
    }

    /// Number of the line that was read last, or that could not be read.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// What there is of the line that was read last, or that could not be read to its end.
    pub(crate) fn begun(&self) -> &[u8] {
        &self.line
    }

    /// The next line; the last one may lack its end. After an error there is none that is whole.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.number += 1;
        self.line.clear();
        let with_end = (self.limit as u64).saturating_add(1);
        let mut bounded = self.reader.by_ref().take(with_end);
        let read = bounded.read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        let mut too_long = None;
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if read > self.limit {
            let rest = self.reader.skip_until(b'\n')?;
            too_long = Some(read as u64 + rest as u64);
        }
        Ok(Some(Line {
            number: self.number,
            bytes: &self.line,
            too_long,
            limit: self.limit,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], limit: usize) -> Vec<(u64, Vec<u8>, Option<u64>)> {
        let mut lines = Lines::new(bytes, limit);
        let mut all = Vec::new();
        while let Some(line) = lines.next_line().expect("readable") {
            all.push((line.number, line.bytes.to_vec(), line.too_long));
        }
        all
    }

    #[test]
    fn ends_and_blanks() {
        assert_eq!(lines(b"", 9), []);
        assert_eq!(lines(b"\n", 9), [(1, vec![], None)]);
        assert_eq!(
            lines(b"a\r\n\nb", 9),
            [
                (1, b"a\r".to_vec(), None),
                (2, vec![], None),
                (3, b"b".to_vec(), None)
            ]
        );
    }

    #[test]
    fn a_long_line_is_counted_and_not_kept() {
        let whole = |number, bytes: &[u8]| (number, bytes.to_vec(), None);
        assert_eq!(lines(b"abc\nd", 3), [whole(1, b"abc"), whole(2, b"d")]);
        assert_eq!(lines(b"abc", 3), [whole(1, b"abc")]);
        assert_eq!(
            lines(b"abcd\ne\nfghijkl", 3),
            [
                (1, b"abcd".to_vec(), Some(5)),
                whole(2, b"e"),
                (3, b"fghi".to_vec(), Some(7))
            ]
        );
    }
}

//! Counting places in a text in bytes, code points or UTF-16 units.

use serde::{Deserialize, Serialize};

use super::Span;

/// The unit in which the offsets of a record count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// Unicode code points: Python strings.
    #[default]
    Codepoint,
    /// Bytes of the text in UTF-8: Rust, Go, C.
    Byte,
    /// UTF-16 code units: JavaScript, Java, C#.
    Utf16,
}

/// Turns byte offsets of one text into another unit and back, a binary search each.
pub struct Offsets {
    unit: OffsetUnit,
    /// For every character longer than a byte: the byte after it, and how much lower the count in
    /// `unit` is from there on. Empty for ASCII, where all units agree.
    steps: Vec<(usize, usize)>,
    /// Length of the text in bytes.
    len: usize,
}

impl Offsets {
    /// Reads the text once.
    pub fn new(text: &str, unit: OffsetUnit) -> Self {
        let mut steps = Vec::new();
        let mut less = 0;
        if unit != OffsetUnit::Byte && !text.is_ascii() {
            for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
                let units = match unit {
                    OffsetUnit::Utf16 => c.len_utf16(),
                    _ => 1,
                };
                less += c.len_utf8() - units;
                steps.push((at + c.len_utf8(), less));
            }
        }
        Offsets {
            unit,
            steps,
            len: text.len(),
        }
    }

    /// The unit counted in.
    pub fn unit(&self) -> OffsetUnit {
        self.unit
    }

    /// A byte offset (on a character boundary) in the unit.
    pub fn from_byte(&self, byte: usize) -> usize {
        let passed = self.steps.partition_point(|&(after, _)| after <= byte);
        byte - passed.checked_sub(1).map_or(0, |i| self.steps[i].1)
    }

    /// A byte span in the unit, as records write it.
    pub fn from_span(&self, span: Span) -> [usize; 2] {
        [self.from_byte(span.start), self.from_byte(span.end)]
    }

    /// The byte at which `offset` (in the unit) stands; `None` beyond the text's end or, in UTF-16,
    /// inside a surrogate pair.
    pub fn to_byte(&self, offset: usize) -> Option<usize> {
        // A step applies once the offset has reached the place after its character.
        let passed = self
            .steps
            .partition_point(|&(after, less)| after - less <= offset);
        let byte = offset + passed.checked_sub(1).map_or(0, |i| self.steps[i].1);
        let inside = self.steps.get(passed).is_some_and(|&(after, less)| {
            let before = passed.checked_sub(1).map_or(0, |i| self.steps[i].1);
            // Bytes of the next long character that the unit does not count.
            let width = match self.unit {
                OffsetUnit::Utf16 if less - before == 2 => 4,
                _ => less - before + 1,
            };
            byte > after - width
        });
        (byte <= self.len && !inside).then_some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_units_of_one_text() {
        let text = "aé😀b";
        let at_b = text.find('b').expect("there is a b");
        let count = |unit| Offsets::new(text, unit).from_byte(at_b);
        assert_eq!(count(OffsetUnit::Byte), 7);
        assert_eq!(count(OffsetUnit::Codepoint), 3);
        assert_eq!(count(OffsetUnit::Utf16), 4);
    }

    #[test]
    fn beyond_the_end_and_inside_a_pair() {
        let utf16 = Offsets::new("a😀", OffsetUnit::Utf16);
        assert_eq!(utf16.to_byte(1), Some(1));
        assert_eq!(utf16.to_byte(2), None);
        assert_eq!(utf16.to_byte(3), Some(5));
        assert_eq!(utf16.to_byte(4), None);
        assert_eq!(Offsets::new("", OffsetUnit::Codepoint).to_byte(0), Some(0));
    }

    proptest! {
        #[test]
        fn there_and_back(text in any::<String>()) {
            for unit in [OffsetUnit::Byte, OffsetUnit::Codepoint, OffsetUnit::Utf16] {
                let offsets = Offsets::new(&text, unit);
                let mut expected = 0;
                for (byte, c) in text.char_indices() {
                    prop_assert_eq!(offsets.from_byte(byte), expected);
                    prop_assert_eq!(offsets.to_byte(expected), Some(byte));
                    expected += match unit {
                        OffsetUnit::Byte => c.len_utf8(),
                        OffsetUnit::Codepoint => 1,
                        OffsetUnit::Utf16 => c.len_utf16(),
                    };
                }
                prop_assert_eq!(offsets.from_byte(text.len()), expected);
                prop_assert_eq!(offsets.to_byte(expected), Some(text.len()));
                prop_assert_eq!(offsets.to_byte(expected + 1), None);
            }
        }
    }
}

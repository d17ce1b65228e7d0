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
    /// One for every character longer than a byte. Empty for ASCII, where all units agree.
    steps: Vec<Step>,
    /// Length of the text in bytes.
    len: usize,
}

/// A character longer than a byte.
struct Step {
    /// The byte after it.
    after: usize,
    /// How much lower the count in the unit is from there on.
    less: usize,
    /// Its length in bytes.
    width: usize,
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
                let width = c.len_utf8();
                less += width - units;
                steps.push(Step {
                    after: at + width,
                    less,
                    width,
                });
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
        let passed = self.steps.partition_point(|step| step.after <= byte);
        byte - self.less(passed)
    }

    /// How much lower the count in the unit is after so many long characters.
    fn less(&self, passed: usize) -> usize {
        passed
            .checked_sub(1)
            .and_then(|last| self.steps.get(last))
            .map_or(0, |step| step.less)
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
            .partition_point(|step| step.after - step.less <= offset);
        let byte = offset.checked_add(self.less(passed))?;
        let inside = self
            .steps
            .get(passed)
            .is_some_and(|next| byte > next.after - next.width);
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

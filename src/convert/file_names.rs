//! Ids as names of files, and back.

use crate::output::sha256_hex;

/// The most bytes of a file's name before its ending, under what file systems allow.
const LONGEST: usize = 200;

/// The name for an id, and whether the id can be read back from it.
///
/// Characters that a file's name cannot have anywhere stand as `%` and the two digits of each of their
/// bytes; so does `%`, and a full stop at the start. An id that is too long is cut, and digits of its
/// SHA-256 are put behind.
pub(super) fn file_name(id: &str) -> (String, bool) {
    let name = escaped(id, |c| {
        c.is_control()
            || matches!(
                c,
                '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%'
            )
    });
    let name = match name.strip_prefix('.') {
        Some(rest) => format!("%2E{rest}"),
        None if name.is_empty() => "%".to_owned(),
        None => name,
    };
    if name.len() <= LONGEST {
        return (name, true);
    }
    let mut cut = 0;
    for (at, _) in name.char_indices() {
        if at > LONGEST - 20 {
            break;
        }
        cut = at;
    }
    let hash: String = sha256_hex(id.as_bytes()).chars().take(16).collect();
    (format!("{}~{hash}", &name[..cut]), false)
}

/// The name of an annotator inside a file's name, where `_` and `.` divide.
pub(super) fn annotator_name(annotator: &str) -> String {
    let (name, _) = file_name(annotator);
    escaped(&name, |c| matches!(c, '_' | '.'))
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                name.push_str(&format!("%{byte:02X}"));
            }
        } else {
            name.push(c);
        }
    }
    name
}

/// The id that a name stands for. A name in which `%` means something else is its own id.
pub(super) fn id_of(name: &str) -> String {
    if name == "%" {
        return String::new();
    }
    decoded(name).unwrap_or_else(|| name.to_owned())
}

fn decoded(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            let value = |digit: u8| char::from(digit).to_digit(16);
            bytes.push(u8::try_from(value(digits[0])? * 16 + value(digits[1])?).ok()?);
            rest = after;
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_those_of_files() {
        assert_eq!(file_name("nyt_2016-09-08").0, "nyt_2016-09-08");
        assert_eq!(file_name("https://a.b/c?d").0, "https%3A%2F%2Fa.b%2Fc%3Fd");
        assert_eq!(file_name("..").0, "%2E.");
        assert_eq!(id_of("100%"), "100%");
        assert_eq!(id_of("%zz"), "%zz");
        assert_eq!(id_of("%+1"), "%+1");
        assert_eq!(annotator_name("A.B_c"), "A%2EB%5Fc");
    }

    #[test]
    fn long_ids_are_cut_and_stay_apart() {
        let (one, kept) = file_name(&"ä".repeat(500));
        assert!(!kept && one.len() <= LONGEST, "{one}");
        assert_ne!(one, file_name(&"ä".repeat(501)).0);
    }

    proptest! {
        #[test]
        fn ids_come_back(id in any::<String>()) {
            let (name, kept) = file_name(&id);
            prop_assert!(!name.is_empty() && !name.starts_with('.') && !name.contains('/'));
            if kept {
                prop_assert_eq!(id_of(&name), id);
            }
        }
    }
}

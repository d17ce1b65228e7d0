//! What the user knows of who is who.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::error::{AliasProblem, RosterError};
use super::identity::words;

/// The user's own merges: names and whom they mean.
///
/// One a line, `alias,name` as CSV, or with a tab between; blank lines and those that begin with `#`
/// are passed over. Everybody who is called by the alias or the name is one speaker under the name as
/// the file writes it, whatever their kinds and roles; other forms of the name then join it by the
/// usual rules. A name may be an alias itself (its own name counts then). `John Smith,John Smith` says
/// that everybody of this name is one person.
///
/// Names are compared without case, accents and punctuation. A speaker's titles are passed over
/// unless the file has the name with them; Jr. and the like are not.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    /// The name that is meant at last, by its own words and by those of its aliases.
    targets: HashMap<String, String>,
}

/// A line that says something.
struct Line {
    number: u64,
    alias: String,
    name: String,
}

impl Aliases {
    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read; or lines that are no two names, that give an alias to two names, or
    /// that lead in a circle: each is told.
    pub fn read(path: &Path) -> Result<Self, RosterError> {
        let shown = path.display().to_string();
        let read = fs::read(path);
        let bytes = read.map_err(|source| RosterError::Read {
            path: shown.clone(),
            source,
        })?;
        Self::parse(&bytes, &shown)
    }

    /// Reads the bytes of a file; `path` is its name in messages.
    ///
    /// # Errors
    /// As [`Aliases::read`].
    pub fn parse(bytes: &[u8], path: &str) -> Result<Self, RosterError> {
        let mut problems: Vec<AliasProblem> = Vec::new();
        let mut wrong = |line, what: String| {
            let path = path.to_owned();
            problems.push(AliasProblem { path, line, what });
        };
        let mut lines: Vec<Line> = Vec::new();
        for (raw, number) in bytes.split(|&byte| byte == b'\n').zip(1..) {
            match line(raw, number) {
                Ok(Some(line)) => lines.push(line),
                Ok(None) => {}
                Err(what) => wrong(number, what),
            }
        }
        let mut means: HashMap<String, &Line> = HashMap::new();
        for line in &lines {
            let known = *means.entry(key(&line.alias)).or_insert(line);
            if key(&known.name) != key(&line.name) {
                let what = format!(
                    "{} is {} here and {} in line {}",
                    line.alias, line.name, known.name, known.number
                );
                wrong(line.number, what);
            }
        }
        let mut targets = HashMap::new();
        for line in &lines {
            match last_name(line, &means) {
                Some(target) => {
                    // Of several spellings of a name that of the first line.
                    for words in [key(&line.alias), key(&line.name)] {
                        targets.entry(words).or_insert_with(|| target.to_owned());
                    }
                }
                None => wrong(line.number, format!("{} leads in a circle", line.alias)),
            }
        }
        if problems.is_empty() {
            let spelt = |target: &String| targets.get(&key(target)).unwrap_or(target).clone();
            let targets = targets
                .iter()
                .map(|(words, target)| (words.clone(), spelt(target)))
                .collect();
            Ok(Aliases { targets })
        } else {
            problems.sort_by_key(|problem| problem.line);
            Err(RosterError::Aliases { problems })
        }
    }

    /// The name that is meant by these words, as the file writes it.
    pub(super) fn target(&self, words: &str) -> Option<&str> {
        self.targets.get(words).map(String::as_str)
    }
}

/// How names are compared here.
fn key(name: &str) -> String {
    words(name).join(" ")
}

/// The name at the end of the chain that begins with this line; `None` where it has no end.
fn last_name<'a>(line: &'a Line, means: &HashMap<String, &'a Line>) -> Option<&'a str> {
    let mut line = line;
    // No chain is longer than there are aliases.
    for _ in 0..=means.len() {
        let name = key(&line.name);
        match means.get(&name) {
            Some(next) if key(&next.name) != name => line = next,
            _ => return Some(&line.name),
        }
    }
    None
}

fn line(raw: &[u8], number: u64) -> Result<Option<Line>, String> {
    let text = str::from_utf8(raw).map_err(|_| "no UTF-8".to_owned())?;
    let text = match number {
        1 => text.trim_start_matches('\u{feff}'),
        _ => text,
    };
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    let cells: Vec<String> = if text.contains('\t') {
        text.split('\t').map(str::to_owned).collect()
    } else {
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let row = rows.records().next().and_then(Result::ok);
        row.unwrap_or_default().iter().map(str::to_owned).collect()
    };
    let [alias, name] = cells.as_slice() else {
        let found = cells.len();
        return Err(format!(
            "alias,name is needed, or a tab between them; a name with a comma stands in quotation \
             marks; fields found: {found}"
        ));
    };
    let plain = |cell: &str| cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let (alias, name) = (plain(alias), plain(name));
    for (cell, what) in [(&alias, "alias"), (&name, "name")] {
        if !cell.contains(char::is_alphanumeric) {
            return Err(format!("the {what} has neither letter nor digit"));
        }
    }
    Ok(Some(Line {
        number,
        alias,
        name,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Aliases, Vec<String>> {
        match Aliases::parse(text.as_bytes(), "a.csv") {
            Ok(aliases) => Ok(aliases),
            Err(RosterError::Aliases { problems }) => {
                Err(problems.iter().map(ToString::to_string).collect())
            }
            Err(other) => Err(vec![other.to_string()]),
        }
    }

    #[test]
    fn lines_of_both_forms_and_chains() {
        let text = "\u{feff}# who is who\r\n\r\nTillerson,Rex Tillerson\r\nT-Rex\tTillerson\n\
                    \"Smith, John\",John  Smith\nJohn Smith,john smith\n";
        let aliases = parsed(text).expect("good lines");
        let target = |words| aliases.target(words);
        assert_eq!(target("tillerson"), Some("Rex Tillerson"));
        assert_eq!(target("t rex"), Some("Rex Tillerson"));
        assert_eq!(target("rex tillerson"), Some("Rex Tillerson"));
        assert_eq!(target("smith john"), Some("John Smith"));
        assert_eq!(target("john smith"), Some("John Smith"));
        assert_eq!(target("smith"), None);
        assert!(parsed("").expect("nothing wrong").targets.is_empty());
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let text = "a,b\nb,c\nc,a\nx\n\"y,z\nTrump,Donald Trump\ntrump,Ivana Trump\n?,Ann\n1,2,3\n";
        let told = parsed(text).expect_err("mistakes");
        let expected = [
            (1, "a leads in a circle"),
            (2, "b leads in"),
            (3, "c leads in"),
            (4, "alias,name is needed"),
            (5, "fields found: 1"),
            (7, "trump is Ivana Trump here and Donald Trump in line 6"),
            (8, "the alias has neither"),
            (9, "fields found: 3"),
        ];
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        for (told, (line, what)) in told.iter().zip(expected) {
            assert!(told.starts_with(&format!("a.csv:{line}: ")), "{told}");
            assert!(told.contains(what), "{told}");
        }
        let error = Aliases::parse(b"a,b\nc,\xff", "a.csv").expect_err("no UTF-8");
        assert_eq!(error.to_string(), "a.csv:2: no UTF-8");
    }
}

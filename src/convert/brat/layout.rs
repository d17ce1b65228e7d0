//! Which text an annotation file is of, and who made it.
//!
//! The text of `NAME.ann` is `NAME.txt`, that of `NAME_WHO.ann` and `NAME.WHO.ann` as well, as WHO
//! annotated it. It is looked for beside the annotations, then in a folder `text` beside their folder
//! (PolNeAR), then in the folder above; there, where the file's name does not tell, the folder's name is
//! the annotator's. Where folders hold texts of the same name, each beside its annotations, these folders'
//! names are the annotators', too.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::super::error::ConvertError;
use super::super::file_names::id_of;
use super::super::input::{files, stem};
use super::TEXTS;

/// An annotation file with its text.
pub(super) struct Pair {
    pub annotations: PathBuf,
    /// Nothing where there is no text of a fitting name.
    pub text: Option<PathBuf>,
    pub id: String,
    pub annotator: Option<String>,
}

/// All annotation files of a folder, sorted by their paths, and the number of its texts that have none.
pub(super) fn pairs(folder: &Path) -> Result<(Vec<Pair>, usize), ConvertError> {
    let annotations = files(folder, &["ann"])?;
    let texts = files(folder, &["txt"]).unwrap_or_default();
    let mut pairs: Vec<Pair> = annotations.iter().map(|path| pair(path)).collect();
    name_by_folder(&mut pairs);
    let used: HashSet<&Path> = pairs.iter().filter_map(|p| p.text.as_deref()).collect();
    let unused = texts.iter().filter(|text| !used.contains(text.as_path()));
    let unused = unused.count();
    Ok((pairs, unused))
}

fn pair(annotations: &Path) -> Pair {
    let stem = stem(annotations);
    let found = places(annotations)
        .iter()
        .find_map(|place| in_place(place, &stem));
    let (text, name, annotator) = match found {
        Some((text, name, annotator)) => (Some(text), name, annotator),
        None => (None, stem.as_str(), None),
    };
    Pair {
        annotations: annotations.to_owned(),
        text,
        id: id_of(name),
        annotator: annotator.map(|name| id_of(&name)),
    }
}

/// A folder in which the text may be, and who annotated it then, if the file's name does not tell.
struct TextPlace {
    folder: PathBuf,
    annotator: Option<String>,
}

fn places(annotations: &Path) -> Vec<TextPlace> {
    let mut places = Vec::new();
    let Some(beside) = annotations.parent() else {
        return places;
    };
    let mut add = |folder: &Path, annotator: Option<String>| {
        places.push(TextPlace {
            folder: folder.to_owned(),
            annotator,
        });
    };
    add(beside, None);
    if let Some(above) = beside.parent() {
        add(&above.join(TEXTS), None);
        add(above, name_of(beside));
    }
    places
}

/// The last name of a folder's path.
fn name_of(folder: &Path) -> Option<String> {
    Some(folder.file_name()?.to_string_lossy().into_owned())
}

/// The text here, the part of the stem that names it, and the annotator.
fn in_place<'s>(place: &TextPlace, stem: &'s str) -> Option<(PathBuf, &'s str, Option<String>)> {
    let text = |name: &str| Some(place.folder.join(format!("{name}.txt"))).filter(|p| p.is_file());
    if let Some(path) = text(stem) {
        return Some((path, stem, place.annotator.clone()));
    }
    let ends = stem.rmatch_indices(['_', '.']);
    ends.filter(|(at, _)| *at > 0 && *at + 1 < stem.len())
        .find_map(|(at, _)| {
            let (name, who) = (&stem[..at], &stem[at + 1..]);
            Some((text(name)?, name, Some(who.to_owned())))
        })
}

/// Names annotators by their folders where several folders have the same article.
fn name_by_folder(pairs: &mut [Pair]) {
    let mut unnamed: HashMap<String, usize> = HashMap::new();
    for pair in pairs.iter().filter(|pair| pair.annotator.is_none()) {
        *unnamed.entry(pair.id.clone()).or_default() += 1;
    }
    for pair in pairs.iter_mut().filter(|pair| pair.annotator.is_none()) {
        if unnamed.get(&pair.id).is_some_and(|count| *count > 1) {
            pair.annotator = pair.annotations.parent().and_then(name_of);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// The pairs of a folder with these files: id, annotator, and whether there is a text.
    fn found(names: &[&str]) -> (Vec<(String, Option<String>, bool)>, usize) {
        let folder = TempDir::new().expect("a temporary folder");
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "").expect("written");
        }
        let (pairs, unused) = pairs(folder.path()).expect("listed");
        let told = pairs
            .into_iter()
            .map(|pair| (pair.id, pair.annotator, pair.text.is_some()))
            .collect();
        (told, unused)
    }

    fn told(id: &str, annotator: &str, has_text: bool) -> (String, Option<String>, bool) {
        let annotator = Some(annotator).filter(|name| !name.is_empty());
        (id.to_owned(), annotator.map(str::to_owned), has_text)
    }

    #[test]
    fn texts_beside_their_annotations() {
        let (pairs, unused) = found(&["a.txt", "a.ann", "a.B.ann", "a_c.ann", "d.ann", "e.txt"]);
        assert_eq!(
            pairs,
            [
                told("a", "B", true),
                told("a", "", true),
                told("a", "c", true),
                told("d", "", false)
            ]
        );
        assert_eq!(unused, 1);
    }

    #[test]
    fn folders_as_polnear_has_them() {
        let names = ["dev/text/x_1.txt", "dev/attributions/x_1_4b22.ann"];
        assert_eq!(found(&names).0, [told("x_1", "4b22", true)]);
    }

    #[test]
    fn a_folder_an_annotator() {
        let names = ["a.txt", "ann/a.ann", "bob/a.ann"];
        let both = [told("a", "ann", true), told("a", "bob", true)];
        assert_eq!(found(&names).0, both);
        let names = [
            "ann/a.ann",
            "ann/a.txt",
            "bob/a.ann",
            "bob/a.txt",
            "bob/b.ann",
            "bob/b.txt",
        ];
        let all = [
            told("a", "ann", true),
            told("a", "bob", true),
            told("b", "", true),
        ];
        assert_eq!(found(&names).0, all);
    }
}

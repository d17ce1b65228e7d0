//! Sorting more than memory holds.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::hash::Hash;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// How many temporary files there are at once; then they are merged to one.
const MOST_RUNS: usize = 64;

/// Memory of an entry of a hash table beside key and value, in bytes, with its empty places.
const PLACE: usize = 32;

/// What values of equal keys can do.
pub(super) trait Joined: Serialize + DeserializeOwned {
    /// Takes another value in; the order makes no difference. Gives the bytes by which the memory
    /// has grown.
    fn join(&mut self, other: Self) -> usize;

    /// Memory of the value, in bytes, about.
    fn bytes(&self) -> usize;
}

/// What values are sorted by.
pub(super) trait SortKey: Ord + Hash + Clone + Serialize + DeserializeOwned {
    /// Memory of the key, in bytes, about.
    fn bytes(&self) -> usize;
}

/// Collects values by key, those of equal keys joined, and gives them back in order. What does not
/// fit into the limit waits in temporary files.
pub(super) struct Sorter<K, V> {
    held: HashMap<K, V>,
    bytes: usize,
    limit: usize,
    runs: Vec<File>,
}

impl<K: SortKey, V: Joined> Sorter<K, V> {
    /// Holds about `limit` bytes in memory.
    pub fn new(limit: usize) -> Self {
        Sorter {
            held: HashMap::new(),
            bytes: 0,
            limit,
            runs: Vec::new(),
        }
    }

    /// Takes a value.
    ///
    /// # Errors
    /// A temporary file cannot be written.
    pub fn add(&mut self, key: K, value: V) -> io::Result<()> {
        match self.held.get_mut(&key) {
            Some(known) => self.bytes += known.join(value),
            None => {
                self.bytes += PLACE + key.bytes() + value.bytes();
                self.held.insert(key, value);
            }
        }
        if self.bytes > self.limit {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        self.bytes = 0;
        let run = write_run(in_order(held).map(Ok))?;
        self.runs.push(run);
        if self.runs.len() == MOST_RUNS {
            let runs = std::mem::take(&mut self.runs);
            let merged = Sorted::<K, V>::of(runs, HashMap::new())?;
            self.runs.push(write_run(merged)?);
        }
        Ok(())
    }

    /// All keys in order, each once.
    ///
    /// # Errors
    /// A temporary file cannot be read.
    pub fn sorted(self) -> io::Result<Sorted<K, V>> {
        Sorted::of(self.runs, self.held)
    }
}

fn in_order<K: SortKey, V>(held: HashMap<K, V>) -> std::vec::IntoIter<(K, V)> {
    let mut entries: Vec<(K, V)> = held.into_iter().collect();
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    entries.into_iter()
}

/// Writes entries in order, a line each, to a file that has no name and goes with the program.
fn write_run<K: SortKey, V: Joined>(
    entries: impl Iterator<Item = io::Result<(K, V)>>,
) -> io::Result<File> {
    // The fastest of its levels: the lines of neighbours have much in common.
    let packed = zstd::Encoder::new(tempfile::tempfile()?, 1)?;
    let mut out = BufWriter::new(packed);
    for entry in entries {
        serde_json::to_writer(&mut out, &entry?)?;
        out.write_all(b"\n")?;
    }
    let packed = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    let mut file = packed.finish()?;
    file.rewind()?;
    Ok(file)
}

/// Entries that come in order.
enum Source<K, V> {
    Held(std::vec::IntoIter<(K, V)>),
    Run(Run<K, V>),
}

struct Run<K, V> {
    reader: BufReader<zstd::Decoder<'static, BufReader<File>>>,
    line: Vec<u8>,
    entries: PhantomData<(K, V)>,
}

impl<K: SortKey, V: Joined> Source<K, V> {
    fn next(&mut self) -> io::Result<Option<(K, V)>> {
        match self {
            Self::Held(entries) => Ok(entries.next()),
            Self::Run(run) => {
                run.line.clear();
                match run.reader.read_until(b'\n', &mut run.line)? {
                    0 => Ok(None),
                    _ => Ok(Some(serde_json::from_slice(&run.line)?)),
                }
            }
        }
    }
}

/// What a [`Sorter`] has collected, in order.
pub(super) struct Sorted<K, V> {
    sources: Vec<Source<K, V>>,
    /// The next entry of each source that has one, by key and source.
    next: BTreeMap<(K, usize), V>,
}

impl<K: SortKey, V: Joined> Sorted<K, V> {
    fn of(runs: Vec<File>, held: HashMap<K, V>) -> io::Result<Self> {
        let mut sources = vec![Source::Held(in_order(held))];
        for run in runs {
            let packed = zstd::Decoder::new(run)?;
            sources.push(Source::Run(Run {
                reader: BufReader::new(packed),
                line: Vec::new(),
                entries: PhantomData,
            }));
        }
        let mut sorted = Sorted {
            sources,
            next: BTreeMap::new(),
        };
        for number in 0..sorted.sources.len() {
            sorted.advance(number)?;
        }
        Ok(sorted)
    }

    fn advance(&mut self, number: usize) -> io::Result<()> {
        if let Some((key, value)) = self.sources[number].next()? {
            self.next.insert((key, number), value);
        }
        Ok(())
    }

    fn take(&mut self) -> io::Result<Option<(K, V)>> {
        let Some(((key, number), mut value)) = self.next.pop_first() else {
            return Ok(None);
        };
        self.advance(number)?;
        while let Some(entry) = self.next.first_entry() {
            if entry.key().0 != key {
                break;
            }
            let ((_, number), other) = entry.remove_entry();
            value.join(other);
            self.advance(number)?;
        }
        Ok(Some((key, value)))
    }
}

impl<K: SortKey, V: Joined> Iterator for Sorted<K, V> {
    type Item = io::Result<(K, V)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl SortKey for String {
        fn bytes(&self) -> usize {
            self.len()
        }
    }

    impl Joined for u64 {
        fn join(&mut self, other: Self) -> usize {
            *self += other;
            0
        }

        fn bytes(&self) -> usize {
            8
        }
    }

    fn sorted(limit: usize) -> (usize, Vec<(String, u64)>) {
        let mut sorter = Sorter::new(limit);
        for number in 0..2000_u64 {
            let key = format!("é\n\"{}", number * 7919 % 300);
            sorter.add(key, number).expect("added");
        }
        let runs = sorter.runs.len();
        let all: io::Result<Vec<_>> = sorter.sorted().expect("sorted").collect();
        (runs, all.expect("read"))
    }

    #[test]
    fn the_limit_changes_nothing() {
        let (none, in_memory) = sorted(usize::MAX);
        assert_eq!((none, in_memory.len()), (0, 300));
        assert!(in_memory.is_sorted());
        let sum: u64 = in_memory.iter().map(|(_, number)| number).sum();
        assert_eq!(sum, 1999 * 2000 / 2);
        for limit in [0, 100, 5000] {
            let (runs, spilled) = sorted(limit);
            assert!((1..MOST_RUNS).contains(&runs), "{runs}");
            assert_eq!(spilled, in_memory);
        }
    }
}

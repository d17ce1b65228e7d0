//! The scores of a whole article, put together from those of its windows.

use crate::model::encoder::{PointerRows, WindowScores};
use crate::model::labels::{NAME_LABELS, PART_LABELS};
use crate::model::windows::Window;
use crate::model::words::Words;

/// Pointers below this probability are not kept: a row would else be as long as its window.
const KEPT: f32 = 0.01;

/// Of a pointer's row, how many are looked at together.
const AT_ONCE: usize = 32;

/// Where a word points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Probability that it points nowhere.
    pub none: f32,
    /// Words it may point to and the probability of each, in reading order.
    pub to: Vec<(usize, f32)>,
}

impl Row {
    /// Probability that it points into a range of words.
    pub fn into_range(&self, words: &std::ops::Range<usize>) -> f32 {
        self.to
            .iter()
            .filter(|(word, _)| words.contains(word))
            .map(|(_, p)| p)
            .sum()
    }
}

/// All scores of an article, by word.
#[derive(Clone, Debug, Default)]
pub struct ArticleScores {
    /// Probabilities of content, source and cue labels.
    pub parts: Vec<[f32; PART_LABELS]>,
    /// Probabilities of name labels.
    pub names: Vec<[f32; NAME_LABELS]>,
    /// To the first word of the source, where the word may be content.
    pub source: Vec<Option<Row>>,
    /// To the first word of the cue, where the word may be content.
    pub cue: Vec<Option<Row>>,
    /// To the names of the speaker, where the word may be a source or content.
    pub reference: Vec<Option<Row>>,
}

/// Merges the scores of windows: labels are averaged, each window weighing by how central the word
/// is in it; of pointers, which see one window only, the most central window's is taken.
pub struct Merger<'a> {
    words: &'a Words,
    pieces: usize,
    scores: ArticleScores,
    weights: Vec<f32>,
    most_central: Vec<usize>,
}

impl<'a> Merger<'a> {
    /// Begins with nothing; `pieces` is the number of wordpieces of the article.
    pub fn new(words: &'a Words, pieces: usize) -> Self {
        let n = words.len();
        Merger {
            words,
            pieces,
            scores: ArticleScores {
                parts: vec![[0.0; PART_LABELS]; n],
                names: vec![[0.0; NAME_LABELS]; n],
                source: vec![None; n],
                cue: vec![None; n],
                reference: vec![None; n],
            },
            weights: vec![0.0; n],
            most_central: vec![0; n],
        }
    }

    /// Adds a window's scores; windows come in reading order.
    pub fn add(&mut self, window: Window, scores: &WindowScores) {
        let first = self
            .words
            .first_pieces
            .partition_point(|&p| p < window.start);
        let end = self.words.first_pieces.partition_point(|&p| p < window.end);
        let mut owned = vec![false; end - first];
        for word in first..end {
            let piece = self.words.first_pieces[word];
            let position = piece - window.start + 1;
            let (Some(parts), Some(names)) =
                (scores.parts.get(position), scores.names.get(position))
            else {
                continue;
            };
            let centrality = window.centrality(piece, self.pieces);
            // Beyond some distance more context does not make a window better.
            let weight = centrality.min(window.len()) as f32;
            add(&mut self.scores.parts[word], parts, weight);
            add(&mut self.scores.names[word], names, weight);
            self.weights[word] += weight;
            if centrality > self.most_central[word] {
                self.most_central[word] = centrality;
                owned[word - first] = true;
            }
        }
        let owned = |word: usize| owned.get(word.wrapping_sub(first)) == Some(&true);
        let links = [
            (&mut self.scores.source, &scores.source),
            (&mut self.scores.cue, &scores.cue),
            (&mut self.scores.reference, &scores.reference),
        ];
        for (rows, found) in links {
            take_rows(self.words, window, found, rows, &owned);
        }
    }

    /// The scores of the article.
    pub fn finish(mut self) -> ArticleScores {
        for (word, weight) in self.weights.iter().enumerate() {
            if *weight > 0.0 {
                self.scores.parts[word]
                    .iter_mut()
                    .for_each(|p| *p /= weight);
                self.scores.names[word]
                    .iter_mut()
                    .for_each(|p| *p /= weight);
            }
        }
        self.scores
    }
}

fn add<const N: usize>(sum: &mut [f32; N], row: &[f32; N], weight: f32) {
    for (sum, p) in sum.iter_mut().zip(row) {
        *sum += weight * p;
    }
}

/// Replaces the rows of the words that this window owns.
fn take_rows(
    words: &Words,
    window: Window,
    found: &PointerRows,
    rows: &mut [Option<Row>],
    owned: &impl Fn(usize) -> bool,
) {
    let mut pointing = found.from.iter().enumerate().peekable();
    let first = words.first_pieces.partition_point(|&p| p < window.start);
    let end = words.first_pieces.partition_point(|&p| p < window.end);
    for (word, row) in rows.iter_mut().enumerate().take(end).skip(first) {
        let position = words.first_pieces[word] - window.start + 1;
        while pointing.next_if(|(_, from)| **from < position).is_some() {}
        if !owned(word) {
            continue;
        }
        *row = pointing
            .next_if(|(_, from)| **from == position)
            .map(|(i, _)| sparse(words, window, found.row(i)));
    }
}

fn sparse(words: &Words, window: Window, row: &[f32]) -> Row {
    let mut to: Vec<(usize, f32)> = Vec::new();
    let inner = row.get(1..row.len().saturating_sub(1)).unwrap_or_default();
    // Nearly all are small, which is seen at once of several.
    let some_kept = |some: &[f32]| some.iter().fold(0.0, |most: f32, p| most.max(*p)) >= KEPT;
    let several = inner.chunks(AT_ONCE).zip((window.start..).step_by(AT_ONCE));
    let several = several.filter(|(some, _)| some_kept(some));
    let each = several.flat_map(|(some, first)| some.iter().zip(first..));
    for (&p, piece) in each.filter(|(p, _)| **p >= KEPT) {
        let word = words.of_piece(piece);
        match to.last_mut() {
            Some((last, sum)) if *last == word => *sum += p,
            _ => to.push((word, p)),
        }
    }
    Row {
        none: row.first().copied().unwrap_or(0.0),
        to,
    }
}

//! The figures as tables for the terminal, at most 100 columns wide.

use std::fmt::{Result, Write};

use super::compare::{Comparison, OneSided};
use super::counts::{BANDS, Group};
use super::form::SourceForm;
use super::measures::bound;
use super::scores::{Figure, Scores};

/// Width of the label before the figures.
const LABEL: usize = 19;
/// Width of a figure with its interval.
const CELL: usize = 16;
/// How many of the quotations that one system alone gets right are shown.
const SHOWN: usize = 5;
/// The widest line.
const WIDTH: usize = 100;

/// The whole table of a system, without the signature.
pub fn table(scores: &Scores) -> String {
    // Writing to a String cannot fail, here and below.
    let mut out = String::new();
    let _ = head(scores, &mut out).and_then(|()| body(scores, &mut out));
    out
}

/// The table of [`super::agreement`].
pub fn agreement_table(scores: &Scores) -> String {
    let n = scores.get("all/recall").map_or(0, |figure| figure.n);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} articles that several people annotated. Of each, every annotator is taken as gold for\n\
         every other one, both ways, so that precision, recall and F1 are the same: {n} quotations.",
        scores.articles
    );
    let _ = about_intervals(scores, &mut out).and_then(|()| body(scores, &mut out));
    out
}

/// The table of two systems: every figure that has cases, the difference, its interval and p.
pub fn comparison_table(comparison: &Comparison) -> String {
    let mut out = String::new();
    let _ = write_comparison(comparison, &mut out);
    out
}

fn body(scores: &Scores, out: &mut String) -> Result {
    passages(scores, out)?;
    quotations(scores, out)?;
    forms(scores, out)?;
    published(scores, out)?;
    calibration(scores, out)
}

/// `.812`, `1.000`, `-.034`; `-` where there are no cases.
fn rate(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        // Adding nothing turns -0 into 0.
        Some(value) => format!("{:.3}", (value * 1e3).round() / 1e3 + 0.0).replacen("0.", ".", 1),
    }
}

/// `.79-.83`: two digits, because more would say more than it knows.
fn range(figure: &Figure) -> String {
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => {
            let end = |value: f64| format!("{value:.2}").replacen("0.", ".", 1);
            format!("{}-{}", end(low), end(high))
        }
        _ => String::new(),
    }
}

fn cell(figure: Option<&Figure>) -> String {
    figure.map_or_else(String::new, |figure| {
        format!("{:>5} {}", rate(figure.value), range(figure))
    })
}

fn counts(figure: Option<&Figure>) -> String {
    figure.map_or_else(String::new, |figure| {
        let counts = &figure.counts;
        if counts.len() < CELL {
            return format!(" {counts}");
        }
        let apart: Vec<String> = counts.split_inclusive(['/', '|']).map(thousands).collect();
        format!(" {}", apart.concat())
    })
}

/// `1234567/` as `1234k/`, for counts too wide for their cell.
fn thousands(count: &str) -> String {
    let digits = count.trim_end_matches(['/', '|']);
    let sign = &count[digits.len()..];
    match digits.parse::<u64>() {
        Ok(number) if number >= 10_000 => format!("{}k{sign}", number / 1000),
        _ => count.to_owned(),
    }
}

/// A line of cells, trailing blanks left out.
fn line(label: &str, cells: &[String], out: &mut String) -> Result {
    let mut text = format!("{label:<LABEL$}");
    for cell in cells {
        write!(text, "{cell:<CELL$}")?;
    }
    writeln!(out, "{}", text.trim_end())
}

/// Figures and, below, their counts; nothing where none of them has cases.
fn row(label: &str, figures: &[Option<&Figure>], out: &mut String) -> Result {
    if figures.iter().flatten().all(|figure| figure.n == 0) {
        return Ok(());
    }
    let cells: Vec<String> = figures.iter().map(|figure| cell(*figure)).collect();
    line(label, &cells, out)?;
    let below: Vec<String> = figures.iter().map(|figure| counts(*figure)).collect();
    line("", &below, out)
}

fn heads(names: &[&str], out: &mut String) -> Result {
    let cells: Vec<String> = names.iter().map(|name| format!(" {name}")).collect();
    line("", &cells, out)
}

fn head(scores: &Scores, out: &mut String) -> Result {
    let n = |path: &str| scores.get(path).map_or(0, |figure| figure.n);
    writeln!(
        out,
        "{} articles, {} gold quotations, {} predicted.",
        scores.articles,
        n("all/recall"),
        n("all/precision"),
    )?;
    if !scores.missing.is_empty() {
        writeln!(
            out,
            "{} articles have no record and count as without quotations: {}",
            scores.missing.len(),
            few(&scores.missing),
        )?;
    }
    if scores.unknown > 0 {
        writeln!(
            out,
            "{} records are of articles that gold does not have; they count for nothing.",
            scores.unknown
        )?;
    }
    about_intervals(scores, out)
}

fn about_intervals(scores: &Scores, out: &mut String) -> Result {
    writeln!(
        out,
        "With each figure its 95 % interval ({} resamples of articles) and its counts: right/of; of\n\
         an F1 gold|predicted.",
        scores.bootstrap.resamples
    )
}

/// The first of a list of ids, within a line.
fn few(ids: &[String]) -> String {
    let first = ids.first().map_or("", String::as_str);
    let more = if ids.len() > 1 { ", …" } else { "" };
    format!("{}{more}", cut(first, 32))
}

/// At most so many characters of a text, on one line.
fn cut(text: &str, width: usize) -> String {
    let flat: String = text
        .chars()
        .map(|c| {
            if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    if flat.chars().count() <= width {
        return flat;
    }
    let kept: String = flat.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn passages(scores: &Scores, out: &mut String) -> Result {
    writeln!(
        out,
        "\nPASSAGES: stretches between one pair of quotation marks in gold direct and mixed quotations"
    )?;
    let lines = [
        ("found", "one quotation covers half of it"),
        ("mention", "found, its source the right words"),
        ("  if found", "the same, of those found"),
        ("speaker", "found, the right person named"),
        ("  if found", "the same, of those found"),
    ];
    let names = [
        "found",
        "mention",
        "mention_given_found",
        "speaker",
        "speaker_given_found",
    ];
    for ((label, what), name) in lines.into_iter().zip(names) {
        let figure = scores.get(&format!("passages/{name}"));
        if figure.is_some_and(|figure| figure.n > 0) {
            let counts = counts(figure);
            line(label, &[cell(figure), format!("{counts:<18}{what}")], out)?;
        }
    }
    Ok(())
}

fn quotations(scores: &Scores, out: &mut String) -> Result {
    writeln!(
        out,
        "\nQUOTATIONS: found where the contents overlap by half of their letters, exact where by all.\n\
         Source: the words that name who said it, right from half on. Speaker: of gold's persons."
    )?;
    heads(&Group::ALL.map(Group::name), out)?;
    let rows = [
        ("precision", "precision"),
        ("recall", "recall"),
        ("F1", "f1"),
        ("F1, exact", "exact_f1"),
        ("F1 of characters", "character_f1"),
        ("source precision", "mention_precision"),
        ("  recall", "mention_recall"),
        ("  F1", "mention_f1"),
        ("  if found", "mention_given_detected"),
        ("  exact, if found", "mention_exact_given_detected"),
        ("speaker", "speaker"),
        ("  if found", "speaker_given_detected"),
        ("  kind, if found", "speaker_kind_given_detected"),
    ];
    for (label, name) in rows {
        let figures = Group::ALL.map(|g| scores.get(&format!("{}/{name}", g.name())));
        row(label, &figures, out)?;
    }
    Ok(())
}

fn forms(scores: &Scores, out: &mut String) -> Result {
    if scores.get("all/speaker").is_none_or(|figure| figure.n == 0) {
        return Ok(());
    }
    writeln!(
        out,
        "\nSPEAKER BY FORM of gold's source, all types of quotations"
    )?;
    let names = SourceForm::ALL.map(|form| form.name().replace('_', " "));
    heads(&names.each_ref().map(String::as_str), out)?;
    let rows = [
        ("speaker", "speaker_by_form"),
        ("  if found", "speaker_by_form_given_detected"),
    ];
    for (label, name) in rows {
        let figures = SourceForm::ALL.map(|f| scores.get(&format!("all/{name}/{}", f.name())));
        row(label, &figures, out)?;
    }
    Ok(())
}

fn published(scores: &Scores, out: &mut String) -> Result {
    let parts = ["source", "cue", "content"];
    writeln!(
        out,
        "\nEXACT FRAGMENTS, counted like CofeNet (2022): each contiguous piece by itself, right where its\n\
         first and last word are. Their F1 on PolNeAR's test split: .832 source, .753 cue, .729 content."
    )?;
    heads(&parts, out)?;
    for (label, name) in [
        ("precision", "precision"),
        ("recall", "recall"),
        ("F1", "f1"),
    ] {
        let figures = parts.map(|part| scores.get(&format!("published/{part}/{name}")));
        row(label, &figures, out)?;
    }
    Ok(())
}

fn calibration(scores: &Scores, out: &mut String) -> Result {
    let get = |path: &str| scores.get(&format!("calibration/{path}"));
    let error = get("all/expected_calibration_error");
    if error.is_none_or(|figure| figure.n == 0) {
        return Ok(());
    }
    writeln!(
        out,
        "\nCONFIDENCE: how many predicted quotations are right: found, with the right speaker (where gold\n\
         has no person: the right source). Kept: by --min-confidence at the band's lower end.\n\
         Expected calibration error: all {}, quoted {}",
        cell(error).trim(),
        cell(get("quoted/expected_calibration_error")).trim(),
    )?;
    heads(
        &[
            "all: right",
            "mean confid.",
            "kept",
            "right of kept",
            "quoted: right",
        ],
        out,
    )?;
    for band in (0..BANDS).step_by(2) {
        let key = bound(band);
        let figures = [
            get(&format!("all/bands/{key}/accuracy")),
            get(&format!("all/bands/{key}/confidence")),
            get(&format!("all/curve/{key}/coverage")),
            get(&format!("all/curve/{key}/accuracy")),
            get(&format!("quoted/bands/{key}/accuracy")),
        ];
        if figures[0].is_some_and(|figure| figure.n > 0) {
            let label = format!("{key}-{}", bound(band + 2));
            let cells = figures.map(cell);
            line(&label, &cells, out)?;
            let mut below = figures.map(counts);
            // Of a mean, the sum above says nothing.
            below[1].clear();
            line("", &below, out)?;
        }
    }
    Ok(())
}

fn write_comparison(comparison: &Comparison, out: &mut String) -> Result {
    let (first, second) = (&comparison.first, &comparison.second);
    writeln!(out, "A: --pred. {}", about(first))?;
    writeln!(out, "B: --against. {}", about(second))?;
    writeln!(
        out,
        "Difference A - B over the same articles, its 95 % interval and two-sided p ({} resamples).\n\
         * marks p < .05; with as many figures as here, one in twenty would be by chance alone.\n",
        first.bootstrap.resamples
    )?;
    writeln!(
        out,
        "{:<42}{:>7}{:>7}{:>8}{:>15}{:>7}{:>10}",
        "", "A", "B", "A - B", "interval", "p", "n"
    )?;
    for difference in &comparison.differences {
        let path = &difference.path;
        // What the JSON has in full: calibration, and forms of mentions by type of quotation.
        let left_out = path.starts_with("calibration/")
            || path.contains("speaker_by_form") && !path.starts_with("all/speaker_by_form/");
        if difference.value.is_none() || left_out {
            continue;
        }
        let value = |scores: &Scores| rate(scores.get(path).and_then(|figure| figure.value));
        let ends = match (difference.low, difference.high) {
            (Some(low), Some(high)) => format!("{} {}", rate(Some(low)), rate(Some(high))),
            _ => String::new(),
        };
        let p = difference.p.map_or_else(String::new, |p| rate(Some(p)));
        let star = if difference.p.is_some_and(|p| p < 0.05) {
            "*"
        } else {
            ""
        };
        writeln!(
            out,
            "{:<42}{:>7}{:>7}{:>8}{:>15}{:>7}{:<1}{:>9}",
            cut(&path.replace(['/', '_'], " "), 41),
            value(first),
            value(second),
            rate(difference.value),
            ends,
            p,
            star,
            difference.n,
        )?;
    }
    only("A", &comparison.only_first, out)?;
    only("B", &comparison.only_second, out)
}

fn about(scores: &Scores) -> String {
    let n = |path: &str| scores.get(path).map_or(0, |figure| figure.n);
    let missing = match scores.missing.len() {
        0 => String::new(),
        missing => format!(" ({missing} without a record)"),
    };
    format!(
        "{} articles{missing}, {} gold quotations, {} predicted.",
        scores.articles,
        n("all/recall"),
        n("all/precision"),
    )
}

fn only(name: &str, quotations: &[OneSided], out: &mut String) -> Result {
    writeln!(
        out,
        "\nOnly {name} gets right: {} quotations{}",
        quotations.len(),
        if quotations.len() > SHOWN {
            ", the first of them:"
        } else {
            ""
        }
    )?;
    for quotation in quotations.iter().take(SHOWN) {
        let wrong: Vec<&str> = quotation.other.iter().map(|kind| kind.name()).collect();
        let start = format!(
            "  {} ({}; {}): ",
            cut(&quotation.article, 24),
            quotation.quotation_type.name(),
            wrong.join(", ")
        );
        let rest = WIDTH.saturating_sub(start.chars().count());
        writeln!(out, "{start}{}", cut(&quotation.text, rest))?;
    }
    Ok(())
}

//! Each stage by itself, over the articles of the corpus, on one thread: `cargo bench`.
//!
//! Throughput is in bytes of text, so that the stages can be compared with each other.

use std::fs;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tch::{Kind, Tensor};
use whosaid::article::Article;
use whosaid::attribution::{ArticleScores, Merger, quotations};
use whosaid::model::bert::multiplies_int8;
use whosaid::model::encoder::{Device, Encoder, Precision, WindowInput};
use whosaid::model::folder::Model;
use whosaid::model::windows::windows;
use whosaid::model::words::Words;
use whosaid::output::JsonLines;
use whosaid::pipeline::{ExtractOptions, Pipeline, PipelineOptions};
use whosaid::speakers::resolve;
use whosaid::text::stretches;

fn here(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn corpus() -> Vec<String> {
    let mut paths: Vec<_> = fs::read_dir(here("corpus"))
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read_to_string(path).expect("UTF-8"))
        .collect()
}

fn article(text: &str) -> Article {
    Article::new("a", text)
}

fn scores_of(model: &Model, text: &str) -> (Words, ArticleScores) {
    let pieces = model
        .tokenizer
        .encode(text, &stretches(text))
        .expect("wordpieces");
    let words = Words::of(&pieces);
    let mut merger = Merger::new(&words, pieces.len());
    for window in windows(&pieces, model.config.windows) {
        let input = WindowInput::new(&pieces, window, &model.tokenizer);
        merger.add(window, &model.encoder.score(&input).expect("scores"));
    }
    let scores = merger.finish();
    (words, scores)
}

fn stages(criterion: &mut Criterion) {
    let texts = corpus();
    let bytes = texts.iter().map(|text| text.len() as u64).sum();
    let model = Model::load(&here("models"), Precision::Auto).expect("the default model");
    let scored: Vec<_> = texts.iter().map(|text| scores_of(&model, text)).collect();

    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes)).sample_size(20);
    group.bench_function("marks", |b| {
        b.iter(|| {
            texts
                .iter()
                .map(|text| stretches(text).len())
                .sum::<usize>()
        });
    });
    group.bench_function("tokenizing", |b| {
        b.iter(|| {
            let encode = |text: &String| model.tokenizer.encode(text, &[]).map(|p| p.len());
            texts.iter().flat_map(encode).sum::<usize>()
        });
    });
    group.bench_function("decoding", |b| {
        b.iter(|| {
            let found = texts.iter().zip(&scored).map(|(text, (words, scores))| {
                quotations(text, words, &stretches(text), scores).len()
            });
            found.sum::<usize>()
        });
    });
    let found: Vec<_> = texts
        .iter()
        .zip(&scored)
        .map(|(text, (words, scores))| quotations(text, words, &stretches(text), scores))
        .collect();
    group.bench_function("speakers", |b| {
        b.iter(|| {
            let all = texts.iter().zip(&scored).zip(&found);
            all.map(|((text, (words, scores)), found)| {
                resolve(text, words, scores, found).of_quotation.len()
            })
            .sum::<usize>()
        });
    });
    group.sample_size(10);
    for precision in [Precision::F32, Precision::Auto] {
        let pipeline = Pipeline::load(&PipelineOptions {
            model: Some(here("models")),
            precision,
            device: Device::Cpu,
            extract: ExtractOptions::default(),
        })
        .expect("the default model");
        let name = format!("everything, {}", pipeline.precision());
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| {
                let mut lines = JsonLines::new(Vec::new());
                for text in &texts {
                    let record = pipeline.analyze(&article(text)).expect("a record");
                    lines.lines([record]).expect("memory holds it");
                }
                lines.into_inner().len()
            });
        });
    }
    group.finish();
}

/// The encoder in each precision that this processor has, and what libtorch's matrix product of the
/// same numbers reaches by itself, on one thread: operations (two a multiplication) a second. An
/// encoder's work in products is 21.2 million operations a position, and 9,216 more a position for
/// every position that it attends to.
fn products(criterion: &mut Criterion) {
    let model = Model::load(&here("models"), Precision::Auto).expect("the default model");
    let text = corpus().join("\n");
    let pieces = model
        .tokenizer
        .encode(&text, &stretches(&text))
        .expect("wordpieces");
    let window = windows(&pieces, model.config.windows)[0];
    let input = WindowInput::new(&pieces, window, &model.tokenizer);
    let positions = input.len() as u64;

    let mut group = criterion.benchmark_group("products");
    group.sample_size(20);
    let work = positions * (21_233_664 + 9_216 * positions);
    group.throughput(Throughput::Elements(work));
    for precision in [Precision::F32, Precision::Bf16, Precision::Int8] {
        let Ok(model) = Model::load(&here("models"), precision) else {
            continue;
        };
        let name = format!("encoder, {}", model.encoder.precision_name());
        group.bench_function(name, |b| {
            b.iter(|| model.encoder.score(&input).expect("scores"))
        });
    }
    let (rows, inner, columns) = (512, 384, 1536);
    group.throughput(Throughput::Elements(2 * rows * inner * columns));
    let [rows, inner, columns] = [rows, inner, columns].map(|n| n as i64);
    for kind in [Kind::Float, Kind::BFloat16] {
        let of = |shape: [i64; 2]| Tensor::randn(shape, (kind, tch::Device::Cpu));
        let (a, b) = (of([rows, inner]), of([inner, columns]));
        group.bench_function(format!("matrix product, {kind:?}"), |bench| {
            bench.iter(|| a.matmul(&b));
        });
    }
    if multiplies_int8() {
        let of = |shape: [i64; 2]| Tensor::randint(100, shape, (Kind::Int8, tch::Device::Cpu));
        let (a, b) = (of([rows, inner]), of([inner, columns]));
        group.bench_function("matrix product, Int8", |bench| {
            bench.iter(|| a.internal_int_mm(&b));
        });
    }
    group.finish();
}

criterion_group!(benches, stages, products);
criterion_main!(benches);

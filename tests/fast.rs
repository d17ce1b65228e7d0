//! The student in `models/fast`, which shares its teacher's word embeddings.

use std::fs;
use std::path::{Path, PathBuf};

use whosaid::article::Article;
use whosaid::model::encoder::{Device, Precision};
use whosaid::model::folder::{Model, ModelConfig};
use whosaid::pipeline::{ExtractOptions, Pipeline, PipelineOptions};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn speakers(model: &str, precision: Precision, text: &str) -> Vec<String> {
    let pipeline = Pipeline::load(&PipelineOptions {
        model: Some(here(model)),
        precision,
        device: Device::Cpu,
        extract: ExtractOptions::default(),
    })
    .expect("a model");
    let record = pipeline
        .analyze(&Article::new("a", text))
        .expect("a record");
    assert!(record.model.ends_with("-fast-2"), "{}", record.model);
    let names = record.quotes.into_iter().map(|quote| {
        let [start, end] = quote.spans[0];
        assert!(start < end && end <= text.chars().count());
        quote.speaker.and_then(|s| s.name).unwrap_or_default()
    });
    names.collect()
}

/// In every precision that the processor has: rust-bert loads the same two files as `int8` does.
#[test]
fn it_finds_who_speaks() {
    let text = "PORT ARDEN — Harbour master Ines Calder said on Monday that the ferry would not sail.\n\n“The \
                pilots asked for one more day,” Ms. Calder told reporters. “They will get it.”\n\nTom Reyes, \
                a passenger, said he would wait.";
    for precision in [Precision::F32, Precision::Auto] {
        let found = speakers("models/fast", precision, text);
        assert_eq!(
            found,
            ["Ines Calder", "Ines Calder", "Tom Reyes"],
            "{precision:?}"
        );
    }
}

#[test]
fn its_own_file_has_no_word_embeddings() {
    let files = ModelConfig::load(&here("models/fast"))
        .expect("a configuration")
        .files(&here("models/fast"));
    assert_eq!(files.weights.len(), 2);
    let sizes: Vec<u64> = files
        .weights
        .iter()
        .map(|path| fs::metadata(path).expect("a file").len())
        .collect();
    assert!(sizes[0] < 12_000_000 && sizes[0] < sizes[1], "{sizes:?}");
}

#[test]
fn without_its_teacher_it_is_told_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["config.json", "model.safetensors"] {
        let there = folder.path().join("fast");
        fs::create_dir_all(&there).expect("a folder");
        fs::copy(here("models/fast").join(name), there.join(name)).expect("a copy");
    }
    let alone = Model::load(&folder.path().join("fast"), Precision::F32);
    let message = alone.err().expect("no tokenizer").to_string();
    assert!(message.contains("tokenizer.json"), "{message}");
    fs::copy(
        here("models/tokenizer.json"),
        folder.path().join("tokenizer.json"),
    )
    .expect("a copy");
    let alone = Model::load(&folder.path().join("fast"), Precision::F32);
    let message = alone.err().expect("no words").to_string();
    assert!(message.contains("model.safetensors"), "{message}");
    // A file that is there and no file of tensors.
    fs::write(folder.path().join("model.safetensors"), b"not tensors").expect("a file");
    let alone = Model::load(&folder.path().join("fast"), Precision::F32);
    let message = alone.err().expect("no tensors").to_string();
    assert!(message.contains("model.safetensors"), "{message}");
}

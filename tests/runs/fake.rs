//! The program with a fake encoder, and what the tests share.
//!
//! It is this test binary itself: started with one ignored test by name, that runs the command line
//! with arguments out of the environment. So no program that could be installed has it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use std::{env, fs, process, thread};

use serde_json::{Value, json};
use tempfile::TempDir;
use whosaid::model::encoder::{Encoder, EncoderError, PointerRows, WindowInput, WindowScores};
use whosaid::model::folder::{ModelConfig, ModelError};
use whosaid::model::labels::{NAME_LABELS, PART_LABELS};
use whosaid::model::wordpieces::Tokenizer;
use whosaid::pipeline::{Pipeline, PipelineOptions};

const ARGUMENTS: &str = "WHOSAID_FAKE_ARGUMENTS";
const MILLISECONDS: &str = "WHOSAID_FAKE_MILLISECONDS";
const LOG: &str = "WHOSAID_FAKE_LOG";

#[test]
#[ignore = "the program with a fake encoder; the other tests start it"]
fn program() {
    let Ok(arguments) = env::var(ARGUMENTS) else {
        return;
    };
    let arguments: Vec<String> = serde_json::from_str(&arguments).expect("arguments");
    let code = super::cli::main(arguments.into_iter().map(Into::into), load);
    process::exit(code.into());
}

fn load(options: &PipelineOptions) -> Result<Pipeline, ModelError> {
    let folder = options.model.clone().unwrap_or_else(|| here("models"));
    let config = ModelConfig::load(&folder)?;
    let tokenizer = Tokenizer::load(&folder.join("tokenizer.json"))?;
    let milliseconds = env::var(MILLISECONDS).map_or(0, |ms| ms.parse().expect("a number"));
    let encoder = Fake {
        takes: Duration::from_millis(milliseconds),
        log: env::var_os(LOG).map(PathBuf::from),
    };
    let encoder = Box::new(encoder);
    let extract = options.extract.clone();
    Ok(Pipeline::with_encoder(
        tokenizer,
        encoder,
        config.windows,
        extract,
    ))
}

/// Takes what stands in quotation marks as said by the nearest capitalised word.
struct Fake {
    takes: Duration,
    /// Gets a byte for each window.
    log: Option<PathBuf>,
}

impl Encoder for Fake {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        if let Some(log) = &self.log {
            let file = fs::OpenOptions::new().create(true).append(true).open(log);
            file.and_then(|mut file| file.write_all(b"."))
                .map_err(|error| EncoderError(error.to_string()))?;
        }
        thread::sleep(self.takes);
        let width = input.len();
        let quoted = |i: usize| input.quoted[i] == 1;
        let capital = |i: usize| input.case[i] == 2 && !quoted(i);
        let certain = |label: usize, parts: &mut [f32]| parts[label] = 1.0;
        let mut parts = vec![[0.0; PART_LABELS]; width];
        let mut names = vec![[0.0; NAME_LABELS]; width];
        for i in 0..width {
            let begins = |is: &dyn Fn(usize) -> bool| i == 0 || !is(i - 1);
            let (part, name) = if quoted(i) {
                (if begins(&quoted) { 1 } else { 2 }, 0)
            } else if capital(i) {
                let part = if begins(&capital) { 3 } else { 4 };
                (part, part - 2)
            } else {
                (0, 0)
            };
            certain(part, &mut parts[i]);
            certain(name, &mut names[i]);
        }
        let from: Vec<usize> = (0..width).filter(|&i| quoted(i)).collect();
        let capitals: Vec<usize> = (0..width)
            .filter(|&i| capital(i) && (i == 0 || !capital(i - 1)))
            .collect();
        let mut source = PointerRows {
            rows: vec![0.0; from.len() * width],
            from,
            width,
        };
        for (row, &i) in source.from.iter().enumerate() {
            let nearest = capitals.iter().min_by_key(|c| c.abs_diff(i));
            source.rows[row * width + nearest.copied().unwrap_or(0)] = 1.0;
        }
        let mut nothing = source.clone();
        nothing.rows.fill(0.0);
        for row in 0..nothing.from.len() {
            nothing.rows[row * width] = 1.0;
        }
        Ok(WindowScores {
            parts,
            names,
            source,
            cue: nothing.clone(),
            reference: nothing,
        })
    }
}

pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder for a test, and the program in it.
pub struct Bench {
    folder: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        Bench {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).expect("JSON")
    }

    pub fn lines(&self, name: &str) -> Vec<Value> {
        let text = self.read(name);
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }

    /// The program with the fake encoder, to be started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let model = here("models").to_string_lossy().into_owned();
        let mut all = vec!["whosaid"];
        all.extend(arguments);
        // Not the one beside the binary, which may be another checkout's.
        if arguments[0] == "extract" && !arguments.contains(&"--model") {
            all.extend(["--model", &model]);
        }
        let mut command = Command::new(env::current_exe().expect("this binary"));
        command
            .args(["--exact", "fake::program", "--ignored", "--nocapture"])
            .current_dir(self.folder.path())
            .env(ARGUMENTS, json!(all).to_string())
            .env(LOG, self.path("windows.log"))
            .env_remove(MILLISECONDS)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// The same, each window taking so long.
    pub fn slow(&self, milliseconds: u64, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.env(MILLISECONDS, milliseconds.to_string());
        command
    }

    /// Runs it; the exit code and what it said on standard error.
    pub fn run(&self, arguments: &[&str]) -> (i32, String) {
        said(self.command(arguments).output().expect("it runs"))
    }

    /// Runs it, and it ends well.
    pub fn well(&self, arguments: &[&str]) -> String {
        let (code, said) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    }

    /// Windows that all runs have scored so far.
    pub fn windows(&self) -> u64 {
        fs::metadata(self.path("windows.log")).map_or(0, |log| log.len())
    }

    /// Names in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).expect("listed");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// All parts of an undisturbed run over `in.jsonl` into `whole/`.
    pub fn whole(&self, part_articles: &str) -> String {
        self.well(&[
            "extract",
            "in.jsonl",
            "-o",
            "whole/",
            "--part-articles",
            part_articles,
        ]);
        self.parts("whole")
    }

    /// All parts of a folder, one after the other.
    pub fn parts(&self, folder: &str) -> String {
        self.names(folder)
            .iter()
            .filter(|name| name.starts_with("part-") && name.ends_with(".jsonl"))
            .map(|name| self.read(&format!("{folder}/{name}")))
            .collect()
    }

    pub fn records(&self, folder: &str) -> Vec<Value> {
        let all = self.parts(folder);
        all.lines()
            .map(|line| serde_json::from_str(line).expect("a record"))
            .collect()
    }

    /// Waits until runs have scored so many windows.
    pub fn wait_for_windows(&self, windows: u64) {
        for _ in 0..6000 {
            if self.windows() >= windows {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("nothing is scored");
    }
}

pub fn said(output: Output) -> (i32, String) {
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code().unwrap_or(-1), said)
}

/// The text of an article.
pub fn text(number: usize) -> String {
    let who = ["Ann Bell", "Bill Stone", "Cleo Marsh", "Dan Ho"][number % 4];
    format!(
        "The council met on day {number}.\n\n“It is over, number {number},” said {who}. He left."
    )
}

/// The line of an article.
pub fn line(id: &str, text: &str) -> String {
    json!({"id": id, "text": text}).to_string() + "\n"
}

/// Lines of so many articles.
pub fn articles(count: usize) -> String {
    (0..count)
        .map(|n| line(&format!("a{n}"), &text(n)))
        .collect()
}

//! What goes wrong around a run.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::fake::{Bench, articles, said, text};

/// A small file system of its own, taken away at the end.
struct Small(PathBuf);

impl Small {
    /// `None` where the system lets nobody mount.
    fn mount(path: &Path, size: &str) -> Option<Self> {
        fs::create_dir(path).expect("made");
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(path)
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then(|| Small(path.to_owned()))
    }

    fn grow(&self, size: &str) {
        let options = format!("remount,size={size}");
        let grown = Command::new("mount")
            .args(["-o", &options])
            .arg(&self.0)
            .status();
        assert!(grown.expect("mount runs").success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_the_run_goes_on_when_there_is_room() {
    let bench = Bench::new();
    let Some(disk) = Small::mount(&bench.path("disk"), "1m") else {
        println!("skipped: no tmpfs can be mounted here");
        return;
    };
    bench.write("in.jsonl", articles(4000));
    let arguments = [
        "extract",
        "in.jsonl",
        "-o",
        "disk/out/",
        "--part-articles",
        "100",
    ];
    let (code, said) = bench.run(&arguments);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("make room and give the same command again"),
        "{said}"
    );
    let whole = bench.lines("disk/out/ledger.jsonl").len();
    assert!(whole > 1, "some parts are whole");
    // A file is not there at all.
    let (code, said) = bench.run(&["extract", "in.jsonl", "-o", "disk/out.jsonl"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("No space left"), "{said}");
    assert_eq!(bench.names("disk"), ["out"]);
    disk.grow("64m");
    let scored = bench.windows();
    bench.well(&arguments);
    assert_eq!(bench.windows() - scored, 4000 - 100 * (whole as u64 - 1));
    assert!(bench.parts("disk/out") == bench.whole("100"));
}

#[test]
fn the_folder_is_removed_while_the_run_is_going() {
    for put_back in [false, true] {
        let bench = Bench::new();
        bench.write("in.jsonl", articles(1000));
        let arguments = ["extract", "in.jsonl", "-o", "out/", "--part-articles", "50"];
        let run = bench.slow(5, &arguments).spawn().expect("it starts");
        bench.wait_for_windows(10);
        fs::rename(bench.path("out"), bench.path("gone")).expect("moved");
        if put_back {
            fs::create_dir(bench.path("out")).expect("made");
        }
        let (code, said) = said(run.wait_with_output().expect("waited"));
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("the folder was removed"), "{said}");
        let _ = fs::remove_dir_all(bench.path("out"));
        bench.well(&arguments);
        assert_eq!(bench.records("out").len(), 1000);
    }
}

#[test]
fn nobody_reads_standard_output_any_more() {
    let bench = Bench::new();
    bench.write("in.jsonl", articles(3000));
    let mut command = bench.command(&["extract", "in.jsonl", "-q"]);
    let mut run = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = run.stdout.take().expect("a pipe");
    out.read_exact(&mut [0; 500]).expect("read");
    drop(out);
    let (code, said) = said(run.wait_with_output().expect("waited"));
    assert_eq!((code, said.as_str()), (0, ""));
}

#[test]
fn files_that_are_not_as_they_should_be_cost_no_neighbour() {
    let bench = Bench::new();
    let lines = articles(2000);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(lines.as_bytes()).expect("packed");
    let gzip = gzip.finish().expect("packed");
    let zstd = zstd::encode_all(lines.as_bytes(), 3).expect("packed");
    bench.write("in/a.txt", text(9000));
    bench.write("in/b.jsonl.gz", &gzip[..gzip.len() / 2]);
    bench.write("in/c.jsonl.zst", &zstd[..zstd.len() / 2]);
    // Behind the first 128 MiB it is no more than one may read.
    let bomb = zstd::encode_all(&vec![b'\n'; 200 << 20][..], 3).expect("packed");
    assert!(bomb.len() < 100_000);
    bench.write("in/d.jsonl.zst", bomb);
    // A folder in the place of a file, and a link to nowhere.
    fs::create_dir(bench.path("in/e.txt")).expect("made");
    std::os::unix::fs::symlink("nowhere", bench.path("in/f.txt")).expect("linked");
    bench.write("in/g.txt", "x".repeat(10_000_001));
    bench.write("in/z.txt", text(9001));
    let (code, said) = bench.run(&["extract", "in", "-o", "out/", "-q"]);
    assert_eq!(code, 2, "{said}");
    let errors = bench.lines("out/errors.jsonl");
    let told: Vec<(&str, &str)> = errors
        .iter()
        .map(|e| {
            (
                e["path"].as_str().expect("a path"),
                e["kind"].as_str().expect("a kind"),
            )
        })
        .collect();
    let expected = [
        ("in/b.jsonl.gz", "truncated"),
        ("in/c.jsonl.zst", "truncated"),
        ("in/d.jsonl.zst", "expands"),
        ("in/f.txt", "unreadable"),
        ("in/g.txt", "too_large"),
    ];
    assert_eq!(told, expected);
    assert!(
        errors[4]["message"]
            .as_str()
            .is_some_and(|m| m.contains("--max-article-bytes"))
    );
    let records = bench.records("out");
    assert_eq!(records.first().map(|r| &r["id"]), Some(&"a".into()));
    assert_eq!(records.last().map(|r| &r["id"]), Some(&"z".into()));
    assert!(records.len() > 100);
}

//! What `scripts/nightly/` gives to a scheduler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn nightly(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scripts/nightly")
        .join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(nightly(name)).expect("read")
}

/// The command of the service and that of cron.
fn commands() -> [String; 2] {
    let service = read("whosaid.service");
    let of_service = service
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="));
    let cron = read("whosaid.cron");
    let of_cron = cron
        .lines()
        .find(|line| !line.starts_with('#'))
        .expect("a line");
    let of_cron = &of_cron[of_cron.find('/').expect("a path")..];
    let of_cron = of_cron.split(" >>").next().expect("a command");
    [
        of_service.expect("a command").to_owned(),
        of_cron.to_owned(),
    ]
}

#[test]
fn service_and_cron_give_the_same_command() {
    let [service, cron] = commands();
    assert_eq!(service, cron);
}

#[test]
fn the_program_takes_the_command() {
    // With inputs that are not there it gets as far as looking for them.
    let [service, _] = commands();
    let arguments = service.split(' ').skip(1).map(|word| match word {
        "/srv/news" => "none",
        word => word,
    });
    assert_cmd::cargo::cargo_bin_cmd!("whosaid")
        .args(arguments)
        .assert()
        .code(1)
        .stderr(predicates::str::contains("none: "));
}

#[test]
fn systemd_takes_the_units() {
    let folder = TempDir::new().expect("a temporary folder");
    // What the units name must be there to be verified.
    let service = read("whosaid.service")
        .replace("/opt/whosaid/target/release/whosaid", "/bin/true")
        .replace("User=whosaid", "User=root");
    fs::write(folder.path().join("whosaid.service"), service).expect("written");
    fs::write(folder.path().join("whosaid.timer"), read("whosaid.timer")).expect("written");
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--man=no", "whosaid.service", "whosaid.timer"])
        .current_dir(folder.path())
        .output();
    match verified {
        Err(error) => println!("skipped: no systemd-analyze here ({error})"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let ours: Vec<&str> = said
                .lines()
                .filter(|line| line.contains("whosaid"))
                .collect();
            assert!(output.status.success() && ours.is_empty(), "{said}");
        }
    }
}

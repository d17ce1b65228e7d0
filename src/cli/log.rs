//! What is said on standard error: as text for people, or as JSON for programs.

use std::io::{self, Write};
use std::sync::OnceLock;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// `--log`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogChoice {
    /// For people
    Text,
    /// A JSON object a line, with time and level
    Json,
}

static CHOICE: OnceLock<LogChoice> = OnceLock::new();

/// Begins saying things in this form.
pub fn begin(choice: LogChoice) {
    let _ = CHOICE.set(choice);
    let usual = match choice {
        LogChoice::Text => "warn",
        LogChoice::Json => "warn,whosaid=info",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match choice {
        LogChoice::Text => log.without_time().init(),
        LogChoice::Json => log.json().flatten_event(true).init(),
    }
}

/// Whether programs read it.
pub fn is_json() -> bool {
    CHOICE.get() == Some(&LogChoice::Json)
}

/// Says something. If nobody listens, there is nobody to tell.
pub fn say(line: &str) {
    if is_json() {
        tracing::info!(target: "whosaid", "{line}");
    } else {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// Says why it could not be done.
pub fn say_error(line: &str) {
    if is_json() {
        tracing::error!(target: "whosaid", "{line}");
    } else {
        let _ = writeln!(io::stderr(), "whosaid: {line}");
    }
}

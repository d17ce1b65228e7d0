//! The `whosaid` program.

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::try_parse() {
        Err(message) => {
            // Nothing can be done where not even this can be told.
            let _ = message.print();
            // Help is no failure; bad options are 1, since 2 says that some articles failed.
            ExitCode::from(u8::from(message.use_stderr()))
        }
        Ok(cli) => match cli::run(cli) {
            Ok(outcome) => outcome.into(),
            Err(error) => {
                cli::say(&format!("whosaid: {}", cli::told(&error)));
                ExitCode::FAILURE
            }
        },
    }
}

//! The `whosaid` program.

mod cli;

use std::process::ExitCode;

use whosaid::pipeline::Pipeline;

fn main() -> ExitCode {
    ExitCode::from(cli::main(std::env::args_os(), Pipeline::load))
}

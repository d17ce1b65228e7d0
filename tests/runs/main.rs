//! Whole runs of the program, with a fake encoder in the place of the model: killed, stopped, on a
//! full disk, night after night.

#[path = "../../src/cli/mod.rs"]
#[allow(dead_code)]
mod cli;
mod fake;
mod faults;
mod folders;
mod kills;
mod memory;
mod nights;
mod signals;

//! Being told to stop: Ctrl-C and SIGTERM.

use std::sync::Arc;

use anyhow::Context;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use whosaid::archive::Stop;

/// The first signal asks `stop` to end the run in order; a second one ends the process at once.
pub fn listen(stop: &Stop) -> anyhow::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        let told = stop.flag();
        // In this order: the flag is still down when the first signal comes by.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&told))
            .and_then(|_| {
                flag::register_usize(signal, stop.signal(), signal.unsigned_abs() as usize)
            })
            .and_then(|_| flag::register(signal, told))
            .context("signals cannot be listened to")?;
    }
    Ok(())
}

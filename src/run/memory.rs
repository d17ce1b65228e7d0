//! How much memory the process has needed.

/// The most memory that the process has held so far, in bytes; `None` where the system does not
/// tell.
#[cfg(target_os = "linux")]
pub(super) fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// The most memory that the process has held so far, in bytes; `None` where the system does not
/// tell.
#[cfg(not(target_os = "linux"))]
pub(super) fn peak() -> Option<u64> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn the_peak_is_known() {
        assert!(super::peak().expect("told by the system") > 100_000);
    }
}

//! Makes everything that this package links (binaries, tests, benches, examples) find libtorch at
//! run time: torch-sys finds it for the build, but a dependency cannot set the run path of what
//! is built with it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for name in [
        "LIBTORCH",
        "LIBTORCH_LIB",
        "LIBTORCH_USE_PYTORCH",
        "VIRTUAL_ENV",
    ] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    if let Err(message) = link_libtorch() {
        println!("cargo::error={message}");
    }
}

fn link_libtorch() -> Result<(), String> {
    let macos = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "macos");
    let lib = library_folder()?;
    let library = lib.join(if macos {
        "libtorch_cpu.dylib"
    } else {
        "libtorch_cpu.so"
    });
    if !library.is_file() {
        return Err(format!(
            "no libtorch: {} does not exist. Run scripts/setup once (or, if you set LIBTORCH \
             yourself, let it name the folder of a libtorch 2.4.0)",
            library.display()
        ));
    }
    // Taken away or replaced: come back here and say so, before the linker does in its own words.
    println!("cargo::rerun-if-changed={}", library.display());

    let lib = lib.display();
    println!("cargo::rustc-link-search=native={lib}");
    println!("cargo::rustc-link-arg=-Wl,-rpath,{lib}");
    if !macos {
        // An old-style run path (RPATH) also serves the libraries that libtorch itself loads.
        println!("cargo::rustc-link-arg=-Wl,--disable-new-dtags");
        // libtorch.so brings in the back ends (such as CUDA) by being loaded: no symbol of it is
        // named anywhere, so the linker would leave it out.
        println!("cargo::rustc-link-arg=-Wl,--no-as-needed");
        println!("cargo::rustc-link-arg=-ltorch");
    }
    Ok(())
}

/// The folder of the shared libraries, found by the same variables as torch-sys finds it.
fn library_folder() -> Result<PathBuf, String> {
    if env::var_os("LIBTORCH_USE_PYTORCH").is_some() {
        return pytorch_folder();
    }
    for name in ["LIBTORCH_LIB", "LIBTORCH"] {
        if let Some(value) = env::var_os(name) {
            return absolute(name, Path::new(&value)).map(|folder| folder.join("lib"));
        }
    }
    Err(
        "LIBTORCH is not set: .cargo/config.toml sets it when cargo is run inside the repository"
            .into(),
    )
}

/// torch-sys takes a relative path to start in its own folder, where no libtorch is, so there is
/// nothing that such a value could stand for; it is most likely meant to start here.
fn absolute(name: &str, value: &Path) -> Result<PathBuf, String> {
    if value.is_absolute() {
        return Ok(value.to_path_buf());
    }
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join(value);
    let meant = fs::canonicalize(&here).unwrap_or(here);
    Err(format!(
        "{name} has to be an absolute path, but is '{}'. Either unset it, to use the libtorch of \
         scripts/setup, or set {name}={}",
        value.display(),
        meant.display()
    ))
}

/// LIBTORCH_USE_PYTORCH: the libtorch inside the Python package (for a GPU, for one).
fn pytorch_folder() -> Result<PathBuf, String> {
    let python = if env::var_os("VIRTUAL_ENV").is_some() {
        "python"
    } else {
        "python3"
    };
    let code = "import os, torch; print(os.path.join(os.path.dirname(torch.__file__), 'lib'))";
    let output = Command::new(python).args(["-c", code]).output();
    match output {
        Ok(output) if output.status.success() => Ok(PathBuf::from(
            String::from_utf8_lossy(&output.stdout).trim(),
        )),
        _ => Err(format!(
            "LIBTORCH_USE_PYTORCH is set, but `{python}` cannot import torch"
        )),
    }
}

//! The workspace as the tests see it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The top of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("xtask lives in crates/xtask").to_owned()
}

/// What cargo knows about the workspace's own packages.
pub(crate) fn workspace() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    serde_json::from_slice(&asked.stdout).expect("cargo metadata is JSON")
}

/// Its packages.
pub(crate) fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().expect("a workspace has packages").iter()
}

/// The files git would keep, from the top of the workspace.
pub(crate) fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    text.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).filter(|p| root().join(p).is_file()).collect()
}

/// Rust sources under `crates/`, with their text.
pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    let rust = |path: &PathBuf| path.starts_with("crates") && path.extension().is_some_and(|ext| ext == "rs");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(root().join(&path)).expect("a source is text");
        (path, text)
    };
    files().into_iter().filter(rust).map(read).collect()
}

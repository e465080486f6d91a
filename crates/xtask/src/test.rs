//! Everything CI runs. The tests come last, so that their summary is the last thing printed.

use anyhow::{Result, bail};

use crate::setup;
use crate::steps::{cargo, run, step, succeeds, target_dir};
use crate::web::Web;

/// `cargo xtask test`.
///
/// # Errors
/// When a check fails; the other checks run all the same.
pub(crate) fn run_tests() -> Result<()> {
    setup::packages(&[setup::BUILD, setup::TEST].concat())?;
    let nextest = succeeds("cargo", &["nextest", "--version"]);
    let mut failed = Vec::new();
    let mut check = |name: &str, work: &mut dyn FnMut() -> Result<()>| {
        if let Err(error) = step(name, work) {
            println!("! {error:#}");
            failed.push(name.to_owned());
        }
    };
    // The pages are part of the binary: without them nothing else can be checked.
    let web = Web::prepare()?;
    web.build()?;
    check("web apps: types and lints", &mut || run(web.script("check")));
    check("web apps: tests", &mut || run(web.script("test")));
    check("format", &mut || run(cargo(&["fmt", "--all", "--check"])));
    check("lints", &mut || run(cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])));
    check("licences, advisories and sources (cargo-deny)", &mut deny);
    check("documentation tests", &mut || run(cargo(&["test", "--quiet", "--workspace", "--doc"])));
    check("build the tests and the wasl binary", &mut || run(tests(nextest, &["--no-run"])));
    fetch_models();
    check("browser tests", &mut || {
        let mut command = web.script("e2e");
        command.env("WASL_BIN", target_dir().join("debug/wasl"));
        run(command)
    });
    check("tests", &mut || {
        let mut command = tests(nextest, &["--no-fail-fast"]);
        command.env("WASL_BIN", target_dir().join("debug/wasl"));
        run(command)
    });
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

/// One feature set and one profile for all: the binary the end-to-end tests call is built on the way.
fn tests(nextest: bool, more: &[&str]) -> std::process::Command {
    let words: &[&str] = if nextest {
        &["nextest", "run", "--workspace"]
    } else {
        &["test", "--workspace", "--lib", "--bins", "--tests"]
    };
    // See .config/nextest.toml: where a machine is shared, calls with real phones get a second chance.
    let profile: &[&str] = if nextest && std::env::var_os("CI").is_some() { &["--profile", "ci"] } else { &[] };
    cargo(&[words, profile, more].concat())
}

fn deny() -> Result<()> {
    if !succeeds("cargo", &["deny", "--version"]) {
        println!("  cargo-deny is not installed: skipped");
        return Ok(());
    }
    run(cargo(&["deny", "--workspace", "check", "--config", ".cargo/deny.toml", "bans", "licenses", "sources"]))
}

/// Tests that listen use the models when they are here; the others need none.
fn fetch_models() {
    if let Err(error) = setup::models(&target_dir().join("debug/wasl")) {
        println!("! {error:#}: going on without, the tests that listen are skipped");
    }
}

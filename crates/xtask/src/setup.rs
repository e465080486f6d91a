//! System packages and models: installed where that is allowed, named where it is not.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::steps::{cargo, command, output, run, step, succeeds, target_dir};
use crate::web::Web;

/// What building and fetching the models needs.
pub(crate) const BUILD: &[&str] =
    &["cmake", "g++", "make", "perl", "libopenblas-dev", "pkg-config", "python3", "python3-pip"];
/// The independent phones, the browser, the sound tools and the second database of the tests.
pub(crate) const TEST: &[&str] =
    &["sip-tester", "baresip", "linphone-cli", "sox", "espeak-ng", "chromium", "postgresql", "postgresql-client"];
/// The demo's synthetic voices.
pub(crate) const DEMO: &[&str] = &["espeak-ng"];
/// Human English recordings for the demo (CC BY-SA 3.0), fetched and never committed. The demo does without them too.
pub(crate) const DEMO_OPTIONAL: &[&str] = &["asterisk-core-sounds-en-wav"];

/// `cargo xtask setup`: everything both commands need.
pub(crate) fn run_setup() -> Result<()> {
    packages(&[BUILD, TEST, DEMO].concat())?;
    optional_packages(DEMO_OPTIONAL);
    Web::prepare()?.build()?;
    step("build the wasl binary", || run(cargo(&["build", "--package", "wasl"])))?;
    models(&target_dir().join("debug/wasl"))
}

/// Installs the packages that are missing, or names the command that does.
///
/// # Errors
/// When something is missing and may not be installed from here.
pub(crate) fn packages(wanted: &[&str]) -> Result<()> {
    let missing = missing(wanted);
    if missing.is_empty() {
        return Ok(());
    }
    if !succeeds("apt-get", &["--version"]) {
        println!("! no apt-get on this machine: make sure that the like of these is installed: {}", missing.join(" "));
        return Ok(());
    }
    step(&format!("install {}", missing.join(" ")), || {
        let Some(prefix) = root_prefix() else {
            bail!(
                "these packages are missing and only root may install them; run: sudo apt-get update && sudo apt-get install -y {}",
                missing.join(" ")
            );
        };
        run(apt(&prefix, &["update", "-q"]))?;
        run(apt(&prefix, &install(&missing)))
    })
}

/// Installs what it can of these, and says what is not to be had.
pub(crate) fn optional_packages(wanted: &[&str]) {
    let missing = missing(wanted);
    if missing.is_empty() {
        return;
    }
    let installed = root_prefix().is_some_and(|prefix| run(apt(&prefix, &install(&missing))).is_ok());
    if !installed {
        println!("! without {}: going on, it is optional", missing.join(" "));
    }
}

/// Fetches and verifies the models that are needed, by the binary that was just built.
///
/// # Errors
/// When no source gives a file with a known checksum.
pub(crate) fn models(wasl: &Path) -> Result<()> {
    if command(wasl, &["models", "verify"]).output().is_ok_and(|output| output.status.success()) {
        println!("✓ models are here and verified");
        return Ok(());
    }
    step("fetch the models (180 MB, once)", || run(command(wasl, &["models", "fetch"])))
}

fn missing<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let mut missing: Vec<&str> = wanted.iter().copied().filter(|package| !is_here(package)).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// Installed as a package, or there as a program of one's own.
fn is_here(package: &str) -> bool {
    let query = command("dpkg-query", &["--show", "--showformat=${db:Status-Status}", package]);
    output(query).is_ok_and(|status| status == "installed") || program_of(package).is_some_and(is_on_path)
}

/// The program a package is wanted for; `None` for libraries and sounds.
fn program_of(package: &str) -> Option<&'static str> {
    Some(match package {
        "cmake" => "cmake",
        "g++" => "g++",
        "make" => "make",
        "pkg-config" => "pkg-config",
        "python3" => "python3",
        "sip-tester" => "sipp",
        "baresip" => "baresip",
        "linphone-cli" => "linphonec",
        "sox" => "sox",
        "chromium" => "chromium",
        "espeak-ng" => "espeak-ng",
        _ => return None,
    })
}

fn is_on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// Nothing when root, `sudo` when it asks for no password, `None` when neither.
fn root_prefix() -> Option<Vec<&'static str>> {
    if output(command("id", &["-u"])).is_ok_and(|id| id.trim() == "0") {
        return Some(Vec::new());
    }
    succeeds("sudo", &["-n", "true"]).then(|| vec!["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"])
}

fn install<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    [&["install", "-y", "-q", "--no-install-recommends"][..], packages].concat()
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let patient = ["apt-get", "-o", "DPkg::Lock::Timeout=300"];
    let words: Vec<&str> = prefix.iter().copied().chain(patient).chain(arguments.iter().copied()).collect();
    let mut command = command(words[0], &words[1..]);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_here_is_named_once() {
        assert_eq!(missing(&["wasl-no-such-package", "wasl-no-such-package"]), ["wasl-no-such-package"]);
    }

    #[test]
    fn a_program_of_one_s_own_is_as_good_as_a_package() {
        assert!(is_on_path("sh"));
        assert!(!is_on_path("wasl-no-such-program"));
    }

    #[test]
    fn root_needs_no_sudo_and_waits_for_the_package_manager() {
        let command = apt(&[], &["update"]);
        let words: Vec<_> = command.get_args().collect();
        assert_eq!((command.get_program().to_str(), words[0].to_str()), (Some("apt-get"), Some("-o")));
        assert_eq!(apt(&["sudo", "-n"], &["update"]).get_program(), "sudo");
    }
}

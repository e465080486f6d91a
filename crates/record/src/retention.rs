//! Retention: what is kept for how long, and taking out what is over its time. A legal hold always wins.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use wasl_model::{CallId, ForgetCause, Holding, Timestamp};

use crate::archive;
use crate::book::recording_name;
use crate::store::privacy::Scrub;
use crate::{Book, StoreError};

/// Calls looked up at once.
const PAGE: u32 = 200;
const DAY: Duration = Duration::from_secs(86_400);

/// For how many days each kind is kept; none is for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Sound.
    pub recording_days: Option<u32>,
    /// Words.
    pub transcript_days: Option<u32>,
    /// Everything else of a call, and who called.
    pub timeline_days: Option<u32>,
    /// Visits to branches.
    pub visits_days: Option<u32>,
}

/// What retention took out, or would take out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Expired {
    /// Calls whose sound.
    pub recordings: u64,
    /// Calls whose words.
    pub transcripts: u64,
    /// Calls of which everything.
    pub timelines: u64,
    /// Visits.
    pub visits: u64,
    /// Of all these, what stayed because it is held.
    pub held: u64,
}

impl Book {
    /// Takes out what is over its time; with `dry`, only counts it.
    ///
    /// # Errors
    /// When the store cannot be used; what was taken out so far is out.
    pub async fn retain(&self, keep: Keep, dry: bool) -> Result<Expired, StoreError> {
        let mut expired = Expired::default();
        let kinds = [
            (Holding::Recording, keep.recording_days),
            (Holding::Transcript, keep.transcript_days),
            (Holding::Timeline, keep.timeline_days),
        ];
        for (what, days) in kinds {
            let Some(before) = days.map(|days| self.days_ago(days)) else { continue };
            let (gone, held) = self.retain_calls(what, before, dry).await?;
            expired.held += held;
            match what {
                Holding::Recording => expired.recordings = gone,
                Holding::Transcript => expired.transcripts = gone,
                Holding::Timeline => expired.timelines = gone,
            }
        }
        if let Some(days) = keep.visits_days {
            let (gone, held) = self.retain_visits(self.days_ago(days), dry).await?;
            expired.visits = gone;
            expired.held += held;
        }
        if !dry && expired != Expired::default() {
            self.inner.store.scrub(Scrub::Index).await?;
        }
        Ok(expired)
    }

    fn days_ago(&self, days: u32) -> Timestamp {
        let past = i64::try_from((DAY * days).as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.now().as_millis().saturating_sub(past))
    }

    /// Held calls stay among what is found, so each look goes on behind them.
    async fn retain_calls(&self, what: Holding, before: Timestamp, dry: bool) -> Result<(u64, u64), StoreError> {
        let held = self.held().await?;
        let (mut gone, mut limit) = (0, PAGE);
        loop {
            let found = self.inner.store.kept_since_before(what, before, limit).await?;
            let whole = u32::try_from(found.len()).unwrap_or(u32::MAX) < limit;
            let (stays, goes): (Vec<CallId>, Vec<CallId>) =
                found.into_iter().partition(|call| held.calls.contains(call));
            if !dry {
                for call in &goes {
                    self.forget(*call, what, ForgetCause::Retention).await?;
                }
                gone += goes.len() as u64;
            }
            if whole {
                let count = if dry { goes.len() as u64 } else { gone };
                return Ok((count, stays.len() as u64));
            }
            limit = if dry || goes.is_empty() { limit.saturating_mul(2) } else { limit };
        }
    }

    async fn retain_visits(&self, before: Timestamp, dry: bool) -> Result<(u64, u64), StoreError> {
        let held = self.held().await?;
        let found = self.inner.store.visits_before(before, u32::MAX >> 1).await?;
        let (stays, goes): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, whose)| held.customers.contains(whose));
        let ids: Vec<String> = goes.into_iter().map(|(id, _)| id).collect();
        if !dry {
            for some in ids.chunks(PAGE as usize) {
                self.shred_visits(some).await?;
                self.inner.store.forget_visits(some).await?;
            }
        }
        Ok((ids.len() as u64, stays.len() as u64))
    }

    /// The sound goes first: a row without sound is honest, sound without a row is lost to every later look.
    async fn forget(&self, call: CallId, what: Holding, why: ForgetCause) -> Result<(), StoreError> {
        if matches!(what, Holding::Recording | Holding::Timeline) {
            self.shred_recording(call).await?;
        }
        self.inner.store.forget(call, what, why, self.now()).await?;
        self.relink(call, "its time is over").await
    }

    /// Overwrites and removes every file of a call's sound; gives their names, lengths and SHA-256 before.
    pub(crate) async fn shred_recording(&self, call: CallId) -> Result<Vec<Shredded>, StoreError> {
        let Some(known) = self.call(call).await? else { return Ok(Vec::new()) };
        let path = self.inner.record_dir.join(recording_name(call, known.began));
        let decoded = archive::cached_name(&self.inner.record_dir, &path);
        shredding(move || {
            shred_all(&decoded)?;
            shred_all(&path)
        })
        .await
    }

    /// The same for the sound of visits.
    pub(crate) async fn shred_visits(&self, ids: &[String]) -> Result<Vec<Shredded>, StoreError> {
        let dir = self.inner.record_dir.join("visits");
        let paths: Vec<_> = ids.iter().map(|id| dir.join(format!("{id}.wav"))).collect();
        shredding(move || {
            let shredded = paths.iter().map(|path| shred_all(path)).collect::<std::io::Result<Vec<_>>>()?;
            Ok(shredded.concat())
        })
        .await
    }
}

/// Done where files may be waited for.
async fn shredding(
    work: impl FnOnce() -> std::io::Result<Vec<Shredded>> + Send + 'static,
) -> Result<Vec<Shredded>, StoreError> {
    let unusable = |error: std::io::Error| StoreError::Unavailable(format!("a recording cannot be removed: {error}"));
    let shredded = tokio::task::spawn_blocking(work).await;
    shredded.map_err(|error| StoreError::Unavailable(error.to_string()))?.map_err(unusable)
}

/// A file of sound that is no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shredded {
    /// Its name, without folders.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of what it held, hexadecimal.
    pub sha256: String,
}

/// Every file beside the recording whose name begins with the call's id: other formats, half-written copies.
fn shred_all(path: &Path) -> std::io::Result<Vec<Shredded>> {
    let (Some(dir), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str())) else {
        return Ok(Vec::new());
    };
    let files = match std::fs::read_dir(dir) {
        Ok(files) => files,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut shredded = Vec::new();
    for file in files {
        let file = file?;
        if file.file_name().to_str().is_some_and(|name| name.starts_with(stem)) {
            shredded.push(shred(&file.path())?);
        }
    }
    Ok(shredded)
}

pub(crate) fn shred(path: &Path) -> std::io::Result<Shredded> {
    use std::io::{Read, Seek, Write};
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let mut file = std::fs::File::options().read(true).write(true).open(path)?;
    let mut hash = <sha2::Sha256 as sha2::Digest>::new();
    let mut part = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            break;
        }
        sha2::Digest::update(&mut hash, &part[..read]);
        bytes += read as u64;
    }
    file.rewind()?;
    part.fill(0);
    let mut left = bytes;
    while left > 0 {
        let now = left.min(part.len() as u64);
        file.write_all(&part[..usize::try_from(now).expect("a part is small")])?;
        left -= now;
    }
    file.sync_all()?;
    std::fs::remove_file(path)?;
    let sha256 = sha2::Digest::finalize(hash).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Shredded { name, bytes, sha256 })
}

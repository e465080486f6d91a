//! Retention: what is kept for how long, and taking out what is over its time. A legal hold always wins.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
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
                for id in some {
                    self.inner.store.owe_relink(id, "its time is over").await?;
                }
                self.shred_visits(some).await?;
                self.inner.store.forget_visits(some).await?;
                self.finish_relinking(some).await?;
            }
        }
        Ok((ids.len() as u64, stays.len() as u64))
    }

    /// The sound goes first: a row without sound is honest, sound without a row is lost to every later look.
    async fn forget(&self, call: CallId, what: Holding, why: ForgetCause) -> Result<(), StoreError> {
        self.inner.store.owe_relink(&call.to_string(), "its time is over").await?;
        if matches!(what, Holding::Recording | Holding::Timeline) {
            self.shred_recording(call).await?;
        }
        self.inner.store.forget(call, what, why, self.now()).await?;
        self.finish_relinking(&[call.to_string()]).await
    }

    /// Every file of a call's sound as it is now.
    pub(crate) async fn files_of(&self, call: CallId) -> Result<Vec<Shredded>, StoreError> {
        let Some(known) = self.call(call).await? else { return Ok(Vec::new()) };
        let path = self.inner.record_dir.join(recording_name(call, known.began));
        waited_for(move || each_file(&path, told)).await
    }

    /// Every file of these visits' sound as it is now.
    pub(crate) async fn files_of_visits(&self, ids: &[String]) -> Result<Vec<Shredded>, StoreError> {
        let paths = self.visit_paths(ids);
        waited_for(move || each_file_of(&paths, told)).await
    }

    fn visit_paths(&self, ids: &[String]) -> Vec<PathBuf> {
        let dir = self.inner.record_dir.join("visits");
        ids.iter().map(|id| dir.join(format!("{id}.wav"))).collect()
    }

    /// Overwrites and removes every file of a call's sound.
    pub(crate) async fn shred_recording(&self, call: CallId) -> Result<(), StoreError> {
        let Some(known) = self.call(call).await? else { return Ok(()) };
        let path = self.inner.record_dir.join(recording_name(call, known.began));
        let decoded = archive::cached_name(&self.inner.record_dir, &path);
        waited_for(move || each_file_of(&[decoded, path], shred)).await.map(drop)
    }

    /// The same for the sound of visits.
    pub(crate) async fn shred_visits(&self, ids: &[String]) -> Result<(), StoreError> {
        let paths = self.visit_paths(ids);
        waited_for(move || each_file_of(&paths, shred)).await.map(drop)
    }
}

/// Done where files may be waited for.
async fn waited_for<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    let unusable = |error: std::io::Error| StoreError::Unavailable(format!("a recording cannot be removed: {error}"));
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| StoreError::Unavailable(error.to_string()))?.map_err(unusable)
}

/// A file of sound that is no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shredded {
    /// Its name, without folders.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of what it held, hexadecimal.
    pub sha256: String,
}

fn each_file_of<T>(paths: &[PathBuf], work: fn(&Path) -> std::io::Result<T>) -> std::io::Result<Vec<T>> {
    let done = paths.iter().map(|path| each_file(path, work)).collect::<std::io::Result<Vec<_>>>()?;
    Ok(done.into_iter().flatten().collect())
}

/// Every file beside the recording whose name begins with the call's id: other formats, half-written copies.
pub(crate) fn each_file<T>(path: &Path, work: fn(&Path) -> std::io::Result<T>) -> std::io::Result<Vec<T>> {
    let (Some(dir), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str())) else {
        return Ok(Vec::new());
    };
    let files = match std::fs::read_dir(dir) {
        Ok(files) => files,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut done = Vec::new();
    for file in files {
        let file = file?;
        if file.file_name().to_str().is_some_and(|name| name.starts_with(stem)) {
            done.push(work(&file.path())?);
        }
    }
    Ok(done)
}

/// What a file is before it goes.
fn told(path: &Path) -> std::io::Result<Shredded> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = <sha2::Sha256 as sha2::Digest>::new();
    let bytes = std::io::copy(&mut file, &mut hash)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    Ok(Shredded { name, bytes, sha256: crate::people::hex(&sha2::Digest::finalize(hash)) })
}

/// Overwrites a file and removes it.
pub(crate) fn shred(path: &Path) -> std::io::Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::options().write(true).open(path)?;
    let mut left = file.metadata()?.len();
    let nothing = vec![0; 1 << 16];
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(nothing.len()).min(nothing.len());
        file.write_all(&nothing[..now])?;
        left -= now as u64;
    }
    file.sync_all()?;
    std::fs::remove_file(path)
}

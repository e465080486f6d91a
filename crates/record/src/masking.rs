//! What of an ended call is not kept as it was said (cards, codes, accounts, ids): which entries change, and which sound is
//! silenced. The sound is silenced first, then the words change in one commit: whatever dies between, it is done again.
//!
//! - [`Masks`]: what is to change, read off a timeline
//! - [`Book::mask_call`]: doing it

mod plan;

pub use plan::Masks;
pub(crate) use plan::{hidden, hidden_json, hide_written, mask_text, mask_turns};

use std::path::{Path, PathBuf};

use thiserror::Error;
use wasl_model::secret::SecretKind;
use wasl_model::{CallId, Span, Speaker};

use crate::retention::shred;
use crate::store::privacy::Scrub;
use crate::vault::{self, Vault};
use crate::{Book, StoreError, archive, wav};

/// Why a call was not masked.
#[derive(Debug, Error)]
pub enum MaskError {
    /// The store does not give or take it.
    #[error("the store cannot be used")]
    Store(#[from] StoreError),
    /// The recording cannot be changed.
    #[error("the recording cannot be masked")]
    Sound(#[source] std::io::Error),
}

/// An ended call with words nobody looked through yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmasked {
    /// Which.
    pub call: CallId,
    /// How many of its entries had words when it was found.
    pub words: u64,
}

impl Book {
    /// Ended calls whose words are to be looked through, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unmasked(&self, limit: u32) -> Result<Vec<Unmasked>, StoreError> {
        self.inner.store.unmasked(limit).await
    }

    /// Hides what is not to be kept of a call, in its sound, its timeline, its transcript, its promises and the search;
    /// gives in how many entries and promises there was something.
    ///
    /// # Errors
    /// When the store or the recording cannot be used; then it is to be done again.
    pub async fn mask_call(&self, owed: Unmasked, kinds: &[SecretKind]) -> Result<usize, MaskError> {
        let masks = Masks::of(&self.inner.store.timeline(owed.call).await?, kinds);
        if masks != Masks::default() {
            self.inner.store.owe_relink(&owed.call.to_string(), "masked").await?;
        }
        if let Some(path) = self.sound_file(owed.call).await? {
            self.silence(path, masks.silence).await.map_err(MaskError::Sound)?;
        }
        let summary = self.call(owed.call).await?.and_then(|call| call.summary);
        let summary = summary.and_then(|summary| plan::hidden(&summary, kinds));
        let promises = self.inner.store.rewrite(owed, &masks.entries, summary.as_ref(), kinds).await?;
        self.finish_relinking(&[owed.call.to_string()]).await?;
        let hidden = masks.entries.len() + promises;
        if hidden > 0 {
            // What was there a moment ago leaves the log too; a reader in the way leaves it to the next time.
            self.inner.store.scrub(Scrub::Log).await?;
        }
        Ok(hidden)
    }

    /// Leaves nothing of what was masked in the store's files: its index is merged whole, which takes a while.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn scrub(&self) -> Result<bool, StoreError> {
        self.inner.store.scrub(Scrub::Index).await
    }

    async fn silence(&self, path: PathBuf, silence: Vec<(Speaker, Span)>) -> std::io::Result<()> {
        let (vault, dir) = (self.inner.vault.clone(), self.inner.record_dir.clone());
        let done = tokio::task::spawn_blocking(move || {
            if silence.is_empty() {
                return silence_and_seal(&path, &[], &vault);
            }
            if archive::is_flac(&path) {
                archive::silence(&path, &silence, &vault)?;
                silence_and_seal(&path, &[], &vault)?;
            } else {
                silence_and_seal(&path, &silence, &vault)?;
            }
            archive::drop_stale(&path, &dir)
        })
        .await;
        done.map_err(std::io::Error::other)?
    }
}

/// Sound that was sealed already is opened for it and sealed again. What lies in the clear beside a sealed recording was
/// left by an earlier try, and may be half of it.
fn silence_and_seal(path: &Path, silence: &[(Speaker, Span)], vault: &Vault) -> std::io::Result<()> {
    let sealed = vault::is_sealed(path);
    let clear = if sealed { path.with_extension("") } else { path.to_owned() };
    if sealed && silence.is_empty() {
        return if clear.exists() { shred(&clear) } else { Ok(()) };
    }
    if sealed {
        let key = vault.key().ok_or_else(|| std::io::Error::other("the recording is sealed and there is no key"))?;
        vault::sealed::unseal(path, &clear, key)?;
    }
    if !silence.is_empty() {
        wav::silence(&clear, silence)?;
    }
    vault::put_away(&clear, vault)
}

//! The chain of hashes: what was kept of a call cannot be changed, taken away or put in another order without it showing.
//!
//! When a call is over and quiet, its sound and its timeline get a link each: the SHA-256 of the content, and a SHA-256
//! over this link and the one before. Words that come later get a link of their own. Who changes a call for a good
//! reason (masking, erasure) notes it first and appends a link that says so with [`Book::replace_links`]; the old ones stay.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasl_model::{CallId, Timestamp, VisitId};

use crate::archive;
use crate::book::Book;
use crate::people::hex;
use crate::store::StoreError;
use crate::summary::RecordingState;

/// A call is sealed when it is over for so long.
const QUIET: Duration = Duration::from_secs(600);
/// Words that are still owed are waited for so long.
const PATIENCE: Duration = Duration::from_secs(86_400);
/// Calls sealed and links read at once.
const AT_ONCE: u32 = 256;
/// Most faults that are told.
const MOST_FAULTS: usize = 100;

/// Of what a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The samples of the recording, in whatever form they are kept.
    Sound,
    /// Entries of the timeline.
    Words,
    /// The samples of a visit's recording; the link's `call` is then the visit's id.
    Visit,
}

impl LinkKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Words => "words",
            Self::Visit => "visit",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Sound, Self::Words, Self::Visit].into_iter().find(|kind| kind.name() == name)
    }
}

/// What a link says was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Of what it is.
    pub kind: LinkKind,
    /// The first entry it covers.
    pub first: u64,
    /// The one after the last; 0 for sound.
    pub until: u64,
    /// SHA-256 in hexadecimal; empty when there is nothing any more.
    pub hash: String,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its number, from 1, without a gap.
    pub n: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Of which call, or visit.
    pub call: CallId,
    /// What was there.
    pub content: Content,
    /// Why it takes the place of earlier links of the call; `None` for what is new.
    pub reason: Option<String>,
    /// SHA-256 over all this and the hash of the link before.
    pub hash: String,
}

impl Link {
    pub(crate) fn tied(
        n: u64,
        at: Timestamp,
        call: CallId,
        content: Content,
        reason: Option<String>,
        before: &str,
    ) -> Self {
        let mut link = Self { n, at, call, content, reason, hash: String::new() };
        link.hash = link.hash_after(before);
        link
    }

    fn hash_after(&self, before: &str) -> String {
        let Content { kind, first, until, hash } = &self.content;
        let reason = self.reason.as_deref().unwrap_or_default();
        let text = format!(
            "{before}\n{}\n{}\n{}\n{}\n{first}\n{until}\n{hash}\n{}\n{reason}\n",
            self.n,
            self.at.as_millis(),
            self.call,
            kind.name(),
            self.reason.is_some(),
        );
        hex(&Sha256::digest(text))
    }
}

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Which link; `None` when one is missing at the end.
    pub n: Option<u64>,
    /// Of which call, or visit.
    pub call: CallId,
    /// What is wrong.
    pub what: Wrong,
}

/// Ways in which a link does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// A link before it was taken away or put elsewhere.
    #[error("the link before it is not the one it was tied to")]
    Order,
    /// The link itself was changed.
    #[error("the link was changed")]
    Changed,
    /// The sound is another.
    #[error("the recording is not what it was")]
    Sound,
    /// The recording is gone.
    #[error("the recording is gone or cannot be read")]
    SoundGone,
    /// The timeline is another.
    #[error("the timeline is not what it was")]
    Words,
    /// The call is gone.
    #[error("the call is gone")]
    Gone,
    /// A call that is over has no link.
    #[error("the call is over and has no link: links were taken away, or it was put in")]
    Unlinked,
}

/// What a walk along the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Walk {
    /// How many links there are.
    pub links: u64,
    /// The hash of the last: whoever notes it elsewhere also sees when links at the end are missing.
    pub head: String,
    /// What does not hold, the first link first; at most 100.
    pub faults: Vec<Fault>,
    /// Calls and visits that are being masked or taken out at this moment, or were when something died: they are not
    /// compared, and get new links when it is finished.
    pub changing: u64,
}

/// What the links of one call come to.
#[derive(Clone, Default, PartialEq, Eq)]
struct Covered {
    sound: Option<(u64, String)>,
    visit: Option<(u64, String)>,
    words: Vec<(u64, u64, u64, String)>,
}

impl Covered {
    fn add(&mut self, link: &Link) {
        let Content { kind, first, until, hash } = link.content.clone();
        match kind {
            LinkKind::Sound => self.sound = Some((link.n, hash)),
            LinkKind::Visit => self.visit = Some((link.n, hash)),
            LinkKind::Words => {
                if first == 0 {
                    self.words.clear();
                }
                self.words.push((link.n, first, until, hash));
            }
        }
    }

    fn until(&self) -> u64 {
        self.words.last().map_or(0, |(_, _, until, _)| *until)
    }
}

/// What there is of a recording.
enum Sound {
    /// Nothing was recorded, or it was taken out for a good reason.
    None,
    /// It should be there, and is not, or is damaged.
    Lost,
    /// SHA-256 over its samples, whatever form they are kept in.
    Kept(String),
}

/// Why it is not known what there is of a call.
#[derive(Debug, thiserror::Error)]
enum ContentError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The recording is there and cannot be read for now.
    #[error("the recording cannot be read: {0}")]
    Sound(io::Error),
}

/// Reading it again would not help: the file is gone, cut or damaged.
fn is_lasting(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, NotFound, UnexpectedEof};
    matches!(error.kind(), NotFound | InvalidData | InvalidInput | UnexpectedEof)
}

impl Book {
    /// Links calls that are over and quiet, their sound put into its lasting form before if `flac`; gives how many.
    /// It may be stopped at any moment.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn seal(&self, flac: bool) -> Result<u64, StoreError> {
        let ago = |age: Duration| {
            Timestamp::from_millis(self.now().as_millis() - i64::try_from(age.as_millis()).unwrap_or(0))
        };
        self.seal_quiet(flac, ago(QUIET), ago(PATIENCE)).await
    }

    /// The same for calls that ended before the moments given.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn seal_quiet(&self, flac: bool, quiet: Timestamp, patience: Timestamp) -> Result<u64, StoreError> {
        self.finish_relinking(&[]).await?;
        let visits = self.seal_visits(quiet).await?;
        let calls = self.inner.store.unsealed(quiet, patience, AT_ONCE).await?;
        for call in &calls {
            if flac && let Err(error) = self.archive(*call).await? {
                // The recording stays as it is and is tried again with the next words of the call.
                tracing::warn!(%call, %error, "a recording cannot be put into its lasting form");
            }
            match self.new_contents(*call).await {
                Ok(contents) => _ = self.inner.store.add_links(*call, &contents, None, self.now()).await?,
                Err(ContentError::Sound(error)) => {
                    tracing::warn!(%call, %error, "a recording cannot be read; the call is linked with the next round");
                }
                Err(ContentError::Store(error)) => return Err(error),
            }
        }
        Ok(calls.len() as u64 + visits)
    }

    /// Ties the recordings of visits that were read.
    async fn seal_visits(&self, quiet: Timestamp) -> Result<u64, StoreError> {
        let visits = self.inner.store.visits_unlinked(quiet, AT_ONCE).await?;
        for visit in &visits {
            if let Err(error) = self.archive_visit(*visit).await {
                tracing::warn!(%visit, %error, "a visit's recording cannot be put into its lasting form");
            }
            let hash = self.visit_sound_hash(*visit).await?.unwrap_or_default();
            let content = Content { kind: LinkKind::Visit, first: 0, until: 0, hash };
            self.inner.store.add_links(CallId(visit.0), &[content], None, self.now()).await?;
        }
        Ok(visits.len() as u64)
    }

    /// What no link covers yet.
    async fn new_contents(&self, call: CallId) -> Result<Vec<Content>, ContentError> {
        let covered = self.covered(call).await?;
        let mut contents = Vec::new();
        if covered.sound.is_none()
            && let Sound::Kept(hash) = self.sound_now(call).await?
        {
            contents.push(Content { kind: LinkKind::Sound, first: 0, until: 0, hash });
        }
        let first = covered.until();
        if let Some((until, hash)) = self.inner.store.words_hash(call, first, u64::MAX).await? {
            contents.push(Content { kind: LinkKind::Words, first, until, hash });
        }
        Ok(contents)
    }

    /// Links what is left of a call in place of all its links before, and says why: after masking, or after erasure
    /// (then call it when the call's rows and files are gone).
    ///
    /// # Errors
    /// When the store cannot be used, or a recording that is there cannot be read.
    pub async fn replace_links(&self, call: CallId, reason: &str) -> Result<(), StoreError> {
        self.relink(call, reason).await.map_err(|error| match error {
            ContentError::Store(error) => error,
            ContentError::Sound(error) => StoreError::Unavailable(error.to_string()),
        })
    }

    async fn relink(&self, call: CallId, reason: &str) -> Result<(), ContentError> {
        let covered = self.covered(call).await?;
        let mut contents = Vec::new();
        if covered.visit.is_some() {
            let hash = self.visit_sound_hash(VisitId(call.0)).await?.unwrap_or_default();
            contents.push(Content { kind: LinkKind::Visit, first: 0, until: 0, hash });
            self.inner.store.add_links(call, &contents, Some(reason), self.now()).await?;
            return Ok(());
        }
        let hash = match (self.sound_now(call).await?, covered.sound) {
            (Sound::Kept(hash), _) => Some(hash),
            (Sound::Lost, before) => before.map(|(_, hash)| hash),
            (Sound::None, before) => before.map(|_| String::new()),
        };
        contents.extend(hash.map(|hash| Content { kind: LinkKind::Sound, first: 0, until: 0, hash }));
        let (until, hash) = self.inner.store.words_hash(call, 0, u64::MAX).await?.unwrap_or_default();
        contents.push(Content { kind: LinkKind::Words, first: 0, until, hash });
        self.inner.store.add_links(call, &contents, Some(reason), self.now()).await?;
        Ok(())
    }

    /// Makes the links that are owed since something was masked or taken out: of these calls and visits, or of all.
    /// What was never linked is owed none and gets its first ones in its turn.
    pub(crate) async fn finish_relinking(&self, only: &[String]) -> Result<(), StoreError> {
        for (what, reason) in self.inner.store.relinking().await? {
            if let Ok(call) = what.parse()
                && (only.is_empty() || only.contains(&what))
            {
                match self.relink(call, &reason).await {
                    Ok(()) => {}
                    Err(ContentError::Sound(error)) => {
                        tracing::warn!(%call, %error, "a recording cannot be read; its links are still owed");
                    }
                    Err(ContentError::Store(error)) => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn covered(&self, call: CallId) -> Result<Covered, StoreError> {
        let mut covered = Covered::default();
        let mut after = 0;
        loop {
            let links = self.inner.store.links(Some(call), after, AT_ONCE).await?;
            let Some(last) = links.last() else { return Ok(covered) };
            after = last.n;
            links.iter().for_each(|link| covered.add(link));
        }
    }

    /// What there is of a call's recording now.
    async fn sound_now(&self, call: CallId) -> Result<Sound, ContentError> {
        let Some(path) = self.sound_file(call).await? else {
            let kept = self.call(call).await?.is_some_and(|call| call.recording != RecordingState::None);
            return Ok(if kept { Sound::Lost } else { Sound::None });
        };
        let vault = self.inner.vault.clone();
        let hashed = tokio::task::spawn_blocking(move || archive::sound_hash(&path, &vault)).await;
        match hashed.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(hash) => Ok(Sound::Kept(hash)),
            Err(error) if is_lasting(&error) => Ok(Sound::Lost),
            Err(error) => Err(ContentError::Sound(error)),
        }
    }

    /// One link.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn link(&self, n: u64) -> Result<Option<Link>, StoreError> {
        let found = self.inner.store.links(None, n.saturating_sub(1), 1).await?;
        Ok(found.into_iter().find(|link| link.n == n))
    }

    /// Walks along the chain and compares every link with what is kept.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn verify_chain(&self) -> Result<Walk, StoreError> {
        let mut walk = Walk::default();
        let mut calls = BTreeMap::<CallId, Covered>::new();
        let mut last = 0;
        loop {
            let links = self.inner.store.links(None, last, AT_ONCE).await?;
            if links.is_empty() {
                break;
            }
            for link in links {
                let mut wrong = |what| walk.faults.push(Fault { n: Some(link.n), call: link.call, what });
                if link.n != last + 1 {
                    wrong(Wrong::Order);
                } else if link.hash_after(&walk.head) != link.hash {
                    wrong(Wrong::Changed);
                }
                calls.entry(link.call).or_default().add(&link);
                (last, walk.links) = (link.n, walk.links + 1);
                walk.head = link.hash;
            }
        }
        walk.changing = self.inner.store.relinking().await?.len() as u64;
        for (call, covered) in calls {
            walk.faults.extend(self.compared(call, covered).await?);
        }
        for call in self.inner.store.unlinked(AT_ONCE).await? {
            walk.faults.push(Fault { n: None, call, what: Wrong::Unlinked });
        }
        walk.faults.sort_by_key(|fault| fault.n.unwrap_or(u64::MAX));
        walk.faults.truncate(MOST_FAULTS);
        Ok(walk)
    }

    /// What was changed for a good reason while it was compared is compared once more.
    async fn compared(&self, call: CallId, mut covered: Covered) -> Result<Vec<Fault>, StoreError> {
        loop {
            let mut faults = Vec::new();
            self.compare(call, &covered, &mut faults).await?;
            if faults.is_empty() {
                return Ok(faults);
            }
            // In this order: the new links and the end of the change come with one commit.
            let changing = self.inner.store.relinking().await?.iter().any(|(what, _)| *what == call.to_string());
            let now = self.covered(call).await?;
            if now == covered {
                return Ok(if changing { Vec::new() } else { faults });
            }
            covered = now;
        }
    }

    async fn compare(&self, call: CallId, covered: &Covered, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        let mut wrong = |n: u64, what| faults.push(Fault { n: Some(n), call, what });
        if let Some((n, hash)) = &covered.visit {
            match self.visit_sound_hash(VisitId(call.0)).await? {
                None if hash.is_empty() => {}
                None => wrong(*n, Wrong::SoundGone),
                Some(now) if now == *hash => {}
                Some(_) => wrong(*n, Wrong::Sound),
            }
            return Ok(());
        }
        let erased = covered.words.first().is_some_and(|(_, _, _, hash)| hash.is_empty());
        if self.call(call).await?.is_none() {
            if !erased && let Some((n, ..)) = covered.words.first() {
                wrong(*n, Wrong::Gone);
            }
            return Ok(());
        }
        for (n, first, until, hash) in &covered.words {
            let now = self.inner.store.words_hash(call, *first, *until).await?.unwrap_or_default();
            if (now.0, &now.1) != (*until, hash) {
                wrong(*n, Wrong::Words);
            }
        }
        let (until, last) = (covered.until(), covered.words.last().map_or(0, |(n, ..)| *n));
        let sound = match self.sound_now(call).await {
            Ok(sound) => sound,
            Err(ContentError::Sound(_)) => Sound::Lost,
            Err(ContentError::Store(error)) => return Err(error),
        };
        match (&covered.sound, sound) {
            (None, Sound::None | Sound::Kept(_)) => {}
            (None, Sound::Lost) => wrong(last, Wrong::SoundGone),
            (Some((_, hash)), Sound::None) if hash.is_empty() => {}
            (Some((_, hash)), Sound::Kept(now)) if now == *hash => {}
            (Some((n, _)), Sound::None | Sound::Lost) => wrong(*n, Wrong::SoundGone),
            (Some((n, _)), Sound::Kept(_)) => wrong(*n, Wrong::Sound),
        }
        let more = self.inner.store.words_hash(call, until, u64::MAX).await?.is_some();
        if more && !self.inner.store.is_sealing(call).await? {
            wrong(last, Wrong::Words);
        }
        Ok(())
    }
}

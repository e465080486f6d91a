//! Visits to a branch: logged once however often they are sent, with an answer for every promise that was open.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;
use wasl_model::{
    AgentId, BranchId, CallId, CustomerId, Pii, PromiseAnswer, PromiseId, PromiseOutcome, Timestamp, Utterance, Visit,
    VisitId,
};

use crate::book::Book;
use crate::customers::{LONGEST_NOTES, LONGEST_TEXT, Person};
use crate::masking::{mask_text, mask_turns};
use crate::owed::OwedPromise;
use crate::page::MOST_PER_PAGE;
use crate::store::StoreError;
use crate::visit_sound::{Recorded, in_the_background};

/// Most bytes of a visit's recording: half an hour of one microphone.
pub const LARGEST_RECORDING: usize = 64 << 20;
/// The longest, all channels together: as much as that many bytes are of WAV at 16 kHz.
pub const LONGEST_RECORDING: Duration = Duration::from_secs(LARGEST_RECORDING as u64 / 32_000);

/// A visit as the book keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LoggedVisit {
    /// The visit.
    #[serde(flatten)]
    pub visit: Visit,
    /// How its recording stands.
    pub recording: VisitRecording,
    /// The call in which it was handed over to the phone, if it was.
    pub callback: Option<CallId>,
    /// Who logged it.
    pub logged_by: AgentId,
    /// When it reached the book; a tablet without a line may have sent it late.
    pub logged_at: Timestamp,
}

/// How a visit's recording stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitRecording {
    /// There is none.
    None,
    /// It is kept, its words are owed.
    Kept,
    /// It is kept, and its words are read.
    Read,
    /// It is kept, and no words could be read from it.
    Unreadable,
}

/// Which visits are wanted; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// In this branch, in any of these spellings.
    pub branches: Option<Vec<BranchId>>,
    /// At or after.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
}

/// Why a visit was not kept.
#[derive(Debug, Error)]
pub enum VisitError {
    /// Too much of something.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// There is no such customer.
    #[error("there is no customer '{0}'")]
    Unknown(CustomerId),
    /// A promise that was open has no answer.
    #[error("the promise {0} was open and has no answer; \"not_raised\" is one too")]
    Unanswered(PromiseId),
    /// A promise was answered that was not made to this customer.
    #[error("the promise {0} was not made to this customer")]
    NotTheirs(PromiseId),
    /// A promise has two answers.
    #[error("the promise {0} has two answers")]
    AnsweredTwice(PromiseId),
    /// It is not said why a promise was not kept whole.
    #[error("say in \"why\" why the promise {0} was not kept whole")]
    NoReason(PromiseId),
    /// There is a visit of that id with something else in it.
    #[error("another visit has this id; a visit that was sent cannot be changed")]
    Different,
    /// The store did not take it.
    #[error("the visit could not be read or written")]
    Store(#[from] StoreError),
}

/// Why a visit's recording was not kept.
#[derive(Debug, Error)]
pub enum VisitRecordingError {
    /// There is no such visit.
    #[error("there is no visit {0}")]
    Unknown(VisitId),
    /// It is none we can read.
    #[error("the recording must be a WAV file of 16-bit samples at 16 kHz with one or two channels: {0}")]
    NoWav(String),
    /// It is no sound of one side or of two.
    #[error("the recording must have one channel or two of the same length, and not be empty")]
    NoSides,
    /// There is one already.
    #[error("this visit has a recording already; it cannot be changed")]
    Different,
    /// The disk did not take it.
    #[error("the recording could not be written")]
    Disk(#[from] std::io::Error),
    /// The store did not take it.
    #[error("the visit could not be read or written")]
    Store(#[from] StoreError),
}

impl Book {
    /// Keeps a visit and lets its answers close promises; the second time it is the same visit, and nothing is done.
    /// Gives it as it is kept, and whether it is new. Promises made after the visit need no answer.
    ///
    /// # Errors
    /// When a promise that was open has no answer or a wrong one, there is no such customer, another visit has its id,
    /// something is too long, or the store does not take it.
    pub async fn log_visit(&self, visit: Visit, by: &AgentId) -> Result<(LoggedVisit, bool), VisitError> {
        let mut visit = tidied(visit)?;
        for text in written(&mut visit) {
            mask_text(text, &self.inner.mask);
        }
        visit.customer = self.customer_now(&visit.customer).await?.ok_or(VisitError::Unknown(visit.customer))?;
        if let Some(known) = self.visit(visit.id).await? {
            return same(known, &visit).map(|known| (known, false));
        }
        self.check_answers(&visit).await?;
        let logged = LoggedVisit {
            visit,
            recording: VisitRecording::None,
            callback: None,
            logged_by: by.clone(),
            logged_at: self.now(),
        };
        if self.inner.store.put_visit(&logged).await? {
            return Ok((logged, true));
        }
        // Sent twice at the same time: the other one was first.
        let id = logged.visit.id;
        let known = self.visit(id).await?.ok_or(StoreError::Unavailable(format!("visit {id} came and went")))?;
        same(known, &logged.visit).map(|known| (known, false))
    }

    async fn check_answers(&self, visit: &Visit) -> Result<(), VisitError> {
        let whose = Person::Customer(visit.customer.clone());
        let open = self.open_promises(&whose).await?;
        let mut answered = BTreeSet::new();
        for answer in &visit.outcomes {
            let id = answer.promise;
            if !answered.insert(id) {
                return Err(VisitError::AnsweredTwice(id));
            }
            if open.iter().all(|owed| owed.promise.id != id) && !self.is_to(id, &whose).await? {
                return Err(VisitError::NotTheirs(id));
            }
            if wants_reason(answer) {
                return Err(VisitError::NoReason(id));
            }
        }
        let silent = |owed: &&OwedPromise| owed.made_at <= visit.at && !answered.contains(&owed.promise.id);
        open.iter().find(silent).map_or(Ok(()), |owed| Err(VisitError::Unanswered(owed.promise.id)))
    }

    /// Was that promise made to that person; it may be closed meanwhile.
    async fn is_to(&self, id: PromiseId, whose: &Person) -> Result<bool, StoreError> {
        let Some(owed) = self.promise(id).await? else { return Ok(false) };
        let known = self.known(whose).await?;
        let by_number = || {
            let key = owed.number.as_ref().and_then(|number| crate::number::normalise(number.reveal()));
            key.is_some_and(|key| known.numbers.contains(&key))
        };
        Ok(owed.promise.customer.as_ref().map_or_else(by_number, |customer| known.customer.as_ref() == Some(customer)))
    }

    /// One visit.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn visit(&self, id: VisitId) -> Result<Option<LoggedVisit>, StoreError> {
        self.inner.store.visit(id).await
    }

    /// Visits that fit, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn visits(&self, filter: &VisitFilter, limit: u32) -> Result<Vec<LoggedVisit>, StoreError> {
        self.inner.store.visits(filter, limit.clamp(1, MOST_PER_PAGE)).await
    }

    /// Remembers the call in which a visit was handed over to the phone; false when it was before.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn hand_over_visit(&self, id: VisitId, call: CallId) -> Result<bool, StoreError> {
        self.inner.store.hand_over_visit(id, call).await
    }

    /// Keeps the recording of a visit (WAV, 16 kHz, 16 bit; of two channels the customer is left, the staff right), as FLAC
    /// and sealed where there is a key. The same sound sent again is the same recording. Its words are owed from now on.
    ///
    /// # Errors
    /// When there is no such visit, it has another recording, it is no such WAV, or the disk or the store does not take it.
    pub async fn keep_visit_recording(&self, id: VisitId, bytes: Vec<u8>) -> Result<(), VisitRecordingError> {
        let read = in_the_background(move || Ok(Recorded::of_wav(&bytes))).await?;
        self.keep_recorded(id, read.map_err(VisitRecordingError::NoWav)?).await
    }

    /// The same with what was decoded of another file: 16 kHz, channel by channel.
    ///
    /// # Errors
    /// When there is no such visit, it has another recording, these are no one or two channels, or the disk or the store does
    /// not take it.
    pub async fn keep_visit_channels(&self, id: VisitId, channels: Vec<Vec<i16>>) -> Result<(), VisitRecordingError> {
        let recorded = in_the_background(move || Ok(Recorded::of_channels(channels))).await?;
        self.keep_recorded(id, recorded.ok_or(VisitRecordingError::NoSides)?).await
    }

    async fn keep_recorded(&self, id: VisitId, recorded: Recorded) -> Result<(), VisitRecordingError> {
        let known = self.visit(id).await?.ok_or(VisitRecordingError::Unknown(id))?;
        let (recorded, hash) = in_the_background(move || recorded.hash().map(|hash| (recorded, hash))).await?;
        if known.recording == VisitRecording::None {
            self.put_visit_sound(id, recorded).await?;
            if self.inner.store.keep_visit_sound(id, &hash).await? {
                return Ok(());
            }
        }
        // It may have been masked since; one of an earlier release was not, and has no hash of what was sent.
        let sent = self.inner.store.visit_sound_sent(id).await?;
        let kept = if sent.is_some() { sent } else { self.visit_sound_hash(id).await? };
        if kept == Some(hash) { Ok(()) } else { Err(VisitRecordingError::Different) }
    }

    /// Visits whose recordings wait to be read, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn visits_unread(&self, limit: u32) -> Result<Vec<VisitId>, StoreError> {
        self.inner.store.visits_unread(limit).await
    }

    /// Keeps the words of a visit's recording: then it is read. What is not to be kept leaves the sound first, then the
    /// words: whatever dies between, it is read again.
    ///
    /// # Errors
    /// When the sound cannot be changed or the store does not take it.
    pub async fn visit_heard(&self, id: VisitId, said: &[Utterance]) -> Result<(), StoreError> {
        let mut said = said.to_vec();
        let silence = mask_turns(&mut said, &self.inner.mask);
        if !silence.is_empty() {
            self.silence_visit(id, silence).await?;
        }
        self.inner.store.set_visit_said(id, &said).await?;
        self.inner.store.set_visit_recording(id, VisitRecording::Read).await
    }

    /// No words can be read from a visit's recording.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn visit_unreadable(&self, id: VisitId) -> Result<(), StoreError> {
        self.inner.store.set_visit_recording(id, VisitRecording::Unreadable).await
    }
}

/// What somebody wrote in it.
fn written(visit: &mut Visit) -> impl Iterator<Item = &mut Pii<String>> {
    let reasons = visit.outcomes.iter_mut().filter_map(|answer| answer.why.as_mut());
    std::iter::once(&mut visit.notes).chain(reasons)
}

/// The sent visit against the kept one: what was read from its recording since is no difference.
fn same(known: LoggedVisit, sent: &Visit) -> Result<LoggedVisit, VisitError> {
    let bare = |visit: &Visit| Visit { said: Vec::new(), ..visit.clone() };
    if bare(&known.visit) == bare(sent) { Ok(known) } else { Err(VisitError::Different) }
}

const fn wants_reason(answer: &PromiseAnswer) -> bool {
    match answer.outcome {
        PromiseOutcome::Kept | PromiseOutcome::NotRaised => false,
        PromiseOutcome::PartlyKept | PromiseOutcome::NotKept => answer.why.is_none(),
    }
}

fn tidied(mut visit: Visit) -> Result<Visit, VisitError> {
    visit.notes = fit(&visit.notes, LONGEST_NOTES, "the note of the visit")?;
    visit.served_by = some_text(visit.served_by, "who served")?;
    visit.branch = BranchId(visit.branch.0.trim().to_owned());
    if visit.branch.as_str().chars().count() > LONGEST_TEXT {
        return Err(VisitError::TooLong("the branch"));
    }
    for answer in &mut visit.outcomes {
        answer.why = some_text(answer.why.take(), "a reason")?;
    }
    visit.outcomes.sort_unstable_by_key(|answer| answer.promise);
    visit.said.clear();
    Ok(visit)
}

fn some_text(text: Option<Pii<String>>, what: &'static str) -> Result<Option<Pii<String>>, VisitError> {
    let text = text.map(|text| fit(&text, LONGEST_TEXT, what)).transpose()?;
    Ok(text.filter(|text| !text.reveal().is_empty()))
}

fn fit(text: &Pii<String>, most: usize, what: &'static str) -> Result<Pii<String>, VisitError> {
    let text = text.reveal().trim();
    if text.chars().count() > most { Err(VisitError::TooLong(what)) } else { Ok(Pii::from(text)) }
}

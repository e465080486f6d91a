//! Words read after the call: from sound that was put off under load or cut short by a crash, and once more by a larger
//! model. The store knows what is owed, so neither a restart nor kill -9 forgets it.

use std::time::Duration;

use sha2::{Digest, Sha256};
use wasl_model::{CallEvent, CallId, MediaTime, MoodReading, Span, Speaker, TimelineEntry, Utterance, UtteranceId};

use crate::book::{AppendError, Book};
use crate::recorder;
use crate::store::StoreError;
use crate::vault::Recording;
use crate::wav;

/// Speech is noticed a little after it began.
const NOTICED_AFTER: Duration = Duration::from_millis(1_000);
/// Less holds no word.
const SHORTEST: Duration = Duration::from_millis(200);

/// A stretch of a call's sound whose words are owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unheard {
    /// Which call.
    pub call: CallId,
    /// Whose words.
    pub speaker: Speaker,
    /// When.
    pub span: Span,
}

impl Unheard {
    /// The id of the turn of this stretch that begins there. The same sound read again has the same id, so that words
    /// can be kept exactly once whatever happens in between.
    #[must_use]
    pub fn turn_at(&self, start: MediaTime) -> UtteranceId {
        let mut sum = Sha256::new();
        sum.update(self.call.0.as_bytes());
        sum.update([u8::from(self.speaker == Speaker::Agent)]);
        sum.update(start.as_millis().to_le_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&sum.finalize()[..16]);
        // As an id that was made at the beginning of the time, of version 8 (one's own making).
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        UtteranceId::numbered(u128::from_be_bytes(bytes))
    }
}

impl Book {
    /// Sound of ended calls whose words are owed, oldest call first, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unheard(&self, limit: u32) -> Result<Vec<Unheard>, StoreError> {
        self.inner.store.unheard(limit).await
    }

    /// The sound of one side of a call: caller left, agent right, 16 kHz. `None` when nothing was recorded there.
    ///
    /// # Errors
    /// When the store or the recording cannot be read.
    pub async fn sound(&self, call: CallId, speaker: Speaker, span: Span) -> Result<Option<Vec<i16>>, StoreError> {
        let Some(path) = self.recording_path(call).await? else { return Ok(None) };
        let Some(side) = recorder::side(speaker) else { return Ok(None) };
        let vault = self.inner.vault.clone();
        let read = tokio::task::spawn_blocking(move || wav::samples(&Recording::open(&path, &vault)?, side, span));
        let samples = match read.await {
            Ok(Ok(samples)) => samples,
            Ok(Err(error)) => return Err(StoreError::Unavailable(format!("a recording cannot be read: {error}"))),
            Err(error) => return Err(StoreError::Unavailable(error.to_string())),
        };
        Ok((!samples.is_empty()).then_some(samples))
    }

    /// Keeps what was read of a stretch, each turn once, however often it is told; then the stretch is owed no longer.
    /// A turn comes with the mood it tells, where it tells one.
    ///
    /// # Errors
    /// When there is no such call, the book is shut, or the store does not take it.
    pub async fn catch_up(
        &self,
        owed: &Unheard,
        turns: Vec<(Utterance, Option<MoodReading>)>,
        sound: bool,
    ) -> Result<(), AppendError> {
        let known = self.timeline(owed.call).await?.ok_or(AppendError::Unknown(owed.call))?;
        for (utterance, mood) in turns.into_iter().filter(|(turn, _)| !is_known(&known, turn)) {
            let at = utterance.span.end;
            // Before the words, as in a live call; whoever dies in between tells both again, and each is kept once.
            if let Some(reading) = mood.filter(|mood| !is_felt(&known, mood)) {
                self.tell_late(owed.call, at, CallEvent::Mood { reading }).await?;
            }
            self.tell_late(owed.call, at, CallEvent::Heard { utterance }).await?;
        }
        let Unheard { call, speaker, span } = *owed;
        self.tell_late(call, span.end, CallEvent::CaughtUp { speaker, span, sound }).await
    }

    /// The turns of this call are to be read again by a larger model after its end.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn owe_second_reading(&self, call: CallId) -> Result<(), StoreError> {
        self.inner.store.owe_second_reading(call).await
    }

    /// Ended calls whose turns are to be read again, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn second_readings(&self, limit: u32) -> Result<Vec<CallId>, StoreError> {
        self.inner.store.second_readings(limit).await
    }

    /// Turns of a call that this model has not read again yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn turns_to_read_again(&self, call: CallId, model: &str) -> Result<Vec<Utterance>, StoreError> {
        let turns = self.turns(call).await?.unwrap_or_default();
        let by_model = |name: &Option<String>| name.as_deref() == Some(model);
        let unread = turns.into_iter().filter(|turn| {
            !by_model(&turn.read_by) && !turn.other.as_ref().is_some_and(|other| by_model(&other.read_by))
        });
        Ok(unread.map(|turn| turn.utterance).collect())
    }

    /// Keeps a turn's second reading beside the first.
    ///
    /// # Errors
    /// When there is no such call, the book is shut, or the store does not take it.
    pub async fn read_again(&self, call: CallId, utterance: Utterance, model: &str) -> Result<(), AppendError> {
        let at = utterance.span.end;
        self.tell_late(call, at, CallEvent::ReadAgain { utterance, model: model.to_owned() }).await
    }

    /// The turns of this call have been read again.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn second_reading_done(&self, call: CallId) -> Result<(), StoreError> {
        self.inner.store.second_reading_done(call).await
    }

    async fn tell_late(&self, call: CallId, at: MediaTime, event: CallEvent) -> Result<(), AppendError> {
        let known = self.call(call).await?.ok_or(AppendError::Unknown(call))?;
        let when = known.ended.map_or_else(|| self.now(), |ended| ended.max(self.now()));
        self.keep(call, when, at.min(known.media_length), event).await.map(|_| ())
    }
}

/// Words are known that were kept before under the same id, or (by a live ear) for most of the same sound.
fn is_known(timeline: &[TimelineEntry], turn: &Utterance) -> bool {
    let most = turn.span.duration() / 2;
    timeline.iter().any(|entry| {
        let CallEvent::Heard { utterance } = &entry.event else { return false };
        let same = utterance.speaker == turn.speaker && utterance.span.overlap(turn.span) > most;
        same || utterance.id == turn.id
    })
}

/// The mood of this stretch is known.
fn is_felt(timeline: &[TimelineEntry], mood: &MoodReading) -> bool {
    timeline.iter().any(|entry| matches!(&entry.event, CallEvent::Mood { reading } if reading.span == mood.span))
}

/// Speech that had begun and of which nothing is known: of each speaker the time from the last beginning that has no
/// words, no "later" and no end, until `until`.
#[must_use]
pub fn open_turns(timeline: &[TimelineEntry], until: MediaTime) -> Vec<(Speaker, Span)> {
    let open = [Speaker::Caller, Speaker::Agent].into_iter().filter_map(|speaker| {
        let known = timeline.iter().filter_map(|entry| known_until(entry, speaker)).max().unwrap_or(MediaTime::ZERO);
        let began = timeline
            .iter()
            .filter(|entry| entry.media_at >= known)
            .find(|entry| matches!(entry.event, CallEvent::SpeechStarted { speaker: who } if who == speaker))?;
        let start = (began.media_at - NOTICED_AFTER).max(known);
        (until.since(start) >= SHORTEST).then_some((speaker, Span { start, end: until }))
    });
    open.collect()
}

/// Up to where this entry tells what the speaker said.
#[allow(clippy::wildcard_enum_match_arm, reason = "some of the timeline's many events")]
fn known_until(entry: &TimelineEntry, speaker: Speaker) -> Option<MediaTime> {
    match &entry.event {
        CallEvent::Heard { utterance } if utterance.speaker == speaker => Some(utterance.span.end),
        CallEvent::HeardLater { speaker: who, span } | CallEvent::CaughtUp { speaker: who, span, .. }
            if *who == speaker =>
        {
            Some(span.end)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use wasl_model::Timestamp;

    use super::*;

    fn entry(at: u64, event: CallEvent) -> TimelineEntry {
        TimelineEntry { call: CallId::numbered(1), seq: 0, at: Timestamp::default(), media_at: MediaTime(at), event }
    }

    fn began(at: u64, speaker: Speaker) -> TimelineEntry {
        entry(at, CallEvent::SpeechStarted { speaker })
    }

    fn later(speaker: Speaker, start: u64, end: u64) -> TimelineEntry {
        let span = Span { start: MediaTime(start), end: MediaTime(end) };
        entry(end, CallEvent::HeardLater { speaker, span })
    }

    #[test]
    fn speech_that_began_last_and_was_never_told_is_open() {
        let timeline = [
            began(1_000, Speaker::Caller),
            later(Speaker::Caller, 800, 3_000),
            began(2_000, Speaker::Agent),
            later(Speaker::Agent, 1_900, 5_000),
            began(6_000, Speaker::Caller),
        ];
        let span = Span { start: MediaTime(5_000), end: MediaTime(8_000) };
        assert_eq!(open_turns(&timeline, MediaTime(8_000)), [(Speaker::Caller, span)]);
        assert_eq!(open_turns(&timeline[..4], MediaTime(8_000)), []);
        assert_eq!(open_turns(&timeline, MediaTime(5_000)), [], "nothing was recorded of it");
    }

    #[test]
    fn a_turn_s_id_is_of_its_call_speaker_and_start() {
        let span = Span { start: MediaTime(5), end: MediaTime(9) };
        let owed = Unheard { call: CallId::numbered(7), speaker: Speaker::Caller, span };
        assert_eq!(owed.turn_at(MediaTime(5)), owed.turn_at(MediaTime(5)));
        assert_ne!(owed.turn_at(MediaTime(5)), owed.turn_at(MediaTime(6)));
        assert_ne!(owed.turn_at(MediaTime(5)), Unheard { speaker: Speaker::Agent, ..owed }.turn_at(MediaTime(5)));
    }
}

//! A call told in lines a person can read.

use wasl_model::{
    AgentId, CallEvent, ConsentHow, Consented, Hangup, Language, Mood, MoodReading, OfferOutcome, OfferReasons,
    PromptId, Speaker, TimelineEntry, Utterance, WaitRange,
};
use wasl_record::{CallSummary, FoundVisit, Hit, VisitHit};
use wasl_review::CallMood;

/// One call in one line: id, when, who, what, how it ended.
pub(super) fn row(call: &CallSummary) -> String {
    let from = call.from.as_ref().map_or("withheld", |from| from.reveal().as_str());
    let state = call.hangup.map_or("live".to_owned(), |hangup| hangup_name(hangup).to_owned());
    let mood = call.mood_last.map_or("-", Mood::name);
    let intent = call.intent.as_ref().map_or("-", |intent| intent.as_str());
    let agent = call.agent.as_ref().map_or("-", |agent| agent.as_str());
    let seconds = call.media_length.as_millis() / 1000;
    format!("{}  {from} → {}  {seconds} s  mood {mood}  intent {intent}  agent {agent}  {state}", call.id, call.dialled)
}

/// One turn that was found in one line: call, when in it, who, what.
pub(super) fn hit(hit: &Hit) -> String {
    let seconds = std::time::Duration::from_millis(hit.span.start.as_millis()).as_secs_f32();
    format!("{}  {seconds:.1} s  {}: {}", hit.call, name(hit.speaker), hit.snippet.reveal())
}

/// What answers a search in a visit, a line each.
pub(super) fn visit_hits(found: &FoundVisit) -> Vec<String> {
    let line = |hit: &VisitHit| {
        let seconds = std::time::Duration::from_millis(hit.span.start.as_millis()).as_secs_f32();
        let FoundVisit { visit, branch, .. } = found;
        format!("visit {visit}  {branch}  {seconds:.1} s  {}: {}", name(hit.speaker), hit.snippet.reveal())
    };
    found.hits.iter().map(line).collect()
}

/// One event in one line; `None` for what a reader would skip.
pub(super) fn line(entry: &TimelineEntry) -> Option<String> {
    let seconds = std::time::Duration::from_millis(entry.media_at.as_millis()).as_secs_f32();
    let call = entry.call.to_string();
    let short = call.rsplit('-').next().and_then(|tail| tail.get(8..)).unwrap_or_default();
    words(&entry.event).map(|words| format!("[{short}] {seconds:6.1} s  {words}"))
}

/// The whole call's mood in one line.
pub(super) fn mood_of_call(mood: &CallMood) -> String {
    let shares = Mood::ALL.into_iter().zip(mood.share.to_array()).filter(|(_, share)| *share >= 0.01);
    let shares: Vec<String> = shares.map(|(mood, share)| format!("{mood} {:.0} %", share * 100.0)).collect();
    let peak = &mood.peak;
    format!(
        "mood: from {} to {}, strongest {} ({:.2}) at {} s; of the time {}; score {:+.0}, trend {:+.0}",
        mood.start,
        mood.end,
        peak.mood,
        peak.confidence,
        peak.at.as_millis() / 1000,
        shares.join(", "),
        mood.score,
        mood.trend
    )
}

fn words(event: &CallEvent) -> Option<String> {
    Some(match event {
        CallEvent::Arrived { from, dialled, trunk, .. } => {
            let from = from.as_ref().map_or("a withheld number", |from| from.reveal().as_str());
            let by = trunk.as_ref().map_or_else(String::new, |trunk| format!(" by {trunk}"));
            format!("{from} calls {dialled}{by}")
        }
        CallEvent::Answered => "answered by the machine".to_owned(),
        CallEvent::LegEnded { cause, .. } => format!("a party is gone: {cause:?}"),
        CallEvent::PromptStarted { prompts, language } => format!("machine ({language}): {}", names(prompts)),
        CallEvent::PromptEnded { interrupted: true } => "machine falls silent before its end".to_owned(),
        CallEvent::Key { .. } => "caller presses a key".to_owned(),
        CallEvent::Heard { utterance } => heard(utterance),
        CallEvent::HeardLater { speaker, .. } => format!("{} speaks; the words follow later", name(*speaker)),
        CallEvent::CaughtUp { speaker, sound: true, .. } => format!("what was put off of {} is read", name(*speaker)),
        CallEvent::CaughtUp { speaker, sound: false, .. } => {
            format!("what was put off of {} cannot be read: the recording does not have it", name(*speaker))
        }
        CallEvent::ReadAgain { utterance, model } => format!("{model} reads: {}", heard(utterance)),
        CallEvent::LanguagePicked { language, confidence } => format!("language {language} ({confidence:.2})"),
        CallEvent::Mood { reading } => mood(reading),
        CallEvent::Intent { guess } => match &guess.intent {
            Some(intent) => format!("wants {intent} ({:.2})", guess.confidence),
            None => "wants something we do not know".to_owned(),
        },
        CallEvent::FlowEntered { state } => format!("flow: {state}"),
        CallEvent::Told { what, digits } => format!("tells {what}: {}", digits.reveal()),
        CallEvent::MachineAnswered { answer } => format!("machine answers: {answer}"),
        CallEvent::HandedOver { cause, queue } => format!("to a person, queue {queue}: {cause:?}"),
        CallEvent::PersonWanted { cause } => format!("a person is wanted, and nobody answers now: {cause:?}"),
        CallEvent::Queued { queue, position, wait, place_kept } => {
            let kept = if *place_kept { ", earlier place kept" } else { "" };
            format!("waits in {queue}, place {position}{}{kept}", wait.map(range).unwrap_or_default())
        }
        CallEvent::Overflowed { from, to } => format!("waits in {to} instead of {from}"),
        CallEvent::NoOneAvailable { queue } => format!("nobody can serve {queue} now"),
        CallEvent::Offered { agent, reasons, .. } => format!("offered to {agent}: {}", why(agent, reasons)),
        CallEvent::OfferEnded { agent, outcome, .. } => format!("{agent} {}", outcome_words(*outcome)),
        CallEvent::Bridged { agent, .. } => {
            format!("hears {}", agent.as_ref().map_or("somebody outside", |agent| agent.as_str()))
        }
        CallEvent::Held { .. } => "on hold".to_owned(),
        CallEvent::Resumed { .. } => "off hold".to_owned(),
        CallEvent::Transferred { target, done, .. } => {
            format!("sent on to {}: {}", target.reveal(), if *done { "done" } else { "not reached" })
        }
        CallEvent::Erased { what, why } => format!("taken out of the book ({why:?}): {what:?}"),
        CallEvent::Consent { to, given, how, entered_by } => consent_words(*to, *given, *how, entered_by.as_ref()),
        CallEvent::RecordingPaused { agent } => format!("{agent} pauses the recording"),
        CallEvent::RecordingResumed { agent: Some(agent) } => format!("{agent} goes on recording"),
        CallEvent::RecordingResumed { agent: None } => "recording goes on by itself".to_owned(),
        CallEvent::RecordingFailed { what } => format!("recording failed: {what}"),
        CallEvent::CallingBack { to, .. } => format!("{} is called back as promised", to.reveal()),
        CallEvent::CallbackPromised { queue, number: None, .. } => format!("a callback was promised ({queue})"),
        CallEvent::CallbackPromised { queue, number: Some(number), .. } => {
            format!("a callback was promised to {} ({queue})", number.reveal())
        }
        CallEvent::Quality { received, lost_pct, jitter_ms, .. } => {
            format!("line: {received} packets, {lost_pct:.1} % lost, jitter {jitter_ms:.1} ms")
        }
        CallEvent::Ended { hangup } => format!("ended: {}", hangup_name(*hangup)),
        CallEvent::LineLost { agent, .. } => format!("{agent}'s line is silent; the caller hears music"),
        CallEvent::LineBack { agent, .. } => format!("{agent} is back"),
        CallEvent::Consulting { target, .. } => format!("asks {} while the caller waits", target.reveal()),
        CallEvent::Joined { legs } => format!("{} parties hear each other", legs.len()),
        CallEvent::Noted { agent, text } => format!("{agent} notes: {}", text.reveal()),
        CallEvent::MoodCorrected { agent, mood, .. } => format!("{agent} says the caller is {mood}"),
        CallEvent::IntentCorrected { agent, intent } => {
            format!(
                "{agent} says the caller wants {}",
                intent.as_ref().map_or("something else", |intent| intent.as_str())
            )
        }
        CallEvent::StepMarked { agent, step, done } => {
            format!("{agent} says: {step:?} {}", if *done { "done" } else { "not done" })
        }
        CallEvent::PromiseMade { agent, promise } => format!("{agent} promises: {}", promise.what.reveal()),
        CallEvent::PromiseWithdrawn { agent, .. } => format!("{agent} takes a promise back"),
        CallEvent::AbuseReported { agent } => format!("{agent} was abused and hands over"),
        CallEvent::WrappedUp { agent, wrap_up } => {
            format!("{agent} wraps up: {:?}, {}", wrap_up.outcome, wrap_up.summary.reveal())
        }
        CallEvent::CallerFelt { mood, .. } => format!("the caller left {mood}"),
        CallEvent::LegAdded { .. }
        | CallEvent::PromptEnded { interrupted: false }
        | CallEvent::SpeechStarted { .. }
        | CallEvent::Unbridged { .. }
        | CallEvent::RecordingStarted => return None,
    })
}

fn heard(utterance: &Utterance) -> String {
    let expected = utterance.matched.as_ref().map_or_else(String::new, |matched| {
        format!("  [expected phrase: {} ({:.2})]", matched.phrase, matched.confidence)
    });
    format!(
        "{} ({}, {:.2}): {}{expected}",
        name(utterance.speaker),
        utterance.language,
        utterance.confidence,
        utterance.text.reveal()
    )
}

fn mood(reading: &MoodReading) -> String {
    let evidence: Vec<&str> = reading.evidence.iter().take(3).map(|evidence| evidence.what.as_str()).collect();
    let because = if evidence.is_empty() { String::new() } else { format!(", because: {}", evidence.join(", ")) };
    format!("mood {} ({:.2}){because}", reading.label, reading.confidence)
}

/// Why an agent was chosen: a sentence in both languages, and the figures.
fn why(agent: &AgentId, reasons: &OfferReasons) -> String {
    let parts: Vec<String> = reasons.parts.iter().map(|part| format!("{} {:+.2}", part.name, part.value)).collect();
    let others: Vec<String> = reasons.runners_up.iter().map(|(agent, score)| format!("{agent} {score:.2}")).collect();
    let then = if others.is_empty() { String::new() } else { format!("; then {}", others.join(", ")) };
    let arm = reasons.arm.as_ref().map_or_else(String::new, |arm| format!(", policy {arm} of the meter"));
    let [en, ar] = [Language::En, Language::Ar].map(|language| reasons.sentence(agent, language));
    format!("score {:.2} ({}){then}{arm}\n    {en}\n    {ar}", reasons.score, parts.join(", "))
}

fn outcome_words(outcome: OfferOutcome) -> String {
    match outcome {
        OfferOutcome::Accepted => "takes the call".to_owned(),
        OfferOutcome::Refused { cause } => format!("does not take it: {cause:?}"),
        OfferOutcome::CallerGone => "rang, but the caller had gone".to_owned(),
        OfferOutcome::Withdrawn => "rang, but the offer was taken back".to_owned(),
    }
}

fn range(wait: WaitRange) -> String {
    format!(", about {}-{} s", wait.p50_ms / 1000, wait.p80_ms / 1000)
}

fn names(prompts: &[PromptId]) -> String {
    prompts.iter().map(PromptId::as_str).collect::<Vec<_>>().join(" ")
}

const fn name(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Caller => "caller",
        Speaker::Agent => "agent",
        Speaker::Machine => "machine",
    }
}

const fn hangup_name(hangup: Hangup) -> &'static str {
    match hangup {
        Hangup::ByCaller => "the caller hung up",
        Hangup::ByAgent => "the agent hung up",
        Hangup::Served => "served by the machine",
        Hangup::Abandoned => "the caller gave up waiting",
        Hangup::GaveUp => "the caller gave up in the IVR",
        Hangup::Cancelled => "cancelled before the answer",
        Hangup::CallbackPromised => "a callback was promised",
        Hangup::NotReached => "called back as promised, and not reached",
        Hangup::Failed => "the line or the server failed",
        Hangup::Interrupted => "the server died during the call",
    }
}

fn consent_words(to: Consented, given: bool, how: ConsentHow, entered_by: Option<&AgentId>) -> String {
    let to = match to {
        Consented::Recording => "being recorded",
        Consented::Voice => "the sound of their voice being read",
    };
    let how = match how {
        ConsentHow::Notice => "heard the notice".to_owned(),
        ConsentHow::Key => "pressed the key".to_owned(),
        ConsentHow::Words => "said so".to_owned(),
        ConsentHow::Agent => format!("told {}", entered_by.map_or("an agent", AgentId::as_str)),
    };
    format!("{} {to} ({how})", if given { "agrees to" } else { "refuses" })
}

#[cfg(test)]
mod tests {
    use wasl_model::{CallId, MediaTime, QueueId, Timestamp};

    use super::*;

    #[test]
    fn a_line_tells_when_and_what() {
        let event = CallEvent::Queued {
            queue: QueueId::from("cards"),
            position: 2,
            wait: Some(WaitRange { p50_ms: 20_000, p80_ms: 45_000 }),
            place_kept: false,
        };
        let entry = TimelineEntry {
            call: CallId::numbered(0xabcd),
            seq: 3,
            at: Timestamp::from_millis(0),
            media_at: MediaTime::from_millis(12_340),
            event,
        };
        assert_eq!(line(&entry).unwrap(), "[abcd]   12.3 s  waits in cards, place 2, about 20-45 s");
    }

    #[test]
    fn a_withheld_key_is_not_shown() {
        let event = CallEvent::Key { leg: wasl_model::LegId::numbered(1), digit: wasl_model::Pii::new('7') };
        assert_eq!(words(&event).unwrap(), "caller presses a key");
    }
}

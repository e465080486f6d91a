//! What came of talks, from timelines: nothing is guessed, and nothing is told from how long a talk took.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::time::Duration;

use wasl_model::{
    CallEvent, CallId, Channel, Contact, Hangup, IntentGuess, LegId, MediaTime, Mood, MoodReading, MoodScores, OfferId,
    OfferReasons, Outcome, Pii, PromiseState, Resolved, Span, TalkOutcome, TimelineEntry, Timestamp, WrapUp,
};
use wasl_review::talks::{came_back, promises_ended, talks};

const BEGAN_S: i64 = 1_795_348_800;
const WRAP_UP: Duration = Duration::from_secs(10);
const DAYS: Duration = Duration::from_secs(3 * 86_400);

/// A timeline of one call, second by second.
#[derive(Default)]
struct Story(Vec<TimelineEntry>);

impl Story {
    fn at(mut self, second: u64, event: CallEvent) -> Self {
        let at = Timestamp((BEGAN_S + second.cast_signed()) * 1000);
        let (call, seq) = (CallId::numbered(1), self.0.len() as u64);
        self.0.push(TimelineEntry { call, seq, at, media_at: MediaTime(second * 1000), event });
        self
    }

    fn offered(self, second: u64, agent: &str, waited_s: u64) -> Self {
        let reasons = OfferReasons { waited_ms: waited_s * 1000, arm: Some("b".to_owned()), ..OfferReasons::default() };
        let (offer, leg) = (OfferId::numbered(1), leg_of(agent));
        self.at(second, CallEvent::Offered { offer, agent: agent.into(), leg, reasons })
    }

    fn talk(self, agent: &str, from: u64, to: u64) -> Self {
        let leg = leg_of(agent);
        self.at(from, CallEvent::Bridged { leg, agent: Some(agent.into()) }).at(to, CallEvent::Unbridged { leg })
    }

    fn mood(self, second: u64, label: Mood) -> Self {
        let mut scores = [0.02; 6];
        scores[Mood::ALL.into_iter().position(|mood| mood == label).unwrap()] = 0.9;
        let end = MediaTime(second * 1000);
        let reading = MoodReading {
            span: Span { start: MediaTime(second.saturating_sub(2) * 1000), end },
            label,
            confidence: 0.9,
            scores: MoodScores::from_array(scores),
            arousal: None,
            valence: None,
            evidence: Vec::new(),
        };
        self.at(second, CallEvent::Mood { reading })
    }

    fn wants(self, second: u64, intent: &str) -> Self {
        let guess = IntentGuess { intent: Some(intent.into()), confidence: 0.9, alternatives: Vec::new() };
        self.at(second, CallEvent::Intent { guess })
    }

    fn ended(self, second: u64) -> Self {
        self.at(second, CallEvent::Ended { hangup: Hangup::ByCaller })
    }

    fn wrapped_up(self, second: u64, agent: &str, outcome: Outcome) -> Self {
        let wrap_up = WrapUp { outcome, summary: Pii::default() };
        self.at(second, CallEvent::WrappedUp { agent: agent.into(), wrap_up })
    }

    fn talks(&self) -> Vec<TalkOutcome> {
        talks(&self.0, WRAP_UP)
    }

    fn only(&self) -> TalkOutcome {
        let mut talks = self.talks();
        assert_eq!(talks.len(), 1, "{talks:?}");
        talks.remove(0)
    }
}

fn leg_of(agent: &str) -> LegId {
    LegId::numbered(agent.bytes().map(u128::from).sum())
}

fn plain() -> Story {
    Story::default().wants(5, "cards").offered(30, "noura", 20).talk("noura", 40, 100).ended(100)
}

#[test]
fn a_talk_tells_who_when_how_long_and_under_which_policy() {
    let talk = plain().wrapped_up(115, "noura", Outcome::Solved).only();
    assert_eq!((talk.agent.as_str(), talk.intent.as_ref().unwrap().as_str()), ("noura", "cards"));
    assert_eq!(talk.came, Timestamp((BEGAN_S + 10) * 1000), "offered at 30 after 20 s of waiting");
    assert_eq!((talk.busy_ms, talk.arm.as_deref(), talk.resolved), (75_000, Some("b"), Resolved::Yes));
    assert_eq!(plain().only().busy_ms, 70_000, "the usual wrap-up where nothing was written down");
    let late = plain().wrapped_up(9_000, "noura", Outcome::NotSolved).only();
    assert_eq!((late.busy_ms, late.resolved), (660_000, Resolved::No), "who writes at last did other things before");
}

#[test]
fn a_live_call_and_a_colleague_nobody_offered_tell_nothing() {
    let live = Story::default().offered(1, "noura", 1).talk("noura", 2, 9);
    assert_eq!(live.talks(), []);
    let asked = plain().talk("huda", 50, 60);
    assert_eq!(asked.talks().len(), 1, "huda was asked, not chosen");
    assert_eq!(plain().wrapped_up(101, "noura", Outcome::NoTalk).talks(), []);
}

#[test]
fn the_mood_before_is_read_before_the_agent_spoke_and_the_end_after() {
    let talk = Story::default()
        .offered(30, "noura", 20)
        .mood(10, Mood::Frustrated)
        .mood(35, Mood::Angry)
        .talk("noura", 40, 100)
        .mood(60, Mood::Angry)
        .mood(90, Mood::Satisfied)
        .ended(100);
    let talk = talk.only();
    assert_eq!(talk.mood.unwrap().top().0, Mood::Angry);
    assert_eq!(talk.ended_well, Some(true));
    assert!((talk.weight - 0.475).abs() < 0.02, "half angry, half satisfied: {}", talk.weight);
}

#[test]
fn without_consent_there_is_no_mood_and_what_was_read_before_says_nothing_of_the_end() {
    let talk = plain().only();
    assert_eq!((talk.mood, talk.ended_well, talk.weight), (None, None, 0.0));
    let before = Story::default().mood(10, Mood::Angry).offered(30, "noura", 20).talk("noura", 40, 100).ended(100);
    assert_eq!(before.only().ended_well, None);
    let told = before.at(130, CallEvent::CallerFelt { mood: Mood::Frustrated, kept: None });
    assert_eq!(told.only().ended_well, Some(false), "the caller says it");
}

#[test]
fn one_agent_counts_once_in_a_call_and_who_passes_on_did_not_settle_it() {
    let twice = plain_until(100).talk("noura", 120, 160).ended(160);
    let talk = twice.only();
    assert_eq!((talk.busy_ms, talk.resolved), (130_000, Resolved::Open));
    let passed = plain_until(100).offered(105, "huda", 5).talk("huda", 110, 160).ended(160);
    let both: Vec<_> = passed.talks().into_iter().map(|talk| (talk.agent.0, talk.resolved)).collect();
    assert_eq!(both, [("noura".to_owned(), Resolved::No), ("huda".to_owned(), Resolved::Open)]);
}

fn plain_until(end: u64) -> Story {
    Story::default().wants(5, "cards").offered(30, "noura", 20).talk("noura", 40, end)
}

#[test]
fn a_line_that_broke_tells_nothing_of_the_agent() {
    let broke = plain_until(100).at(100, CallEvent::Ended { hangup: Hangup::Interrupted });
    assert_eq!(broke.only().resolved, Resolved::Unknown);
}

fn meeting(days: i64, intent: Option<&str>, channel: Channel) -> Contact {
    Contact {
        channel,
        at: Timestamp((BEGAN_S + 200 + days * 86_400) * 1000),
        call: (channel == Channel::Phone).then(|| CallId::numbered(2)),
        branch: None,
        intent: intent.map(Into::into),
        mood_first: None,
        mood_last: None,
        summary: None,
    }
}

#[test]
fn who_comes_back_about_the_same_was_not_served_and_who_does_not_was() {
    let talk = plain().only();
    let after = |days: i64| Timestamp((BEGAN_S + 300 + days * 86_400) * 1000);
    let judged = |meetings: &[Contact], days| came_back(&talk, meetings, true, DAYS, after(days));
    let phone = |days, intent| meeting(days, intent, Channel::Phone);
    assert_eq!(judged(&[], 1), Resolved::Open);
    assert_eq!(judged(&[], 4), Resolved::Yes);
    assert_eq!(judged(&[phone(1, Some("cards"))], 1), Resolved::No);
    assert_eq!(judged(&[phone(1, Some("loans"))], 4), Resolved::Yes, "about something else");
    assert_eq!(judged(&[phone(1, None)], 4), Resolved::Unknown, "nobody knows about what");
    assert_eq!(judged(&[phone(5, Some("cards"))], 6), Resolved::Yes, "long afterwards");
    assert_eq!(judged(&[meeting(1, Some("بطاقة"), Channel::Branch)], 4), Resolved::Unknown);
    assert_eq!(came_back(&talk, &[], false, DAYS, after(4)), Resolved::Unknown, "a withheld number");
    let unsaid = TalkOutcome { intent: None, ..talk.clone() };
    assert_eq!(came_back(&unsaid, &[], true, DAYS, after(4)), Resolved::Yes, "nobody came back at all");
    assert_eq!(came_back(&unsaid, &[phone(1, Some("cards"))], true, DAYS, after(4)), Resolved::Unknown);
}

#[test]
fn a_promise_tells_when_it_is_kept_or_broken() {
    use PromiseState::{Broken, Kept, Open, Suggested};
    assert_eq!(promises_ended(&[Kept, Suggested]), Resolved::Yes);
    assert_eq!(promises_ended(&[Kept, Open]), Resolved::Promised);
    assert_eq!(promises_ended(&[Kept, Open, Broken]), Resolved::No);
    assert_eq!(promises_ended(&[Suggested]), Resolved::Unknown);
}

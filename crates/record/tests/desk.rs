//! What agents keep beside the calls: late words, wrap-ups, promises, drafts, their day; and sessions.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::time::UtcOffset;
use serde_json::json;
use wasl_model::*;
use wasl_record::{
    AppendError, Book, CallBook, CallFilter, DraftError, KeptSession, NewUser, Person, PromiseChange, PromiseCounts,
    PromiseFilter, PromisesOf, Role, StoreError, TokenHash,
};

mod common;

async fn open(dir: &Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

fn now() -> Timestamp {
    Timestamp::default() + SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

fn span(start: u64, end: u64) -> Span {
    Span { start: MediaTime(start), end: MediaTime(end) }
}

fn sara() -> AgentId {
    "sara".into()
}

/// A call under way, with what happens in it one second after the other.
struct Talk {
    book: CallBook,
    began: Timestamp,
    seconds: u64,
}

impl Talk {
    async fn begin(book: &Book, n: u128, from: Option<&str>) -> Self {
        Self::begin_at(book, n, from, now()).await
    }

    async fn begin_at(book: &Book, n: u128, from: Option<&str>, began: Timestamp) -> Self {
        let mut talk = Self { book: book.begin(CallId::numbered(n), began).await, began, seconds: 0 };
        let (leg, from) = (LegId::numbered(1), from.map(Pii::from));
        talk.then(CallEvent::Arrived { leg, from, dialled: "support".into(), trunk: None }).await;
        talk
    }

    async fn then(&mut self, event: CallEvent) {
        let at = Duration::from_secs(self.seconds);
        self.seconds += 1;
        self.book.append_kept(self.began + at, MediaTime::ZERO + at, event).await.unwrap();
    }

    async fn bridged(&mut self, leg: u128, agent: &str) {
        self.then(CallEvent::Bridged { leg: LegId::numbered(leg), agent: Some(agent.into()) }).await;
    }

    async fn says(&mut self, n: u128, speaker: Speaker, text: &str) {
        let start = self.seconds * 1_000;
        let utterance = Utterance {
            id: UtteranceId::numbered(n),
            speaker,
            span: span(start, start + 900),
            language: Language::Ar,
            text: Pii::from(text),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        self.then(CallEvent::Heard { utterance }).await;
    }

    async fn feels(&mut self, label: Mood) {
        let start = self.seconds * 1_000;
        let reading = MoodReading {
            span: span(start, start + 900),
            label,
            confidence: 0.8,
            scores: MoodScores::from_array([0.5, 0.1, 0.1, 0.1, 0.1, 0.1]),
            arousal: None,
            valence: None,
            evidence: Vec::new(),
        };
        self.then(CallEvent::Mood { reading }).await;
    }

    async fn ends(mut self) -> CallId {
        self.then(CallEvent::Ended { hangup: Hangup::ByCaller }).await;
        let id = self.book.id();
        self.book.close().await;
        id
    }
}

fn wrapped(agent: &str, outcome: Outcome, summary: &str) -> CallEvent {
    CallEvent::WrappedUp { agent: agent.into(), wrap_up: WrapUp { outcome, summary: Pii::from(summary) } }
}

fn made(n: u128, what: &str, due: Option<Timestamp>) -> PromiseMade {
    PromiseMade {
        id: PromiseId::numbered(n),
        what: Pii::from(what),
        keeper: PromiseKeeper::Branch,
        due,
        branch: Some("olaya".into()),
        utterance: Some(UtteranceId::numbered(1)),
    }
}

#[tokio::test]
async fn late_words_follow_the_end_without_a_gap_and_are_told_to_subscribers() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut talk = Talk::begin(&book, 1, Some("+966501234567")).await;
    talk.bridged(2, "sara").await;
    let call = talk.ends().await;
    let mut news = book.subscribe();
    let appends = (0..40).map(|n| {
        let book = book.clone();
        tokio::spawn(async move {
            let note = CallEvent::Noted { agent: sara(), text: Pii::new(n.to_string()) };
            book.append_late(call, note).await.unwrap()
        })
    });
    let mut seqs = Vec::new();
    for append in appends.collect::<Vec<_>>() {
        seqs.push(append.await.unwrap());
    }
    seqs.sort_unstable();
    assert_eq!(seqs, (3..43).collect::<Vec<_>>());
    for seq in 3..43 {
        assert_eq!(news.recv().await.unwrap().entry.seq, seq);
    }
    let timeline = book.timeline(call).await.unwrap().unwrap();
    assert!(timeline.is_sorted_by_key(|entry| entry.at), "late words are dated after the end");
    assert_eq!(timeline[42].media_at, timeline[2].media_at, "and stand at the end of the sound");
    let row = book.call(call).await.unwrap().unwrap();
    assert_eq!((row.events, row.hangup), (43, Some(Hangup::ByCaller)));
    assert_eq!(book.calls(&CallFilter { live: Some(true), ..CallFilter::default() }, 9).await.unwrap().items, []);
    book.shutdown().await;
    let shut = book.append_late(call, CallEvent::CallerFelt { mood: Mood::Sad, kept: None }).await;
    assert!(shut.is_err());
}

#[tokio::test]
async fn only_what_people_tell_may_come_late_and_only_about_calls_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = Talk::begin(&book, 1, None).await.ends().await;
    let again = book.append_late(call, CallEvent::Ended { hangup: Hangup::Failed }).await;
    assert!(matches!(again, Err(AppendError::NotLate)), "a call ends once");
    let nobody = book.append_late(CallId::numbered(9), wrapped("sara", Outcome::Solved, "")).await;
    assert!(matches!(nobody, Err(AppendError::Unknown(_))));
    assert_eq!(book.call(CallId::numbered(9)).await.unwrap(), None, "no call is made up");
    book.shutdown().await;
}

#[tokio::test]
async fn what_agents_and_callers_say_stands_beside_what_the_machine_read() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut talk = Talk::begin(&book, 1, Some("+966501234567")).await;
    talk.bridged(2, "sara").await;
    talk.feels(Mood::Angry).await;
    talk.feels(Mood::Neutral).await;
    let intent = IntentGuess { intent: Some("billing".into()), confidence: 0.9, alternatives: Vec::new() };
    talk.then(CallEvent::Intent { guess: intent }).await;
    let call = talk.ends().await;
    let history = async || book.history(&Person::Number(Pii::from("0501234567")), 9).await.unwrap().remove(0);
    assert_eq!((history().await.mood_first, history().await.mood_last), (Some(Mood::Angry), Some(Mood::Neutral)));
    // Of the first reading's stretch only: how they left is still the machine's.
    let says = CallEvent::MoodCorrected { agent: sara(), mood: Mood::Lost, span: span(2_000, 2_900) };
    book.append_late(call, says).await.unwrap();
    assert_eq!((history().await.mood_first, history().await.mood_last), (Some(Mood::Lost), Some(Mood::Neutral)));
    let says = CallEvent::IntentCorrected { agent: sara(), intent: Some("card".into()) };
    book.append_late(call, says).await.unwrap();
    assert_eq!(history().await.intent, Some("card".into()));
    book.append_late(call, wrapped("sara", Outcome::NotSolved, "أول كلمة")).await.unwrap();
    book.append_late(call, wrapped("sara", Outcome::Solved, "رُدّ المبلغ")).await.unwrap();
    book.append_late(call, CallEvent::CallerFelt { mood: Mood::Satisfied, kept: Some(true) }).await.unwrap();
    let contact = history().await;
    assert_eq!((contact.mood_last, contact.summary), (Some(Mood::Satisfied), Some(Pii::from("رُدّ المبلغ"))));
    let row = book.call(call).await.unwrap().unwrap();
    assert_eq!((row.mood_first, row.mood_last), (Some(Mood::Angry), Some(Mood::Neutral)), "the machine's stay");
    assert_eq!((row.intent, row.mood_said), (Some("billing".into()), Some(Mood::Lost)));
    assert_eq!(row.intent_said.unwrap().intent, Some("card".into()));
    assert_eq!((row.outcome, row.felt, row.felt_kept), (Some(Outcome::Solved), Some(Mood::Satisfied), Some(true)));
    book.append_late(call, CallEvent::IntentCorrected { agent: sara(), intent: None }).await.unwrap();
    assert_eq!(history().await.intent, None, "something else than any intent");
    book.shutdown().await;
}

#[tokio::test]
async fn a_talk_waits_for_its_wrap_up_until_it_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let unwrapped = async |agent: &str| book.unwrapped(&agent.into()).await.unwrap();
    let mut talk = Talk::begin(&book, 1, None).await;
    talk.bridged(2, "sara").await;
    assert_eq!(unwrapped("sara").await, None, "they still talk");
    talk.then(CallEvent::Unbridged { leg: LegId::numbered(2) }).await;
    assert_eq!(unwrapped("sara").await, None, "they ask a colleague and come back");
    talk.then(CallEvent::LegAdded { leg: LegId::numbered(6), side: LegSide::Agent, agent: Some("noura".into()) }).await;
    talk.bridged(2, "sara").await;
    talk.then(CallEvent::Joined { legs: [1, 2, 6].map(LegId::numbered).into() }).await;
    talk.then(CallEvent::LegEnded { leg: LegId::numbered(6), cause: EndCause::HungUp }).await;
    assert_eq!((unwrapped("noura").await, unwrapped("sara").await), (Some(CallId::numbered(1)), None));
    talk.then(CallEvent::LegEnded { leg: LegId::numbered(2), cause: EndCause::HungUp }).await;
    assert_eq!(unwrapped("sara").await, Some(CallId::numbered(1)));
    talk.bridged(3, "huda").await;
    // Huda's page is loaded again: her old leg ends and she is back on a new one.
    talk.then(CallEvent::LineLost { leg: LegId::numbered(3), agent: "huda".into() }).await;
    talk.then(CallEvent::LineBack { leg: LegId::numbered(4), agent: "huda".into() }).await;
    talk.then(CallEvent::LegEnded { leg: LegId::numbered(3), cause: EndCause::Released }).await;
    assert_eq!(unwrapped("huda").await, None, "the talk goes on");
    let call = talk.ends().await;
    assert_eq!((unwrapped("sara").await, unwrapped("huda").await), (Some(call), Some(call)));
    book.append_late(call, wrapped("huda", Outcome::Solved, "تم")).await.unwrap();
    assert_eq!((unwrapped("sara").await, unwrapped("huda").await), (Some(call), None));
    book.append_late(call, wrapped("sara", Outcome::SentOn, "إلى هدى")).await.unwrap();
    assert_eq!(unwrapped("sara").await, None);
    let wrap_ups = book.wrap_ups(call).await.unwrap();
    assert_eq!(wrap_ups.iter().map(|row| row.agent.as_str()).collect::<Vec<_>>(), ["huda", "sara"]);
    let mut old = Talk::begin_at(&book, 2, None, Timestamp(now().as_millis() - 20 * 3_600_000)).await;
    old.bridged(5, "sara").await;
    old.ends().await;
    assert_eq!(unwrapped("sara").await, None, "yesterday's is not asked about");
    book.shutdown().await;
}

#[tokio::test]
async fn what_an_agent_writes_is_kept_until_it_is_wrapped_up() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = Talk::begin(&book, 1, None).await.ends().await;
    assert_eq!(book.draft(&sara(), call).await.unwrap(), None);
    book.put_draft(&sara(), call, &json!({"note": "أول"})).await.unwrap();
    book.put_draft(&sara(), call, &json!({"note": "ثان", "outcome": null})).await.unwrap();
    book.put_draft(&"huda".into(), call, &json!({})).await.unwrap();
    book.shutdown().await;
    drop(book);
    let book = open(dir.path()).await;
    assert_eq!(book.draft(&sara(), call).await.unwrap(), Some(json!({"note": "ثان", "outcome": null})));
    assert!(matches!(book.put_draft(&sara(), call, &json!([1])).await, Err(DraftError::NotAnObject)));
    let long = json!({ "note": "ا".repeat(9_000) });
    assert!(matches!(book.put_draft(&sara(), call, &long).await, Err(DraftError::TooLong)));
    let nobody = CallId::numbered(9);
    assert!(matches!(book.put_draft(&sara(), nobody, &json!({})).await, Err(DraftError::Unknown(_))));
    book.append_late(call, wrapped("sara", Outcome::Solved, "ثان")).await.unwrap();
    assert_eq!(book.draft(&sara(), call).await.unwrap(), None, "written is written");
    assert!(book.drop_draft(&"huda".into(), call).await.unwrap(), "another's is their own");
    assert!(!book.drop_draft(&"huda".into(), call).await.unwrap());
    book.shutdown().await;
}

#[tokio::test]
async fn a_promise_is_owed_until_somebody_says_how_it_ended() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut talk = Talk::begin(&book, 1, Some("0501234567")).await;
    talk.bridged(2, "sara").await;
    talk.says(1, Speaker::Agent, "تصلك البطاقة يوم الأحد").await;
    let soon = now() + Duration::from_secs(3_600);
    for (n, what, due) in [(1, "بلا يوم", None), (2, "البطاقة", Some(soon)), (3, "خطأ", Some(soon))] {
        talk.then(CallEvent::PromiseMade { agent: sara(), promise: made(n, what, due) }).await;
    }
    talk.then(CallEvent::PromiseWithdrawn { agent: sara(), promise: PromiseId::numbered(3) }).await;
    talk.then(CallEvent::CallbackPromised { queue: "support".into(), number: None, terms: None }).await;
    let call = talk.ends().await;
    let person = Person::Number(Pii::from("+966501234567"));
    let open = book.open_promises(&person).await.unwrap();
    let whats: Vec<_> = open.iter().map(|owed| owed.promise.what.reveal().as_str()).collect();
    assert_eq!(whats, ["البطاقة", "بلا يوم", "callback"], "soonest due first, none that was withdrawn");
    let (card, callback) = (&open[0], &open[2]);
    assert_eq!(card.promise.made_in, Some((call, span(2_000, 2_900))), "at the line it was made in");
    assert_eq!((card.keeper, card.agent.clone()), (PromiseKeeper::Branch, Some(sara())));
    assert_eq!((card.promise.due, card.promise.branch.clone()), (Some(soon), Some("olaya".into())));
    assert_eq!((callback.callback.clone(), callback.agent.clone()), (Some("support".into()), None));
    assert_eq!(book.callbacks().await.unwrap().len(), 1, "agents' promises are no callbacks");
    for (id, state) in [(card.promise.id, PromiseState::PartlyKept), (callback.promise.id, PromiseState::Kept)] {
        assert!(book.set_promise_state(id, state).await.unwrap());
    }
    assert_eq!(book.callbacks().await.unwrap(), []);
    assert_eq!(book.open_promises(&person).await.unwrap().len(), 1);
    assert!(book.promise(card.promise.id).await.unwrap().unwrap().closed_at.is_some());
    assert!(book.set_promise_state(card.promise.id, PromiseState::Open).await.unwrap(), "said too early");
    assert_eq!(book.open_promises(&person).await.unwrap().len(), 2);
    assert!(!book.set_promise_state(PromiseId::numbered(3), PromiseState::Kept).await.unwrap(), "withdrawn");
    assert!(!book.set_promise_state(PromiseId::numbered(99), PromiseState::Kept).await.unwrap());
    assert_eq!(book.promises_in(call).await.unwrap().len(), 3);
    book.shutdown().await;
}

#[tokio::test]
async fn promises_go_page_by_page_soonest_first() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = Talk::begin(&book, 1, None).await.ends().await;
    for n in 1..=7_u128 {
        let due = (n % 3 != 0).then(|| Timestamp(1_000 * i64::try_from(10 - n).unwrap()));
        book.append_late(call, CallEvent::PromiseMade { agent: sara(), promise: made(n, "وعد", due) }).await.unwrap();
    }
    let mut filter = PromiseFilter { state: Some(PromiseState::Open), ..PromiseFilter::default() };
    let mut seen = Vec::new();
    loop {
        let page = book.promises(&filter, 2).await.unwrap();
        seen.extend(page.items.iter().map(|owed| owed.promise.id));
        let Some(next) = page.next else { break };
        filter.after = Some(next);
    }
    assert_eq!(seen, [7, 5, 4, 2, 1, 3, 6].map(PromiseId::numbered));
    let count = async |filter: PromiseFilter| book.promises(&filter, 50).await.unwrap().items.len();
    assert_eq!(count(PromiseFilter { due_before: Some(Timestamp(6_000)), ..PromiseFilter::default() }).await, 2);
    assert_eq!(count(PromiseFilter { branches: Some(vec!["olaya".into()]), ..PromiseFilter::default() }).await, 7);
    assert_eq!(count(PromiseFilter { keeper: Some(PromiseKeeper::Phone), ..PromiseFilter::default() }).await, 0);
    assert_eq!(count(PromiseFilter { agent: Some("huda".into()), ..PromiseFilter::default() }).await, 0);
    let from = PromiseFilter { due_from: Some(Timestamp(6_000)), ..PromiseFilter::default() };
    assert_eq!(count(from).await, 3);
    book.shutdown().await;
}

#[tokio::test]
async fn the_ledger_has_what_is_open_first_and_what_is_closed_last_the_latest_first() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let who = Customer {
        id: "c-1".into(),
        name: None,
        numbers: vec![Pii::from("+966501234567")],
        city: None,
        language: None,
        occasion: None,
    };
    let customer = book.put_customer(who).await.unwrap().id;
    let call = Talk::begin(&book, 1, Some("+966501234567")).await.ends().await;
    for n in 1..=5_u128 {
        let due = (n != 3).then(|| Timestamp(1_000 * i64::try_from(10 - n).unwrap()));
        book.append_late(call, CallEvent::PromiseMade { agent: sara(), promise: made(n, "وعد", due) }).await.unwrap();
    }
    for (n, state) in [(4, PromiseState::Kept), (1, PromiseState::Broken), (2, PromiseState::Suggested)] {
        book.set_promise_state(PromiseId::numbered(n), state).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    }
    let given = PromiseChange { owner: Some("huda".into()), ..PromiseChange::default() };
    book.change_promise(PromiseId::numbered(5), &given, &sara(), None).await.unwrap();
    let mut filter = PromiseFilter { customer: Some(customer), ..PromiseFilter::default() };
    let counts = book.count_promises(&filter).await.unwrap();
    let expected = PromiseCounts { suggested: 1, open: 1, overdue: 1, kept: 1, partly_kept: 0, broken: 1 };
    assert_eq!(counts, expected);
    let mut seen = Vec::new();
    loop {
        let page = book.promises(&filter, 2).await.unwrap();
        seen.extend(page.items.iter().map(|owed| owed.promise.id));
        let Some(next) = page.next else { break };
        filter.after = Some(next);
    }
    assert_eq!(seen, [5, 3, 2, 1, 4].map(PromiseId::numbered));
    let ids = async |filter: PromiseFilter| {
        let page = book.promises(&filter, 50).await.unwrap();
        page.items.into_iter().map(|owed| owed.promise.id.0.as_u128() & 0xff).collect::<Vec<_>>()
    };
    let owned = |user: &str| PromiseFilter { owner: Some(user.into()), ..PromiseFilter::default() };
    assert_eq!(ids(owned("huda")).await, [5], "given to her");
    assert_eq!(ids(owned("sara")).await, [0; 0], "the branch keeps the others");
    assert_eq!(ids(PromiseFilter { customer: Some("nobody".into()), ..PromiseFilter::default() }).await, [0; 0]);
    let of = |branch: &str, user: &str| PromiseFilter {
        of: Some(PromisesOf { branches: vec![branch.into()], user: user.into() }),
        ..PromiseFilter::default()
    };
    assert_eq!(ids(of("olaya", "reem")).await.len(), 5);
    assert_eq!(ids(of("malaz", "reem")).await, [0; 0]);
    assert_eq!(ids(of("malaz", "huda")).await, [5], "what they have to see to");
    assert_eq!(ids(of("malaz", "sara")).await.len(), 5, "what they made");
    book.shutdown().await;
}

#[tokio::test]
async fn an_agent_s_day_is_counted_from_the_callers_they_served() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut hard = Talk::begin(&book, 1, None).await;
    hard.feels(Mood::Angry).await;
    hard.bridged(2, "sara").await;
    hard.says(1, Speaker::Caller, "طيب شكراً لك يا بنتي").await;
    hard.says(2, Speaker::Agent, "شكرا لك").await;
    hard.ends().await; // 3 s bridged
    let mut abusive = Talk::begin(&book, 2, None).await;
    abusive.bridged(2, "sara").await;
    abusive.then(CallEvent::AbuseReported { agent: sara() }).await;
    abusive.then(CallEvent::Unbridged { leg: LegId::numbered(2) }).await;
    abusive.bridged(3, "huda").await;
    abusive.ends().await;
    let mut misread = Talk::begin(&book, 3, None).await;
    misread.bridged(2, "sara").await;
    misread.feels(Mood::Frustrated).await;
    misread.then(CallEvent::MoodCorrected { agent: sara(), mood: Mood::Neutral, span: span(2_000, 2_900) }).await;
    misread.ends().await;
    let mut old = Talk::begin_at(&book, 4, None, Timestamp(now().as_millis() - 50 * 3_600_000)).await;
    old.bridged(2, "sara").await;
    old.ends().await;
    let day = book.numbers_today(&sara(), UtcOffset::UTC).await.unwrap();
    assert_eq!((day.calls, day.hard_calls, day.abuse, day.thanks), (3, 2, 1, 1));
    assert_eq!(day.talk_ms, 3_000 + 2_000 + 3_000);
    assert_eq!(day.thank_you, Some(Pii::from("طيب شكراً لك يا بنتي")), "the caller's, not her own");
    let huda = book.numbers_today(&"huda".into(), UtcOffset::UTC).await.unwrap();
    assert_eq!((huda.calls, huda.hard_calls, huda.abuse), (1, 0, 0), "another's abuse is not hers");
    assert_eq!(book.numbers_today(&"noura".into(), UtcOffset::UTC).await.unwrap(), Default::default());
    book.shutdown().await;
}

#[tokio::test]
async fn sessions_outlive_a_restart_and_end_when_they_are_ended() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    for name in ["sara", "huda"] {
        let password = Pii::from("a long password");
        book.add_user(NewUser { name: name.into(), display_name: name.into(), role: Role::Agent, password })
            .await
            .unwrap();
    }
    let session = |n: u8, user: &str, used: i64| KeptSession {
        token: TokenHash([n; 32]),
        user: user.into(),
        password_set: Timestamp(5),
        began: Timestamp(100),
        used: Timestamp(used),
    };
    for (n, user, used) in [(1, "sara", 200), (2, "sara", 300), (3, "huda", 400)] {
        book.keep_session(&session(n, user, used)).await.unwrap();
    }
    let nobody = book.keep_session(&session(4, "nobody", 1)).await;
    assert!(matches!(nobody, Err(StoreError::Refused(_))), "{nobody:?}");
    book.shutdown().await;
    drop(book);
    let book = open(dir.path()).await;
    assert_eq!(book.session(&TokenHash([1; 32])).await.unwrap(), Some(session(1, "sara", 200)));
    assert!(book.touch_session(&TokenHash([1; 32]), Timestamp(900)).await.unwrap());
    assert_eq!(book.session(&TokenHash([1; 32])).await.unwrap().unwrap().used, Timestamp(900));
    assert_eq!(book.sessions().await.unwrap().len(), 3);
    assert_eq!(book.end_stale_sessions(Timestamp(0), Timestamp(350)).await.unwrap(), 1);
    assert!(book.end_session(&TokenHash([3; 32])).await.unwrap());
    assert!(!book.end_session(&TokenHash([3; 32])).await.unwrap());
    assert!(!book.touch_session(&TokenHash([3; 32]), Timestamp(1)).await.unwrap());
    assert_eq!(book.end_sessions_of(&sara()).await.unwrap(), 1);
    assert_eq!(book.sessions().await.unwrap(), []);
    assert!(!format!("{:?}", session(7, "sara", 1)).contains("7, 7"), "a token never prints");
    book.shutdown().await;
}

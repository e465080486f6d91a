//! What agents took and carried today is read from the book as it happened, of calls that were cut as far as they are known.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;

use wasl_model::*;
use wasl_record::{Book, CallBook, Taken};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

fn at(s: i64) -> Timestamp {
    Timestamp(NOON.0 + s * 1000)
}

async fn open(dir: &Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

/// A call under way, its story told by the second.
struct Told {
    call: CallBook,
}

impl Told {
    async fn begin(book: &Book, from: &str) -> Self {
        let call = book.begin(CallId::new(), NOON).await;
        let mut told = Self { call };
        let (leg, dialled) = (LegId::numbered(1), "support".to_owned());
        told.says(0, CallEvent::Arrived { leg, from: Some(from.into()), dialled, trunk: None }).await;
        told
    }

    async fn says(&mut self, s: i64, event: CallEvent) {
        self.call.append(at(s), MediaTime(u64::try_from(s * 1000).unwrap()), event).await;
    }

    async fn feels(&mut self, s: i64, angry: f32) {
        let scores = MoodScores::from_array([angry, 0.0, 0.0, 1.0 - angry, 0.0, 0.0]);
        let (span, label) = (Span { start: MediaTime(0), end: MediaTime(100) }, Mood::Angry);
        let reading =
            MoodReading { span, label, confidence: 1.0, scores, arousal: None, valence: None, evidence: Vec::new() };
        self.says(s, CallEvent::Mood { reading }).await;
    }

    /// Offered to the agent on that leg, and taken or not.
    async fn offered(&mut self, s: i64, agent: &str, leg: u128, weight: f32, outcome: OfferOutcome) {
        let (agent, leg, offer) = (AgentId::from(agent), LegId::numbered(leg), OfferId::new());
        let reasons = OfferReasons { weight, ..OfferReasons::default() };
        self.says(s, CallEvent::LegAdded { leg, side: LegSide::Agent, agent: Some(agent.clone()) }).await;
        self.says(s, CallEvent::Offered { offer, agent: agent.clone(), leg, reasons }).await;
        self.says(s, CallEvent::OfferEnded { offer, agent, outcome }).await;
    }

    async fn bridged(&mut self, s: i64, agent: &str, leg: u128) {
        let (agent, leg) = (Some(AgentId::from(agent)), LegId::numbered(leg));
        self.says(s, CallEvent::Bridged { leg, agent }).await;
    }

    async fn parted(&mut self, s: i64, leg: u128) {
        self.says(s, CallEvent::Unbridged { leg: LegId::numbered(leg) }).await;
    }

    async fn left(&mut self, s: i64, leg: u128) {
        self.says(s, CallEvent::LegEnded { leg: LegId::numbered(leg), cause: EndCause::Released }).await;
    }

    async fn ends(mut self, s: i64, hangup: Hangup) -> CallId {
        self.says(s, CallEvent::Ended { hangup }).await;
        let id = self.call.id();
        self.call.close().await;
        id
    }
}

fn took(call: CallId, agent: &str, from: i64, to: i64, before: f64, during: f64) -> Taken {
    Taken { call, agent: agent.into(), at: at(from), before, ended: at(to), during, abuse: false }
}

#[tokio::test]
async fn a_talk_takes_from_the_answer_until_the_agent_leaves_whoever_is_asked_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut told = Told::begin(&book, "0501111111").await;
    let refused = OfferOutcome::Refused { cause: RefusalCause::NoAnswer };
    told.feels(1, 0.5).await;
    told.offered(2, "omar", 2, 0.5, refused).await;
    told.left(2, 2).await;
    told.offered(10, "noura", 3, 0.5, OfferOutcome::Accepted).await;
    told.bridged(10, "noura", 3).await;
    told.feels(20, 0.75).await;
    told.feels(30, 0.25).await;
    // Noura asks a colleague, whom the caller never hears, and leaves only after that.
    told.parted(40, 3).await;
    told.feels(50, 1.0).await;
    told.offered(55, "sara", 4, 0.25, OfferOutcome::Accepted).await;
    told.left(70, 4).await;
    told.left(80, 3).await;
    told.offered(90, "noura", 5, 1.0, OfferOutcome::Accepted).await;
    told.bridged(90, "noura", 5).await;
    told.says(100, CallEvent::AbuseReported { agent: "noura".into() }).await;
    told.parted(100, 5).await;
    told.left(101, 5).await;
    let call = told.ends(101, Hangup::ByCaller).await;
    let abused = |taken| Taken { abuse: true, ..taken };
    let expected = [
        abused(took(call, "noura", 10, 80, 0.5, 0.5)),
        took(call, "sara", 55, 70, 0.25, 0.25),
        abused(took(call, "noura", 90, 101, 1.0, 1.0)),
    ];
    assert_eq!(book.taken_since(at(10)).await.unwrap(), expected);
    assert_eq!(book.taken_since(at(11)).await.unwrap(), expected[1..]);
    book.shutdown().await;
}

#[tokio::test]
async fn a_talk_that_a_crash_cut_is_as_long_as_it_is_known_to_have_been() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut told = Told::begin(&book, "0501111111").await;
    told.offered(5, "noura", 2, 0.0, OfferOutcome::Accepted).await;
    told.bridged(5, "noura", 2).await;
    told.feels(25, 1.0).await;
    let call = told.call.id();
    let ended = Told::begin(&book, "0502222222").await.ends(40, Hangup::Abandoned).await;
    book.shutdown().await;
    drop((told, book));
    let book = open(dir.path()).await;
    assert_eq!(book.taken_since(NOON).await.unwrap(), [took(call, "noura", 5, 25, 0.0, 1.0)]);
    let both = [Hangup::Abandoned, Hangup::Interrupted];
    let ids = |calls: Vec<wasl_record::CallSummary>| calls.into_iter().map(|call| call.id).collect::<Vec<_>>();
    assert_eq!(ids(book.ended_since(at(40), &both).await.unwrap()), [ended, call]);
    assert_eq!(
        ids(book.ended_since(at(41), &both).await.unwrap()),
        [call],
        "a crash ends a call when the book is opened"
    );
    assert_eq!(ids(book.ended_since(at(0), &[Hangup::Abandoned]).await.unwrap()), [ended]);
    book.shutdown().await;
}

#[tokio::test]
async fn what_callers_weighed_goes_with_their_calls() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut told = Told::begin(&book, "0501111111").await;
    told.offered(5, "noura", 2, 0.5, OfferOutcome::Accepted).await;
    told.bridged(5, "noura", 2).await;
    told.feels(25, 1.0).await;
    told.ends(30, Hangup::ByCaller).await;
    let weights = || async {
        let raw = common::raw(dir.path()).await;
        let row = sqlx::query("SELECT count(*) AS n FROM talk_weights").fetch_one(&raw).await.unwrap();
        raw.close().await;
        sqlx::Row::get::<i64, _>(&row, "n")
    };
    assert_eq!(weights().await, 1);
    book.erase_number(&"0501111111".into(), &"sara".into()).await.unwrap();
    assert_eq!((weights().await, book.taken_since(NOON).await.unwrap()), (0, vec![]));
    book.shutdown().await;
}

#[tokio::test]
#[ignore = "a hundred thousand calls"]
async fn a_day_of_a_hundred_thousand_calls_is_read_in_seconds() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).await.shutdown().await;
    let raw = common::raw(dir.path()).await;
    let n = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)";
    let id = |prefix: u32| format!("printf('{prefix:08x}-0000-7000-8000-%012x', i)");
    let (call, at, accepted) = (id(1), format!("{} + i * 100", NOON.0), "'{\"outcome\":\"accepted\"}'");
    for statement in [
        format!(
            "INSERT INTO calls (id, began_ms, ended_ms, dialled, hangup, recording, media_ms, events) \
             {n} SELECT {call}, {at}, {at} + 90000, 'support', 'by_caller', 'none', 0, 9 FROM n"
        ),
        format!(
            "INSERT INTO offers (id, call_id, agent, at_ms, score, waited_ms, reasons, ended_ms, outcome, weight) \
             {n} SELECT {}, {call}, 'agent' || (i % 300), {at}, 0, 0, '{{}}', {at}, {accepted}, 0.5 FROM n",
            id(2)
        ),
        format!(
            "INSERT INTO talks (call_id, seq, agent, leg, began_ms, ended_ms, media_began_ms, media_ended_ms) \
             {n} SELECT {call}, 5, 'agent' || (i % 300), {}, {at}, {at} + 80000, 0, 80000 FROM n",
            id(3)
        ),
        format!(
            "INSERT INTO legs (call_id, leg, agent, ended_ms) {n} SELECT {call}, {}, 'agent' || (i % 300), {at} + 80000 FROM n",
            id(3)
        ),
        format!("INSERT INTO talk_weights (call_id, seq, weight, readings) {n} SELECT {call}, 5, 1.0, 4 FROM n"),
    ] {
        sqlx::query(&statement).execute(&raw).await.unwrap();
    }
    raw.close().await;
    let book = open(dir.path()).await;
    let since = std::time::Instant::now();
    let taken = book.taken_since(NOON).await.unwrap();
    let took = since.elapsed();
    eprintln!("{} calls in {took:?}", taken.len());
    assert!(
        taken.len() == 100_000
            && taken.iter().all(|taken| taken.during < 0.3 && taken.ended == at_ms(taken.at, 80_000))
    );
    assert!(took.as_secs() < 20, "{took:?}");
    book.shutdown().await;
}

fn at_ms(from: Timestamp, ms: i64) -> Timestamp {
    Timestamp(from.0 + ms)
}

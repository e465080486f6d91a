//! What a start tells the dispatcher of the time before, from a book with a day in it.

use std::path::Path;

use wasl_model::{
    AgentId, EndCause, HandoverCause, LegId, LegSide, MediaTime, Mood, MoodReading, MoodScores, OfferId, OfferReasons,
    RefusalCause, Span,
};

use super::*;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

fn at(s: i64) -> Timestamp {
    Timestamp(NOON.0 + s * 1000)
}

fn handed_over() -> CallEvent {
    CallEvent::HandedOver { cause: HandoverCause::Asked, queue: "support".into() }
}

fn queued(queue: &str, place_kept: bool) -> CallEvent {
    CallEvent::Queued { queue: queue.into(), position: 1, wait: None, place_kept }
}

fn offer_ended(outcome: OfferOutcome) -> CallEvent {
    CallEvent::OfferEnded { offer: OfferId::numbered(1), agent: "noura".into(), outcome }
}

fn wait(events: &[(i64, CallEvent)]) -> Option<Wait> {
    let entries = events.iter().zip(0..).map(|((s, event), seq)| TimelineEntry {
        call: CallId::numbered(1),
        seq,
        at: at(*s),
        media_at: MediaTime::ZERO,
        event: event.clone(),
    });
    unanswered_wait(&entries.collect::<Vec<_>>())
}

#[test]
fn a_wait_counts_from_its_begin_where_it_began_until_an_agent_takes_the_call() {
    let waited = |s, place_kept| Some(Wait { queue: "support".into(), since: at(s), place_kept });
    let refused = OfferOutcome::Refused { cause: RefusalCause::NoAnswer };
    assert_eq!(wait(&[(0, CallEvent::Answered)]), None);
    assert_eq!(wait(&[(5, handed_over()), (6, queued("support", false))]), waited(5, false));
    assert_eq!(wait(&[(5, queued("support", true)), (9, queued("sales", true))]), waited(5, true), "it overflowed");
    assert_eq!(wait(&[(5, handed_over()), (8, offer_ended(refused))]), waited(5, false));
    let taken = [(5, handed_over()), (8, offer_ended(OfferOutcome::Accepted))];
    assert_eq!(wait(&taken), None);
    let lost = [&taken[..], &[(30, handed_over())]].concat();
    assert_eq!(wait(&lost), waited(5, false), "the agent was lost");
}

async fn open(dir: &Path) -> Book {
    let store = format!("sqlite://{}", dir.join("wasl.db").display());
    Book::open(&store, &dir.join("recordings")).await.unwrap()
}

async fn abandoned(book: &Book, from: &str, s: i64, place_kept: bool) {
    let call = book.begin(CallId::new(), at(s)).await;
    let (leg, dialled) = (LegId::new(), "support".to_owned());
    let events = [
        (s, CallEvent::Arrived { leg, from: Some(from.into()), dialled, trunk: None }),
        (s + 1, handed_over()),
        (s + 2, queued("support", place_kept)),
        (s + 20, CallEvent::Ended { hangup: Hangup::Abandoned }),
    ];
    for (s, event) in events {
        call.append(at(s), MediaTime::ZERO, event).await;
    }
    call.close().await;
}

#[tokio::test]
async fn a_place_handed_on_from_call_to_call_counts_from_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    abandoned(&book, "0501111111", -900, false).await;
    abandoned(&book, "0501111111", -120, false).await;
    abandoned(&book, "0501111111", -80, true).await;
    abandoned(&book, "0501111111", -40, true).await;
    abandoned(&book, "0502222222", -90, false).await;
    let memory = Memory::of(&RoutingConfig::default(), NOON);
    let what = Happened::Left { caller: "0501111111".into(), queue: "support".into(), since: at(-119) };
    let place = Past { at: at(-20), what };
    assert_eq!(memory.places(&book).await.unwrap(), [place], "of the last minute, and not taken up again");
}

/// A call with mood readings, taken by noura; `ends` in the story's own way.
async fn taken(book: &Book, s: i64, weight: f32, ends: &[(i64, CallEvent)]) {
    let call = book.begin(CallId::new(), at(s)).await;
    let (leg, agent, offer) = (LegId::numbered(2), AgentId::from("noura"), OfferId::new());
    let reasons = OfferReasons { weight, ..OfferReasons::default() };
    let reading = |mood| CallEvent::Mood { reading: read(mood) };
    let outcome = OfferOutcome::Accepted;
    let events = [
        (s, CallEvent::Arrived { leg: LegId::numbered(1), from: None, dialled: "support".into(), trunk: None }),
        (s + 1, reading([1.0, 0.0, 0.0, 0.0, 0.0, 0.0])),
        (s + 2, CallEvent::LegAdded { leg, side: LegSide::Agent, agent: Some(agent.clone()) }),
        (s + 2, CallEvent::Offered { offer, agent: agent.clone(), leg, reasons }),
        (s + 5, CallEvent::OfferEnded { offer, agent: agent.clone(), outcome }),
        (s + 5, CallEvent::Bridged { leg, agent: Some(agent) }),
        (s + 10, reading([0.5, 0.5, 0.0, 0.0, 0.0, 0.0])),
        (s + 20, reading([0.0, 0.5, 0.0, 0.5, 0.0, 0.0])),
    ];
    for (second, event) in events.into_iter().chain(ends.iter().map(|(second, event)| (s + second, event.clone()))) {
        let media_at = MediaTime(u64::try_from((second - s) * 1000).unwrap());
        call.append(at(second), media_at, event).await;
    }
}

fn read(scores: [f32; 6]) -> MoodReading {
    let span = Span { start: MediaTime(0), end: MediaTime(500) };
    let (scores, label) = (MoodScores::from_array(scores), Mood::Angry);
    MoodReading { span, label, confidence: 0.5, scores, arousal: None, valence: None, evidence: Vec::new() }
}

#[tokio::test]
async fn what_an_agent_took_and_carried_is_read_back_after_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let leg = LegId::numbered(2);
    let book = open(dir.path()).await;
    let ends = [
        (65, CallEvent::Unbridged { leg }),
        (65, CallEvent::LegEnded { leg, cause: EndCause::Released }),
        (65, CallEvent::AbuseReported { agent: "noura".into() }),
        (66, CallEvent::Ended { hangup: Hangup::ByAgent }),
    ];
    taken(&book, -600, 0.75, &ends).await;
    taken(&book, -300, 0.25, &[(30, CallEvent::Held { leg })]).await;
    book.shutdown().await;
    drop(book);
    let book = open(dir.path()).await;
    let told: Vec<Past> = book.taken_since(at(-3600)).await.unwrap().into_iter().flat_map(of_taken).collect();
    let talk = |s: i64, time, before, end| {
        let (agent, during) = (AgentId::from("noura"), 0.5);
        let time = Duration::from_secs(time);
        let talked = Happened::Talked { agent: agent.clone(), time, before, during, end };
        [Past { at: at(s), what: Happened::Took { agent, weight: before } }, Past { at: at(s) + time, what: talked }]
    };
    let cut = talk(-295, 25, 0.25, TalkEnd::Done);
    assert_eq!(told, [talk(-595, 60, 0.75, TalkEnd::Abuse), cut].concat(), "one was cut as far as it is known");
    assert_eq!(book.taken_since(at(-400)).await.unwrap().len(), 1);
}

//! Two calls and a visit on a real book, read.

use std::time::Duration;

use wasl_console::kept::{FindingState, KeptFinding, KeptOutreach, OutreachOutcome, OutreachState};
use wasl_model::secret::SecretKind;
use wasl_model::{
    BranchId, CallEvent, CallId, Customer, CustomerId, Hangup, Language, LegId, MediaTime, Mood, MoodReading,
    MoodScores, PromiseAnswer, PromiseId, PromiseOutcome, PromiseState, Span, Speaker, Timestamp, Utterance,
    UtteranceId, Visit, VisitId,
};
use wasl_record::quality::reading::CallReading;
use wasl_record::{Book, CardFilter, PromiseChange, PromiseFilter};
use wasl_review::answers::AnswerBook;
use wasl_review::consistency::FindingKind;
use wasl_review::promises::Site;

use super::*;
use crate::clock;

const NUMBER: &str = "+966500000001";

async fn open(dir: &std::path::Path) -> Book {
    Book::open(&format!("sqlite://{}", dir.join("wasl.db").display()), &dir.join("recordings")).await.unwrap()
}

fn reader(book: &Book) -> Reader {
    let zone = time::UtcOffset::UTC;
    let rules = Rules { zone, book: AnswerBook::default() };
    Reader {
        book: book.clone(),
        live: std::sync::Arc::default(),
        rules,
        site: Site { zone, branches: Vec::new() },
        wrap_up: std::time::Duration::from_secs(10),
    }
}

fn hours_ago(hours: u64) -> Timestamp {
    Timestamp::from_millis(clock::now().as_millis() - i64::try_from(hours * 3_600_000).unwrap())
}

fn said(n: u128, speaker: Speaker, start: u64, text: &str) -> CallEvent {
    let utterance = Utterance {
        id: UtteranceId::numbered(n),
        speaker,
        span: Span { start: MediaTime(start), end: MediaTime(start + 2_000) },
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words: vec![],
        matched: None,
        values: vec![],
    };
    CallEvent::Heard { utterance }
}

fn felt(label: Mood, at: u64) -> CallEvent {
    let satisfied = if label == Mood::Satisfied { 0.9 } else { 0.0 };
    let angry = if label == Mood::Angry { 0.9 } else { 0.0 };
    let scores = MoodScores { satisfied, angry, neutral: 0.1, frustrated: 0.0, lost: 0.0, sad: 0.0 };
    let span = Span { start: MediaTime(at), end: MediaTime(at + 1_000) };
    CallEvent::Mood {
        reading: MoodReading { label, scores, confidence: 0.9, arousal: None, valence: None, span, evidence: vec![] },
    }
}

async fn call(book: &Book, n: u128, at: Timestamp, talk: Vec<CallEvent>, hangup: Hangup) -> CallId {
    let call = book.begin(CallId::numbered(n), at).await;
    let (leg, from) = (LegId::numbered(n), Some(NUMBER.into()));
    call.append(at, MediaTime::ZERO, CallEvent::Arrived { leg, from, dialled: "support".into(), trunk: None }).await;
    for event in talk {
        call.append(at, MediaTime(1_000), event).await;
    }
    call.append_kept(at, MediaTime(60_000), CallEvent::Ended { hangup }).await.unwrap();
    let id = call.id();
    call.close().await;
    id
}

fn bridged() -> CallEvent {
    CallEvent::Bridged { leg: LegId::numbered(77), agent: Some("sara".into()) }
}

async fn customer(book: &Book) -> CustomerId {
    let customer = Customer {
        id: "khalid".into(),
        name: Some("خالد".into()),
        numbers: vec![NUMBER.into()],
        city: None,
        language: Some(Language::Ar),
        occasion: None,
    };
    book.put_customer(customer).await.unwrap().id
}

async fn read_all(reader: &Reader) {
    for owed in reader.book.unmasked(64).await.unwrap() {
        reader.book.mask_call(owed, &[SecretKind::Card]).await.unwrap();
    }
    while reader.read_page().await.unwrap() {}
}

#[tokio::test]
async fn what_the_phone_promised_and_the_branch_refused_is_found_with_both_quotes_once() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let khalid = customer(&book).await;
    let talk = vec![
        bridged(),
        felt(Mood::Angry, 1_000),
        said(1, Speaker::Caller, 1_000, "أريد استرداد المبلغ"),
        said(2, Speaker::Agent, 4_000, "أعتذر منك، أبشر، سنعيد لك المبلغ غدًا في الفرع"),
        felt(Mood::Satisfied, 9_000),
    ];
    let phone = call(&book, 1, hours_ago(30), talk, Hangup::ByCaller).await;
    let reader = reader(&book);
    read_all(&reader).await;
    let reading: CallReading = book.kept(&phone.to_string()).await.unwrap().unwrap();
    assert_eq!((reading.mood_start, reading.mood_end), (Some(Mood::Angry), Some(Mood::Satisfied)));
    assert!(reading.reached_person && reading.score.is_some());
    let promises = book.promises_in(phone).await.unwrap();
    assert_eq!(promises.len(), 1, "{promises:?}");
    assert_eq!(
        (promises[0].promise.state, promises[0].utterance),
        (PromiseState::Suggested, Some(UtteranceId::numbered(2)))
    );
    let confirmed = PromiseChange { state: Some(PromiseState::Open), ..PromiseChange::default() };
    book.change_promise(promises[0].promise.id, &confirmed, &"sara".into(), None).await.unwrap();

    let outcome = PromiseAnswer {
        promise: promises[0].promise.id,
        outcome: PromiseOutcome::NotKept,
        why: Some("لا يوجد طلب في النظام".into()),
    };
    let visit = Visit {
        id: VisitId::numbered(9),
        customer: khalid.clone(),
        branch: BranchId::from("olaya"),
        at: hours_ago(2),
        reason: None,
        served_by: Some("موظف الفرع".into()),
        notes: "لا يمكن إعادة المبلغ ولا يوجد أي طلب".into(),
        outcomes: vec![outcome],
        left: Some(Mood::Sad),
        said: vec![],
    };
    book.log_visit(visit, &"branch".into()).await.unwrap();
    read_all(&reader).await;
    let found = book.whole_shelf::<KeptFinding>(&CardFilter::default()).await.unwrap();
    let broken = found.iter().find(|kept| kept.finding.kind == FindingKind::BrokenPromise).unwrap();
    assert_eq!(
        (broken.state, broken.call, broken.visit),
        (FindingState::Open, Some(phone), Some(VisitId::numbered(9)))
    );
    assert_eq!((&broken.customer, &broken.branch), (&Some(khalid), &Some("olaya".into())));
    assert!(broken.finding.phone.words.reveal().contains("سنعيد لك المبلغ"));
    assert!(!broken.finding.branch.words.reveal().is_empty());

    // The same words again: after kill -9 in between, or when one more event came.
    let late = CallEvent::CallerFelt { mood: Mood::Satisfied, kept: None };
    book.append_late(phone, late).await.unwrap();
    read_all(&reader).await;
    let again = book.whole_shelf::<KeptFinding>(&CardFilter::default()).await.unwrap();
    let ids = |found: &[KeptFinding]| found.iter().map(|kept| kept.id).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&found), "kept once");
    assert_eq!(book.promises_in(phone).await.unwrap().len(), 1);
    assert_eq!(book.unread(9).await.unwrap(), []);
    book.shutdown().await;
}

#[tokio::test]
async fn whoever_gave_up_waiting_is_on_the_list_until_they_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    call(&book, 1, hours_ago(5), vec![felt(Mood::Angry, 1_000)], Hangup::Abandoned).await;
    let reader = reader(&book);
    read_all(&reader).await;
    let list = book.whole_shelf::<KeptOutreach>(&CardFilter::default()).await.unwrap();
    assert_eq!((list.len(), list[0].state), (1, OutreachState::Open));
    assert_eq!(list[0].found.number, Some(NUMBER.into()));
    let talk = vec![bridged(), felt(Mood::Satisfied, 1_000)];
    call(&book, 2, hours_ago(1), talk, Hangup::ByCaller).await;
    read_all(&reader).await;
    let list = book.whole_shelf::<KeptOutreach>(&CardFilter::default()).await.unwrap();
    assert_eq!(
        (list.len(), list[0].state, list[0].outcome),
        (1, OutreachState::Closed, Some(OutreachOutcome::CameBack))
    );
    assert_eq!(list[0].mood_back, Some(Mood::Satisfied));
    book.shutdown().await;
}

#[tokio::test]
async fn somebody_who_may_still_call_again_is_looked_at_later() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    call(&book, 1, clock::now(), vec![], Hangup::Abandoned).await;
    read_all(&reader(&book)).await;
    assert_eq!(book.whole_shelf::<KeptOutreach>(&CardFilter::default()).await.unwrap(), []);
    assert_eq!(book.unread(9).await.unwrap(), [], "not owed yet");
    book.owe_person(NUMBER, clock::now() + Duration::from_secs(86_400)).await.unwrap();
    assert_eq!(book.unread(9).await.unwrap(), []);
    book.shutdown().await;
}

#[tokio::test]
async fn a_named_branch_is_known_from_the_configuration_and_what_a_branch_promises_is_suggested_once() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let khalid = customer(&book).await;
    let olaya =
        wasl_review::BranchNames { id: "olaya".into(), names: vec!["العليا".to_owned(), "Olaya".to_owned()] };
    let mut reader = reader(&book);
    reader.site.branches = vec![olaya];
    let promised = said(2, Speaker::Agent, 4_000, "سنسلمك البطاقة غدًا في فرع العليا");
    let phone = call(&book, 1, hours_ago(30), vec![bridged(), promised], Hangup::ByCaller).await;
    read_all(&reader).await;
    let heard = book.promises_in(phone).await.unwrap();
    assert_eq!(heard.iter().map(|owed| owed.promise.branch.clone()).collect::<Vec<_>>(), [Some("olaya".into())]);

    let visit = Visit {
        id: VisitId::numbered(9),
        customer: khalid.clone(),
        branch: "الملز".into(),
        at: hours_ago(2),
        reason: None,
        served_by: None,
        notes: "سنسلمك البطاقة يوم الأحد".into(),
        outcomes: vec![],
        left: Some(Mood::Neutral),
        said: vec![],
    };
    book.log_visit(visit, &"reem".into()).await.unwrap();
    read_all(&reader).await;
    book.owe_person(NUMBER, clock::now()).await.unwrap();
    read_all(&reader).await;
    let suggested = PromiseFilter { agent: Some("reem".into()), ..PromiseFilter::default() };
    let found = book.promises(&suggested, 9).await.unwrap().items;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].promise.state, &found[0].promise.branch, &found[0].promise.customer, found[0].promise.due.is_some()),
        (PromiseState::Suggested, &Some("الملز".into()), &Some(khalid), true)
    );
    book.shutdown().await;
}

#[tokio::test]
async fn what_is_found_by_words_stays_when_they_are_gone_and_the_ledger_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let khalid = customer(&book).await;
    let talk = vec![
        bridged(),
        said(1, Speaker::Caller, 1_000, "كم رسوم إصدار البطاقة"),
        said(2, Speaker::Agent, 4_000, "إصدار البطاقة بدون رسوم"),
        said(3, Speaker::Agent, 8_000, "بنتصل عليك بكرة"),
    ];
    let phone = call(&book, 1, hours_ago(60), talk, Hangup::ByCaller).await;
    let visit = Visit {
        id: VisitId::numbered(9),
        customer: khalid,
        branch: BranchId::from("olaya"),
        at: hours_ago(40),
        reason: None,
        served_by: None,
        notes: "رسوم إصدار البطاقة 50 ريال".into(),
        outcomes: vec![],
        left: None,
        said: vec![],
    };
    book.log_visit(visit, &"branch".into()).await.unwrap();
    let reader = reader(&book);
    read_all(&reader).await;
    let found = async || book.whole_shelf::<KeptFinding>(&CardFilter::default()).await.unwrap();
    let (before, reading) = (found().await, book.kept::<CallReading>(&phone.to_string()).await.unwrap());
    assert!(matches!(&before[..], [one] if one.finding.promise.is_none()), "{before:?}");
    assert!(!before[0].finding.phone.words.reveal().is_empty());

    let keep = wasl_record::Keep { transcript_days: Some(1), ..wasl_record::Keep::default() };
    assert_eq!(book.retain(keep, false).await.unwrap().transcripts, 1);
    for _ in 0..2 {
        book.append_late(phone, CallEvent::CallerFelt { mood: Mood::Satisfied, kept: None }).await.unwrap();
        read_all(&reader).await;
        let after = found().await;
        assert_eq!(after.iter().map(|kept| kept.id).collect::<Vec<_>>(), [before[0].id]);
        assert_eq!(after[0].finding.phone.words, "".into());
        assert_eq!(after[0].finding.phone.fact, before[0].finding.phone.fact);
        assert_eq!(book.kept::<CallReading>(&phone.to_string()).await.unwrap(), reading);
        let promises = book.promises_in(phone).await.unwrap();
        assert!(matches!(&promises[..], [owed] if owed.promise.what == "".into() && owed.promise.due.is_some()));
        book.retain(keep, false).await.unwrap();
    }
    book.shutdown().await;
}

#[tokio::test]
async fn a_promise_to_call_a_number_is_heard_though_the_number_is_not_kept() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let told = said(2, Speaker::Agent, 4_000, "بنتصل عليك بكرة على 0551234567");
    let phone = call(&book, 1, hours_ago(30), vec![bridged(), told], Hangup::ByCaller).await;
    let owed = book.unmasked(1).await.unwrap()[0];
    let kinds = crate::config::privacy::Privacy::default().mask;
    assert_eq!(book.mask_call(owed, &kinds).await.unwrap(), 1);
    read_all(&reader(&book)).await;
    let promises = book.promises_in(phone).await.unwrap();
    assert_eq!(promises.len(), 1, "{promises:?}");
    assert!(promises[0].promise.what.reveal().contains("بنتصل") && promises[0].promise.due.is_some());
    assert!(!promises[0].promise.what.reveal().contains("0551234567"));
    assert_eq!(promises[0].number, Some(NUMBER.into()), "who called is kept apart from the words");
    book.shutdown().await;
}

#[tokio::test]
async fn nobody_is_told_of_a_lapse_that_only_a_wrong_clock_saw() {
    use wasl_record::clock::{Clock, Hands};
    let start = clock_of_the_day();
    let hands = Hands::at(start);
    assert!(Clock::of(hands.clone()).install(), "this test has a process of its own");
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let (reader, rules) = (reader(&book), LedgerRules::default());
    let call = book.begin(CallId::numbered(1), start).await;
    let promise = wasl_model::PromiseMade {
        id: PromiseId::numbered(1),
        what: "نعيد المبلغ".into(),
        keeper: wasl_model::PromiseKeeper::Phone,
        due: Some(rules.horizon(start) + Duration::from_secs(2 * 3_600)),
        branch: None,
        utterance: None,
    };
    let made = CallEvent::PromiseMade { agent: "sara".into(), promise };
    for event in [made, CallEvent::Ended { hangup: Hangup::ByCaller }] {
        call.append_kept(start, MediaTime::ZERO, event).await.unwrap();
    }
    call.close().await;
    let mut told = book.notices();
    hands.jump(86_400_000);
    reader.alert().await.unwrap();
    hands.jump(-86_400_000);
    reader.alert().await.unwrap();
    assert!(told.try_recv().is_err(), "it is not about to lapse");
    hands.wait(Duration::from_secs(3 * 3_600));
    reader.alert().await.unwrap();
    assert!(matches!(told.try_recv(), Ok(Notice::PromiseDue { .. })), "now it is");
    book.shutdown().await;
}

fn clock_of_the_day() -> Timestamp {
    Timestamp::from_millis(1_795_348_800_000)
}

//! The reviewers' shelves: cards found by their columns, changed one at a time, with a history; what is unread stays owed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use std::time::Duration;

use wasl_model::secret::SecretKind;
use wasl_model::*;
use wasl_record::quality::comment::{Comment, Resolved};
use wasl_record::quality::view::View;
use wasl_record::{Book, CardFilter, Changed, OpenOptions, OwedPromise, PromiseChange, PromiseFilter, Unread};

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);
const SARA: &str = "sara";

fn span(start: u64, end: u64) -> Span {
    Span { start: MediaTime(start), end: MediaTime(end) }
}

async fn open(dir: &std::path::Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

async fn call(book: &Book, n: u128, from: &str) -> CallId {
    let began = NOON + Duration::from_secs(u64::try_from(n).unwrap() * 60);
    let call = book.begin(CallId::numbered(n), began).await;
    let (leg, from) = (LegId::numbered(n), Some(Pii::from(from)));
    call.append(began, MediaTime::ZERO, CallEvent::Arrived { leg, from, dialled: "support".into(), trunk: None }).await;
    call.append_kept(began, MediaTime::ZERO, CallEvent::Ended { hangup: Hangup::ByCaller }).await.unwrap();
    let id = call.id();
    call.close().await;
    id
}

fn comment(n: u128, call: CallId, start: u64, text: &str) -> Comment {
    Comment {
        id: CommentId::numbered(n),
        call,
        author: SARA.into(),
        span: span(start, start + 900),
        text: text.into(),
        mentions: vec![],
        reply_to: None,
        resolved: None,
        made_at: NOON,
        changed_at: NOON,
    }
}

#[tokio::test]
async fn cards_are_found_by_their_columns_in_their_places_page_by_page() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let (one, two) = (call(&book, 1, "+966500000001").await, call(&book, 2, "+966500000002").await);
    for (n, of, at) in [(1, one, 9_000), (2, one, 1_000), (3, two, 500), (4, one, 5_000)] {
        let step = book.step(&SARA.into(), "write", None);
        assert!(book.put_up(&comment(n, of, at, "'); DROP TABLE comments; --<b>"), Some(&step)).await.unwrap());
    }
    assert!(!book.put_up(&comment(1, two, 0, "again"), None).await.unwrap(), "an id is given once");
    let of_one = CardFilter { call: Some(one), ..CardFilter::default() };
    let first = book.shelf::<Comment>(&of_one, 2).await.unwrap();
    assert_eq!(
        first.items,
        [
            comment(2, one, 1_000, "'); DROP TABLE comments; --<b>"),
            comment(4, one, 5_000, "'); DROP TABLE comments; --<b>")
        ]
    );
    let rest = CardFilter { after: first.next, ..of_one };
    let rest = book.shelf::<Comment>(&rest, 2).await.unwrap();
    assert_eq!((rest.items.len(), rest.next), (1, None));
    let settled = CardFilter { states: Some(vec!["resolved".into()]), ..CardFilter::default() };
    assert_eq!(book.whole_shelf::<Comment>(&settled).await.unwrap(), []);
    let nobody = CardFilter { customers: Some(vec![]), ..CardFilter::default() };
    assert_eq!(book.whole_shelf::<Comment>(&nobody).await.unwrap(), []);
    let sara = CardFilter { owner: Some(SARA.into()), since: Some(NOON), ..CardFilter::default() };
    assert_eq!(book.whole_shelf::<Comment>(&sara).await.unwrap().len(), 4);
    assert_eq!(book.whole_shelf::<View>(&CardFilter::default()).await.unwrap(), [], "another shelf");
    book.shutdown().await;
}

#[tokio::test]
async fn of_many_who_change_a_card_at_once_none_is_lost_and_the_history_tells_all() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let one = call(&book, 1, "+966500000001").await;
    book.put_up(&comment(1, one, 0, ""), None).await.unwrap();
    let id = CommentId::numbered(1).to_string();
    let change = async |letter: &str| {
        let write = |comment: &mut Comment| {
            comment.text = Pii::new(format!("{}{letter}", comment.text.reveal()));
            Ok::<_, ()>(Some(book.step(&SARA.into(), "edit", Some(Pii::from(letter)))))
        };
        book.change(&id, write).await.unwrap()
    };
    tokio::join!(change("a"), change("b"), change("c"));
    let kept: Comment = book.kept(&id).await.unwrap().unwrap();
    let mut letters: Vec<char> = kept.text.reveal().chars().collect();
    letters.sort_unstable();
    assert_eq!(letters, ['a', 'b', 'c']);
    assert_eq!(book.history_of::<Comment>(&id).await.unwrap().len(), 3);
    let refuse = |_: &mut Comment| Err("not yours");
    assert_eq!(book.change(&id, refuse).await.unwrap(), Changed::Refused("not yours"));
    let settle = |comment: &mut Comment| {
        comment.resolved = Some(Resolved { by: SARA.into(), at: NOON });
        Ok::<_, ()>(None)
    };
    assert!(matches!(book.change(&id, settle).await.unwrap(), Changed::Done(_)));
    assert_eq!(book.change("nothing", settle).await.unwrap(), Changed::Unknown);
    assert!(book.take_down::<Comment>(&id).await.unwrap());
    assert!(!book.take_down::<Comment>(&id).await.unwrap());
    assert_eq!(book.history_of::<Comment>(&id).await.unwrap(), []);
    book.shutdown().await;
}

async fn mask_all(book: &Book) {
    for owed in book.unmasked(9).await.unwrap() {
        book.mask_call(owed, &[]).await.unwrap();
    }
}

#[tokio::test]
async fn a_call_is_unread_once_it_ended_until_it_was_read_as_it_is_now() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let live = book.begin(CallId::numbered(9), NOON).await;
    live.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    let one = call(&book, 1, "+966500000001").await;
    assert_eq!(book.unread(9).await.unwrap(), [], "its words may still hold what is not to be kept");
    mask_all(&book).await;
    assert_eq!(book.unread(9).await.unwrap(), [Unread::Call { call: one, events: 2 }], "a live call is not over");
    let felt = CallEvent::CallerFelt { mood: Mood::Satisfied, kept: Some(true) };
    book.append_late(one, felt).await.unwrap();
    book.have_read(&Unread::Call { call: one, events: 2 }).await.unwrap();
    assert_eq!(book.unread(9).await.unwrap(), [Unread::Call { call: one, events: 3 }], "it changed meanwhile");
    book.have_read(&Unread::Call { call: one, events: 3 }).await.unwrap();
    assert_eq!(book.unread(9).await.unwrap(), []);
    let person = Pii::<String>::from("c1");
    let later = NOON + Duration::from_secs(60 * 60 * 24 * 36_500);
    book.owe_person("c2", later).await.unwrap();
    book.owe_person("c1", later).await.unwrap();
    book.owe_person("c1", NOON).await.unwrap();
    book.owe_person("c1", later).await.unwrap();
    let owed = book.unread(9).await.unwrap();
    assert_eq!(owed, [Unread::Person { person, at: NOON }], "only who is owed by now, and not put off again");
    book.shutdown().await;
    drop((live, book));
    let book = open(dir.path()).await;
    assert!(book.unread(9).await.unwrap().contains(&owed[0]), "a restart forgets nothing");
    book.have_read(&owed[0]).await.unwrap();
    mask_all(&book).await;
    assert_eq!(book.unread(9).await.unwrap().len(), 1, "the call that the restart ended");
    book.shutdown().await;
}

fn heard(n: u128, call: CallId, utterance: u128) -> OwedPromise {
    OwedPromise {
        promise: Promise {
            id: PromiseId::numbered(n),
            customer: None,
            made_in: Some((call, span(1_000, 3_000))),
            what: "سنعيد لك المبلغ".into(),
            due: Some(NOON),
            branch: None,
            state: PromiseState::Suggested,
        },
        keeper: PromiseKeeper::Phone,
        made_at: NOON,
        agent: Some(SARA.into()),
        utterance: Some(UtteranceId::numbered(utterance)),
        number: Some("+966500000001".into()),
        callback: None,
        closed_at: None,
        owner: None,
    }
}

#[tokio::test]
async fn a_heard_promise_is_kept_once_confirmed_with_a_reason_and_alerted_once() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let one = call(&book, 1, "+966500000001").await;
    assert!(book.suggest_promise(&heard(1, one, 7)).await.unwrap());
    assert!(!book.suggest_promise(&heard(1, one, 7)).await.unwrap());
    assert!(!book.suggest_promise(&heard(2, one, 7)).await.unwrap(), "that line is known");
    assert_eq!(book.promises_in(one).await.unwrap(), [heard(1, one, 7)]);
    let soon = NOON + Duration::from_secs(60);
    assert_eq!(book.promises_to_alert(soon).await.unwrap(), [], "nobody has confirmed it");
    assert!(book.suggest_promise(&heard(3, one, 8)).await.unwrap());
    assert!(book.dismiss_promise(PromiseId::numbered(3), &SARA.into()).await.unwrap());
    assert!(!book.suggest_promise(&heard(3, one, 8)).await.unwrap(), "it was said to be none");
    assert_eq!(book.promises_in(one).await.unwrap(), [heard(1, one, 7)]);
    let confirm = PromiseChange { state: Some(PromiseState::Open), owner: Some("huda".into()), due: None };
    assert!(
        book.change_promise(PromiseId::numbered(1), &confirm, &SARA.into(), Some("heard it".into())).await.unwrap()
    );
    assert!(!book.change_promise(PromiseId::numbered(8), &confirm, &SARA.into(), None).await.unwrap());
    assert!(!book.dismiss_promise(PromiseId::numbered(1), &SARA.into()).await.unwrap(), "a person has confirmed it");
    let due: Vec<_> = book.promises_to_alert(soon).await.unwrap().into_iter().map(|owed| owed.owner).collect();
    assert_eq!(due, [Some("huda".into())]);
    assert_eq!(book.promises_to_alert(soon).await.unwrap(), [], "told once");
    let later = PromiseChange { due: Some(soon), ..PromiseChange::default() };
    book.change_promise(PromiseId::numbered(1), &later, &"huda".into(), None).await.unwrap();
    assert_eq!(book.promises_to_alert(soon + Duration::from_secs(1)).await.unwrap().len(), 1, "a new day, a new alert");
    let kept = PromiseChange { state: Some(PromiseState::Kept), ..PromiseChange::default() };
    book.change_promise(PromiseId::numbered(1), &kept, &"huda".into(), Some("paid".into())).await.unwrap();
    let owed = book.promise(PromiseId::numbered(1)).await.unwrap().unwrap();
    assert_eq!(
        (owed.promise.state, owed.promise.due, owed.closed_at.is_some()),
        (PromiseState::Kept, Some(soon), true)
    );
    let notes: Vec<_> =
        book.promise_history(PromiseId::numbered(1)).await.unwrap().into_iter().map(|step| step.note).collect();
    assert_eq!(notes, [Some("heard it".into()), None, Some("paid".into())]);
    let of_branch = PromiseFilter { due_before: Some(NOON), ..PromiseFilter::default() };
    assert_eq!(book.promises(&of_branch, 9).await.unwrap().items, []);
    book.shutdown().await;
}

#[tokio::test]
async fn more_promises_than_a_page_are_all_alerted_though_those_told_of_stay_open() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let one = call(&book, 1, "+966500000001").await;
    for n in 1..=201 {
        let mut owed = heard(n, one, n);
        owed.promise.state = PromiseState::Open;
        assert!(book.suggest_promise(&owed).await.unwrap());
    }
    let soon = NOON + Duration::from_secs(60);
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(book.promises_to_alert(soon).await.unwrap().len());
    }
    assert_eq!(told, [200, 1, 0]);
    book.shutdown().await;
}

#[tokio::test]
async fn a_card_is_not_kept_in_a_promise_the_machine_heard() {
    let dir = tempfile::tempdir().unwrap();
    let told = "نعيد المبلغ للبطاقة 4111 1111 1111 1111";
    let hidden = "نعيد المبلغ للبطاقة •••";
    let with_card = |n, call| {
        let mut owed = heard(n, call, n);
        owed.promise.what = told.into();
        owed
    };
    let what = async |book: &Book, n| {
        let owed = book.promise(PromiseId::numbered(n)).await.unwrap();
        owed.map(|owed| owed.promise.what.into_inner())
    };
    let book = open(dir.path()).await;
    let one = call(&book, 1, "+966500000001").await;
    // Of an earlier release, and one a person has confirmed since.
    book.suggest_promise(&with_card(1, one)).await.unwrap();
    book.set_promise_state(PromiseId::numbered(1), PromiseState::Open).await.unwrap();
    let owed = book.unmasked(1).await.unwrap()[0];
    assert_eq!(book.mask_call(owed, &[SecretKind::Card]).await.unwrap(), 1);
    assert_eq!(what(&book, 1).await.as_deref(), Some(hidden));
    book.shutdown().await;
    drop(book);
    let options = OpenOptions { mask: vec![SecretKind::Card], ..common::options(dir.path()) };
    let book = Book::open_with(&common::url(dir.path()), &dir.path().join("recordings"), options).await.unwrap();
    book.suggest_promise(&with_card(2, one)).await.unwrap();
    assert_eq!(what(&book, 2).await.as_deref(), Some(hidden));
    book.shutdown().await;
}

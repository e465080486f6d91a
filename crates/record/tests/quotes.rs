//! Words of a call leave every place that quotes them, and who, when and how it stands stays.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use serde_json::{Value, json};
use wasl_model::{
    AgentId, CallEvent, CallId, Customer, CustomerId, Hangup, Language, LegId, MediaTime, Outcome, Promise, PromiseId,
    PromiseKeeper, PromiseMade, PromiseState, QueueId, Span, Speaker, Timestamp, Utterance, UtteranceId, Visit,
    VisitId, WrapUp,
};
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_record::{Book, Keep, Kept, OwedPromise, PromiseChange};

const SAID: &str = "أبغى ألغي بطاقة الزرافة اليوم قبل المغرب";
const WORD: &str = "الزرافة";
const DAY_MS: i64 = 86_400_000;

fn days_ago(days: i64) -> Timestamp {
    let unix = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp((Timestamp::default() + unix).as_millis() - days * DAY_MS)
}

async fn open(dir: &std::path::Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

/// A call in which an agent promises something and the machine a callback.
async fn call(book: &Book, n: u128, at: Timestamp) -> CallId {
    let kept = book.begin(CallId::numbered(n), at).await;
    let turn = Utterance {
        id: UtteranceId::numbered(n * 10),
        speaker: Speaker::Caller,
        span: Span { start: MediaTime(0), end: MediaTime(900) },
        language: Language::Ar,
        text: SAID.into(),
        confidence: 0.9,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    };
    let promise = PromiseMade {
        id: PromiseId::numbered(n * 10),
        what: format!("نرجع مبلغ {WORD}").into(),
        keeper: PromiseKeeper::Branch,
        due: Some(days_ago(-3)),
        branch: Some("olaya".into()),
        utterance: None,
    };
    let again = Utterance { text: format!("{SAID} إن شاء الله").into(), ..turn.clone() };
    let from = Some(format!("+96655000000{n}").as_str().into());
    let events = [
        CallEvent::Arrived { leg: LegId::numbered(n), from, dialled: "support".into(), trunk: None },
        CallEvent::Heard { utterance: turn },
        CallEvent::ReadAgain { utterance: again, model: "large".into() },
        CallEvent::Noted { agent: "omar".into(), text: format!("يسأل عن {WORD}").into() },
        CallEvent::PromiseMade { agent: "omar".into(), promise },
        CallEvent::CallbackPromised { queue: QueueId::from("cards"), number: None, terms: None },
        CallEvent::WrappedUp {
            agent: "omar".into(),
            wrap_up: WrapUp { outcome: Outcome::Solved, summary: format!("ألغيت {WORD}").into() },
        },
        CallEvent::Ended { hangup: Hangup::ByCaller },
    ];
    for event in events {
        kept.append_kept(at, MediaTime(900), event).await.unwrap();
    }
    kept.close().await;
    CallId::numbered(n)
}

/// A card of a call, as far as the book looks into it.
macro_rules! card {
    ($name:ident, $shelf:expr) => {
        #[derive(Clone, serde::Serialize, serde::Deserialize)]
        struct $name {
            of: CallId,
            #[serde(flatten)]
            rest: serde_json::Map<String, Value>,
        }

        impl Kept for $name {
            const SHELF: Shelf = $shelf;

            fn id(&self) -> String {
                self.of.to_string()
            }

            fn spine(&self) -> Spine {
                Spine { call: Some(self.of), ..Spine::default() }
            }
        }
    };
}
card!(Found, Shelf::Findings);
card!(Sheet, Shelf::Sheets);
card!(Remark, Shelf::Comments);
card!(Silent, Shelf::Outreach);

fn fields(value: &Value) -> serde_json::Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Everything that quotes the call, in all the ways there are.
async fn quote_everywhere(book: &Book, call: CallId) {
    let by = AgentId::from("sara");
    let told = format!("قال «بطاقه {WORD}» وانتظر");
    let step = book.step(&by, "note", Some(told.as_str().into()));
    let quote = json!({ "words": SAID, "part": { "start": 0, "end": 4 }, "fact": 7 });
    let verdict = json!({ "phone": { "kind": "quote", "words": SAID }, "note": told });
    let rest = fields(&json!({ "finding": { "phone": quote }, "verdict": verdict, "question": { "text": told } }));
    book.put_up(&Found { of: call, rest }, Some(&step)).await.unwrap();
    let mark = json!({ "evidence": [{ "span": 7, "words": SAID }], "comment": told });
    let rest = fields(&json!({ "sheet": { "marks": { "listens": mark }, "history": [{ "why": told }] } }));
    book.put_up(&Sheet { of: call, rest }, Some(&step)).await.unwrap();
    book.put_up(&Remark { of: call, rest: fields(&json!({ "text": told })) }, Some(&step)).await.unwrap();
    book.put_up(&Silent { of: call, rest: fields(&json!({ "note": told })) }, Some(&step)).await.unwrap();
    let later = PromiseChange { state: Some(PromiseState::Broken), ..PromiseChange::default() };
    book.change_promise(made(call), &later, &by, Some(told.as_str().into())).await.unwrap();
    book.put_draft(&by, call, &json!({ "note": told })).await.unwrap();
    assert!(book.suggest_promise(&heard(PromiseId::numbered(777), Some(call))).await.unwrap());
}

fn made(call: CallId) -> PromiseId {
    PromiseId::numbered(call.0.as_u128() * 10)
}

fn heard(id: PromiseId, call: Option<CallId>) -> OwedPromise {
    let place = Span { start: MediaTime(0), end: MediaTime(900) };
    OwedPromise {
        promise: Promise {
            id,
            customer: None,
            made_in: call.map(|call| (call, place)),
            what: format!("سنلغي {WORD}").into(),
            due: Some(days_ago(-1)),
            branch: None,
            state: PromiseState::Suggested,
        },
        keeper: PromiseKeeper::Phone,
        made_at: days_ago(40),
        agent: Some("omar".into()),
        utterance: None,
        number: None,
        callback: None,
        closed_at: None,
        owner: None,
    }
}

/// Every place of the book where the word stands, by table.
async fn told_in(dir: &std::path::Path, word: &str) -> Vec<String> {
    let raw = common::raw(dir).await;
    let mut found = Vec::new();
    for (table, column) in PLACES {
        let asked = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{word}%'");
        let row = sqlx::query(&asked).fetch_one(&raw).await.unwrap();
        let count: i64 = sqlx::Row::get(&row, 0);
        if count > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    raw.close().await;
    found
}

const PLACES: [(&str, &str); 14] = [
    ("timeline", "event"),
    ("utterances", "words"),
    ("utterances", "other"),
    ("utterances", "folded"),
    ("calls", "summary"),
    ("wrap_ups", "summary"),
    ("drafts", "json"),
    ("promises", "what"),
    ("findings", "json"),
    ("sheets", "json"),
    ("comments", "json"),
    ("outreach", "json"),
    ("card_steps", "note"),
    ("visits", "notes"),
];

#[tokio::test]
async fn words_leave_every_place_that_quotes_them_and_the_ledger_still_stands() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let (old, young) = (call(&book, 1, days_ago(40)).await, call(&book, 2, days_ago(2)).await);
    quote_everywhere(&book, old).await;
    book.owe_second_reading(old).await.unwrap();
    let before = told_in(dir.path(), WORD).await;
    assert_eq!(before.len(), 12, "the test sees them wherever they are: {before:?}");
    let keep = Keep { transcript_days: Some(30), ..Keep::default() };
    assert_eq!(book.retain(keep, true).await.unwrap().transcripts, 1);
    assert_eq!(book.retain(keep, false).await.unwrap().transcripts, 1);
    assert_eq!(book.retain(keep, false).await.unwrap().transcripts, 0, "once is enough");
    assert_eq!(book.second_readings(9).await.unwrap(), [], "and nobody reads them from the sound again");

    let (promise, step) =
        (book.promise(made(old)).await.unwrap().unwrap(), book.promise_history(made(old)).await.unwrap());
    assert_eq!(promise.promise.what, "".into());
    assert_eq!(
        (promise.promise.state, promise.agent, promise.keeper),
        (PromiseState::Broken, Some("omar".into()), PromiseKeeper::Branch)
    );
    assert!(promise.promise.due.is_some() && promise.promise.branch == Some("olaya".into()));
    assert_eq!(step[0].note, Some("قال «…» وانتظر".into()));
    let callbacks = book.promises_in(old).await.unwrap().into_iter().filter(|owed| owed.callback.is_some());
    assert_eq!(callbacks.map(|owed| owed.promise.what).collect::<Vec<_>>(), ["callback".into()]);
    let finding = Value::Object(book.kept::<Found>(&old.to_string()).await.unwrap().unwrap().rest);
    assert_eq!(finding["finding"]["phone"]["fact"], 7, "what was found stays");
    assert_eq!(finding["question"]["text"], "قال «…» وانتظر");
    let sheet = Value::Object(book.kept::<Sheet>(&old.to_string()).await.unwrap().unwrap().rest);
    assert_eq!(sheet["sheet"]["marks"]["listens"]["evidence"], json!([{ "span": 7, "words": null }]));
    let remark = Value::Object(book.kept::<Remark>(&old.to_string()).await.unwrap().unwrap().rest);
    assert_eq!(remark["text"], "قال «…» وانتظر");
    assert_eq!(book.transcript(young).await.unwrap().unwrap().len(), 1, "another call keeps its words");

    // Of the young call's words nothing is gone; without it nothing is left.
    let still = told_in(dir.path(), WORD).await;
    for gone in ["drafts", "findings", "sheets", "comments", "outreach", "card_steps"] {
        assert!(still.iter().all(|place| !place.starts_with(gone)), "{still:?}");
    }
    let keep = Keep { transcript_days: Some(1), ..Keep::default() };
    assert_eq!(book.retain(keep, false).await.unwrap().transcripts, 1);
    assert_eq!(told_in(dir.path(), WORD).await, Vec::<String>::new());
    book.shutdown().await;
}

#[tokio::test]
async fn what_is_quoted_of_a_call_after_its_words_are_gone_goes_with_the_next_look() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = call(&book, 1, days_ago(40)).await;
    let keep = Keep { transcript_days: Some(30), ..Keep::default() };
    assert_eq!(book.retain(keep, false).await.unwrap().transcripts, 1);
    // A finding made anew, a sheet saved by a page that was open all the time, a note, a promise heard in it.
    let late = CallEvent::Noted { agent: "omar".into(), text: WORD.into() };
    let rest = fields(&json!({ "finding": { "phone": { "words": SAID } } }));
    let evidence = json!({ "sheet": { "marks": { "a": { "evidence": [{ "words": SAID }] } } } });
    for again in 0..4 {
        match again {
            0 => assert!(book.put_up(&Found { of: id, rest: rest.clone() }, None).await.unwrap()),
            1 => assert!(book.put_up(&Sheet { of: id, rest: fields(&evidence) }, None).await.unwrap()),
            2 => drop(book.append_late(id, late.clone()).await.unwrap()),
            _ => assert!(book.suggest_promise(&heard(PromiseId::numbered(777), Some(id))).await.unwrap()),
        }
        assert_eq!(told_in(dir.path(), WORD).await.len(), 1, "{again}");
        assert_eq!(book.retain(keep, false).await.unwrap().transcripts, 1, "{again}");
        assert_eq!(told_in(dir.path(), WORD).await, Vec::<String>::new(), "{again}");
    }
    book.shutdown().await;
}

#[tokio::test]
async fn a_promise_of_a_visit_loses_its_words_with_the_visit() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let customer = Customer {
        id: CustomerId::from("c-1"),
        name: None,
        numbers: vec!["+966551234567".into()],
        city: None,
        language: None,
        occasion: None,
    };
    book.put_customer(customer).await.unwrap();
    let visit = |n, days| Visit {
        id: VisitId::numbered(n),
        customer: CustomerId::from("c-1"),
        branch: "olaya".into(),
        at: days_ago(days),
        reason: None,
        served_by: None,
        notes: format!("سنلغي {WORD}").into(),
        outcomes: vec![],
        left: None,
        said: vec![],
    };
    for (n, days) in [(7, 40), (8, 2)] {
        book.log_visit(visit(n, days), &"reem".into()).await.unwrap();
    }
    // Kept by an earlier release, which did not note the visit; the reader meets it again.
    assert!(book.suggest_promise(&heard(PromiseId::numbered(7), None)).await.unwrap());
    book.suggest_promise_of(VisitId::numbered(7), &heard(PromiseId::numbered(7), None)).await.unwrap();
    assert!(book.suggest_promise_of(VisitId::numbered(8), &heard(PromiseId::numbered(8), None)).await.unwrap());
    assert!(!book.suggest_promise_of(VisitId::numbered(8), &heard(PromiseId::numbered(8), None)).await.unwrap());
    book.retain(Keep { visits_days: Some(30), ..Keep::default() }, false).await.unwrap();
    let what = async |n| book.promise(PromiseId::numbered(n)).await.unwrap().unwrap().promise.what.into_inner();
    assert_eq!((what(7).await.as_str(), what(8).await), ("", format!("سنلغي {WORD}")));
    book.shutdown().await;
}

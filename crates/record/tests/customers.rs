//! Customers as persons: found under every spelling of their numbers, with one history of phone and branch.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::time::Duration;

use wasl_model::*;
use wasl_record::{Book, CustomerError, CustomerFilter, Person};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

async fn open(dir: &Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

fn customer(id: &str, name: &str, numbers: &[&str]) -> Customer {
    Customer {
        id: id.into(),
        name: Some(Pii::from(name)),
        numbers: numbers.iter().map(|number| Pii::from(*number)).collect(),
        city: None,
        language: None,
        occasion: None,
    }
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

#[tokio::test]
async fn a_customer_is_kept_tidy_and_comes_back_as_kept() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut new = customer("", "  أبو خالد ", &["٠٠٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "+966501234567", "0112345678"]);
    new.city = Some(Pii::from("   "));
    new.occasion = Some(Pii::from("مولود جديد"));
    new.language = Some(Language::Ar);
    let kept = book.put_customer(new).await.unwrap();
    assert!(!kept.id.as_str().is_empty());
    assert_eq!(kept.numbers, [Pii::from("+966501234567"), Pii::from("0112345678")]);
    assert_eq!((kept.name.clone(), kept.city.clone()), (Some(Pii::from("أبو خالد")), None));
    assert_eq!(book.customer(&kept.id).await.unwrap(), Some(kept.clone()));
    let changed = Customer { numbers: vec![Pii::from("0112345678")], name: None, ..kept.clone() };
    assert_eq!(book.put_customer(changed.clone()).await.unwrap(), changed);
    assert_eq!(book.customer(&kept.id).await.unwrap(), Some(changed));
    assert_eq!(book.customer(&"nobody".into()).await.unwrap(), None);
    book.shutdown().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    book.put_customer(customer("a", "سارة", &["+966501234567"])).await.unwrap();
    let taken = book.put_customer(customer("b", "هدى", &["0509999999", "00966501234567"])).await;
    assert!(matches!(taken, Err(CustomerError::NumberTaken(ref whose)) if whose.as_str() == "a"));
    assert_eq!(book.customer(&"b".into()).await.unwrap(), None);
    let none = book.put_customer(customer("b", "هدى", &["0509999999", "anonymous"])).await;
    assert!(matches!(none, Err(CustomerError::BadNumber(2))));
    let long = book.put_customer(customer("b", &"ا".repeat(201), &[])).await;
    assert!(matches!(long, Err(CustomerError::TooLong("the name"))));
    let many: Vec<_> = (0..21).map(|n| format!("05000000{n:02}")).collect();
    let many = book.put_customer(customer("b", "هدى", &many.iter().map(String::as_str).collect::<Vec<_>>())).await;
    assert!(matches!(many, Err(CustomerError::TooLong(_))));
    let error = taken.unwrap_err().to_string();
    assert!(!error.contains("966"), "no number in an error: {error}");
    book.shutdown().await;
}

#[tokio::test]
async fn a_caller_is_known_in_every_spelling_and_never_by_guess() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    book.put_customer(customer("sa", "سارة", &["+966501234567"])).await.unwrap();
    let who = async |number: &str| {
        let found = book.customer_by_number(&Pii::from(number)).await.unwrap();
        found.map(|customer| customer.id.0)
    };
    for spelling in ["+966501234567", "00966501234567", "966501234567", "0501234567", "٠٥٠ ١٢٣ ٤٥٦٧"] {
        assert_eq!(who(spelling).await.as_deref(), Some("sa"), "{spelling}");
    }
    for other in ["+971501234567", "01234567", "1234567", "4567", "anonymous", ""] {
        assert_eq!(who(other).await, None, "{other}");
    }
    book.put_customer(customer("ae", "علياء", &["+971501234567"])).await.unwrap();
    assert_eq!(who("0501234567").await, None, "either could be meant");
    assert_eq!(who("+971501234567").await.as_deref(), Some("ae"));
    book.shutdown().await;
}

#[tokio::test]
async fn phone_and_branch_are_one_history() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let first = call(&book, 1, "0501234567").await;
    let second = call(&book, 3, "+966501234567").await;
    let other = call(&book, 4, "0112345678").await;
    call(&book, 5, "+971501234567").await;
    let live = book.begin(CallId::numbered(6), NOON).await;
    let from = Some(Pii::from("+966501234567"));
    let arrived = CallEvent::Arrived { leg: LegId::numbered(6), from, dialled: "support".into(), trunk: None };
    live.append_kept(NOON, MediaTime::ZERO, arrived).await.unwrap();
    let calls = async |person: Person| {
        book.history(&person, 9).await.unwrap().iter().map(|contact| contact.call).collect::<Vec<_>>()
    };
    let number = Person::Number(Pii::from("+966501234567"));
    assert_eq!(calls(number.clone()).await, [Some(second), Some(first)], "before anybody knows them");
    let id = book.put_customer(customer("k", "أبو خالد", &["+966501234567", "0112345678"])).await.unwrap().id;
    let visit = Visit {
        id: VisitId::numbered(1),
        customer: id.clone(),
        branch: "olaya".into(),
        at: NOON + Duration::from_secs(2 * 60),
        reason: Some("card".into()),
        served_by: None,
        notes: Pii::from("استلم البطاقة"),
        outcomes: vec![],
        left: Some(Mood::Satisfied),
        said: vec![],
    };
    book.log_visit(visit, &"sami".into()).await.unwrap();
    let all = [Some(other), Some(second), None, Some(first)];
    assert_eq!(calls(Person::Customer(id.clone())).await, all);
    assert_eq!(calls(number).await, all, "the number stands for the customer");
    assert_eq!(calls(Person::Number(Pii::from("011 234 5678"))).await, all);
    let history = book.history(&Person::Customer(id.clone()), 3).await.unwrap();
    assert_eq!(history.len(), 3);
    let visited = &history[2];
    assert_eq!((visited.channel, visited.branch.clone()), (Channel::Branch, Some("olaya".into())));
    assert_eq!(visited.summary, Some(Pii::from("استلم البطاقة")));
    assert_eq!((visited.intent.clone(), visited.mood_last), (Some("card".into()), Some(Mood::Satisfied)));
    assert_eq!(history[0].channel, Channel::Phone);
    assert_eq!(calls(Person::Customer("nobody".into())).await, []);
    book.shutdown().await;
}

#[tokio::test]
async fn a_promise_to_a_number_is_the_customer_s_once_they_are_known() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let made_in = call(&book, 1, "+966501234567").await;
    let promise = PromiseMade {
        id: PromiseId::numbered(1),
        what: Pii::from("البطاقة"),
        keeper: PromiseKeeper::Phone,
        due: None,
        branch: None,
        utterance: None,
    };
    book.append_late(made_in, CallEvent::PromiseMade { agent: "sara".into(), promise }).await.unwrap();
    let id = book.put_customer(customer("k", "أبو خالد", &["00966501234567"])).await.unwrap().id;
    let owed = book.open_promises(&Person::Customer(id.clone())).await.unwrap();
    assert_eq!(owed[0].promise.customer, Some(id.clone()));
    assert_eq!(owed[0].promise.made_in.map(|(call, _)| call), Some(made_in));
    let text = serde_json::to_value(&owed[0]).unwrap();
    assert_eq!((text["what"].as_str(), text["keeper"].as_str()), (Some("البطاقة"), Some("phone")), "one flat object");
    assert_eq!(book.open_promises(&Person::Customer("nobody".into())).await.unwrap(), []);
    let files = book.export(made_in, &dir.path().join("out")).await.unwrap();
    let read = |name: &str| std::fs::read_to_string(dir.path().join("out").join(name)).unwrap();
    assert!(read("customer.json").contains("أبو خالد") && read("promises.jsonl").contains("البطاقة"));
    assert!(files.iter().all(|file| file.exists()));
    book.shutdown().await;
}

#[tokio::test]
async fn customers_are_found_by_a_part_of_the_name_or_the_number() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    for (id, name, number) in [
        ("1", "أحمد الزهراني", "+966501111111"),
        ("2", "إيمان أحمد", "+966502222222"),
        ("3", "Ahmad Ali", "0113333333"),
        ("4", "100% _سعيد", "+966504444444"),
    ] {
        book.put_customer(customer(id, name, &[number])).await.unwrap();
    }
    let found = async |query: Option<&str>| {
        let filter = CustomerFilter { query: query.map(str::to_owned), after: None };
        let page = book.customers(&filter, 50).await.unwrap();
        let mut ids: Vec<_> = page.items.into_iter().map(|customer| customer.id.0).collect();
        ids.sort_unstable();
        ids.join("")
    };
    assert_eq!(found(None).await, "1234");
    assert_eq!(found(Some("احمد")).await, "12", "any spelling, any word");
    assert_eq!(found(Some("أحمَد الز")).await, "1");
    assert_eq!(found(Some("ahm")).await, "3");
    assert_eq!(found(Some("حمد")).await, "", "the beginning of a word");
    assert_eq!(found(Some("050222")).await, "2");
    assert_eq!(found(Some("٥٠١١١")).await, "1");
    assert_eq!(found(Some("+966 50 444")).await, "4");
    assert_eq!(found(Some("%")).await, "1234", "no wildcard: nothing is asked");
    assert_eq!(found(Some("_")).await, "1234");
    let mut filter = CustomerFilter::default();
    let mut seen = 0;
    loop {
        let page = book.customers(&filter, 3).await.unwrap();
        seen += page.items.len();
        let Some(next) = page.next else { break };
        filter.after = Some(next);
    }
    assert_eq!(seen, 4);
    book.shutdown().await;
}

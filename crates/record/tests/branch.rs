//! Visits kept once, with an answer for every promise; customers' fields with consent; two customers made one; journeys.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use std::path::Path;
use std::time::Duration;

use wasl_model::*;
use wasl_record::*;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);
const SARA: &str = "+966501234567";

async fn open(dir: &Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

async fn put(book: &Book, id: &str, name: &str, numbers: &[&str]) -> CustomerId {
    let numbers = numbers.iter().map(|number| Pii::from(*number)).collect();
    let name = Some(Pii::from(name));
    book.put_customer(Customer { id: id.into(), name, numbers, city: None, language: None, occasion: None })
        .await
        .unwrap()
        .id
}

/// A call at that minute, bridged or ended otherwise, in which such promises are made (number, what).
async fn call(book: &Book, n: u64, from: &str, hangup: Hangup, promises: &[(u128, &str)]) -> CallId {
    let at = NOON + Duration::from_secs(n * 60);
    let call = book.begin(CallId::numbered(n.into()), at).await;
    let (leg, from) = (LegId::numbered(1), Some(Pii::from(from)));
    call.append(at, MediaTime::ZERO, CallEvent::Arrived { leg, from, dialled: "support".into(), trunk: None }).await;
    if hangup == Hangup::ByCaller {
        call.append(at, MediaTime::ZERO, CallEvent::Bridged { leg, agent: Some("noura".into()) }).await;
    }
    for (number, what) in promises {
        let promise = PromiseMade {
            id: PromiseId::numbered(*number),
            what: Pii::from(*what),
            keeper: PromiseKeeper::Branch,
            due: None,
            branch: Some("العليا".into()),
            utterance: None,
        };
        call.append(at, MediaTime(5_000), CallEvent::PromiseMade { agent: "noura".into(), promise }).await;
    }
    call.append_kept(at, MediaTime(9_000), CallEvent::Ended { hangup }).await.unwrap();
    let id = call.id();
    call.close().await;
    id
}

fn visit(n: u128, customer: &CustomerId, minute: u64, outcomes: Vec<PromiseAnswer>) -> Visit {
    Visit {
        id: VisitId::numbered(n),
        customer: customer.clone(),
        branch: "العليا".into(),
        at: NOON + Duration::from_secs(minute * 60),
        reason: None,
        served_by: Some(Pii::from("سامي")),
        notes: Pii::from("<b>=cmd|'/c calc'!A1</b>"),
        outcomes,
        left: Some(Mood::Sad),
        said: vec![],
    }
}

fn answer(promise: u128, outcome: PromiseOutcome, why: Option<&str>) -> PromiseAnswer {
    PromiseAnswer { promise: PromiseId::numbered(promise), outcome, why: why.map(Pii::from) }
}

async fn state(book: &Book, promise: u128) -> PromiseState {
    book.promise(PromiseId::numbered(promise)).await.unwrap().unwrap().promise.state
}

fn user(name: &str, role: Role) -> User {
    User {
        name: name.into(),
        display_name: name.into(),
        role,
        disabled: false,
        has_phone: false,
        created: NOON,
        password_set: NOON,
    }
}

#[tokio::test]
async fn a_visit_is_kept_once_and_its_answers_close_promises() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    call(&book, 1, SARA, Hangup::ByCaller, &[(1, "البطاقة"), (2, "الاعتذار")]).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    let by = AgentId::from("sami");
    let silent = visit(1, &sara, 5, vec![answer(1, PromiseOutcome::Kept, None)]);
    assert!(
        matches!(book.log_visit(silent, &by).await, Err(VisitError::Unanswered(id)) if id == PromiseId::numbered(2)),
        "silence is no answer"
    );
    let blank = visit(
        1,
        &sara,
        5,
        vec![answer(1, PromiseOutcome::NotKept, Some("  ")), answer(2, PromiseOutcome::NotRaised, None)],
    );
    assert!(matches!(book.log_visit(blank, &by).await, Err(VisitError::NoReason(_))));
    let whole = visit(
        1,
        &sara,
        5,
        vec![answer(2, PromiseOutcome::NotRaised, None), answer(1, PromiseOutcome::NotKept, Some("النظام متوقف"))],
    );
    let (kept, new) = book.log_visit(whole.clone(), &by).await.unwrap();
    assert!(new);
    assert_eq!((state(&book, 1).await, state(&book, 2).await), (PromiseState::Broken, PromiseState::Open));
    let (again, new) = book.log_visit(whole.clone(), &by).await.unwrap();
    assert!(!new, "the second time it is the same visit");
    assert_eq!(again.visit, kept.visit);
    assert_eq!(book.visit(kept.visit.id).await.unwrap(), Some(again.clone()));
    let other = Visit { left: Some(Mood::Satisfied), ..whole };
    assert!(matches!(book.log_visit(other, &by).await, Err(VisitError::Different)));
    assert_eq!(again.visit.notes.reveal(), "<b>=cmd|'/c calc'!A1</b>", "as it was sent");
    let listed =
        book.visits(&VisitFilter { branches: Some(vec!["فرع".into()]), ..VisitFilter::default() }, 9).await.unwrap();
    assert!(listed.is_empty());
    let listed = book
        .visits(
            &VisitFilter {
                branches: Some(vec!["الملز".into(), " العُليا".into()]), ..VisitFilter::default()
            },
            9,
        )
        .await
        .unwrap();
    assert_eq!(listed, [again], "a branch is found in any spelling");
    book.shutdown().await;
}

#[tokio::test]
async fn a_visit_sent_late_needs_no_answer_for_what_was_promised_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    call(&book, 10, SARA, Hangup::ByCaller, &[(1, "البطاقة")]).await;
    let by = AgentId::from("sami");
    let (_, new) = book.log_visit(visit(1, &sara, 5, vec![]), &by).await.unwrap();
    assert!(new, "it was before the promise");
    assert!(matches!(book.log_visit(visit(2, &sara, 15, vec![]), &by).await, Err(VisitError::Unanswered(_))));
    let twice = vec![answer(1, PromiseOutcome::Kept, None), answer(1, PromiseOutcome::NotRaised, None)];
    assert!(matches!(book.log_visit(visit(2, &sara, 15, twice), &by).await, Err(VisitError::AnsweredTwice(_))));
    let huda = put(&book, "huda", "هدى", &["+966509999999"]).await;
    let foreign = vec![answer(1, PromiseOutcome::Kept, None)];
    assert!(matches!(book.log_visit(visit(3, &huda, 15, foreign), &by).await, Err(VisitError::NotTheirs(_))));
    let nobody = visit(4, &"nobody".into(), 15, vec![]);
    assert!(matches!(book.log_visit(nobody, &by).await, Err(VisitError::Unknown(_))));
    let long = Visit { notes: Pii::from("ا".repeat(4_001).as_str()), ..visit(5, &huda, 15, vec![]) };
    assert!(matches!(book.log_visit(long, &by).await, Err(VisitError::TooLong(_))));
    book.shutdown().await;
}

#[tokio::test]
async fn the_same_visit_sent_by_many_at_once_is_new_once() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    let sent = (0..8).map(|_| {
        let (book, visit) = (book.clone(), visit(1, &sara, 5, vec![]));
        tokio::spawn(async move { book.log_visit(visit, &"sami".into()).await.unwrap().1 })
    });
    let mut new = 0;
    for sent in sent.collect::<Vec<_>>() {
        new += u32::from(sent.await.unwrap());
    }
    assert_eq!(new, 1);
    assert_eq!(book.visits(&VisitFilter::default(), 9).await.unwrap().len(), 1);
    book.shutdown().await;
}

async fn fitting(book: &Book, filter: &CallFilter) -> Vec<u128> {
    let calls = book.calls(filter, 50).await.unwrap().items;
    calls.into_iter().map(|call| call.id.0.as_u128() & 0xff).collect()
}

#[tokio::test]
async fn calls_are_found_by_the_branch_their_caller_came_to_after_them() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    call(&book, 1, SARA, Hangup::ByCaller, &[]).await;
    call(&book, 2, "0501234567", Hangup::ByCaller, &[]).await;
    call(&book, 3, "+20501234567", Hangup::ByCaller, &[]).await;
    call(&book, 4, "+966509999999", Hangup::ByCaller, &[(1, "البطاقة")]).await;
    call(&book, 61, SARA, Hangup::ByCaller, &[]).await;
    book.log_visit(visit(1, &sara, 60, vec![]), &"sami".into()).await.unwrap();
    let of = |branch: &str| CallFilter { branches: Some(vec![branch.into()]), ..CallFilter::default() };
    assert_eq!(fitting(&book, &of("العُليا")).await, [2, 1], "in the visit's spelling, before the visit");
    assert_eq!(fitting(&book, &of("العليا")).await, [4, 2, 1], "and by what was promised there");
    assert_eq!(fitting(&book, &of("الملز")).await, [0; 0]);
    let open = CallFilter { promise: Some(PromiseState::Open), ..of("العليا") };
    assert_eq!(fitting(&book, &open).await, [4], "a promise asked for is the branch's own");
    let late = visit(2, &sara, 60 * 24 * 45 + 1, vec![]);
    book.log_visit(Visit { branch: "الملز".into(), ..late }, &"sami".into()).await.unwrap();
    assert_eq!(fitting(&book, &of("الملز")).await, [61, 2], "within 45 days");
    let except = CallFilter { except: vec![CallId::numbered(2)], ..of("الملز") };
    assert_eq!(fitting(&book, &except).await, [61]);
    book.shutdown().await;
}

fn turn(n: u128, speaker: Speaker, text: &str) -> Utterance {
    Utterance {
        id: UtteranceId::numbered(n),
        speaker,
        span: Span { start: MediaTime(1_000), end: MediaTime(2_000) },
        language: Language::Ar,
        text: Pii::from(text),
        confidence: 0.9,
        words: vec![],
        matched: None,
        values: vec![],
    }
}

#[tokio::test]
async fn words_of_recorded_visits_are_found_in_their_branch() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    for (n, branch, text) in [(1, "العليا", "الفاتورة جاهزة"), (2, "الملز", "أين الفاتوره؟"), (3, "العليا", "أهلا وسهلا")]
    {
        let visit = Visit { branch: branch.into(), ..visit(n, &sara, u64::try_from(n).unwrap(), vec![]) };
        book.log_visit(visit, &"sami".into()).await.unwrap();
        if n != 2 {
            book.keep_visit_channels(VisitId::numbered(n), vec![vec![0; 1_600]; 2]).await.unwrap();
        }
        let said = [turn(10 + n, Speaker::Agent, text), turn(20 + n, Speaker::Caller, "شكرا")];
        book.visit_heard(VisitId::numbered(n), &said).await.unwrap();
    }
    let search = async |query: &str, filter: &CallFilter| {
        let found = book.search_visits(&Words::parse(query).unwrap(), filter, None, 50).await.unwrap();
        assert_eq!(found.next, None);
        found.items.into_iter().map(|found| found.visit.0.as_u128() & 0xff).collect::<Vec<_>>()
    };
    let all = CallFilter::default();
    assert_eq!(search("فاتورة", &all).await, [2, 1], "in any spelling, newest first");
    assert_eq!(search("ما قيل", &all).await, [0; 0]);
    let olaya = CallFilter { branches: Some(vec!["العُليا".into()]), ..CallFilter::default() };
    assert_eq!(search("فاتورة", &olaya).await, [1]);
    let caller = CallFilter { speaker: Some(Speaker::Caller), ..olaya.clone() };
    assert_eq!((search("فاتورة", &caller).await, search("شكرا", &caller).await), (vec![], vec![3, 1]));
    let later = CallFilter { since: Some(NOON + Duration::from_secs(90)), ..CallFilter::default() };
    assert_eq!(search("فاتورة", &later).await, [2]);
    assert_eq!(search("فاتورة", &CallFilter { queue: Some("cards".into()), ..all.clone() }).await, [0; 0]);
    let words = Words::parse("شكرا").unwrap();
    let first = book.search_visits(&words, &all, None, 2).await.unwrap();
    let rest = book.search_visits(&words, &all, first.next.as_deref(), 2).await.unwrap();
    let (first, rest) = (first.items, rest.items);
    assert_eq!((first.len(), rest.len()), (2, 1));
    let hit = &rest[0].hits[0];
    assert_eq!((hit.text.reveal().as_str(), hit.marks.len(), rest[0].branch.as_str()), ("شكرا", 1, "العليا"));
    assert!(matches!(book.search_visits(&words, &all, Some("x"), 2).await, Err(SearchError::Cursor)));
    book.shutdown().await;
}

#[tokio::test]
async fn a_journey_is_one_line_of_phone_and_branch_with_its_worst_step() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    call(&book, 1, SARA, Hangup::Abandoned, &[]).await;
    let talked = call(&book, 2, "0501234567", Hangup::ByCaller, &[(1, "البطاقة")]).await;
    call(&book, 3, "+966509999999", Hangup::ByCaller, &[]).await;
    book.append_late(talked, CallEvent::CallerFelt { mood: Mood::Satisfied, kept: None }).await.unwrap();
    let refused = vec![answer(1, PromiseOutcome::NotKept, Some("لا نعرف عنه"))];
    book.log_visit(visit(1, &sara, 60, refused), &"sami".into()).await.unwrap();
    let journey = book.journey(&Person::Customer(sara)).await.unwrap();
    let kinds: Vec<_> = journey.steps.iter().map(|step| step.kind).collect();
    assert_eq!(
        kinds,
        [StepKind::Abandoned, StepKind::Phone, StepKind::PromiseMade, StepKind::Visit, StepKind::PromiseBroken]
    );
    let by_customer = FeltMood { mood: Mood::Satisfied, source: MoodSource::Customer, confidence: 1.0 };
    assert_eq!(journey.steps[1].mood, Some(by_customer));
    let by_staff = FeltMood { mood: Mood::Sad, source: MoodSource::Staff, confidence: 1.0 };
    assert_eq!(journey.steps[3].mood, Some(by_staff));
    assert_eq!(journey.worst, Some(4), "the broken promise");
    assert_eq!(book.journey(&Person::Customer("nobody".into())).await.unwrap(), Journey::default());
    book.shutdown().await;
}

fn field(kind: FieldKind, value: &str, by: &str, consent: bool) -> Field {
    let source = FieldSource::Customer;
    Field { kind, value: Pii::from(value), day: None, source, by: by.into(), at: NOON, consent }
}

#[tokio::test]
async fn what_a_customer_did_not_agree_to_is_for_who_wrote_it_and_for_admins_only() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    let agreed =
        Field { day: Some("02-29".into()), ..field(FieldKind::Occasion, "ذكرى الزواج", "noura", true) };
    book.put_field(&sara, agreed).await.unwrap();
    book.put_field(&sara, field(FieldKind::Preference, "لا تتصلوا صباحا", "noura", false)).await.unwrap();
    book.put_field(&sara, field(FieldKind::NationalIdTail, "٤٣٢١", "noura", false)).await.unwrap();
    book.put_field(&sara, field(FieldKind::AddressAs, "أم خالد", "noura", true)).await.unwrap();
    book.put_field(&sara, field(FieldKind::AddressAs, "أم فهد", "noura", true)).await.unwrap();
    let seen = async |user: User| {
        let profile = book.profile(&sara, &user).await.unwrap().unwrap();
        profile.fields.into_iter().map(|field| field.value.into_inner()).collect::<Vec<_>>().join("|")
    };
    assert_eq!(
        seen(user("sami", Role::Branch)).await,
        "أم فهد|ذكرى الزواج",
        "the second name took the first one's place"
    );
    assert_eq!(seen(user("noura", Role::Agent)).await, "أم فهد|4321|ذكرى الزواج|لا تتصلوا صباحا");
    assert_eq!(seen(user("root", Role::Admin)).await, "أم فهد|4321|ذكرى الزواج|لا تتصلوا صباحا");
    assert_eq!(book.customer(&sara).await.unwrap().unwrap().occasion, Some(Pii::from("ذكرى الزواج")));
    let found = async |user: User| book.find_person("4321", None, &user).await.unwrap().len();
    assert_eq!((found(user("sami", Role::Branch)).await, found(user("noura", Role::Agent)).await), (0, 1));
    for (bad, why) in [
        (field(FieldKind::NationalIdTail, "1023456789", "n", true), "of a national id"),
        (field(FieldKind::Language, "fr", "n", true), "'ar' or 'en'"),
        (Field { day: Some("31-12".into()), ..field(FieldKind::Occasion, "x", "n", true) }, "MM-DD"),
        (field(FieldKind::Preference, &"ا".repeat(201), "n", true), "200"),
    ] {
        let refused = book.put_field(&sara, bad).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    let mine = user("sami", Role::Branch);
    assert!(!book.drop_field(&sara, FieldKind::Preference, &"لا تتصلوا صباحا".into(), &mine).await.unwrap());
    let own = user("noura", Role::Agent);
    assert!(book.drop_field(&sara, FieldKind::Preference, &"لا تتصلوا صباحًا".into(), &own).await.unwrap());
    book.shutdown().await;
}

#[tokio::test]
async fn what_a_customer_no_longer_agrees_to_is_shown_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة", &[SARA]).await;
    let shown = async || {
        let Customer { name, language, occasion, .. } = book.customer(&sara).await.unwrap().unwrap();
        (name.map(Pii::into_inner), language, occasion.map(Pii::into_inner))
    };
    let keep = async |kind, value: &str, minute: u64, consent| {
        let at = NOON + Duration::from_secs(minute * 60);
        book.put_field(&sara, Field { at, ..field(kind, value, "noura", consent) }).await.unwrap();
    };
    let noura = user("noura", Role::Agent);
    let drop = async |kind, value: &str| assert!(book.drop_field(&sara, kind, &value.into(), &noura).await.unwrap());
    keep(FieldKind::Name, "أخرى", 0, false).await;
    assert_eq!(shown().await.0.as_deref(), Some("سارة"), "another name than the one on her card");
    keep(FieldKind::Name, "أم فهد", 1, true).await;
    keep(FieldKind::Language, "en", 2, true).await;
    keep(FieldKind::Occasion, "ذكرى الزواج", 3, true).await;
    keep(FieldKind::Occasion, "التخرج", 4, true).await;
    let all = (Some("أم فهد".to_owned()), Some(Language::En), Some("التخرج".to_owned()));
    assert_eq!(shown().await, all);
    keep(FieldKind::Name, "أم فهد", 5, false).await;
    drop(FieldKind::Language, "en").await;
    drop(FieldKind::Occasion, "التخرج").await;
    assert_eq!(shown().await, (None, None, Some("ذكرى الزواج".to_owned())), "what she still agrees to");
    keep(FieldKind::Occasion, "ذكرى الزواج", 6, false).await;
    assert_eq!(shown().await, (None, None, None));
    book.shutdown().await;
}

#[tokio::test]
async fn two_customers_become_one_by_rule_and_two_again() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let by = AgentId::from("sami");
    let kept = put(&book, "a", "سارة", &[SARA]).await;
    let gone = put(&book, "b", "سارة أحمد", &["0501234567"]).await;
    let other = put(&book, "c", "هدى", &["+966509999999"]).await;
    book.put_field(&gone, field(FieldKind::Dialect, "نجدي", "sami", true)).await.unwrap();
    book.put_field(&gone, field(FieldKind::AddressAs, "أم خالد", "sami", true)).await.unwrap();
    book.put_field(&kept, field(FieldKind::AddressAs, "أم فهد", "sami", true)).await.unwrap();
    book.log_visit(visit(1, &gone, 5, vec![]), &by).await.unwrap();
    assert!(matches!(book.merge(&kept, &other, &by).await, Err(ProfileError::NotAlike)));
    let merge = book.merge(&kept, &gone, &by).await.unwrap();
    assert_eq!(merge.rule, SamePersonRule::SameNumber);
    let all = async |id: &CustomerId| {
        let fields = book.profile(id, &user("sami", Role::Branch)).await.unwrap().unwrap().fields;
        let fields: Vec<_> = fields.into_iter().map(|field| field.value.into_inner()).collect();
        let numbers = book.customer(id).await.unwrap().unwrap().numbers.len();
        let visits =
            book.visits(&VisitFilter { customer: Some(id.clone()), ..VisitFilter::default() }, 9).await.unwrap();
        (fields.join("|"), numbers, visits.len())
    };
    assert_eq!(all(&kept).await, ("أم فهد|نجدي".to_owned(), 2, 1), "their own name stays");
    assert_eq!(all(&gone).await, ("أم خالد".to_owned(), 0, 0));
    let shown = book.customers(&CustomerFilter::default(), 9).await.unwrap().items;
    assert_eq!(shown.iter().map(|customer| customer.id.as_str()).collect::<Vec<_>>().join(""), "ac".to_owned());
    // A tablet that knew only the one who is gone.
    let (late, _) = book.log_visit(visit(2, &gone, 6, vec![]), &by).await.unwrap();
    assert_eq!(late.visit.customer, kept);
    assert!(book.undo_merge(merge.id).await.unwrap());
    assert!(!book.undo_merge(merge.id).await.unwrap(), "once");
    assert_eq!(all(&kept).await, ("أم فهد".to_owned(), 1, 1), "what came later stays");
    assert_eq!(all(&gone).await, ("أم خالد|نجدي".to_owned(), 1, 1));
    book.put_field(&kept, field(FieldKind::BranchNumber, "A-77", "sami", true)).await.unwrap();
    book.put_field(&other, field(FieldKind::BranchNumber, "a-٧٧", "sami", true)).await.unwrap();
    assert_eq!(book.merge(&kept, &other, &by).await.unwrap().rule, SamePersonRule::SameBranchNumber);
    let merges = book.profile(&kept, &user("sami", Role::Branch)).await.unwrap().unwrap().merges;
    assert_eq!(merges.iter().map(|merge| merge.undone.is_some()).collect::<Vec<_>>(), [false, true], "logged");
    book.shutdown().await;
}

#[tokio::test]
async fn a_person_is_found_by_a_little_and_whoever_is_owed_something_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara = put(&book, "sara", "سارة الأحمد", &[SARA]).await;
    put(&book, "huda", "هدى", &["+966511114567"]).await;
    call(&book, 1, SARA, Hangup::ByCaller, &[(1, "البطاقة")]).await;
    call(&book, 2, "+966522224567", Hangup::ByCaller, &[(2, "الرد")]).await;
    book.put_field(&sara, field(FieldKind::Ticket, "A٠١٧", "sami", true)).await.unwrap();
    let me = user("sami", Role::Branch);
    let found = async |first: &str, second: Option<&str>| {
        let found = book.find_person(first, second, &me).await.unwrap();
        let name = |found: &Found| match &found.customer {
            Some(customer) => format!("{} {:?} {}", customer.id, found.by, found.open_promises),
            None => format!("{} {:?} {}", found.number.as_ref().unwrap().reveal(), found.by, found.open_promises),
        };
        found.iter().map(name).collect::<Vec<_>>()
    };
    let by_number = found("٤٥٦٧", None).await;
    assert_eq!(by_number.len(), 3);
    assert_eq!(by_number[2], "huda Number 0", "nothing is owed to her");
    assert!(by_number.contains(&"+966522224567 Number 1".to_owned()), "a caller nobody wrote down");
    assert_eq!(found("4567", Some("ساره")).await, ["sara Number 1"]);
    assert_eq!(found("a017", None).await, ["sara Ticket 1"]);
    assert_eq!(found("الاحمد", None).await, ["sara Name 1"]);
    assert_eq!(found("67", None).await, [""; 0], "too little");
    assert_eq!(found("%%%", None).await.len(), 0);
    book.shutdown().await;
}

#[tokio::test]
async fn a_token_asks_in_a_user_s_name_until_it_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let name = AgentId::from("kiosk");
    assert!(matches!(book.make_token(&name).await, Err(UserError::Unknown(_))));
    let new = NewUser {
        name: name.clone(),
        display_name: "kiosk".into(),
        role: Role::Branch,
        password: Pii::from("a long password"),
    };
    book.add_user(new).await.unwrap();
    let token = book.make_token(&name).await.unwrap();
    assert_eq!(book.user_of_token(&token).await.unwrap(), Some(name.clone()));
    assert_eq!(book.user_of_token("wasl_0").await.unwrap(), None);
    assert_eq!(book.drop_tokens(&name).await.unwrap(), 1);
    assert_eq!(book.user_of_token(&token).await.unwrap(), None);
    assert_eq!(book.branch_of(&name).await.unwrap(), None);
    book.set_branch(&name, Some(&" العليا ".into())).await.unwrap();
    book.set_branch(&name, Some(&"الملز".into())).await.unwrap();
    assert_eq!(book.branch_of(&name).await.unwrap(), Some("الملز".into()));
    assert!(matches!(book.set_branch(&name, Some(&" ".into())).await, Err(UserError::BadBranch)));
    assert_eq!(book.branches().await.unwrap(), ["الملز".into()]);
    book.set_branch(&name, None).await.unwrap();
    assert_eq!(book.branches().await.unwrap(), []);
    assert_eq!(book.branch_of(&name).await.unwrap(), None);
    book.shutdown().await;
}

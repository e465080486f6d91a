//! Words of transcripts are found however they are written, by every filter, page by page, and only where they are.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::time::Duration;

use tokio::task::JoinSet;
use wasl_model::*;
use wasl_record::quality::comment::Comment;
use wasl_record::quality::reading::CallReading;
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_record::{Book, CallBook, CallFilter, Figures, Hit, Kept, Order, Page, Rank, SearchError, Words};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

async fn open(dir: &Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

fn span(start: u64, end: u64) -> Span {
    Span { start: MediaTime(start), end: MediaTime(end) }
}

fn said(id: u128, speaker: Speaker, start: u64, text: &str) -> Utterance {
    Utterance {
        id: UtteranceId::numbered(id),
        speaker,
        span: span(start, start + 900),
        language: Language::Ar,
        text: text.into(),
        confidence: 0.8,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    }
}

fn felt(label: Mood, start: u64) -> CallEvent {
    let scores = MoodScores::NEUTRAL;
    let span = span(start, start + 900);
    let reading =
        MoodReading { span, label, confidence: 0.9, scores, arousal: None, valence: None, evidence: Vec::new() };
    CallEvent::Mood { reading }
}

/// A call of these events, each a second after the one before; `n` is its id and its minute.
async fn call(book: &Book, n: u64, events: impl IntoIterator<Item = CallEvent>) -> CallId {
    let call = told(book, n, events).await;
    let id = call.id();
    call.close().await;
    id
}

async fn told(book: &Book, n: u64, events: impl IntoIterator<Item = CallEvent>) -> CallBook {
    let (id, began) = (CallId::numbered(u128::from(n)), NOON + Duration::from_secs(60 * n));
    let call = book.begin(id, began).await;
    let ended = CallEvent::Ended { hangup: Hangup::ByCaller };
    for (at, event) in (0..).step_by(1_000).zip(events.into_iter().chain([ended])) {
        call.append(began + Duration::from_millis(at), MediaTime(at), event).await;
    }
    call
}

fn heard(id: u128, speaker: Speaker, start: u64, text: &str) -> CallEvent {
    CallEvent::Heard { utterance: said(id, speaker, start, text) }
}

fn words(query: &str) -> Words {
    Words::parse(query).unwrap()
}

async fn newest(book: &Book, query: &str, filter: &CallFilter) -> Vec<Hit> {
    let page: Page<Hit, String> = book.search(&words(query), filter, Order::Newest, None, 100).await.unwrap();
    assert_eq!(page.next, None);
    page.items
}

async fn ids(book: &Book, query: &str, filter: &CallFilter) -> Vec<u128> {
    newest(book, query, filter).await.iter().map(|hit| hit.utterance.0.as_u128()).collect()
}

fn all() -> CallFilter {
    CallFilter::default()
}

fn lit(hit: &Hit) -> Vec<String> {
    let text: Vec<char> = hit.text.reveal().chars().collect();
    hit.marks.iter().map(|mark| text[mark.start as usize..mark.end as usize].iter().collect()).collect()
}

#[tokio::test]
async fn spelling_does_not_matter_and_the_original_is_lit() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let turns = [
        heard(1, Speaker::Caller, 0, "موعدي يوم الأحَدِ، بعد ٣ أيام"),
        heard(2, Speaker::Agent, 1_000, "نعم. هذه فاتورة الكهرباء"),
        heard(3, Speaker::Caller, 2_000, "ادفعها بالفاتورة؛ شكراً، جزيلاً!"),
        heard(4, Speaker::Agent, 3_000, "Your REFUND: it's on its way"),
        heard(5, Speaker::Agent, 4_000, "<b>refunds</b> '; DROP TABLE calls; --"),
    ];
    call(&book, 1, turns).await;
    for (query, expected, marks) in [
        ("الاحد", vec![1], vec!["الأحَدِ"]),
        ("3", vec![1], vec!["٣"]),
        ("٣", vec![1], vec!["٣"]),
        ("فاتوره", vec![3, 2], vec!["بالفاتورة"]),
        ("\"فاتورة\"", vec![2], vec!["فاتورة"]),
        ("الفاتورة", vec![3, 2], vec!["بالفاتورة"]),
        ("«شكرا جزيلا»", vec![3], vec!["شكراً، جزيلاً"]),
        ("«جزيلا شكرا»", vec![], vec![]),
        ("refund", vec![4], vec!["REFUND"]),
        ("refund*", vec![5, 4], vec!["refunds"]),
        ("ref* table", vec![5], vec!["refunds", "TABLE"]),
        ("it's", vec![4], vec!["it's"]),
        ("الكهرب*", vec![2], vec!["الكهرباء"]),
        ("كهرباء", vec![2], vec!["الكهرباء"]),
        ("موظف", vec![], vec![]),
    ] {
        let hits = newest(&book, query, &all()).await;
        let found: Vec<_> = hits.iter().map(|hit| hit.utterance.0.as_u128()).collect();
        assert_eq!(found, expected, "{query}");
        assert_eq!(hits.first().map(lit).unwrap_or_default(), marks, "{query}");
    }
    let hits = newest(&book, "فاتورة", &all()).await;
    assert_eq!([hits[0].rank, hits[1].rank], [Rank::Form, Rank::Exact]);
    let exact = book.search(&words("فاتورة").exactly(), &all(), Order::Newest, None, 9).await.unwrap();
    assert_eq!(exact.items.len(), 1);
    book.shutdown().await;
}

#[tokio::test]
async fn live_calls_are_found_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let live = book.begin(CallId::numbered(1), NOON).await;
    live.append_kept(NOON, MediaTime(900), heard(1, Speaker::Caller, 0, "ما زلت أنتظر")).await.unwrap();
    assert_eq!(ids(&book, "انتظر", &all()).await, [1]);
    let row = book.call(CallId::numbered(1)).await.unwrap().unwrap();
    assert_eq!(row.figures, None);
    book.shutdown().await;
}

#[tokio::test]
async fn every_filter_leaves_what_fits() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let leg = LegId::numbered(1);
    let promise = PromiseMade {
        id: PromiseId::numbered(1),
        utterance: None,
        what: "نتصل بك".into(),
        keeper: PromiseKeeper::Branch,
        due: None,
        branch: Some("olaya".into()),
    };
    let first = call(
        &book,
        1,
        [
            heard(1, Speaker::Caller, 0, "البطاقة ضاعت"),
            felt(Mood::Angry, 0),
            CallEvent::LanguagePicked { language: Language::Ar, confidence: 0.9 },
            CallEvent::Intent {
                guess: IntentGuess { intent: Some("card".into()), confidence: 0.9, alternatives: vec![] },
            },
            CallEvent::HandedOver { cause: HandoverCause::Mood, queue: "cards".into() },
            CallEvent::Bridged { leg, agent: Some("sara".into()) },
            CallEvent::Held { leg },
            CallEvent::Resumed { leg },
            heard(2, Speaker::Agent, 13_000, "البطاقة أوقفت"),
            heard(3, Speaker::Caller, 13_400, "شكرا على البطاقة"),
            felt(Mood::Satisfied, 13_400),
            CallEvent::PromiseMade { agent: "sara".into(), promise },
        ],
    )
    .await;
    call(
        &book,
        2,
        [
            heard(4, Speaker::Caller, 0, "the card, البطاقة"),
            CallEvent::LanguagePicked { language: Language::En, confidence: 0.9 },
            felt(Mood::Lost, 0),
        ],
    )
    .await;
    let row = book.call(first).await.unwrap().unwrap();
    assert_eq!(row.figures, Some(Figures { silence_ms: 5_000, overlap_ms: 500, hold_ms: 1_000 }));
    review(&book, first).await;
    let is = |f: fn(&mut CallFilter)| {
        let mut filter = all();
        f(&mut filter);
        filter
    };
    for (filter, expected, calls) in [
        (all(), vec![4, 3, 2, 1], 2),
        (is(|f| f.speaker = Some(Speaker::Agent)), vec![2], 1),
        (is(|f| f.agent = Some("sara".into())), vec![3, 2, 1], 1),
        (is(|f| f.queue = Some("cards".into())), vec![3, 2, 1], 1),
        (is(|f| f.queue = Some("' OR 1=1 --".into())), vec![], 0),
        (is(|f| f.intent = Some("card".into())), vec![3, 2, 1], 1),
        (is(|f| f.language = Some(Language::En)), vec![4], 1),
        (is(|f| f.branches = Some(vec!["olaya".into()])), vec![3, 2, 1], 1),
        (is(|f| f.branches = Some(vec!["malaz".into()])), vec![], 0),
        (is(|f| f.promise = Some(PromiseState::Open)), vec![3, 2, 1], 1),
        (is(|f| f.promise = Some(PromiseState::Kept)), vec![], 0),
        (is(|f| f.mood_first = Some(Mood::Angry)), vec![3, 2, 1], 1),
        (is(|f| f.mood = Some(Mood::Angry)), vec![1], 1),
        (is(|f| f.mood = Some(Mood::Satisfied)), vec![3, 2], 1),
        (is(|f| f.mood_end = Some(Mood::Satisfied)), vec![3, 2, 1], 1),
        (is(|f| f.mood_end = Some(Mood::Lost)), vec![4], 1),
        (is(|f| f.silence_ms = Some(5_000)), vec![3, 2, 1], 1),
        (is(|f| f.silence_ms = Some(5_001)), vec![], 0),
        (is(|f| f.overlap_ms = Some(500)), vec![3, 2, 1], 1),
        (is(|f| f.hold_ms = Some(1_001)), vec![], 0),
        (is(|f| f.score_min = Some(60)), vec![3, 2, 1], 1),
        (is(|f| f.score_min = Some(61)), vec![], 0),
        (is(|f| f.score_max = Some(59)), vec![], 0),
        (is(|f| f.score_max = Some(100)), vec![3, 2, 1], 1),
        (is(|f| f.review = Some("draft".into())), vec![3, 2, 1], 1),
        (is(|f| f.review = Some("published".into())), vec![], 0),
        (is(|f| (f.review, f.reviewer) = (Some("draft".into()), Some("nora".into()))), vec![3, 2, 1], 1),
        (is(|f| (f.review, f.reviewer) = (Some("draft".into()), Some("huda".into()))), vec![], 0),
        (is(|f| f.has_comment = Some(true)), vec![3, 2, 1], 1),
        (is(|f| f.has_comment = Some(false)), vec![4], 1),
        (is(|f| f.since = Some(NOON + Duration::from_secs(120))), vec![4], 1),
        (is(|f| f.until = Some(NOON + Duration::from_secs(120))), vec![3, 2, 1], 1),
        (is(|f| f.since = Some(NOON + Duration::from_secs(121))), vec![], 0),
        (is(|f| f.live = Some(true)), vec![], 0),
        (is(|f| f.hangup = Some(Hangup::Abandoned)), vec![], 0),
    ] {
        assert_eq!(ids(&book, "البطاقة", &filter).await, expected, "{filter:?}");
        let filter = CallFilter { words: Some(words("البطاقة")), ..filter };
        let found = book.found_calls(&filter, 9).await.unwrap().items;
        assert_eq!(found.len(), calls, "{filter:?}");
        assert!(found.iter().all(|found| !found.hits.is_empty()), "{filter:?}");
        // Without words the speaker is nobody's, and a mood is of any moment.
        if filter.speaker.is_none() {
            let bare = CallFilter { words: None, ..filter };
            assert_eq!(book.found_calls(&bare, 9).await.unwrap().items.len(), calls, "{bare:?}");
        }
    }
    book.shutdown().await;
}

/// A scorecard as far as lists know it.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Sheet(CallId);

impl Kept for Sheet {
    const SHELF: Shelf = Shelf::Sheets;

    fn id(&self) -> String {
        "sheet".to_owned()
    }

    fn spine(&self) -> Spine {
        let (owner, state) = (Some("nora".into()), Some("draft".to_owned()));
        Spine { call: Some(self.0), owner, state, ..Spine::default() }
    }
}

/// What the machine and a reviewer keep of a call; of the other one the machine found nothing to score.
async fn review(book: &Book, call: CallId) {
    for (call, score) in [(call, Some(60)), (CallId::numbered(2), None)] {
        let reading = CallReading {
            call,
            agent: None,
            queue: None,
            began: NOON,
            steps: vec![],
            in_order: true,
            score,
            mood_start: None,
            mood_end: None,
            trend: 0.0,
            longest_silence_ms: 0,
            promises: 0,
            reached_person: true,
            stale: vec![],
        };
        assert!(book.put_up(&reading, None).await.unwrap());
    }
    assert!(book.put_up(&Sheet(call), None).await.unwrap());
    let remark = Comment {
        id: CommentId::numbered(1),
        call,
        author: "nora".into(),
        span: span(0, 900),
        text: "البطاقة".into(),
        mentions: vec![],
        reply_to: None,
        resolved: None,
        made_at: NOON,
        changed_at: NOON,
    };
    assert!(book.put_up(&remark, None).await.unwrap());
}

#[tokio::test]
async fn a_turn_read_again_is_found_by_what_is_shown_and_by_what_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id =
        call(&book, 1, [heard(1, Speaker::Caller, 0, "frist words"), heard(2, Speaker::Caller, 1_000, "more")]).await;
    book.read_again(id, said(1, Speaker::Caller, 0, "first words"), "large").await.unwrap();
    let hits = newest(&book, "first", &all()).await;
    assert_eq!((hits.len(), hits[0].text.reveal().as_str()), (1, "first words"));
    let hits = newest(&book, "frist", &all()).await;
    assert_eq!((hits.len(), hits[0].text.reveal().as_str()), (1, "frist words"), "the other reading");
    assert_eq!(ids(&book, "\"words frist\"", &all()).await, [0_u128; 0], "two readings are no sentence");
    book.read_again(id, said(1, Speaker::Caller, 0, "second words"), "larger").await.unwrap();
    assert_eq!(ids(&book, "first", &all()).await, [0_u128; 0], "only the last of them counts");
    assert_eq!(ids(&book, "second", &all()).await, [1]);
    assert!(book.reindex(id).await.unwrap());
    assert!(!book.reindex(CallId::numbered(99)).await.unwrap());
    assert_eq!(ids(&book, "words", &all()).await, [1]);
    assert_eq!(ids(&book, "more", &all()).await, [2]);
    book.append_late(id, heard(3, Speaker::Caller, 2_000, "late ones")).await.unwrap();
    assert_eq!(ids(&book, "late", &all()).await, [3]);
    book.shutdown().await;
}

/// Signs of every language a query could be taken for.
const PAYLOADS: [&str; 22] = [
    "' OR 1=1 --",
    "'; DROP TABLE utterances; --",
    "\" OR \"\"=\"",
    "a\" OR folded : \"b",
    "\") OR (\"x\"",
    "NEAR(a b, 5)",
    "folded : a AND NOT b OR c",
    "a & b | !c <-> d",
    "a:*A & 'b':B",
    "-a +b ^c {folded} : d",
    "\\' OR 1=1",
    "%' ESCAPE '!'",
    "$1 ?1 :name @x",
    "{{7*7}} ${7*7} #{7*7}",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd\0.png",
    "\u{202E}txet\u{202C} \u{feff}",
    "İIıi ǅ ß ﬀ ½ ² ⅷ",
    "नमस्ते 你好 👩‍👩‍👧 ก็",
    "AND OR NOT",
    "\0\0 a\0b",
];

#[tokio::test]
async fn no_query_is_taken_for_another_language() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let turns = (1..).zip(PAYLOADS).map(|(n, text)| heard(n, Speaker::Caller, 1_000, text));
    call(&book, 1, turns.collect::<Vec<_>>()).await;
    for (n, payload) in (1..).zip(PAYLOADS) {
        for (payload, exact) in
            [(payload.to_owned(), false), (payload.to_owned(), true), (payload.replace('"', ""), false)]
        {
            let Ok(query) = Words::parse(&payload) else { continue };
            let query = if exact { query.exactly() } else { query };
            for order in [Order::Newest, Order::Best] {
                let page = book.search(&query, &all(), order, None, 100).await.unwrap();
                let found: Vec<_> = page.items.iter().map(|hit| hit.utterance.0.as_u128()).collect();
                assert!(found.contains(&n) || payload.contains('"'), "{payload} is not in {found:?}");
            }
        }
    }
    for after in ["x", "-", "1-1-' OR 1=1", ""] {
        for order in [Order::Newest, Order::Best] {
            let page = book.search(&words("or"), &all(), order, Some(after), 9).await;
            assert!(matches!(page, Err(SearchError::Cursor)), "{after}");
        }
    }
    book.shutdown().await;
}

/// Numbers that look random and are the same in every run.
fn dice(seed: &mut u64, sides: usize) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap() % sides
}

const LEXICON: [&str; 16] = [
    "فاتورة",
    "الفاتورة",
    "بالفاتورة",
    "وفاتورة",
    "بطاقة",
    "الْبطاقة",
    "للبطاقة",
    "قال",
    "وقال",
    "الأحد",
    "card",
    "Cards",
    "re-card",
    "the",
    "The",
    "٣",
];

/// More calls than are looked at first, so that every way is gone.
const CALLS: u64 = 420;

/// Calls that fit every filter of queues, newer than all others, and in which nobody spoke: beyond so many PostgreSQL no
/// longer goes from call to call.
async fn silent_calls(dir: &Path) {
    let raw = common::raw(dir).await;
    for queue in ["cards", "bills"] {
        let calls = format!(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1100), \
             last (number, began_ms) AS (SELECT max(number), max(began_ms) FROM calls) \
             INSERT INTO calls (id, number, began_ms, ended_ms, dialled, queue, hangup, recording, media_ms, events, \
             silence_ms, overlap_ms, hold_ms) SELECT '{queue}-' || n.n, last.number + n.n, last.began_ms + n.n, \
             last.began_ms + n.n, 'support', '{queue}', 'by_caller', 'none', 0, 0, 0, 0, 0 FROM n, last"
        );
        sqlx::query(&calls).execute(&raw).await.unwrap();
    }
    raw.close().await;
}

#[tokio::test]
async fn what_is_found_is_what_reading_every_turn_finds() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut seed = 7;
    let mut known: Vec<(u128, u64, &str, String)> = Vec::new();
    let mut open = Vec::new();
    for n in 1..=CALLS {
        let queue = ["cards", "bills", "cards", "cards"][dice(&mut seed, 4)];
        let mut events = vec![CallEvent::HandedOver { cause: HandoverCause::Asked, queue: queue.into() }];
        for turn in 0..2 {
            let id = u128::from(n * 10 + turn);
            let text: Vec<&str> = (0..1 + dice(&mut seed, 6)).map(|_| LEXICON[dice(&mut seed, 16)]).collect();
            known.push((id, n, queue, text.join(", ")));
            events.push(heard(id, Speaker::Caller, turn * 1_000, &text.join(", ")));
        }
        open.push(told(&book, n, events).await);
    }
    open.into_iter().map(CallBook::close).collect::<JoinSet<_>>().join_all().await;
    silent_calls(dir.path()).await;
    known.reverse();
    let cards = CallFilter { queue: Some("cards".into()), ..all() };
    let bills = CallFilter { queue: Some("bills".into()), ..all() };
    let days = CallFilter {
        since: Some(NOON + Duration::from_secs(60 * 40)),
        until: Some(NOON + Duration::from_secs(60 * 300)),
        ..all()
    };
    for query in [
        "the",
        "فاتورة",
        "\"the card\"",
        "الفاتورة قال",
        "card*",
        "بط*",
        "\"re card\" 3",
        "«قال الاحد»",
        "cards the 3 بطاقه",
    ] {
        for filter in [&all(), &cards, &bills, &days] {
            let whole = pages(&book, query, filter, Order::Newest).await;
            let mut expected = Vec::new();
            for (id, n, queue, text) in &known {
                let fits = filter.queue.as_ref().is_none_or(|wanted| wanted.as_str() == *queue)
                    && (filter.since.is_none() || (40..300).contains(n));
                if fits && words(query).find(text).is_some() {
                    expected.push(*id);
                }
            }
            assert_eq!(whole, expected, "{query} {filter:?}");
            let mut best = pages(&book, query, filter, Order::Best).await;
            best.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
            assert_eq!(best, expected, "{query} {filter:?}, the best first");
            let mut calls: Vec<u128> = expected.iter().map(|id| id / 10).collect();
            calls.dedup();
            assert_eq!(calls_by_pages(&book, query, filter).await, calls, "{query} {filter:?}, as calls");
        }
    }
    book.shutdown().await;
}

/// Calls by their minutes, in an order that is not that of their beginnings, as those of several hosts or of a clock that was
/// set may be.
#[tokio::test]
async fn day_agent_and_phrase_together_leave_what_fits_in_whatever_order_calls_were_written() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut seed = 11;
    let mut known: Vec<(u128, u64, &str, Speaker, String)> = Vec::new();
    for minutes in [1..=60, 200..=240, 61..=100] {
        let mut minutes: Vec<u64> = minutes.collect();
        while !minutes.is_empty() {
            let n = minutes.swap_remove(dice(&mut seed, minutes.len()));
            let agent = ["omar", "sara", "sara"][dice(&mut seed, 3)];
            let mut events =
                vec![CallEvent::Bridged { leg: LegId::numbered(u128::from(n)), agent: Some(agent.into()) }];
            for turn in 0..2 {
                let (id, speaker) = (u128::from(n * 10 + turn), [Speaker::Caller, Speaker::Agent][dice(&mut seed, 2)]);
                let text: Vec<&str> = (0..1 + dice(&mut seed, 6)).map(|_| LEXICON[dice(&mut seed, 16)]).collect();
                known.push((id, n, agent, speaker, text.join(", ")));
                events.push(heard(id, speaker, turn * 1_000, &text.join(", ")));
            }
            // One after the other, as what is written at once is put in order.
            call(&book, n, events).await;
        }
        if known.len() == 120 {
            // So many between that PostgreSQL goes by its index, not from call to call.
            silent_calls(dir.path()).await;
        }
    }
    let minute = |n: u64| Some(NOON + Duration::from_secs(60 * n));
    let (since, until) = (minute(20), minute(80));
    let filters = [
        CallFilter { since, until, ..all() },
        CallFilter { since, until, agent: Some("omar".into()), ..all() },
        CallFilter { since, until, agent: Some("sara".into()), speaker: Some(Speaker::Agent), ..all() },
        CallFilter { since: minute(30), speaker: Some(Speaker::Caller), ..all() },
        CallFilter { until: minute(90), agent: Some("omar".into()), ..all() },
    ];
    for query in ["\"the card\"", "«قال الاحد»", "فاتورة", "cards the 3 بطاقه", "\"re card\" 3", "the"]
    {
        for filter in &filters {
            let fits = |(_, n, agent, speaker, text): &&(u128, u64, &str, Speaker, String)| {
                let began = NOON + Duration::from_secs(60 * n);
                filter.since.is_none_or(|since| began >= since)
                    && filter.until.is_none_or(|until| began < until)
                    && filter.agent.as_ref().is_none_or(|wanted| wanted.as_str() == *agent)
                    && filter.speaker.is_none_or(|wanted| wanted == *speaker)
                    && words(query).find(text).is_some()
            };
            let sorted = |mut found: Vec<u128>| {
                found.sort_unstable();
                found
            };
            let expected = sorted(known.iter().filter(fits).map(|turn| turn.0).collect());
            for order in [Order::Newest, Order::Best] {
                assert_eq!(sorted(pages(&book, query, filter, order).await), expected, "{query} {filter:?} {order:?}");
            }
            let mut calls: Vec<u128> = expected.iter().map(|id| id / 10).collect();
            calls.dedup();
            assert_eq!(sorted(calls_by_pages(&book, query, filter).await), calls, "{query} {filter:?}, as calls");
        }
    }
    book.shutdown().await;
}

async fn pages(book: &Book, query: &str, filter: &CallFilter, order: Order) -> Vec<u128> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = book.search(&words(query), filter, order, after.as_deref(), 160).await.unwrap();
        found.extend(page.items.iter().map(|hit| hit.utterance.0.as_u128()));
        let Some(next) = page.next else { return found };
        after = Some(next);
    }
}

async fn calls_by_pages(book: &Book, query: &str, filter: &CallFilter) -> Vec<u128> {
    let mut filter = CallFilter { words: Some(words(query)), ..filter.clone() };
    let mut found = Vec::new();
    loop {
        let page = book.found_calls(&filter, 110).await.unwrap();
        found.extend(page.items.iter().map(|found| found.call.id.0.as_u128()));
        let Some(next) = page.next else { return found };
        filter.after = Some(next);
    }
}

#[tokio::test]
async fn the_best_come_first() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let turns = [
        heard(1, Speaker::Caller, 0, "where is my refund and what about the card"),
        heard(2, Speaker::Caller, 1_000, "refund my card"),
        heard(3, Speaker::Caller, 2_000, "card and then, much later, a refund"),
        heard(4, Speaker::Caller, 3_000, "card refund"),
    ];
    call(&book, 1, turns).await;
    assert_eq!(pages(&book, "card refund", &all(), Order::Best).await[..2], [4, 2]);
    book.shutdown().await;
}

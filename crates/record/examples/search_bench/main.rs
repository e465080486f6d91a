//! How fast words are found: a book of a million turns made from a seed, asked hundreds of mixed questions, beside a plain
//! scan with LIKE. `cargo run --release -p wasl-record --example search_bench -- sqlite:///tmp/bench/wasl.db`
//! With a number of calls and a key file after it, the file is encrypted, or the words in PostgreSQL are sealed, before it is
//! asked, and there is no scan.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement may fail loudly and prints its figures")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::AnyPool;
use wasl_model::fold::fold_words;
use wasl_record::{Book, CallFilter, OpenError, OpenOptions, Order, Words};

mod corpus;
mod questions;

use corpus::Corpus;
use questions::{Kind, Question};

/// Rows of a page.
const PAGE: u32 = 50;
/// Every so many-th question of a kind is also asked of the scan, which takes its time.
const SCANNED: usize = 10;

#[tokio::main]
async fn main() {
    let mut given = std::env::args().skip(1);
    let url = given.next().expect("give the store's URL: sqlite:///… or postgres://…");
    let calls: u64 = given.next().map_or(40_000, |calls| calls.parse().expect("a number of calls"));
    let key_file = given.next().map(PathBuf::from);
    let corpus = Corpus::new(7, calls);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_owned();
    // One that was sealed before opens with its key alone.
    if let Ok(book) = open(&url, &dir, None).await {
        book.shutdown().await;
    }
    let mut pool = Some(connect(&url).await);
    let begun = Instant::now();
    let turns = corpus.load(pool.as_ref().unwrap(), url.starts_with("postgres")).await;
    println!("{turns} turns of {calls} calls; loading took {:.0} s", begun.elapsed().as_secs_f64());

    if key_file.is_some()
        && let Some(pool) = pool.take()
    {
        pool.close().await;
    }
    let begun = Instant::now();
    let book = open(&url, &dir, key_file.clone()).await.unwrap();
    if key_file.is_some() {
        println!("encrypting it took {:.0} s", begun.elapsed().as_secs_f64());
    }
    let mut times: BTreeMap<Kind, Vec<Duration>> = BTreeMap::new();
    let mut scans: BTreeMap<Kind, Vec<(Duration, Duration)>> = BTreeMap::new();
    let mut found: BTreeMap<Kind, usize> = BTreeMap::new();
    for (n, question) in questions::all(&corpus, 11).into_iter().enumerate() {
        let begun = Instant::now();
        let hits = ask(&book, &question).await;
        let took = begun.elapsed();
        if std::env::var_os("SHOW").is_some() {
            println!("{:>7.1} ms {hits:>3} hits {:?} {:?}", took.as_secs_f64() * 1e3, question.kind, question.filter);
        }
        times.entry(question.kind).or_default().push(took);
        *found.entry(question.kind).or_default() += usize::from(hits > 0);
        if n % SCANNED == 0
            && let Some(pool) = &pool
        {
            let begun = Instant::now();
            scan(pool, &question).await;
            scans.entry(question.kind).or_default().push((took, begun.elapsed()));
        }
    }
    report(&times, &scans, &found);
    book.shutdown().await;
}

async fn open(url: &str, dir: &Path, key_file: Option<PathBuf>) -> Result<Book, OpenError> {
    let options = OpenOptions { key_file, ..OpenOptions::default() };
    Book::open_with(url, &dir.join("recordings"), options).await
}

async fn connect(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    AnyPool::connect(url).await.unwrap()
}

async fn ask(book: &Book, question: &Question) -> usize {
    let words = Words::parse(&question.query).unwrap();
    if question.kind == Kind::Calls {
        let filter = CallFilter { words: Some(words), ..question.filter.clone() };
        return book.found_calls(&filter, PAGE).await.unwrap().items.len();
    }
    let order = if question.kind == Kind::Best { Order::Best } else { Order::Newest };
    book.search(&words, &question.filter, order, None, PAGE).await.unwrap().items.len()
}

/// What one would write without an index: every turn is looked at, newest first.
async fn scan(pool: &AnyPool, question: &Question) {
    let mut sql =
        "SELECT u.id AS id, u.words AS words FROM utterances u JOIN calls c ON c.id = u.call_id WHERE 1 = 1".to_owned();
    for word in fold_words(&question.query) {
        sql += &format!(" AND ' ' || u.folded || ' ' LIKE '% {word} %'");
    }
    let filter = &question.filter;
    let equal = [
        ("queue", filter.queue.as_ref().map(ToString::to_string)),
        ("agent", filter.agent.as_ref().map(ToString::to_string)),
        ("mood_last", filter.mood_end.map(|mood| mood.to_string())),
    ];
    for (column, value) in equal {
        sql += &value.map_or_else(String::new, |value| format!(" AND c.{column} = '{value}'"));
    }
    sql += &format!(" ORDER BY c.began_ms DESC LIMIT {}", PAGE + 1);
    sqlx::query(&sql).fetch_all(pool).await.unwrap();
}

fn report(
    times: &BTreeMap<Kind, Vec<Duration>>,
    scans: &BTreeMap<Kind, Vec<(Duration, Duration)>>,
    found: &BTreeMap<Kind, usize>,
) {
    println!(
        "| questions | n | with hits | p50 ms | p95 ms | p99 ms | longest ms | LIKE, p50 ms | LIKE takes × as long |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let all: Vec<Duration> = times.values().flatten().copied().collect();
    let every: Vec<(Duration, Duration)> = scans.values().flatten().copied().collect();
    for (kind, times) in times {
        let scans = scans.get(kind).map_or(&[][..], Vec::as_slice);
        row(&format!("{kind:?}").to_lowercase(), times, scans, found[kind]);
    }
    row("all", &all, &every, found.values().sum());
}

fn row(name: &str, times: &[Duration], scans: &[(Duration, Duration)], found: usize) {
    let of = |share: f64| ms(at(times.to_vec(), share));
    let mut ratios: Vec<f64> = scans.iter().map(|(own, scan)| scan.as_secs_f64() / own.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    let scanned = ratios.get(ratios.len() / 2).map_or("– | –".to_owned(), |ratio| {
        format!("{} | {ratio:.0}", ms(at(scans.iter().map(|(_, scan)| *scan).collect(), 0.5)))
    });
    println!(
        "| {name} | {} | {found} | {} | {} | {} | {} | {scanned} |",
        times.len(),
        of(0.5),
        of(0.95),
        of(0.99),
        of(1.0)
    );
}

/// The time within which that share of the questions was answered.
fn at(mut times: Vec<Duration>, share: f64) -> Duration {
    times.sort();
    let rank = (share * times.len() as f64).ceil() as usize;
    times[rank.clamp(1, times.len()) - 1]
}

fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

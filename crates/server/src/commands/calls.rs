//! `wasl calls`: what is in the book.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasl_model::{BranchId, CallId};
use wasl_record::{Book, CallFilter, FoundVisit, Order, Words};
use wasl_review::BranchNames;

use crate::cli::{CallsCommand, ConfigArgs};
use crate::clock;
use crate::config::Config;

mod access;
mod review;
mod story;

pub(super) fn run(args: &ConfigArgs, command: CallsCommand) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    super::runtime()?.block_on(async {
        let book = super::book_beside(&config, &places).await?;
        match command {
            CallsCommand::List { limit, json } => list(&book, limit, json).await,
            CallsCommand::Search { words, limit, best, exact, branch, json } => {
                let order = if best { Order::Best } else { Order::Newest };
                let branches = spellings(&book, &config.branch_names(), branch).await?;
                let filter = CallFilter { branches, ..CallFilter::default() };
                search(&book, &words.join(" "), &filter, order, exact, limit, json).await
            }
            CallsCommand::Show { id, json } => {
                show(&book, &id, config.support.utc_offset_min, &config.branch_names(), json).await
            }
            CallsCommand::Export { id, dir } => export(&book, &id, &dir).await,
            CallsCommand::Access { days, json } => access(&book, days, config.support.utc_offset_min, json).await,
            CallsCommand::Follow { calls } => follow(&book, calls).await,
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn list(book: &Book, limit: u32, json: bool) -> Result<()> {
    note(book, "calls.list", &[format!("limit={limit}")]).await?;
    let page = book.calls(&CallFilter::default(), limit).await?;
    for call in &page.items {
        if json {
            super::say_json(call)?;
        } else {
            super::say(&story::row(call));
        }
    }
    if page.items.is_empty() && !json {
        super::say("No call is kept yet.");
    }
    Ok(())
}

/// A branch in every spelling it may have been kept in.
async fn spellings(book: &Book, named: &[BranchNames], branch: Option<String>) -> Result<Option<Vec<BranchId>>> {
    let Some(branch) = branch else { return Ok(None) };
    let known = BranchNames::directory(named, &book.branches().await?);
    Ok(Some(BranchNames::spellings(&known, &BranchId(branch))))
}

async fn search(
    book: &Book,
    written: &str,
    filter: &CallFilter,
    order: Order,
    exact: bool,
    limit: u32,
    json: bool,
) -> Result<()> {
    let words = Words::parse(written).with_context(|| format!("'{written}' cannot be looked for"))?;
    let words = if exact { words.exactly() } else { words };
    let asked = [(order == Order::Best).then_some("best"), exact.then_some("exact")];
    let asked = asked.into_iter().flatten().map(str::to_owned).chain([format!("limit={limit}")]);
    note(book, "transcript.search", &asked.collect::<Vec<_>>()).await?;
    let calls = book.search(&words, filter, order, None, limit).await?.items;
    let visits = visits_found(book, &words, filter, limit).await?;
    for hit in &calls {
        if json {
            super::say_json(hit)?;
        } else {
            super::say(&story::hit(hit));
        }
    }
    for found in &visits {
        if json {
            super::say_json(found)?;
        } else {
            story::visit_hits(found).iter().for_each(|line| super::say(line));
        }
    }
    if calls.is_empty() && visits.is_empty() && !json {
        super::say("Nobody said that in a call or a recorded visit that is kept.");
    }
    Ok(())
}

/// Recorded visits, page by page until there are enough.
async fn visits_found(book: &Book, words: &Words, filter: &CallFilter, limit: u32) -> Result<Vec<FoundVisit>> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = book.search_visits(words, filter, after.as_deref(), limit).await?;
        found.extend(page.items);
        found.truncate(limit as usize);
        match page.next {
            Some(next) if found.len() < limit as usize => after = Some(next),
            Some(_) | None => return Ok(found),
        }
    }
}

async fn access(book: &Book, days: u32, utc_offset_min: i32, json: bool) -> Result<()> {
    let report = wasl_console::reports::access(book, clock::now(), days, utc_offset_min).await?;
    if json {
        return super::say_json(&report);
    }
    access::lines(&report).iter().for_each(|line| super::say(line));
    Ok(())
}

async fn show(book: &Book, id: &str, utc_offset_min: i32, branches: &[BranchNames], json: bool) -> Result<()> {
    let id = known(book, id).await?;
    book.audit(&super::typist(), "transcript.open", Some(id)).await?;
    let (call, timeline) = (book.call(id).await?, book.timeline(id).await?.unwrap_or_default());
    let zone = time::UtcOffset::from_whole_seconds(utc_offset_min.saturating_mul(60));
    let zone = zone.context("support.utc_offset_min is no distance from UTC")?;
    let branches = BranchNames::directory(branches, &book.branches().await?);
    let read = wasl_review::read_in(&timeline, &wasl_review::Site { zone, branches });
    if json {
        return super::say_json(&serde_json::json!({
            "call": call, "timeline": timeline, "recording": book.recording_path(id).await?,
            "review": read, "mood": wasl_review::felt(&timeline),
        }));
    }
    if let Some(call) = call {
        super::say(&story::row(&call));
    }
    for entry in &timeline {
        if let Some(line) = story::line(entry) {
            super::say(&line);
        }
    }
    if let Some(mood) = wasl_review::felt(&timeline) {
        super::say(&story::mood_of_call(&mood));
    }
    review::lines(&read, utc_offset_min).iter().for_each(|line| super::say(line));
    if let Some(path) = book.recording_path(id).await? {
        super::say(&format!("recording: {}", path.display()));
    }
    Ok(())
}

async fn export(book: &Book, id: &str, dir: &std::path::Path) -> Result<()> {
    let id = known(book, id).await?;
    book.audit(&super::typist(), "call.export", Some(id)).await?;
    let files =
        book.export(id, dir).await.with_context(|| format!("call {id} could not be exported to {}", dir.display()))?;
    for file in files {
        super::say(&file.display().to_string());
    }
    Ok(())
}

/// Tells the events of all calls as they are kept, until stopped or until so many calls have ended.
async fn follow(book: &Book, calls: Option<u32>) -> Result<()> {
    note(book, "events.open", &calls.map(|calls| format!("calls={calls}")).into_iter().collect::<Vec<_>>()).await?;
    let mut position = book.last_position().await?;
    let mut ended = 0;
    while calls.is_none_or(|calls| ended < calls) {
        let news = book.since(position, 500).await?;
        for posted in &news {
            position = posted.position;
            ended += u32::from(matches!(posted.entry.event, wasl_model::CallEvent::Ended { .. }));
            if let Some(line) = story::line(&posted.entry) {
                super::say(&line);
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    Ok(())
}

/// Notes who looks at many calls before any is shown, and what was asked of them; never a number or a word of anybody.
async fn note(book: &Book, action: &str, asked: &[String]) -> Result<()> {
    let action = std::iter::once(action).chain(asked.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    Ok(book.audit(&super::typist(), &action, None).await?)
}

async fn known(book: &Book, id: &str) -> Result<CallId> {
    let parsed: CallId =
        id.parse().with_context(|| format!("'{id}' is not a call's id; `wasl calls list` shows them"))?;
    if book.call(parsed).await?.is_none() {
        bail!("there is no call {id}; `wasl calls list` shows those that are kept");
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use wasl_model::{CallEvent, Hangup, MediaTime};

    use super::*;

    #[tokio::test]
    async fn whoever_reads_or_takes_out_a_call_at_the_command_line_is_noted() {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", dir.path().join("wasl.db").display());
        let book = Book::open(&url, &dir.path().join("recordings")).await.unwrap();
        let call = book.begin(CallId::numbered(1), clock::now()).await;
        call.append_kept(clock::now(), MediaTime::ZERO, CallEvent::Ended { hangup: Hangup::ByCaller }).await.unwrap();
        call.close().await;
        let id = CallId::numbered(1).to_string();
        show(&book, &id, 0, &[], true).await.unwrap();
        export(&book, &id, &dir.path().join("export")).await.unwrap();
        list(&book, 20, true).await.unwrap();
        search(&book, "زرافة 0551234567", &CallFilter::default(), Order::Best, true, 7, true).await.unwrap();
        follow(&book, Some(0)).await.unwrap();
        let rows = book.audit_rows(9).await.unwrap();
        let noted: Vec<_> = rows.iter().map(|row| (row.action.as_str(), row.call)).collect();
        let call = Some(CallId::numbered(1));
        let many = [
            ("events.open calls=0", None),
            ("transcript.search best exact limit=7", None),
            ("calls.list limit=20", None),
        ];
        assert_eq!(noted, [&many[..], &[("call.export", call), ("transcript.open", call)]].concat());
        let named = |user: &str| user.strip_prefix("cli:").is_some_and(|name| !name.is_empty());
        assert!(rows.iter().all(|row| named(row.user.as_str())), "{rows:?}");
        book.shutdown().await;
    }
}

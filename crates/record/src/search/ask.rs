//! The book asked for words.

use std::cmp::Reverse;

use thiserror::Error;
use wasl_model::CallId;

use super::find::{Found, Rank, passage};
use super::hit::{FoundCall, Hit, MOST_OF_A_CALL, Order};
use super::words::Words;
use crate::book::Book;
use crate::page::{CallFilter, MOST_PER_PAGE, Page};
use crate::store::StoreError;
use crate::store::search::{Turn, WantedTurns};

/// Of so many of the newest turns the best are told.
const MOST_RANKED: u32 = 1_000;
/// Turns asked of the store at once for a list of calls: several of one call may hold the words.
const TURNS_PER_CALL: u32 = 4;

/// Why a search gives nothing.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The cursor was not one of ours, or of another order.
    #[error("'after' is none of the cursors this search gave: leave it out to begin again")]
    Cursor,
    /// The store.
    #[error("the store was not searched")]
    Store(#[from] StoreError),
}

/// Where a hit stands in [`Order::Best`]: nearest, best, newest first.
type Standing = (Rank, Reverse<u32>, Reverse<i64>);

impl Book {
    /// Turns that hold these words, in calls that fit; `after` is the `next` of the page before.
    ///
    /// # Errors
    /// When the cursor is none of ours, or the store cannot be read.
    pub async fn search(
        &self,
        words: &Words,
        filter: &CallFilter,
        order: Order,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<Hit, String>, SearchError> {
        let limit = limit.clamp(1, MOST_PER_PAGE);
        match order {
            Order::Newest => self.newest(words, filter, after, limit).await,
            Order::Best => self.best(words, filter, after, limit).await,
        }
    }

    /// Calls that fit, newest first, with what of them answers the filter's words.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn found_calls(&self, filter: &CallFilter, limit: u32) -> Result<Page<FoundCall>, StoreError> {
        let limit = limit.clamp(1, MOST_PER_PAGE);
        let Some(words) = &filter.words else {
            let calls = self.inner.store.calls(filter, limit + 1).await?;
            let bare = calls.into_iter().map(|call| FoundCall { call, hits: Vec::new() }).collect();
            return Ok(Page::of(bare, limit, |found: &FoundCall| found.call.id));
        };
        let hits = self.hits_by_call(words, filter, limit as usize + 1).await?;
        let ids: Vec<CallId> = hits.iter().map(|(call, _)| *call).collect();
        let calls = self.inner.store.calls_of(&ids).await?;
        let found = hits.into_iter().filter_map(|(id, hits)| {
            let call = calls.iter().find(|call| call.id == id)?.clone();
            Some(FoundCall { call, hits })
        });
        Ok(Page::of(found.collect(), limit, |found: &FoundCall| found.call.id))
    }

    /// Reads a call's timeline again and makes anew what is kept beside it for searching: its turns, their index and its
    /// figures. False when there is no such call.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn reindex(&self, call: CallId) -> Result<bool, StoreError> {
        self.inner.store.reindex(call).await
    }

    async fn newest(
        &self,
        words: &Words,
        filter: &CallFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<Hit, String>, SearchError> {
        let mut below = after.map_or(Ok(i64::MAX), str::parse).map_err(|_| SearchError::Cursor)?;
        let mut hits: Vec<(i64, Hit)> = Vec::new();
        while hits.len() <= limit as usize {
            let turns = self.inner.store.turns(WantedTurns { words, filter, below, limit: limit + 1 }).await?;
            let is_last = turns.len() <= limit as usize;
            below = turns.last().map_or(below, |turn| turn.number);
            hits.extend(turns.into_iter().filter_map(|turn| Some((turn.number, turn.lit(words)?.0))));
            if is_last {
                break;
            }
        }
        let page = Page::of(hits, limit, |(number, _)| number.to_string());
        Ok(Page { items: page.items.into_iter().map(|(_, hit)| hit).collect(), next: page.next })
    }

    async fn best(
        &self,
        words: &Words,
        filter: &CallFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<Hit, String>, SearchError> {
        let after = after.map(|cursor| standing(cursor).ok_or(SearchError::Cursor)).transpose()?;
        let wanted = WantedTurns { words, filter, below: i64::MAX, limit: MOST_RANKED };
        let turns = self.inner.store.turns(wanted).await?;
        let lit = turns.into_iter().filter_map(|turn| {
            let number = turn.number;
            let (hit, score) = turn.lit(words)?;
            Some(((hit.rank, Reverse(score), Reverse(number)), hit))
        });
        let mut hits: Vec<(Standing, Hit)> = lit.filter(|(at, _)| after.is_none_or(|after| *at > after)).collect();
        hits.sort_by_key(|(at, _)| *at);
        hits.truncate(limit as usize + 1);
        let page = Page::of(hits, limit, |(at, _)| cursor(*at));
        Ok(Page { items: page.items.into_iter().map(|(_, hit)| hit).collect(), next: page.next })
    }

    /// The newest hits of each of the newest calls that have any.
    async fn hits_by_call(
        &self,
        words: &Words,
        filter: &CallFilter,
        most: usize,
    ) -> Result<Vec<(CallId, Vec<Hit>)>, StoreError> {
        let mut below = i64::MAX;
        if let Some(after) = filter.after {
            let Some(first) = self.inner.store.first_turn_of(after).await? else { return Ok(Vec::new()) };
            below = first;
        }
        let mut calls: Vec<(CallId, Vec<Hit>)> = Vec::new();
        let limit = u32::try_from(most).unwrap_or(MOST_PER_PAGE) * TURNS_PER_CALL;
        loop {
            let turns = self.inner.store.turns(WantedTurns { words, filter, below, limit }).await?;
            let is_last = turns.len() < limit as usize;
            below = turns.last().map_or(below, |turn| turn.number);
            for turn in turns {
                let Some((hit, _)) = turn.lit(words) else { continue };
                if calls.last().is_none_or(|(call, _)| *call != hit.call) {
                    if calls.len() == most {
                        return Ok(calls);
                    }
                    calls.push((hit.call, Vec::new()));
                }
                let (_, hits) = calls.last_mut().expect("one was pushed");
                if hits.len() < MOST_OF_A_CALL {
                    hits.push(hit);
                }
            }
            if is_last {
                return Ok(calls);
            }
        }
    }
}

impl Turn {
    /// What of it holds the words: what is shown, or else the other reading.
    fn found(&self, words: &Words) -> Option<(Found, bool)> {
        let shown = words.find(self.hit.text.reveal()).map(|found| (found, true));
        shown.or_else(|| Some((words.find(self.other.as_ref()?)?, false)))
    }

    /// The hit with its marks, and how well it answers.
    fn lit(mut self, words: &Words) -> Option<(Hit, u32)> {
        let (found, shown) = self.found(words)?;
        if let Some(other) = self.other.take().filter(|_| !shown) {
            self.hit.text = other.into();
        }
        let (snippet, marks) = passage(self.hit.text.reveal(), &found.marks);
        let Found { rank, score, .. } = found;
        let hit = Hit { marks: found.marks, snippet: snippet.into(), snippet_marks: marks, rank, ..self.hit };
        Some((hit, score))
    }
}

fn cursor((rank, Reverse(score), Reverse(number)): Standing) -> String {
    format!("{}-{score}-{number}", u8::from(rank == Rank::Form))
}

fn standing(cursor: &str) -> Option<Standing> {
    let mut parts = cursor.splitn(3, '-');
    let rank = match parts.next()? {
        "0" => Rank::Exact,
        "1" => Rank::Form,
        _ => return None,
    };
    Some((rank, Reverse(parts.next()?.parse().ok()?), Reverse(parts.next()?.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_of_the_best_says_where_it_stands() {
        let at = (Rank::Form, Reverse(1204), Reverse(77));
        assert_eq!(standing(&cursor(at)), Some(at));
        for wrong in ["", "77", "2-1-1", "0--1", "x", "0-1-' OR 1=1", "0-1-99999999999999999999"] {
            assert_eq!(standing(wrong), None, "{wrong}");
        }
    }
}

//! Values of agents, learnt from how talks ended, and prices of their time: made beside the floor and told to it whole, so
//! that no decision waits for them. What was learnt of waits is kept here, too.
//!
//! All that is learnt from stands in the book, each talk once, so this task may die at any moment.
//!
//! - `ledger`: sums of talks, old ones fading
//! - `settling`: what became of talks of which nobody wrote down how they ended

pub(crate) mod ledger;
mod settling;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wasl_model::{AgentId, AgentState, RouteRequest};
use wasl_record::{Book, StoreError};
use wasl_routing::{Demand, Dispatcher, Input, KeptWaits, Learnt, Prices, Values};

use super::floor::Floor;
use crate::clock::now;
use crate::config::routing::Learn;

/// Under this name the book keeps what was learnt of waits.
const WAITS: &str = "waits";
/// Tried again so soon after the book could not be used.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// The task.
#[derive(Debug)]
pub(crate) struct Learning {
    book: Book,
    floor: Floor,
    rules: Learn,
    came: mpsc::Receiver<RouteRequest>,
    demand: Demand,
    values: Values,
}

/// Tells the dispatcher what was learnt of waits before a restart.
pub(crate) async fn recall_waits(book: &Book, dispatcher: &mut Dispatcher) -> Result<(), StoreError> {
    if let Some(kept) = book.state::<KeptWaits>(WAITS).await? {
        tracing::info!(queues = kept.learnt(), "what was learnt of waits goes on");
        dispatcher.recall_waits(now(), kept);
    }
    Ok(())
}

impl Learning {
    /// A task that learns from `book`, tells `floor`, and hears who came.
    pub(crate) fn new(book: Book, floor: Floor, rules: Learn, came: mpsc::Receiver<RouteRequest>) -> Self {
        Self { book, floor, rules, came, demand: Demand::default(), values: Values::default() }
    }

    /// Learns at once and again and again, until the house closes.
    pub(crate) async fn run(mut self, closing: CancellationToken) {
        let every = Duration::from_secs(self.rules.every_s);
        let mut due = tokio::time::Instant::now();
        loop {
            tokio::select! {
                biased;
                () = closing.cancelled() => break,
                () = tokio::time::sleep_until(due) => {
                    due = tokio::time::Instant::now() + match self.round().await {
                        Ok(()) => every,
                        Err(error) => {
                            tracing::warn!(error = &error as &dyn std::error::Error, "nothing new is learnt for now");
                            TRY_AGAIN.min(every)
                        }
                    };
                }
                Some(request) = self.came.recv() => self.demand.add(now(), &request),
            }
        }
        if let Err(error) = self.keep_waits().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "what was learnt of waits lately is not kept");
        }
    }

    async fn round(&mut self) -> Result<(), StoreError> {
        settling::settle(&self.book, self.rules.repeat_within()).await?;
        self.keep_waits().await?;
        if self.rules.on { self.learn().await } else { Ok(()) }
    }

    async fn learn(&mut self) -> Result<(), StoreError> {
        let since = ledger::oldest(now(), self.rules.half_life_days);
        let talks = self.book.talks_since(since).await?;
        let (half_life_days, before, demand) = (self.rules.half_life_days, self.values.clone(), self.demand.clone());
        let staff = self.staff();
        let work = move || {
            let ledger = ledger::of(&talks, now(), half_life_days);
            let values = Values::learn(&ledger, Some(&before));
            let prices = Prices::solve(now(), &values, &demand, &staff);
            (ledger.calls(), values, prices)
        };
        // A fault in there must not end the house; the floor goes on with what it knows.
        let Ok((talks, values, prices)) = tokio::task::spawn_blocking(work).await else {
            tracing::error!("learning failed; the floor goes on with what was learnt before");
            return Ok(());
        };
        tracing::debug!(talks, "values are learnt and prices solved");
        self.values = values.clone();
        self.floor.tell(Input::Learnt(Arc::new(Learnt::new(values, prices)))).await;
        Ok(())
    }

    /// Who is at work now.
    fn staff(&self) -> Vec<AgentId> {
        let floor = self.floor.view();
        let there = floor.agents.iter().filter(|agent| match agent.state {
            AgentState::Ready { .. } | AgentState::Ringing { .. } | AgentState::OnCall { .. } => true,
            AgentState::WrapUp { .. } => true,
            AgentState::SignedOut | AgentState::NotReady { .. } => false,
        });
        there.map(|agent| agent.agent.clone()).collect()
    }

    async fn keep_waits(&self) -> Result<(), StoreError> {
        match self.floor.waits().await {
            Some(waits) => self.book.keep_state(WAITS, &waits).await,
            None => Ok(()),
        }
    }
}

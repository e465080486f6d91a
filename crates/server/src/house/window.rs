//! What the console shows of the running house, and what agents ask of it.
//!
//! - [`asks`]: an agent's request, carried to the floor, the call or the book

mod asks;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::{broadcast, watch};
use wasl_console::{
    AgentNow, Asking, DeskAsk, DeskNow, DeskState, GuestNow, IntentName, Live, Names, QueueNow, SipPipe, Support,
    WebCaller,
};
use wasl_model::{AgentId, AgentState, CallId, NotReadyReason, Partial, Timestamp};
use wasl_routing::{AgentView, QueueView};
use wasl_signal::{GuestId, WebUser};

use super::House;
use crate::clock::steady::{self, shown};
use crate::config::people::AgentEntry;

/// The house, seen through the window.
#[derive(Debug)]
pub(crate) struct Window(pub(crate) Arc<House>);

impl Live for Window {
    fn queues(&self) -> Vec<QueueNow> {
        self.0.floor.view().queues.iter().cloned().map(queue).collect()
    }

    fn agents(&self) -> Vec<AgentNow> {
        self.0.floor.view().agents.iter().cloned().filter_map(|view| self.agent(view)).collect()
    }

    fn intents(&self) -> Vec<IntentName> {
        let named = self.0.site.intents.iter().map(|intent| {
            let own = || intent.name.as_str().to_owned();
            let name = match &intent.title {
                Some(title) => Names { ar: title.ar.clone(), en: title.en.clone() },
                None => Names { ar: own(), en: own() },
            };
            IntentName { id: intent.name.clone(), name }
        });
        named.collect()
    }

    fn ready(&self) -> Result<(), String> {
        if self.0.closing.is_cancelled() { Err("the house is closing: no new calls".to_owned()) } else { Ok(()) }
    }

    fn desk(&self, agent: &AgentId) -> Option<DeskNow> {
        let entry = self.entry(agent)?;
        let floor = self.0.floor.view();
        let view = floor.agents.iter().find(|view| view.agent == *agent)?;
        let (state, reason, since_ms, wrap_up_until_ms) = stands(&view.state);
        Some(DeskNow {
            agent: agent.clone(),
            display_name: entry.name.clone(),
            state,
            reason,
            since_ms,
            wrap_up_until_ms,
            phone: self.0.signal.registered(agent) > 0,
            flow: self.0.signal.web_flow(agent),
            call: self.0.desks.call_of(agent),
            care: view.care,
        })
    }

    fn desk_changes(&self) -> watch::Receiver<u64> {
        self.0.desks.changes()
    }

    fn partials(&self) -> broadcast::Receiver<(CallId, Partial)> {
        self.0.desks.partials()
    }

    fn ask(&self, agent: AgentId, ask: DeskAsk) -> Asking<'_> {
        Box::pin(asks::carry(&self.0, agent, ask))
    }

    fn web_socket(&self, peer: SocketAddr, who: WebCaller) -> Option<SipPipe> {
        if self.0.closing.is_cancelled() {
            return None;
        }
        let who = match who {
            WebCaller::Agent(agent) => WebUser::Agent(agent),
            WebCaller::Guest(ticket) => WebUser::Guest(GuestId(ticket)),
        };
        let pipe = self.0.signal.web_socket(peer, who);
        Some(SipPipe { from_browser: pipe.from_browser, to_browser: pipe.to_browser })
    }

    fn guest(&self, ticket: &str) -> Option<GuestNow> {
        self.0.desks.guest(ticket, |agent| self.entry(agent).map(|entry| entry.name.clone()))
    }

    fn support(&self) -> Support {
        let support = &self.0.config.support;
        let queue = self.0.site.default_flow().spec().queue.clone();
        let floor = self.0.floor.view();
        let now = floor.queues.iter().find(|view| view.queue == queue);
        Support {
            name: Names { ar: support.name_ar.clone(), en: support.name_en.clone() },
            phone: support.phone.clone(),
            uri: format!("sip:{}@{}", support.dials, self.0.config.sip.realm),
            open: self.is_dialled(&support.dials) && now.is_some_and(|view| view.signed_in > 0),
            wait: now.and_then(|view| view.wait),
            queue,
        }
    }
}

impl Window {
    fn agent(&self, view: AgentView) -> Option<AgentNow> {
        let entry = self.entry(&view.agent)?;
        let phones = u32::try_from(self.0.signal.registered(&view.agent)).unwrap_or(u32::MAX);
        Some(AgentNow {
            id: view.agent,
            display_name: entry.name.clone(),
            state: view.state,
            queues: entry.queues.clone(),
            phones,
        })
    }

    fn is_dialled(&self, number: &str) -> bool {
        self.0.config.numbers.iter().any(|entry| entry.dialled == number || entry.dialled == "*")
    }

    fn entry(&self, agent: &AgentId) -> Option<&AgentEntry> {
        self.0.config.agents.iter().find(|entry| entry.id == *agent)
    }
}

/// The state in a word, why, since when, and when a wrap-up ends by itself.
fn stands(state: &AgentState) -> (DeskState, Option<NotReadyReason>, Option<Timestamp>, Option<Timestamp>) {
    match state {
        AgentState::SignedOut => (DeskState::SignedOut, None, None, None),
        AgentState::Ready { since } => (DeskState::Ready, None, Some(shown(*since)), None),
        AgentState::NotReady { reason, since } => (DeskState::NotReady, Some(*reason), Some(shown(*since)), None),
        AgentState::Ringing { .. } => (DeskState::Ringing, None, None, None),
        AgentState::OnCall { .. } => (DeskState::Talking, None, None, None),
        AgentState::WrapUp { until } => (DeskState::WrapUp, None, None, Some(shown(*until))),
    }
}

fn queue(view: QueueView) -> QueueNow {
    let longest = view.oldest.map_or(0, |since| steady::now().since(since).as_millis());
    QueueNow {
        id: view.queue,
        waiting: view.waiting,
        longest_wait_ms: u64::try_from(longest).unwrap_or(u64::MAX),
        wait: view.wait,
        free_agents: view.free,
    }
}

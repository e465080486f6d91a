//! What the console shows of the running house.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::{broadcast, watch};
use wasl_console::{
    AgentNow, Asking, DeskAsk, DeskNow, GuestNow, IntentName, Live, Names, QueueNow, Refused, SipPipe, Support, WebCaller,
};
use wasl_model::{AgentId, CallId, Partial};
use wasl_routing::{AgentView, QueueView};

use super::House;
use crate::clock;

/// The house, seen through the window.
#[derive(Debug)]
pub(crate) struct Window(pub(crate) Arc<House>);

impl Live for Window {
    fn queues(&self) -> Vec<QueueNow> {
        self.0.floor.view().queues.into_iter().map(queue).collect()
    }

    fn agents(&self) -> Vec<AgentNow> {
        self.0.floor.view().agents.into_iter().filter_map(|view| self.agent(view)).collect()
    }

    fn ready(&self) -> Result<(), String> {
        if self.0.closing.is_cancelled() { Err("the house is closing: no new calls".to_owned()) } else { Ok(()) }
    }

    fn intents(&self) -> Vec<IntentName> {
        Vec::new()
    }

    fn desk(&self, _agent: &AgentId) -> Option<DeskNow> {
        None
    }

    fn desk_changes(&self) -> watch::Receiver<u64> {
        watch::channel(0).1
    }

    fn partials(&self) -> broadcast::Receiver<(CallId, Partial)> {
        broadcast::channel(1).1
    }

    fn ask(&self, _agent: AgentId, _ask: DeskAsk) -> Asking<'_> {
        Box::pin(async { Err(Refused::unavailable()) })
    }

    fn web_socket(&self, _peer: SocketAddr, _who: WebCaller) -> Option<SipPipe> {
        None
    }

    fn guest(&self, _ticket: &str) -> Option<GuestNow> {
        None
    }

    fn support(&self) -> Support {
        let name = Names { ar: "وصل".to_owned(), en: "Wasl".to_owned() };
        let queue = "support".into();
        Support { name, phone: None, uri: "sip:support@wasl.invalid".to_owned(), open: false, wait: None, queue }
    }
}

impl Window {
    fn agent(&self, view: AgentView) -> Option<AgentNow> {
        let entry = self.0.config.agents.iter().find(|entry| entry.id == view.agent)?;
        let phones = u32::try_from(self.0.signal.registered(&view.agent)).unwrap_or(u32::MAX);
        Some(AgentNow {
            id: view.agent,
            display_name: entry.name.clone(),
            state: view.state,
            queues: entry.queues.clone(),
            phones,
        })
    }
}

fn queue(view: QueueView) -> QueueNow {
    let longest = view.oldest.map_or(0, |since| clock::now().since(since).as_millis());
    QueueNow {
        id: view.queue,
        waiting: view.waiting,
        longest_wait_ms: u64::try_from(longest).unwrap_or(u64::MAX),
        wait: view.wait,
        free_agents: view.free,
    }
}

//! Answers the door: every call gets a task of its own, every phone that comes or goes is told to the floor.

use std::sync::Arc;

use tokio::sync::mpsc;
use wasl_call::Entry;
use wasl_media::LegOptions;
use wasl_model::{CallId, QueueId};
use wasl_routing::Input;
use wasl_signal::{DoorEvent, Incoming};

use super::{House, conversation::Conversation, echo};
use crate::config::people::Destination;

/// Runs until the door is closed.
pub(crate) async fn run(house: Arc<House>, mut door: mpsc::Receiver<DoorEvent>) {
    while let Some(event) = door.recv().await {
        match event {
            DoorEvent::Incoming(incoming) => welcome(&house, incoming),
            DoorEvent::AgentRegistered { agent, contacts } => {
                tracing::info!(%agent, contacts, "agent's phone is here");
                house.floor.tell(Input::SignedIn { agent }).await;
                house.desks.changed();
            }
            DoorEvent::AgentUnregistered { agent } => {
                tracing::info!(%agent, "agent's last phone is gone");
                house.floor.tell(Input::SignedOut { agent }).await;
                house.desks.changed();
            }
            // A page that is loaded anew is back in a moment; a call on it notices by its sound.
            DoorEvent::AgentFlowLost { agent } => {
                tracing::info!(%agent, "agent's browser is gone for the moment");
                house.desks.changed();
            }
            DoorEvent::TrunkHealth { trunk, up: true } => tracing::info!(%trunk, "trunk answers"),
            DoorEvent::TrunkHealth { trunk, up: false } => tracing::warn!(%trunk, "trunk does not answer"),
        }
    }
}

fn welcome(house: &Arc<House>, incoming: Incoming) {
    if house.closing.is_cancelled() {
        incoming.leg.reject(503);
        return;
    }
    if let Some(status) = guest_refused(house, &incoming) {
        incoming.leg.reject(status);
        return;
    }
    match destination(house, &incoming.dialled) {
        Some(Destination::Echo) => drop(house.tasks.spawn(echo::run(Arc::clone(house), incoming))),
        Some(Destination::Flow(flow)) => begin(house, incoming, Entry::Ivr, Some(flow)),
        Some(Destination::Queue(queue)) => begin(house, incoming, Entry::Queue(queue), None),
        None => incoming.leg.reject(404),
    }
}

/// A guest calls the support line and nobody else, one call at a time.
fn guest_refused(house: &House, incoming: &Incoming) -> Option<u16> {
    let guest = incoming.guest.as_ref()?;
    if incoming.dialled != house.config.support.dials {
        return Some(403);
    }
    house.desks.guest_is_on(&guest.0).then_some(486)
}

fn begin(house: &Arc<House>, incoming: Incoming, entry: Entry, flow: Option<String>) {
    let house = Arc::clone(house);
    house.tasks.clone().spawn(async move {
        let call = CallId::new();
        Box::pin(Conversation::open(house, call, incoming, entry, flow.as_deref())).await.run().await;
    });
}

fn destination(house: &House, dialled: &str) -> Option<Destination> {
    let entry = house.config.numbers.iter().find(|entry| entry.leads(dialled));
    entry.map(|entry| entry.to.clone())
}

/// How the caller's sound travels: as the offer says, and where there is none as browsers do it on a web socket.
pub(crate) fn sound_of(incoming: &Incoming) -> LegOptions {
    let web = incoming.offer.as_ref().map_or(incoming.web, |offer| offer.contains("UDP/TLS/RTP/SAVPF"));
    if web { LegOptions::web() } else { LegOptions::default() }
}

/// The queue a dialled name means, as `queue-NAME` or by its number.
pub(crate) fn queue_named(house: &House, name: &str) -> Option<QueueId> {
    let queue = name.strip_prefix("queue-").unwrap_or(name);
    house.config.queues.iter().map(|entry| &entry.name).find(|known| known.as_str() == queue).cloned()
}

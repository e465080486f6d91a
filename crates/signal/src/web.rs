//! Browsers on the house's web sockets (RFC 7118): who sits at the far end, and the pipe their messages take.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::mpsc;
use wasl_model::AgentId;

use crate::DoorEvent;
use crate::house::House;
use crate::net::flow::Flow;
use crate::net::serve_browser;

/// Messages waiting on a pipe, each way. From the browser: the HTTP server waits when it is full. To the browser:
/// when it is full the flow is closed, for a browser that reads nothing is gone.
pub const PIPE: usize = 64;
/// The longest message taken from a browser, in bytes; a longer one closes the flow.
pub const MAX_FRAME: usize = 64 * 1024;

/// Who sits at a web socket, as the HTTP server proved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WebUser {
    /// An agent: may register as themselves, call and be called.
    Agent(AgentId),
    /// Somebody from outside: may call, nothing else.
    Guest(GuestId),
}

/// A guest's opaque ticket. It is a secret: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct GuestId(pub String);

impl fmt::Debug for GuestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuestId(…)")
    }
}

/// The two directions of one web socket, one SIP message a text frame. Dropping either end closes the flow.
#[derive(Debug)]
pub struct WebSocketPipe {
    /// Text frames that arrived. Bounded to [`PIPE`]: wait when it is full. A failed send means the flow is closed.
    pub from_browser: mpsc::Sender<String>,
    /// Text frames to send. When it ends, close the web socket.
    pub to_browser: mpsc::Receiver<String>,
}

/// One web socket's life.
pub(crate) async fn serve(
    house: Arc<House>,
    peer: SocketAddr,
    who: WebUser,
    from_browser: mpsc::Receiver<String>,
    to_browser: mpsc::Sender<String>,
) {
    let Some((flow, messages, _place)) = house.streams.browser(peer, who).await else {
        tracing::warn!("too many streams: a web socket was turned away");
        return;
    };
    house.seats.take(&flow, None);
    serve_browser(from_browser, to_browser, house.streams.gate(), flow.clone(), messages).await;
    lost(&house, &flow).await;
}

/// Tells when it was the last open one by which this agent was registered.
async fn lost(house: &House, flow: &Flow) {
    let Some(WebUser::Agent(agent)) = flow.seat.as_ref().map(|seat| &seat.who) else { return };
    let phones = house.agent_phones(agent);
    let registered = phones.iter().any(|phone| phone.flow == *flow);
    let another = phones.iter().any(|phone| phone.flow.seat.is_some() && !phone.flow.closed.is_cancelled());
    if registered && !another {
        let _ = house.door.send(DoorEvent::AgentFlowLost { agent: agent.clone() }).await;
    }
}

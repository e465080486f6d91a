//! Browsers come and go: a seat is who sits at a web socket, and where that same somebody sits now.
//! A page that reloads, or changes networks, comes back by a new flow; its calls follow it there.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use wasl_model::AgentId;

use super::flow::Flow;
use crate::{GuestId, WebUser};

/// Who sits at one web socket.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) who: WebUser,
    /// `+sip.instance` of its REGISTER.
    instance: OnceLock<String>,
    closed: OnceLock<Instant>,
}

/// What stays the same when a browser comes back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Name {
    Phone(AgentId, String),
    Guest(GuestId),
}

impl Seat {
    pub(crate) const fn new(who: WebUser) -> Self {
        Self { who, instance: OnceLock::new(), closed: OnceLock::new() }
    }

    fn name(&self) -> Option<Name> {
        match &self.who {
            WebUser::Agent(agent) => Some(Name::Phone(agent.clone(), self.instance.get()?.clone())),
            WebUser::Guest(guest) => Some(Name::Guest(guest.clone())),
        }
    }
}

/// Who sits where.
#[derive(Debug)]
pub(crate) struct Seats {
    grace: Duration,
    taken: Mutex<HashMap<Name, Flow>>,
    /// Tells those who wait that somebody sat down.
    changed: watch::Sender<()>,
}

impl Seats {
    pub(crate) fn new(grace: Duration) -> Self {
        Self { grace, taken: Mutex::default(), changed: watch::Sender::new(()) }
    }

    /// From now on this flow is the way to whoever sits there; `instance` is what its REGISTER says.
    pub(crate) fn take(&self, flow: &Flow, instance: Option<&str>) {
        let Some(seat) = &flow.seat else { return };
        if let Some(instance) = instance {
            let _ = seat.instance.set(instance.to_owned());
        }
        let Some(name) = seat.name() else { return };
        self.lock().insert(name, flow.clone());
        self.changed.send_replace(());
    }

    /// The open flow to whoever sat at this one.
    pub(crate) fn current(&self, flow: &Flow) -> Option<Flow> {
        let name = flow.seat.as_ref().and_then(|seat| seat.name());
        let newest = name.and_then(|name| self.lock().get(&name).cloned());
        let open = |flow: &Flow| !flow.closed.is_cancelled();
        newest.filter(open).or_else(|| Some(flow.clone()).filter(open))
    }

    /// The same, but a browser that is away is waited for as long as it has the right to come back.
    pub(crate) async fn wait(&self, flow: &Flow) -> Option<Flow> {
        let mut changed = self.changed.subscribe();
        loop {
            if let Some(current) = self.current(flow) {
                return Some(current);
            }
            tokio::time::timeout_at(self.until(flow)?, changed.changed()).await.ok()?.ok()?;
        }
    }

    /// Waits until whoever sits there sits elsewhere, and tells where; `None` when they did not come back in time.
    pub(crate) async fn moved(&self, flow: &Flow) -> Option<Flow> {
        loop {
            let mut changed = self.changed.subscribe();
            match self.wait(flow).await {
                Some(current) if current == *flow => {
                    tokio::select! {
                        () = flow.closed.cancelled() => {}
                        _ = changed.changed() => {}
                    }
                }
                elsewhere => return elsewhere,
            }
        }
    }

    /// Is the browser of this flow away for good?
    pub(crate) fn is_lost(&self, flow: &Flow) -> bool {
        flow.closed.is_cancelled() && self.until(flow).is_none()
    }

    /// Until when a closed flow's browser may come back; `None` when that time is over or there is no such right.
    fn until(&self, flow: &Flow) -> Option<Instant> {
        let seat = flow.seat.as_ref()?;
        let until = *seat.closed.get_or_init(Instant::now) + self.grace;
        (until > Instant::now()).then_some(until)
    }

    /// Forgets who is gone for good.
    pub(crate) fn sweep(&self) {
        self.lock().retain(|_, flow| !flow.closed.is_cancelled() || self.until(flow).is_some());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Name, Flow>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! A house that says what it is told to say, and remembers what it was asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;

use tokio::sync::{broadcast, mpsc, watch};
use wasl_console::*;
use wasl_model::*;

use super::{CALL, NOON};

pub struct Floor {
    pub desks: Mutex<BTreeMap<AgentId, DeskNow>>,
    pub changes: watch::Sender<u64>,
    pub partials: broadcast::Sender<(CallId, Partial)>,
    pub asked: Mutex<Vec<(AgentId, DeskAsk)>>,
    pub refusal: Mutex<Option<Refused>>,
    pub guests: Mutex<BTreeMap<String, GuestNow>>,
    /// The far end of every SIP pipe: who, what the browser says, what it is told.
    pub lines: Mutex<Vec<FarEnd>>,
    pub closing: Mutex<bool>,
}

pub type FarEnd = (WebCaller, mpsc::Receiver<String>, mpsc::Sender<String>);

impl Floor {
    /// `agent` has a desk, nobody else has.
    pub fn new() -> Self {
        Self {
            desks: Mutex::new(BTreeMap::from([("agent".into(), desk("agent", None))])),
            changes: watch::channel(0).0,
            partials: broadcast::channel(16).0,
            asked: Mutex::default(),
            refusal: Mutex::default(),
            guests: Mutex::default(),
            lines: Mutex::default(),
            closing: Mutex::default(),
        }
    }

    pub fn put_desk(&self, desk: DeskNow) {
        self.desks.lock().unwrap().insert(desk.agent.clone(), desk);
        self.changes.send_modify(|n| *n += 1);
    }

    pub fn asks(&self) -> Vec<(AgentId, DeskAsk)> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

/// A desk, ready or with that call on it.
pub fn desk(agent: &str, call: Option<(CallId, CallPhase)>) -> DeskNow {
    let state = match call {
        None => DeskState::Ready,
        Some((_, CallPhase::WrapUp)) => DeskState::WrapUp,
        Some(_) => DeskState::Talking,
    };
    DeskNow {
        agent: agent.into(),
        display_name: agent.into(),
        state,
        reason: None,
        since_ms: Some(NOON),
        wrap_up_until_ms: None,
        phone: true,
        flow: true,
        call: call.map(|(id, phase)| on_desk(id, phase)),
        care: Care::default(),
    }
}

fn on_desk(id: CallId, phase: CallPhase) -> DeskCall {
    DeskCall {
        id,
        phase,
        queue: Some("support".into()),
        began_ms: NOON,
        ring_until_ms: None,
        bridged_ms: None,
        held_since_ms: None,
        recording: true,
        recording_refused: false,
        recording_paused_until_ms: None,
        other: None,
        handover: None,
        intent: None,
        mood: None,
        mood_line: vec![],
        waited_ms: 0,
        reasons: None,
        language: None,
        number: Some("+966500000000".into()),
    }
}

impl Live for Floor {
    fn queues(&self) -> Vec<QueueNow> {
        vec![QueueNow { id: "support".into(), waiting: 2, longest_wait_ms: 4_000, wait: None, free_agents: 1 }]
    }

    fn agents(&self) -> Vec<AgentNow> {
        let (display_name, state) = ("سارة".to_owned(), AgentState::Ready { since: NOON });
        vec![AgentNow { id: "sara".into(), display_name, state, queues: vec!["support".into()], phones: 1 }]
    }

    fn intents(&self) -> Vec<IntentName> {
        vec![IntentName { id: "refund".into(), name: Names { ar: "استرداد".into(), en: "Refund".into() } }]
    }

    fn ready(&self) -> Result<(), String> {
        if *self.closing.lock().unwrap() { Err("the models are being loaded".to_owned()) } else { Ok(()) }
    }

    fn desk(&self, agent: &AgentId) -> Option<DeskNow> {
        self.desks.lock().unwrap().get(agent).cloned()
    }

    fn desk_changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn partials(&self) -> broadcast::Receiver<(CallId, Partial)> {
        self.partials.subscribe()
    }

    fn ask(&self, agent: AgentId, ask: DeskAsk) -> Asking<'_> {
        Box::pin(async move {
            self.asked.lock().unwrap().push((agent, ask));
            self.refusal.lock().unwrap().clone().map_or(Ok(()), Err)
        })
    }

    fn web_socket(&self, _peer: SocketAddr, who: WebCaller) -> Option<SipPipe> {
        let (from_browser, heard) = mpsc::channel(4);
        let (tell, to_browser) = mpsc::channel(4);
        self.lines.lock().unwrap().push((who, heard, tell));
        Some(SipPipe { from_browser, to_browser })
    }

    fn guest(&self, ticket: &str) -> Option<GuestNow> {
        self.guests.lock().unwrap().get(ticket).cloned()
    }

    fn support(&self) -> Support {
        Support {
            name: Names { ar: "وصل".into(), en: "Wasl".into() },
            phone: Some("+966110000000".into()),
            uri: "sip:support@wasl.invalid".into(),
            open: true,
            wait: Some(WaitRange { p50_ms: 30_000, p80_ms: 90_000 }),
            queue: "support".into(),
        }
    }
}

/// A guest whose call is in that phase.
pub fn guest(phase: GuestPhase) -> GuestNow {
    GuestNow { phase, position: Some(2), wait: None, agent: None, promised: false, call: Some(CALL) }
}

//! Their INVITE before our answer, with reliable provisional responses (RFC 3262).

use std::time::Duration;

use tokio::time::Instant;
use wasl_model::EndCause;

use super::task::{LegTask, Phase, Up};
use crate::LegEvent;
use crate::dialog::{Dialog, cseq_number, sdp, status_of};
use crate::house::House;
use crate::leg::EndOrder;
use crate::net::stack::{Arrived, Responder};
use crate::prack::rack;
use crate::session_timer::{Negotiated, Refresher, SessionExpires, SessionTimer, negotiate};
use crate::wire::check::{ALLOW, SUPPORTED};
use crate::wire::message::Message;

/// An INVITE that waits for our answer.
#[derive(Debug)]
pub(crate) struct Arriving {
    pub(crate) dialog: Dialog,
    pub(crate) responder: Responder,
    /// It had no offer: the 200 carries ours.
    pub(crate) late: bool,
    session: (SessionExpires, bool),
    peer: Peer,
    invite_cseq: u32,
    rseq: u32,
    outstanding: Option<Reliable>,
    /// An order that waits for PRACK.
    waiting: Option<Waiting>,
}

/// What the caller can do.
#[derive(Clone, Copy, Debug)]
struct Peer {
    supports_reliable: bool,
    requires_reliable: bool,
    timer: bool,
    updates: bool,
}

/// A reliable provisional response not yet acknowledged.
#[derive(Clone, Debug)]
struct Reliable {
    rseq: u32,
    status: u16,
    sdp: Option<String>,
    wait: Duration,
    again: Instant,
    until: Instant,
}

#[derive(Debug)]
enum Waiting {
    Ring(Option<String>),
    Answer(String),
}

impl Arriving {
    /// Takes an INVITE, or says which status refuses it (with Min-SE for 422).
    pub(crate) fn new(
        request: &Message,
        dialog: Dialog,
        responder: Responder,
        ours: Duration,
        min_se: Duration,
    ) -> Result<Self, Box<Responder>> {
        let supports = |tag: &str| request.list("Supported").iter().any(|ours| ours.eq_ignore_ascii_case(tag));
        let requires = |tag: &str| request.list("Require").iter().any(|ours| ours.eq_ignore_ascii_case(tag));
        let peer = Peer {
            supports_reliable: supports("100rel") || requires("100rel"),
            requires_reliable: requires("100rel"),
            timer: supports("timer") || requires("timer"),
            updates: request.list("Allow").iter().any(|method| method == "UPDATE"),
        };
        let asked = request.get("Session-Expires").and_then(SessionExpires::parse);
        let Negotiated::Timer { session, require } = negotiate(asked, peer.timer, ours, min_se) else {
            return Err(Box::new(responder));
        };
        Ok(Self {
            invite_cseq: cseq_number(request),
            late: request.body.is_empty(),
            session: (session, require),
            rseq: rand::random::<u32>() >> 12,
            dialog,
            responder,
            peer,
            outstanding: None,
            waiting: None,
        })
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.outstanding.as_ref().map(|reliable| reliable.again.min(reliable.until))
    }

    /// The RAck of the PRACK that is awaited.
    fn awaited(&self) -> Option<String> {
        self.outstanding.as_ref().map(|reliable| format!("{} {} INVITE", reliable.rseq, self.invite_cseq))
    }

    /// A final response goes out: the reliable one before it is not retransmitted, but its PRACK is still welcome.
    pub(crate) fn overtake(&self, house: &House) {
        if let Some(rack) = self.awaited() {
            house.expect_prack(&self.dialog.call_id, &self.dialog.local_tag, rack);
        }
    }

    fn respond(&self, status: u16, sdp: Option<&str>, rseq: Option<u32>) {
        let mut headers = vec![("Contact", self.dialog.contact.clone()), ("Allow", ALLOW.to_owned())];
        if let Some(rseq) = rseq {
            headers.push(("Require", "100rel".to_owned()));
            headers.push(("RSeq", rseq.to_string()));
        }
        self.responder.respond(status, &headers, sdp);
    }
}

impl LegTask {
    /// 180, or 183 with early media; reliably when the caller wants it.
    pub(crate) fn ring(&mut self, sdp: Option<String>) {
        let t1 = self.house.config.t1;
        let Phase::Arriving(arriving) = &mut self.phase else { return };
        if arriving.outstanding.is_some() {
            arriving.waiting.get_or_insert(Waiting::Ring(sdp));
            return;
        }
        let status = if sdp.is_some() { 183 } else { 180 };
        let reliable = arriving.peer.requires_reliable || (arriving.peer.supports_reliable && sdp.is_some());
        if !reliable {
            arriving.respond(status, sdp.as_deref(), None);
            return;
        }
        arriving.rseq += 1;
        arriving.respond(status, sdp.as_deref(), Some(arriving.rseq));
        let now = Instant::now();
        let reliable = Reliable { rseq: arriving.rseq, status, sdp, wait: t1, again: now + t1, until: now + t1 * 64 };
        arriving.outstanding = Some(reliable);
    }

    /// Retransmits a reliable response, or gives the caller up (504, RFC 3262 §3).
    pub(crate) async fn arriving_time(&mut self, now: Instant) {
        let Phase::Arriving(arriving) = &mut self.phase else { return };
        let Some(mut reliable) = arriving.outstanding.clone() else { return };
        if now >= reliable.until {
            arriving.outstanding = None;
            arriving.responder.respond(504, &[], None);
            self.finish(EndCause::Unreachable).await;
            return;
        }
        arriving.respond(reliable.status, reliable.sdp.as_deref(), Some(reliable.rseq));
        reliable.wait *= 2;
        reliable.again = now + reliable.wait;
        arriving.outstanding = Some(reliable);
    }

    /// PRACK: matched by RSeq, CSeq and method (RFC 3262 §7.2).
    pub(crate) async fn prack(&mut self, arrived: Arrived) {
        let message = arrived.message.clone();
        let tag = self.tag();
        let responder = arrived.serve(&tag);
        let Phase::Arriving(arriving) = &mut self.phase else {
            let call_id = message.get("Call-ID").unwrap_or_default();
            let late = self.house.late_prack(call_id, &tag, &message);
            responder.respond(if late { 200 } else { 481 }, &[], None);
            return;
        };
        let expected = arriving.awaited();
        let rack = message.get("RAck").map(rack);
        if expected.is_none() || expected != rack {
            responder.respond(481, &[], None);
            return;
        }
        responder.respond(200, &[], None);
        let acknowledged = arriving.outstanding.take();
        let late_answer = arriving.late && acknowledged.is_some_and(|reliable| reliable.sdp.is_some());
        let waiting = arriving.waiting.take();
        if late_answer && let Some(sdp) = sdp(&message) {
            arriving.late = false;
            self.tell(LegEvent::AnswerArrived { sdp }).await;
        }
        match waiting {
            Some(Waiting::Ring(sdp)) => self.ring(sdp),
            Some(Waiting::Answer(sdp)) => self.answer(sdp).await,
            None => {}
        }
    }

    /// 200. With an unacknowledged reliable SDP under way it waits for the PRACK.
    pub(crate) async fn answer(&mut self, sdp: String) {
        let Phase::Arriving(arriving) = &mut self.phase else { return };
        if arriving.outstanding.as_ref().is_some_and(|reliable| reliable.sdp.is_some()) {
            arriving.waiting = Some(Waiting::Answer(sdp));
            return;
        }
        let (session, require) = arriving.session;
        let mut headers = vec![
            ("Contact", arriving.dialog.contact.clone()),
            ("Allow", ALLOW.to_owned()),
            ("Supported", SUPPORTED.to_owned()),
            ("Session-Expires", session.to_header()),
        ];
        if require {
            headers.push(("Require", "timer".to_owned()));
        }
        if !arriving.peer.timer {
            // A caller that knows no timers is not told of one; we refresh by ourselves.
            headers.retain(|(name, _)| *name != "Session-Expires");
        }
        arriving.overtake(&self.house);
        arriving.responder.respond(200, &headers, Some(&sdp));
        let mut up = Up::new(arriving.dialog.clone(), sdp);
        let we_refresh = session.refresher == Some(Refresher::Uas);
        up.timer = Some(SessionTimer::new(session.interval, we_refresh, Instant::now()));
        up.unacknowledged = Some((arriving.responder.number, arriving.late));
        up.peer_updates = arriving.peer.updates;
        up.peer_timer = arriving.peer.timer;
        self.phase = Phase::Up(Box::new(up));
    }

    /// A final refusal.
    pub(crate) async fn refuse(&mut self, how: EndOrder) {
        let Phase::Arriving(arriving) = &self.phase else { return };
        let (status, cause) = match how {
            EndOrder::Status(status) => (status.clamp(300, 699), EndCause::Rejected(status.clamp(300, 699))),
            EndOrder::Cause(cause) => (status_of(&cause), cause),
        };
        arriving.overtake(&self.house);
        arriving.responder.respond(status, &[], None);
        self.finish(cause).await;
    }

    /// CANCEL before our answer: 487. After it, it has no effect (RFC 3261 §9.2); rsipstack answered it.
    pub(crate) async fn their_cancel(&mut self, number: u64) {
        match &mut self.phase {
            Phase::Arriving(arriving) if arriving.responder.number == number => {
                arriving.overtake(&self.house);
                arriving.responder.respond(487, &[], None);
                self.finish(EndCause::Cancelled).await;
            }
            Phase::Up(up) => {
                if let Some(offer) = up.their_offer.take_if(|offer| offer.responder.number == number) {
                    offer.responder.respond(487, &[], None);
                }
            }
            Phase::Arriving(_) | Phase::Calling(_) | Phase::Over => {}
        }
    }

    /// Our tag in this leg's dialog.
    pub(crate) fn tag(&self) -> String {
        match &self.phase {
            Phase::Arriving(arriving) => arriving.dialog.local_tag.clone(),
            Phase::Up(up) => up.dialog.local_tag.clone(),
            Phase::Calling(_) | Phase::Over => crate::dialog::token(),
        }
    }
}

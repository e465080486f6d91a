//! Our requests inside the dialog: offers, refreshes, INFO, REFER, BYE.

use std::time::Duration;

use rand::Rng as _;
use tokio::time::Instant;
use wasl_model::EndCause;

use super::task::{LegTask, Up, success};
use crate::LegEvent;
use crate::dialog::{Dialog, cseq_number, sdp};
use crate::house::{House, authorized, renumbered};
use crate::leg::EndOrder;
use crate::net::flow::Flow;
use crate::net::stack::status;
use crate::session_timer::{Due, Refresher, SessionExpires};
use crate::wire::check::{ALLOW, SUPPORTED};
use crate::wire::grammar::Uri;
use crate::wire::message::Message;

/// A re-INVITE of ours.
#[derive(Debug)]
pub(crate) struct OurOffer {
    number: u64,
    invite: Message,
    sdp: String,
    /// The flow it went down.
    flow: u64,
    /// Only to refresh the session: nobody asked for it.
    refresh: bool,
    /// After glare: when to try again.
    pub(crate) retry_at: Option<Instant>,
}

impl OurOffer {
    /// Is it on the wire?
    pub(crate) const fn pending(&self) -> bool {
        self.retry_at.is_none()
    }
}

/// A refresh by UPDATE under way.
#[derive(Debug)]
pub(crate) struct Refresh {
    number: u64,
    update: Message,
    /// The flow it went down.
    flow: u64,
}

impl LegTask {
    /// A new offer: now, or when what is under way is over (the newest wins).
    pub(crate) fn offer(&mut self, sdp: String) {
        if let Some(up) = self.up() {
            up.next_offer = Some(sdp);
        }
        self.flush_offer();
    }

    pub(crate) fn flush_offer(&mut self) {
        let Some(up) = self.up() else { return };
        let busy =
            up.our_offer.is_some() || up.their_offer.is_some() || up.unacknowledged.is_some() || up.ack_owed.is_some();
        if busy {
            return;
        }
        if let Some(sdp) = up.next_offer.take() {
            self.reinvite(sdp, false);
        }
    }

    fn reinvite(&mut self, sdp: String, refresh: bool) {
        let number = self.number();
        let Some(up) = self.up() else { return };
        let mut headers = vec![("Allow", ALLOW.to_owned()), ("Supported", SUPPORTED.to_owned())];
        headers.extend(session_headers(up));
        let invite = up.dialog.request("INVITE", &headers, Some(("application/sdp", &sdp)));
        let flow = up.dialog.flow.id;
        up.our_offer = Some(OurOffer { number, invite: invite.clone(), sdp, flow, refresh, retry_at: None });
        self.send_numbered(invite, number);
    }

    /// A response to a request of ours inside the dialog.
    pub(crate) async fn up_response(&mut self, number: u64, response: &Message) {
        if status(response) < 200 {
            return;
        }
        let Some(up) = self.up() else { return };
        if let Some(offer) = up.our_offer.take_if(|offer| offer.number == number) {
            self.offer_answered(offer, response).await;
        } else if let Some(refresh) = up.refresh.take_if(|refresh| refresh.number == number) {
            self.refresh_answered(&refresh, response).await;
        }
    }

    async fn offer_answered(&mut self, mut offer: OurOffer, response: &Message) {
        if success(response) {
            self.acknowledge(&offer.invite, response, None).await;
            self.offer_accepted(offer, response).await;
            return;
        }
        let credentials = self.credentials.clone();
        if let Some(next) = credentials.and_then(|credentials| authorized(&offer.invite, response, &credentials)) {
            offer.number = self.number();
            let number = offer.number;
            if let Some(up) = self.up() {
                up.dialog.cseq = cseq_number(&next);
                offer.invite = next.clone();
                up.our_offer = Some(offer);
            }
            self.send_numbered(next, number);
            return;
        }
        match status(response) {
            491 => self.retry_later(offer),
            // It was on its way to a browser that left: again, when it is back.
            408 | 503 if self.may_come_back(offer.flow) => return self.reinvite(offer.sdp, offer.refresh),
            // The far end does not know the call any more (RFC 5057 §5.1), or is gone.
            408 | 481 | 503 => {
                let cause = if offer.refresh { EndCause::SessionExpired } else { EndCause::Unreachable };
                self.say_bye(cause).await;
            }
            status if !offer.refresh => self.tell(LegEvent::OfferRefused { status }).await,
            _ => self.alive(),
        }
        self.flush_offer();
    }

    async fn offer_accepted(&mut self, offer: OurOffer, response: &Message) {
        if let Some(up) = self.up() {
            up.dialog.refresh_target(response);
            up.local_sdp = offer.sdp;
        }
        self.agree(response);
        if !offer.refresh {
            let event =
                sdp(response).map_or(LegEvent::OfferRefused { status: 488 }, |sdp| LegEvent::AnswerArrived { sdp });
            self.tell(event).await;
        }
        self.flush_offer();
    }

    /// RFC 3261 §14.1: the owner of the Call-ID waits 2.1 to 4 s, the other 0 to 2 s. We take the longer for both roles' safety
    /// only when we made the call.
    fn retry_later(&mut self, mut offer: OurOffer) {
        let ours = self.up().is_some_and(|up| up.dialog.remote_cseq == 0);
        let wait = if ours { rand::rng().random_range(2100..4000) } else { rand::rng().random_range(0..2000) };
        offer.retry_at = Some(Instant::now() + Duration::from_millis(wait));
        if let Some(up) = self.up() {
            up.our_offer = Some(offer);
        }
    }

    async fn refresh_answered(&mut self, refresh: &Refresh, response: &Message) {
        if success(response) {
            self.agree(response);
            return;
        }
        let credentials = self.credentials.clone();
        if let Some(next) = credentials.and_then(|credentials| authorized(&refresh.update, response, &credentials)) {
            self.send_refresh(next);
            return;
        }
        match status(response) {
            408 | 503 if self.may_come_back(refresh.flow) => self.send_refresh(renumbered(&refresh.update, "UPDATE")),
            408 | 481 | 503 => self.say_bye(EndCause::SessionExpired).await,
            _ => self.alive(),
        }
    }

    /// The far end answered: the session lives another interval, as its response says or as before.
    fn agree(&mut self, response: &Message) {
        let session = response.get("Session-Expires").and_then(SessionExpires::parse);
        let Some(timer) = self.up().and_then(|up| up.timer.as_mut()) else { return };
        let interval = session.map_or(timer.interval(), |session| session.interval);
        let we_refresh = session.map_or(timer.we_refresh(), |session| session.refresher != Some(Refresher::Uas));
        timer.refreshed(interval, we_refresh, Instant::now());
    }

    fn alive(&mut self) {
        if let Some(timer) = self.up().and_then(|up| up.timer.as_mut()) {
            timer.refreshed(timer.interval(), timer.we_refresh(), Instant::now());
        }
    }

    /// A deadline of a confirmed dialog.
    pub(crate) async fn up_time(&mut self, now: Instant) {
        let Some(up) = self.up() else { return };
        if let Some(offer) = up.our_offer.take_if(|offer| offer.retry_at.is_some_and(|at| at <= now)) {
            if up.their_offer.is_some() {
                up.next_offer.get_or_insert(offer.sdp);
            } else {
                self.reinvite(offer.sdp, offer.refresh);
            }
            return;
        }
        let Some((at, due)) = up.timer.as_ref().map(crate::session_timer::SessionTimer::next) else { return };
        match due {
            _ if at > now => {}
            Due::Refresh => self.refresh(),
            Due::Expire => self.say_bye(EndCause::SessionExpired).await,
        }
    }

    /// UPDATE when the far end understands it, else a re-INVITE with the session as it is (RFC 4028 §7.4).
    fn refresh(&mut self) {
        let Some(up) = self.up() else { return };
        if let Some(timer) = &mut up.timer {
            timer.refreshing();
        }
        if up.peer_updates {
            let mut headers = vec![("Supported", SUPPORTED.to_owned())];
            headers.extend(session_headers(up));
            let update = up.dialog.request("UPDATE", &headers, None);
            self.send_refresh(update);
        } else if up.our_offer.is_none() && up.their_offer.is_none() {
            let sdp = up.local_sdp.clone();
            self.reinvite(sdp, true);
        } else {
            self.alive();
        }
    }

    fn send_refresh(&mut self, update: Message) {
        let number = self.number();
        if let Some(up) = self.up() {
            up.dialog.cseq = cseq_number(&update);
            up.refresh = Some(Refresh { number, update: update.clone(), flow: up.dialog.flow.id });
        }
        self.send_numbered(update, number);
    }

    pub(crate) fn send_key(&mut self, digit: char) {
        let Some(up) = self.up() else { return };
        let body = format!("Signal={digit}\r\nDuration=160\r\n");
        let info = up.dialog.request("INFO", &[], Some(("application/dtmf-relay", &body)));
        self.spawn_ask(info);
    }

    pub(crate) fn send_refer(&mut self, target: &str) {
        let Some(up) = self.up() else { return };
        let headers = [("Refer-To", format!("<{target}>")), ("Referred-By", up.dialog.contact.clone())];
        let refer = up.dialog.request("REFER", &headers, None);
        self.spawn_ask(refer);
    }

    /// Ends a confirmed dialog; before the ACK of our 200 the BYE waits for it (RFC 3261 §15).
    pub(crate) async fn hang_up(&mut self, how: EndOrder) {
        let cause = match how {
            EndOrder::Cause(cause) => cause,
            EndOrder::Status(status) => EndCause::Rejected(status),
        };
        let Some(up) = self.up() else { return };
        if up.unacknowledged.is_some() && !self.house.stop.is_cancelled() {
            if let Some(up) = self.up() {
                up.bye_after_ack = Some(cause.clone());
            }
            self.tell_end(cause).await;
            return;
        }
        if let Some(cseq) = self.up().and_then(|up| up.ack_owed.take()) {
            self.send_ack(cseq, None).await;
        }
        self.say_bye(cause).await;
    }

    /// BYE, and over.
    pub(crate) async fn say_bye(&mut self, cause: EndCause) {
        if let Some(up) = self.up() {
            if let Some(offer) = up.their_offer.take() {
                offer.responder.respond(487, &[], None);
            }
            let expired = ("Reason", "SIP;cause=408;text=\"Session expired\"".to_owned());
            let headers = if cause == EndCause::SessionExpired { vec![expired] } else { Vec::new() };
            let bye = up.dialog.request("BYE", &headers, None);
            self.spawn_ask(bye);
        }
        self.finish(cause).await;
    }

    /// Sends a request whose outcome changes nothing here.
    pub(crate) fn spawn_ask(&mut self, message: Message) {
        let (house, credentials) = (self.house.clone(), self.credentials.clone());
        let Some(up) = self.up() else { return };
        let dialog = up.dialog.clone();
        let ask = async move {
            if let Some(flow) = patient_way(&house, &dialog).await {
                house.ask(message, &flow, credentials.as_ref()).await;
            }
        };
        tokio::spawn(Box::pin(ask));
    }

    /// Sends a request whose responses come back under a number.
    pub(crate) fn send_numbered(&mut self, message: Message, number: u64) {
        let (house, inbox) = (self.house.clone(), self.inbox.clone());
        let Some(up) = self.up() else { return };
        let dialog = up.dialog.clone();
        let send = async move {
            if let Some(flow) = patient_way(&house, &dialog).await {
                house.send(&message, &flow, number, &inbox);
            } else if let Some(inbox) = inbox.upgrade() {
                let lost = Message { start: "SIP/2.0 503 Service Unavailable".to_owned(), ..Message::default() };
                let _ = inbox.send(crate::net::stack::LegInput::Response(number, Box::new(lost))).await;
            }
        };
        tokio::spawn(Box::pin(send));
    }

    /// Did a request sent down this flow go to a browser that has come back by another, or still may?
    fn may_come_back(&mut self, sent_by: u64) -> bool {
        let house = self.house.clone();
        self.up().is_some_and(|up| {
            let flow = &up.dialog.flow;
            flow.seat.is_some() && (flow.id != sent_by || (flow.closed.is_cancelled() && !house.seats.is_lost(flow)))
        })
    }

    /// The browser sits at another flow now, or does not come back.
    pub(crate) async fn moved(&mut self, to: Option<Flow>) {
        match to {
            Some(flow) => {
                if let Some(up) = self.up() {
                    up.dialog.flow = flow;
                }
            }
            None if self.up().is_some() => self.say_bye(EndCause::Unreachable).await,
            None => self.finish(EndCause::Cancelled).await,
        }
    }

    /// ACK of a 2xx (RFC 3261 §13.2.2.4).
    pub(crate) async fn acknowledge(&mut self, invite: &Message, response: &Message, sdp: Option<&str>) {
        let cseq = cseq_number(invite);
        let credentials: Vec<(String, String)> =
            invite.headers.iter().filter(|(name, _)| name.ends_with("uthorization")).cloned().collect();
        let Some(up) = self.up() else { return };
        let mut dialog = up.dialog.clone();
        dialog.refresh_target(response);
        acknowledge(&self.house, &dialog, cseq, &credentials, sdp).await;
    }

    pub(crate) async fn send_ack(&mut self, cseq: u32, sdp: Option<&str>) {
        let Some(up) = self.up() else { return };
        let dialog = up.dialog.clone();
        acknowledge(&self.house, &dialog, cseq, &[], sdp).await;
    }

    /// The ACK that answers an offer in a 200; true if one was owed.
    pub(crate) async fn acknowledge_late(&mut self, sdp: &str) -> bool {
        let Some(cseq) = self.up().and_then(|up| up.ack_owed.take()) else { return false };
        self.send_ack(cseq, Some(sdp)).await;
        if let Some(up) = self.up() {
            sdp.clone_into(&mut up.local_sdp);
        }
        self.flush_offer();
        true
    }
}

/// Sends an ACK and keeps it for retransmitted 200s.
pub(crate) async fn acknowledge(
    house: &House,
    dialog: &Dialog,
    cseq: u32,
    credentials: &[(String, String)],
    sdp: Option<&str>,
) {
    let mut ack = dialog.numbered("ACK", cseq, &[], sdp.map(|sdp| ("application/sdp", sdp)));
    ack.headers.extend(credentials.iter().cloned());
    if let Some(flow) = way(house, dialog).await {
        house.gate.keep_ack(&ack, &flow);
        flow.send(&ack).await;
    }
}

/// The way a dialog's next request takes: its flow if the peer is pinned to it or still sits at its end, else to
/// the first route or the target (RFC 3261 §12.2.1.1).
pub(crate) async fn way(house: &House, dialog: &Dialog) -> Option<Flow> {
    let flow = &dialog.flow;
    let usable_stream = flow.is_stream() && !flow.closed.is_cancelled() && dialog.routes.is_empty();
    if dialog.pinned || usable_stream {
        return house.alive(flow).await;
    }
    let hop = dialog.next_hop();
    let Ok(uri) = Uri::parse(&hop) else { return house.alive(flow).await };
    let same_peer =
        uri.ip() == Some(flow.peer.ip()) && uri.port() == flow.peer.port() && uri.transport() == flow.transport;
    if same_peer {
        return house.alive(flow).await;
    }
    match house.reach(&hop).await {
        Some(flow) => Some(flow),
        None => house.alive(flow).await,
    }
}

/// The same, but a browser that is away is waited for.
async fn patient_way(house: &House, dialog: &Dialog) -> Option<Flow> {
    if dialog.flow.seat.is_some() { house.seats.wait(&dialog.flow).await } else { way(house, dialog).await }
}

fn session_headers(up: &Up) -> Vec<(&'static str, String)> {
    let Some(timer) = up.timer.as_ref().filter(|_| up.peer_timer) else { return Vec::new() };
    let refresher = if timer.we_refresh() { Refresher::Uac } else { Refresher::Uas };
    vec![("Session-Expires", SessionExpires { interval: timer.interval(), refresher: Some(refresher) }.to_header())]
}

//! Their requests inside the dialog: BYE, re-INVITE, UPDATE, INFO, REFER, PRACK, OPTIONS, NOTIFY.

use std::time::Duration;

use rand::Rng as _;
use wasl_model::{EndCause, Pii};

use super::task::{LegTask, Phase};
use crate::LegEvent;
use crate::dialog::{cseq_number, sdp};
use crate::net::stack::{Arrived, Responder};
use crate::session_timer::{Negotiated, Refresher, SessionExpires, negotiate};
use crate::wire::check::{ALLOW, SUPPORTED};
use crate::wire::grammar::{NameAddr, unescape};
use crate::wire::message::Message;

/// Their offer, surfaced and not answered yet.
#[derive(Debug)]
pub(crate) struct TheirOffer {
    pub(crate) responder: Responder,
    invite: bool,
    late: bool,
    session: Option<SessionExpires>,
}

/// A transfer asked for and not decided yet.
#[derive(Debug)]
pub(crate) struct ReferState {
    /// CSeq of the REFER, names the subscription.
    id: u32,
}

impl LegTask {
    pub(crate) async fn their_request(&mut self, arrived: Arrived) {
        if let Some(status) = self.misfit(&arrived) {
            let retry = if status == 500 { vec![("Retry-After", "1".to_owned())] } else { Vec::new() };
            arrived.serve(&self.tag()).respond(status, &retry, None);
            return;
        }
        match arrived.method() {
            "BYE" => self.their_bye(arrived).await,
            "PRACK" => self.prack(arrived).await,
            "INVITE" | "UPDATE" => self.their_offer(arrived).await,
            "INFO" => self.info(arrived).await,
            "REFER" => self.refer(arrived).await,
            "OPTIONS" => self.simple(arrived, 200),
            "NOTIFY" => self.notify(arrived),
            _ => self.simple(arrived, 405),
        }
    }

    /// Another dialog's tag (481), or an old CSeq (500, RFC 3261 §12.2.2).
    fn misfit(&mut self, arrived: &Arrived) -> Option<u16> {
        let dialog = match &mut self.phase {
            Phase::Arriving(arriving) => &mut arriving.dialog,
            Phase::Up(up) => &mut up.dialog,
            Phase::Calling(calling) => return calling.knows(&arrived.message).err(),
            Phase::Over => return Some(481),
        };
        let from = NameAddr::parse(arrived.message.get("From").unwrap_or_default())?;
        if from.tag() != dialog.remote_tag.as_deref() {
            return Some(481);
        }
        let number = cseq_number(&arrived.message);
        if dialog.remote_cseq != 0 && number <= dialog.remote_cseq {
            return Some(500);
        }
        dialog.remote_cseq = number;
        None
    }

    fn simple(&self, arrived: Arrived, status: u16) {
        let headers = [
            ("Allow", ALLOW.to_owned()),
            ("Accept", "application/sdp".to_owned()),
            ("Supported", SUPPORTED.to_owned()),
        ];
        arrived.serve(&self.tag()).respond(status, &headers, None);
    }

    async fn their_bye(&mut self, arrived: Arrived) {
        arrived.serve(&self.tag()).respond(200, &[], None);
        match &mut self.phase {
            Phase::Arriving(arriving) => {
                arriving.overtake(&self.house);
                arriving.responder.respond(487, &[], None);
                self.finish(EndCause::Cancelled).await;
            }
            Phase::Up(up) => {
                if let Some(offer) = up.their_offer.take() {
                    offer.responder.respond(487, &[], None);
                }
                self.finish(EndCause::HungUp).await;
            }
            // A BYE on an early dialog of ours: the INVITE's own final response follows.
            Phase::Calling(_) | Phase::Over => {}
        }
    }

    async fn their_offer(&mut self, arrived: Arrived) {
        let message = arrived.message.clone();
        let invite = arrived.method() == "INVITE";
        let number = self.number();
        let tag = self.tag();
        let (ours, min_se) = (self.house.config.session_expires, self.house.config.min_se);
        let inbox = self.inbox.clone();
        let responder = if invite { arrived.serve_for(number, inbox, &tag) } else { arrived.serve(&tag) };
        let offer = sdp(&message);
        let Some(up) = self.up() else {
            // An UPDATE before the answer: nothing of ours can change yet (RFC 3311 §5.2).
            let status = if offer.is_some() { 500 } else { 200 };
            responder.respond(status, &[("Retry-After", "2".to_owned())], None);
            return;
        };
        if let Some(status) = glare(up, offer.is_some() || invite) {
            let wait = rand::rng().random_range(0..10_u32).to_string();
            let retry = if status == 500 { vec![("Retry-After", wait)] } else { Vec::new() };
            responder.respond(status, &retry, None);
            return;
        }
        let session = match refreshed(&message, ours, min_se) {
            Ok(session) => session,
            Err(()) => {
                responder.respond(422, &[("Min-SE", min_se.as_secs().to_string())], None);
                return;
            }
        };
        up.dialog.refresh_target(&message);
        let offered = TheirOffer { responder, invite, late: invite && offer.is_none(), session };
        if !invite && offer.is_none() {
            // A refresh by UPDATE: nothing changes, nobody need hear of it.
            self.answer_offer(&offered, None);
            return;
        }
        up.their_offer = Some(offered);
        self.tell(LegEvent::OfferArrived { sdp: offer }).await;
    }

    /// Answers their offer, or the 200 to our late-offer INVITE.
    pub(crate) async fn accept_offer(&mut self, sdp: String) {
        if self.acknowledge_late(&sdp).await {
            return;
        }
        let Some(offer) = self.up().and_then(|up| up.their_offer.take()) else { return };
        if let Some(up) = self.up() {
            up.local_sdp.clone_from(&sdp);
            if offer.invite {
                up.unacknowledged = Some((offer.responder.number, offer.late));
            }
        }
        self.answer_offer(&offer, Some(&sdp));
        self.flush_offer();
    }

    fn answer_offer(&mut self, offer: &TheirOffer, sdp: Option<&str>) {
        let Some(up) = self.up() else { return };
        let mut headers = vec![
            ("Contact", up.dialog.contact.clone()),
            ("Allow", ALLOW.to_owned()),
            ("Supported", SUPPORTED.to_owned()),
        ];
        if let Some(session) = offer.session {
            headers.push(("Session-Expires", session.to_header()));
            if session.refresher == Some(Refresher::Uac) {
                headers.push(("Require", "timer".to_owned()));
            }
            // In this request they are the client.
            let we_refresh = session.refresher == Some(Refresher::Uas);
            if let Some(timer) = &mut up.timer {
                timer.refreshed(session.interval, we_refresh, tokio::time::Instant::now());
            }
        }
        offer.responder.respond(200, &headers, sdp);
    }

    pub(crate) async fn reject_offer(&mut self) {
        if self.up().is_some_and(|up| up.ack_owed.is_some()) {
            self.end(crate::leg::EndOrder::Cause(EndCause::NotAcceptable)).await;
            return;
        }
        if let Some(offer) = self.up().and_then(|up| up.their_offer.take()) {
            offer.responder.respond(488, &[], None);
        }
    }

    /// The ACK of a 200 of ours; after a late offer it brings the answer.
    pub(crate) async fn their_ack(&mut self, number: u64, ack: &Message) {
        let Some(up) = self.up() else { return };
        let Some((_, late)) = up.unacknowledged.take_if(|(expected, _)| *expected == number) else { return };
        if let Some(cause) = up.bye_after_ack.take() {
            self.say_bye(cause).await;
            return;
        }
        if !late {
            self.flush_offer();
            return;
        }
        match sdp(ack) {
            Some(sdp) => self.tell(LegEvent::AnswerArrived { sdp }).await,
            // Without an answer there is no session (RFC 3261 §13.2.2.4).
            None => self.say_bye(EndCause::NotAcceptable).await,
        }
    }

    /// A 200 of ours that nobody acknowledged in 64·T1: BYE (RFC 3261 §13.3.1.4).
    pub(crate) async fn unacknowledged(&mut self, number: u64) {
        let Some(up) = self.up() else { return };
        if up.unacknowledged.take_if(|(expected, _)| *expected == number).is_some() {
            let cause = up.bye_after_ack.take().unwrap_or(EndCause::Unreachable);
            self.say_bye(cause).await;
        }
    }

    /// Keys as application/dtmf-relay (`Signal=5`) or application/dtmf (`5`).
    async fn info(&mut self, arrived: Arrived) {
        let kind = arrived
            .message
            .get("Content-Type")
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let body = String::from_utf8_lossy(&arrived.message.body).into_owned();
        let known = matches!(kind.as_str(), "application/dtmf-relay" | "application/dtmf");
        let (status, key) = match (known, body.trim().is_empty()) {
            (true, _) => key(&kind, &body).map_or((400, None), |key| (200, Some(key))),
            (false, true) => (200, None),
            (false, false) => (415, None),
        };
        let accept = [("Accept", "application/dtmf-relay, application/dtmf".to_owned())];
        arrived.serve(&self.tag()).respond(status, if status == 415 { &accept } else { &[] }, None);
        if let Some(digit) = key {
            self.tell(LegEvent::Key { digit }).await;
        }
    }

    /// A transfer: from agents' phones only (RFC 3515).
    async fn refer(&mut self, arrived: Arrived) {
        let tag = self.tag();
        let message = arrived.message.clone();
        let responder = arrived.serve(&tag);
        let target = refer_target(&message);
        let allowed = self.agent.is_some() && self.up().is_some();
        let status = match (&target, allowed) {
            (_, false) => 403,
            (None, true) => 400,
            (Some(_), true) if self.up().is_some_and(|up| up.refer.is_some()) => 491,
            (Some(_), true) => 202,
        };
        responder.respond(status, &[], None);
        let (202, Some((target, replaces)), Some(up)) = (status, target, self.up()) else { return };
        up.refer = Some(ReferState { id: cseq_number(&message) });
        self.notify_refer("SIP/2.0 100 Trying", "active;expires=60");
        self.tell(LegEvent::Refer { target: Pii::new(target), replaces }).await;
    }

    /// Tells how the transfer went.
    pub(crate) fn refer_result(&mut self, done: bool) {
        let line = if done { "SIP/2.0 200 OK" } else { "SIP/2.0 603 Decline" };
        self.notify_refer(line, "terminated;reason=noresource");
        if let Some(up) = self.up() {
            up.refer = None;
        }
    }

    fn notify_refer(&mut self, fragment: &str, state: &str) {
        let Some(up) = self.up() else { return };
        let Some(refer) = &up.refer else { return };
        let headers = [("Event", format!("refer;id={}", refer.id)), ("Subscription-State", state.to_owned())];
        let body = format!("{fragment}\r\n");
        let notify = up.dialog.request("NOTIFY", &headers, Some(("message/sipfrag;version=2.0", &body)));
        self.spawn_ask(notify);
    }

    /// NOTIFY is only expected about a REFER of ours.
    fn notify(&self, arrived: Arrived) {
        let about_refer =
            arrived.message.get("Event").is_some_and(|event| event.to_ascii_lowercase().starts_with("refer"));
        let status = if about_refer { 200 } else { 489 };
        arrived.serve(&self.tag()).respond(status, &[], None);
    }
}

/// 491 when an offer of ours is under way, 500 when one of theirs is (RFC 3261 §14.2, RFC 3311 §5.2).
fn glare(up: &super::task::Up, offers: bool) -> Option<u16> {
    if !offers {
        return None;
    }
    if up.our_offer.as_ref().is_some_and(super::ours::OurOffer::pending) || up.ack_owed.is_some() {
        return Some(491);
    }
    let unanswered = up.their_offer.is_some() || up.unacknowledged.is_some_and(|(_, late)| late);
    unanswered.then_some(500)
}

/// The session timer this request sets, if it speaks of one.
fn refreshed(message: &Message, ours: Duration, min_se: Duration) -> Result<Option<SessionExpires>, ()> {
    let Some(asked) = message.get("Session-Expires").and_then(SessionExpires::parse) else { return Ok(None) };
    match negotiate(Some(asked), true, ours, min_se) {
        Negotiated::TooSmall => Err(()),
        Negotiated::Timer { session, .. } => Ok(Some(session)),
    }
}

fn key(kind: &str, body: &str) -> Option<char> {
    let text = if kind.ends_with("relay") {
        let line = body.lines().find(|line| line.trim().to_ascii_lowercase().starts_with("signal"))?;
        line.split_once('=')?.1.trim().to_owned()
    } else {
        body.trim().to_owned()
    };
    let digit = match text.as_str() {
        "10" => '*',
        "11" => '#',
        text => text.chars().next().filter(|_| text.chars().count() == 1)?.to_ascii_uppercase(),
    };
    "0123456789*#ABCD".contains(digit).then_some(digit)
}

/// The Refer-To URI without its headers, and the dialog in its `Replaces` header.
fn refer_target(message: &Message) -> Option<(String, Option<String>)> {
    let mut all = message.all("Refer-To");
    let address = NameAddr::parse(all.next()?)?;
    if all.next().is_some() {
        return None;
    }
    let (uri, headers) = address.uri.split_once('?').unwrap_or((&address.uri, ""));
    crate::wire::grammar::Uri::parse(uri).ok()?;
    let replaces = headers.split('&').find_map(|header| {
        let (name, value) = header.split_once('=')?;
        name.eq_ignore_ascii_case("replaces").then(|| unescape(value))
    });
    Some((uri.to_owned(), replaces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_from_both_forms() {
        assert_eq!(key("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), Some('5'));
        assert_eq!(key("application/dtmf-relay", "Duration=160\r\nSignal= #\r\n"), Some('#'));
        assert_eq!(key("application/dtmf", "*"), Some('*'));
        assert_eq!(key("application/dtmf", "10"), Some('*'));
        assert_eq!(key("application/dtmf", "x"), None);
        assert_eq!(key("application/dtmf-relay", ""), None);
    }

    #[test]
    fn an_attended_transfer_names_the_dialog_it_replaces() {
        let text = "REFER sip:a SIP/2.0\r\nRefer-To: <sip:bob@h?Replaces=abc%40h%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n\r\n";
        let message = Message::parse(text.as_bytes()).unwrap();
        assert_eq!(refer_target(&message), Some(("sip:bob@h".into(), Some("abc@h;to-tag=1;from-tag=2".into()))));
    }
}

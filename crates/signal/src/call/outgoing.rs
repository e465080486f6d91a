//! Our INVITE before their answer: forking to phones, failover between hosts, challenges, ringing time.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;
use wasl_model::EndCause;

use super::destination::{Destination, destinations, from_header, sendable};
use super::ours::{acknowledge, way};
use super::task::{LegTask, Phase, Up, success};
use crate::config::Credentials;
use crate::dialog::{Dialog, cancel, cause_of, cseq_number, sdp, token};
use crate::house::{authorized, renumbered};
use crate::leg::EndOrder;
use crate::net::flow::Flow;
use crate::net::stack::status;
use crate::session_timer::{Refresher, SessionExpires, SessionTimer};
use crate::wire::check::{ALLOW, SUPPORTED};
use crate::wire::grammar::NameAddr;
use crate::wire::message::Message;
use crate::{Invite, LegEvent, Target};

/// INVITEs that wait for an answer.
#[derive(Debug)]
pub(crate) struct Calling {
    invite: Invite,
    branches: Vec<Branch>,
    /// Hosts not tried yet.
    later: VecDeque<Destination>,
    ring_until: Instant,
    /// We gave up and only wait for the CANCELs to be answered, until then.
    drain_until: Option<Instant>,
    /// The best reason so far for having no answer.
    refused: Option<u16>,
    rang: bool,
}

/// One INVITE on its way.
#[derive(Debug)]
pub(crate) struct Branch {
    number: u64,
    dialog: Dialog,
    invite: Message,
    credentials: Option<Credentials>,
    /// A provisional response came: it may be cancelled.
    proceeding: bool,
    cancel: Cancel,
    /// Without any response until then the next host is tried.
    silent_until: Option<Instant>,
    last_rseq: Option<u32>,
    retried_interval: bool,
    /// What it was offered; empty is a late offer.
    offer: String,
    web: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cancel {
    No,
    Wanted,
    Sent,
}

impl Calling {
    pub(crate) fn new(invite: Invite) -> Self {
        let ring_until = Instant::now() + invite.ring;
        Self {
            invite,
            branches: Vec::new(),
            later: VecDeque::new(),
            ring_until,
            drain_until: None,
            refused: None,
            rang: false,
        }
    }

    pub(crate) fn deadline(&self) -> Instant {
        let until = self.drain_until.unwrap_or(self.ring_until);
        self.branches.iter().filter_map(|branch| branch.silent_until).fold(until, Instant::min)
    }

    /// Is it for one of our early dialogs?
    pub(crate) fn knows(&self, message: &Message) -> Result<(), u16> {
        let call_id = message.get("Call-ID").unwrap_or_default();
        if self.branches.iter().any(|branch| branch.dialog.call_id == call_id) { Ok(()) } else { Err(481) }
    }

    /// The most telling refusal: a busy or declined person before a missing one.
    fn note_refusal(&mut self, status: u16) {
        let weight = |status: u16| match status {
            600..=699 => 5,
            486 => 4,
            401 | 407 | 403 | 488 => 3,
            480 | 487 => 2,
            _ => 1,
        };
        if self.refused.is_none_or(|before| weight(status) >= weight(before)) {
            self.refused = Some(status);
        }
    }
}

impl LegTask {
    /// Finds where the call goes, and goes.
    pub(crate) async fn start_calling(&mut self) {
        let house = self.house.clone();
        let Phase::Calling(calling) = &mut self.phase else { return };
        let destinations = destinations(&house, &calling.invite);
        let fork = matches!(calling.invite.to, Target::Agent(_));
        calling.later = destinations.into();
        let mut started = self.next_destination().await;
        while fork && started {
            started = self.next_destination().await;
        }
        let nobody = matches!(&self.phase, Phase::Calling(calling) if calling.branches.is_empty());
        if nobody {
            self.finish(EndCause::Unreachable).await;
        }
    }

    /// Sends the INVITE to the next place that can be reached; false when there is none left.
    async fn next_destination(&mut self) -> bool {
        loop {
            let Phase::Calling(calling) = &mut self.phase else { return false };
            let Some(destination) = calling.later.pop_front() else { return false };
            let flow = match &destination.flow {
                Some(flow) => Some(flow.clone()),
                None => self.house.reach(&destination.uri).await,
            };
            if let Some(flow) = flow {
                self.start_branch(destination, &flow);
                return true;
            }
        }
    }

    fn start_branch(&mut self, destination: Destination, flow: &Flow) {
        let number = self.number();
        let (house, inbox) = (self.house.clone(), self.inbox.clone());
        let Phase::Calling(calling) = &mut self.phase else { return };
        let (from, user) = from_header(&calling.invite, flow);
        let mut dialog = Dialog::outward(&destination.uri, &from, &user, flow, &house.config.user_agent);
        dialog.pinned = destination.pinned;
        let expires = SessionExpires { interval: house.config.session_expires, refresher: None };
        let mut headers = vec![
            ("Allow", ALLOW.to_owned()),
            ("Supported", SUPPORTED.to_owned()),
            ("Accept", "application/sdp".to_owned()),
            ("Session-Expires", expires.to_header()),
            ("Min-SE", house.config.min_se.as_secs().to_string()),
        ];
        if calling.invite.from.is_none() {
            headers.push(("Privacy", "id".to_owned()));
        }
        headers.extend(calling.invite.headers.iter().filter(sendable).map(|(n, v)| (n.as_str(), v.clone())));
        let web_offer = calling.invite.web_offer.as_ref().filter(|_| destination.web);
        let offer = web_offer.unwrap_or(&calling.invite.offer).clone();
        let body = Some(("application/sdp", offer.as_str())).filter(|_| !offer.is_empty());
        let invite = dialog.request("INVITE", &headers, body);
        house.send(&invite, flow, number, &inbox);
        let fork = matches!(calling.invite.to, Target::Agent(_));
        let another = !calling.later.is_empty() && !fork;
        let branch = Branch {
            number,
            invite,
            credentials: destination.credentials,
            proceeding: false,
            cancel: Cancel::No,
            silent_until: another.then(|| Instant::now() + house.config.t1 * 8),
            last_rseq: None,
            retried_interval: false,
            offer,
            web: destination.web,
            dialog,
        };
        let name = (branch.dialog.call_id.clone(), branch.dialog.local_tag.clone());
        calling.branches.push(branch);
        self.enter(&name.0, &name.1);
    }

    /// A response to one of the INVITEs (or to a PRACK, which changes nothing).
    pub(crate) async fn calling_response(&mut self, number: u64, response: &Message) {
        let Phase::Calling(calling) = &mut self.phase else { return };
        let Some(at) = calling.branches.iter().position(|branch| branch.number == number) else { return };
        match status(response) {
            100..200 => self.provisional(at, response).await,
            200..300 => self.answered(at, response).await,
            _ => self.refused(at, response).await,
        }
    }

    /// A response to an INVITE that lost against another; false if it is not one.
    pub(crate) async fn loser_response(&mut self, number: u64, response: &Message) -> bool {
        let Some(at) = self.losers.iter().position(|loser| loser.number == number) else { return false };
        let loser = &mut self.losers[at];
        if status(response) < 200 {
            loser.proceeding = true;
            if loser.cancel == Cancel::Wanted {
                send_cancel(&self.house, loser);
            }
            return true;
        }
        let loser = self.losers.remove(at);
        if success(response) {
            reap(&self.house, loser.dialog, response).await;
        }
        true
    }

    async fn provisional(&mut self, at: usize, response: &Message) {
        let house = self.house.clone();
        let Phase::Calling(calling) = &mut self.phase else { return };
        let branch = &mut calling.branches[at];
        branch.proceeding = true;
        branch.silent_until = None;
        if branch.cancel == Cancel::Wanted {
            send_cancel(&house, branch);
        }
        if status(response) == 100 || branch.cancel != Cancel::No {
            return;
        }
        if !pracked(&house, branch, response) {
            return;
        }
        let (early, web) = (sdp(response), branch.web);
        if early.is_some() || !calling.rang {
            calling.rang = true;
            self.tell(LegEvent::Ringing { sdp: early, web }).await;
        }
    }

    async fn answered(&mut self, at: usize, response: &Message) {
        let house = self.house.clone();
        let Phase::Calling(calling) = &mut self.phase else { return };
        let mut branch = calling.branches.remove(at);
        if branch.cancel != Cancel::No || calling.drain_until.is_some() {
            // It crossed our CANCEL: taken back at once.
            reap(&house, branch.dialog, response).await;
            self.drained().await;
            return;
        }
        let mut losers = std::mem::take(&mut calling.branches);
        losers.iter_mut().for_each(|other| other.want_cancel(&house));
        branch.dialog.establish(response);
        let (late, web) = (branch.offer.is_empty(), branch.web);
        let mut up = Up::new(branch.dialog, branch.offer);
        up.peer_updates = response.list("Allow").iter().any(|method| method == "UPDATE");
        take_session(&mut up, response);
        up.ack_owed = late.then(|| cseq_number(&branch.invite));
        self.credentials = branch.credentials;
        self.losers = losers;
        self.phase = Phase::Up(Box::new(up));
        if !late {
            self.acknowledge(&branch.invite, response, None).await;
        }
        self.tell(LegEvent::Answered { sdp: sdp(response), web }).await;
    }

    async fn refused(&mut self, at: usize, response: &Message) {
        let (house, inbox) = (self.house.clone(), self.inbox.clone());
        let number = self.number();
        let Phase::Calling(calling) = &mut self.phase else { return };
        let branch = &mut calling.branches[at];
        if branch.cancel == Cancel::No
            && let Some(next) = branch.again(response)
        {
            branch.dialog.cseq = cseq_number(&next);
            branch.number = number;
            branch.invite = next;
            branch.proceeding = false;
            house.send(&branch.invite, &branch.dialog.flow, number, &inbox);
            return;
        }
        let (abandoned, status) = (branch.cancel != Cancel::No, status(response));
        calling.branches.remove(at);
        if !abandoned {
            calling.note_refusal(status);
        }
        if status >= 600 {
            calling.later.clear();
            calling.branches.iter_mut().for_each(|branch| branch.want_cancel(&house));
        }
        let try_next = !abandoned && calling.drain_until.is_none() && (status == 408 || (500..600).contains(&status));
        if try_next && self.next_destination().await {
            return;
        }
        self.drained().await;
    }

    /// Nothing is on the wire any more: the end, if it was not told before.
    async fn drained(&mut self) {
        let Phase::Calling(calling) = &self.phase else { return };
        if calling.branches.is_empty() {
            let cause = calling.refused.map_or(EndCause::Unreachable, cause_of);
            self.finish(cause).await;
        }
    }

    /// The owner wants no answer any more.
    pub(crate) async fn give_up(&mut self, how: EndOrder) {
        let cause = match how {
            EndOrder::Cause(cause) => cause,
            EndOrder::Status(status) => EndCause::Rejected(status),
        };
        self.cancel_all(cause).await;
    }

    async fn cancel_all(&mut self, cause: EndCause) {
        let house = self.house.clone();
        let Phase::Calling(calling) = &mut self.phase else { return };
        calling.later.clear();
        calling.drain_until.get_or_insert(Instant::now() + house.config.t1 * 70);
        for branch in &mut calling.branches {
            branch.silent_until = None;
            branch.want_cancel(&house);
        }
        self.tell_end(cause).await;
        self.drained().await;
    }

    pub(crate) async fn calling_time(&mut self, now: Instant) {
        let house = self.house.clone();
        let Phase::Calling(calling) = &mut self.phase else { return };
        if calling.drain_until.is_some_and(|until| until <= now) {
            self.phase = Phase::Over;
            return;
        }
        if calling.drain_until.is_none() && calling.ring_until <= now {
            self.cancel_all(EndCause::NoAnswer).await;
            return;
        }
        let silent = calling.branches.iter_mut().find(|branch| branch.silent_until.is_some_and(|until| until <= now));
        if let Some(branch) = silent {
            branch.silent_until = None;
            branch.want_cancel(&house);
            calling.note_refusal(408);
            self.next_destination().await;
        }
    }
}

impl Branch {
    /// CANCEL now, or when a provisional response allows it (RFC 3261 §9.1).
    fn want_cancel(&mut self, house: &std::sync::Arc<crate::house::House>) {
        if self.cancel != Cancel::No {
            return;
        }
        self.cancel = Cancel::Wanted;
        if self.proceeding {
            send_cancel(house, self);
        }
    }

    /// The INVITE again: with an answer to a challenge, or a longer session interval (422).
    fn again(&mut self, response: &Message) -> Option<Message> {
        if status(response) == 422 && !self.retried_interval {
            self.retried_interval = true;
            let least = response.get("Min-SE")?.split(';').next()?.trim().parse::<u32>().ok()?;
            let mut next = renumbered(&self.invite, "INVITE");
            for (name, value) in &mut next.headers {
                if name == "Session-Expires" || name == "Min-SE" {
                    *value = least.to_string();
                }
            }
            return Some(next);
        }
        authorized(&self.invite, response, self.credentials.as_ref()?)
    }
}

fn send_cancel(house: &std::sync::Arc<crate::house::House>, branch: &mut Branch) {
    branch.cancel = Cancel::Sent;
    let (house, message, flow) = (house.clone(), cancel(&branch.invite), branch.dialog.flow.clone());
    tokio::spawn(Box::pin(async move {
        house.ask(message, &flow, None).await;
    }));
}

/// Acknowledges a reliable provisional response; false for one already seen or out of order (RFC 3262 §4).
fn pracked(house: &std::sync::Arc<crate::house::House>, branch: &mut Branch, response: &Message) -> bool {
    let reliable = response.list("Require").iter().any(|tag| tag.eq_ignore_ascii_case("100rel"));
    let rseq: Option<u32> = response.get("RSeq").and_then(|rseq| rseq.trim().parse().ok());
    let (true, Some(rseq)) = (reliable, rseq) else { return true };
    if branch.last_rseq.is_some_and(|last| rseq != last.wrapping_add(1)) {
        return false;
    }
    branch.last_rseq = Some(rseq);
    let mut dialog = branch.dialog.clone();
    dialog.establish(response);
    let rack = format!("{rseq} {} INVITE", cseq_number(&branch.invite));
    let prack = dialog.request("PRACK", &[("RAck", rack)], None);
    branch.dialog.cseq = dialog.cseq;
    let house = house.clone();
    tokio::spawn(Box::pin(async move {
        if let Some(flow) = way(&house, &dialog).await {
            house.ask(prack, &flow, None).await;
        }
    }));
    true
}

/// A 200 nobody wants any more: ACK and BYE, so that no phone stays off the hook.
pub(crate) async fn reap(house: &std::sync::Arc<crate::house::House>, mut dialog: Dialog, response: &Message) {
    dialog.establish(response);
    acknowledge(house, &dialog, cseq_number(response), &[], None).await;
    dialog.cseq = dialog.cseq.max(cseq_number(response));
    let bye = dialog.request("BYE", &[], None);
    if let Some(flow) = way(house, &dialog).await {
        let house = house.clone();
        tokio::spawn(Box::pin(async move {
            house.ask(bye, &flow, None).await;
        }));
    }
}

/// The same for a 200 that no leg knows: the dialog is made from the response alone.
pub(crate) fn stray_dialog(response: &Message, flow: &Flow, user_agent: &str) -> Dialog {
    let from = response.get("From").unwrap_or_default();
    let mut dialog = Dialog::outward("sip:wasl.invalid", "<sip:wasl.invalid>", "", flow, user_agent);
    dialog.local = from.to_owned();
    dialog.local_tag = NameAddr::parse(from).and_then(|from| from.tag().map(str::to_owned)).unwrap_or_else(token);
    dialog.call_id = response.get("Call-ID").unwrap_or_default().to_owned();
    dialog.cseq = cseq_number(response);
    dialog
}

/// The session timer the answerer chose (RFC 4028 §7.2); none when it wants none.
fn take_session(up: &mut Up, response: &Message) {
    let Some(session) = response.get("Session-Expires").and_then(SessionExpires::parse) else { return };
    up.peer_timer = true;
    let we_refresh = session.refresher != Some(Refresher::Uas);
    let interval = session.interval.max(Duration::from_secs(1));
    up.timer = Some(SessionTimer::new(interval, we_refresh, Instant::now()));
}

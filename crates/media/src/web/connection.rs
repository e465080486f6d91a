//! The task of one browser leg.

use std::sync::{Arc, OnceLock};

use tokio::sync::{mpsc, watch};
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

use super::peer::{Menu, Peer, Role, send};
use super::{Ask, WebTerms};
use crate::codec::CodecName;
use crate::sdp::web::{WebAudio, agreed, shown, told, without_candidates};
use crate::sdp::{Direction, Payload, Session};
use crate::worker::{Command, Order};
use crate::{Negotiated, SdpError};

/// Number we offer telephone-event with.
const EVENT_TYPE: u8 = 110;

/// Where packets on their way out find the track, once there is one.
type TrackCell = Arc<OnceLock<Arc<TrackLocalStaticRTP>>>;

/// One leg's connection.
///
/// ```text
///   nothing ── offer ──▶ offered ── accept ──▶ in force ─┐ answer
///      └─────── answer ─────────────────────▶ in force ◀─┘ offer ─▶ offered (the old one stays in force)
/// ```
pub(super) struct Connection {
    terms: WebTerms,
    peer: Option<Peer>,
    track: TrackCell,
    connected: (watch::Sender<bool>, watch::Receiver<bool>),
    /// We hold the far end.
    holding: bool,
    /// Our open offer.
    offered: Option<String>,
    /// The codec in force.
    codec: Option<CodecName>,
}

impl Connection {
    pub(super) fn new(terms: WebTerms) -> Self {
        let connected = watch::channel(false);
        Self { terms, peer: None, track: TrackCell::default(), connected, holding: false, offered: None, codec: None }
    }

    /// Lives until the media thread lets go of the packets; then the connection, its socket and its port go.
    pub(super) async fn run(mut self, mut asks: mpsc::Receiver<Ask>, outgoing: mpsc::Receiver<Vec<u8>>) {
        let mut carrier = tokio::spawn(carry(Arc::clone(&self.track), outgoing));
        let mut connected = self.connected.1.clone();
        let mut up = false;
        loop {
            tokio::select! {
                _ = &mut carrier => break,
                Some(ask) = asks.recv() => self.take(ask).await,
                Ok(()) = connected.changed(), if !up => {
                    up = *connected.borrow();
                    if up {
                        self.order(Order::WireUp);
                    }
                }
            }
        }
        if let Some(peer) = self.peer.take() {
            peer.close().await;
        }
    }

    async fn take(&mut self, ask: Ask) {
        // Who asked may have gone meanwhile; what was put in force stays.
        match ask {
            Ask::Offer(hold, reply) => drop(reply.send(self.offer(hold).await)),
            Ask::Answer(offer, reply) => drop(reply.send(self.answer(&offer).await)),
            Ask::Accept(answer, reply) => drop(reply.send(self.accept(&answer).await)),
        }
    }

    async fn offer(&mut self, hold: Option<bool>) -> Result<String, SdpError> {
        self.holding = hold.unwrap_or(self.holding);
        if self.peer.is_none() {
            let menu = self.whole_menu();
            self.open(&menu, Role::Offerer).await?;
        }
        let direction = self.wanted();
        let Some(peer) = &mut self.peer else { return Err(closed()) };
        let sdp = peer.offer(direction).await?;
        let sdp = told(&sdp, self.terms.port.address().ip(), self.terms.web_address);
        self.offered = Some(sdp.clone());
        Ok(sdp)
    }

    async fn answer(&mut self, offer: &str) -> Result<Negotiated, SdpError> {
        let theirs = WebAudio::parse(offer)?;
        let in_force: Vec<CodecName> = self.codec.into_iter().collect();
        let chosen = theirs.choose(if in_force.is_empty() { &self.terms.codecs } else { &in_force })?;
        if self.offered.take().is_some()
            && let Some(peer) = &self.peer
        {
            peer.withdraw().await?;
        }
        let event = theirs.event_of(chosen.codec).filter(|_| self.terms.telephone_event);
        if self.peer.is_none() {
            self.open(&Menu { codecs: vec![chosen], event }, Role::Answerer).await?;
        }
        let formats: Vec<u8> = [chosen.number].into_iter().chain(event.map(|(number, _)| number)).collect();
        let answered = self.answer_with_peer(shown(offer, &formats), &theirs).await;
        if answered.is_err() && self.codec.is_none() {
            self.forget().await;
        }
        answered
    }

    async fn answer_with_peer(&mut self, offer: String, theirs: &WebAudio) -> Result<Negotiated, SdpError> {
        let wanted = self.wanted();
        let direction =
            Direction::of(wanted.sends() && theirs.direction.receives(), wanted.receives() && theirs.direction.sends());
        let Some(peer) = &mut self.peer else { return Err(closed()) };
        let sdp = peer.answer(offer, direction).await?;
        let sdp = told(&sdp, self.terms.port.address().ip(), self.terms.web_address);
        let ours = WebAudio::parse(&sdp)?;
        Ok(self.put_in_force(agreed(&ours, theirs, sdp)?))
    }

    async fn accept(&mut self, answer: &str) -> Result<Negotiated, SdpError> {
        let offered = self.offered.clone().ok_or(SdpError::NoOfferOpen)?;
        let theirs = WebAudio::parse(answer)?;
        let ours = WebAudio::parse(&offered)?;
        let agreed = agreed(&ours, &theirs, offered)?;
        let Some(peer) = &self.peer else { return Err(closed()) };
        peer.accept(without_candidates(answer)).await?;
        self.offered = None;
        Ok(self.put_in_force(agreed))
    }

    fn put_in_force(&mut self, (negotiated, session): (Negotiated, Session)) -> Negotiated {
        self.codec = Some(session.send.codec);
        self.order(Order::Session(Box::new(session)));
        negotiated
    }

    async fn open(&mut self, menu: &Menu, role: Role) -> Result<(), SdpError> {
        let peer = Peer::open(&self.terms, menu, role, self.connected.0.clone()).await?;
        // Only a leg whose first negotiation failed has a track already; its packets never flowed.
        if self.track.set(Arc::clone(&peer.track)).is_err() {
            return Err(closed());
        }
        self.peer = Some(peer);
        Ok(())
    }

    /// The first negotiation failed: the leg cannot be used any more, its socket goes at once.
    async fn forget(&mut self) {
        if let Some(peer) = self.peer.take() {
            peer.close().await;
        }
    }

    /// All we speak. Telephone-event gets the clock of the codec we want most.
    fn whole_menu(&self) -> Menu {
        let payload = |codec: &CodecName| Payload { number: codec.payload_type(), codec: *codec };
        let clock_hz = self.terms.codecs.first().map_or(crate::codec::CLOCK_HZ, |codec| codec.clock_hz());
        let event = self.terms.telephone_event.then_some((EVENT_TYPE, clock_hz));
        Menu { codecs: self.terms.codecs.iter().map(payload).collect(), event }
    }

    const fn wanted(&self) -> Direction {
        Direction::of(true, !self.holding)
    }

    fn order(&self, order: Order) {
        self.terms.worker.send(Command::Leg(self.terms.call, self.terms.key, order));
    }
}

/// Carries packets to WebRTC until the media thread lets go.
async fn carry(track: TrackCell, mut outgoing: mpsc::Receiver<Vec<u8>>) {
    while let Some(bytes) = outgoing.recv().await {
        if let Some(track) = track.get() {
            send(track, &bytes).await;
        }
    }
}

fn closed() -> SdpError {
    SdpError::Connection("the leg is closed".to_owned())
}

//! The handles the shell holds: [`Media`] for the engine, [`MediaLeg`] for one party of one call.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use wasl_model::{AudioFrame, CallId, LegId, MediaTime, PlayId, Speaker};

use crate::leg::{LegKey, Terms};
use crate::ports::{Lease, PortPair, Ports};
use crate::sdp::{SdpSession, Session};
use crate::web::{WebLeg, WebRuntime, WebTerms};
use crate::worker::{Command, NewLeg, Order, Wire, Worker, on_grid};
use crate::{
    LegKind, LegOptions, LegStats, MediaConfig, MediaEvent, Negotiated, OpenError, SdpError, Sound, StartError,
};

/// Undelivered events a leg may have; the newest is dropped beyond.
const EVENTS_BOUND: usize = 256;

/// The media engine. Cloning shares it; it ends when the last handle and the last leg are dropped.
#[derive(Clone, Debug)]
pub struct Media(Arc<Engine>);

#[derive(Debug)]
struct Engine {
    config: MediaConfig,
    started: Instant,
    ports: Arc<Ports>,
    web: WebRuntime,
    workers: Vec<Arc<Worker>>,
    calls: Mutex<HashMap<CallId, CallHome>>,
    next_worker: AtomicUsize,
    next_leg: AtomicU64,
}

/// Where a call lives while it has legs.
#[derive(Clone, Copy, Debug)]
struct CallHome {
    worker: usize,
    epoch: Instant,
    legs: usize,
}

impl Media {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the port range or the address cannot work, or a thread cannot be started.
    pub fn start(config: MediaConfig) -> Result<Self, StartError> {
        check_address(&config)?;
        let ports = Arc::new(Ports::new(&config)?);
        let threads = match config.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            given => given,
        };
        let started = Instant::now();
        let workers = (0..threads).map(|n| Worker::start(n, started).map(Arc::new)).collect::<Result<_, _>>();
        Ok(Self(Arc::new(Engine {
            config,
            started,
            ports,
            web: WebRuntime::start().map_err(StartError::Thread)?,
            workers: workers.map_err(StartError::Thread)?,
            calls: Mutex::default(),
            next_worker: AtomicUsize::new(0),
            next_leg: AtomicU64::new(1),
        })))
    }

    /// Opens a leg: takes a port pair and, with plain RTP, begins to receive; a browser's leg binds its port when it
    /// negotiates. The first leg of a call begins its [`MediaTime`].
    ///
    /// # Errors
    /// When no port pair is free, a socket cannot be made, or no codec was given.
    pub fn open(
        &self,
        call: CallId,
        leg: LegId,
        options: LegOptions,
    ) -> Result<(MediaLeg, mpsc::Receiver<MediaEvent>), OpenError> {
        if options.codecs.is_empty() {
            return Err(OpenError::NoCodec);
        }
        let port = match options.kind {
            LegKind::Rtp => Port::Pair(self.0.ports.take()?),
            LegKind::Web => Port::One(self.0.ports.lease()?),
        };
        let home = self.enter_call(call);
        let worker = Arc::clone(&self.0.workers[home.worker]);
        let key = LegKey(self.0.next_leg.fetch_add(1, Ordering::Relaxed));
        let stream = rand::random();
        let (events, event_receiver) = mpsc::channel(EVENTS_BOUND);
        let stats = Arc::new(Mutex::new(LegStats::default()));
        let terms = self.terms(&options);
        let (negotiator, wire) = match port {
            Port::Pair(sockets) => self.plain(sockets, options),
            Port::One(port) => self.browser(port, options, (call, key, stream), &worker),
        };
        let new = NewLeg { key, leg, epoch: home.epoch, wire, stream, events, stats: Arc::clone(&stats), terms };
        let engine = Arc::clone(&self.0);
        let shared = LegShared { engine, worker, call, leg, key, epoch: home.epoch, negotiator, stats };
        if !shared.worker.send(Command::Open(call, Box::new(new))) {
            return Err(OpenError::Stopped);
        }
        Ok((MediaLeg(Arc::new(shared)), event_receiver))
    }

    fn terms(&self, options: &LegOptions) -> Terms {
        Terms {
            signalling: options.signalling_source,
            media_lost_after: options.media_lost_after.unwrap_or(self.0.config.media_lost_after),
            wire_up: options.kind == LegKind::Rtp,
        }
    }

    fn plain(&self, sockets: PortPair, options: LegOptions) -> (Negotiator, Wire) {
        let sdp = SdpSession::new(self.0.config.advertised_address(), sockets.rtp_port(), options);
        (Negotiator::Plain(Box::new(Mutex::new(sdp))), Wire::Sockets(sockets))
    }

    fn browser(
        &self,
        port: Lease,
        options: LegOptions,
        (call, key, stream): (CallId, LegKey, u32),
        worker: &Arc<Worker>,
    ) -> (Negotiator, Wire) {
        let (leg, packets) = self.0.web.open(WebTerms {
            call,
            key,
            worker: Arc::clone(worker),
            port,
            web_address: self.0.config.web_address(),
            stream,
            codecs: options.codecs,
            telephone_event: options.telephone_event,
        });
        (Negotiator::Web(leg), Wire::Web(packets))
    }

    /// Port pairs not held by a live leg.
    #[must_use]
    pub fn free_port_pairs(&self) -> usize {
        self.0.ports.free()
    }

    fn enter_call(&self, call: CallId) -> CallHome {
        let mut calls = lock(&self.0.calls);
        let home = calls.entry(call).or_insert_with(|| CallHome {
            worker: self.0.next_worker.fetch_add(1, Ordering::Relaxed) % self.0.workers.len(),
            epoch: on_grid(self.0.started, Instant::now()),
            legs: 0,
        });
        home.legs += 1;
        *home
    }
}

impl Engine {
    fn leave_call(&self, call: CallId) {
        let mut calls = lock(&self.calls);
        if let Some(home) = calls.get_mut(&call) {
            home.legs -= 1;
            if home.legs == 0 {
                calls.remove(&call);
            }
        }
    }
}

/// What a new leg takes from the pool.
enum Port {
    Pair(PortPair),
    One(Lease),
}

/// Offer and answer of one leg.
#[derive(Debug)]
enum Negotiator {
    Plain(Box<Mutex<SdpSession>>),
    Web(WebLeg),
}

/// One party of one call. Cloning shares it; dropping the last handle closes it and returns its ports.
#[derive(Clone, Debug)]
pub struct MediaLeg(Arc<LegShared>);

#[derive(Debug)]
struct LegShared {
    engine: Arc<Engine>,
    worker: Arc<Worker>,
    call: CallId,
    leg: LegId,
    key: LegKey,
    epoch: Instant,
    negotiator: Negotiator,
    stats: Arc<Mutex<LegStats>>,
}

impl MediaLeg {
    /// Which leg it is.
    #[must_use]
    pub fn id(&self) -> LegId {
        self.0.leg
    }

    /// Our offer: to dial out, to answer an INVITE without SDP, or to refresh (then with the state as it is).
    ///
    /// # Errors
    /// Only of a browser's leg: when its connection cannot be set up.
    pub async fn offer(&self) -> Result<String, SdpError> {
        match &self.0.negotiator {
            Negotiator::Plain(sdp) => Ok(lock(sdp).offer()),
            Negotiator::Web(web) => web.offer(None).await,
        }
    }

    /// Answers the far end's offer, first or repeated (hold, resume, new address), and puts it in force.
    ///
    /// # Errors
    /// When the offer cannot be read or nothing in it can be served (488); what was in force stays.
    pub async fn answer(&self, offer: &str) -> Result<Negotiated, SdpError> {
        match &self.0.negotiator {
            Negotiator::Plain(sdp) => {
                let answered = lock(sdp).answer(offer);
                answered.map(|agreed| self.put_in_force(agreed))
            }
            Negotiator::Web(web) => web.answer(offer).await,
        }
    }

    /// Takes the far end's answer to our last offer and puts it in force.
    ///
    /// # Errors
    /// When the answer cannot be read, refuses the sound, or no offer is open; what was in force stays.
    pub async fn accept_answer(&self, sdp: &str) -> Result<Negotiated, SdpError> {
        match &self.0.negotiator {
            Negotiator::Plain(session) => {
                let accepted = lock(session).accept_answer(sdp);
                accepted.map(|agreed| self.put_in_force(agreed))
            }
            Negotiator::Web(web) => web.accept_answer(sdp).await,
        }
    }

    /// An offer that puts the far end on hold (`sendonly`, so that it hears our music) or takes it back.
    ///
    /// # Errors
    /// As [`Self::offer`].
    pub async fn hold_offer(&self, hold: bool) -> Result<String, SdpError> {
        match &self.0.negotiator {
            Negotiator::Plain(sdp) => Ok(lock(sdp).hold_offer(hold)),
            Negotiator::Web(web) => web.offer(Some(hold)).await,
        }
    }

    fn put_in_force(&self, (negotiated, session): (Negotiated, Session)) -> Negotiated {
        self.order(Order::Session(Box::new(session)));
        negotiated
    }

    /// From now on packets are expected, even before the first one came: call it when the leg is answered.
    pub fn connected(&self) {
        self.order(Order::Connected);
    }

    /// Plays to this leg, instead of what was played.
    pub fn play(&self, play: PlayId, sound: Sound) {
        self.order(Order::Play(play, sound));
    }

    /// Ends what is played.
    pub fn stop_play(&self) {
        self.order(Order::StopPlay);
    }

    /// The two legs hear each other from now on, and nobody else and no machine. With itself: an echo.
    /// Both must be of the same call; otherwise nothing happens but a warning.
    pub fn bridge(&self, other: &Self) {
        if self.same_call(other) {
            self.order(Order::Bridge(other.0.key));
        }
    }

    /// The two legs no longer hear each other.
    pub fn unbridge(&self, other: &Self) {
        if self.same_call(other) {
            self.order(Order::Unbridge(other.0.key));
        }
    }

    /// This leg and the others all hear each other, and nobody else: a three-way call (or of more). What played to any of
    /// them ends. Take one out again by [`Self::unbridge`] with each, or by closing it.
    pub fn join(&self, others: &[&Self]) {
        let Some((second, rest)) = others.split_first() else { return };
        self.bridge(second);
        for (n, newcomer) in rest.iter().enumerate() {
            newcomer.stop_play();
            for present in [&self].into_iter().chain(&others[..=n]) {
                newcomer.hear(present, true);
                present.hear(newcomer, true);
            }
        }
    }

    /// This leg hears `other` too, or no longer: one cell of the patchbay, for listen, whisper and barge-in.
    pub fn hear(&self, other: &Self, on: bool) {
        if self.same_call(other) {
            self.order(Order::Hear(other.0.key, on));
        }
    }

    /// Sends this leg's voice, as `speaker`, to a listener: one frame every 20 ms without a gap until the leg closes
    /// or the receiver is dropped. A full channel loses the newest frame (counted in [`LegStats::frames_dropped`]).
    pub fn listen(&self, speaker: Speaker, frames: mpsc::Sender<AudioFrame>) {
        self.order(Order::Listen { speaker, played: false, frames });
    }

    /// Gives every listener silence from now on, or this leg's voice again; the parties hear each other as before.
    pub fn discreet(&self, on: bool) {
        self.order(Order::Discreet(on));
    }

    /// Sends what the machine plays to this leg to a listener, as [`Speaker::Machine`], under the rules of [`Self::listen`].
    pub fn listen_played(&self, frames: mpsc::Sender<AudioFrame>) {
        self.order(Order::Listen { speaker: Speaker::Machine, played: true, frames });
    }

    /// Presses a key (`0-9 * # A-D`) towards the far end; keys queue up, 16 at most. By RFC 4733 where negotiated, else in the sound.
    pub fn send_key(&self, digit: char, duration: Duration) {
        self.order(Order::SendKey(digit, duration));
    }

    /// Quality so far.
    #[must_use]
    pub fn stats(&self) -> LegStats {
        lock(&self.0.stats).clone()
    }

    /// The present position in the call's sound.
    #[must_use]
    pub fn now(&self) -> MediaTime {
        let elapsed = Instant::now().saturating_duration_since(self.0.epoch);
        MediaTime::from_millis(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
    }

    /// Closes the leg: RTCP BYE, sockets closed, ports returned. Whatever is asked afterwards does nothing.
    pub fn close(&self) {
        self.order(Order::Close);
    }

    fn order(&self, order: Order) {
        if !self.0.worker.send(Command::Leg(self.0.call, self.0.key, order)) {
            tracing::warn!(leg = %self.0.leg, "media thread is gone, order lost");
        }
    }

    fn same_call(&self, other: &Self) -> bool {
        let same = self.0.call == other.0.call;
        if !same {
            tracing::warn!(leg = %self.0.leg, other = %other.0.leg, "legs of different calls cannot hear each other");
        }
        same
    }
}

impl Drop for LegShared {
    fn drop(&mut self) {
        self.worker.send(Command::Leg(self.call, self.key, Order::Close));
        self.engine.leave_call(self.call);
    }
}

fn check_address(config: &MediaConfig) -> Result<(), StartError> {
    let told: IpAddr = config.advertised_address();
    if told.is_unspecified() {
        return Err(StartError::Unspecified { address: told });
    }
    std::net::UdpSocket::bind((config.address, 0))
        .map(drop)
        .map_err(|source| StartError::Address { address: config.address, source })
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

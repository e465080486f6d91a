//! The threads that own sockets and rooms.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token};
use tokio::sync::mpsc;
use wasl_model::{AudioFrame, CallId, LegId, PlayId, Speaker};

use crate::leg::{Dice, LegKey, Listener, Terms};
use crate::media::lock;
use crate::ports::PortPair;
use crate::room::{Channel, Input, Output, Room};
use crate::sdp::Session;
use crate::sdp::web::BROWSER;
use crate::{LegStats, MediaEvent, Sound};

/// Orders a thread may have waiting. A full queue makes the sender wait: an order is never dropped, and the thread
/// never waits for anybody, so the wait is short.
const COMMANDS_BOUND: usize = 4096;

/// The queue's own token; legs' tokens begin at 2.
const WAKER: Token = Token(0);
/// Largest datagram read; RTP is far below.
const MAX_DATAGRAM: usize = 2048;
/// Packets read from one socket before others get their turn.
const PACKETS_A_TURN: usize = 32;
/// The threads look at their sockets at most once in this time: packets of many calls share a wake-up. It is also the
/// most a passed-on packet waits. The calls' frames lie on the same grid.
pub(crate) const GRID: Duration = Duration::from_millis(5);
/// Frames between two publications of a leg's counts.
const PUBLISH_FRAMES: u8 = 5;

/// An order to a thread.
pub(crate) enum Command {
    /// A leg begins.
    Open(CallId, Box<NewLeg>),
    /// An order to a leg.
    Leg(CallId, LegKey, Order),
    /// A packet of a browser, opened by WebRTC.
    Packet(LegKey, Vec<u8>),
    /// The engine ends.
    Stop,
}

/// All a leg needs to begin.
pub(crate) struct NewLeg {
    pub(crate) key: LegKey,
    pub(crate) leg: LegId,
    pub(crate) epoch: Instant,
    pub(crate) wire: Wire,
    /// The stream's number (SSRC).
    pub(crate) stream: u32,
    pub(crate) events: mpsc::Sender<MediaEvent>,
    pub(crate) stats: Arc<Mutex<LegStats>>,
    pub(crate) terms: Terms,
}

/// What carries a leg's packets.
pub(crate) enum Wire {
    /// Plain sockets of our own.
    Sockets(PortPair),
    /// A browser's connection. Packets it does not take in time are lost packets: the newest is dropped.
    Web(mpsc::Sender<Vec<u8>>),
}

/// An order to a leg.
pub(crate) enum Order {
    Session(Box<Session>),
    WireUp,
    Connected,
    Play(PlayId, Sound),
    StopPlay,
    Bridge(LegKey),
    Unbridge(LegKey),
    Hear(LegKey, bool),
    Listen { speaker: Speaker, played: bool, frames: mpsc::Sender<AudioFrame> },
    Discreet(bool),
    SendKey(char, Duration),
    Close,
}

/// A thread's handle; the thread ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    commands: SyncSender<Command>,
    waker: mio::Waker,
}

impl Worker {
    pub(crate) fn start(number: usize, grid: Instant) -> std::io::Result<Self> {
        let poll = Poll::new()?;
        let waker = mio::Waker::new(poll.registry(), WAKER)?;
        let (commands, receiver) = sync_channel(COMMANDS_BOUND);
        let thread = Thread::new(poll, receiver, grid);
        std::thread::Builder::new().name(format!("media-{number}")).spawn(move || thread.run())?;
        Ok(Self { commands, waker })
    }

    /// False when the thread is gone.
    pub(crate) fn send(&self, command: Command) -> bool {
        self.commands.send(command).is_ok() && self.waker.wake().is_ok()
    }

    /// A packet; dropped when the queue is full.
    pub(crate) fn packet(&self, key: LegKey, bytes: Vec<u8>) {
        if self.commands.try_send(Command::Packet(key, bytes)).is_ok() {
            // An error means the thread is gone.
            let _ = self.waker.wake();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.send(Command::Stop);
    }
}

/// What one thread owns: sockets and rooms of its calls.
struct Thread {
    /// A point of the grid.
    grid: Instant,
    poll: Poll,
    commands: Receiver<Command>,
    rooms: HashMap<CallId, Room>,
    legs: HashMap<LegKey, LegShell>,
    /// When each room's next frame is due. An entry of a room that is gone is passed over.
    due: BinaryHeap<Reverse<(Instant, CallId)>>,
    /// Sockets that had more packets than one turn takes.
    unread: Vec<Token>,
    next_listener: u64,
    stopping: bool,
}

/// A leg's outside.
struct LegShell {
    call: CallId,
    wire: Wire,
    events: mpsc::Sender<MediaEvent>,
    stats: Arc<Mutex<LegStats>>,
    listeners: HashMap<u64, mpsc::Sender<AudioFrame>>,
    frames_to_publish: u8,
}

impl Thread {
    fn new(poll: Poll, commands: Receiver<Command>, grid: Instant) -> Self {
        Self {
            grid,
            poll,
            commands,
            rooms: HashMap::new(),
            legs: HashMap::new(),
            due: BinaryHeap::new(),
            unread: Vec::new(),
            next_listener: 0,
            stopping: false,
        }
    }

    fn run(mut self) {
        prefer_this_thread();
        let mut events = Events::with_capacity(256);
        let mut buffer = vec![0; MAX_DATAGRAM];
        while !self.stopping {
            if let Err(error) = self.poll.poll(&mut events, self.wait())
                && error.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "media thread cannot poll, it ends");
                return;
            }
            let mut ready = std::mem::take(&mut self.unread);
            ready.extend(events.iter().map(mio::event::Event::token));
            for token in ready {
                if token == WAKER {
                    self.obey();
                } else {
                    self.read(token, &mut buffer);
                }
            }
            self.make_frames();
            self.rest();
        }
    }

    /// Sleeps to the next point of the grid, so that what comes until then is dealt with at once.
    fn rest(&self) {
        if self.unread.is_empty() && !self.stopping {
            let now = Instant::now();
            std::thread::sleep(on_grid(self.grid, now).saturating_duration_since(now));
        }
    }

    /// How long to wait for packets; `None` for ever.
    fn wait(&self) -> Option<Duration> {
        if !self.unread.is_empty() {
            return Some(Duration::ZERO);
        }
        let Reverse((at, _)) = self.due.peek()?;
        Some(at.saturating_duration_since(Instant::now()))
    }

    fn obey(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            match command {
                Command::Open(call, new) => self.open(call, *new),
                Command::Leg(call, key, order) => self.order(call, key, order),
                Command::Packet(key, bytes) => self.web_packet(key, &bytes),
                Command::Stop => self.stopping = true,
            }
        }
    }

    fn open(&mut self, call: CallId, mut new: NewLeg) {
        let now = Instant::now();
        if let Wire::Sockets(sockets) = &mut new.wire
            && let Err(error) = watch(self.poll.registry(), new.key, sockets)
        {
            tracing::error!(leg = %new.leg, %error, "cannot watch an RTP socket, the leg stays silent");
        }
        let room = self.rooms.entry(call).or_insert_with(|| Room::new(new.epoch));
        let dice = Dice { stream: new.stream, sequence: rand::random(), timestamp: rand::random() };
        let idle = room.is_empty();
        room.open(now, new.key, dice, new.terms);
        if idle && let Some(at) = room.poll_timeout() {
            self.due.push(Reverse((at, call)));
        }
        let shell = LegShell {
            call,
            wire: new.wire,
            events: new.events,
            stats: new.stats,
            listeners: HashMap::new(),
            frames_to_publish: 0,
        };
        self.legs.insert(new.key, shell);
    }

    fn order(&mut self, call: CallId, key: LegKey, order: Order) {
        let input = match order {
            Order::Close => return self.close(call, key),
            Order::Listen { speaker, played, frames } => {
                self.next_listener += 1;
                let Some(shell) = self.legs.get_mut(&key) else { return };
                shell.listeners.insert(self.next_listener, frames);
                Input::Listen(Listener { number: self.next_listener, speaker, played })
            }
            Order::Session(session) => Input::Session(session),
            Order::WireUp => Input::WireUp,
            Order::Connected => Input::Connected,
            Order::Play(play, sound) => Input::Play(play, sound),
            Order::StopPlay => Input::StopPlay,
            Order::Bridge(other) => Input::Bridge(other),
            Order::Unbridge(other) => Input::Unbridge(other),
            Order::Hear(other, on) => Input::Hear(other, on),
            Order::Discreet(on) => Input::Discreet(on),
            Order::SendKey(digit, duration) => Input::SendKey(digit, duration),
        };
        if let Some(room) = self.rooms.get_mut(&call) {
            room.handle_input(Instant::now(), key, input);
        }
    }

    fn close(&mut self, call: CallId, key: LegKey) {
        let Some(room) = self.rooms.get_mut(&call) else { return };
        if let (Some(shell), Some(stats)) = (self.legs.get(&key), room.stats(key)) {
            *lock(&shell.stats) = stats;
        }
        room.close(key);
        deliver(room, &mut self.legs);
        if room.is_empty() {
            self.rooms.remove(&call);
        }
        if let Some(LegShell { wire: Wire::Sockets(mut sockets), .. }) = self.legs.remove(&key) {
            // Closing the sockets would do; saying so keeps the poll's books tidy.
            let _ = self.poll.registry().deregister(&mut sockets.rtp);
            let _ = self.poll.registry().deregister(&mut sockets.rtcp);
        }
    }

    fn web_packet(&mut self, key: LegKey, bytes: &[u8]) {
        let Some(shell) = self.legs.get(&key) else { return };
        let Some(room) = self.rooms.get_mut(&shell.call) else { return };
        room.handle_packet(Instant::now(), key, Channel::Rtp, BROWSER, bytes);
        deliver(room, &mut self.legs);
    }

    fn read(&mut self, token: Token, buffer: &mut [u8]) {
        let (key, channel) = leg_of(token);
        let Some(shell) = self.legs.get(&key) else { return };
        let call = shell.call;
        for _ in 0..PACKETS_A_TURN {
            let Some(shell) = self.legs.get(&key) else { return };
            let Wire::Sockets(sockets) = &shell.wire else { return };
            let received = match channel {
                Channel::Rtp => sockets.rtp.recv_from(buffer),
                Channel::Rtcp => sockets.rtcp.recv_from(buffer),
            };
            let Ok((length, from)) = received else { return };
            let Some(room) = self.rooms.get_mut(&call) else { return };
            room.handle_packet(Instant::now(), key, channel, from, &buffer[..length]);
            deliver(room, &mut self.legs);
        }
        self.unread.push(token);
    }

    fn make_frames(&mut self) {
        let now = Instant::now();
        while let Some(Reverse((at, call))) = self.due.peek().copied() {
            if at > now {
                return;
            }
            self.due.pop();
            let Some(room) = self.rooms.get_mut(&call) else { continue };
            // A call closed and opened again within a frame leaves an old entry behind.
            if room.poll_timeout() != Some(at) {
                continue;
            }
            room.handle_timeout(now);
            deliver(room, &mut self.legs);
            publish(room, &mut self.legs);
            if let Some(next) = room.poll_timeout() {
                self.due.push(Reverse((next, call)));
            }
        }
    }
}

/// Carries out what the room gave.
fn deliver(room: &mut Room, legs: &mut HashMap<LegKey, LegShell>) {
    while let Some(output) = room.poll_output() {
        match output {
            Output::Packet { leg, channel, to, bytes } => {
                let Some(shell) = legs.get(&leg) else { continue };
                send(&shell.wire, channel, to, bytes);
            }
            Output::Event { leg, event } => {
                let Some(shell) = legs.get(&leg) else { continue };
                if let Err(mpsc::error::TrySendError::Full(event)) = shell.events.try_send(event) {
                    tracing::warn!(?event, "a media event was dropped: its owner does not read");
                }
            }
            Output::Frame { leg, listener, frame } => give_frame(room, legs, leg, listener, frame),
        }
    }
}

/// A packet the kernel or WebRTC does not take now is a lost packet; the far end conceals it.
fn send(wire: &Wire, channel: Channel, to: SocketAddr, bytes: Vec<u8>) {
    let sent = match wire {
        Wire::Sockets(sockets) if channel == Channel::Rtp => sockets.rtp.send_to(&bytes, to).is_ok(),
        Wire::Sockets(sockets) => sockets.rtcp.send_to(&bytes, to).is_ok(),
        Wire::Web(packets) => packets.try_send(bytes).is_ok(),
    };
    if !sent {
        tracing::trace!("packet not sent");
    }
}

fn watch(registry: &mio::Registry, key: LegKey, sockets: &mut PortPair) -> std::io::Result<()> {
    registry.register(&mut sockets.rtp, token(key, Channel::Rtp), Interest::READABLE)?;
    registry.register(&mut sockets.rtcp, token(key, Channel::Rtcp), Interest::READABLE)
}

/// Gives a listener its frame. When its channel is full this newest frame is dropped and counted.
fn give_frame(room: &mut Room, legs: &mut HashMap<LegKey, LegShell>, leg: LegKey, listener: u64, frame: AudioFrame) {
    let Some(shell) = legs.get_mut(&leg) else { return };
    let Some(frames) = shell.listeners.get(&listener) else { return };
    match frames.try_send(frame) {
        Ok(()) => {}
        Err(mpsc::error::TrySendError::Full(_)) => room.handle_input(Instant::now(), leg, Input::FrameDropped),
        Err(mpsc::error::TrySendError::Closed(_)) => {
            shell.listeners.remove(&listener);
            room.handle_input(Instant::now(), leg, Input::StopListening(listener));
        }
    }
}

/// Publishes the legs' counts every few frames.
fn publish(room: &Room, legs: &mut HashMap<LegKey, LegShell>) {
    for key in room.keys() {
        let Some(shell) = legs.get_mut(&key) else { continue };
        shell.frames_to_publish = (shell.frames_to_publish + 1) % PUBLISH_FRAMES;
        if shell.frames_to_publish == 0
            && let Some(stats) = room.stats(key)
        {
            *lock(&shell.stats) = stats;
        }
    }
}

/// The grid's next point.
pub(crate) fn on_grid(origin: Instant, now: Instant) -> Instant {
    let past = now.saturating_duration_since(origin).as_nanos() % GRID.as_nanos();
    now + GRID - Duration::from_nanos(u64::try_from(past).unwrap_or(0))
}

fn token(key: LegKey, channel: Channel) -> Token {
    Token(usize::try_from(key.0).unwrap_or(usize::MAX / 2) * 2 + usize::from(channel == Channel::Rtcp))
}

fn leg_of(token: Token) -> (LegKey, Channel) {
    (LegKey(token.0 as u64 / 2), if token.0 % 2 == 1 { Channel::Rtcp } else { Channel::Rtp })
}

/// People's sound goes before transcription. Needs the right to (root, or `LimitNICE=` in the unit); without it the
/// thread runs like any other.
pub(crate) fn prefer_this_thread() {
    if rustix::process::setpriority_process(None, -10).is_err() {
        tracing::debug!("media thread runs at normal priority: no right to raise it");
    }
}

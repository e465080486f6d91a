//! The few threads on which all recorders run, so that a slow disk never holds a tokio worker.
//!
//! Each thread wakes every [`TICK`], empties its calls' frame channels and flushes. So a kill loses at most a tick of
//! sound and what the thread was late by; the promise is 500 ms.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use wasl_model::{AudioFrame, CallEvent, CallId, MediaTime};

use crate::clock::Held;
use crate::recorder::{RecorderStats, StereoRecorder};
use crate::writer::{Command, Letterbox};

/// How often sound reaches the files.
pub const TICK: Duration = Duration::from_millis(200);
/// How long a recorder whose disk failed waits before it tries again.
const RETRY: Duration = Duration::from_secs(1);
/// Frames a call's channel holds: 5 s of both sides. Drop rule: when it is full the sender drops the newest frame and counts it.
pub const FRAMES_AHEAD: usize = 500;
/// Orders waiting for a thread. Drop rule: none, `begin` and `finish` wait.
const ORDERS_AHEAD: usize = 256;

enum Order {
    Record {
        call: CallId,
        path: PathBuf,
        frames: mpsc::Receiver<AudioFrame>,
    },
    Finish {
        call: CallId,
        done: oneshot::Sender<RecorderStats>,
    },
    /// Nothing more of it is written, or told.
    Drop {
        call: CallId,
        done: oneshot::Sender<PathBuf>,
    },
}

/// All recorders.
#[derive(Debug)]
pub(crate) struct Studio {
    rooms: Vec<mpsc::Sender<Order>>,
    threads: Vec<JoinHandle<()>>,
    next: AtomicUsize,
}

impl Studio {
    /// Starts the threads; what happens to recordings is put into the letterbox as events.
    pub(crate) fn start(threads: usize, letterbox: &Letterbox) -> io::Result<Self> {
        let mut studio = Self { rooms: Vec::new(), threads: Vec::new(), next: AtomicUsize::new(0) };
        for n in 0..threads.max(1) {
            let (orders, inbox) = mpsc::channel(ORDERS_AHEAD);
            let room = Room { inbox, slots: BTreeMap::new(), letterbox: letterbox.clone() };
            studio.threads.push(thread::Builder::new().name(format!("record-{n}")).spawn(move || room.run())?);
            studio.rooms.push(orders);
        }
        Ok(studio)
    }

    /// Opens a recording; gives the door for its frames and the room it is in.
    pub(crate) async fn record(&self, call: CallId, path: PathBuf) -> (mpsc::Sender<AudioFrame>, usize) {
        let room = self.next.fetch_add(1, Ordering::Relaxed) % self.rooms.len();
        let (sender, frames) = mpsc::channel(FRAMES_AHEAD);
        if self.rooms[room].send(Order::Record { call, path, frames }).await.is_err() {
            tracing::error!("a recording thread is gone: this call is not recorded");
        }
        (sender, room)
    }

    /// Writes what is left of a recording and closes it.
    pub(crate) async fn finish(&self, call: CallId, room: usize) -> RecorderStats {
        let (done, stats) = oneshot::channel();
        if self.rooms[room].send(Order::Finish { call, done }).await.is_err() {
            return RecorderStats::default();
        }
        stats.await.unwrap_or_default()
    }

    /// Ends a recording of which nothing is to be kept; gives its file, if there was a recording.
    pub(crate) async fn drop_recording(&self, call: CallId, room: usize) -> Option<PathBuf> {
        let (done, dropped) = oneshot::channel();
        self.rooms[room].send(Order::Drop { call, done }).await.ok()?;
        dropped.await.ok()
    }

    /// Finishes every recording and ends the threads. Blocks for up to a tick and the disk.
    pub(crate) fn stop(mut self) {
        self.rooms.clear();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a recording thread had panicked");
            }
        }
    }
}

/// One thread and its recorders.
struct Room {
    inbox: mpsc::Receiver<Order>,
    slots: BTreeMap<CallId, Slot>,
    letterbox: Letterbox,
}

impl Room {
    fn run(mut self) {
        let mut tick = Instant::now();
        while self.take_orders() {
            for slot in self.slots.values_mut() {
                slot.turn(&self.letterbox);
            }
            tick = (tick + TICK).max(Instant::now());
            thread::sleep(tick - Instant::now().min(tick));
        }
        for mut slot in std::mem::take(&mut self.slots).into_values() {
            slot.finish(&self.letterbox);
        }
    }

    /// Takes what waits, or waits when there is nothing to record; false when the studio is closed.
    fn take_orders(&mut self) -> bool {
        if self.slots.is_empty() {
            match self.inbox.blocking_recv() {
                Some(order) => self.obey(order),
                None => return false,
            }
        }
        loop {
            match self.inbox.try_recv() {
                Ok(order) => self.obey(order),
                Err(mpsc::error::TryRecvError::Empty) => return true,
                Err(mpsc::error::TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Record { call, path, frames } => {
                let clock = self.letterbox.clock().held();
                self.slots.insert(call, Slot::new(call, StereoRecorder::new(path), frames, clock));
            }
            Order::Finish { call, done } => {
                let stats = self.slots.remove(&call).map(|mut slot| slot.finish(&self.letterbox));
                // Nobody waiting for the numbers is no fault.
                let _ = done.send(stats.unwrap_or_default());
            }
            Order::Drop { call, done } => {
                if let Some(slot) = self.slots.remove(&call) {
                    let _ = done.send(slot.recorder.path().to_owned());
                }
            }
        }
    }
}

/// One recorder and what is to be told of it.
struct Slot {
    call: CallId,
    recorder: StereoRecorder,
    frames: mpsc::Receiver<AudioFrame>,
    clock: Held,
    health: Health,
    capped: bool,
    /// News not yet taken by the letterbox: at most one of each kind in a row, so at most a handful.
    news: Vec<(MediaTime, CallEvent)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Health {
    Silent,
    Recording,
    Failed { retry_at: Instant },
}

impl Slot {
    const fn new(call: CallId, recorder: StereoRecorder, frames: mpsc::Receiver<AudioFrame>, clock: Held) -> Self {
        Self { call, recorder, frames, clock, health: Health::Silent, capped: false, news: Vec::new() }
    }

    fn turn(&mut self, letterbox: &Letterbox) {
        while let Ok(frame) = self.frames.try_recv() {
            self.recorder.push(frame);
        }
        let waiting = matches!(self.health, Health::Failed { retry_at } if Instant::now() < retry_at);
        if !waiting {
            let outcome = self.recorder.flush();
            self.note(outcome);
        }
        self.tell(letterbox);
    }

    fn finish(&mut self, letterbox: &Letterbox) -> RecorderStats {
        self.frames.close();
        while let Ok(frame) = self.frames.try_recv() {
            self.recorder.push(frame);
        }
        let outcome = self.recorder.finish();
        self.note(outcome);
        self.tell(letterbox);
        self.recorder.stats()
    }

    fn note(&mut self, outcome: io::Result<()>) {
        let at = self.recorder.length();
        match outcome {
            Ok(()) if self.health == Health::Recording || at == MediaTime::ZERO => {}
            Ok(()) => {
                self.health = Health::Recording;
                self.news.push((at, CallEvent::RecordingStarted));
            }
            Err(error) => self.note_failure(at, &error),
        }
        if self.recorder.stats().beyond_limit > 0 && !self.capped {
            self.capped = true;
            let what =
                "the recording is as long as a WAV file can be, 18 h 38 min; the rest is not recorded".to_owned();
            self.news.push((at, CallEvent::RecordingFailed { what }));
        }
    }

    fn note_failure(&mut self, at: MediaTime, error: &io::Error) {
        if !matches!(self.health, Health::Failed { .. }) {
            tracing::warn!(%error, "a recording cannot be written; trying again until it can");
            self.news.push((at, CallEvent::RecordingFailed { what: error.to_string() }));
        }
        self.health = Health::Failed { retry_at: Instant::now() + RETRY };
    }

    /// Puts the news into the letterbox, without waiting: what does not fit is told the next time.
    fn tell(&mut self, letterbox: &Letterbox) {
        let call = self.call;
        while let Some((media_at, event)) = self.news.first().cloned() {
            let at = self.clock.now();
            if letterbox.try_post(Command::append(call, at, media_at, event)).is_err() {
                return;
            }
            self.news.remove(0);
        }
    }
}

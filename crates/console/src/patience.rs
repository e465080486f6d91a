//! How long the window waits for slow clients, and how many it lets in, so that nobody can hold it open by saying
//! little: the sockets that calls need are never used up by pages.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use futures_util::StreamExt as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep, timeout, timeout_at};

use crate::lock_out::network;
use crate::problem::Problem;

/// A connection on which we had nothing to say for this long is closed, however slowly its client still asks.
/// Requests are answered and sockets are pinged more often than that; of a recording on its way [`MUCH`] comes meanwhile.
pub const LONGEST_IDLE: Duration = Duration::from_secs(75);
/// Most connections at once. Full means that nobody is accepted until one is closed.
const MOST: usize = 8_192;
/// Most connections of one address (a proxy has many). Drop rule: what comes beyond is closed at once.
const MOST_PER_ADDRESS: u32 = 4_096;
/// A request must be told and its answer begun within this; a recording may take longer, and must go on within this.
pub const LONGEST_ANSWER: Duration = Duration::from_secs(30);
/// So many bytes of a request are a sign of life: 7 kbit/s are enough, a letter a minute is not.
const MUCH: usize = 64 << 10;
/// Where recordings are sent, by whoever is signed in: as long as it takes on their line.
const RECORDINGS: &str = "/api/v1/branch/visits/{id}/recording";

/// Answers 408 to whoever takes too long to tell what they want.
pub(crate) async fn within(request: Request, next: Next) -> Response {
    let recording = request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str() == RECORDINGS);
    let answer = if recording {
        going_on(request, LONGEST_ANSWER, |request| next.run(request)).await
    } else {
        timeout(LONGEST_ANSWER, next.run(request)).await.ok()
    };
    let late = "the request took too long; send it again";
    answer.unwrap_or_else(|| Problem::new(StatusCode::REQUEST_TIMEOUT, late).into_response())
}

/// The answer, however long the body takes, if each piece of it comes within `longest` of the one before, and the answer
/// within that of the last.
async fn going_on<F: Future<Output = Response>>(
    request: Request,
    longest: Duration,
    answered: impl FnOnce(Request) -> F,
) -> Option<Response> {
    let came = Arc::new(Mutex::new(Instant::now()));
    let last = || *came.lock().expect("no holder panics");
    let told = Arc::clone(&came);
    let request = request.map(|body| {
        Body::from_stream(
            body.into_data_stream().inspect(move |_| *told.lock().expect("no holder panics") = Instant::now()),
        )
    });
    let mut answer = std::pin::pin!(answered(request));
    loop {
        let before = last();
        match timeout_at(before + longest, &mut answer).await {
            Ok(response) => return Some(response),
            Err(_) if last() > before => {}
            Err(_) => return None,
        }
    }
}

/// A listener whose connections are counted, and end when they are idle.
#[derive(Debug)]
pub struct Patient<L> {
    listener: L,
    longest_idle: Duration,
    places: Arc<Semaphore>,
    crowd: Crowd,
}

impl<L> Patient<L> {
    /// The same listener, with that much patience.
    pub fn new(listener: L, longest_idle: Duration) -> Self {
        Self { listener, longest_idle, places: Arc::new(Semaphore::new(MOST)), crowd: Crowd::new(MOST_PER_ADDRESS) }
    }
}

impl<L: Listener<Addr = SocketAddr>> Listener for Patient<L> {
    type Io = Watched<L::Io>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let place = Arc::clone(&self.places).acquire_owned().await.expect("the semaphore is never closed");
            let (io, peer) = self.listener.accept().await;
            if let Some(guest) = self.crowd.let_in(peer.ip()) {
                return (Watched::new(io, self.longest_idle, Some((place, guest))), peer);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// How many each address has of something that is scarce, so that one cannot take what is meant for all.
#[derive(Clone, Debug)]
pub struct Crowd {
    most: u32,
    all: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl Crowd {
    /// Nobody has any; each address may have so many.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, all: Arc::default() }
    }

    /// One more for that address; `None` when it has enough.
    #[must_use]
    pub fn let_in(&self, address: IpAddr) -> Option<LetIn> {
        let address = network(address);
        let mut all = self.all.lock().expect("no holder panics");
        let count = all.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(LetIn { crowd: self.clone(), address })
    }
}

/// One of an address; dropping it gives it back.
#[derive(Debug)]
pub struct LetIn {
    crowd: Crowd,
    address: IpAddr,
}

impl Drop for LetIn {
    fn drop(&mut self) {
        let mut all = self.crowd.all.lock().expect("no holder panics");
        if let Some(count) = all.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.address);
            }
        }
    }
}

/// A connection that ends when we had nothing to say on it for a while.
#[derive(Debug)]
pub struct Watched<Io> {
    io: Io,
    longest: Duration,
    end: Pin<Box<Sleep>>,
    /// Bytes heard since the last sign of life.
    heard: usize,
    /// Given back when it is closed.
    _place: Option<(OwnedSemaphorePermit, LetIn)>,
}

impl<Io> Watched<Io> {
    fn new(io: Io, longest: Duration, place: Option<(OwnedSemaphorePermit, LetIn)>) -> Self {
        Self { io, longest, end: Box::pin(sleep(longest)), heard: 0, _place: place }
    }

    /// Looks whether it is over. Little that clients say is no sign of life: they could say a letter a minute for ever.
    fn watch<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            return polled;
        }
        self.end.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    /// The same, and begins to count anew when we said something.
    fn watch_said<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.lives();
        }
        self.watch(cx, polled)
    }

    /// Something came: much of it is a sign of life.
    fn hear(&mut self, bytes: usize) {
        self.heard += bytes;
        if self.heard >= MUCH {
            self.lives();
        }
    }

    fn lives(&mut self) {
        self.heard = 0;
        self.end.as_mut().reset(Instant::now() + self.longest);
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Watched<Io> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.io).poll_read(cx, buf);
        self.hear(buf.filled().len() - before);
        self.watch(cx, polled)
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Watched<Io> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write(cx, buf);
        self.watch_said(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.watch_said(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    // Flushing ends without a byte moving, and often: it is no sign of life.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.io).poll_shutdown(cx);
        self.watch(cx, polled)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn a_connection_ends_when_we_say_nothing_and_not_before() {
        let (here, mut there) = duplex(8);
        let mut here = Watched::new(here, Duration::from_secs(1), None);
        for _ in 0..4 {
            sleep(Duration::from_millis(400)).await;
            here.write_all(b"x").await.unwrap();
            assert_eq!(there.read_u8().await.unwrap(), b'x');
        }
        let began = Instant::now();
        assert_eq!(here.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() > Duration::from_millis(900));
        // Nobody reads what is written.
        assert!(here.write_all(&[0; 64]).await.is_err());
    }

    #[tokio::test]
    async fn who_asks_a_letter_at_a_time_is_not_waited_for() {
        let (here, mut there) = duplex(8);
        let mut here = Watched::new(here, Duration::from_secs(1), None);
        let slow = tokio::spawn(async move {
            while there.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(200)).await;
            }
        });
        let began = Instant::now();
        let ended = loop {
            if let Err(error) = here.read_u8().await {
                break error;
            }
        };
        assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() < Duration::from_secs(5));
        drop(here);
        slow.await.unwrap();
    }

    #[tokio::test]
    async fn who_sends_much_is_waited_for() {
        let (here, mut there) = duplex(MUCH);
        let mut here = Watched::new(here, Duration::from_secs(2), None);
        let sending = tokio::spawn(async move {
            for _ in 0..4 {
                sleep(Duration::from_millis(700)).await;
                there.write_all(&vec![0; MUCH]).await.unwrap();
            }
            there
        });
        let mut sent = vec![0; 4 * MUCH];
        here.read_exact(&mut sent).await.expect("much comes within each two seconds");
        let there = sending.await.unwrap();
        assert_eq!(here.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(there);
    }

    #[tokio::test]
    async fn a_recording_is_waited_for_as_long_as_it_goes_on() {
        let longest = Duration::from_secs(1);
        let size = |request: Request| async move {
            let body = axum::body::to_bytes(request.into_body(), 100).await.expect("a few bytes");
            body.len().to_string().into_response()
        };
        let pieces = |count: usize, pause: u64| {
            let piece = move |n: usize| async move {
                if n == count {
                    return None;
                }
                sleep(Duration::from_millis(pause)).await;
                Some((Ok::<_, io::Error>(vec![b'x']), n + 1))
            };
            Request::new(Body::from_stream(futures_util::stream::unfold(0, piece)))
        };
        let answer = going_on(pieces(5, 300), longest, size).await.expect("a piece every 300 ms");
        assert_eq!(axum::body::to_bytes(answer.into_body(), 10).await.unwrap(), "5");
        assert!(going_on(pieces(2, 5_000), longest, size).await.is_none(), "nothing comes");
        let never = |_: Request| std::future::pending();
        assert!(going_on(pieces(0, 0), longest, never).await.is_none(), "it is not answered");
    }

    #[test]
    fn one_address_takes_only_its_share_and_gives_it_back() {
        let crowd = Crowd::new(3);
        let (greedy, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let held: Vec<_> = (0..3).map(|_| crowd.let_in(greedy).unwrap()).collect();
        assert!(crowd.let_in(greedy).is_none());
        assert!(crowd.let_in(other).is_some());
        drop(held);
        assert!(crowd.let_in(greedy).is_some());
        assert!(crowd.all.lock().unwrap().is_empty(), "nobody is remembered");
    }
}

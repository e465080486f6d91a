//! How long the window waits for slow clients, so that nobody can hold it open by saying nothing.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, timeout};

use crate::problem::Problem;

/// A connection on which nothing moves for this long is closed. Sockets are pinged more often than that.
pub const LONGEST_IDLE: Duration = Duration::from_secs(75);
/// A request must be told and its answer begun within this.
pub const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// Answers 408 to whoever takes too long to tell what they want.
pub(crate) async fn within(request: Request, next: Next) -> Response {
    let late = "the request took too long; send it again";
    match timeout(LONGEST_ANSWER, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(StatusCode::REQUEST_TIMEOUT, late).into_response(),
    }
}

/// A listener whose connections end when they are idle.
#[derive(Debug)]
pub struct Patient<L> {
    listener: L,
    longest_idle: Duration,
}

impl<L> Patient<L> {
    /// The same listener, with that much patience.
    pub const fn new(listener: L, longest_idle: Duration) -> Self {
        Self { listener, longest_idle }
    }
}

impl<L: Listener<Addr = SocketAddr>> Listener for Patient<L> {
    type Io = Watched<L::Io>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (io, peer) = self.listener.accept().await;
        (Watched { io, longest: self.longest_idle, end: Box::pin(sleep(self.longest_idle)) }, peer)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that ends when nothing moved on it for a while.
#[derive(Debug)]
pub struct Watched<Io> {
    io: Io,
    longest: Duration,
    end: Pin<Box<Sleep>>,
}

impl<Io> Watched<Io> {
    /// Begins to count anew when something moved, else looks whether it is over.
    fn watch<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.end.as_mut().reset(Instant::now() + self.longest);
            return polled;
        }
        self.end.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Watched<Io> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.io).poll_read(cx, buf);
        self.watch(cx, polled)
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Watched<Io> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write(cx, buf);
        self.watch(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.watch(cx, polled)
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

    fn watched<Io>(io: Io, longest: Duration) -> Watched<Io> {
        Watched { io, longest, end: Box::pin(sleep(longest)) }
    }

    #[tokio::test]
    async fn a_connection_ends_when_nothing_moves_and_not_before() {
        let (here, mut there) = duplex(8);
        let mut here = watched(here, Duration::from_secs(1));
        for _ in 0..4 {
            sleep(Duration::from_millis(400)).await;
            there.write_all(b"x").await.unwrap();
            assert_eq!(here.read_u8().await.unwrap(), b'x');
        }
        let began = Instant::now();
        assert_eq!(here.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() > Duration::from_millis(900));
        // Nobody reads what is written.
        assert!(here.write_all(&[0; 64]).await.is_err());
    }
}

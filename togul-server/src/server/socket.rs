//! A socket that tells of its progress.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::progress::Progress;
#[cfg(target_os = "linux")]
use super::progress::STALL;

/// How many bytes the system takes for a peer beyond those that are under way: with more, a slow one would look as if it
/// took nothing for long.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 16 * 1024;

/// Sets up a new connection.
///
/// # Errors
/// When the peer is gone already.
pub fn prepare(socket: &TcpStream) -> io::Result<()> {
    // Events are small and must not wait for each other.
    socket.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    {
        let socket = socket2::SockRef::from(socket);
        socket.set_tcp_notsent_lowat(UNSENT)?;
        // What the system has taken already stalls unseen by us.
        socket.set_tcp_user_timeout(Some(STALL))?;
    }
    Ok(())
}

#[derive(Debug)]
pub struct Watched<S> {
    pub socket: S,
    pub progress: Arc<Progress>,
}

impl<S> Watched<S> {
    fn wrote(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match result {
            Poll::Pending => self.progress.stuck(),
            Poll::Ready(Ok(_)) => self.progress.wrote(),
            Poll::Ready(Err(_)) => self.progress.over(),
        }
        result
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.socket).poll_read(cx, buf);
        match result {
            Poll::Pending => {}
            Poll::Ready(Ok(())) if buf.filled().len() > before => self.progress.read(),
            Poll::Ready(_) => self.progress.over(),
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.wrote(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // The system writes one buffer sooner than a list of one.
        let result = match bufs {
            [buf] => Pin::new(&mut self.socket).poll_write(cx, buf),
            bufs => Pin::new(&mut self.socket).poll_write_vectored(cx, bufs),
        };
        self.wrote(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

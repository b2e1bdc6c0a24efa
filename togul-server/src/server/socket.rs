//! A socket that reports its progress.

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
use super::progress::WRITE_TIMEOUT;

/// Bytes that the system buffers beyond those in transit. With more, a slow but steady reader would appear blocked for
/// long.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 16 * 1024;

/// Sets up a new connection.
///
/// # Errors
/// When the peer has closed the connection already.
pub fn prepare(socket: &TcpStream) -> io::Result<()> {
    // Small events must not be delayed to fill a packet.
    socket.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    {
        let socket = socket2::SockRef::from(socket);
        socket.set_tcp_notsent_lowat(UNSENT)?;
        // Covers data that the system has buffered already, whose progress `Progress` does not see.
        socket.set_tcp_user_timeout(Some(WRITE_TIMEOUT))?;
    }
    Ok(())
}

#[derive(Debug)]
pub struct MonitoredSocket<S> {
    pub socket: S,
    pub progress: Arc<Progress>,
}

impl<S> MonitoredSocket<S> {
    fn report_write(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match result {
            Poll::Pending => self.progress.write_blocked(),
            Poll::Ready(Ok(count)) => self.progress.bytes_written(count),
            Poll::Ready(Err(_)) => self.progress.closed(),
        }
        result
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for MonitoredSocket<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.socket).poll_read(cx, buf);
        match result {
            Poll::Pending => {}
            Poll::Ready(Ok(())) if buf.filled().len() > before => self.progress.bytes_read(),
            Poll::Ready(_) => self.progress.closed(),
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for MonitoredSocket<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.report_write(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // `write` is faster than `writev` with one buffer.
        let result = match bufs {
            [buf] => Pin::new(&mut self.socket).poll_write(cx, buf),
            bufs => Pin::new(&mut self.socket).poll_write_vectored(cx, bufs),
        };
        self.report_write(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // HTTP flushes the socket once it has written everything.
        let result = Pin::new(&mut self.socket).poll_flush(cx);
        if result.is_ready() {
            self.progress.flushed();
        }
        result
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

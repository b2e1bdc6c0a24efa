//! A reader of a stream: a plain socket, and as little parsing as it takes to check each revision.

use std::{io, net::SocketAddr, time::Instant};

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};

use crate::Failure;

/// How many streams connect at the same time, because the listener's queue is bounded.
const CONNECTING: usize = 128;

/// The address of a stream and its request.
#[derive(Clone, Debug)]
pub struct Source {
    pub address: SocketAddr,
    pub path: String,
    pub headers: String,
}

#[derive(Debug)]
pub struct Reader {
    socket: TcpStream,
    /// Bytes that are not a whole chunk yet.
    pending: Vec<u8>,
    /// Whether the head of the response was read.
    is_open: bool,
    /// The last revision received.
    pub last: u64,
    pub received: Received,
}

/// What a reader received.
#[derive(Debug, Default)]
pub struct Received {
    /// Revisions, and when they were received.
    pub events: Vec<(u64, Instant)>,
    pub resets: u64,
    /// Violations of the protocol.
    pub faults: Vec<String>,
    /// The bytes of the events, if they are recorded.
    pub frames: Option<Vec<Vec<u8>>>,
    pub comments: u64,
}

impl Source {
    pub fn of_bare(address: SocketAddr) -> Self {
        Self { address, path: "/stream".to_owned(), headers: String::new() }
    }

    /// Opens a stream that continues after revision `last`, and waits for its first bytes.
    pub async fn open(&self, last: u64) -> Result<Reader, Failure> {
        let mut reader = self.connect(last, None).await?;
        while reader.received.comments == 0 {
            if !reader.read().await? {
                return Err("a stream ended before its first bytes".into());
            }
        }
        Ok(reader)
    }

    /// Opens a stream without reading from it.
    pub async fn connect(&self, last: u64, buffer: Option<u32>) -> Result<Reader, Failure> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes)?;
        }
        let mut socket = socket.connect(self.address).await?;
        let Self { path, headers, .. } = self;
        let request = format!("GET {path} HTTP/1.1\r\nhost: soak\r\n{headers}last-event-id: {last}\r\n\r\n");
        socket.write_all(request.as_bytes()).await?;
        Ok(Reader { socket, pending: Vec::new(), is_open: false, last, received: Received::default() })
    }

    /// Opens this many streams.
    pub async fn open_many(&self, count: usize, last: u64) -> Result<Vec<Reader>, Failure> {
        stream::iter(0..count).map(|_| self.open(last)).buffered(CONNECTING).try_collect().await
    }
}

impl Reader {
    /// Reads until a revision is received, or the stream ends.
    pub async fn read_until(&mut self, revision: u64) -> Result<(), Failure> {
        while self.last < revision {
            if !self.read().await? {
                self.received.faults.push(format!("a stream ended after revision {}", self.last));
                break;
            }
        }
        Ok(())
    }

    /// Reads the bytes that have arrived. Returns false at the end of the stream.
    pub async fn read(&mut self) -> Result<bool, Failure> {
        self.socket.readable().await?;
        let mut bytes = [0; 16 * 1024];
        match self.socket.try_read(&mut bytes) {
            Ok(0) => Ok(false),
            Ok(count) => self.parse(&bytes[..count], Instant::now()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    fn parse(&mut self, bytes: &[u8], now: Instant) -> Result<bool, Failure> {
        self.pending.extend_from_slice(bytes);
        if !self.is_open {
            let Some(end) = find(&self.pending, b"\r\n\r\n") else { return Ok(true) };
            if !self.pending.starts_with(b"HTTP/1.1 200 ") {
                return Err(String::from_utf8_lossy(&self.pending).into());
            }
            self.is_open = true;
            self.pending.drain(..end + 4);
        }
        let pending = std::mem::take(&mut self.pending);
        let mut rest = &*pending;
        // Each chunk holds whole events, because both servers flush them so.
        while let Some(line) = find(rest, b"\r\n") {
            let size = usize::from_str_radix(std::str::from_utf8(&rest[..line])?, 16)?;
            let Some(chunk) = rest.get(line + 2..line + 2 + size) else { break };
            let Some(after) = rest.get(line + 2 + size + 2..) else { break };
            if size == 0 {
                return Ok(false);
            }
            self.receive(chunk, now)?;
            rest = after;
        }
        self.pending = rest.to_vec();
        Ok(true)
    }

    fn receive(&mut self, mut chunk: &[u8], now: Instant) -> Result<(), Failure> {
        while let Some(end) = find(chunk, b"\n\n") {
            let frame = &chunk[..end + 2];
            chunk = &chunk[end + 2..];
            let Some(frame_after_id) = frame.strip_prefix(b"id: ") else {
                self.received.comments += 1;
                continue;
            };
            let line = find(frame_after_id, b"\n").ok_or("an id without the end of its line")?;
            let revision: u64 = std::str::from_utf8(&frame_after_id[..line])?.parse()?;
            if frame_after_id[line + 1..].starts_with(br#"data: {"type":"snapshot.reset""#) {
                self.received.resets += 1;
                self.last = revision;
                continue;
            }
            if revision != self.last + 1 {
                self.received.faults.push(format!("revision {revision} was received after {}", self.last));
            }
            self.last = revision;
            self.received.events.push((revision, now));
            if let Some(frames) = &mut self.received.frames {
                frames.push(frame.to_vec());
            }
        }
        if !chunk.is_empty() {
            return Err("a chunk that is not whole events".into());
        }
        Ok(())
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

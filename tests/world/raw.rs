//! Connections whose bytes a test sends and reads itself.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::client::PATIENCE;

pub const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: togul\r\n\r\n";

/// A connection whose bytes the test reads itself.
pub struct RawConnection {
    socket: TcpStream,
    received: String,
    /// The first bytes of a character whose last ones have not been read.
    incomplete: Vec<u8>,
}

/// A response as it was received.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl RawConnection {
    pub async fn to(url: &str) -> Self {
        let socket =
            TcpStream::connect(url.strip_prefix("http://").unwrap()).await.expect("the server listens");
        Self::new(socket)
    }

    /// A connection from another local address, such as 127.0.0.2, that takes few bytes without reading them.
    pub async fn from(local: &str, url: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.bind(format!("{local}:0").parse().unwrap()).unwrap();
        let address = url.strip_prefix("http://").unwrap().parse().unwrap();
        Self::new(socket.connect(address).await.expect("the server listens"))
    }

    fn new(socket: TcpStream) -> Self {
        Self { socket, received: String::new(), incomplete: Vec::new() }
    }

    pub async fn send(&mut self, text: &str) {
        self.socket.write_all(text.as_bytes()).await.expect("the connection is open");
    }

    pub async fn request(&mut self, text: &str) -> Response {
        self.send(text).await;
        self.response().await
    }

    /// The next response; of a stream, its head and preamble.
    pub async fn response(&mut self) -> Response {
        let head = self.until("\r\n\r\n").await;
        let status = head.split(' ').nth(1).expect("a status").parse().expect("it is a number");
        let body = match header(&head, "content-length") {
            Some(length) => self.bytes(length.parse().expect("it is a number")).await,
            None => self.until(": connected\n\n\r\n").await,
        };
        Response { status, head, body }
    }

    /// The next response's head.
    pub async fn head(&mut self) -> String {
        self.until("\r\n\r\n").await
    }

    /// The next chunk of a response of unknown length.
    pub async fn chunk(&mut self) -> String {
        let size = self.until("\r\n").await;
        let size = usize::from_str_radix(size.trim_end(), 16).expect("it is a number");
        let chunk = self.bytes(size).await;
        assert_eq!(self.bytes(2).await, "\r\n");
        chunk
    }

    /// The bytes until the server closes.
    pub async fn rest(&mut self) -> String {
        while self.read().await > 0 {}
        std::mem::take(&mut self.received)
    }

    pub async fn until(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = self.received.find(end) {
                let rest = self.received.split_off(at + end.len());
                return std::mem::replace(&mut self.received, rest);
            }
            assert!(self.read().await > 0, "the connection ended after {:?}", self.received);
        }
    }

    async fn bytes(&mut self, count: usize) -> String {
        while self.received.len() < count {
            assert!(self.read().await > 0, "the connection ended after {:?}", self.received);
        }
        let rest = self.received.split_off(count);
        std::mem::replace(&mut self.received, rest)
    }

    async fn read(&mut self) -> usize {
        let mut bytes = [0; 4096];
        let count = tokio::time::timeout(PATIENCE, self.socket.read(&mut bytes)).await;
        let count = count.expect("something, in time").expect("the connection is open");
        self.incomplete.extend_from_slice(&bytes[..count]);
        for chunk in std::mem::take(&mut self.incomplete).utf8_chunks() {
            self.received.push_str(chunk.valid());
            assert!(self.incomplete.is_empty(), "it is no text");
            self.incomplete.extend_from_slice(chunk.invalid());
        }
        count
    }
}

impl Response {
    /// A retryable refusal, after which the connection ends.
    #[track_caller]
    pub fn is_retryable_refusal(&self) {
        assert_eq!(self.status, 503, "{self:?}");
        assert_eq!(header(&self.head, "connection"), Some("close"), "{self:?}");
        let wait = header(&self.head, "retry-after").expect("it has Retry-After");
        assert!((1..=60).contains(&wait.parse::<u32>().unwrap()), "{self:?}");
        let envelope: Value = serde_json::from_str(&self.body).expect("the envelope is JSON");
        assert_eq!(envelope["code"], "unavailable");
        assert!(header(&self.head, "x-request-id").is_some(), "{self:?}");
    }
}

pub fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

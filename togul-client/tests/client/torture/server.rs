//! A server that writes raw bytes. It behaves correctly unless the test sets a fault.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use togul_client::{Builder, Client, Connection, Revision, Status};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

use crate::server::{ENVIRONMENT, Environment, KEY, flag};

/// Revisions start here, so that all have the same number of digits.
pub const START: u64 = 100_000;

/// The environment at a revision. One flag has the last even revision as its value, another one the last odd.
pub fn at(revision: u64) -> Environment {
    let (even, odd) = (revision & !1, (revision - 1) | 1);
    let flags = [("even", even), ("odd", odd)]
        .map(|(key, last)| (key.to_owned(), flag(key, "string", &format!("\"grün \u{1f600} {last}\""))));
    Environment { id: ENVIRONMENT.to_owned(), revision, flags: BTreeMap::from(flags) }
}

/// The event of a revision.
pub fn event(revision: u64) -> String {
    at(revision).event("flag.updated", if revision.is_multiple_of(2) { "even" } else { "odd" })
}

/// A request that the server received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Snapshot,
    Stream { since: u64 },
}

/// The bytes that the server writes, and what it does then.
pub struct Response {
    pub bytes: Vec<u8>,
    pub end: End,
}

#[derive(Clone, Copy, Debug)]
pub enum End {
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing more is written, until the client closes the connection.
    Hang,
    /// Another byte is written each second, until the client closes the connection.
    Drip,
    /// The connection accepts another request.
    KeepAlive,
}

impl Response {
    pub fn new(bytes: impl Into<Vec<u8>>, end: End) -> Self {
        Self { bytes: bytes.into(), end }
    }

    /// A stream with head and `retry:`, which stays open.
    pub fn stream(events: impl AsRef<[u8]>) -> Self {
        Self::new([STREAM_HEAD.as_bytes(), HELLO.as_bytes(), events.as_ref()].concat(), End::Hang)
    }

    /// A complete response with a body.
    pub fn whole(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n");
        Self::new([head.as_bytes(), body].concat(), End::Close)
    }
}

/// How long a test waits, by the client's clock: two days.
const LONG: Duration = Duration::from_secs(172_800);

pub const STREAM_HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
pub const HELLO: &str = "retry: 1000\n\n: hello\n\n";

/// The faulty response to a request, given the server's revision; `None` for the correct one.
pub type Fault = Box<dyn FnMut(&Request, u64) -> Option<Response> + Send>;

struct State {
    revision: watch::Sender<u64>,
    fault: Mutex<Option<Fault>>,
    /// Incremented to end all connections.
    generation: watch::Sender<u64>,
    connects: Mutex<Vec<Instant>>,
    /// The number of open connections.
    open: watch::Sender<usize>,
}

impl State {
    fn fault(&self, request: &Request) -> Option<Response> {
        let mut fault = self.fault.lock().expect("not poisoned");
        fault.as_mut().and_then(|fault| fault(request, *self.revision.borrow()))
    }
}

pub struct Server {
    pub url: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let state = Arc::new(State {
            revision: watch::Sender::new(START),
            fault: Mutex::default(),
            generation: watch::Sender::new(0),
            connects: Mutex::default(),
            open: watch::Sender::new(0),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state, task }
    }

    pub fn builder(&self) -> Builder {
        Client::builder(&self.url, KEY)
    }

    /// A client that follows the stream.
    pub async fn following(&self) -> Client {
        let client = self.builder().start().expect("valid");
        eventually(&client, is_healthy).await;
        client
    }

    pub fn revision(&self) -> u64 {
        *self.state.revision.borrow()
    }

    /// Makes the next revision.
    pub fn change(&self) {
        self.state.revision.send_modify(|revision| *revision += 1);
    }

    pub fn set_revision(&self, revision: u64) {
        self.state.revision.send_replace(revision);
    }

    /// Sets the fault of all responses from now on, and ends all connections.
    pub fn set_fault(&self, fault: impl FnMut(&Request, u64) -> Option<Response> + Send + 'static) {
        *self.state.fault.lock().expect("not poisoned") = Some(Box::new(fault));
        self.cut();
    }

    /// Lets the server behave correctly from now on, and ends all connections.
    pub fn clear_fault(&self) {
        *self.state.fault.lock().expect("not poisoned") = None;
        self.cut();
    }

    /// Ends all connections.
    pub fn cut(&self) {
        self.state.generation.send_modify(|generation| *generation += 1);
    }

    /// Stops listening, and ends all connections.
    pub async fn stop(&mut self) {
        self.task.abort();
        // The listener is closed once the task has ended.
        let _ = (&mut self.task).await;
    }

    pub async fn restart(&mut self) {
        let address = self.url.trim_start_matches("http://");
        let listener = TcpListener::bind(address).await.expect("the port is still free");
        self.task = tokio::spawn(serve(listener, Arc::clone(&self.state)));
    }

    /// When each connection was accepted.
    pub fn connects(&self) -> Vec<Instant> {
        self.state.connects.lock().expect("not poisoned").clone()
    }

    /// Waits until the condition is true of the number of open connections.
    pub async fn has_open(&self, condition: impl Fn(usize) -> bool) {
        self.state.open.subscribe().wait_for(|&open| condition(open)).await.expect("the sender is held here");
    }

    /// Asserts that no ten seconds saw more than six connections.
    pub fn assert_request_rate(&self, name: &str) {
        for connects in self.connects().windows(7) {
            let time = connects[6] - connects[0];
            assert!(time >= Duration::from_secs(10), "{name}: seven connects within {time:?}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        state.connects.lock().expect("not poisoned").push(Instant::now());
        let state = Arc::clone(&state);
        state.open.send_modify(|open| *open += 1);
        connections.spawn(async move {
            let mut generation = state.generation.subscribe();
            tokio::select! {
                _ = handle(socket, &state) => {}
                _ = generation.changed() => {}
            }
            state.open.send_modify(|open| *open -= 1);
        });
    }
}

async fn handle(mut socket: TcpStream, state: &State) -> std::io::Result<()> {
    let request = loop {
        let request = read(&mut socket).await?;
        let Some(Response { bytes, end }) = state.fault(&request) else { break request };
        socket.write_all(&bytes).await?;
        match end {
            End::KeepAlive => continue,
            End::Close => socket.shutdown().await?,
            End::Reset => return socket.set_zero_linger(),
            End::Hang => {}
            End::Drip => loop {
                sleep(Duration::from_secs(1)).await;
                socket.write_all(b"x").await?;
            },
        }
        // Until the client closes: closing with unread data would be a reset.
        while socket.read(&mut [0; 1024]).await? > 0 {}
        return Ok(());
    };
    let mut current = state.revision.subscribe();
    let Request::Stream { mut since } = request else {
        let body = at(*current.borrow()).body();
        return socket.write_all(&Response::whole("200 OK", "", body).bytes).await;
    };
    socket.write_all([STREAM_HEAD, HELLO].concat().as_bytes()).await?;
    loop {
        let revision = *current.borrow_and_update();
        for revision in since + 1..=revision {
            socket.write_all(event(revision).as_bytes()).await?;
        }
        since = revision;
        let mut nothing = [0];
        tokio::select! {
            _ = current.changed() => {}
            () = sleep(Duration::from_secs(15)) => socket.write_all(b": heartbeat\n\n").await?,
            read = socket.read(&mut nothing) => if read? == 0 { return Ok(()) },
        }
    }
}

async fn read(socket: &mut TcpStream) -> std::io::Result<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    let head = String::from_utf8(head).expect("text");
    let target = head.split(' ').nth(1).expect("a request line");
    Ok(match target.split_once("since=") {
        Some((_, since)) => {
            let digits = since.split('&').next().expect("the first part");
            Request::Stream { since: digits.parse().expect("a revision") }
        }
        None => Request::Snapshot,
    })
}

/// Whether the client follows the stream without an error.
pub fn is_healthy(status: &Status) -> bool {
    status.connection == Connection::Streaming && status.error.is_none()
}

/// Waits until the condition is true of the status.
pub async fn eventually(client: &Client, condition: impl FnMut(&Status) -> bool) -> Status {
    let waited = timeout(LONG, client.wait_for_status(condition)).await;
    waited.unwrap_or_else(|_| panic!("this must happen: {:?}", client.status()))
}

/// The message of an error and of all its causes.
pub fn chain(error: &togul_client::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Waits until the status has an error with this message.
pub async fn reports(client: &Client, name: &str, cause: &str) {
    let named = |status: &Status| status.error.as_ref().is_some_and(|error| chain(error).contains(cause));
    let waited = timeout(LONG, client.wait_for_status(named)).await;
    waited.unwrap_or_else(|_| panic!("{name} must report {cause:?}: {:?}", client.status()));
}

/// Checks each snapshot from now on: it is a whole revision, and never an earlier one.
pub struct Checker(JoinHandle<()>);

impl Checker {
    pub fn new(client: &Client) -> Self {
        let client = client.clone();
        Self(tokio::spawn(async move {
            let mut last = Revision::ZERO;
            loop {
                let snapshot = client.snapshot();
                let revision = snapshot.revision();
                assert!(revision >= last, "revision {last} was followed by {revision}");
                assert_eq!(
                    snapshot.fingerprint(),
                    at(revision.get()).fingerprint(),
                    "revision {revision} is whole"
                );
                last = revision;
                client.wait_for_status(|status| status.revision != last).await;
            }
        }))
    }

    /// Fails if a check failed.
    pub async fn finish(self) {
        self.0.abort();
        assert!(self.0.await.is_err_and(|ended| ended.is_cancelled()), "a snapshot was wrong");
    }
}

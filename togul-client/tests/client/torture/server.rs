//! A server of bytes: sane unless the test says what it sends instead.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use togul_client::{Builder, Client, Status};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

use crate::server::{ENVIRONMENT, Environment, KEY, flag};

/// Revisions start here, so that all have as many digits.
pub const START: u64 = 100_000;

/// The environment at that revision, always the same: one flag holds the last even revision, one the last odd.
pub fn at(revision: u64) -> Environment {
    let (even, odd) = (revision & !1, (revision - 1) | 1);
    let flags = [("even", even), ("odd", odd)]
        .map(|(key, last)| (key.to_owned(), flag(key, "string", &format!("\"grün \u{1f600} {last}\""))));
    Environment { id: ENVIRONMENT.to_owned(), revision, flags: BTreeMap::from(flags) }
}

/// The event that leads to that revision.
pub fn event(revision: u64) -> String {
    at(revision).event("flag.updated", if revision.is_multiple_of(2) { "even" } else { "odd" })
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Snapshot,
    Stream { since: u64 },
}

/// What is sent, and what comes then.
pub struct Answer {
    pub bytes: Vec<u8>,
    pub end: End,
}

#[derive(Clone, Copy, Debug)]
pub enum End {
    /// The connection is closed.
    Close,
    /// It is reset.
    Reset,
    /// Nothing happens any more, until the client goes.
    Hang,
    /// The next request may come on the same connection.
    Again,
}

impl Answer {
    pub fn new(bytes: impl Into<Vec<u8>>, end: End) -> Self {
        Self { bytes: bytes.into(), end }
    }

    /// A stream with all that belongs to it, which stays open.
    pub fn stream(events: impl AsRef<[u8]>) -> Self {
        Self::new([STREAM_HEAD.as_bytes(), HELLO.as_bytes(), events.as_ref()].concat(), End::Hang)
    }

    /// A whole answer with a body.
    pub fn whole(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n");
        Self::new([head.as_bytes(), body].concat(), End::Close)
    }
}

/// What does not happen within two days of the client's does not happen.
const LONG: Duration = Duration::from_secs(172_800);

pub const STREAM_HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
pub const HELLO: &str = "retry: 1000\n\n: hello\n\n";

/// What the server does instead of answering; `None` where it is sane. It is told which revision it should be at.
pub type Fault = Box<dyn FnMut(&Asked, u64) -> Option<Answer> + Send>;

struct World {
    revision: watch::Sender<u64>,
    fault: Mutex<Option<Fault>>,
    /// Raised to end all streams.
    generation: watch::Sender<u64>,
    connects: Mutex<Vec<Instant>>,
    /// How many connections there are.
    open: watch::Sender<usize>,
}

impl World {
    fn fault(&self, asked: &Asked) -> Option<Answer> {
        let mut fault = self.fault.lock().expect("nobody panics with it");
        fault.as_mut().and_then(|fault| fault(asked, *self.revision.borrow()))
    }
}

pub struct Server {
    pub url: String,
    world: Arc<World>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let world = Arc::new(World {
            revision: watch::Sender::new(START),
            fault: Mutex::default(),
            generation: watch::Sender::new(0),
            connects: Mutex::default(),
            open: watch::Sender::new(0),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&world)));
        Self { url, world, task }
    }

    pub fn builder(&self) -> Builder {
        Client::builder(&self.url, KEY)
    }

    /// A client that follows.
    pub async fn following(&self) -> Client {
        let client = self.builder().start().expect("valid");
        eventually(&client, is_well).await;
        client
    }

    pub fn revision(&self) -> u64 {
        *self.world.revision.borrow()
    }

    /// Makes one more revision.
    pub fn change(&self) {
        self.world.revision.send_modify(|revision| *revision += 1);
    }

    pub fn go_to(&self, revision: u64) {
        self.world.revision.send_replace(revision);
    }

    /// From now on it does this, and what streams there are end.
    pub fn turn(&self, fault: impl FnMut(&Asked, u64) -> Option<Answer> + Send + 'static) {
        *self.world.fault.lock().expect("nobody panics with it") = Some(Box::new(fault));
        self.cut();
    }

    /// From now on it is sane.
    pub fn heal(&self) {
        *self.world.fault.lock().expect("nobody panics with it") = None;
        self.cut();
    }

    /// All streams end.
    pub fn cut(&self) {
        self.world.generation.send_modify(|generation| *generation += 1);
    }

    /// Nobody listens any more, and all connections end.
    pub async fn vanish(&mut self) {
        self.task.abort();
        // Once the task is gone, so is the listener.
        let _ = (&mut self.task).await;
    }

    pub async fn come_back(&mut self) {
        let address = self.url.trim_start_matches("http://");
        let listener = TcpListener::bind(address).await.expect("nobody else took the port");
        self.task = tokio::spawn(serve(listener, Arc::clone(&self.world)));
    }

    /// When each connection was accepted.
    pub fn connects(&self) -> Vec<Instant> {
        self.world.connects.lock().expect("nobody panics with it").clone()
    }

    /// Waits until there are as many connections as wanted.
    pub async fn has_open(&self, wanted: impl Fn(usize) -> bool) {
        self.world.open.subscribe().wait_for(|&open| wanted(open)).await.expect("the sender is held here");
    }

    /// That it was not asked more often than six times in any ten seconds.
    pub fn assert_pace(&self, about: &str) {
        for connects in self.connects().windows(7) {
            let time = connects[6] - connects[0];
            assert!(time >= Duration::from_secs(10), "{about}: seven connects within {time:?}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, world: Arc<World>) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        world.connects.lock().expect("nobody panics with it").push(Instant::now());
        let world = Arc::clone(&world);
        world.open.send_modify(|open| *open += 1);
        connections.spawn(async move {
            let mut generation = world.generation.subscribe();
            tokio::select! {
                _ = converse(socket, &world) => {}
                _ = generation.changed() => {}
            }
            world.open.send_modify(|open| *open -= 1);
        });
    }
}

async fn converse(mut socket: TcpStream, world: &World) -> std::io::Result<()> {
    let asked = loop {
        let asked = read(&mut socket).await?;
        let Some(Answer { bytes, end }) = world.fault(&asked) else { break asked };
        socket.write_all(&bytes).await?;
        match end {
            End::Again => continue,
            End::Close => socket.shutdown().await?,
            End::Reset => return socket.set_zero_linger(),
            End::Hang => {}
        }
        // Until the client goes: closing before it has read would be a reset.
        while socket.read(&mut [0; 1024]).await? > 0 {}
        return Ok(());
    };
    let mut current = world.revision.subscribe();
    let Asked::Stream { mut since } = asked else {
        let body = at(*current.borrow()).body();
        return socket.write_all(&Answer::whole("200 OK", "", body).bytes).await;
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

async fn read(socket: &mut TcpStream) -> std::io::Result<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    let head = String::from_utf8(head).expect("text");
    let target = head.split(' ').nth(1).expect("a request line");
    Ok(match target.split_once("since=") {
        Some((_, since)) => Asked::Stream { since: since.parse().expect("a revision") },
        None => Asked::Snapshot,
    })
}

/// Follows, and has nothing to complain of.
pub fn is_well(status: &Status) -> bool {
    status.connection == togul_client::Connection::Streaming && status.error.is_none()
}

/// Waits until the status is like that.
pub async fn eventually(client: &Client, wanted: impl FnMut(&Status) -> bool) -> Status {
    let waited = timeout(LONG, client.wait_for_status(wanted)).await;
    waited.unwrap_or_else(|_| panic!("this has to happen some time: {:?}", client.status()))
}

/// The error with all its causes.
pub fn chain(error: &togul_client::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Waits until the error names this cause.
pub async fn complains(client: &Client, about: &str, cause: &str) {
    let named = |status: &Status| status.error.as_ref().is_some_and(|error| chain(error).contains(cause));
    let waited = timeout(LONG, client.wait_for_status(named)).await;
    waited.unwrap_or_else(|_| panic!("{about} has to name {cause:?}: {:?}", client.status()));
}

/// Looks at whatever answers from now on: whole revisions, and never back.
pub struct Watch(JoinHandle<()>);

impl Watch {
    pub fn new(client: &Client) -> Self {
        let client = client.clone();
        Self(tokio::spawn(async move {
            let mut last = 0;
            loop {
                let snapshot = client.snapshot();
                let revision = snapshot.revision().get();
                assert!(revision >= last, "{last} was held, then {revision}");
                assert_eq!(
                    snapshot.fingerprint(),
                    at(revision).fingerprint(),
                    "revision {revision} is whole"
                );
                last = revision;
                client.wait_for_status(|status| status.revision != last).await;
            }
        }))
    }

    /// That all was well.
    pub async fn end(self) {
        self.0.abort();
        assert!(self.0.await.is_err_and(|ended| ended.is_cancelled()), "the state was wrong");
    }
}

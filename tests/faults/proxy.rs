//! A proxy between a client and its server, or a server and its database, that can cut, hold, slow and redirect.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
    sync::watch,
    task::AbortHandle,
};

/// Forwards bytes in both directions.
pub struct Proxy {
    pub address: SocketAddr,
    pub url: String,
    state: Arc<watch::Sender<State>>,
    messages: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    accepting: AbortHandle,
}

#[derive(Clone, Copy)]
struct State {
    target: SocketAddr,
    /// Raised by each cut, which ends connections of an earlier number.
    cuts: u64,
    is_held: bool,
    /// Whether new connections are closed at once.
    is_down: bool,
    /// Bytes from the server that take the proxy down once they are forwarded.
    fuse: Option<&'static [u8]>,
    /// The delay of each chunk.
    delay: Duration,
}

impl Proxy {
    /// To the server at this address.
    pub async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let delay = Duration::ZERO;
        let state = State { target, cuts: 0, is_held: false, is_down: false, fuse: None, delay };
        let state = Arc::new(watch::Sender::new(state));
        let (messages, connections) = (Arc::default(), Arc::new(AtomicUsize::new(0)));
        let (passing, counter) = (Arc::clone(&state), Arc::clone(&messages));
        let accepted = Arc::clone(&connections);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                accepted.fetch_add(1, Relaxed);
                tokio::spawn(pass(client, Arc::clone(&passing), Arc::clone(&counter)));
            }
        });
        let url = format!("http://{address}");
        Self { address, url, state, messages, connections, accepting: accepting.abort_handle() }
    }

    /// How often clients have sent something so far, other than PostgreSQL's `Sync` alone, which checks an idle
    /// connection. A client that waits for each answer has made as many round trips.
    pub fn messages(&self) -> usize {
        self.messages.load(Relaxed)
    }

    /// How many connections it has accepted so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Relaxed)
    }

    /// Ends all connections.
    pub fn cut(&self) {
        self.state.send_modify(|state| state.cuts += 1);
    }

    /// Forwards nothing until [`release`](Self::release); connections stay open.
    pub fn hold(&self) {
        self.state.send_modify(|state| state.is_held = true);
    }

    pub fn release(&self) {
        self.state.send_modify(|state| state.is_held = false);
    }

    /// Once these bytes from the server are forwarded, ends all connections and closes new ones, until [`up`](Self::up).
    pub fn down_after(&self, bytes: &'static [u8]) {
        self.state.send_modify(|state| state.fuse = Some(bytes));
    }

    pub fn up(&self) {
        self.state.send_modify(|state| (state.fuse, state.is_down) = (None, false));
    }

    /// Delays each chunk from now on.
    pub fn slow(&self, delay: Duration) {
        self.state.send_modify(|state| state.delay = delay);
    }

    /// Connects to another server from now on, as when an address moves: all connections end.
    pub fn redirect_to(&self, target: SocketAddr) {
        self.state.send_modify(|state| {
            state.target = target;
            state.cuts += 1;
        });
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

/// PostgreSQL's message without content that asks for an answer.
const SYNC: &[u8] = b"S\0\0\0\x04";

async fn pass(client: TcpStream, state: Arc<watch::Sender<State>>, messages: Arc<AtomicUsize>) {
    let State { target, cuts, is_down, .. } = *state.borrow();
    if is_down {
        return;
    }
    let mut states = state.subscribe();
    let passing = async move {
        let Ok(server) = TcpStream::connect(target).await else { return };
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let blow_fuse = |bytes: &[u8]| {
            state.send_if_modified(|state| {
                let blows = state.fuse.is_some_and(|fuse| bytes.windows(fuse.len()).any(|part| part == fuse));
                if blows {
                    state.fuse = None;
                    state.is_down = true;
                    state.cuts += 1;
                }
                blows
            });
        };
        let count = |bytes: &[u8]| {
            if bytes != SYNC {
                messages.fetch_add(1, Relaxed);
            }
        };
        tokio::join!(
            copy(from_client, to_server, state.subscribe(), count),
            copy(from_server, to_client, state.subscribe(), blow_fuse)
        );
    };
    tokio::select! {
        () = passing => {}
        _ = states.wait_for(|state| state.cuts != cuts) => {}
    }
}

async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut states: watch::Receiver<State>,
    forwarded: impl Fn(&[u8]),
) {
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let delay = match states.wait_for(|state| !state.is_held).await {
            Ok(state) => state.delay,
            Err(_) => return,
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
        forwarded(&bytes[..count]);
    }
}

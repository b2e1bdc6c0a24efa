//! A proxy between a client and its server, or a server and its database, that can cut, hold, slow and redirect.

use std::{net::SocketAddr, time::Duration};

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
    state: watch::Sender<State>,
    accepting: AbortHandle,
}

#[derive(Clone, Copy)]
struct State {
    target: SocketAddr,
    /// Raised by each cut, which ends connections of an earlier number.
    cuts: u64,
    is_held: bool,
    /// The delay of each chunk.
    delay: Duration,
}

impl Proxy {
    /// To the server at this address.
    pub async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = State { target, cuts: 0, is_held: false, delay: Duration::ZERO };
        let (state, states) = watch::channel(state);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, states.clone()));
            }
        });
        Self { address, url: format!("http://{address}"), state, accepting: accepting.abort_handle() }
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

async fn pass(client: TcpStream, mut states: watch::Receiver<State>) {
    let State { target, cuts, .. } = *states.borrow();
    let passing = {
        let states = states.clone();
        async move {
            let Ok(server) = TcpStream::connect(target).await else { return };
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::join!(
                copy(from_client, to_server, states.clone()),
                copy(from_server, to_client, states.clone())
            );
        }
    };
    tokio::select! {
        () = passing => {}
        _ = states.wait_for(|state| state.cuts != cuts) => {}
    }
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut states: watch::Receiver<State>) {
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
    }
}

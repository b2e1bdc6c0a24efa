//! Many clients whose server stops and starts again: they must not reconnect all at once.

use std::time::Duration;

use togul_client::Client;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::server::{End, Request, Response, START, STREAM_HEAD, Server, at, event, eventually, is_healthy};

const CLIENTS: u64 = 200;
/// Clients that fail together reconnect spread over two to three seconds, about ten of these.
const RECONNECT_WINDOW: Duration = Duration::from_millis(250);
/// Polls are spread over five seconds.
const POLL_WINDOW: Duration = Duration::from_millis(100);

/// Clients that follow the stream. Each gets another `retry:` between 1 and 4 s, as the server does it.
async fn herd() -> (Server, Vec<Client>) {
    let server = Server::start().await;
    let mut next = 0;
    server.set_fault(move |request, revision| match *request {
        Request::Snapshot => None,
        Request::Stream { since } => {
            next += 1;
            let hello = format!("retry: {}\n\n: hello\n\n", 1000 + next * 3000 / CLIENTS % 3001);
            let events: String = (since + 1..=revision).map(event).collect();
            Some(Response::new([STREAM_HEAD, &hello, &events].concat(), End::Hang))
        }
    });
    let clients = follow(&server).await;
    (server, clients)
}

async fn follow(server: &Server) -> Vec<Client> {
    let clients: Vec<_> = (0..CLIENTS).map(|_| server.builder().start().expect("valid")).collect();
    for client in &clients {
        eventually(client, is_healthy).await;
    }
    clients
}

/// Keeps the paused clock from running ahead of the network: twenty milliseconds take at least one.
struct SlowClock(JoinHandle<()>);

impl SlowClock {
    fn new() -> Self {
        Self(tokio::spawn(async {
            loop {
                sleep(Duration::from_millis(20)).await;
                // A blocking task stops the clock.
                let pause = || std::thread::sleep(Duration::from_millis(1));
                tokio::task::spawn_blocking(pause).await.expect("no panic");
            }
        }))
    }
}

impl Drop for SlowClock {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asserts that no window saw more than its share of a second of the clients: a tenth of them in a tenth of a second.
fn assert_spread(name: &str, arrivals: &[Instant], window: Duration) {
    assert!(arrivals.len() >= CLIENTS as usize, "{name}: only {} arrived", arrivals.len());
    let most = arrivals
        .iter()
        .map(|&first| arrivals.iter().filter(|&&at| at >= first && at - first < window).count())
        .max();
    let limit = CLIENTS as usize * window.as_millis() as usize / 1000;
    assert!(most <= Some(limit), "{name}: {most:?} at once");
}

#[tokio::test(start_paused = true)]
async fn clients_that_lost_their_streams_reconnect_at_different_times() {
    let _slow_clock = SlowClock::new();
    let (server, clients) = herd().await;
    let before = server.connects().len();
    let lost = Instant::now();
    server.cut();
    sleep(Duration::from_secs(6)).await;
    let arrivals = server.connects().split_off(before);
    assert_eq!(arrivals.len(), clients.len(), "each client once");
    assert_spread("reconnects", &arrivals, RECONNECT_WINDOW);
    let waits: Vec<f64> = arrivals.iter().map(|&at| (at - lost).as_secs_f64()).collect();
    assert!(waits.iter().all(|wait| (0.49..4.1).contains(wait)), "{waits:?}");
    // Steps of 2.5 s on average, and waits of three quarters of them.
    let mean = waits.iter().sum::<f64>() / waits.len() as f64;
    assert!((1.7..2.1).contains(&mean), "{mean}");
}

#[tokio::test(start_paused = true)]
async fn nine_of_ten_clients_are_back_within_three_seconds_of_a_restart() {
    let _slow_clock = SlowClock::new();
    for outage in [1, 4, 5].map(Duration::from_secs) {
        let (mut server, clients) = herd().await;
        server.stop().await;
        sleep(outage).await;
        server.change();
        let before = server.connects().len();
        server.restart().await;
        let restarted = Instant::now();
        for client in &clients {
            eventually(client, |status| is_healthy(status) && status.revision == START + 1).await;
        }
        let arrivals = server.connects().split_off(before);
        assert_eq!(arrivals.len(), clients.len(), "each client once after an outage of {outage:?}");
        let back = arrivals.iter().filter(|&&at| at - restarted <= Duration::from_secs(3)).count();
        assert!(back * 10 >= clients.len() * 9, "{back} are back in time after an outage of {outage:?}");
        assert_spread("restart", &arrivals, RECONNECT_WINDOW);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_restarts_after_ten_seconds_is_not_overrun() {
    let _slow_clock = SlowClock::new();
    let (mut server, clients) = herd().await;
    let before = server.connects().len();
    server.stop().await;
    sleep(Duration::from_secs(10)).await;
    assert!(clients.iter().all(|client| client.status().error.is_some() && client.revision() == START));
    server.change();
    server.restart().await;
    for client in &clients {
        eventually(client, |status| is_healthy(status) && status.revision == START + 1).await;
        assert_eq!(client.snapshot().fingerprint(), at(START + 1).fingerprint());
    }
    assert_spread("restart", &server.connects().split_off(before), RECONNECT_WINDOW);
}

#[tokio::test(start_paused = true)]
async fn polls_are_spread() {
    let _slow_clock = SlowClock::new();
    let server = Server::start().await;
    let clients = follow(&server).await;
    // All clients receive a change at the same moment, and lose their streams at another.
    server.change();
    for client in &clients {
        eventually(client, |status| status.revision == START + 1).await;
    }
    let polls = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let polled = std::sync::Arc::clone(&polls);
    server.set_fault(move |request, _| match request {
        Request::Snapshot => {
            polled.lock().expect("not poisoned").push(Instant::now());
            None
        }
        Request::Stream { .. } => Some(Response::whole("503 Service Unavailable", "", "")),
    });
    sleep(Duration::from_secs(59)).await;
    assert_spread("polls", &polls.lock().expect("not poisoned"), POLL_WINDOW);
}

//! Many clients whose server vanishes and comes back: they may not come back all at once.

use std::time::Duration;

use togul_client::Client;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::server::{Answer, Asked, START, Server, at, event, eventually, is_well};

const CLIENTS: u64 = 200;
const WINDOW: Duration = Duration::from_millis(100);

/// So many clients follow, each told a `retry:` of its own between 1 and 5 s, as the server tells them.
async fn herd() -> (Server, Vec<Client>) {
    let server = Server::start().await;
    let mut next = 0;
    server.turn(move |asked, revision| match *asked {
        Asked::Snapshot => None,
        Asked::Stream { since } => {
            next += 1;
            let retry = format!("retry: {}\n\n", 1000 + next * 4000 / CLIENTS % 4001);
            let events: String = (since + 1..=revision).map(event).collect();
            Some(Answer::stream(retry + &events))
        }
    });
    let clients = follow(&server).await;
    (server, clients)
}

async fn follow(server: &Server) -> Vec<Client> {
    let clients: Vec<_> = (0..CLIENTS).map(|_| server.builder().start().expect("valid")).collect();
    for client in &clients {
        eventually(client, is_well).await;
    }
    clients
}

/// Keeps the paused clock from running ahead of the network, while it lives: twenty milliseconds take at least one.
struct Unhurried(JoinHandle<()>);

impl Unhurried {
    fn new() -> Self {
        Self(tokio::spawn(async {
            loop {
                sleep(Duration::from_millis(20)).await;
                // What blocks holds the clock.
                let pause = || std::thread::sleep(Duration::from_millis(1));
                tokio::task::spawn_blocking(pause).await.expect("no panic");
            }
        }))
    }
}

impl Drop for Unhurried {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// That no tenth of a second since then saw more than a tenth of them.
fn assert_spread(about: &str, arrivals: &[Instant]) {
    assert!(arrivals.len() >= CLIENTS as usize, "{about}: only {} came", arrivals.len());
    let most = arrivals
        .iter()
        .map(|&first| arrivals.iter().filter(|&&at| at >= first && at - first < WINDOW).count())
        .max();
    assert!(most <= Some(CLIENTS as usize / 10), "{about}: {most:?} at once");
}

#[tokio::test(start_paused = true)]
async fn a_lost_stream_brings_back_everybody_in_a_moment_of_their_own() {
    let _unhurried = Unhurried::new();
    let (server, clients) = herd().await;
    let before = server.connects().len();
    let lost = Instant::now();
    server.cut();
    sleep(Duration::from_secs(6)).await;
    let arrivals = server.connects().split_off(before);
    assert_eq!(arrivals.len(), clients.len(), "each once");
    assert_spread("reconnects", &arrivals);
    let waits: Vec<f64> = arrivals.iter().map(|&at| (at - lost).as_secs_f64()).collect();
    assert!(waits.iter().all(|wait| (0.49..5.1).contains(wait)), "{waits:?}");
    // Steps of 3 s on average, and waits of three quarters of them.
    let mean = waits.iter().sum::<f64>() / waits.len() as f64;
    assert!((2.0..2.5).contains(&mean), "{mean}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_comes_back_after_ten_seconds_is_not_overrun() {
    let _unhurried = Unhurried::new();
    let (mut server, clients) = herd().await;
    let before = server.connects().len();
    server.vanish().await;
    sleep(Duration::from_secs(10)).await;
    assert!(clients.iter().all(|client| client.status().error.is_some() && client.revision() == START));
    server.change();
    server.come_back().await;
    for client in &clients {
        eventually(client, |status| is_well(status) && status.revision == START + 1).await;
        assert_eq!(client.snapshot().fingerprint(), at(START + 1).fingerprint());
    }
    assert_spread("comers", &server.connects().split_off(before));
}

#[tokio::test(start_paused = true)]
async fn polls_are_spread_as_well() {
    let _unhurried = Unhurried::new();
    let server = Server::start().await;
    let clients = follow(&server).await;
    // All hear of a change at the same moment, and lose their streams at another.
    server.change();
    for client in &clients {
        eventually(client, |status| status.revision == START + 1).await;
    }
    let polls = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let polled = std::sync::Arc::clone(&polls);
    server.turn(move |asked, _| match asked {
        Asked::Snapshot => {
            polled.lock().expect("nobody panics with it").push(Instant::now());
            None
        }
        Asked::Stream { .. } => Some(Answer::whole("503 Service Unavailable", "", "")),
    });
    sleep(Duration::from_secs(59)).await;
    assert_spread("polls", &polls.lock().expect("nobody panics with it"));
}

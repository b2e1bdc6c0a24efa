//! Events that do not fit, and all faults at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use togul_client::{Client, Revision};
use tokio::time::sleep;

use super::responses::survives;
use super::server::{
    Checker, End, HELLO, Request, Response, STREAM_HEAD, Server, at, event, eventually, is_healthy,
};
use crate::server::with_more;

/// The next event, with `from` replaced by `to`.
fn altered(since: u64, from: &str, to: &str) -> String {
    let event = event(since + 1);
    let altered = event.replace(from, to);
    assert_ne!(altered, event, "{from}");
    altered
}

const UNREADABLE: &str = "cannot read the event";
const STALE: &str = "a fresh snapshot is needed";

/// A name, the error that must be reported, and the bytes that are sent instead of the next event.
type Bad = (&'static str, &'static str, fn(u64) -> String);

const BAD: &[Bad] = &[
    ("no JSON", UNREADABLE, |_| "data: nonsense\n\n".to_owned()),
    ("null", UNREADABLE, |_| "data: null\n\n".to_owned()),
    ("a number", UNREADABLE, |_| "data: 5\n\n".to_owned()),
    ("an array", UNREADABLE, |_| "data: []\n\n".to_owned()),
    ("an array of all values", UNREADABLE, |_| {
        "data: [\"flag.updated\",\"even\",null,5,5,4,null]\n\n".to_owned()
    }),
    ("an empty object", UNREADABLE, |_| "data: {}\n\n".to_owned()),
    ("a deep one", UNREADABLE, |_| format!("data: {}\n\n", "[".repeat(100_000))),
    ("a type that is a number", UNREADABLE, |since| altered(since, r#""flag.updated""#, "5")),
    ("a version that is a string", UNREADABLE, |since| {
        altered(since, &format!(r#""version":{}"#, since + 1), &format!(r#""version":"{}""#, since + 1))
    }),
    ("a version below zero", UNREADABLE, |since| altered(since, "\"version\":", "\"version\":-")),
    ("an environment that is not an id", UNREADABLE, |since| altered(since, "0196f0a0-", "0196f0a0_")),
    ("a flag that is cut", UNREADABLE, |since| altered(since, "\"rules\":[]", "\"rules\":[")),
    ("a key twice", UNREADABLE, |since| altered(since, "\"previous\":", "\"previous\":0,\"previous\":")),
    ("bytes that are not UTF-8", UNREADABLE, |_| "data: \u{fffd}\n\n".to_owned()),
    ("an unknown field", UNREADABLE, |_| "colour: green\n\n".to_owned()),
    ("a flag that is null", STALE, |since| altered(since, "\"flag\":{", "\"flag\":null,\"was\":{")),
    ("a flag that is an array", STALE, |since| altered(since, "\"flag\":{", "\"flag\":[],\"was\":{")),
    ("a flag that is a string", STALE, |since| altered(since, "\"flag\":{", "\"flag\":\"even\",\"was\":{")),
    ("a flag of another key", STALE, |since| {
        altered(since, "\"flag\":{\"key\":\"", "\"flag\":{\"key\":\"un")
    }),
    ("a wrong fingerprint", STALE, |since| {
        altered(since, &at(since + 1).fingerprint().to_string(), &at(since).fingerprint().to_string())
    }),
    ("no previous", STALE, |since| altered(since, "\"previous\":", "\"before\":")),
    ("no content, as for the official clients", STALE, |since| {
        format!("data: {{\"type\":\"flag.updated\",\"flag_key\":\"even\",\"version\":{}}}\n\n", since + 1)
    }),
    ("an event of another environment", STALE, |since| altered(since, "0196f0a0-", "0196f0a1-")),
    ("a reset", STALE, |since| at(since + 1).reset()),
    ("a reset of another environment", STALE, |since| {
        at(since - 1).reset().replace("0196f0a0-", "0196f0a1-")
    }),
    ("a reset to the highest revision", STALE, |_| at(u64::MAX - 1).reset()),
    ("a skipped event", STALE, |since| event(since + 2)),
    ("two in the wrong order", STALE, |since| event(since + 2) + &event(since + 1)),
    ("an endless line", UNREADABLE, |_| "data: ".to_owned() + &"x".repeat(2 << 20)),
    ("an endless event", UNREADABLE, |_| "data: xxxxxxxxxx\n".repeat(200_000)),
    ("an endless comment", UNREADABLE, |_| ": ".to_owned() + &"x".repeat(2 << 20)),
];

#[tokio::test(start_paused = true)]
async fn events_that_do_not_fit_while_snapshots_fail() {
    for &(name, cause, bad) in BAD {
        survives(name, cause, move |request, _| {
            Some(match *request {
                Request::Snapshot => Response::whole("503 Service Unavailable", "", ""),
                Request::Stream { since } => Response::stream(bad_bytes(name, bad, since)),
            })
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn events_that_do_not_fit_while_snapshots_work() {
    for &(name, _, bad) in BAD {
        let server = Server::start().await;
        let client = server.following().await;
        let checker = Checker::new(&client);
        server.set_fault(move |request, _| match *request {
            Request::Snapshot => None,
            Request::Stream { since } => Some(Response::stream(bad_bytes(name, bad, since).repeat(3))),
        });
        for _ in 0..5 {
            server.change();
            let end = server.revision();
            eventually(&client, |status| status.revision == end).await;
            sleep(Duration::from_secs(60)).await;
        }
        server.assert_request_rate(name);
        server.clear_fault();
        eventually(&client, is_healthy).await;
        checker.finish().await;
    }
}

fn bad_bytes(name: &str, bad: fn(u64) -> String, since: u64) -> Vec<u8> {
    let text = bad(since);
    if name == "bytes that are not UTF-8" {
        text.into_bytes().into_iter().filter(|&byte| byte != 0xbf).collect()
    } else {
        text.into_bytes()
    }
}

/// Unusual but valid events must neither stop the client nor make it fetch a snapshot.
#[tokio::test(start_paused = true)]
async fn unusual_events_are_applied() {
    for odd in [
        |since| event(since) + &event(since + 1) + &event(since + 1) + &event(since - 5) + &event(since + 2),
        |since| format!("event: flag\n{}event: 7\nretry: 0\n{}", event(since + 1), event(since + 2)),
        |since| format!("retry: x\n{}retry: 99999999999999999999999\n{}", event(since + 1), event(since + 2)),
        |since| format!("id\n{}id: \0\n{}", event(since + 1), event(since + 2)),
        |since| format!(": \u{feff}\n\n\n\n\n{}:\n{}", event(since + 1), event(since + 2)),
        |since| altered(since, "\"timestamp\"", "\"timestamp\":1,\"new\":[{}],\"x\"") + &event(since + 2),
        |since| {
            format!(
                "{}{}",
                event(since + 1).replace("data: ", "data:"),
                event(since + 2).replacen(",\"", ",\ndata: \"", 1)
            )
        },
    ] as [fn(u64) -> String; 7]
    {
        let server = Server::start().await;
        let client = server.following().await;
        let checker = Checker::new(&client);
        let fetched = Arc::new(AtomicBool::new(false));
        let on_fetch = Arc::clone(&fetched);
        server.set_fault(move |request, _| match *request {
            Request::Snapshot => {
                on_fetch.store(true, Ordering::Relaxed);
                None
            }
            Request::Stream { since } => Some(Response::stream(odd(since))),
        });
        let end = Revision::new(server.revision() + 2);
        eventually(&client, |status| is_healthy(status) && status.revision >= end).await;
        assert!(!fetched.load(Ordering::Relaxed), "{:?}", odd(server.revision()));
        checker.finish().await;
    }
}

/// Evaluates in a thread of its own until it is dropped.
struct Evaluator {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Evaluator {
    fn new(client: &Client) -> Self {
        let (client, stop) = (client.clone(), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut last = Revision::ZERO;
            while !stopped.load(Ordering::Relaxed) {
                let snapshot = client.snapshot();
                let context = togul_client::Context::new();
                let value = |key| {
                    let answer = snapshot.evaluate(key, &context);
                    let text = answer.as_str().and_then(|text| text.rsplit(' ').next());
                    text.and_then(|text| text.parse::<u64>().ok()).expect("a revision")
                };
                let (even, odd) = (value("even"), value("odd"));
                assert_eq!(
                    (even.max(odd), even.abs_diff(odd)),
                    (snapshot.revision().get(), 1),
                    "one revision"
                );
                assert!(snapshot.revision() >= last, "never an earlier revision");
                last = snapshot.revision();
                std::thread::yield_now();
            }
        });
        Self { stop, thread: Some(thread) }
    }

    fn end(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().expect("it runs").join().expect("every evaluation saw one revision");
    }
}

impl Drop for Evaluator {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn all_faults_at_once() {
    for seed in 1..=8_u64 {
        let server = Server::start().await;
        let client = server.following().await;
        let (checker, evaluator) = (Checker::new(&client), Evaluator::new(&client));
        let mut random = Random(seed);
        server.set_fault(move |request, revision| chaos(&mut random, request, revision));
        let mut random = Random(!seed);
        for _ in 0..300 {
            sleep(Duration::from_millis(random.below(20_000))).await;
            server.change();
            if random.below(4) == 0 {
                server.cut();
            }
        }
        server.assert_request_rate(&format!("seed {seed}"));
        server.clear_fault();
        let end = server.revision();
        eventually(&client, |status| is_healthy(status) && status.revision == end).await;
        checker.finish().await;
        evaluator.end();
    }
}

fn chaos(random: &mut Random, request: &Request, revision: u64) -> Option<Response> {
    let end = [End::Close, End::Reset, End::Hang][random.below(3) as usize];
    let whole = match *request {
        Request::Snapshot => Response::whole("200 OK", "", at(revision - random.below(3)).body()).bytes,
        Request::Stream { since } => {
            // Repeats, gaps, groups and bad events, but correct events for the most part.
            let mut events = String::new();
            for next in since + 1..=revision {
                match random.below(12) {
                    0 => events.push_str(&event(next - random.below(5))),
                    1 => {}
                    2 => events.push_str(&with_more(&event(next))),
                    3 => events.push_str(&BAD[random.below(BAD.len() as u64) as usize].2(next)),
                    _ => events.push_str(&event(next)),
                }
            }
            [STREAM_HEAD, HELLO, &events].concat().into_bytes()
        }
    };
    match random.below(8) {
        0 => Some(Response::new("", end)),
        1 => Some(Response::whole("503 Service Unavailable", "retry-after: 3\r\n", "")),
        2 => Some(Response::whole("200 OK", "content-type: text/html\r\n", "<html>")),
        3 | 4 => Some(Response::new(&whole[..random.below(whole.len() as u64) as usize], end)),
        5 => Some(Response::new(whole, end)),
        _ => None,
    }
}

/// Random numbers that can be reproduced from their seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }
}

//! The exit of a server under load, and what it logs.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

use super::process::Process;
use crate::{
    client::PATIENCE,
    world::{Database, Person},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_under_load_ends_when_the_last_request_is_answered() {
    let database = Database::sqlite();
    let mut process = Process::start(&database).await;
    let (is_over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    // Kept connections, and new ones for each request.
    let mut callers = Vec::new();
    for n in 0..8 {
        let caller = Person::anonymous(process.url.clone());
        let caller = if n % 2 == 0 { caller } else { caller.without_connection_reuse() };
        let (is_over, answered) = (Arc::clone(&is_over), Arc::clone(&answered));
        callers.push(tokio::spawn(async move {
            while !is_over.load(Relaxed) {
                if caller.request(reqwest::Method::GET, "/healthz").send().await.is_ok() {
                    answered.fetch_add(1, Relaxed);
                } else {
                    tokio::task::yield_now().await;
                }
            }
        }));
    }
    let loaded = async {
        while answered.load(Relaxed) < 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, loaded).await.expect("the server answers");
    process.stop().await;
    is_over.store(true, Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
    let log = process.program.errors();
    assert!(!log.contains("did not finish in time"), "the grace period was used up: {log}");
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x_forwarded_for_of_an_untrusted_address_is_warned_about_once() {
    let database = Database::sqlite();
    let mut process = Process::start(&database).await;
    let caller = Person::anonymous(process.url.clone());
    for _ in 0..10 {
        let request = caller.request(reqwest::Method::GET, "/healthz").header("x-forwarded-for", "192.0.2.1");
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    process.stop().await;
    let log = process.program.errors();
    assert_eq!(log.matches("set TOGUL_TRUSTED_PROXIES").count(), 1, "{log}");
    assert!(log.contains("127.0.0.1"), "{log}");
    database.drop().await;
}

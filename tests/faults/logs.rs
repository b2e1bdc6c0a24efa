//! A log that is not read.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, Command, Stdio},
};

use togul_server::{
    config::LogFormat,
    log::{FlushGuard, Log},
    server::Server,
};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    client::PATIENCE,
    world::{
        Database,
        raw::{HEALTH, RawConnection},
        settings,
    },
};

const SERVE: &str = "TOGUL_TEST_SERVE_WITH_LOG";
/// Their lines have more bytes than a pipe and the buffers of the log hold.
const REQUESTS: usize = 12_000;
const REPORT: &[u8] = b"log lines were dropped";
const PIPELINED: usize = 200;

/// Not a test: a server that logs as `togul-server` does when it is started as a process, and otherwise nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves_with_a_log() {
    let Ok(url) = std::env::var(SERVE) else { return };
    let log: FlushGuard =
        Log::start("info,sqlx=warn,togul_server::requests=debug".parse().unwrap(), LogFormat::Text).unwrap();
    let mut terminate = signal(SignalKind::terminate()).unwrap();
    let settings = settings(&Database::External(url), "127.0.0.1:0".parse().unwrap());
    let server = Server::bind(settings).await.unwrap();
    println!("listening on http://{} http://{}", server.address(), server.metrics_address().unwrap());
    server.run(async move { terminate.recv().await.unwrap() }).await;
    drop(log);
    std::process::exit(0);
}

/// Killed when it is dropped, also when the test panics.
struct Process {
    child: Child,
    stderr: ChildStderr,
    url: String,
    metrics_url: String,
}

impl Process {
    fn start(database: &Database) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["faults::logs::serves_with_a_log", "--exact", "--nocapture"])
            .env(SERVE, database.url())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let urls = lines
            .map(Result::unwrap)
            .find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()))
            .expect("the process prints its addresses");
        let (url, metrics_url) = urls.split_once(' ').unwrap();
        let stderr = child.stderr.take().unwrap();
        Self { stderr, url: url.to_owned(), metrics_url: metrics_url.to_owned(), child }
    }

    /// Every request is answered.
    async fn flood(&self) {
        let id = "x".repeat(128);
        let request = HEALTH.replace("\r\n\r\n", &format!("\r\nx-request-id: {id}\r\n\r\n"));
        let mut connection = RawConnection::to(&self.url).await;
        for _ in 0..REQUESTS / PIPELINED {
            connection.send(&request.repeat(PIPELINED)).await;
            for _ in 0..PIPELINED {
                assert_eq!(connection.response().await.status, 200);
            }
        }
    }

    async fn dropped_lines(&self) -> u64 {
        let metrics =
            reqwest::get(format!("{}/metrics", self.metrics_url)).await.unwrap().text().await.unwrap();
        let dropped = metrics.lines().find_map(|line| line.strip_prefix("togul_log_lines_dropped_total "));
        dropped.expect("the metric is there").parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_not_read_delays_neither_requests_nor_the_exit() {
    let database = Database::sqlite();
    let mut process = Process::start(&database);
    process.flood().await;
    let dropped = process.dropped_lines().await;
    assert!(dropped > 0);
    // Once it is read again, the loss is reported, and nothing more is lost.
    let mut read = Vec::new();
    let mut process = tokio::task::spawn_blocking(move || {
        let mut bytes = [0; 4096];
        while !read.windows(REPORT.len()).any(|text| text == REPORT) {
            let count = process.stderr.read(&mut bytes).unwrap();
            assert!(count > 0, "the log ended");
            let kept = read.len().saturating_sub(REPORT.len());
            read.drain(..kept);
            read.extend_from_slice(&bytes[..count]);
        }
        process
    })
    .await
    .unwrap();
    assert_eq!(process.dropped_lines().await, dropped);
    // Warnings and the last lines wait as little as others.
    process.flood().await;
    assert!(process.dropped_lines().await > dropped);
    let pid = process.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let ended = tokio::task::spawn_blocking(move || process.child.wait().unwrap());
    assert!(tokio::time::timeout(PATIENCE, ended).await.expect("the process ends").unwrap().success());
    database.drop().await;
}

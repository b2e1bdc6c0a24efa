//! More connections than there is room for, and what becomes of all of them when the server stops.

use std::{
    io::{BufRead, BufReader},
    num::NonZeroUsize,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use togul_server::server::Server;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    signal::unix::{SignalKind, signal},
};

use crate::{
    client::PATIENCE,
    world::{Database, Shop, World, settings},
};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: togul\r\n\r\n";

/// A connection that is looked at closely.
struct Line {
    socket: TcpStream,
    heard: String,
}

/// An answer as it came.
#[derive(Debug)]
struct Heard {
    status: u16,
    head: String,
    body: String,
}

impl Line {
    async fn to(url: &str) -> Self {
        let socket =
            TcpStream::connect(url.strip_prefix("http://").unwrap()).await.expect("somebody listens");
        Self { socket, heard: String::new() }
    }

    async fn say(&mut self, words: &str) {
        self.socket.write_all(words.as_bytes()).await.expect("the connection is open");
    }

    async fn ask(&mut self, words: &str) -> Heard {
        self.say(words).await;
        self.answer().await
    }

    /// The next answer; of a stream, what begins it.
    async fn answer(&mut self) -> Heard {
        let head = self.until("\r\n\r\n").await;
        let status = head.split(' ').nth(1).expect("a status").parse().expect("it is a number");
        let body = match header(&head, "content-length") {
            Some(length) => self.bytes(length.parse().expect("it is a number")).await,
            None => self.until(": connected\n\n\r\n").await,
        };
        Heard { status, head, body }
    }

    /// What comes until the server closes.
    async fn rest(&mut self) -> String {
        while self.hear().await > 0 {}
        std::mem::take(&mut self.heard)
    }

    async fn until(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = self.heard.find(end) {
                let rest = self.heard.split_off(at + end.len());
                return std::mem::replace(&mut self.heard, rest);
            }
            assert!(self.hear().await > 0, "the connection ended after {:?}", self.heard);
        }
    }

    async fn bytes(&mut self, count: usize) -> String {
        while self.heard.len() < count {
            assert!(self.hear().await > 0, "the connection ended after {:?}", self.heard);
        }
        let rest = self.heard.split_off(count);
        std::mem::replace(&mut self.heard, rest)
    }

    async fn hear(&mut self) -> usize {
        let mut bytes = [0; 4096];
        let count = tokio::time::timeout(PATIENCE, self.socket.read(&mut bytes)).await;
        let count = count.expect("something, in time").expect("the connection is not cut off");
        self.heard.push_str(std::str::from_utf8(&bytes[..count]).expect("it is text"));
        count
    }
}

impl Heard {
    /// A refusal that passes, after which the connection ends.
    #[track_caller]
    fn is_refused_for_now(&self) {
        assert_eq!(self.status, 503, "{self:?}");
        assert_eq!(header(&self.head, "connection"), Some("close"), "{self:?}");
        let wait = header(&self.head, "retry-after").expect("it says when to come back");
        assert!((1..=60).contains(&wait.parse::<u32>().unwrap()), "{self:?}");
        let envelope: Value = serde_json::from_str(&self.body).expect("the envelope is JSON");
        assert_eq!(envelope["code"], "unavailable");
        assert!(header(&self.head, "x-request-id").is_some(), "{self:?}");
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn stream_of(shop: &Shop) -> String {
    let request = shop.stream.request(reqwest::Method::GET, "/api/v1/stream").build().unwrap();
    let key = request.headers()["x-api-key"].to_str().unwrap();
    format!("GET /api/v1/stream HTTP/1.1\r\nhost: togul\r\nx-api-key: {key}\r\n\r\n")
}

async fn world_for(connections: usize) -> World {
    let database = Database::sqlite();
    let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
    settings.max_connections = NonZeroUsize::new(connections);
    World::start_with(database, settings).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_when_all_places_are_taken_is_told_when_to_come_back() {
    let world = world_for(5).await;
    let stream = stream_of(&world.shop().await);
    let mut streams = Vec::new();
    let refused = loop {
        let mut line = Line::to(&world.url).await;
        let heard = line.ask(&stream).await;
        if heard.status != 200 {
            break (line, heard);
        }
        streams.push(line);
        assert!(streams.len() <= 5, "there are five places");
    };
    let (mut line, heard) = refused;
    heard.is_refused_for_now();
    assert_eq!(line.rest().await, "");
    // More of them at once than are refused at a time, and each with something that nobody wants to read.
    let upload = |n: usize| format!("POST /x HTTP/1.1\r\ncontent-length: {n}\r\n\r\n{}", "x".repeat(n));
    let crowd = (0..200).map(async |n| Line::to(&world.url).await.ask(&upload(100_000 + n)).await);
    for heard in join_all(crowd).await {
        heard.is_refused_for_now();
    }
    // Those who have a place are none the worse for it, and places that are left are taken again.
    let one = streams.pop().unwrap();
    drop(one);
    let next = async {
        loop {
            let mut line = Line::to(&world.url).await;
            let heard = line.ask(&stream).await;
            if heard.status == 200 {
                return line;
            }
            heard.is_refused_for_now();
        }
    };
    streams.push(tokio::time::timeout(PATIENCE, next).await.expect("there is room again"));
    let database = world.stop().await;
    for mut line in streams {
        assert!(line.rest().await.ends_with("0\r\n\r\n"), "it ends as a stream does");
    }
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_answers_what_it_was_asked_and_refuses_the_rest() {
    let world = world_for(100).await;
    let url = world.url.clone();
    let stopping = world.app.stop.clone();
    let body = json!({ "username": "x@example.com", "password": "not that one" }).to_string();
    let (mut asking, mut idle) = (Line::to(&url).await, Line::to(&url).await);
    asking.say("POST /api/v1/login HTTP/1.1\r\ncontent-type: application/json\r\n").await;
    asking.say(&format!("content-length: {}\r\n\r\n{}", body.len(), &body[..5])).await;
    assert_eq!(idle.ask(HEALTH).await.status, 200);
    let stopped = tokio::spawn(world.stop());
    stopping.cancelled().await;
    idle.ask(HEALTH).await.is_refused_for_now();
    assert_eq!(idle.rest().await, "");
    let mut late = Line::to(&url).await;
    late.ask(HEALTH).await.is_refused_for_now();
    let heard = asking.ask(&body[5..]).await;
    assert_eq!(heard.status, 401, "{heard:?}");
    assert_eq!(header(&heard.head, "connection"), Some("close"));
    stopped.await.unwrap().drop().await;
}

const SERVE: &str = "TOGUL_TEST_SERVE_UNTIL_SIGTERM";

/// Serves instead of testing when it is started by [`Process::start`], and ends as `togul-server` does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves_until_it_is_told_to_stop() {
    if let Ok(url) = std::env::var(SERVE) {
        let mut terminate = signal(SignalKind::terminate()).unwrap();
        let settings = settings(&Database::External(url), "127.0.0.1:0".parse().unwrap());
        let server = Server::bind(settings).await.unwrap();
        println!("listening on http://{}", server.address());
        let stop = async move {
            terminate.recv().await;
        };
        server.run(stop).await;
        std::process::exit(0);
    }
}

/// Killed when it is dropped, whatever the test does.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    /// A process that may have so many files open at a time.
    fn start(database: &Database, files: u32) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", r#"ulimit -n "$0" && exec "$@""#, &files.to_string()])
            .arg(std::env::current_exe().unwrap())
            .args(["faults::connections::serves_until_it_is_told_to_stop", "--exact", "--nocapture"])
            .env(SERVE, database.url())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .map(Result::unwrap)
            .find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()))
            .expect("the process says where it listens");
        Self { child, url }
    }

    /// SIGTERM, as supervisors send it.
    fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// How it ended; by itself, for nobody is left to kill it.
    async fn ended(mut self) -> ExitStatus {
        let ended = tokio::task::spawn_blocking(move || self.child.wait().unwrap());
        tokio::time::timeout(PATIENCE, ended).await.expect("the process ends").unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_streams_do_not_keep_the_process() {
    let database = Database::sqlite();
    let process = Process::start(&database, 2000);
    let stream = stream_of(&Shop::open_at(&process.url).await);
    let open = (0..1000).map(async |_| {
        let mut line = Line::to(&process.url).await;
        let heard = line.ask(&stream).await;
        assert_eq!(heard.status, 200, "{heard:?}");
        line
    });
    let streams = join_all(open).await;
    let mut idle = Line::to(&process.url).await;
    assert_eq!(idle.ask(HEALTH).await.status, 200);
    let since = Instant::now();
    process.terminate();
    assert!(process.ended().await.success());
    // 5 s are promised; the rest is for the machine.
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    for mut line in streams {
        assert!(line.rest().await.ends_with("0\r\n\r\n"), "it ends as a stream does");
    }
    assert_eq!(idle.rest().await, "");
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_has_no_files_left_goes_on() {
    let database = Database::sqlite();
    let process = Process::start(&database, 96);
    let knock = |_| async {
        let mut line = Line::to(&process.url).await;
        let heard = line.ask(HEALTH).await;
        if heard.status != 200 {
            heard.is_refused_for_now();
        }
        (line, heard.status == 200)
    };
    for _ in 0..3 {
        let crowd = join_all((0..300).map(knock)).await;
        let served = crowd.iter().filter(|(_, is_served)| *is_served).count();
        assert!((1..=48).contains(&served), "half of the files are for connections: {served}");
    }
    let mut one = Line::to(&process.url).await;
    assert_eq!(one.ask(HEALTH).await.status, 200);
    process.terminate();
    assert!(process.ended().await.success());
    database.drop().await;
}

//! A server whose every answer the test decides.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use togul_client::{Builder, Client};
use togul_core::Fingerprint;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::timeout;

pub const ENVIRONMENT: &str = "0196f0a0-0000-7000-8000-000000000001";
pub const KEY: &str = "tgl_test_key";

/// How long a test waits for what has to happen at once.
pub const SOON: Duration = Duration::from_secs(20);

/// How long a test waits for what must not happen: a request to this machine takes far less.
pub const BRIEF: Duration = Duration::from_millis(100);

/// Waits for what has to happen soon.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(SOON, what).await.expect("this has to happen soon")
}

/// Lets time pass for the client, at once.
pub async fn skip(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// An environment as a server has it.
#[derive(Clone)]
pub struct Environment {
    pub id: String,
    pub revision: u64,
    pub flags: BTreeMap<String, String>,
}

/// A flag that is on and answers with the JSON given.
pub fn flag(key: &str, value_type: &str, value: &str) -> String {
    format!(
        r#"{{"key":"{key}","enabled":true,"value_type":"{value_type}","default_value":{value},"salt":"4f3c9a1be27d0856","rules":[]}}"#
    )
}

impl Environment {
    /// Revision 1, with one boolean flag `on`, which is true.
    pub fn new() -> Self {
        let flags = BTreeMap::from([("on".to_owned(), flag("on", "boolean", "true"))]);
        Self { id: ENVIRONMENT.to_owned(), revision: 1, flags }
    }

    /// Gives a string flag a value, in a new revision; the event that tells of it.
    pub fn set(&mut self, key: &str, value: &str) -> String {
        self.put("flag.updated", key, flag(key, "string", &format!("\"{value}\"")))
    }

    pub fn put(&mut self, kind: &str, key: &str, flag: String) -> String {
        self.flags.insert(key.to_owned(), flag);
        self.revision += 1;
        self.event(kind, key)
    }

    pub fn delete(&mut self, key: &str) -> String {
        self.flags.remove(key);
        self.revision += 1;
        self.event("flag.deleted", key)
    }

    /// The event of the last change, with content.
    pub fn event(&self, kind: &str, key: &str) -> String {
        let (id, revision, fingerprint) = (&self.id, self.revision, self.fingerprint());
        let previous = revision - 1;
        let flag = self.flags.get(key).map_or("null", String::as_str);
        let data = format!(
            r#"{{"type":"{kind}","flag_key":"{key}","environment_id":"{id}","version":{revision},"timestamp":1795000000,"previous":{previous},"fingerprint":"{fingerprint}","flag":{flag}}}"#
        );
        format!("id: {revision}\ndata: {data}\n\n")
    }

    pub fn reset(&self) -> String {
        let (id, revision) = (&self.id, self.revision);
        let data = format!(
            r#"{{"type":"snapshot.reset","environment_id":"{id}","version":{revision},"timestamp":1}}"#
        );
        format!("id: {revision}\ndata: {data}\n\n")
    }

    pub fn fingerprint(&self) -> Fingerprint {
        self.flags.values().fold(Fingerprint::default(), |sum, flag| sum.add(Fingerprint::of(flag)))
    }

    pub fn body(&self) -> String {
        let flags: Vec<_> = self.flags.values().map(String::as_str).collect();
        format!(
            r#"{{"format":1,"environment_id":"{}","environment_key":"test","revision":{},"fingerprint":"{}","flags":[{}]}}"#,
            self.id,
            self.revision,
            self.fingerprint(),
            flags.join(",")
        )
    }

    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.revision, self.fingerprint())
    }
}

/// One request that waits for the test's answer.
pub struct Asked {
    pub query: String,
    pub headers: HeaderMap,
    answer: oneshot::Sender<Response>,
}

impl Asked {
    /// The value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ascii"))
    }

    pub fn answer(self, answer: impl IntoResponse) {
        // Who asked may have gone.
        let _ = self.answer.send(answer.into_response());
    }

    /// Answers as the server does: the environment, or 304.
    pub fn give(self, environment: &Environment) {
        let etag = environment.etag();
        if self.header("if-none-match") == etag {
            self.answer(StatusCode::NOT_MODIFIED);
        } else {
            self.answer(([(header::ETAG, etag)], environment.body()));
        }
    }

    /// Begins a stream.
    pub fn open(self) -> Stream {
        let (send, receive) = mpsc::unbounded_channel::<Bytes>();
        let body = stream::unfold(receive, async |mut receive| {
            receive.recv().await.map(|bytes| (Ok::<_, Infallible>(bytes), receive))
        });
        self.answer(([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(body)));
        let stream = Stream { send };
        stream.send("retry: 1000\n\n: hello\n\n");
        stream
    }
}

/// The server's end of a stream; dropping it ends the stream.
pub struct Stream {
    send: mpsc::UnboundedSender<Bytes>,
}

impl Stream {
    pub fn send(&self, text: impl Into<Bytes>) {
        // The client may have gone, which tests look for by `closed`.
        let _ = self.send.send(text.into());
    }

    /// Waits until the client has closed its end.
    pub async fn closed(&self) {
        soon(self.send.closed()).await;
    }
}

/// The server. Snapshots and streams wait to be answered, one by one.
pub struct Server {
    pub url: String,
    snapshots: mpsc::UnboundedReceiver<Asked>,
    streams: mpsc::UnboundedReceiver<Asked>,
    task: AbortHandle,
}

#[derive(Clone)]
struct Desks {
    snapshots: mpsc::UnboundedSender<Asked>,
    streams: mpsc::UnboundedSender<Asked>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let (to_snapshots, snapshots) = mpsc::unbounded_channel();
        let (to_streams, streams) = mpsc::unbounded_channel();
        let router = Router::new()
            .route("/api/v1/snapshot", get(|State(desks): State<Desks>, r| ask(desks.snapshots, r)))
            .route("/api/v1/stream", get(|State(desks): State<Desks>, r| ask(desks.streams, r)))
            .with_state(Desks { snapshots: to_snapshots, streams: to_streams });
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, snapshots, streams, task: task.abort_handle() }
    }

    pub fn builder(&self) -> Builder {
        Client::builder(&self.url, KEY)
    }

    /// The next request for the snapshot.
    pub async fn snapshot(&mut self) -> Asked {
        soon(self.snapshots.recv()).await.expect("the server runs")
    }

    /// The next request for the snapshot, if there is one within that time.
    pub async fn snapshot_within(&mut self, time: Duration) -> Option<Asked> {
        timeout(time, self.snapshots.recv()).await.ok().flatten()
    }

    /// That nobody asks for the stream, for as long as a request that is due would take.
    pub async fn assert_no_stream(&mut self) {
        assert!(timeout(BRIEF, self.streams.recv()).await.is_err(), "the stream was asked for");
    }

    /// The next request for the stream.
    pub async fn stream(&mut self) -> Asked {
        soon(self.streams.recv()).await.expect("the server runs")
    }

    /// That nobody asks for the snapshot, for as long as a request that is due would take.
    pub async fn assert_no_snapshot(&mut self) {
        assert!(self.snapshot_within(BRIEF).await.is_none(), "the snapshot was asked for");
    }

    /// A client that has the environment and follows the stream.
    pub async fn following(&mut self, environment: &Environment) -> (Client, Stream) {
        self.follow(self.builder(), environment).await
    }

    pub async fn follow(&mut self, builder: Builder, environment: &Environment) -> (Client, Stream) {
        let client = builder.start().expect("a valid configuration");
        self.snapshot().await.give(environment);
        let stream = self.stream().await.open();
        soon(client.wait_for_status(|status| status.connection == togul_client::Connection::Streaming)).await;
        (client, stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn ask(desk: mpsc::UnboundedSender<Asked>, request: Request) -> Response {
    let (answer, answered) = oneshot::channel();
    let query = request.uri().query().unwrap_or_default().to_owned();
    // The test may be over.
    let _ = desk.send(Asked { query, headers: request.headers().clone(), answer });
    answered.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

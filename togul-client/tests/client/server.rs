//! A server whose every response the test decides.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{self, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use togul_client::{Builder, Client, Connection};
use togul_core::Fingerprint;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::timeout;

pub const ENVIRONMENT: &str = "0196f0a0-0000-7000-8000-000000000001";
pub const KEY: &str = "tgl_test_key";

/// How long a test waits for an event that must happen at once.
pub const SOON: Duration = Duration::from_secs(20);

/// How long a test waits for an event that must not happen: a request on this machine takes far less.
pub const BRIEF: Duration = Duration::from_millis(100);

/// Waits for an event that must happen soon.
pub async fn soon<T>(event: impl Future<Output = T>) -> T {
    timeout(SOON, event).await.expect("this must happen soon")
}

/// Advances the client's clock at once.
pub async fn advance(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// The environment on the server.
#[derive(Clone)]
pub struct Environment {
    pub id: String,
    pub revision: u64,
    pub flags: BTreeMap<String, String>,
}

/// An enabled flag whose value is the given JSON.
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

    /// Sets the value of a string flag in a new revision, and returns the event.
    pub fn set(&mut self, key: &str, value: &str) -> String {
        self.put("flag.updated", key, flag(key, "string", &format!("\"{value}\"")))
    }

    /// Creates or replaces a flag in a new revision, and returns the event.
    pub fn put(&mut self, kind: &str, key: &str, flag: String) -> String {
        self.flags.insert(key.to_owned(), flag);
        self.revision += 1;
        self.event(kind, key)
    }

    /// Deletes a flag in a new revision, and returns the event.
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
        let (id, revision, fingerprint) = (&self.id, self.revision, self.fingerprint());
        let data = format!(
            r#"{{"type":"snapshot.reset","environment_id":"{id}","version":{revision},"timestamp":1,"fingerprint":"{fingerprint}"}}"#
        );
        format!("id: {revision}\ndata: {data}\n\n")
    }

    pub fn fingerprint(&self) -> Fingerprint {
        self.flags.values().fold(Fingerprint::default(), |sum, flag| sum.add(Fingerprint::of(flag)))
    }

    pub fn body(&self) -> String {
        let flags: Vec<_> = self.flags.values().map(String::as_str).collect();
        format!(
            r#"{{"format":1,"environment_id":"{}","environment_key":"test","revision":{},"fingerprint":"{}","flags":[{}],"segments":[]}}"#,
            self.id,
            self.revision,
            self.fingerprint(),
            flags.join(",")
        )
    }

    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.revision, self.fingerprint())
    }

    /// The query of a stream that resumes from this revision.
    pub fn resume_query(&self) -> String {
        format!("content=true&since={}&fingerprint={}", self.revision, self.fingerprint())
    }
}

/// Turns an event into one that is not the last of its transaction.
pub fn with_more(event: &str) -> String {
    let (_, data) = event.split_once('\n').expect("an id and data");
    data.replacen(r#","flag":"#, r#","more":true,"flag":"#, 1)
}

/// A request that waits for the test's response.
pub struct Request {
    pub query: String,
    pub headers: HeaderMap,
    response: oneshot::Sender<Response>,
}

impl Request {
    /// The value of a header, or an empty string.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ascii"))
    }

    pub fn respond(self, response: impl IntoResponse) {
        // The client may have closed the connection.
        let _ = self.response.send(response.into_response());
    }

    /// Responds as the server does: with the environment, or 304.
    pub fn respond_with(self, environment: &Environment) {
        let etag = environment.etag();
        if self.header("if-none-match") == etag {
            self.respond(StatusCode::NOT_MODIFIED);
        } else {
            self.respond(([(header::ETAG, etag)], environment.body()));
        }
    }

    /// Starts a stream with a `retry:` of one second.
    pub fn open(self) -> Stream {
        self.open_with_retry(Duration::from_secs(1))
    }

    /// Starts a stream.
    pub fn open_with_retry(self, retry: Duration) -> Stream {
        let stream = self.start("text/event-stream");
        stream.send(format!("retry: {}\n\n: hello\n\n", retry.as_millis()));
        stream
    }

    /// Starts a response whose body the test sends.
    pub fn start(self, content_type: &'static str) -> Stream {
        let (send, receive) = mpsc::unbounded_channel::<Bytes>();
        let body = stream::unfold(receive, async |mut receive| {
            receive.recv().await.map(|bytes| (Ok::<_, Infallible>(bytes), receive))
        });
        self.respond(([(header::CONTENT_TYPE, content_type)], Body::from_stream(body)));
        Stream { send }
    }
}

/// The server's end of a response; dropping it ends the response.
pub struct Stream {
    send: mpsc::UnboundedSender<Bytes>,
}

impl Stream {
    pub fn send(&self, text: impl Into<Bytes>) {
        // The client may have closed the stream; tests check that with `closed`.
        let _ = self.send.send(text.into());
    }

    /// Waits until the client has closed its end.
    pub async fn closed(&self) {
        soon(self.send.closed()).await;
    }
}

/// The server. Each request for a snapshot or a stream waits for the test's response.
pub struct Server {
    pub url: String,
    snapshots: mpsc::UnboundedReceiver<Request>,
    streams: mpsc::UnboundedReceiver<Request>,
    task: AbortHandle,
}

#[derive(Clone)]
struct Queues {
    snapshots: mpsc::UnboundedSender<Request>,
    streams: mpsc::UnboundedSender<Request>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let (to_snapshots, snapshots) = mpsc::unbounded_channel();
        let (to_streams, streams) = mpsc::unbounded_channel();
        let router = Router::new()
            .route("/api/v1/snapshot", get(|State(queues): State<Queues>, r| enqueue(queues.snapshots, r)))
            .route("/api/v1/stream", get(|State(queues): State<Queues>, r| enqueue(queues.streams, r)))
            .with_state(Queues { snapshots: to_snapshots, streams: to_streams });
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, snapshots, streams, task: task.abort_handle() }
    }

    pub fn builder(&self) -> Builder {
        Client::builder(&self.url, KEY)
    }

    /// The next request for the snapshot.
    pub async fn snapshot_request(&mut self) -> Request {
        soon(self.snapshots.recv()).await.expect("the server runs")
    }

    /// The next request for the snapshot, if there is one within that time.
    pub async fn snapshot_request_within(&mut self, time: Duration) -> Option<Request> {
        timeout(time, self.snapshots.recv()).await.ok().flatten()
    }

    /// The next request for the stream, if there is one within that time.
    pub async fn stream_request_within(&mut self, time: Duration) -> Option<Request> {
        timeout(time, self.streams.recv()).await.ok().flatten()
    }

    /// Asserts that the client does not request the stream now.
    pub async fn assert_no_stream_request(&mut self) {
        assert!(self.stream_request_within(BRIEF).await.is_none(), "the stream was requested");
    }

    /// The next request for the stream.
    pub async fn stream_request(&mut self) -> Request {
        soon(self.streams.recv()).await.expect("the server runs")
    }

    /// Asserts that the client does not request the snapshot now.
    pub async fn assert_no_snapshot_request(&mut self) {
        assert!(self.snapshot_request_within(BRIEF).await.is_none(), "the snapshot was requested");
    }

    /// A client that has the environment and follows the stream.
    pub async fn following(&mut self, environment: &Environment) -> (Client, Stream) {
        self.follow(self.builder(), environment).await
    }

    pub async fn follow(&mut self, builder: Builder, environment: &Environment) -> (Client, Stream) {
        let client = builder.start().expect("a valid configuration");
        self.snapshot_request().await.respond_with(environment);
        let stream = self.stream_request().await.open();
        soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
        (client, stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn enqueue(queue: mpsc::UnboundedSender<Request>, request: extract::Request) -> Response {
    let (response, responded) = oneshot::channel();
    let query = request.uri().query().unwrap_or_default().to_owned();
    // The test may be over.
    let _ = queue.send(Request { query, headers: request.headers().clone(), response });
    responded.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

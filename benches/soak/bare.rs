//! What is measured against: a broadcast of server-sent events as plain as axum makes it.

use std::convert::Infallible;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::ListenerExt,
};
use futures_util::stream;
use tokio::{net::TcpListener, sync::broadcast};

use crate::Failure;

type Events = broadcast::Sender<Bytes>;

pub async fn serve(listener: TcpListener) -> Result<(), Failure> {
    let router = Router::new()
        .route("/stream", get(listen))
        .route("/publish", post(publish))
        .with_state(Events::new(128));
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

async fn publish(State(events): State<Events>, event: Bytes) {
    let _ = events.send(event);
}

async fn listen(State(events): State<Events>) -> Response {
    let begin = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b": connected\n\n")) });
    let events = stream::unfold(events.subscribe(), async |mut events| {
        let event = events.recv().await.ok()?;
        Some((Ok(event), events))
    });
    let body = Body::from_stream(futures_util::StreamExt::chain(begin, events));
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}

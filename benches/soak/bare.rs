//! The baseline: a plain axum broadcast of server-sent events.

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
        .route("/stream", get(subscribe))
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

async fn subscribe(State(events): State<Events>) -> Response {
    let start = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b": connected\n\n")) });
    let events = stream::unfold(events.subscribe(), async |mut events| {
        let event = events.recv().await.ok()?;
        Some((Ok(event), events))
    });
    let body = Body::from_stream(futures_util::StreamExt::chain(start, events));
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}

//! What a handler leaves unread of a body is read to its end before the answer goes out.
//!
//! A connection that closes with bytes unread is reset. Many clients look at the answer only when they have sent
//! everything, so they would get an error of their socket instead of the 401 that they were sent.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{
        HeaderValue,
        header::{CONNECTION, EXPECT},
    },
    middleware::Next,
    response::Response,
};
use futures_util::{Stream, StreamExt, stream};

/// Most bytes that are read for nothing, and for how long: what is larger or slower loses its connection.
const MOST: usize = 8 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(2);

pub async fn discard(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // Shared, so that it outlives a handler that drops its end.
    let chunks = Arc::new(Mutex::new(body.into_data_stream().fuse()));
    let reader = || {
        let chunks = Arc::clone(&chunks);
        stream::poll_fn(move |cx| chunks.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(cx))
    };
    // Who sends `Expect: 100-continue` sends nothing before somebody begins to read.
    let is_sent = Arc::new(AtomicBool::new(!parts.headers.contains_key(EXPECT)));
    let theirs = Body::from_stream(reader().inspect({
        let is_sent = Arc::clone(&is_sent);
        move |_| is_sent.store(true, Relaxed)
    }));
    let mut response = next.run(Request::from_parts(parts, theirs)).await;
    if is_sent.load(Relaxed) {
        drain(reader()).await;
    } else {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Reads a body for nothing.
pub async fn drain<E>(mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin) {
    let mut read = 0;
    let rest = async {
        while let Some(Ok(chunk)) = chunks.next().await {
            read += chunk.len();
            if read > MOST {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(PATIENCE, rest).await;
}

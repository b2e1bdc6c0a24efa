//! Reads the rest of a request body that a handler did not read, before the response is sent.
//!
//! Closing a connection with unread bytes resets it. Many clients read the response only after they have sent the
//! whole request, so they would see a socket error instead of, say, a 401.

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

/// Limits of what is read and discarded; the connection of a larger or slower body is closed.
const MAX_BYTES: usize = 8 * 1024 * 1024;
const MAX_TIME: Duration = Duration::from_secs(2);

pub async fn drain_unread_body(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // Shared, so that the rest can be read after a handler has dropped its body.
    let chunks = Arc::new(Mutex::new(body.into_data_stream().fuse()));
    let reader = || {
        let chunks = Arc::clone(&chunks);
        stream::poll_fn(move |cx| chunks.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(cx))
    };
    // A client that sends `Expect: 100-continue` sends no body until the server starts to read it.
    let is_sent = Arc::new(AtomicBool::new(!parts.headers.contains_key(EXPECT)));
    let handler_body = Body::from_stream(reader().inspect({
        let is_sent = Arc::clone(&is_sent);
        move |_| is_sent.store(true, Relaxed)
    }));
    let mut response = next.run(Request::from_parts(parts, handler_body)).await;
    if is_sent.load(Relaxed) {
        drain(reader()).await;
    } else {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Reads and discards a body, within the limits.
pub async fn drain<E>(mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin) {
    let mut bytes = 0;
    let rest = async {
        while let Some(Ok(chunk)) = chunks.next().await {
            bytes += chunk.len();
            if bytes > MAX_BYTES {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(MAX_TIME, rest).await;
}

//! Timeouts of a request that arrives too slowly.
//!
//! `tower_http`'s `DeadlineBody` does not fit: its deadline is fixed, while a body must also end soon after the server
//! starts to stop, and it registers a timer for every body, even for one that arrives together with its head.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{
    BoxError,
    body::{Bytes, HttpBody, to_bytes},
    response::IntoResponse,
};
use hyper::body::{Frame, SizeHint};

use super::{
    browser_headers::add_browser_headers,
    record::{REQUEST_ID, new_request_id},
};
use crate::{http::response::error::ApiError, log::REQUESTS};

/// A request body that fails with [`BodyTimeoutError`] when it is incomplete at its deadline.
#[derive(Debug)]
pub struct TimedBody<B, F, D> {
    body: B,
    /// Creates the future that resolves at the deadline. It is called only when the body has to be waited for.
    make_deadline: F,
    deadline: Option<Pin<Box<D>>>,
    is_expired: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub struct BodyTimeoutError;

impl<B, F, D> TimedBody<B, F, D> {
    pub fn new(body: B, make_deadline: F) -> Self {
        Self { body, make_deadline, deadline: None, is_expired: false }
    }
}

impl<B, F, D> HttpBody for TimedBody<B, F, D>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
    F: FnMut() -> D + Unpin,
    D: Future<Output = ()>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { body, make_deadline, deadline, is_expired } = &mut *self;
        if *is_expired {
            return Poll::Ready(None);
        }
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(deadline.get_or_insert_with(|| Box::pin(make_deadline())).as_mut().poll(cx));
        *is_expired = true;
        Poll::Ready(Some(Err(BodyTimeoutError.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The response to an incomplete request head, as bytes: no request exists that a handler could answer.
pub async fn head_timeout_response() -> Vec<u8> {
    let (mut parts, body) = ApiError::request_timeout().into_response().into_parts();
    let id = new_request_id();
    tracing::debug!(target: REQUESTS, id = id.to_str().unwrap_or_default(), "a request's head did not arrive in time");
    parts.headers.insert(REQUEST_ID, id);
    add_browser_headers(&mut parts.headers);
    let body = to_bytes(body, usize::MAX).await.expect("the envelope is in memory");
    let mut response =
        format!("HTTP/1.1 {}\r\ncontent-length: {}\r\n", parts.status, body.len()).into_bytes();
    for (name, value) in &parts.headers {
        response.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    response.extend([b"\r\n", &body[..]].concat());
    response
}

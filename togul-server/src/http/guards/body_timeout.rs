//! Who takes too long to say what they want is told so.

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

use super::browser_headers::protect;
use crate::http::response::error::ApiError;

/// The body of a request. What has not come when its time is over does not come any more: [`TooLate`] does.
#[derive(Debug)]
pub struct InTime<B, F, A> {
    body: B,
    /// Makes what resolves when the time is over. Most bodies arrive with their head, and need none.
    make_alarm: F,
    alarm: Option<Pin<Box<A>>>,
    is_over: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("the body did not come in time")]
pub struct TooLate;

impl<B, F, A> InTime<B, F, A> {
    pub fn new(body: B, make_alarm: F) -> Self {
        Self { body, make_alarm, alarm: None, is_over: false }
    }
}

impl<B, F, A> HttpBody for InTime<B, F, A>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
    F: FnMut() -> A + Unpin,
    A: Future<Output = ()>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { body, make_alarm, alarm, is_over } = &mut *self;
        if *is_over {
            return Poll::Ready(None);
        }
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(alarm.get_or_insert_with(|| Box::pin(make_alarm())).as_mut().poll(cx));
        *is_over = true;
        Poll::Ready(Some(Err(TooLate.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The whole answer, as it travels, to a request whose head never came: there is no handler to give it.
pub async fn answer_to_no_head() -> Vec<u8> {
    let (mut parts, body) = ApiError::request_timeout().into_response().into_parts();
    protect(&mut parts.headers);
    let body = to_bytes(body, usize::MAX).await.expect("the envelope is in memory");
    let mut answer = format!("HTTP/1.1 {}\r\ncontent-length: {}\r\n", parts.status, body.len()).into_bytes();
    for (name, value) in &parts.headers {
        answer.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    answer.extend([b"\r\n", &body[..]].concat());
    answer
}

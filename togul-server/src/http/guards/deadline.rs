//! One deadline for each request: a slow database must not keep callers waiting without an answer.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, sleep_until};

use crate::http::response::error::ApiError;

/// How long a request is worked on. The time in which its body arrives has a limit of its own.
const TIMEOUT: Duration = Duration::from_secs(10);

/// In the extensions of a request: its deadline, for a handler whose work may take longer.
#[derive(Clone, Debug)]
pub struct Deadline(Arc<Clock>);

impl Deadline {
    /// Gives the request more time.
    pub fn extend(&self, by: Duration) {
        self.0.times().deadline += by;
    }
}

/// Answers with 503 when the response does not begin in time. The handler is dropped then, which rolls its transaction
/// back unless it is being committed.
pub async fn limit_time(request: Request, next: Next) -> Response {
    let clock = Arc::new(Clock::start());
    let mut request = request.map(|body| Body::new(MeasuredBody { body, clock: Arc::clone(&clock) }));
    request.extensions_mut().insert(Deadline(Arc::clone(&clock)));
    tokio::select! {
        response = next.run(request) => response,
        () = clock.wait_for_deadline() => {
            let message = "the request took longer than it may: check whether it took effect, and try again";
            ApiError::unavailable(message, Duration::from_secs(1)).into_response()
        }
    }
}

/// Runs while the server works, and not while it waits for the body.
#[derive(Debug)]
struct Clock(Mutex<Times>);

#[derive(Debug)]
struct Times {
    deadline: Instant,
    waiting_since: Option<Instant>,
}

impl Clock {
    fn start() -> Self {
        Self(Mutex::new(Times { deadline: Instant::now() + TIMEOUT, waiting_since: None }))
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pause(&self) {
        self.times().waiting_since.get_or_insert_with(Instant::now);
    }

    fn resume(&self) {
        let mut times = self.times();
        if let Some(since) = times.waiting_since.take() {
            times.deadline += since.elapsed();
        }
    }

    async fn wait_for_deadline(&self) {
        loop {
            let deadline = {
                let times = self.times();
                times.deadline + times.waiting_since.map(|since| since.elapsed()).unwrap_or_default()
            };
            if deadline <= Instant::now() {
                return;
            }
            sleep_until(deadline).await;
        }
    }
}

/// A request body that stops the clock while it is waited for.
#[derive(Debug)]
struct MeasuredBody {
    body: Body,
    clock: Arc<Clock>,
}

impl HttpBody for MeasuredBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if polled.is_pending() {
            self.clock.pause();
        } else {
            self.clock.resume();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, future::pending};

    use axum::{Router, middleware, routing::post};
    use futures_util::stream;
    use tokio::time::sleep;
    use tower::Service;

    use super::*;

    /// The status of a request whose body takes `body` and whose handler takes `work`, and how long it took.
    async fn answer(body: Duration, work: Option<Duration>) -> (u16, Duration) {
        let handler = async move |_: Bytes| match work {
            Some(work) => sleep(work).await,
            None => pending().await,
        };
        let mut router = Router::new().route("/", post(handler)).layer(middleware::from_fn(limit_time));
        let body = stream::once(async move {
            sleep(body).await;
            Ok::<_, Infallible>("body")
        });
        let request = Request::post("/").body(Body::from_stream(body)).expect("a valid request");
        let start = Instant::now();
        let response = router.call(request).await.expect("a response");
        (response.status().as_u16(), start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_takes_too_long_is_answered_after_ten_seconds() {
        let seconds = Duration::from_secs;
        for (body, work, expected) in [
            (seconds(0), None, (503, 10)),
            (seconds(0), Some(seconds(9)), (200, 9)),
            (seconds(25), Some(seconds(9)), (200, 34)),
            (seconds(25), Some(seconds(11)), (503, 35)),
        ] {
            let (status, elapsed) = answer(body, work).await;
            assert_eq!((status, elapsed.as_secs()), expected, "{body:?} {work:?}");
        }
    }
}

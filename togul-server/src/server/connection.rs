//! One connection: HTTP/1.1 over a socket, ended when it fails to make progress.

use std::{
    convert::Infallible,
    future::poll_fn,
    net::SocketAddr,
    ops::Deref,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    BoxError, Router,
    body::{Body, Bytes, HttpBody},
    extract::ConnectInfo,
    http::{HeaderValue, header::CONNECTION},
};
use hyper::{
    Request,
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, copy, sink},
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::{
    progress::{BODY, Failure, HEAD, Progress},
    socket::Watched,
};
use crate::{
    app::App,
    http::{
        fast_path::{Peer, Short},
        guards::body_timeout::{TimedBody, head_timeout_response},
    },
};

/// Most bytes of a head, and of what is written but not yet sent: far more than `http` lets anybody say.
const BUFFER: usize = 128 * 1024;
/// How long a body may still take once the server stops: its request is to be answered before the process ends.
const LAST_BODY: Duration = Duration::from_secs(2);
/// How long a peer has for the last answer, before the connection closes.
const LINGER: Duration = Duration::from_secs(1);

/// What requests are answered with.
#[derive(Debug)]
pub struct ConnectionServices {
    pub router: Router,
    /// What the short way needs, where there is one.
    pub short: Option<App>,
    /// For connections that there is no room for, and for everybody once the server stops.
    pub refusing: Router,
    pub stop: CancellationToken,
}

/// Serves until the peer, HTTP or a deadline ends it.
pub async fn serve<S>(socket: S, peer: SocketAddr, services: Arc<ConnectionServices>, is_refused: bool)
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let progress = Arc::new(Progress::new());
    // Its own, so that connections do not meet at one lock for each request.
    let stop = services.stop.child_token();
    let peer = Peer::at(peer);
    let answer = service_fn(|request: Request<Incoming>| {
        progress.asked();
        let is_refused = is_refused || stop.is_cancelled();
        let short = services.short.as_ref().filter(|_| !is_refused);
        let short = short.and_then(|app| Some((Short::of(&request, &peer, app)?, app)));
        let answered = Answered(Arc::clone(&progress));
        let (stop, services, peer) = (&stop, &services, &peer);
        async move {
            let mut response = match short {
                Some((short, app)) => {
                    short.answer(request.map(|body| in_time(body, &**services)), peer, app).await
                }
                None => {
                    peer.forget();
                    let mut router =
                        if is_refused { services.refusing.clone() } else { services.router.clone() };
                    // Boxed: every request would carry the room for it.
                    Box::pin(router.call(prepared(request, peer.address, services))).await?
                }
            };
            if is_refused || stop.is_cancelled() {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response.map(|body| Answer { body, _answered: answered }))
        }
    });
    let watched = Watched { socket, progress: Arc::clone(&progress) };
    let mut connection =
        http1::Builder::new().max_buf_size(BUFFER).serve_connection(TokioIo::new(watched), answer);

    let mut stopping = pin!(stop.cancelled());
    let mut stopped = None;
    let mut alarm = pin!(sleep_until(Instant::now() + HEAD));
    let failure = poll_fn(|cx| {
        if Pin::new(&mut connection).poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        if stopped.is_none() && stopping.as_mut().poll(cx).is_ready() {
            stopped = Some(Instant::now());
        }
        while let Some((due, failure)) = progress.due(stopped) {
            // Set anew only when it would ring too late, or has rung too early: most deadlines are forgotten before.
            if alarm.deadline() > due {
                alarm.as_mut().reset(due);
            }
            ready!(alarm.as_mut().poll(cx));
            if alarm.deadline() >= due {
                return Poll::Ready(Some(failure));
            }
            alarm.as_mut().reset(due);
        }
        Poll::Pending
    })
    .await;

    let mut socket = connection.into_parts().io.into_inner().socket;
    match failure {
        None if !progress.is_over() => say(&mut socket, &[]).await,
        Some(Failure::HeadUnfinished) => say(&mut socket, &head_timeout_response().await).await,
        None | Some(Failure::Silent | Failure::Stalled) => {}
    }
}

fn prepared(
    request: Request<Incoming>,
    peer: SocketAddr,
    services: &Arc<ConnectionServices>,
) -> Request<Body> {
    let mut request = request.map(|body| {
        if body.is_end_stream() {
            return Body::empty();
        }
        Body::new(in_time(body, Arc::clone(services)))
    });
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// A body that comes in time or not at all.
fn in_time<S>(body: Incoming, services: S) -> impl HttpBody<Data = Bytes, Error = BoxError> + Unpin
where
    S: Deref<Target = ConnectionServices> + Clone + Unpin,
{
    let until = Instant::now() + BODY;
    TimedBody::new(body, move || {
        let services = services.clone();
        async move {
            tokio::select! {
                () = sleep_until(until) => {}
                () = async { services.stop.cancelled().await; sleep(LAST_BODY).await } => {}
            }
        }
    })
}

/// Says the last words, and waits until the peer has heard them: a socket that is closed while something is unread takes
/// its last answer back.
async fn say<S: AsyncRead + AsyncWrite + Unpin>(socket: &mut S, words: &[u8]) {
    let saying = async {
        socket.write_all(words).await?;
        socket.shutdown().await?;
        copy(socket, &mut sink()).await
    };
    // Whoever does not listen any more has nothing to hear.
    let _ = timeout(LINGER, saying).await;
}

/// The body of an answer: the connection waits for another request once it is gone.
struct Answer {
    body: Body,
    _answered: Answered,
}

struct Answered(Arc<Progress>);

impl Drop for Answered {
    fn drop(&mut self) {
        self.0.answered();
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

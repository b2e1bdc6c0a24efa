//! One connection: HTTP/1.1 over a socket, with timeouts.

#[cfg(test)]
mod tests;

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
    clients::{Clients, RequestShare},
    progress::{BODY_TIMEOUT, HEAD_TIMEOUT, Progress, Timeout},
    socket::MonitoredSocket,
};
use crate::{
    app::Drain,
    http::{
        fast_path::{FastPath, Peer},
        guards::{
            body_budget::RatedStream,
            body_timeout::{TimedBody, head_timeout_response},
            unavailable::is_served_beyond_limits,
        },
    },
};

/// Maximum size in bytes of a request's head and of unsent data, far beyond the limit on heads in `http`.
const MAX_BUFFER: usize = 128 * 1024;
/// Timeout for a body after the server begins to stop, shorter than the grace period so that its request gets a response.
const LAST_BODY_TIMEOUT: Duration = Duration::from_secs(2);
/// Time that a peer has to receive the last response before the connection is closed.
const LINGER: Duration = Duration::from_secs(1);

/// The services that handle the requests of a connection.
#[derive(Debug)]
pub struct ConnectionServices {
    pub router: Router,
    /// Answers frequent requests instead of the router, if there is one.
    pub fast_path: Option<FastPath>,
    /// Handles requests beyond a limit, and all requests after the drain.
    pub refusing: Router,
    pub clients: Clients,
    pub drain: Arc<Drain>,
    pub stop: CancellationToken,
}

/// A connection that was accepted.
#[derive(Debug)]
pub struct Accepted<S> {
    pub socket: S,
    pub peer: SocketAddr,
    pub progress: Arc<Progress>,
    /// There is no place for it: evaluations and streams are refused, and it is closed after its first response.
    pub is_beyond_limit: bool,
}

/// Serves until the peer, HTTP or a timeout ends the connection.
pub async fn serve<S>(accepted: Accepted<S>, services: Arc<ConnectionServices>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let Accepted { socket, peer, progress, is_beyond_limit } = accepted;
    // A child token, so that requests of different connections do not contend for one lock.
    let stop = services.stop.child_token();
    let peer = Peer::new(peer);
    let service = service_fn(|request: Request<Incoming>| {
        progress.request_received();
        let path = request.uri().path();
        let share = services.clients.take_share(peer.address, request.headers(), path);
        let is_over_limit = share.is_err() || (is_beyond_limit && !is_served_beyond_limits(path));
        let is_refused = stop.is_cancelled() || is_over_limit;
        let fast_path = services.fast_path.as_ref().filter(|_| !is_refused);
        let fast_request = fast_path.and_then(|fast_path| fast_path.accept(&request, &peer));
        let guard = ResponseGuard { progress: Arc::clone(&progress), _share: share.ok().flatten() };
        let (stop, services, peer) = (&stop, &services, &peer);
        async move {
            let mut response = match fast_request {
                Some(fast_request) => {
                    fast_request.respond(request.map(|body| with_timeout(body, &**services)), peer).await
                }
                None => {
                    peer.forget_key();
                    let mut router =
                        if is_refused { services.refusing.clone() } else { services.router.clone() };
                    // Boxed, so that requests on the fast path do not reserve space for it.
                    Box::pin(router.call(prepare(request, peer.address, services))).await?
                }
            };
            // During the drain, so that a proxy does not send a request on a connection that is about to be closed.
            if is_beyond_limit || services.drain.is_begun() || stop.is_cancelled() {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            let is_streamed = response.body().size_hint().exact().is_none();
            if !is_streamed || response.extensions().get::<RatedStream>().is_some() {
                guard.progress.rated_response_started();
            }
            Ok::<_, Infallible>(response.map(|body| ResponseBody { body, _guard: guard }))
        }
    });
    let socket = MonitoredSocket { socket, progress: Arc::clone(&progress) };
    let mut connection =
        http1::Builder::new().max_buf_size(MAX_BUFFER).serve_connection(TokioIo::new(socket), service);

    let mut stopping = pin!(stop.cancelled());
    let mut stopped = None;
    let mut timer = pin!(sleep_until(Instant::now() + HEAD_TIMEOUT));
    let timeout = poll_fn(|cx| {
        if Pin::new(&mut connection).poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        if stopped.is_none() && stopping.as_mut().poll(cx).is_ready() {
            stopped = Some(Instant::now());
        }
        while let Some((deadline, timeout)) = progress.deadline(stopped) {
            // The timer is only reset when it is set too late or has expired too early: most deadlines are met, and a
            // reset for each of them would be expensive.
            if timer.deadline() > deadline {
                timer.as_mut().reset(deadline);
            }
            ready!(timer.as_mut().poll(cx));
            if timer.deadline() >= deadline {
                return Poll::Ready(Some(timeout));
            }
            timer.as_mut().reset(deadline);
        }
        Poll::Pending
    })
    .await;

    let mut socket = connection.into_parts().io.into_inner().socket;
    match timeout {
        None if !progress.is_closed() => finish(&mut socket, &[]).await,
        Some(Timeout::Head) => finish(&mut socket, &head_timeout_response().await).await,
        None | Some(Timeout::Idle | Timeout::Write) => {}
    }
}

fn prepare(
    request: Request<Incoming>,
    peer: SocketAddr,
    services: &Arc<ConnectionServices>,
) -> Request<Body> {
    let mut request = request.map(|body| {
        if body.is_end_stream() {
            return Body::empty();
        }
        Body::new(with_timeout(body, Arc::clone(services)))
    });
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// A body that fails when it does not arrive in time.
fn with_timeout<S>(body: Incoming, services: S) -> impl HttpBody<Data = Bytes, Error = BoxError> + Unpin
where
    S: Deref<Target = ConnectionServices> + Clone + Unpin,
{
    let deadline = Instant::now() + BODY_TIMEOUT;
    TimedBody::new(body, move || {
        let services = services.clone();
        async move {
            tokio::select! {
                () = sleep_until(deadline) => {}
                () = async { services.stop.cancelled().await; sleep(LAST_BODY_TIMEOUT).await } => {}
            }
        }
    })
}

/// Sends the last bytes and waits until the peer closes: closing a socket with unread input would discard a response that
/// is still in transit.
async fn finish<S: AsyncRead + AsyncWrite + Unpin>(socket: &mut S, bytes: &[u8]) {
    let finishing = async {
        socket.write_all(bytes).await?;
        socket.shutdown().await?;
        copy(socket, &mut sink()).await
    };
    // The peer may be gone already.
    let _ = timeout(LINGER, finishing).await;
}

/// The body of a response. When it is dropped, the connection waits for the next request.
struct ResponseBody {
    body: Body,
    _guard: ResponseGuard,
}

struct ResponseGuard {
    progress: Arc<Progress>,
    _share: Option<RequestShare>,
}

impl Drop for ResponseGuard {
    fn drop(&mut self) {
        self.progress.response_finished();
    }
}

impl HttpBody for ResponseBody {
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

//! Counts the bodies of requests and responses in the [budget](crate::limits::body_budget).

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::{Frame, SizeHint};

use crate::{
    app::App,
    http::{
        ofrep::ofrep_key_hash,
        paths::is_ofrep,
        request::{client_address::client_address, credentials::api_key_hash},
        response::error::ApiError,
    },
    limits::body_budget::{BodyAccount, BodyBudget, Charge, Exhausted, Holder, SharedBody},
};

/// Bodies up to this size are not counted, because the buffers of a connection are not smaller.
pub const UNCOUNTED: usize = 16 * 1024;
/// When to try again, after the budget was exhausted.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// Middleware for requests that are not on the fast path.
pub async fn count_bodies(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(ConnectInfo(peer)) = request.extensions().get().copied() else { return next.run(request).await };
    let client = client_address(peer, request.headers(), &app);
    let find_key = if is_ofrep(request.uri().path()) { ofrep_key_hash } else { api_key_hash };
    let account = Arc::new(BodyAccount::new(&app.bodies, client, find_key(request.headers())));
    request.extensions_mut().insert(Arc::clone(&account));
    let response = next.run(request).await;
    if is_counted(&response) { count_response(&account, response) } else { response }
}

/// Whether a response has a large body of known size. Streams count what they keep in memory themselves.
pub fn is_counted(response: &Response) -> bool {
    response.body().size_hint().exact().is_some_and(|bytes| bytes > UNCOUNTED as u64)
}

/// Counts the body of a response until it is sent, or makes it a 503 when the budget is exhausted.
pub fn count_response(account: &BodyAccount, response: Response) -> Response {
    let bytes = usize::try_from(response.body().size_hint().lower()).unwrap_or(usize::MAX);
    let shared = response.extensions().get::<SharedBody>().copied();
    match account.charge_response(bytes, shared) {
        Ok(charge) => response.map(|body| Body::new(ChargedBody { body, charge })),
        Err(exhausted) => ApiError::from(exhausted).into_response(),
    }
}

/// Counts bytes that several streams may send until they are sent.
///
/// # Errors
/// When the budget is exhausted.
pub fn count_shared(budget: &BodyBudget, bytes: Bytes, holder: Holder) -> Result<Bytes, Exhausted> {
    if bytes.len() <= UNCOUNTED {
        return Ok(bytes);
    }
    let shared = SharedBody { holder, address: bytes.as_ptr().addr() };
    let charge = budget.charge_shared(shared, bytes.len())?;
    Ok(Bytes::from_owner(ChargedBytes { bytes, _charge: charge }))
}

impl From<Exhausted> for ApiError {
    fn from(_: Exhausted) -> Self {
        Self::unavailable("too many large bodies are in transit: try again", RETRY_AFTER)
    }
}

/// In the extensions of a streamed response that its reader must accept at the rate of a response in memory, because the
/// stream does not wait for events.
#[derive(Clone, Copy, Debug)]
pub struct RatedStream;

/// A body whose bytes remain charged until the connection has sent them.
struct ChargedBody {
    body: Body,
    charge: Arc<Charge>,
}

struct ChargedBytes {
    bytes: Bytes,
    _charge: Arc<Charge>,
}

impl AsRef<[u8]> for ChargedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl HttpBody for ChargedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let charge = Arc::clone(&self.charge);
        let charged = |bytes| Bytes::from_owner(ChargedBytes { bytes, _charge: charge });
        Pin::new(&mut self.body).poll_frame(cx).map_ok(|frame| frame.map_data(charged))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

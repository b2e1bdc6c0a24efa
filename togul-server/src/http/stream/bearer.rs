//! A user's stream: every environment whose flags the user may read, while the session and the access last.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use axum::body::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream, SelectAll},
};
use tokio::time::{Instant, Interval, interval_at};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{CHECK_INTERVAL, CHECKS_PER_HEARTBEAT, HEARTBEAT, preamble};
use crate::{
    app::App,
    domain::{access::Caller, environment::Environment, id::Id, time::now},
    http::{request::credentials::Bearer, response::error::ApiError},
    live::{EventGroup, LiveEnvironment, Signal, Subscription, reset},
    store::{self, StoreError},
};

/// # Errors
/// 404 for a session without an organization.
pub async fn events(app: App, bearer: Bearer) -> Result<impl Stream<Item = Bytes> + Send, ApiError> {
    let mut user_stream = UserStream {
        app,
        bearer,
        subscribed: HashMap::new(),
        signals: SelectAll::new(),
        ready: VecDeque::from([preamble(), reset(None, false, now())]),
        checks: interval_at(Instant::now() + CHECK_INTERVAL, CHECK_INTERVAL),
        until_heartbeat: CHECKS_PER_HEARTBEAT,
    };
    if user_stream.refresh_subscriptions().await? == Access::Ended {
        return Err(ApiError::not_found());
    }
    // Boxed: it is moved with every event.
    Ok(stream::unfold(Box::new(user_stream), async |mut user_stream| {
        let bytes = user_stream.next().await?;
        Some((bytes, user_stream))
    }))
}

struct UserStream {
    app: App,
    bearer: Bearer,
    /// Dropping the guard ends the subscription.
    subscribed: HashMap<Id<Environment>, DropGuard>,
    signals: SelectAll<BoxStream<'static, (Id<Environment>, EnvironmentSignal)>>,
    ready: VecDeque<Bytes>,
    checks: Interval,
    until_heartbeat: u32,
}

enum EnvironmentSignal {
    Group(Arc<EventGroup>),
    Reset,
    /// The environment was deleted, or this server's region was removed from it.
    Closed,
}

impl UserStream {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            tokio::select! {
                () = self.app.stop.cancelled() => return None,
                Some((environment, signal)) = self.signals.next() => self.receive(environment, signal),
                _ = self.checks.tick() => self.tick().await?,
            }
        }
    }

    fn receive(&mut self, environment: Id<Environment>, signal: EnvironmentSignal) {
        match signal {
            EnvironmentSignal::Group(group) => {
                self.ready.extend(group.without_id().into_iter().filter(|bytes| !bytes.is_empty()));
            }
            EnvironmentSignal::Reset => self.ready.push_back(reset(None, false, now())),
            EnvironmentSignal::Closed => drop(self.subscribed.remove(&environment)),
        }
    }

    async fn tick(&mut self) -> Option<()> {
        if now().timestamp() >= self.bearer.expires_at {
            return None;
        }
        // Boxed: the future of a query is larger than the rest of the stream's state.
        match Box::pin(self.refresh_subscriptions()).await {
            Ok(Access::Ended) => return None,
            // The reader may hold old answers of an environment that was added.
            Ok(Access::Wider) => self.ready.push_back(reset(None, false, now())),
            Ok(Access::Same) => {}
            Err(error) => tracing::debug!(%error, "could not refresh the subscriptions of a user's stream"),
        }
        self.until_heartbeat -= 1;
        if self.until_heartbeat == 0 {
            self.until_heartbeat = CHECKS_PER_HEARTBEAT;
            self.ready.push_back(HEARTBEAT);
        }
        Some(())
    }

    /// Reads in which environments the user may read flags now, and subscribes to them.
    async fn refresh_subscriptions(&mut self) -> Result<Access, StoreError> {
        let mut connection = self.app.store.read().await?;
        let session = self.bearer.caller.session;
        let caller =
            store::access::find_rights(connection.conn(), session, None).await?.map(|rights| rights.caller);
        let Some(Caller { user, membership: Some(membership), .. }) =
            caller.filter(|caller| caller.session_organization == self.bearer.caller.session_organization)
        else {
            return Ok(Access::Ended);
        };
        let readable =
            store::access::list_readable_environments(connection.conn(), user, &membership).await?;
        drop(connection);
        self.subscribed.retain(|id, _| readable.contains(id));
        let mut access = Access::Same;
        for id in readable {
            if self.subscribed.contains_key(&id) {
                continue;
            }
            let environment = match self.app.live.environment(id).await {
                Ok(environment) => environment,
                Err(error) => {
                    tracing::warn!(environment = %id, %error, "could not subscribe a user's stream to an environment");
                    continue;
                }
            };
            if let Some(environment) = environment
                && environment.is_served_here
                && let Some(receiver) = environment.subscribe()
            {
                let ended = CancellationToken::new();
                self.signals.push(signals(environment, receiver, ended.clone()));
                self.subscribed.insert(id, ended.drop_guard());
                access = Access::Wider;
            }
        }
        Ok(access)
    }
}

/// How the access changed.
#[derive(PartialEq, Eq)]
enum Access {
    /// The session or the membership is over.
    Ended,
    Same,
    /// Environments were added.
    Wider,
}

fn signals(
    environment: Arc<LiveEnvironment>,
    receiver: Subscription,
    ended: CancellationToken,
) -> BoxStream<'static, (Id<Environment>, EnvironmentSignal)> {
    let id = environment.id;
    stream::unfold(Some(receiver), move |receiver| {
        let (environment, ended) = (Arc::clone(&environment), ended.clone());
        async move {
            let mut receiver: Subscription = receiver?;
            tokio::select! {
                biased;
                () = ended.cancelled() => None,
                () = environment.closed() => Some(((id, EnvironmentSignal::Closed), None)),
                signal = receiver.recv() => Some(match signal {
                    Some(Signal::Group(group)) => ((id, EnvironmentSignal::Group(group)), Some(receiver)),
                    Some(Signal::Reset) => ((id, EnvironmentSignal::Reset), Some(receiver)),
                    None => ((id, EnvironmentSignal::Closed), None),
                }),
            }
        }
    })
    .boxed()
}

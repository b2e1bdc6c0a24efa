//! A person's stream: every environment that they may read, as long as they may.

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

use super::{HEARTBEAT, LOOK, LOOKS_PER_HEARTBEAT, preamble};
use crate::{
    app::App,
    domain::{access::Caller, environment::Environment, id::Id, time::now},
    http::{request::credentials::Bearer, response::error::ApiError},
    live::{LiveEnvironment, Signal, StreamEvent, Subscription, reset},
    store::{self, StoreError},
};

/// # Errors
/// 404 for who has no organization.
pub async fn events(app: App, bearer: Bearer) -> Result<impl Stream<Item = Bytes> + Send, ApiError> {
    let mut reader = Reader {
        app,
        bearer,
        subscribed: HashMap::new(),
        signals: SelectAll::new(),
        ready: VecDeque::from([preamble(), reset(None, now())]),
        looks: interval_at(Instant::now() + LOOK, LOOK),
        until_heartbeat: LOOKS_PER_HEARTBEAT,
    };
    if reader.look().await? == Access::Ended {
        return Err(ApiError::not_found());
    }
    // Boxed: it is moved with every event.
    Ok(stream::unfold(Box::new(reader), async |mut reader| {
        let bytes = reader.next().await?;
        Some((bytes, reader))
    }))
}

struct Reader {
    app: App,
    bearer: Bearer,
    /// Dropping the guard ends the subscription.
    subscribed: HashMap<Id<Environment>, DropGuard>,
    signals: SelectAll<BoxStream<'static, (Id<Environment>, Heard)>>,
    ready: VecDeque<Bytes>,
    looks: Interval,
    until_heartbeat: u32,
}

enum Heard {
    Event(Arc<StreamEvent>),
    /// Something was missed.
    Reset,
    /// The environment is gone.
    Gone,
}

impl Reader {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            tokio::select! {
                () = self.app.stop.cancelled() => return None,
                Some((environment, heard)) = self.signals.next() => self.hear(environment, heard),
                _ = self.looks.tick() => self.tick().await?,
            }
        }
    }

    fn hear(&mut self, environment: Id<Environment>, heard: Heard) {
        match heard {
            Heard::Event(event) => self.ready.push_back(event.without_id()),
            Heard::Reset => self.ready.push_back(reset(None, now())),
            Heard::Gone => drop(self.subscribed.remove(&environment)),
        }
    }

    async fn tick(&mut self) -> Option<()> {
        if now().timestamp() >= self.bearer.expires_at {
            return None;
        }
        // Boxed: what a query needs while it runs is more than all else of a stream.
        match Box::pin(self.look()).await {
            Ok(Access::Ended) => return None,
            // Of an environment that was just added the reader may hold old answers.
            Ok(Access::Wider) => self.ready.push_back(reset(None, now())),
            Ok(Access::Same) => {}
            Err(error) => tracing::debug!(%error, "a person's stream goes on without the database"),
        }
        self.until_heartbeat -= 1;
        if self.until_heartbeat == 0 {
            self.until_heartbeat = LOOKS_PER_HEARTBEAT;
            self.ready.push_back(HEARTBEAT);
        }
        Some(())
    }

    /// Follows who may read what.
    async fn look(&mut self) -> Result<Access, StoreError> {
        let mut reader = self.app.store.read().await?;
        let caller = store::access::find_caller(reader.conn(), self.bearer.caller.session).await?;
        let Some(Caller { user, membership: Some(membership), .. }) =
            caller.filter(|caller| caller.session_organization == self.bearer.caller.session_organization)
        else {
            return Ok(Access::Ended);
        };
        let readable = store::access::list_readable_environments(reader.conn(), user, &membership).await?;
        drop(reader);
        self.subscribed.retain(|id, _| readable.contains(id));
        let mut access = Access::Same;
        for id in readable {
            if self.subscribed.contains_key(&id) {
                continue;
            }
            let environment = match self.app.live.environment(id).await {
                Ok(environment) => environment,
                Err(error) => {
                    tracing::warn!(environment = %id, %error, "a person's stream is without an environment for now");
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

/// What a look found.
#[derive(PartialEq, Eq)]
enum Access {
    /// The session or the membership is over.
    Ended,
    Same,
    /// There are environments that were not there before.
    Wider,
}

fn signals(
    environment: Arc<LiveEnvironment>,
    receiver: Subscription,
    ended: CancellationToken,
) -> BoxStream<'static, (Id<Environment>, Heard)> {
    let id = environment.id;
    stream::unfold(Some(receiver), move |receiver| {
        let (environment, ended) = (Arc::clone(&environment), ended.clone());
        async move {
            let mut receiver: Subscription = receiver?;
            tokio::select! {
                biased;
                () = ended.cancelled() => None,
                () = environment.closed() => Some(((id, Heard::Gone), None)),
                signal = receiver.recv() => Some(match signal {
                    Some(Signal::Event(event)) => ((id, Heard::Event(event)), Some(receiver)),
                    Some(Signal::Reset) => ((id, Heard::Reset), Some(receiver)),
                    None => ((id, Heard::Gone), None),
                }),
            }
        }
    })
    .boxed()
}

//! A person's stream: every environment that they may read, as long as they may.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use axum::body::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream, SelectAll},
};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, Interval, interval_at},
};

use super::{HEARTBEAT, LOOK, LOOKS_PER_HEARTBEAT, preamble};
use crate::{
    app::App,
    domain::{environment::Environment, id::Id, time::now},
    http::{error::ApiError, extract::Bearer},
    live::{Signal, StreamEvent, reset},
    store::{self, StoreError},
};

/// # Errors
/// 404 for who has no organization.
pub async fn events(app: App, bearer: Bearer) -> Result<impl Stream<Item = Bytes> + Send, ApiError> {
    let mut reader = Reader {
        app,
        bearer,
        subscribed: HashSet::new(),
        signals: SelectAll::new(),
        ready: VecDeque::from([preamble(), reset(None, now())]),
        looks: interval_at(Instant::now() + LOOK, LOOK),
        until_heartbeat: LOOKS_PER_HEARTBEAT,
    };
    if !reader.look().await? {
        return Err(ApiError::not_found());
    }
    Ok(stream::unfold(reader, async |mut reader| {
        let bytes = reader.next().await?;
        Some((bytes, reader))
    }))
}

struct Reader {
    app: App,
    bearer: Bearer,
    subscribed: HashSet<Id<Environment>>,
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
        if !self.subscribed.contains(&environment) {
            return;
        }
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
        let before = self.subscribed.len();
        match self.look().await {
            Ok(false) => return None,
            // Of an environment that was just added the reader may hold old answers.
            Ok(true) if self.subscribed.len() > before => self.ready.push_back(reset(None, now())),
            Ok(true) => {}
            Err(error) => tracing::debug!(%error, "a person's stream goes on without the database"),
        }
        self.until_heartbeat -= 1;
        if self.until_heartbeat == 0 {
            self.until_heartbeat = LOOKS_PER_HEARTBEAT;
            self.ready.push_back(HEARTBEAT);
        }
        Some(())
    }

    /// Follows who may read what; `false` when the session or the membership has ended.
    async fn look(&mut self) -> Result<bool, StoreError> {
        let mut reader = self.app.store.read().await?;
        let caller = store::access::find_caller(reader.conn(), self.bearer.caller.session).await?;
        let Some((caller, membership)) =
            caller.and_then(|caller| caller.membership.clone().map(|m| (caller, m)))
        else {
            return Ok(false);
        };
        let readable =
            store::access::list_readable_environments(reader.conn(), caller.user, &membership).await?;
        drop(reader);
        self.subscribed.retain(|id| readable.contains(id));
        for id in readable {
            if self.subscribed.contains(&id) {
                continue;
            }
            if let Some(environment) = self.app.live.environment(id).await?
                && environment.is_here
            {
                self.subscribed.insert(id);
                self.signals.push(signals(id, environment.subscribe()));
            }
        }
        Ok(true)
    }
}

fn signals(id: Id<Environment>, receiver: Receiver<Signal>) -> BoxStream<'static, (Id<Environment>, Heard)> {
    stream::unfold(Some(receiver), move |receiver| async move {
        let mut receiver: Receiver<Signal> = receiver?;
        Some(match receiver.recv().await {
            Ok(Signal::Event(event)) => ((id, Heard::Event(event)), Some(receiver)),
            Ok(Signal::Reset) | Err(RecvError::Lagged(_)) => ((id, Heard::Reset), Some(receiver)),
            Err(RecvError::Closed) => ((id, Heard::Gone), None),
        })
    })
    .boxed()
}

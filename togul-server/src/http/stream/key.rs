//! An API key's stream: one environment, with ids to resume from.

use std::{collections::VecDeque, pin::Pin, sync::Arc};

use axum::body::Bytes;
use futures_util::{Stream, stream};
use togul_core::{Fingerprint, Revision};
use tokio::time::{Instant, Interval, interval_at};

use super::{CHECK_INTERVAL, CHECKS_PER_HEARTBEAT, HEARTBEAT, preamble};
use crate::{
    app::App,
    domain::{change::Head, time::now},
    http::guards::body_budget::count_shared,
    limits::body_budget::Holder,
    live::{self, LiveKey, Signal, Subscription, reset},
    store::{self, StoreError, changes::LogPage},
};

/// The state that a reader holds when it connects.
#[derive(Clone, Copy, Debug)]
pub struct ResumePoint {
    pub revision: Revision,
    /// The fingerprint that the reader has at that revision, if it sent one.
    pub fingerprint: Option<Fingerprint>,
}

/// What the events of a stream are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventForm {
    /// Which object has changed.
    Classic,
    /// The same, with the object.
    Content,
    /// That something has changed since the reader's revision, as OFREP announces it.
    Refetch,
}

/// Everything after `resume`, or a reset first when the stream cannot resume there.
///
/// # Errors
/// [`StoreError::Unavailable`] when the reader is ahead of this server and the database is unavailable.
pub async fn events(
    app: App,
    key: Arc<LiveKey>,
    form: EventForm,
    resume: Option<ResumePoint>,
) -> Result<impl Stream<Item = Bytes> + Send, StoreError> {
    // Subscribed first: events during the replay wait in the ring.
    let live = key.environment.subscribe().ok_or_else(StoreError::timed_out)?;
    if let Some(resume) = resume {
        app.live.catch_up(&key.environment, resume.revision).await?;
    }
    let current = key.environment.published().head();
    let resume = match resume {
        // A single event announces everything that was missed.
        Some(resume) if form == EventForm::Refetch => {
            Some(resume.revision).filter(|revision| *revision == current.revision)
        }
        Some(resume) if is_in_history(resume, current, &live, &key, &app).await => Some(resume.revision),
        _ => None,
    };
    let ended = {
        let (drain, key) = (Arc::clone(&app.drain), Arc::clone(&key));
        async move {
            tokio::select! {
                () = drain.end_of_stream() => {}
                () = key.ended() => {}
            }
        }
    };
    let mut key_stream = KeyStream {
        live,
        ended: Box::pin(ended),
        app,
        key,
        form,
        sent: resume.unwrap_or_default(),
        replay_until: resume.map(|_| current.revision),
        ready: VecDeque::from([preamble()]),
        checks: interval_at(Instant::now() + CHECK_INTERVAL, CHECK_INTERVAL),
        until_heartbeat: CHECKS_PER_HEARTBEAT,
    };
    if resume.is_none() {
        key_stream.reset();
    }
    // Boxed: it is moved with every event.
    Ok(stream::unfold(Box::new(key_stream), async |mut key_stream| {
        let bytes = key_stream.next().await?;
        Some((bytes, key_stream))
    }))
}

/// Whether a transaction of this server's history ended at that revision, with the reader's fingerprint if it sent one.
/// After a failover to a replica that had lost commits, the same revision can have other content.
async fn is_in_history(
    resume: ResumePoint,
    current: Head,
    live: &Subscription,
    key: &LiveKey,
    app: &App,
) -> bool {
    let known = if resume.revision > current.revision {
        None
    } else if resume.revision == current.revision {
        Some(current.fingerprint)
    } else if resume.revision == Revision::ZERO {
        Some(Fingerprint::default())
    } else if let Some(fingerprint) = live.fingerprint_at(resume.revision) {
        Some(fingerprint)
    } else {
        let logged = async {
            let mut connection = app.store.for_evaluation().read().await?;
            store::changes::find_fingerprint(connection.conn(), key.environment.id, resume.revision).await
        };
        // Boxed: the future of a query is larger than the rest of the stream's state.
        Box::pin(logged).await.unwrap_or_else(|error| {
            error.warn("could not read where a stream resumes: the reader gets a reset");
            None
        })
    };
    known.is_some_and(|known| resume.fingerprint.is_none_or(|held| held == known))
}

struct KeyStream {
    app: App,
    key: Arc<LiveKey>,
    form: EventForm,
    live: Subscription,
    /// Resolves when the server drains or the key ends. One future for the whole stream: to create and cancel one with
    /// every event would make all streams contend for the same locks.
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// The revision that the reader has.
    sent: Revision,
    /// Changes up to this revision are in the ring or else in the change log; later ones are in the ring.
    replay_until: Option<Revision>,
    ready: VecDeque<Bytes>,
    checks: Interval,
    until_heartbeat: u32,
}

impl KeyStream {
    /// The next bytes; `None` when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            // Only here, when the reader has accepted everything: what it does not accept stays in memory.
            match self.replay_until {
                Some(until) if self.sent < until => {
                    if self.app.stop.is_cancelled() || !self.key.is_valid_at(now()) {
                        return None;
                    }
                    if self.live.resume_after(self.sent) {
                        self.replay_until = None;
                    } else {
                        // Boxed: the future of a query is larger than the rest of the stream's state.
                        Box::pin(self.replay(until)).await?;
                    }
                }
                _ => self.receive().await?,
            }
        }
    }

    /// Sends the next groups of the log up to `until`. When the log does not continue at the reader's revision, or with
    /// a group that is too large for a reader, sends a reset. `None` when the stream ends.
    async fn replay(&mut self, until: Revision) -> Option<()> {
        let sent = self.sent;
        match self.read_log().await {
            Ok(page) => {
                for group in page.groups {
                    let (Some(first), Some(last)) = (group.first(), group.last()) else { break };
                    if first.revision != self.sent.next() || last.revision > until {
                        break;
                    }
                    let content = self.form == EventForm::Content;
                    let Some(events) = live::events(self.key.environment.id, &group, content) else { break };
                    self.sent = last.revision;
                    self.push(events)?;
                }
            }
            Err(error) => error.warn("could not replay changes: the reader gets a reset"),
        }
        if self.sent == sent {
            self.reset();
        }
        Some(())
    }

    /// Queues events. `None`, which ends the stream, when the readers of the organization's streams leave too much of what
    /// they were sent in memory; the reader may connect again.
    fn push(&mut self, events: Bytes) -> Option<()> {
        let organization = self.key.environment.organization;
        match count_shared(&self.app.bodies, events, Holder::Events(organization)) {
            Ok(events) => self.ready.push_back(events),
            Err(error) => {
                tracing::debug!(%organization, %error, "a stream ends");
                return None;
            }
        }
        Some(())
    }

    async fn read_log(&mut self) -> Result<LogPage, StoreError> {
        let mut connection = self.app.store.for_evaluation().read().await?;
        store::changes::list_groups(connection.conn(), self.key.environment.id, self.sent).await
    }

    fn reset(&mut self) {
        let current = self.key.environment.published().head();
        self.sent = current.revision;
        self.ready.push_back(match self.form {
            EventForm::Refetch => refetch(current.revision),
            form => reset(Some((self.key.environment.id, current)), form == EventForm::Content, now()),
        });
        self.replay_until = None;
    }

    async fn receive(&mut self) -> Option<()> {
        // Not `biased`: the `ended` branch must be reached even if signals are always ready.
        tokio::select! {
            () = &mut self.ended => return None,
            signal = self.live.recv() => match signal? {
                Signal::Group(group) if group.revision <= self.sent => {}
                Signal::Group(group) => {
                    self.sent = group.revision;
                    self.push(match self.form {
                        EventForm::Refetch => refetch(group.revision),
                        form => group.bytes(form == EventForm::Content),
                    })?;
                }
                Signal::Reset => self.reset(),
            },
            _ = self.checks.tick() => {
                if !self.key.is_valid_at(now()) {
                    return None;
                }
                self.until_heartbeat -= 1;
                if self.until_heartbeat == 0 {
                    self.until_heartbeat = CHECKS_PER_HEARTBEAT;
                    self.ready.push_back(HEARTBEAT);
                }
            }
        }
        Some(())
    }
}

/// The event of OFREP at a revision.
fn refetch(revision: Revision) -> Bytes {
    let seconds = now().timestamp();
    Bytes::from(format!(
        "id: {revision}\ndata: {{\"type\":\"refetchEvaluation\",\"etag\":\"\\\"{revision}\\\"\",\"lastModified\":{seconds}}}\n\n"
    ))
}

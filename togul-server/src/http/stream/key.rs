//! An API key's stream: one environment, with ids to resume from.

use std::{collections::VecDeque, pin::Pin, sync::Arc};

use axum::body::Bytes;
use futures_util::{Stream, stream};
use tokio::time::{Instant, Interval, interval_at};

use super::{HEARTBEAT, LOOK, LOOKS_PER_HEARTBEAT, preamble};
use crate::{
    app::App,
    domain::time::now,
    live::{LiveKey, Signal, Subscription, frame, reset},
    store::{self, StoreError},
};

/// How many changes are replayed at a time: of the largest flags these are 4 MiB.
const BATCH: i64 = 16;

/// Everything after revision `from`, or a reset first when there is no such place to resume from.
///
/// # Errors
/// [`StoreError::Unavailable`] when the reader is ahead of this server and nobody can say who is right.
pub async fn events(
    app: App,
    key: Arc<LiveKey>,
    content: bool,
    from: Option<i64>,
) -> Result<impl Stream<Item = Bytes> + Send, StoreError> {
    // Subscribed first: what happens during the replay waits in the feed.
    let live = key.environment.subscribe().ok_or_else(StoreError::timed_out)?;
    if let Some(from) = from {
        key.environment.catch_up_to(from, &app.store).await?;
    }
    let present = key.environment.published().revision();
    let from = from.filter(|from| *from <= present);
    let ended = {
        let (stop, key) = (app.stop.clone(), Arc::clone(&key));
        async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = key.ended() => {}
            }
        }
    };
    let mut reader = Reader {
        live,
        ended: Box::pin(ended),
        app,
        key,
        content,
        sent: from.unwrap_or_default(),
        replay_until: from.map(|_| present),
        ready: VecDeque::from([preamble()]),
        looks: interval_at(Instant::now() + LOOK, LOOK),
        until_heartbeat: LOOKS_PER_HEARTBEAT,
    };
    if from.is_none() {
        reader.reset();
    }
    // Boxed: it is moved with every event.
    Ok(stream::unfold(Box::new(reader), async |mut reader| {
        let bytes = reader.next().await?;
        Some((bytes, reader))
    }))
}

struct Reader {
    app: App,
    key: Arc<LiveKey>,
    content: bool,
    live: Subscription,
    /// Resolves when the server stops or the key ends. One future for the whole stream: to begin and give up waiting
    /// with every event would have all streams queue for the same locks.
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// The revision that the reader has.
    sent: i64,
    /// What is missing up to this revision is in the feed or else in the change log; the feed has what came later.
    replay_until: Option<i64>,
    ready: VecDeque<Bytes>,
    looks: Interval,
    until_heartbeat: u32,
}

impl Reader {
    /// The next bytes; none when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            match self.replay_until {
                Some(until) if self.sent < until => {
                    if self.app.stop.is_cancelled() || !self.key.is_valid_at(now()) {
                        return None;
                    }
                    if self.live.resume_after(self.sent) {
                        self.replay_until = None;
                    } else {
                        // Boxed: what a query needs while it runs is more than all else of a stream.
                        Box::pin(self.replay(until)).await;
                    }
                }
                _ => self.listen().await?,
            }
        }
    }

    async fn replay(&mut self, until: i64) {
        match self.changes().await {
            // A gap means that the log no longer reaches back so far.
            Ok(changes) if changes.first().is_some_and(|first| first.revision == self.sent + 1) => {
                for change in changes.iter().take_while(|change| change.revision <= until) {
                    self.ready.push_back(frame(self.key.environment.id, change, self.content));
                    self.sent = change.revision;
                }
            }
            Ok(_) => self.reset(),
            Err(error) => {
                tracing::warn!(%error, "could not replay: the reader starts over");
                self.reset();
            }
        }
    }

    async fn changes(&mut self) -> Result<Vec<store::changes::Change>, StoreError> {
        let mut reader = self.app.store.read().await?;
        store::changes::list_after(reader.conn(), self.key.environment.id, self.sent, BATCH).await
    }

    fn reset(&mut self) {
        self.sent = self.key.environment.published().revision();
        self.ready.push_back(reset(Some((self.key.environment.id, self.sent)), now()));
        self.replay_until = None;
    }

    async fn listen(&mut self) -> Option<()> {
        // In no fixed order, so that a reader who is always behind is ended like any other.
        tokio::select! {
            () = &mut self.ended => return None,
            signal = self.live.recv() => match signal? {
                Signal::Event(event) if event.revision <= self.sent => {}
                Signal::Event(event) => {
                    self.sent = event.revision;
                    self.ready.push_back(event.bytes(self.content));
                }
                Signal::Reset => self.reset(),
            },
            _ = self.looks.tick() => {
                if !self.key.is_valid_at(now()) {
                    return None;
                }
                self.until_heartbeat -= 1;
                if self.until_heartbeat == 0 {
                    self.until_heartbeat = LOOKS_PER_HEARTBEAT;
                    self.ready.push_back(HEARTBEAT);
                }
            }
        }
        Some(())
    }
}

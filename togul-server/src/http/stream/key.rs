//! An API key's stream: one environment, with ids to resume from.

use std::{collections::VecDeque, sync::Arc};

use axum::body::Bytes;
use futures_util::{Stream, stream};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, Interval, interval_at},
};

use super::{HEARTBEAT, LOOK, LOOKS_PER_HEARTBEAT, preamble};
use crate::{
    app::App,
    domain::time::now,
    live::{LiveKey, Signal, frame, reset},
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
    // Subscribed first: what happens during the replay waits in the channel.
    let live = key.environment.subscribe().ok_or_else(StoreError::timed_out)?;
    if from > Some(key.environment.published().revision()) {
        key.environment.follow(&app.store).await?;
    }
    let present = key.environment.published().revision();
    let from = from.filter(|from| *from <= present);
    let mut reader = Reader {
        live,
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
    Ok(stream::unfold(reader, async |mut reader| {
        let bytes = reader.next().await?;
        Some((bytes, reader))
    }))
}

struct Reader {
    app: App,
    key: Arc<LiveKey>,
    content: bool,
    live: Receiver<Signal>,
    /// The revision that the reader has.
    sent: i64,
    /// The change log is read up to this revision; the channel has what came later.
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
                    if self.app.stop.is_cancelled() || !self.key.counts_at(now()) {
                        return None;
                    }
                    self.replay(until).await;
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

    async fn changes(&self) -> Result<Vec<store::changes::Change>, StoreError> {
        let mut reader = self.app.store.read().await?;
        store::changes::list_after(reader.conn(), self.key.environment.id, self.sent, BATCH).await
    }

    fn reset(&mut self) {
        self.sent = self.key.environment.published().revision();
        self.ready.push_back(reset(Some((self.key.environment.id, self.sent)), now()));
        self.replay_until = None;
    }

    async fn listen(&mut self) -> Option<()> {
        tokio::select! {
            () = self.app.stop.cancelled() => return None,
            () = self.key.ended() => return None,
            signal = self.live.recv() => match signal {
                Ok(Signal::Event(event)) if event.revision <= self.sent => {}
                Ok(Signal::Event(event)) => {
                    self.sent = event.revision;
                    self.ready.push_back(event.bytes(self.content));
                }
                Ok(Signal::Reset) | Err(RecvError::Lagged(_)) => self.reset(),
                Err(RecvError::Closed) => return None,
            },
            _ = self.looks.tick() => {
                if !self.key.counts_at(now()) {
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

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
    live::{LiveKey, REPLAY_BATCH, Signal, from_change, reset},
    store::{self, StoreError},
};

/// Everything after revision `from`, or a reset first when there is no such place to resume from.
pub fn events(
    app: App,
    key: Arc<LiveKey>,
    content: bool,
    from: Option<i64>,
) -> impl Stream<Item = Bytes> + Send {
    // Subscribed first: what happens during the replay waits in the channel.
    let live = key.environment.subscribe();
    let reader = Reader {
        live,
        app,
        key,
        content,
        sent: 0,
        place: Place::Start(from),
        ready: VecDeque::from([preamble()]),
        looks: interval_at(Instant::now() + LOOK, LOOK),
        until_heartbeat: LOOKS_PER_HEARTBEAT,
    };
    stream::unfold(reader, async |mut reader| {
        let bytes = reader.next().await?;
        Some((bytes, reader))
    })
}

struct Reader {
    app: App,
    key: Arc<LiveKey>,
    content: bool,
    live: Receiver<Signal>,
    /// The revision that the reader has.
    sent: i64,
    place: Place,
    ready: VecDeque<Bytes>,
    looks: Interval,
    until_heartbeat: u32,
}

enum Place {
    Start(Option<i64>),
    /// Reading the change log up to this revision; the channel has what came later.
    Replaying(i64),
    Live,
}

impl Reader {
    /// The next bytes; none when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            match self.place {
                Place::Start(None) => self.reset(),
                Place::Start(Some(from)) => self.resume(from).await,
                Place::Replaying(until) if self.sent >= until => self.place = Place::Live,
                Place::Replaying(until) => self.replay(until).await,
                Place::Live => self.listen().await?,
            }
        }
    }

    async fn resume(&mut self, from: i64) {
        let environment = &self.key.environment;
        if from > environment.published().revision()
            && let Err(error) = environment.follow(&self.app.store).await
        {
            tracing::warn!(%error, "could not look whether a resuming reader is ahead");
        }
        let present = environment.published().revision();
        if from > present {
            return self.reset();
        }
        self.sent = from;
        self.place = Place::Replaying(present);
    }

    async fn replay(&mut self, until: i64) {
        match self.changes().await {
            // A gap means that the log no longer reaches back so far.
            Ok(changes) if changes.first().is_some_and(|first| first.revision == self.sent + 1) => {
                for change in changes.iter().take_while(|change| change.revision <= until) {
                    self.ready.push_back(from_change(self.key.environment.id, change).bytes(self.content));
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
        store::changes::list_after(reader.conn(), self.key.environment.id, self.sent, REPLAY_BATCH).await
    }

    fn reset(&mut self) {
        self.sent = self.key.environment.published().revision();
        self.ready.push_back(reset(Some((self.key.environment.id, self.sent)), now()));
        self.place = Place::Live;
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

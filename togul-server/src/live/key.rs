//! API keys in memory.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use chrono::DateTime;
use tokio::sync::mpsc;

use super::{LiveEnvironment, end_flag::EndFlag};
use crate::{
    auth::secret::SecretHash,
    domain::{
        api_key::{ApiKey, Scope},
        id::Id,
        time::{Time, now},
    },
    store::{
        self, Store,
        api_keys::{KeySecrets, LiveKeyRow},
    },
};

/// Microseconds between two writes of a key's last use.
const USE_INTERVAL: i64 = 60_000_000;

/// One secret of a key: after a rotation with overlap there are two.
#[derive(Debug)]
pub struct LiveKey {
    pub id: Id<ApiKey>,
    /// The hash of this secret.
    pub secret: SecretHash,
    pub scope: Scope,
    pub environment: Arc<LiveEnvironment>,
    /// Microseconds since 1970; `i64::MAX` for never.
    expires_at: AtomicI64,
    last_used_at: AtomicI64,
    /// The version of the environment's keys that it was read at.
    access_version: AtomicI64,
    ended: EndFlag,
}

/// When and from where a key was used.
pub(super) type KeyUsage = (Id<ApiKey>, Time, IpAddr);

impl LiveKey {
    pub(super) fn of(row: &LiveKeyRow, hash: SecretHash, environment: Arc<LiveEnvironment>) -> Arc<Self> {
        let secrets = &row.secrets;
        Arc::new(Self {
            id: secrets.key.id,
            secret: hash,
            scope: secrets.key.scope,
            environment,
            expires_at: AtomicI64::new(expiry(secrets, hash)),
            last_used_at: AtomicI64::new(secrets.key.last_used_at.map_or(0, |time| time.timestamp_micros())),
            access_version: AtomicI64::new(row.access),
            ended: EndFlag::default(),
        })
    }

    #[must_use]
    pub fn is_valid_at(&self, now: Time) -> bool {
        self.is_unexpired_at(now) && !self.ended.is_set() && !self.environment.is_closed()
    }

    pub(super) fn is_unexpired_at(&self, now: Time) -> bool {
        now.timestamp_micros() < self.expires_at.load(Relaxed)
    }

    /// Resolves when the key or its environment is gone. The caller checks for expiry with [`Self::is_valid_at`].
    pub async fn ended(&self) {
        tokio::select! {
            () = self.ended.wait() => {}
            () = self.environment.closed() => {}
        }
    }

    pub(super) fn access_version(&self) -> i64 {
        self.access_version.load(Relaxed)
    }

    /// Takes over what the database has at this version; without `secrets`, or once it has expired, the key ends. Only
    /// under the environment's access lock: a later version must not be overwritten.
    pub(super) fn refresh(&self, secrets: Option<&KeySecrets>, hash: SecretHash, access_version: i64) {
        self.access_version.store(access_version, Relaxed);
        if let Some(secrets) = secrets {
            self.expires_at.store(expiry(secrets, hash), Relaxed);
        }
        if secrets.is_none() || !self.is_unexpired_at(now()) {
            // Connections may hold it still.
            self.end();
        }
    }

    pub(super) fn end(&self) {
        self.ended.set();
    }

    /// Microseconds since 1970, precise to a minute.
    pub(super) fn last_used(&self) -> i64 {
        self.last_used_at.load(Relaxed)
    }

    pub(super) fn record_use(
        &self,
        now: Time,
        from: impl FnOnce() -> IpAddr,
        usage_sender: &mpsc::Sender<KeyUsage>,
    ) {
        let last = self.last_used_at.load(Relaxed);
        let current = now.timestamp_micros();
        if current - last >= USE_INTERVAL
            && self.last_used_at.compare_exchange(last, current, Relaxed, Relaxed).is_ok()
        {
            // A full queue means that the database is slow. This update is dropped; another one follows in a minute.
            let _ = usage_sender.try_send((self.id, now, from()));
        }
    }
}

fn expiry(secrets: &KeySecrets, hash: SecretHash) -> i64 {
    let overlap = secrets.previous.filter(|(previous, _)| *previous == hash).map(|(_, until)| until);
    [secrets.key.expires_at, overlap]
        .into_iter()
        .flatten()
        .min()
        .as_ref()
        .map_or(i64::MAX, DateTime::timestamp_micros)
}

/// Writes the uses that keys report.
pub(super) async fn write_usage(store: Store, mut usage_receiver: mpsc::Receiver<KeyUsage>) {
    while let Some((key, at, ip)) = usage_receiver.recv().await {
        let written = async {
            let mut tx = store.begin().await?;
            store::api_keys::touch(tx.conn(), key, at, &ip.to_string()).await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::debug!(%key, %error, "could not write when a key was last used");
        }
    }
}

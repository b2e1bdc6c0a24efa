//! What evaluation reads: compiled environments and API keys, in memory, following the change log.
//!
//! A commit sends a notice (see [`crate::store::Tx::commit`]); the follower reads the change log after what it
//! has, applies each change to the compiled environment first and tells the subscribers second. Whoever starts
//! from memory therefore never sees an event before the answer it announces.
//!
//! Keys and environments load when they are first asked for, once for all who ask at that moment.

mod environment;
mod event;
mod flight;
mod key;
mod sweep;

pub use environment::{BATCH as REPLAY_BATCH, LiveEnvironment, Published, Signal};
pub use event::{StreamEvent, from_change, reset};
pub use key::LiveKey;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::flight::Flights;
use crate::{
    auth::secret::SecretHash,
    domain::{
        environment::Environment,
        id::Id,
        time::{Time, now},
    },
    store::{self, Notice, Notified, Store, StoreError, api_keys::KeySecrets},
};

/// How long an unknown secret stays unknown without asking the database again, and how many are remembered.
const UNKNOWN_FOR: Duration = Duration::from_secs(5);
const UNKNOWN_MOST: usize = 10_000;

type Keys = HashMap<SecretHash, Arc<LiveKey>>;
type Environments = HashMap<Id<Environment>, Arc<LiveEnvironment>>;

/// Everything that evaluation needs, shared by all requests.
#[derive(Debug)]
pub struct Live {
    store: Store,
    region: String,
    keys: RwLock<Keys>,
    environments: RwLock<Environments>,
    unknown: Mutex<HashMap<SecretHash, Instant>>,
    /// How often keys and environments were renewed.
    renewals: AtomicU64,
    loading_keys: Flights<SecretHash>,
    loading_environments: Flights<Id<Environment>>,
    usage: mpsc::Sender<key::Usage>,
}

impl Live {
    /// Starts following `notices`, until `ended`.
    #[must_use]
    pub fn start(
        store: Store,
        region: String,
        mut notices: mpsc::UnboundedReceiver<Notified>,
        ended: &CancellationToken,
    ) -> Arc<Self> {
        let (usage, used) = mpsc::channel(1024);
        let live = Arc::new(Self {
            store: store.clone(),
            region,
            keys: RwLock::default(),
            environments: RwLock::default(),
            unknown: Mutex::default(),
            renewals: AtomicU64::new(0),
            loading_keys: Flights::default(),
            loading_environments: Flights::default(),
            usage,
        });
        let follower = Arc::clone(&live);
        let follow = async move {
            while let Some((notice, done)) = notices.recv().await {
                let live = Arc::clone(&follower);
                tokio::spawn(async move {
                    live.act(notice).await;
                    let _ = done.send(());
                });
            }
        };
        tokio::spawn(ended.clone().run_until_cancelled_owned(follow));
        tokio::spawn(ended.clone().run_until_cancelled_owned(key::record_usage(store.clone(), used)));
        tokio::spawn(ended.clone().run_until_cancelled_owned(sweep::forget(store)));
        tokio::spawn(ended.clone().run_until_cancelled_owned(sweep::run(Arc::clone(&live))));
        live
    }

    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The key with this secret, if it counts at this moment.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it is not known here and the database is away.
    pub async fn key(&self, hash: SecretHash) -> Result<Option<Arc<LiveKey>>, StoreError> {
        let now = now();
        if let Some(key) = read(&self.keys).get(&hash) {
            return Ok(Some(Arc::clone(key)).filter(|key| key.counts_at(now)));
        }
        if self.is_unknown(hash) {
            return Ok(None);
        }
        let _turn = self.loading_keys.take_off(hash).await;
        if let Some(key) = read(&self.keys).get(&hash) {
            return Ok(Some(Arc::clone(key)).filter(|key| key.counts_at(now)));
        }
        if self.is_unknown(hash) {
            return Ok(None);
        }
        Ok(self.load_key(hash).await?.filter(|key| key.counts_at(now)))
    }

    /// Who was renewed between reading the row and keeping it found nothing to renew: then it is read again.
    async fn load_key(&self, hash: SecretHash) -> Result<Option<Arc<LiveKey>>, StoreError> {
        loop {
            let renewals = self.renewals.load(SeqCst);
            let found = store::api_keys::find_by_hash(self.store.read().await?.conn(), hash).await?;
            let key = match found.filter(|found| found.key.revoked_at.is_none()) {
                Some(secrets) => {
                    let environment = self.environment(secrets.key.environment_id).await?;
                    environment.map(|environment| LiveKey::of(&secrets, hash, environment))
                }
                None => None,
            };
            match &key {
                Some(key) => drop(write(&self.keys).insert(hash, Arc::clone(key))),
                None => drop(write(&self.keys).remove(&hash)),
            }
            if self.renewals.load(SeqCst) == renewals {
                if key.is_none() {
                    self.remember_unknown(hash);
                }
                return Ok(key);
            }
        }
    }

    /// The environment, loaded if need be; none when it does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it is not known here and the database is away.
    pub async fn environment(&self, id: Id<Environment>) -> Result<Option<Arc<LiveEnvironment>>, StoreError> {
        if let Some(known) = self.known(id) {
            return Ok(Some(known));
        }
        let _turn = self.loading_environments.take_off(id).await;
        if let Some(known) = self.known(id) {
            return Ok(Some(known));
        }
        loop {
            let renewals = self.renewals.load(SeqCst);
            let loaded = LiveEnvironment::load(&self.store, id, &self.region).await?.map(Arc::new);
            match &loaded {
                Some(loaded) => {
                    write(&self.environments).insert(id, Arc::clone(loaded));
                    // What was committed between reading and inserting found nobody to tell.
                    loaded.follow(&self.store).await?;
                }
                None => drop(write(&self.environments).remove(&id)),
            }
            if self.renewals.load(SeqCst) == renewals {
                return Ok(loaded);
            }
        }
    }

    /// Notes that a key was used: written at most once a minute and key, and not by this call.
    pub fn used(&self, key: &LiveKey, ip: std::net::IpAddr) {
        key.used(now(), ip, &self.usage);
    }

    fn known(&self, id: Id<Environment>) -> Option<Arc<LiveEnvironment>> {
        read(&self.environments).get(&id).cloned()
    }

    async fn act(&self, notice: Notice) {
        let result = match notice {
            Notice::Changed(id) => match self.known(id) {
                Some(environment) => environment.follow(&self.store).await,
                None => Ok(()),
            },
            Notice::Access(id) => self.renew(id).await,
        };
        if let Err(error) = result {
            tracing::warn!(?notice, %error, "could not follow a change; the next look will");
        }
    }

    /// Takes an environment's row and keys as they are now: ends what no longer counts.
    async fn renew(&self, id: Id<Environment>) -> Result<(), StoreError> {
        self.renewals.fetch_add(1, SeqCst);
        let Some(known) = self.known(id) else { return Ok(()) };
        let mut reader = self.store.read().await?;
        let row = store::environments::find_live(reader.conn(), id).await?;
        let fresh = store::api_keys::list_of_environment(reader.conn(), id).await?;
        drop(reader);
        if row.is_none_or(|row| !known.is_as(&row, &self.region)) {
            known.close();
            write(&self.environments).remove(&id);
            let mut keys = write(&self.keys);
            keys.retain(|_, key| key.environment.id != id);
            return Ok(());
        }
        self.renew_keys(id, &fresh, now());
        known.follow(&self.store).await
    }

    fn renew_keys(&self, environment: Id<Environment>, fresh: &[KeySecrets], now: Time) {
        let secrets_of = |hash: &SecretHash| {
            fresh.iter().find(|found| {
                found.key.revoked_at.is_none()
                    && (found.hash == *hash || found.previous.is_some_and(|(previous, _)| previous == *hash))
            })
        };
        write(&self.keys).retain(|hash, key| {
            if key.environment.id != environment {
                return true;
            }
            match secrets_of(hash) {
                Some(secrets) => {
                    key.renew(secrets, *hash);
                    key.counts_at(now)
                }
                None => {
                    key.end();
                    false
                }
            }
        });
    }

    fn is_unknown(&self, hash: SecretHash) -> bool {
        let unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        unknown.get(&hash).is_some_and(|since| since.elapsed() < UNKNOWN_FOR)
    }

    fn remember_unknown(&self, hash: SecretHash) {
        let mut unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        if unknown.len() >= UNKNOWN_MOST {
            unknown.retain(|_, since| since.elapsed() < UNKNOWN_FOR);
        }
        if unknown.len() < UNKNOWN_MOST {
            unknown.insert(hash, Instant::now());
        }
    }
}

// Nothing that holds these locks can panic half-way, so a poisoned map is a whole one.
fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

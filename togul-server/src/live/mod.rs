//! What evaluation reads: compiled environments and API keys, in memory, following the change log.
//!
//! A commit sends its changes to this process and a notice to all others on the database (see
//! [`crate::store::Tx::commit`]). The process that committed applies the changes without reading them again, so that it
//! evaluates what it acknowledged even if the database is gone right after the commit. On a notice the environment reads
//! the change log after its current revision. Either way it applies each transaction's changes as one, and then sends
//! them to its subscribers. A subscriber therefore never sees an event before the answer that it announces.
//!
//! Keys and environments are loaded on first use, once for all requests that need them at that moment, and evicted
//! when they have not been used for long.

mod access;
mod compression;
mod end_flag;
mod environment;
mod evaluation_pool;
mod event;
mod feed;
mod following;
mod key;
mod keys;
mod maintenance;
mod published;
mod ring;
mod single_flight;
mod unknown_keys;
mod user_streams;

pub use environment::LiveEnvironment;
pub use evaluation_pool::{EvaluationLimits, EvaluationPool};
pub use event::{EventGroup, events, reset};
pub use feed::{Attached, OrganizationFeed};
pub use key::LiveKey;
pub use published::Published;
pub use ring::{Signal, Subscription};
pub use user_streams::UserStreamGuard;

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use self::{
    feed::Feeds, key::KeyUsage, keys::KeyTable, single_flight::SingleFlight, unknown_keys::UnknownKeys,
    user_streams::UserStreams,
};
use crate::{
    auth::secret::SecretHash,
    domain::{
        account::User,
        environment::Environment,
        id::Id,
        quota::{Quota, QuotaExceeded},
        time::{Time, now},
    },
    store::{self, ChangeSignal, Committed, Notice, Store, StoreError, WAIT_TIMEOUT, api_keys::LiveKeyRow},
};

/// How many look-ups of keys that are not in memory use the database at the same time: a flood of unknown keys must leave
/// connections and processor time for everything else.
const KEY_LOOKUPS: usize = 4;

/// What happens to a change that could not be followed.
const FOLLOWED: &str = "the next comparison with the database will follow it";

/// How often a key is read until its version agrees with its environment's.
const MAX_ATTEMPTS: usize = 5;

type Environments = HashMap<Id<Environment>, Arc<LiveEnvironment>>;

/// Everything that evaluation needs, shared by all requests.
#[derive(Debug)]
pub struct Live {
    store: Store,
    region: String,
    keys: RwLock<KeyTable>,
    environments: RwLock<Environments>,
    unknown_keys: UnknownKeys,
    key_lookups: Semaphore,
    feeds: Mutex<Feeds>,
    user_streams: UserStreams,
    loading_keys: SingleFlight<SecretHash>,
    loading_environments: SingleFlight<Id<Environment>>,
    usage_sender: mpsc::Sender<KeyUsage>,
    /// When everything in memory was last known to equal the database.
    compared_at: Mutex<Instant>,
}

impl Live {
    /// Follows the `signals` until `stop` is cancelled.
    #[must_use]
    pub fn start(
        store: Store,
        region: String,
        mut signals: mpsc::UnboundedReceiver<ChangeSignal>,
        stop: &CancellationToken,
    ) -> Arc<Self> {
        let (usage_sender, usage_receiver) = mpsc::channel(1024);
        let live = Arc::new(Self {
            store: store.for_evaluation(),
            region,
            keys: RwLock::default(),
            environments: RwLock::default(),
            unknown_keys: UnknownKeys::default(),
            key_lookups: Semaphore::new(KEY_LOOKUPS),
            feeds: Mutex::default(),
            user_streams: UserStreams::default(),
            loading_keys: SingleFlight::default(),
            loading_environments: SingleFlight::default(),
            usage_sender,
            compared_at: Mutex::new(Instant::now()),
        });
        let follower = Arc::clone(&live);
        let follow = async move {
            while let Some(signal) = signals.recv().await {
                let live = Arc::clone(&follower);
                tokio::spawn(async move { live.handle_signal(signal).await });
            }
        };
        tokio::spawn(stop.clone().run_until_cancelled_owned(follow));
        tokio::spawn(stop.clone().run_until_cancelled_owned(key::write_usage(store.clone(), usage_receiver)));
        tokio::spawn(stop.clone().run_until_cancelled_owned(maintenance::prune_store(store.clone())));
        tokio::spawn(stop.clone().run_until_cancelled_owned(maintenance::prune_audit_log(store)));
        tokio::spawn(stop.clone().run_until_cancelled_owned(maintenance::reconcile(Arc::clone(&live))));
        tokio::spawn(stop.clone().run_until_cancelled_owned(maintenance::evict(Arc::clone(&live))));
        live
    }

    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The key with this secret, if it is valid now; loaded if need be.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it is not in memory and the database is unavailable.
    pub async fn key(self: &Arc<Self>, hash: SecretHash) -> Result<Option<Arc<LiveKey>>, StoreError> {
        if let Some(answer) = self.lookup_key(hash) {
            return Ok(answer);
        }
        let _loading = self.loading_keys.lock(hash).await?;
        match self.lookup_key(hash) {
            Some(answer) => Ok(answer),
            None => self.load_key(hash).await,
        }
    }

    /// The key with this secret, if it is in memory and valid now.
    #[must_use]
    pub fn cached_key(&self, hash: SecretHash, now: Time) -> Option<Arc<LiveKey>> {
        read(&self.keys).get(hash).filter(|key| key.is_valid_at(now)).cloned()
    }

    /// The key from memory, or `Some(None)` for a secret that is known to be invalid. `None` when the database decides.
    fn lookup_key(&self, hash: SecretHash) -> Option<Option<Arc<LiveKey>>> {
        let Some(key) = read(&self.keys).get(hash).cloned() else {
            return self.unknown_keys.contains(hash, Instant::now()).then_some(None);
        };
        if key.is_valid_at(now()) {
            return Some(Some(key));
        }
        // Its environment may have been evicted at this moment, which does not make the key invalid.
        if key.environment.is_closed() { None } else { Some(None) }
    }

    async fn find_key(&self, hash: SecretHash) -> Result<Option<LiveKeyRow>, StoreError> {
        let permit = tokio::time::timeout(WAIT_TIMEOUT, self.key_lookups.acquire()).await;
        let _permit = permit.map_err(|_| StoreError::timed_out())?;
        store::api_keys::find_by_hash(self.store.read().await?.conn(), hash).await
    }

    async fn load_key(self: &Arc<Self>, hash: SecretHash) -> Result<Option<Arc<LiveKey>>, StoreError> {
        for _ in 0..MAX_ATTEMPTS {
            let found = self.find_key(hash).await?;
            let Some(row) = found.filter(|row| row.secrets.key.revoked_at.is_none()) else {
                self.unknown_keys.insert(hash, Instant::now());
                return Ok(None);
            };
            let Some(environment) = self.environment(row.secrets.key.environment_id).await? else {
                self.unknown_keys.insert(hash, Instant::now());
                return Ok(None);
            };
            let key = LiveKey::of(&row, hash, environment);
            let mut keys = write(&self.keys);
            // A row that is older than the environment's last refresh of keys is read again.
            if key.environment.is_current(row.access) {
                keys.insert(hash, Arc::clone(&key));
                return Ok(Some(key).filter(|key| key.is_unexpired_at(now())));
            }
        }
        // Regions and keys change faster than they are read, or were restored from a backup a moment ago.
        Err(StoreError::timed_out())
    }

    /// The environment, loaded if need be; `None` when it does not exist. A load that has begun goes on if the caller is
    /// cancelled, so that the next caller does not begin it again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it is not in memory and the database is unavailable.
    pub async fn environment(
        self: &Arc<Self>,
        id: Id<Environment>,
    ) -> Result<Option<Arc<LiveEnvironment>>, StoreError> {
        if let Some(cached) = self.cached_environment(id) {
            return Ok(Some(cached));
        }
        let flight = self.loading_environments.lock(id).await?;
        if let Some(cached) = self.cached_environment(id) {
            return Ok(Some(cached));
        }
        let live = Arc::clone(self);
        let loading = tokio::spawn(async move {
            let _flight = flight;
            let loaded = LiveEnvironment::load(&live.store, id, &live.region).await?.map(Arc::new);
            if let Some(loaded) = &loaded {
                write(&live.environments).insert(id, Arc::clone(loaded));
            }
            Ok(loaded)
        });
        loading
            .await
            .unwrap_or_else(|_| Err(StoreError::Unusable(format!("environment {id} cannot be loaded"))))
    }

    /// The environments that are in memory now.
    #[must_use]
    pub fn loaded(&self) -> Vec<Arc<LiveEnvironment>> {
        read(&self.environments).values().cloned().collect()
    }

    /// Records that a key was used. At most one record a minute and key is written, and not by this call.
    pub fn record_use(&self, key: &LiveKey, now: Time, from: impl FnOnce() -> IpAddr) {
        key.record_use(now, from, &self.usage_sender);
    }

    /// Counts a stream of this user as open.
    ///
    /// # Errors
    /// When the user has as many as one may have.
    pub fn open_user_stream(&self, user: Id<User>) -> Result<UserStreamGuard, QuotaExceeded> {
        let (quota, quotas) = (Quota::UserStreams, self.store.quotas());
        let limit = quotas.limit(quota);
        let limit_or_none = if limit == 0 { u64::MAX } else { limit };
        self.user_streams.open(user, limit_or_none).ok_or(QuotaExceeded { quota, limit })
    }

    fn cached_environment(&self, id: Id<Environment>) -> Option<Arc<LiveEnvironment>> {
        read(&self.environments).get(&id).cloned()
    }

    async fn handle_signal(&self, signal: ChangeSignal) {
        match signal {
            ChangeSignal::Local(change, applied) => {
                let environment = change.environment();
                match self.apply_committed(change).await {
                    Ok(()) => drop(applied.send(())),
                    Err(error) => {
                        tracing::warn!(%environment, %error, "a change was committed and is not evaluated yet: {FOLLOWED}");
                    }
                }
            }
            ChangeSignal::Read(state, applied) => match self.apply_notice(state).await {
                Ok(()) => drop(applied.send(())),
                Err(error) => {
                    tracing::warn!(?state, %error, "an acknowledged state is not evaluated yet: {FOLLOWED}");
                }
            },
            ChangeSignal::Missing(project, applied) => match self.compare_project(project).await {
                Ok(()) => drop(applied.send(())),
                Err(error) => {
                    tracing::warn!(%project, %error, "an acknowledged deletion is not followed yet: {FOLLOWED}");
                }
            },
            ChangeSignal::Remote(notice) => {
                if let Err(error) = self.apply_notice(notice).await {
                    tracing::warn!(?notice, %error, "could not follow a change: {FOLLOWED}");
                }
            }
            ChangeSignal::Gap => self.compare_with_database().await,
        }
    }

    async fn apply_committed(&self, change: Committed) -> Result<(), StoreError> {
        let Some(environment) = self.loaded_environment(change.environment()).await? else { return Ok(()) };
        match change {
            Committed::Objects { previous, changes, .. } => {
                environment.apply_committed(previous, &changes, &self.store).await
            }
            Committed::Key(row) => self.apply_key(&environment, &row).await,
            Committed::Regions { regions, access, .. } => {
                self.apply_regions(&environment, &regions, access).await
            }
            Committed::Deleted(_) => {
                self.close(&environment);
                Ok(())
            }
        }
    }

    async fn apply_notice(&self, notice: Notice) -> Result<(), StoreError> {
        let Some(environment) = self.loaded_environment(notice.environment()).await? else { return Ok(()) };
        match notice {
            Notice::Changed(_, revision) => environment.reach(revision, &self.store).await,
            Notice::Access(_, version) if version <= environment.access_version() => Ok(()),
            Notice::Access(..) | Notice::Deleted(_) => self.refresh_access(&environment).await,
        }
    }

    /// The environment if it is in memory, once a load in progress has ended: that may have read the environment before
    /// the change.
    async fn loaded_environment(
        &self,
        id: Id<Environment>,
    ) -> Result<Option<Arc<LiveEnvironment>>, StoreError> {
        let _loading = self.loading_environments.lock(id).await?;
        Ok(self.cached_environment(id))
    }

    /// Removes an environment if `close` closes it.
    fn remove(&self, environment: &LiveEnvironment, close: impl FnOnce(&LiveEnvironment) -> bool) {
        // By identity: it may have been loaded again already.
        let is_same = |other: &LiveEnvironment| std::ptr::eq(other, environment);
        // Closed under both locks: no request finds a closed environment, and no key is added to it.
        let (mut environments, mut keys) = (write(&self.environments), write(&self.keys));
        if close(environment) {
            if environments.get(&environment.id).is_some_and(|other| is_same(other)) {
                environments.remove(&environment.id);
            }
            let of_it = keys.of_environment(environment.id).filter(|(_, key)| is_same(&key.environment));
            let of_it: Vec<_> = of_it.map(|(hash, key)| (hash, Arc::clone(key))).collect();
            keys.remove(of_it);
        }
    }

    /// Removes an environment that is gone or has to be loaded again.
    fn close(&self, environment: &LiveEnvironment) {
        self.remove(environment, |environment| {
            environment.close();
            true
        });
    }

    /// Evicts the environments, with their keys, that have not been used for that long. The next use loads them again.
    pub fn evict_idle(&self, unused_for: Duration) {
        let since = now() - unused_for;
        let is_old = |environment: &Arc<LiveEnvironment>| environment.loaded().elapsed() >= unused_for;
        let mut idle: HashMap<_, _> = self
            .loaded()
            .into_iter()
            .filter(is_old)
            .map(|environment| (environment.id, environment))
            .collect();
        for (_, key) in read(&self.keys).iter() {
            if key.last_used() >= since.timestamp_micros() {
                idle.remove(&key.environment.id);
            }
        }
        for environment in idle.values() {
            self.remove(environment, LiveEnvironment::close_if_unused);
        }
    }
}

// A thread that panics while it holds one of these locks leaves its map consistent: lock poisoning can be ignored.
fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn lock<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

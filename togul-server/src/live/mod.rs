//! What evaluation reads: compiled environments and API keys, in memory, following the change log.
//!
//! A commit sends a notice (see [`crate::store::Tx::commit`]), to this process and to all others on the database; the
//! follower reads the change log after what it has, applies each change to the compiled environment first and tells
//! the subscribers second. Whoever starts from memory therefore never sees an event before the answer it announces.
//!
//! Keys and environments load when they are first asked for, once for all who ask at that moment, and leave when
//! nobody has asked for long.

mod environment;
mod event;
mod feed;
mod key;
mod maintenance;
mod shutdown;
mod single_flight;

pub use environment::{LiveEnvironment, Published};
pub use event::{StreamEvent, frame, reset};
pub use feed::{Signal, Subscription};
pub use key::LiveKey;

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::single_flight::SingleFlight;
use crate::{
    auth::secret::SecretHash,
    domain::{
        environment::Environment,
        id::Id,
        time::{Time, now},
    },
    store::{self, ChangeSignal, Notice, Store, StoreError, api_keys::KeySecrets},
};

/// How long an unknown secret stays unknown without asking the database again, and how many are remembered.
const UNKNOWN_FOR: Duration = Duration::from_secs(5);
const UNKNOWN_MOST: usize = 10_000;

/// How often a key is read until it agrees with what is known of its environment.
const TURNS: usize = 5;

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
    loading_keys: SingleFlight<SecretHash>,
    loading_environments: SingleFlight<Id<Environment>>,
    usage: mpsc::Sender<key::Usage>,
    /// When everything here was last known to equal the database.
    compared_at: Mutex<Instant>,
}

impl Live {
    /// Starts following what is `heard`, until `ended`.
    #[must_use]
    pub fn start(
        store: Store,
        region: String,
        mut heard: mpsc::UnboundedReceiver<ChangeSignal>,
        ended: &CancellationToken,
    ) -> Arc<Self> {
        let (usage, used) = mpsc::channel(1024);
        let live = Arc::new(Self {
            store: store.clone(),
            region,
            keys: RwLock::default(),
            environments: RwLock::default(),
            unknown: Mutex::default(),
            loading_keys: SingleFlight::default(),
            loading_environments: SingleFlight::default(),
            usage,
            compared_at: Mutex::new(Instant::now()),
        });
        let follower = Arc::clone(&live);
        let follow = async move {
            while let Some(heard) = heard.recv().await {
                let live = Arc::clone(&follower);
                tokio::spawn(async move { live.handle_signal(heard).await });
            }
        };
        tokio::spawn(ended.clone().run_until_cancelled_owned(follow));
        tokio::spawn(ended.clone().run_until_cancelled_owned(key::record_usage(store.clone(), used)));
        tokio::spawn(ended.clone().run_until_cancelled_owned(maintenance::forget(store)));
        tokio::spawn(ended.clone().run_until_cancelled_owned(maintenance::run(Arc::clone(&live))));
        tokio::spawn(ended.clone().run_until_cancelled_owned(maintenance::evict(Arc::clone(&live))));
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
        if let Some(answer) = self.known_key(hash) {
            return Ok(answer);
        }
        let _turn = self.loading_keys.lock(hash).await?;
        match self.known_key(hash) {
            Some(answer) => Ok(answer),
            None => self.load_key(hash).await,
        }
    }

    /// The key with this secret, if it is in memory and counts at this moment.
    #[must_use]
    pub fn cached_key(&self, hash: SecretHash, now: Time) -> Option<Arc<LiveKey>> {
        read(&self.keys).get(&hash).filter(|key| key.is_valid_at(now)).cloned()
    }

    /// What memory says of the secret; none when that is for the database to say.
    fn known_key(&self, hash: SecretHash) -> Option<Option<Arc<LiveKey>>> {
        let Some(key) = read(&self.keys).get(&hash).cloned() else {
            return self.is_unknown(hash).then_some(None);
        };
        if key.is_valid_at(now()) {
            return Some(Some(key));
        }
        // Its environment may have left in this very moment, and that says nothing of the key.
        if key.environment.is_closed() { None } else { Some(None) }
    }

    async fn load_key(&self, hash: SecretHash) -> Result<Option<Arc<LiveKey>>, StoreError> {
        for _ in 0..TURNS {
            let found = store::api_keys::find_by_hash(self.store.read().await?.conn(), hash).await?;
            let Some(row) = found.filter(|row| row.secrets.key.revoked_at.is_none()) else {
                self.remember_unknown(hash);
                return Ok(None);
            };
            let Some(environment) = self.environment(row.secrets.key.environment_id).await? else {
                self.remember_unknown(hash);
                return Ok(None);
            };
            let key = LiveKey::of(&row, hash, environment);
            let mut keys = write(&self.keys);
            // A row that is older than what the environment's keys were renewed from is read again.
            if key.environment.is_current(row.access) {
                keys.insert(hash, Arc::clone(&key));
                return Ok(Some(key).filter(|key| key.is_unexpired_at(now())));
            }
        }
        // Regions and keys change faster than they can be read, or went back to a backup that is not noticed yet.
        Err(StoreError::timed_out())
    }

    /// The environment, loaded if need be; none when it does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it is not known here and the database is away.
    pub async fn environment(&self, id: Id<Environment>) -> Result<Option<Arc<LiveEnvironment>>, StoreError> {
        if let Some(known) = self.known(id) {
            return Ok(Some(known));
        }
        let _turn = self.loading_environments.lock(id).await?;
        if let Some(known) = self.known(id) {
            return Ok(Some(known));
        }
        let loaded = LiveEnvironment::load(&self.store, id, &self.region).await?.map(Arc::new);
        if let Some(loaded) = &loaded {
            write(&self.environments).insert(id, Arc::clone(loaded));
        }
        Ok(loaded)
    }

    /// The environments in memory, as they are at this moment.
    #[must_use]
    pub fn loaded(&self) -> Vec<Arc<LiveEnvironment>> {
        read(&self.environments).values().cloned().collect()
    }

    /// Notes that a key was used: written at most once a minute and key, and not by this call.
    pub fn record_use(&self, key: &LiveKey, now: Time, from: impl FnOnce() -> IpAddr) {
        key.used(now, from, &self.usage);
    }

    fn known(&self, id: Id<Environment>) -> Option<Arc<LiveEnvironment>> {
        read(&self.environments).get(&id).cloned()
    }

    async fn handle_signal(&self, heard: ChangeSignal) {
        match heard {
            ChangeSignal::Local(notice, done) => {
                self.apply_notice(notice).await;
                let _ = done.send(());
            }
            ChangeSignal::Remote(notice) => self.apply_notice(notice).await,
            ChangeSignal::Gap => self.look().await,
        }
    }

    async fn apply_notice(&self, notice: Notice) {
        let (Notice::Changed(id, _) | Notice::Access(id)) = notice;
        let result = async {
            // Who is loading it at this moment may have read it before the change.
            let turn = self.loading_environments.lock(id).await?;
            let Some(known) = self.known(id) else { return Ok(()) };
            drop(turn);
            match notice {
                Notice::Changed(_, revision) => known.catch_up_to(revision, &self.store).await,
                Notice::Access(_) => self.renew(&known).await,
            }
        };
        if let Err(error) = result.await {
            tracing::warn!(?notice, %error, "could not follow a change; the next look will");
        }
    }

    /// Takes an environment's regions and keys as they are now: ends what no longer counts.
    async fn renew(&self, known: &LiveEnvironment) -> Result<(), StoreError> {
        let _turn = known.renewing().await;
        let mut reader = self.store.read().await?;
        // The version first: keys that change after it was read are of a later one.
        let row = store::environments::find_live(reader.conn(), known.id).await?;
        let fresh = store::api_keys::list_of_environment(reader.conn(), known.id).await?;
        drop(reader);
        match row {
            Some(row)
                if row.access >= known.access()
                    && known.is_served_here == row.environment.is_in(&self.region) =>
            {
                known.set_access(row.access);
                self.renew_keys(known.id, &fresh, row.access);
            }
            // Also when its version went back: somebody restored a backup, and nothing that is known here is of it.
            _ => self.forget(known, |known| {
                known.close();
                true
            }),
        }
        Ok(())
    }

    /// Forgets an environment that is gone or has to be loaded anew, if `close` closes it.
    fn forget(&self, known: &LiveEnvironment, close: impl FnOnce(&LiveEnvironment) -> bool) {
        // By identity: it may have been loaded anew already.
        let is_it = |one: &Arc<LiveEnvironment>| std::ptr::eq(&raw const **one, known);
        // Closed under both locks: what is closed is found by nobody, and no key is added to it.
        let (mut environments, mut keys) = (write(&self.environments), write(&self.keys));
        if close(known) {
            environments.retain(|_, one| !is_it(one));
            keys.retain(|_, key| !is_it(&key.environment));
        }
    }

    /// Lets go of what nobody has used for that long; who asks for it again has it loaded again.
    pub fn evict_idle(&self, unused_for: Duration) {
        let since = now() - unused_for;
        let is_old = |environment: &Arc<LiveEnvironment>| environment.loaded().elapsed() >= unused_for;
        let mut idle: HashMap<_, _> = self
            .loaded()
            .into_iter()
            .filter(is_old)
            .map(|environment| (environment.id, environment))
            .collect();
        for key in read(&self.keys).values() {
            if key.last_used() >= since.timestamp_micros() {
                idle.remove(&key.environment.id);
            }
        }
        for environment in idle.values() {
            self.forget(environment, LiveEnvironment::close_if_unused);
        }
    }

    fn renew_keys(&self, environment: Id<Environment>, fresh: &[KeySecrets], access: i64) {
        let now = now();
        let secrets_of = |hash: &SecretHash| {
            fresh.iter().find(|found| {
                found.key.revoked_at.is_none()
                    && (found.hash == *hash || found.previous.is_some_and(|(previous, _)| previous == *hash))
            })
        };
        write(&self.keys).retain(|hash, key| {
            if key.environment.id != environment || key.access() > access {
                return true;
            }
            match secrets_of(hash) {
                Some(secrets) => key.renew(secrets, *hash, access),
                None => key.end(),
            }
            let counts = key.is_valid_at(now);
            if !counts {
                // Connections may hold it still.
                key.end();
            }
            counts
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

//! The API keys in memory, by secret and by environment.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use uuid::Uuid;

use super::LiveKey;
use crate::{
    auth::secret::SecretHash,
    domain::{api_key::ApiKey, environment::Environment, id::Id},
};

const FIRST: SecretHash = SecretHash([0; 32]);
const LAST: SecretHash = SecretHash([u8::MAX; 32]);

/// Keys by the hash of their secret, and an index by environment and id: a change of one key or of one environment does
/// not scan the others.
#[derive(Debug, Default)]
pub(super) struct KeyTable {
    by_hash: HashMap<SecretHash, Arc<LiveKey>>,
    index: BTreeSet<(Uuid, Uuid, SecretHash)>,
}

impl KeyTable {
    pub(super) fn get(&self, hash: SecretHash) -> Option<&Arc<LiveKey>> {
        self.by_hash.get(&hash)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (SecretHash, &Arc<LiveKey>)> {
        self.by_hash.iter().map(|(hash, key)| (*hash, key))
    }

    /// The secrets of an environment's keys.
    pub(super) fn of_environment(
        &self,
        environment: Id<Environment>,
    ) -> impl Iterator<Item = (SecretHash, &Arc<LiveKey>)> {
        let environment = environment.uuid();
        self.range((environment, Uuid::nil(), FIRST), (environment, Uuid::max(), LAST))
    }

    /// The secrets of one key.
    pub(super) fn of_key(
        &self,
        environment: Id<Environment>,
        key: Id<ApiKey>,
    ) -> impl Iterator<Item = (SecretHash, &Arc<LiveKey>)> {
        let (environment, key) = (environment.uuid(), key.uuid());
        self.range((environment, key, FIRST), (environment, key, LAST))
    }

    fn range(
        &self,
        first: (Uuid, Uuid, SecretHash),
        last: (Uuid, Uuid, SecretHash),
    ) -> impl Iterator<Item = (SecretHash, &Arc<LiveKey>)> {
        let hashes = self.index.range(first..=last).map(|(_, _, hash)| *hash);
        hashes.filter_map(|hash| Some((hash, self.by_hash.get(&hash)?)))
    }

    pub(super) fn insert(&mut self, hash: SecretHash, key: Arc<LiveKey>) {
        self.index.insert((key.environment.id.uuid(), key.id.uuid(), hash));
        self.by_hash.insert(hash, key);
    }

    /// Removes the keys that are still stored under these secrets.
    pub(super) fn remove(&mut self, keys: impl IntoIterator<Item = (SecretHash, Arc<LiveKey>)>) {
        for (hash, key) in keys {
            if self.by_hash.get(&hash).is_some_and(|stored| Arc::ptr_eq(stored, &key)) {
                self.by_hash.remove(&hash);
                self.index.remove(&(key.environment.id.uuid(), key.id.uuid(), hash));
            }
        }
    }
}

//! The API keys in memory, by secret and by environment.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::LiveKey;
use crate::{
    auth::secret::SecretHash,
    domain::{environment::Environment, id::Id},
};

/// Keys by the hash of their secret. The second map has the hashes of each environment's keys: a change of one
/// environment's keys does not scan all keys.
#[derive(Debug, Default)]
pub(super) struct KeyTable {
    by_hash: HashMap<SecretHash, Arc<LiveKey>>,
    by_environment: HashMap<Id<Environment>, HashSet<SecretHash>>,
}

impl KeyTable {
    pub(super) fn get(&self, hash: SecretHash) -> Option<&Arc<LiveKey>> {
        self.by_hash.get(&hash)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Arc<LiveKey>> {
        self.by_hash.values()
    }

    pub(super) fn insert(&mut self, hash: SecretHash, key: Arc<LiveKey>) {
        self.by_environment.entry(key.environment.id).or_default().insert(hash);
        self.by_hash.insert(hash, key);
    }

    /// Removes the environment's keys that `keep` rejects.
    pub(super) fn retain_of(
        &mut self,
        environment: Id<Environment>,
        mut keep: impl FnMut(SecretHash, &LiveKey) -> bool,
    ) {
        let Some(hashes) = self.by_environment.get_mut(&environment) else { return };
        hashes.retain(|hash| {
            let keeps = self.by_hash.get(hash).is_some_and(|key| keep(*hash, key));
            if !keeps {
                self.by_hash.remove(hash);
            }
            keeps
        });
        if hashes.is_empty() {
            self.by_environment.remove(&environment);
        }
    }

    /// Removes the keys that `keep` rejects; it is called once more for those of an environment with a rejected key.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&LiveKey) -> bool) {
        let rejected: HashSet<_> =
            self.by_hash.values().filter(|key| !keep(key)).map(|key| key.environment.id).collect();
        for environment in rejected {
            self.retain_of(environment, |_, key| keep(key));
        }
    }
}

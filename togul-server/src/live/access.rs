//! Regions and keys in memory follow the database.

use std::{collections::HashMap, sync::Arc};

use super::{Live, LiveEnvironment, LiveKey, read, write};
use crate::{
    auth::secret::SecretHash,
    domain::{environment::Environment, id::Id, time::now},
    store::{
        self, StoreError,
        api_keys::{KeySecrets, LiveKeyRow},
    },
};

impl Live {
    /// Applies a change of one key that this process committed. It reads the database only if it has missed a change
    /// before.
    pub(super) async fn apply_key(
        &self,
        environment: &Arc<LiveEnvironment>,
        row: &LiveKeyRow,
    ) -> Result<(), StoreError> {
        {
            let _applying = environment.lock_access().await;
            if row.access == environment.access_version() + 1 {
                // First: a key that was read before this change is not added afterwards.
                environment.set_access_version(row.access);
                self.update_key(environment, row);
                return Ok(());
            }
        }
        self.refresh_access(environment).await
    }

    /// Applies regions that this process committed, as [`apply_key`](Self::apply_key) does.
    pub(super) async fn apply_regions(
        &self,
        environment: &LiveEnvironment,
        regions: &[String],
        access: i64,
    ) -> Result<(), StoreError> {
        {
            let _applying = environment.lock_access().await;
            if access == environment.access_version() + 1 {
                if environment.is_served_here == regions.contains(&self.region) {
                    environment.set_access_version(access);
                } else {
                    self.close(environment);
                }
                return Ok(());
            }
        }
        self.refresh_access(environment).await
    }

    /// Reads an environment's regions and keys, and ends the keys and the environment if they are no longer valid.
    pub(super) async fn refresh_access(&self, environment: &LiveEnvironment) -> Result<(), StoreError> {
        let _refreshing = environment.lock_access().await;
        let mut connection = self.store.read().await?;
        // The version first: keys that change after it was read are of a later one.
        let row = store::environments::find_live(connection.conn(), environment.id).await?;
        let fresh = store::api_keys::list_of_environment(connection.conn(), environment.id).await?;
        drop(connection);
        match row {
            Some(row)
                if row.access >= environment.access_version()
                    && environment.is_served_here == row.environment.is_in(&self.region) =>
            {
                environment.set_access_version(row.access);
                self.refresh_keys(environment.id, &fresh, row.access);
            }
            // Also when its version went back: a backup was restored, and the keys in memory are not from it.
            _ => self.close(environment),
        }
        Ok(())
    }

    /// Refreshes the secrets of one key, and adds its current one: the database may be gone when it is first used.
    fn update_key(&self, environment: &Arc<LiveEnvironment>, row: &LiveKeyRow) {
        let (secrets, now) = (&row.secrets, now());
        let mut keys = write(&self.keys);
        let known = keys.of_key(environment.id, secrets.key.id);
        let known: Vec<_> = known.map(|(hash, key)| (hash, Arc::clone(key))).collect();
        let ended = known.into_iter().filter(|(hash, key)| {
            key.refresh(Some(secrets).filter(|secrets| secrets.has(*hash)), *hash, row.access);
            !key.is_valid_at(now)
        });
        keys.remove(ended);
        if secrets.has(secrets.hash) && !environment.is_closed() && keys.get(secrets.hash).is_none() {
            keys.insert(secrets.hash, LiveKey::of(row, secrets.hash, Arc::clone(environment)));
        }
    }

    /// Evaluation needs the lock of the keys: it is held for reading while they are compared, and for writing only to
    /// remove keys that ended.
    fn refresh_keys(&self, environment: Id<Environment>, fresh: &[KeySecrets], access_version: i64) {
        let now = now();
        let mut by_hash: HashMap<SecretHash, &KeySecrets> = HashMap::with_capacity(fresh.len());
        for secrets in fresh {
            let previous = secrets.previous.map(|(hash, _)| hash);
            let hashes = [Some(secrets.hash), previous].into_iter().flatten();
            by_hash.extend(hashes.filter(|hash| secrets.has(*hash)).map(|hash| (hash, secrets)));
        }
        let ended: Vec<_> = read(&self.keys)
            .of_environment(environment)
            .filter(|(hash, key)| {
                if key.access_version() <= access_version {
                    key.refresh(by_hash.get(hash).copied(), *hash, access_version);
                }
                !key.is_valid_at(now)
            })
            .map(|(hash, key)| (hash, Arc::clone(key)))
            .collect();
        if !ended.is_empty() {
            write(&self.keys).remove(ended);
        }
    }
}

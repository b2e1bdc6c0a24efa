//! Creation, rotation and revocation of API keys.

use chrono::TimeDelta;
use togul_core::Invalid;

use super::{Conflict, Error, audit, authority, missing, quota::admit_one};
use crate::{
    auth::secret::Secret,
    domain::{
        access::{Denied, Grant, InProject},
        api_key::{ApiKey, NewApiKey, Rotation, Scope},
        audit::Action,
        id::Id,
        permission::need,
        quota::Quota,
        time::{Time, now},
        view::View,
    },
    store::{
        self, Committed, Notice, Store, Tx,
        api_keys::{KeySecrets, LiveKeyRow},
    },
};

/// How many revoked keys a project keeps, so that creating and revoking does not fill the database.
const KEEP_REVOKED: i64 = 1_000;

/// # Errors
/// [`Error::NotFound`] for an environment of another project, [`Error::Forbidden`] for a scope that gives access to more
/// than the caller has, [`Error::Invalid`] for an expiry in the past, [`Error::QuotaExceeded`].
pub async fn create(
    store: &Store,
    proof: &InProject<need::ApiKeysWrite>,
    new: NewApiKey,
) -> Result<(View<ApiKey>, Secret), Error> {
    let now = now();
    in_future(new.expires_at, now)?;
    let (secret, key_prefix) = secret(new.scope);
    let key = ApiKey {
        id: Id::generate(),
        project_id: proof.project(),
        environment_id: new.environment_id,
        name: new.name.to_string(),
        scope: new.scope,
        key_prefix,
        last_used_at: None,
        last_used_ip: None,
        expires_at: new.expires_at,
        revoked_at: None,
        created_at: now,
        updated_at: now,
    };
    let (mut tx, proof) = authority::begin(store, proof).await?;
    may_grant(&proof, new.scope)?;
    // The number of keys is the project's: without its lock, two environments could get the last one each.
    store::projects::lock(tx.conn(), proof.project()).await?.ok_or(Error::NotFound)?;
    admit_one(tx.quotas(), Quota::ApiKeys, store::api_keys::count(tx.conn(), proof.project())).await?;
    let access = store::environments::raise_access(tx.conn(), proof.project(), key.environment_id).await?;
    let Some(access) = access else { return Err(missing(tx, proof.project()).await) };
    store::api_keys::insert(tx.last(), &key, secret.hash());
    let secrets = KeySecrets { key: key.clone(), hash: secret.hash(), previous: None };
    tx.notify(Committed::Key(Box::new(LiveKeyRow { secrets, access })));
    audit::commit(tx, proof.author(), proof.audit_event(Action::ApiKeyCreated, key.id).after(&key)).await?;
    Ok((proof.grant().view(key), secret))
}

/// Replaces the key's secret. The old one stops working at once, or after the overlap.
///
/// # Errors
/// [`Error::NotFound`], [`Conflict::KeyRevoked`], [`Error::Forbidden`] for a scope that gives access to more than the
/// caller has, [`Error::Invalid`] for an expiry in the past.
pub async fn rotate(
    store: &Store,
    proof: &InProject<need::ApiKeysWrite>,
    id: Id<ApiKey>,
    rotation: Rotation,
) -> Result<(View<ApiKey>, Secret), Error> {
    let now = now();
    let (tx, proof) = authority::begin(store, proof).await?;
    let (mut tx, LiveKeyRow { secrets: found, access }) = locked(tx, &proof, id).await?;
    may_grant(&proof, found.key.scope)?;
    if found.key.revoked_at.is_some() {
        return Err(Error::Conflict(Conflict::KeyRevoked));
    }
    let (secret, key_prefix) = secret(found.key.scope);
    let overlap = TimeDelta::seconds(i64::from(rotation.overlap_seconds));
    let rotated = KeySecrets {
        previous: (!overlap.is_zero()).then_some((found.hash, now + overlap)),
        hash: secret.hash(),
        key: ApiKey {
            key_prefix,
            expires_at: rotation.expires_at.merged(found.key.expires_at),
            updated_at: now,
            ..found.key.clone()
        },
    };
    in_future(rotated.key.expires_at, now)?;
    let key = store::api_keys::rotate(tx.conn(), &rotated).await?;
    tx.notify(Committed::Key(Box::new(LiveKeyRow { secrets: rotated, access })));
    let event = proof.audit_event(Action::ApiKeyRotated, id).before(&found.key).after(&key);
    audit::commit(tx, proof.author(), event).await?;
    Ok((proof.grant().view(key), secret))
}

/// The key stops working and its streams end. Its row stays while it is among the last that were revoked. Revoking a revoked key has no effect.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn revoke(
    store: &Store,
    proof: &InProject<need::ApiKeysWrite>,
    id: Id<ApiKey>,
) -> Result<(), Error> {
    let (tx, proof) = authority::begin(store, proof).await?;
    let (mut tx, LiveKeyRow { secrets: found, access }) = locked(tx, &proof, id).await?;
    if found.key.revoked_at.is_some() {
        return Ok(tx.end_unchanged(Notice::Access(found.key.environment_id, access - 1)).await?);
    }
    let revoked = store::api_keys::revoke(tx.conn(), id, now()).await?;
    store::api_keys::prune_revoked(tx.last(), proof.project(), KEEP_REVOKED);
    let event = proof.audit_event(Action::ApiKeyRevoked, id).before(&found.key).after(&revoked);
    let secrets = KeySecrets { key: revoked, ..found };
    tx.notify(Committed::Key(Box::new(LiveKeyRow { secrets, access })));
    audit::commit(tx, proof.author(), event).await
}

/// The key, under the lock that all changes to keys of its environment take.
async fn locked(
    mut tx: Tx,
    proof: &InProject<need::ApiKeysWrite>,
    id: Id<ApiKey>,
) -> Result<(Tx, LiveKeyRow), Error> {
    let project = proof.project();
    let access = store::environments::raise_access_of_key(tx.conn(), project, id).await?;
    let secrets = store::api_keys::find(tx.conn(), project, id).await?;
    match access.zip(secrets) {
        Some((access, secrets)) => Ok((tx, LiveKeyRow { secrets, access })),
        None => Err(missing(tx, project).await),
    }
}

/// The secret gives its holder access, so it is a grant.
fn may_grant(proof: &InProject<need::ApiKeysWrite>, scope: Scope) -> Result<(), Denied> {
    proof.grant().may_grant(&Grant { system: None, permissions: scope.permissions() })
}

fn secret(scope: Scope) -> (Secret, String) {
    let secret = Secret::generate(scope.secret_prefix());
    let prefix = secret.prefix(scope.secret_prefix());
    (secret, prefix)
}

fn in_future(expires_at: Option<Time>, now: Time) -> Result<(), Error> {
    match expires_at {
        Some(time) if time <= now => {
            Err(Invalid::new("expires_at", "must be in the future, or null for a key that does not expire")
                .into())
        }
        _ => Ok(()),
    }
}

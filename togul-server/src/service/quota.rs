//! Checks quotas inside the transaction of the write, under the lock that every write of the same kind takes.

use super::Error;
use crate::{
    domain::{
        account::User,
        id::Id,
        quota::{Quota, Quotas},
    },
    store::{self, StoreError, Tx, members::MembershipCounts},
};

/// Checks whether one more may be added to those that `count` returns, which is not called if there is no limit.
pub(super) async fn admit_one(
    quotas: Quotas,
    quota: Quota,
    count: impl Future<Output = Result<u64, StoreError>>,
) -> Result<(), Error> {
    if quotas.limit(quota) == 0 {
        return Ok(());
    }
    let before = count.await?;
    Ok(quotas.check(quota, before, before + 1)?)
}

/// Checks whether a user may join one more organization.
pub(super) async fn admit_member(tx: &mut Tx, user: Id<User>) -> Result<(), Error> {
    let counts = lock_memberships(tx, user).await?;
    Ok(tx.quotas().check(Quota::Memberships, counts.all, counts.all + 1)?)
}

/// Checks whether a user may own one more organization.
pub(super) async fn admit_owner(tx: &mut Tx, user: Id<User>) -> Result<(), Error> {
    let counts = lock_memberships(tx, user).await?;
    Ok(tx.quotas().check(Quota::OwnedOrganizations, counts.owned, counts.owned + 1)?)
}

/// Counts under a lock on the account's row, because the memberships are in several organizations.
async fn lock_memberships(tx: &mut Tx, user: Id<User>) -> Result<MembershipCounts, Error> {
    store::accounts::lock(tx.conn(), user).await?;
    Ok(store::members::count_of(tx.conn(), user).await?)
}

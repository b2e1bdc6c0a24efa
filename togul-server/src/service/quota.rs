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
    let counts = store::members::lock_and_count(tx.conn(), user).await?;
    check_member(tx.quotas(), counts)
}

/// Checks whether a user who is a member may own one more organization.
pub(super) async fn admit_owner(tx: &mut Tx, user: Id<User>) -> Result<(), Error> {
    let counts = store::members::lock_and_count(tx.conn(), user).await?;
    check_owner(tx.quotas(), counts)
}

/// Checks whether a user may join one more organization as its owner.
pub(super) async fn admit_new_owner(tx: &mut Tx, user: Id<User>) -> Result<(), Error> {
    let counts = store::members::lock_and_count(tx.conn(), user).await?;
    check_member(tx.quotas(), counts)?;
    check_owner(tx.quotas(), counts)
}

fn check_member(quotas: Quotas, counts: MembershipCounts) -> Result<(), Error> {
    Ok(quotas.check(Quota::Memberships, counts.all, counts.all + 1)?)
}

fn check_owner(quotas: Quotas, counts: MembershipCounts) -> Result<(), Error> {
    Ok(quotas.check(Quota::OwnedOrganizations, counts.owned, counts.owned + 1)?)
}

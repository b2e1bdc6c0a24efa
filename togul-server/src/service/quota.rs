//! Checks quotas inside the transaction of the write, under the lock that every write of the same kind takes.

use super::Error;
use crate::{
    domain::quota::{Quota, Quotas},
    store::StoreError,
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

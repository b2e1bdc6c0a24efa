//! Locks on organizations and accounts, under which rights are read and taken away.
//!
//! A write shares the locks of its caller's organization and account, and then reads the caller's rights. Everything that takes
//! rights away holds one of these locks alone: the organization's for memberships, roles and the organization itself, the
//! account's for sessions. So each write is entirely before or entirely after it. Transactions lock in one order, which
//! excludes deadlocks: organization, account, and then rows: project, environment, everything else.
//!
//! PostgreSQL queues for these locks: a stream of writes cannot delay a removal for ever, which it could with locks on
//! rows. They must be taken before the statement that reads, because a statement that waits for a lock still sees the
//! rows of before. SQLite has one writer at a time and needs none.

use crate::domain::{account::User, id::Id, organization::Organization};

/// A lock that a transaction holds until it ends.
#[derive(Clone, Copy, Debug)]
pub struct Lock {
    key: i64,
    is_exclusive: bool,
}

/// What can be locked.
pub trait Lockable {}
impl Lockable for Organization {}
impl Lockable for User {}

impl Lock {
    pub fn shared<T: Lockable>(id: Id<T>) -> Self {
        Self { key: key(id), is_exclusive: false }
    }

    pub fn exclusive<T: Lockable>(id: Id<T>) -> Self {
        Self { key: key(id), is_exclusive: true }
    }

    /// On whose behalf a transaction with these locks writes: an organization or an account; 0 for the server itself.
    pub(super) fn owner(locks: &[Self]) -> i64 {
        locks.first().map_or(0, |lock| lock.key)
    }

    /// The statements that take the locks in PostgreSQL, in their order.
    pub(super) fn statement(locks: &[Self]) -> String {
        let statements = locks.iter().map(|lock| {
            let function =
                if lock.is_exclusive { "pg_advisory_xact_lock" } else { "pg_advisory_xact_lock_shared" };
            format!("select {function}({}); ", lock.key)
        });
        statements.collect()
    }
}

/// The last 64 bits of an id, of which 62 are random. Two ids with the same ones would only wait for each other.
pub(super) fn key<T: Lockable>(id: Id<T>) -> i64 {
    let (_, low) = id.uuid().as_u64_pair();
    low.cast_signed()
}

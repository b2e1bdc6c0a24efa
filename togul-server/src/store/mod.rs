//! The only SQL: one text for both databases, PostgreSQL and SQLite, chosen at run time by [`Store`].
//!
//! A function takes a [`Conn`], which a read connection (`store.read().await?.conn()`) and a writing transaction
//! (`tx.conn()`) both provide. The differences between the databases are in `address`, `database` and `sqlite` (opening,
//! reading, beginning), `connection` (committing), `begin`, `batch` and `pg_transaction` (fewer round trips), `pg_pool`
//! and `pooler` (connections), and `pg_listener` (receiving other processes' changes).

mod address;
mod backup;
mod batch;
mod column;
mod connection;
mod database;
mod decode;
mod error;
mod health;
mod lock;
mod notice;
mod opening;
mod pages;
mod pg_listener;
mod pg_pool;
mod pg_transaction;
mod pooler;
mod schema;
mod sqlite;
mod sqlite_file;

pub mod access;
pub mod accounts;
pub mod api_keys;
pub mod attempts;
pub mod audit;
pub mod audit_size;
pub mod begin;
pub mod changes;
pub mod environments;
pub mod flags;
pub mod invitations;
pub mod machine_tokens;
pub mod members;
pub mod organizations;
pub mod password_resets;
pub mod project_members;
pub mod projects;
pub mod roles;
pub mod rules;
pub mod segments;
pub mod sessions;

pub use address::DatabaseAddress;
pub use batch::Batch;
pub use connection::{Conn, ReadConnection, ReadTx, Tx};
pub use database::{PoolStatus, Store, WAIT_TIMEOUT};
pub use error::StoreError;
pub use health::DatabaseHealth;
pub use lock::Lock;
pub use notice::{ChangeSignal, Committed, Notice};

/// Runs one query body, which returns a `Result<_, sqlx::Error>`, on the connection's database. A PostgreSQL that
/// becomes unavailable ends it; a failure of SQLite's disk is recorded.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::Conn::Pg($c, health) => health.while_available(async { $body }).await,
            $crate::store::Conn::Lite($c, health) => health.observe(async { $body }.await),
        }
    };
}
use on;

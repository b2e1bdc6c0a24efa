//! The only SQL. One text for both databases, chosen at run time by [`Store`].
//!
//! A function takes a [`Conn`], which a reader (`store.read().await?.conn()`) and a writing transaction
//! (`tx.conn()`) both give. What differs between the databases is in `database` (opening, reading, beginning),
//! `connection` (committing) and `line` (hearing of other processes).

mod column;
mod condition;
mod connection;
mod database;
mod error;
mod line;
mod notice;

pub mod access;
pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod changes;
pub mod environments;
pub mod flags;
pub mod invitations;
pub mod members;
pub mod organizations;
pub mod project_members;
pub mod projects;
pub mod roles;
pub mod rules;
pub mod sessions;

pub use condition::Condition;
pub use connection::{Conn, Reader, Tx};
pub use database::{PATIENCE, PoolStatus, Store};
pub use error::StoreError;
pub use notice::{Heard, Notice};

/// Runs one body, whose value is a result of sqlx, against whichever database is behind the connection; a PostgreSQL
/// that goes away is not waited for.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::Conn::Pg($c, condition) => condition.unless_away(async { $body }).await,
            $crate::store::Conn::Lite($c) => async { $body }.await,
        }
    };
}
use on;

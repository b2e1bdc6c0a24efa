//! A database for one test.

use std::{
    io::Write,
    sync::{
        Once,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

#[derive(Debug)]
pub enum Database {
    Sqlite(TempDir),
    Postgres {
        server: String,
        name: String,
    },
    /// Somebody else's, by its URL.
    Given(String),
}

impl Database {
    pub fn sqlite() -> Self {
        say_once();
        Self::Sqlite(TempDir::new().unwrap())
    }

    /// A new database on the server of `TOGUL_TEST_POSTGRES_URL`. None without one, which CI does not accept.
    pub async fn postgres() -> Option<Self> {
        say_once();
        let Some(server) = postgres_url() else {
            let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(
                !ci,
                "CI runs every test on PostgreSQL too: set TOGUL_TEST_POSTGRES_URL, or use ./scripts/test"
            );
            return None;
        };
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("togul_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let database = Self::Postgres { server, name };
        database.administer("create database").await;
        Some(database)
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}", folder.path().join("togul.db").display()),
            Self::Postgres { server, name } => {
                let (server, _) = server.rsplit_once('/').expect("the URL ends with a database");
                format!("{server}/{name}")
            }
            Self::Given(url) => url.clone(),
        }
    }

    pub async fn drop(self) {
        match self {
            Self::Sqlite(folder) => folder.close().unwrap(),
            Self::Postgres { .. } => self.administer("drop database if exists").await,
            Self::Given(_) => {}
        }
    }

    async fn administer(&self, what: &str) {
        let Self::Postgres { server, name } = self else { return };
        let mut connection = PgConnection::connect(server).await.expect("TOGUL_TEST_POSTGRES_URL answers");
        let force = if what.starts_with("drop") { "with (force)" } else { "" };
        let statement = sqlx::AssertSqlSafe(format!("{what} {name} {force}"));
        sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

fn postgres_url() -> Option<String> {
    std::env::var("TOGUL_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// Past the test runner's capture: everybody shall see what was tested.
fn say_once() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let line = if postgres_url().is_some() {
            "databases: these tests run on SQLite and on PostgreSQL"
        } else {
            "databases: these tests run on SQLite ONLY; ./scripts/test, or TOGUL_TEST_POSTGRES_URL, adds PostgreSQL"
        };
        let _ = writeln!(std::io::stderr(), "{line}");
    });
}

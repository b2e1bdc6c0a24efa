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
    /// A database that the test manages itself, by its URL.
    External(String),
}

impl Database {
    pub fn sqlite() -> Self {
        announce_databases();
        Self::Sqlite(TempDir::new().unwrap())
    }

    /// A new database on the server of `TOGUL_TEST_POSTGRES_URL`. `None` if the variable is not set, which fails in CI.
    pub async fn postgres() -> Option<Self> {
        announce_databases();
        let Some(server) = postgres_url() else {
            let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(
                !ci,
                "CI must run every test on PostgreSQL too: set TOGUL_TEST_POSTGRES_URL, or run ./scripts/test"
            );
            return None;
        };
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("togul_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let database = Self::Postgres { server, name };
        database.execute_on_server("create database").await;
        Some(database)
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}", folder.path().join("togul.db").display()),
            Self::Postgres { server, name } => {
                let (server, _) = server.rsplit_once('/').expect("the URL ends with a database");
                format!("{server}/{name}")
            }
            Self::External(url) => url.clone(),
        }
    }

    pub async fn drop(self) {
        match self {
            Self::Sqlite(folder) => folder.close().unwrap(),
            Self::Postgres { .. } => self.execute_on_server("drop database if exists").await,
            Self::External(_) => {}
        }
    }

    async fn execute_on_server(&self, command: &str) {
        let Self::Postgres { server, name } = self else { return };
        let mut connection = PgConnection::connect(server).await.expect("TOGUL_TEST_POSTGRES_URL answers");
        let force = if command.starts_with("drop") { "with (force)" } else { "" };
        let statement = sqlx::AssertSqlSafe(format!("{command} {name} {force}"));
        sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

fn postgres_url() -> Option<String> {
    std::env::var("TOGUL_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// Prints once which databases the tests use. The test runner captures `eprintln!`, but not a write to stderr.
fn announce_databases() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let line = if postgres_url().is_some() {
            "databases: these tests run on SQLite and on PostgreSQL"
        } else {
            "databases: these tests run on SQLite ONLY; for PostgreSQL run ./scripts/test, or set TOGUL_TEST_POSTGRES_URL"
        };
        let _ = writeln!(std::io::stderr(), "{line}");
    });
}

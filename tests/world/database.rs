//! A database for one test.

use std::{
    fs,
    io::Write,
    path::Path,
    sync::{
        Once, OnceLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use togul_server::store::{DatabaseAddress, Store};
use tokio::sync::OnceCell;

/// A database with the schema, of which those of the tests are copies: to migrate each of them takes minutes.
const TEMPLATE: &str = "togul_test_template";

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
    /// A new database with the schema.
    pub fn sqlite() -> Self {
        announce_databases();
        static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
        let folder = TempDir::new().unwrap();
        let bytes = MIGRATED.get_or_init(|| {
            let file = folder.path().join("template.db");
            // The caller's runtime cannot wait here.
            std::thread::scope(|scope| scope.spawn(|| migrated(&file)).join()).unwrap()
        });
        fs::write(folder.path().join("togul.db"), bytes).unwrap();
        Self::Sqlite(folder)
    }

    /// A new database with the schema, on the server of `TOGUL_TEST_POSTGRES_URL`. `None` if the variable is not set, which
    /// fails in CI.
    pub async fn postgres() -> Option<Self> {
        let server = postgres_url();
        static MIGRATED: OnceCell<()> = OnceCell::const_new();
        if let Some(server) = server {
            let template = Self::Postgres { server, name: TEMPLATE.to_owned() };
            MIGRATED
                .get_or_init(|| async {
                    // That of another run may have another schema.
                    template.execute_on_server("drop database if exists {} with (force)").await;
                    template.execute_on_server("create database {}").await;
                    migrate(&template.url().parse().unwrap()).await;
                })
                .await;
        }
        Self::copy_of(TEMPLATE).await
    }

    /// The same without the schema.
    pub async fn empty_postgres() -> Option<Self> {
        Self::copy_of("template1").await
    }

    async fn copy_of(template: &str) -> Option<Self> {
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
        database.execute_on_server(&format!("create database {{}} template {template}")).await;
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
            Self::Postgres { .. } => self.execute_on_server("drop database if exists {} with (force)").await,
            Self::External(_) => {}
        }
    }

    /// Executes a command in which `{}` stands for the name of the database.
    async fn execute_on_server(&self, command: &str) {
        let Self::Postgres { server, name } = self else { return };
        let mut connection = PgConnection::connect(server).await.expect("TOGUL_TEST_POSTGRES_URL answers");
        let statement = sqlx::AssertSqlSafe(command.replace("{}", name));
        sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

/// The bytes of a new SQLite database with the schema.
fn migrated(file: &Path) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(migrate(&DatabaseAddress::sqlite(file)));
    let bytes = fs::read(file).unwrap();
    fs::remove_file(file).unwrap();
    bytes
}

async fn migrate(database: &DatabaseAddress) {
    let (store, _) = Store::open(database).await.unwrap();
    store.close().await;
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

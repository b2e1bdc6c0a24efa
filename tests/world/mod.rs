//! The world of one test: its own server on its own database, and the people and programs that call it.
//!
//! ```text
//! on_both! {
//!     async fn a_flag_answers(world) {
//!         let shop = world.shop().await;              // an owner, a project, an environment, a key of each scope
//!         shop.owner.post("…", json!({…})).await.ok(); // or .refused(404, "not_found")
//!     }
//! }
//! ```

mod contents;
mod contract;
mod database;
pub mod person;
pub mod raw;
mod shop;
pub mod sse;

pub use contract::Contract;
pub use database::Database;
pub use person::{PASSWORD, Person, Reply};
pub use shop::Shop;

use std::{net::SocketAddr, panic::AssertUnwindSafe, pin::Pin, time::Duration};

use futures_util::FutureExt;
use togul_server::{
    app::App,
    auth::token::Tokens,
    domain::{account::Registration, quota::Quotas},
    limits::{ConnectionBudget, Limits},
    server::{EvaluationLimits, OfrepSettings, Server, Settings},
    store::Conn,
};
use tokio::{sync::oneshot, task::JoinHandle};

/// Declares tests that run on both databases: `name::sqlite` and `name::postgres`. `(world with adjust)` calls
/// `adjust` with the server's settings before the start.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($world:ident $(with $adjust:expr)?) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn adjust(_settings: &mut togul_server::server::Settings) {
                $(let adjust: fn(&mut togul_server::server::Settings) = $adjust; adjust(_settings);)?
            }

            fn body<'w>($world: &'w crate::world::World) -> crate::world::Body<'w> {
                Box::pin(async move { $body })
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            $(#[$attribute])*
            async fn sqlite() {
                crate::world::World::with(crate::world::Database::sqlite(), adjust, body).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            $(#[$attribute])*
            async fn postgres() {
                if let Some(database) = crate::world::Database::postgres().await {
                    crate::world::World::with(database, adjust, body).await;
                }
            }
        }
    )*};
}
pub(crate) use on_both;

pub type Body<'w> = Pin<Box<dyn Future<Output = ()> + 'w>>;

pub const JWT_SECRET: &[u8] = b"a secret of the tests, 32 bytes or more";

pub struct World {
    pub url: String,
    /// The base URL of the metrics listener.
    pub metrics_url: String,
    pub app: App,
    pub database: Database,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl World {
    /// Runs `body` in a new world, whose server has been adjusted, and tears it down, even if `body` panics.
    pub async fn with(database: Database, adjust: fn(&mut Settings), body: for<'w> fn(&'w Self) -> Body<'w>) {
        let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
        // Tests are proxies: `Person::from` names the address of the client.
        settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        adjust(&mut settings);
        let world = Self::start_with(database, settings).await;
        let outcome = AssertUnwindSafe(body(&world)).catch_unwind().await;
        let database = world.stop().await;
        database.drop().await;
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    }

    pub async fn start(database: Database, listen: SocketAddr) -> Self {
        let settings = settings(&database, listen);
        Self::start_with(database, settings).await
    }

    pub async fn start_with(database: Database, settings: Settings) -> Self {
        let server = Server::bind(settings).await.expect("the server starts");
        let (stop, stopped) = oneshot::channel();
        let url = format!("http://{}", server.address());
        let metrics = server.metrics_address().expect("servers of the tests have metrics");
        let metrics_url = format!("http://{metrics}");
        let app = server.app().clone();
        let serving = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self { url, metrics_url, app, database, stop, serving }
    }

    /// A world on SQLite whose server trusts these proxies' `X-Forwarded-For`.
    pub async fn behind_proxies(trusted: &[&str]) -> Self {
        let database = Database::sqlite();
        let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
        settings.trusted_proxies = trusted.iter().map(|network| network.parse().unwrap()).collect();
        Self::start_with(database, settings).await
    }

    /// Stops the server as Ctrl-C does, and returns its database.
    pub async fn stop(self) -> Database {
        let _ = self.stop.send(());
        self.serving.await.expect("the server does not panic");
        self.database
    }

    /// Executes a statement for which the API has no request, and returns the number of affected rows.
    pub async fn sql(&self, statement: &str) -> u64 {
        self.sql_together(&[statement]).await
    }

    /// Executes statements in one transaction.
    pub async fn sql_together(&self, statements: &[&str]) -> u64 {
        let mut tx = self.app.store.begin().await.unwrap();
        let mut affected = 0;
        for statement in statements {
            let statement = sqlx::AssertSqlSafe(*statement);
            affected += match tx.conn() {
                Conn::Pg(c, _) => sqlx::query(statement).execute(c).await.unwrap().rows_affected(),
                Conn::Lite(c, _) => sqlx::query(statement).execute(c).await.unwrap().rows_affected(),
            };
        }
        tx.commit().await.unwrap();
        affected
    }

    /// A caller without credentials.
    pub fn anonymous(&self) -> Person {
        Person::anonymous(self.url.clone())
    }

    /// Registers a person and logs them in.
    pub async fn register(&self, name: &str) -> Person {
        self.anonymous().register(name).await
    }

    /// An owner with a project, an environment and a key of each scope.
    pub async fn shop(&self) -> Shop {
        Shop::open(self).await
    }
}

/// The settings of a test's server.
pub fn settings(database: &Database, listen: SocketAddr) -> Settings {
    Settings {
        database_address: database.url().parse().expect("the URL of the test's database"),
        database: ConnectionBudget::default(),
        tokens: Tokens::new(JWT_SECRET, None),
        registration: Registration::Open,
        listen: listen.into(),
        metrics_listen: Some("127.0.0.1:0".parse().unwrap()),
        max_connections: None,
        limits: Limits::default(),
        region: "local".to_owned(),
        cors_origins: vec!["https://app.example.com".to_owned()],
        path_prefix: String::new(),
        ofrep: OfrepSettings::default(),
        trusted_proxies: Vec::new(),
        // Tests write as fast as they can.
        quotas: Quotas { writes_per_second: 0, ..Quotas::default() },
        evaluation: EvaluationLimits::default(),
        drain: Duration::ZERO,
    }
}

/// The fields of an object, sorted.
#[track_caller]
pub fn fields(object: &serde_json::Value) -> Vec<&str> {
    let mut fields: Vec<_> = object.as_object().expect("an object").keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

//! How many connections to PostgreSQL a server takes, and which poolers it accepts.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use togul_server::server::Server;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    client::PATIENCE,
    world::{Database, Shop, World, settings},
};

/// A user with a password who owns a database and may have so many connections, unlike the superuser of the tests.
struct LimitedUser {
    database: Database,
    name: String,
    url: String,
}

impl LimitedUser {
    async fn create(limit: u32) -> Option<Self> {
        let database = Database::empty_postgres().await?;
        let url = database.url();
        let (server, database_name) = url.rsplit_once('/').unwrap();
        let (_, host) = server.rsplit_once('@').unwrap();
        let name = format!("user_of_{database_name}");
        let user = Self { url: format!("postgres://{name}:password@{host}/{database_name}"), name, database };
        let name = &user.name;
        user.execute(&format!(
            "create role {name} login password 'password' connection limit {limit}; \
             alter database {database_name} owner to {name}; alter schema public owner to {name}"
        ))
        .await;
        Some(user)
    }

    async fn execute(&self, statements: &str) {
        let mut connection = PgConnection::connect(&self.database.url()).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn connections(&self) -> i64 {
        let mut connection = PgConnection::connect(&self.database.url()).await.unwrap();
        let count = "select count(*) from pg_stat_activity where usename = $1";
        let count = sqlx::query_scalar(count).bind(&self.name).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        count
    }

    /// A server of this user, which gives back connections early.
    async fn server(&self) -> World {
        let database = Database::External(self.url.clone());
        let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
        settings.database.give_back_interval = Duration::from_millis(500);
        World::start_with(database, settings).await
    }

    async fn drop(self) {
        self.execute(&format!("reassign owned by {0} to current_user; drop owned by {0}", self.name)).await;
        let name = self.name.clone();
        let (server, _) =
            self.database.url().rsplit_once('/').map(|(s, d)| (s.to_owned(), d.to_owned())).unwrap();
        self.database.drop().await;
        let mut connection = PgConnection::connect(&format!("{server}/postgres")).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("drop role {name}"))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_answer_a_burst_with_too_few_connections_and_give_them_back() {
    let Some(user) = LimitedUser::create(22).await else { return };
    let mut servers = Vec::new();
    for _ in 0..3 {
        servers.push(user.server().await);
    }
    let shop = Shop::open_at(&servers[0].url).await;
    shop.flag("f", json!({})).await;
    let mut keys = Vec::new();
    for n in 0..9 {
        let body =
            json!({ "environment_id": shop.environment_id, "name": format!("{n}"), "scope": "server" });
        keys.push(shop.owner.post(&format!("{}/api-keys", shop.path), body).await.ok());
    }
    let mut requests = Vec::new();
    for (n, server) in servers.iter().enumerate() {
        let shop = shop.at(&server.url);
        for _ in 0..20 {
            let (owner, path) = (shop.owner.at(&server.url), shop.path.clone());
            requests.push(tokio::spawn(async move { owner.get(&path).await.status }));
        }
        // Keys that this server does not know.
        for key in &keys[3 * n..][..3] {
            let caller = server.anonymous().with_key(key["secret"].as_str().unwrap());
            let body = json!({ "flag_key": "f" });
            requests.push(tokio::spawn(async move { caller.post("/api/v1/evaluate", body).await.status }));
        }
    }
    for status in join_all(requests).await {
        assert_eq!(status.unwrap(), StatusCode::OK);
    }
    // One that listens and two that are kept for evaluation.
    let given_back = async {
        while user.connections().await > 3 * (1 + 2) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, given_back).await.expect("the servers give back their connections");
    servers.push(user.server().await);
    shop.at(&servers[3].url).owner.get(&shop.path).await.ok();
    for server in servers {
        server.stop().await;
    }
    user.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evaluation_reads_while_management_has_all_other_connections() {
    let Some(database) = Database::postgres().await else { return };
    let world = World::start(database, "127.0.0.1:0".parse().unwrap()).await;
    let shop = world.shop().await;
    shop.flag("f", json!({})).await;
    let mut held = Vec::new();
    while let Ok(connection) = world.app.store.read().await {
        held.push(connection);
    }
    assert_eq!(held.len(), 6);
    shop.owner.get(&shop.path).await.refused(503, "unavailable");
    // The key was not used before, so that the server reads it and its environment.
    shop.evaluate("f", json!({})).await;
    drop(held);
    shop.owner.get(&shop.path).await.ok();
    world.stop().await.drop().await;
}

/// Answers like PostgreSQL behind a pooler in transaction mode: the same process answers all clients. Refuses a parameter
/// that poolers do not know.
async fn serve_as_a_pooler(listener: TcpListener) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(async move { drop(serve_client(client).await) });
    }
}

async fn serve_client(mut client: TcpStream) -> std::io::Result<()> {
    const TLS_REQUEST: u32 = 80_877_103;
    const READY: &[u8] = b"Z\0\0\0\x05I";
    loop {
        let length = client.read_u32().await?;
        let mut startup = vec![0; length as usize - 4];
        client.read_exact(&mut startup).await?;
        if startup == TLS_REQUEST.to_be_bytes() {
            client.write_all(b"N").await?;
            continue;
        }
        if String::from_utf8_lossy(&startup).contains("extra_float_digits") {
            let error = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: extra_float_digits\0\0";
            return message(&mut client, b'E', error).await;
        }
        break;
    }
    message(&mut client, b'R', &[0; 4]).await?;
    client.write_all(READY).await?;
    loop {
        let kind = client.read_u8().await?;
        let length = client.read_u32().await?;
        let mut body = vec![0; length as usize - 4];
        client.read_exact(&mut body).await?;
        if kind != b'Q' {
            return Ok(());
        }
        // One column of four-byte integers as text, with one row.
        let columns = b"\0\x01pid\0\0\0\0\0\0\0\0\0\0\x17\0\x04\xff\xff\xff\xff\0\0";
        message(&mut client, b'T', columns).await?;
        message(&mut client, b'D', b"\0\x01\0\0\0\x044242").await?;
        message(&mut client, b'C', b"SELECT 1\0").await?;
        client.write_all(READY).await?;
    }
}

async fn message(client: &mut TcpStream, kind: u8, body: &[u8]) -> std::io::Result<()> {
    client.write_u8(kind).await?;
    client.write_u32(u32::try_from(body.len()).unwrap() + 4).await?;
    client.write_all(body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pooler_in_transaction_mode_is_refused_at_the_start() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let database = Database::External(format!("postgres://togul:x@{}/togul", listener.local_addr().unwrap()));
    tokio::spawn(serve_as_a_pooler(listener));
    let error =
        Server::bind(settings(&database, "127.0.0.1:0".parse().unwrap())).await.unwrap_err().to_string();
    assert!(error.contains("transaction or statement mode") && error.contains("session mode"), "{error}");
}

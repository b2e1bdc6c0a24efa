//! Two servers on one PostgreSQL, of which one is killed, frozen or loses its connections.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use togul_client::Client;

use super::{
    ledger::Ledger,
    process::Process,
    proxy::Proxy,
    random::Random,
    writer::{Outcome, Writer},
};
use crate::{
    client::PATIENCE,
    world::{Database, Shop, sse::Events},
};

/// Changes made one after the other, each seen at the other server before the next. Without notices, each would take
/// seconds, until that server compares itself with the database.
const CHANGES: usize = 12;
const AT_ONCE: Duration = Duration::from_secs(12);
/// A lost notice costs five seconds; the rest is for a loaded machine.
const AFTER_A_LOSS: Duration = Duration::from_secs(10);

struct TwoServers {
    database: Database,
    one: Process,
    other: Process,
    /// At the first server, and at the other.
    here: Shop,
    there: Shop,
}

impl TwoServers {
    async fn start() -> Option<Self> {
        let database = Database::postgres().await?;
        let (one, other) = (Process::start(&database).await, Process::start(&database).await);
        let here = Shop::open_at(&one.url).await;
        let there = here.at(&other.url);
        Some(Self { database, one, other, here, there })
    }

    async fn end(self) {
        let Self { database, one, other, .. } = self;
        drop((one, other));
        database.drop().await;
    }

    /// Changes a flag here and reads it there, several times.
    async fn is_seen_at_once(&self, flag: &Value, events: &mut Events) {
        let begun = Instant::now();
        for n in 0..CHANGES {
            let value = format!("{n} of {:?}", begun);
            let body = json!({ "default_value": value });
            self.here.owner.patch(&self.here.flag_path(flag), body).await.ok();
            events.expect("flag.updated").await;
            let answer = self.there.evaluate("shared", json!({})).await;
            assert_eq!(answer["value"], value, "an evaluation after the event gets the new answer");
        }
        println!("{CHANGES} changes were seen at the other server within {:?}", begun.elapsed());
        assert!(begun.elapsed() < AT_ONCE, "{CHANGES} changes took {:?}", begun.elapsed());
    }

    /// The value of an expression over the sessions of this database.
    async fn sessions(&self, expression: &str) -> i64 {
        let mut connection = PgConnection::connect(&self.database.url()).await.unwrap();
        let statement = format!(
            "select {expression} from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        );
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&mut connection).await;
        connection.close().await.unwrap();
        count.unwrap()
    }
}

/// A flag of type string.
async fn shared_flag(shop: &Shop) -> Value {
    shop.flag("shared", json!({ "value_type": "string", "default_value": "" })).await
}

/// A change through one server is in the other's answers and streams without waiting for its next comparison.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_through_one_server_is_answered_by_the_other_at_once() {
    let Some(servers) = TwoServers::start().await else { return };
    let flag = shared_flag(&servers.here).await;
    let mut events = servers.there.sdk.stream("?since=1").await;
    servers.is_seen_at_once(&flag, &mut events).await;
    servers.end().await;
}

/// Segments that are created, changed and deleted through one server are in the snapshots and streams of the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn segments_of_one_server_are_followed_by_the_other() {
    let Some(servers) = TwoServers::start().await else { return };
    let TwoServers { here, there, .. } = &servers;
    let mut events = there.server.stream("?since=0&content=true").await;
    let segment = here.segment("beta", json!({ "included": ["a"] })).await;
    let path = format!("{}/included", here.segment_path(&segment));
    events.expect("segment.created").await;
    for n in 1..=CHANGES {
        here.owner.post(&path, json!({ "add": [n.to_string()] })).await.ok();
        let event = events.expect("segment.updated").await;
        assert_eq!(event.data["segment"]["included"].as_array().unwrap().len(), n + 1);
        let held = there.server.get("/api/v1/snapshot").await.ok();
        assert_eq!(held["segments"][0], event.data["segment"]);
        assert_eq!(held["fingerprint"], event.data["fingerprint"]);
    }
    here.owner.delete(&here.segment_path(&segment)).await.ok();
    assert!(events.expect("segment.deleted").await.data["segment"].is_null());
    assert_eq!(there.server.get("/api/v1/snapshot").await.ok()["segments"], json!([]));
    servers.end().await;
}

/// Servers that lose their sessions, the listening one among them, still receive changes, and soon listen again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_whose_sessions_are_ended_still_receive_changes() {
    let Some(servers) = TwoServers::start().await else { return };
    let flag = shared_flag(&servers.here).await;
    let mut events = servers.there.sdk.stream("?since=1").await;
    let ended = servers.sessions("count(*) filter (where pg_terminate_backend(pid))").await;
    assert!(ended >= 4, "each server listens in one session and works in others: {ended}");
    let begun = Instant::now();
    servers.here.owner.patch(&servers.here.flag_path(&flag), json!({ "default_value": "lost" })).await.ok();
    events.expect("flag.updated").await;
    println!("a change after the loss was seen within {:?}", begun.elapsed());
    assert!(begun.elapsed() < AFTER_A_LOSS, "{:?}", begun.elapsed());
    servers.is_seen_at_once(&flag, &mut events).await;
    servers.end().await;
}

/// A server that freezes inside a transaction holds a lock. The other one goes on writing, and the frozen one's streams
/// catch up when it continues.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_freezes_while_it_writes_does_not_block_the_other() {
    let Some(mut servers) = TwoServers::start().await else { return };
    let mut random = Random::seeded();
    let mut writers = Writer::several(8, &servers.here, &mut random);
    let mut waking = servers.here.stream.stream("?since=0").await;
    let writing = tokio::spawn(async move {
        // A writer that is refused or cut off by the freeze stops, with a complete record.
        join_all(writers.iter_mut().map(|writer| writer.write_while(|| true))).await;
        writers
    });
    let frozen = async {
        loop {
            servers.one.freeze();
            // Once PostgreSQL has executed its last statement, a transaction of the frozen server is idle.
            for _ in 0..5 {
                if servers.sessions("count(*) filter (where state = 'idle in transaction')").await > 0 {
                    return;
                }
            }
            servers.one.thaw();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, frozen).await.expect("it freezes inside a transaction");

    let mut other = Writer::several(9, &servers.there, &mut random).split_off(8);
    let begun = Instant::now();
    let mut written = 0;
    while written < 20 {
        match other[0].write().await {
            Outcome::Acknowledged => written += 1,
            Outcome::Unavailable => assert!(begun.elapsed() < PATIENCE, "the frozen server holds its locks"),
            Outcome::Broken => panic!("the other server closed the connection"),
        }
    }
    println!("the other server had written 20 times {:?} after the freeze", begun.elapsed());

    servers.one.thaw();
    let last = servers.there.revision().await;
    for revision in 1..=last {
        let event = waking.next().await;
        assert_eq!(event.id, Some(revision), "{event:?}");
    }
    // Some of its own writers still write.
    servers.one.program.kill();
    let mut writers = writing.await.unwrap();
    writers.append(&mut other);
    Ledger::new(&servers.there).read(&servers.there, &writers, |_| {}).await;
    servers.end().await;
}

/// Readers of a killed server go on at the other one, and neither miss nor repeat a change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_of_a_killed_server_resumes_at_the_other() {
    let Some(mut servers) = TwoServers::start().await else { return };
    let mut random = Random::seeded();
    let mut writers = Writer::several(4, &servers.there, &mut random);
    let proxy = Proxy::to(servers.one.address()).await;
    let client = Client::connect(&proxy.url, &servers.here.server_secret, PATIENCE).await.unwrap();
    let mut stream = servers.here.stream.stream("?since=0").await;
    for _ in 0..40 {
        for writer in &mut writers {
            assert_eq!(writer.write().await, Outcome::Acknowledged);
        }
    }
    // Half of it is read: the rest is lost with the server.
    let mut seen = 0;
    while seen < 60 {
        seen += 1;
        assert_eq!(stream.next().await.id, Some(seen));
    }
    servers.one.program.kill();
    proxy.redirect_to(servers.other.address());
    for _ in 0..10 {
        for writer in &mut writers {
            assert_eq!(writer.write().await, Outcome::Acknowledged);
        }
    }
    let there = &servers.there;
    let last = there.revision().await;
    let resumed = there.stream.request(Method::GET, "/api/v1/stream").header("last-event-id", seen);
    let mut stream = Events::open(resumed).await;
    while seen < last {
        seen += 1;
        assert_eq!(stream.next().await.id, Some(seen));
    }
    client.wait_for_revision(last.unsigned_abs(), PATIENCE).await.unwrap();
    let mut ledger = Ledger::new(there);
    ledger.read(there, &writers, |_| {}).await;
    assert_eq!(client.snapshot().fingerprint(), ledger.replica.fingerprint());
    client.close().await;
    servers.end().await;
}

/// Sixteen writers at two servers produce one sequence of revisions, and both servers' streams have the same events.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_writers_at_two_servers_produce_one_sequence_of_revisions() {
    let Some(servers) = TwoServers::start().await else { return };
    let mut random = Random::seeded();
    let mut writers = Writer::several(16, &servers.here, &mut random);
    writers.iter_mut().skip(8).for_each(|writer| writer.move_to(&servers.other.url));
    let query = "?since=0&content=true";
    let mut streams = [servers.here.server.stream(query).await, servers.there.server.stream(query).await];
    join_all(writers.iter_mut().map(async |writer| {
        for _ in 0..25 {
            assert_eq!(writer.write().await, Outcome::Acknowledged);
        }
    }))
    .await;
    let last = servers.there.revision().await;
    for revision in 1..=last {
        let [one, other] = &mut streams;
        let (one, other) = (one.next().await, other.next().await);
        assert_eq!((one.id, &one.frame), (Some(revision), &other.frame));
    }
    for shop in [&servers.here, &servers.there] {
        Ledger::new(shop).read(shop, &writers, |_| {}).await;
    }
    servers.end().await;
}

/// The end of a key or an environment takes effect at the other server within seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revoked_keys_and_deleted_environments_end_streams_at_the_other_server() {
    let Some(servers) = TwoServers::start().await else { return };
    let TwoServers { here, there, .. } = &servers;
    let (key, program) = here.key(json!({})).await;
    let program = program.at(&servers.other.url);
    let (environment, follower) = here.environment("doomed").await;
    let follower = follower.at(&servers.other.url);
    let (revoked, deleted) = (program.stream("").await, follower.stream("").await);
    let mut spared = there.stream.stream("?since=0").await;

    here.owner.delete(&format!("{}/api-keys/{}", here.path, key["id"].as_str().unwrap())).await.ok();
    here.owner
        .delete(&format!("{}/environments/{}", here.path, environment["id"].as_str().unwrap()))
        .await
        .ok();
    let begun = Instant::now();
    for stream in [revoked, deleted] {
        let ended = tokio::time::timeout(2 * AFTER_A_LOSS, stream.read_to_end()).await;
        ended.expect("the stream ends");
        println!("a stream ended {:?} after what it was for", begun.elapsed());
        assert!(begun.elapsed() < AFTER_A_LOSS, "{:?}", begun.elapsed());
    }
    for gone in [program, follower] {
        gone.get("/api/v1/snapshot").await.refused(401, "unauthorized");
    }
    here.flag("alive", json!({})).await;
    spared.expect("flag.created").await;
    servers.end().await;
}

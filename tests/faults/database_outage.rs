//! PostgreSQL becomes unavailable under load and returns; the server is not restarted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::{Value, json};
use togul_client::Client;
use tokio::task::JoinHandle;

use super::{
    cluster::Cluster,
    ledger::Ledger,
    process::Process,
    random::Random,
    writer::{Outcome, Writer},
};
use crate::{
    client::PATIENCE,
    world::{Database, PASSWORD, Person, Reply, Shop, sse::Events},
};

const WRITERS: usize = 4;
/// docs/operations.md promises three seconds; the rest is for a loaded machine.
const REFUSED_WITHIN: Duration = Duration::from_secs(6);
/// docs/operations.md promises five seconds.
const RECOVERED_WITHIN: Duration = Duration::from_secs(15);
/// The time for an answer from memory, on a loaded machine.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);

/// Counts of the writers and the readers, and their stop signal.
#[derive(Default)]
struct LoadCounters {
    stop: AtomicBool,
    acknowledged: AtomicUsize,
    unavailable: AtomicUsize,
    answered: AtomicUsize,
}

impl LoadCounters {
    /// Waits until `count` has grown by `more`.
    async fn more(&self, count: &AtomicUsize, more: usize, what: &str) {
        let begun = count.load(SeqCst);
        let counting = async {
            while count.load(SeqCst) < begun + more {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, counting).await.unwrap_or_else(|_| panic!("no more {what}"));
    }
}

/// A server under load, on a database that can fail.
struct Outage {
    process: Process,
    shop: Shop,
    client: Client,
    counters: Arc<LoadCounters>,
    writing: Vec<JoinHandle<(Writer, Duration)>>,
    reading: JoinHandle<()>,
    stream: Events,
}

impl Outage {
    async fn begin(database: &Database) -> Self {
        let process = Process::start(database).await;
        let shop = Shop::open_at(&process.url).await;
        let flag = shop.flag("switch", json!({})).await;
        shop.rule(&flag, json!({ "return_value": true })).await;
        // Before the first write: the stream then has all of them.
        let stream = shop.stream.stream("?since=2").await;
        let client = Client::connect(&process.url, &shop.server_secret, PATIENCE).await.unwrap();
        let counters = Arc::new(LoadCounters::default());
        let mut random = Random::seeded();
        let mut writers = Writer::several(WRITERS, &shop, &mut random);
        let writing =
            writers.drain(..).map(|writer| tokio::spawn(write(writer, Arc::clone(&counters)))).collect();
        let reading = read(&shop, Arc::clone(&counters));
        let reading = tokio::spawn(reading);
        counters.more(&counters.acknowledged, 20, "writes").await;
        Self { process, shop, client, counters, writing, reading, stream }
    }

    /// The expectations while the database is unavailable.
    async fn is_unavailable(&self, readyz: &str) {
        let begun = Instant::now();
        self.counters.more(&self.counters.unavailable, 2 * WRITERS, "refusals").await;
        println!("writes were refused {:?} after the fault", begun.elapsed());
        self.login_is_refused().await;
        self.readyz_reports("degraded", readyz).await;
        // And it stays so: no resource is exhausted.
        self.counters.more(&self.counters.unavailable, 2 * WRITERS, "refusals").await;
        self.counters.more(&self.counters.answered, 20, "answers").await;
    }

    async fn login_is_refused(&self) {
        let anonymous = Person::anonymous(self.process.url.clone());
        let body = json!({ "username": self.shop.owner.email, "password": PASSWORD });
        let begun = Instant::now();
        let reply = anonymous.post("/api/v1/login", body).await;
        println!("a login was refused within {:?}", begun.elapsed());
        reply.refused(503, "unavailable");
        assert!(reply.header("retry-after").parse::<u32>().is_ok(), "{reply:?}");
        assert!(begun.elapsed() < REFUSED_WITHIN, "{:?}", begun.elapsed());
    }

    /// Waits for this state; meanwhile `readyz` always answers that evaluation works.
    async fn readyz_reports(&self, status: &str, database: &str) {
        let anonymous = Person::anonymous(self.process.url.clone());
        let (begun, wanted) =
            (Instant::now(), json!({ "status": status, "evaluation": "ok", "database": database }));
        loop {
            let requested = tokio::time::timeout(ANSWERED_WITHIN, anonymous.get("/readyz")).await;
            let reported = requested.expect("readyz does not wait for the database").ok();
            assert_eq!(reported["evaluation"], "ok");
            if reported == wanted {
                return;
            }
            assert!(begun.elapsed() < REFUSED_WITHIN, "readyz reports {reported}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The expectations once the database is back: everything works, and no reader has missed a change.
    async fn recovers(mut self) {
        let begun = Instant::now();
        self.counters.more(&self.counters.acknowledged, 1, "writes").await;
        println!("a write was acknowledged {:?} after the end of the fault", begun.elapsed());
        assert!(begun.elapsed() < RECOVERED_WITHIN, "{:?}", begun.elapsed());
        self.counters.more(&self.counters.acknowledged, 5 * WRITERS, "writes").await;
        self.readyz_reports("ok", "ok").await;
        self.shop.owner.login(&self.shop.owner.email).await;
        self.counters.stop.store(true, SeqCst);
        let mut writers = Vec::new();
        for writing in self.writing {
            let (writer, slowest) = writing.await.unwrap();
            println!("the slowest write was answered within {slowest:?}");
            assert!(slowest < REFUSED_WITHIN, "{slowest:?}");
            writers.push(writer);
        }
        self.reading.await.expect("no reader was refused");
        println!("{} answers from memory, none refused", self.counters.answered.load(SeqCst));

        // The stream from before has each change once, in order, without a reset.
        let last = self.shop.revision().await;
        for revision in 3..=last {
            let event = self.stream.next().await;
            assert_eq!(event.id, Some(revision), "{event:?}");
            assert_ne!(event.data["type"], "snapshot.reset");
        }
        self.client.wait_for_revision(last.unsigned_abs(), PATIENCE).await.unwrap();
        let mut ledger = Ledger::after(&self.shop, 2).await;
        ledger.read(&self.shop, &writers, |_| {}).await;
        let held = self.client.snapshot();
        assert_eq!(
            (held.revision().get(), held.fingerprint()),
            (last.unsigned_abs(), ledger.replica.fingerprint())
        );
        assert!(self.process.program.is_running());
        self.client.close().await;
    }
}

/// Writes until it is over, and returns the time of the slowest response.
async fn write(mut writer: Writer, counters: Arc<LoadCounters>) -> (Writer, Duration) {
    let mut slowest = Duration::ZERO;
    while !counters.stop.load(SeqCst) {
        let begun = Instant::now();
        let outcome = writer.write().await;
        slowest = slowest.max(begun.elapsed());
        match outcome {
            Outcome::Acknowledged => counters.acknowledged.fetch_add(1, SeqCst),
            Outcome::Unavailable => counters.unavailable.fetch_add(1, SeqCst),
            Outcome::Broken => panic!("the server closed the connection"),
        };
        // Leaves the server time for the readers.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (writer, slowest)
}

/// Evaluates and fetches the snapshot until it is over. Each request must succeed, and in time.
fn read(shop: &Shop, counters: Arc<LoadCounters>) -> impl Future<Output = ()> + use<> {
    let (sdk, server) = (shop.sdk.clone(), shop.server.clone());
    async move {
        let body = json!({ "flag_key": "switch", "context": {} });
        while !counters.stop.load(SeqCst) {
            let evaluate = sdk.request(Method::POST, "/api/v1/evaluate").json(&body);
            let requests = [evaluate, server.request(Method::GET, "/api/v1/snapshot")];
            for request in requests {
                let reply = tokio::time::timeout(ANSWERED_WITHIN, Reply::to(request)).await;
                let answer = reply.expect("memory answers without waiting").ok();
                assert!(answer["flags"].is_array() || answer["value"] == Value::Bool(true), "{answer}");
                counters.answered.fetch_add(1, SeqCst);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// A kill ends all sessions: evaluation goes on, writes are refused, and everything works after the restart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_killed_and_comes_back() {
    let Some((mut cluster, database)) = Cluster::start().await else { return };
    let outage = Outage::begin(&database).await;
    cluster.kill();
    outage.is_unavailable("unavailable").await;
    cluster.resume().await;
    outage.recovers().await;
}

/// A shutdown ends each session in an orderly way; the rest is as with a kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_stopped_and_comes_back() {
    let Some((mut cluster, database)) = Cluster::start().await else { return };
    let outage = Outage::begin(&database).await;
    cluster.stop();
    outage.is_unavailable("unavailable").await;
    cluster.resume().await;
    outage.recovers().await;
}

/// Frozen, it keeps its connections open and does not answer: requests fail within seconds instead of hanging.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_frozen_and_thaws() {
    let Some((mut cluster, database)) = Cluster::start().await else { return };
    let outage = Outage::begin(&database).await;
    let begun = Instant::now();
    let frozen = cluster.freeze();
    outage.is_unavailable("unavailable").await;
    // Longer than every timeout of the server.
    tokio::time::sleep(Duration::from_secs(8).saturating_sub(begun.elapsed())).await;
    cluster.thaw(&frozen);
    outage.recovers().await;
}

/// A network that drops everything: even new connections are accepted, and never answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_network_to_postgres_drops_everything_for_a_while() {
    let Some((_cluster, proxy, database)) = Cluster::start_behind_a_proxy().await else { return };
    let outage = Outage::begin(&database).await;
    proxy.hold();
    outage.is_unavailable("unavailable").await;
    proxy.release();
    outage.recovers().await;
}

/// A slow database makes writes slow and nothing else; one that is too slow counts as unavailable.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_slow_and_then_too_slow() {
    let Some((_cluster, proxy, database)) = Cluster::start_behind_a_proxy().await else { return };
    let outage = Outage::begin(&database).await;
    proxy.slow(Duration::from_millis(20));
    let refused = outage.counters.unavailable.load(SeqCst);
    outage.counters.more(&outage.counters.acknowledged, 2 * WRITERS, "writes").await;
    assert_eq!(outage.counters.unavailable.load(SeqCst), refused, "slow writes are not refused");
    proxy.slow(Duration::from_millis(1500));
    outage.is_unavailable("unavailable").await;
    proxy.slow(Duration::ZERO);
    outage.recovers().await;
}

/// Read-only, as a standby is: writes are refused as if it were unavailable, and `readyz` reports it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_read_only_for_a_while() {
    let Some((cluster, database)) = Cluster::start().await else { return };
    let outage = Outage::begin(&database).await;
    cluster.set_read_only(true).await;
    outage.is_unavailable("read_only").await;
    let reply = outage.shop.owner.get(&outage.shop.environment_path()).await;
    assert!([200, 503].contains(&reply.status.as_u16()), "{reply:?}");
    cluster.set_read_only(false).await;
    outage.recovers().await;
}

/// The password was changed, or the server's role may not log in any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_refuses_the_servers_role_for_a_while() {
    let Some((cluster, database)) = Cluster::start().await else { return };
    let outage = Outage::begin(&database).await;
    let session = cluster.refuse_logins().await;
    outage.is_unavailable("unavailable").await;
    let errors = outage.process.program.errors();
    assert!(errors.contains("is not permitted to log in"), "{errors}");
    Cluster::accept_logins(session).await;
    outage.recovers().await;
}

/// Statements that fail because of the disk: `readyz` reports it until a write succeeds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_disk_of_postgres_fails_for_a_while() {
    let Some((cluster, database)) = Cluster::start().await else { return };
    let process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag_path(&shop.flag("f", json!({})).await);
    cluster.sql_in_togul("create sequence attempts; select setval('attempts', 1)").await;
    for code in ["53100", "XX001"] {
        cluster
            .sql_in_togul(&format!(
                "create function fail() returns trigger language plpgsql as
             $$ begin raise exception using errcode = '{code}'; end $$;
             create trigger failing before update on flags for each row execute function fail();
             create function fail_to_create() returns event_trigger language plpgsql as
             $$ begin perform nextval('attempts'); raise exception using errcode = '{code}'; end $$;
             create event trigger failing on ddl_command_start when tag in ('CREATE TABLE')
             execute function fail_to_create()"
            ))
            .await;
        shop.owner.patch(&flag, json!({ "name": code })).await.refused(503, "unavailable");
        let failing = json!({ "status": "degraded", "evaluation": "ok", "database": "read_only" });
        assert_eq!(shop.owner.get("/readyz").await.ok(), failing, "{code}");
        // The server's own attempts fail as well, and do not end this state.
        let count = async || cluster.number_in_togul("select last_value from attempts").await;
        let attempts = count().await;
        while count().await == attempts {
            assert_eq!(shop.owner.get("/readyz").await.ok(), failing, "{code}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(shop.owner.get("/readyz").await.ok(), failing, "{code}");
        cluster
            .sql_in_togul(
                "drop event trigger failing; drop trigger failing on flags; drop function fail, fail_to_create",
            )
            .await;
        shop.owner.patch(&flag, json!({ "name": code })).await.ok();
        let works = json!({ "status": "ok", "evaluation": "ok", "database": "ok" });
        let recovered = async {
            while shop.owner.get("/readyz").await.ok() != works {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, recovered).await.expect("readyz reports that the disk works");
    }
}

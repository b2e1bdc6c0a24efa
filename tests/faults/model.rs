//! Under faults, client, snapshot, `evaluate` and the plain model agree at every revision that a reader sees.
//!
//! `TOGUL_TEST_STEPS` sets the number of writes, `TOGUL_TEST_SEED` their choice.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use togul_client::{Client, Snapshot};
use tokio::time::{sleep, timeout};

use super::{
    definition::{CONTEXTS, Definition},
    ledger::{Ledger, agree},
    process::Process,
    proxy::Proxy,
    random::Random,
    writer::{Outcome, Writer},
};
use crate::{
    client::PATIENCE,
    world::{Database, Person, Reply, Shop},
};

const STEPS: usize = 1200;
const WRITERS: usize = 6;
const CLIENTS: usize = 4;

/// The responses of a server.
#[derive(Default)]
struct Responses {
    /// Of `POST /evaluate/all`: the revision, the context's index in [`CONTEXTS`], and the answers.
    answers: Vec<(u64, usize, Value)>,
    snapshots: Vec<Snapshot>,
}

/// The progress of the run.
#[derive(Default)]
struct Progress {
    written: AtomicUsize,
    is_over: AtomicBool,
}

impl Progress {
    fn is_over(&self) -> bool {
        self.is_over.load(SeqCst)
    }
}

/// Servers, and proxies to them that can be disturbed.
struct Cluster {
    database: Database,
    servers: Vec<Process>,
    /// Each with the index of its server.
    proxies: Vec<(Proxy, usize)>,
}

impl Cluster {
    async fn start(database: Database, servers: usize) -> Self {
        let mut cluster = Self { database, servers: Vec::new(), proxies: Vec::new() };
        for _ in 0..servers {
            cluster.servers.push(Process::start(&cluster.database).await);
        }
        cluster
    }

    /// The URL of a new proxy to one of the servers.
    async fn proxy(&mut self) -> String {
        let server = self.proxies.len() % self.servers.len();
        let proxy = Proxy::to(self.servers[server].address()).await;
        let url = proxy.url.clone();
        self.proxies.push((proxy, server));
        url
    }

    async fn disturb(&mut self, random: &mut Random) {
        let proxy = random.below(self.proxies.len());
        let server = random.below(self.servers.len());
        let moment = Duration::from_millis(random.below(250) as u64);
        match random.below(10) {
            0..4 => self.proxies[proxy].0.cut(),
            4 | 5 => {
                self.proxies[proxy].0.hold();
                sleep(moment).await;
                self.proxies[proxy].0.release();
            }
            6 => {
                self.servers[server].freeze();
                sleep(moment).await;
                self.servers[server].thaw();
            }
            7 => {
                self.proxies[proxy].1 = server;
                self.proxies[proxy].0.redirect_to(self.servers[server].address());
            }
            8 => {
                self.servers[server].program.kill();
                self.replace(server).await;
            }
            _ => {
                self.servers[server].stop().await;
                self.replace(server).await;
            }
        }
        sleep(moment).await;
    }

    async fn replace(&mut self, server: usize) {
        self.servers[server] = Process::start(&self.database).await;
        for (proxy, _) in self.proxies.iter().filter(|(_, to)| *to == server) {
            proxy.redirect_to(self.servers[server].address());
        }
    }
}

async fn agrees(database: Database, servers: usize) {
    let mut random = Random::seeded();
    let steps = std::env::var("TOGUL_TEST_STEPS").map_or(STEPS, |steps| steps.parse().unwrap());
    let mut cluster = Cluster::start(database, servers).await;
    let folder = TempDir::new().unwrap();
    let progress = Arc::new(Progress::default());
    let shop = Shop::open_at(&cluster.servers[0].url).await;

    let mut writing = Vec::new();
    for mut writer in Writer::several(WRITERS, &shop, &mut random) {
        writer.move_to(&cluster.proxy().await);
        let progress = Arc::clone(&progress);
        writing.push(tokio::spawn(async move {
            while progress.written.load(SeqCst) < steps {
                match writer.write().await {
                    Outcome::Acknowledged => drop(progress.written.fetch_add(1, SeqCst)),
                    Outcome::Unavailable | Outcome::Broken => sleep(Duration::from_millis(20)).await,
                }
            }
            writer
        }));
    }
    let mut following = Vec::new();
    for n in 0..CLIENTS {
        let follower = Follower {
            url: cluster.proxy().await,
            secret: shop.server_secret.clone(),
            // The first one runs throughout; the others are restarted from their file again and again.
            file: (n > 0).then(|| folder.path().join(format!("{n}.json"))),
            random: random.fork(),
            held: Vec::new(),
        };
        following.push(tokio::spawn(follower.run(Arc::clone(&progress))));
    }
    let mut reading = Vec::new();
    for _ in 0..servers {
        let shop = shop.at(&cluster.proxy().await);
        reading.push(tokio::spawn(read(shop, random.fork(), Arc::clone(&progress))));
    }

    let mut faults = 0;
    while !writing.iter().all(tokio::task::JoinHandle::is_finished) {
        cluster.disturb(&mut random).await;
        faults += 1;
    }
    let mut writers = Vec::new();
    for writing in writing {
        writers.push(writing.await.unwrap());
    }
    progress.is_over.store(true, SeqCst);

    // Every state by revision, from the change log, which agrees with the writers' records.
    let mut states = BTreeMap::new();
    for server in &cluster.servers {
        let shop = shop.at(&server.url);
        let mut look = |ledger: &Ledger| {
            let state = (ledger.replica.clone(), ledger.model.clone());
            drop(states.insert(ledger.replica.revision().get(), state));
        };
        Ledger::new(&shop).read(&shop, &writers, &mut look).await;
    }
    let last = *states.keys().next_back().unwrap();
    let (mut held, mut answers) = (0, 0);
    for following in following {
        let client = following.await.unwrap();
        let (follower, client) = client;
        client.wait_for_revision(last, 2 * PATIENCE).await.unwrap();
        let mut all = follower.held;
        all.push(client.snapshot());
        client.close().await;
        assert_eq!(all.last().map(|snapshot| snapshot.revision().get()), Some(last));
        for snapshot in all.iter().filter(|snapshot| snapshot.revision().get() > 0) {
            let (replica, model) = &states[&snapshot.revision().get()];
            assert_eq!(snapshot.fingerprint(), replica.fingerprint(), "at {}", snapshot.revision());
            agree(snapshot, model);
            held += 1;
        }
    }
    for reading in reading {
        let responses = reading.await.unwrap();
        for (revision, context, responses) in responses.answers.iter().filter(|(revision, ..)| *revision > 0)
        {
            agree_all(responses, CONTEXTS[*context], &states[revision].1, *revision);
            answers += 1;
        }
        for snapshot in responses.snapshots.iter().filter(|snapshot| snapshot.revision().get() > 0) {
            assert_eq!(snapshot.fingerprint(), states[&snapshot.revision().get()].0.fingerprint());
            answers += 1;
        }
    }
    assert!(answers >= steps / 10, "{answers} responses are too few");
    println!(
        "{last} revisions, {faults} faults: {held} states of clients and {answers} responses of servers agree"
    );
    let Cluster { database, .. } = cluster;
    database.drop().await;
}

/// Checks that the answers of `POST /evaluate/all` are the model's.
fn agree_all(responses: &Value, context: &str, model: &BTreeMap<String, Definition>, revision: u64) {
    let context: Value = serde_json::from_str(context).unwrap();
    let responses = responses["flags"].as_object().unwrap();
    assert!(responses.keys().eq(model.keys()), "other flags than {:?} at {revision}", model.keys());
    for (key, definition) in model {
        let (answer, expected) = (&responses[key], definition.answer(&context));
        assert_eq!(
            (&answer["value"], answer["reason"].as_str(), answer["rule_id"].as_str()),
            (expected.value, Some(expected.reason), expected.rule_id),
            "{key} in {context} at {revision}: {definition:?}"
        );
    }
}

/// An application with a client.
struct Follower {
    url: String,
    secret: String,
    file: Option<PathBuf>,
    random: Random,
    /// Each state that the client had.
    held: Vec<Arc<Snapshot>>,
}

impl Follower {
    /// Runs until it is over, and returns the client so that it can catch up.
    async fn run(mut self, progress: Arc<Progress>) -> (Self, Client) {
        loop {
            let mut builder = Client::builder(&self.url, &self.secret);
            if let Some(file) = &self.file {
                builder = builder.file(file);
            }
            let client = builder.start().expect("an existing file is complete");
            let patience = Duration::from_millis(200 + self.random.below(2000) as u64);
            self.follow(&client, &progress, patience).await;
            if progress.is_over() {
                return (self, client);
            }
            client.close().await;
        }
    }

    /// Follows until it is over or, with a file to restart from, for some time.
    async fn follow(&mut self, client: &Client, progress: &Progress, patience: Duration) {
        let (mut changes, begun) = (client.changes(), std::time::Instant::now());
        let mut revision = 0;
        while !progress.is_over() && (self.file.is_none() || begun.elapsed() < patience) {
            let snapshot = client.snapshot();
            assert!(snapshot.revision().get() >= revision, "the client went back to {}", snapshot.revision());
            revision = snapshot.revision().get();
            self.held.push(snapshot);
            let _ = timeout(Duration::from_millis(100), changes.next()).await;
        }
    }
}

/// Requests all answers and the snapshot until it is over; a request that is cut off is sent again.
async fn read(shop: Shop, mut random: Random, progress: Arc<Progress>) -> Responses {
    let mut responses = Responses::default();
    let (sdk, server) = (shop.sdk.without_connection_reuse(), shop.server.without_connection_reuse());
    while !progress.is_over() {
        let context = random.below(CONTEXTS.len());
        let body = json!({ "context": serde_json::from_str::<Value>(CONTEXTS[context]).unwrap() });
        let all = sdk.request(Method::POST, "/api/v1/evaluate/all").json(&body);
        if let Some(all) = answer(all).await {
            let all = all.ok();
            responses.answers.push((all["version"].as_u64().unwrap(), context, all));
        }
        responses.snapshots.extend(snapshot(&server).await);
        sleep(Duration::from_millis(10)).await;
    }
    responses
}

/// `None` when the server is gone or stopping.
async fn answer(request: RequestBuilder) -> Option<Reply> {
    Reply::try_to(request).await.filter(|reply| reply.status != 503)
}

async fn snapshot(program: &Person) -> Option<Snapshot> {
    let reply = answer(program.request(Method::GET, "/api/v1/snapshot")).await?;
    reply.ok();
    Some(Snapshot::from_json(&reply.body).expect("flags and fingerprint agree"))
}

/// One server on a file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_and_its_readers_agree_with_the_model() {
    agrees(Database::sqlite(), 1).await;
}

/// Two servers on one database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_and_its_readers_agree_with_the_model() {
    if let Some(database) = Database::postgres().await {
        agrees(database, 2).await;
    }
}

//! The law, under faults: at each revision that anybody passes, client, snapshot, `evaluate` and the plain model agree.
//!
//! `TOGUL_TEST_STEPS` says how many writes are made, `TOGUL_TEST_SEED` which.

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

/// What a server said.
#[derive(Default)]
struct Said {
    /// To `POST /evaluate/all`: the revision, the context's place in [`CONTEXTS`], and the answers.
    answers: Vec<(u64, usize, Value)>,
    snapshots: Vec<Snapshot>,
}

/// How far it is.
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

/// Servers, and ways to them that can be disturbed.
struct Site {
    database: Database,
    servers: Vec<Process>,
    /// Each with the server that it leads to.
    ways: Vec<(Proxy, usize)>,
}

impl Site {
    async fn start(database: Database, servers: usize) -> Self {
        let mut site = Self { database, servers: Vec::new(), ways: Vec::new() };
        for _ in 0..servers {
            site.servers.push(Process::start(&site.database).await);
        }
        site
    }

    /// The URL of a new way to some server.
    async fn way(&mut self) -> String {
        let server = self.ways.len() % self.servers.len();
        let way = Proxy::to(self.servers[server].address()).await;
        let url = way.url.clone();
        self.ways.push((way, server));
        url
    }

    async fn disturb(&mut self, random: &mut Random) {
        let way = random.below(self.ways.len());
        let server = random.below(self.servers.len());
        let moment = Duration::from_millis(random.below(250) as u64);
        match random.below(10) {
            0..4 => self.ways[way].0.cut(),
            4 | 5 => {
                self.ways[way].0.hold();
                sleep(moment).await;
                self.ways[way].0.release();
            }
            6 => {
                self.servers[server].freeze();
                sleep(moment).await;
                self.servers[server].thaw();
            }
            7 => {
                self.ways[way].1 = server;
                self.ways[way].0.lead_to(self.servers[server].address());
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
        for (way, _) in self.ways.iter().filter(|(_, to)| *to == server) {
            way.lead_to(self.servers[server].address());
        }
    }
}

async fn agrees(database: Database, servers: usize) {
    let mut random = Random::seeded();
    let steps = std::env::var("TOGUL_TEST_STEPS").map_or(STEPS, |steps| steps.parse().unwrap());
    let mut site = Site::start(database, servers).await;
    let folder = TempDir::new().unwrap();
    let progress = Arc::new(Progress::default());
    let shop = Shop::open_at(&site.servers[0].url).await;

    let mut writing = Vec::new();
    for mut writer in Writer::several(WRITERS, &shop, &mut random) {
        writer.move_to(&site.way().await);
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
            url: site.way().await,
            secret: shop.server_secret.clone(),
            // The first one stays; the others are followed by another one each time, who starts from their file.
            file: (n > 0).then(|| folder.path().join(format!("{n}.json"))),
            random: random.fork(),
            held: Vec::new(),
        };
        following.push(tokio::spawn(follower.run(Arc::clone(&progress))));
    }
    let mut asking = Vec::new();
    for _ in 0..servers {
        let shop = shop.at(&site.way().await);
        asking.push(tokio::spawn(ask(shop, random.fork(), Arc::clone(&progress))));
    }

    let mut faults = 0;
    while !writing.iter().all(tokio::task::JoinHandle::is_finished) {
        site.disturb(&mut random).await;
        faults += 1;
    }
    let mut writers = Vec::new();
    for writing in writing {
        writers.push(writing.await.unwrap());
    }
    progress.is_over.store(true, SeqCst);

    // Everything that was, by revision: as the change log has it, which is as the writers know it.
    let mut states = BTreeMap::new();
    for server in &site.servers {
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
    for asking in asking {
        let said = asking.await.unwrap();
        for (revision, context, said) in said.answers.iter().filter(|(revision, ..)| *revision > 0) {
            agree_all(said, CONTEXTS[*context], &states[revision].1, *revision);
            answers += 1;
        }
        for snapshot in said.snapshots.iter().filter(|snapshot| snapshot.revision().get() > 0) {
            assert_eq!(snapshot.fingerprint(), states[&snapshot.revision().get()].0.fingerprint());
            answers += 1;
        }
    }
    assert!(answers >= steps / 10, "{answers} answers of servers are too few to say anything");
    println!(
        "{last} revisions, {faults} faults: {held} states of clients and {answers} answers of servers agree"
    );
    let Site { database, .. } = site;
    database.drop().await;
}

/// What `POST /evaluate/all` said is what the model says.
fn agree_all(said: &Value, context: &str, model: &BTreeMap<String, Definition>, revision: u64) {
    let context: Value = serde_json::from_str(context).unwrap();
    let said = said["flags"].as_object().unwrap();
    assert!(said.keys().eq(model.keys()), "other flags than {:?} at {revision}", model.keys());
    for (key, definition) in model {
        let (answer, expected) = (&said[key], definition.answer(&context));
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
    /// Each state that answered.
    held: Vec<Arc<Snapshot>>,
}

impl Follower {
    /// Until it is over; gives the client, so that it can catch up.
    async fn run(mut self, progress: Arc<Progress>) -> (Self, Client) {
        loop {
            let mut builder = Client::builder(&self.url, &self.secret);
            if let Some(file) = &self.file {
                builder = builder.file(file);
            }
            let client = builder.start().expect("a file that is there is whole");
            let patience = Duration::from_millis(200 + self.random.below(2000) as u64);
            self.follow(&client, &progress, patience).await;
            if progress.is_over() {
                return (self, client);
            }
            client.close().await;
        }
    }

    /// Until it is over or, if there is a file to go on from, for some time.
    async fn follow(&mut self, client: &Client, progress: &Progress, patience: Duration) {
        let (mut changes, begun) = (client.changes(), std::time::Instant::now());
        let mut revision = 0;
        while !progress.is_over() && (self.file.is_none() || begun.elapsed() < patience) {
            let snapshot = client.snapshot();
            assert!(snapshot.revision().get() >= revision, "it went back to {}", snapshot.revision());
            revision = snapshot.revision().get();
            self.held.push(snapshot);
            let _ = timeout(Duration::from_millis(100), changes.next()).await;
        }
    }
}

/// Asks a server for all answers and for the snapshot, until it is over; who is cut off asks again.
async fn ask(shop: Shop, mut random: Random, progress: Arc<Progress>) -> Said {
    let mut said = Said::default();
    let (sdk, server) = (shop.sdk.without_connection_reuse(), shop.server.without_connection_reuse());
    while !progress.is_over() {
        let context = random.below(CONTEXTS.len());
        let body = json!({ "context": serde_json::from_str::<Value>(CONTEXTS[context]).unwrap() });
        let all = sdk.request(Method::POST, "/api/v1/evaluate/all").json(&body);
        if let Some(all) = answer(all).await {
            let all = all.ok();
            said.answers.push((all["version"].as_u64().unwrap(), context, all));
        }
        said.snapshots.extend(snapshot(&server).await);
        sleep(Duration::from_millis(10)).await;
    }
    said
}

/// None of a server that is gone, or about to go. None also when nothing comes for long: a caller whose connection is
/// cut at the wrong moment waits for ever, and has no connection any more.
async fn answer(request: RequestBuilder) -> Option<Reply> {
    timeout(PATIENCE, Reply::try_to(request)).await.ok()?.filter(|reply| reply.status != 503)
}

async fn snapshot(program: &Person) -> Option<Snapshot> {
    let reply = answer(program.request(Method::GET, "/api/v1/snapshot")).await?;
    reply.ok();
    Some(Snapshot::from_json(&reply.body).expect("flags and fingerprint agree"))
}

/// One server on a file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_and_all_who_read_agree_with_the_model() {
    agrees(Database::sqlite(), 1).await;
}

/// Two servers on one database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_and_all_who_read_agree_with_the_model() {
    if let Some(database) = Database::postgres().await {
        agrees(database, 2).await;
    }
}

//! `kill -9` during writes: acknowledged writes survive, and no write is half done.

use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::Duration,
};

use futures_util::future::join_all;
use tokio::{sync::Semaphore, time::timeout};

use super::{
    cluster::Cluster,
    ledger::Ledger,
    process::Process,
    random::Random,
    writer::{Outcome, Writer},
};
use crate::world::{Database, Shop};

const WRITERS: usize = 8;
/// How often the server is killed.
const KILLS: usize = 50;
/// How often PostgreSQL is killed.
const KILLS_OF_POSTGRES: usize = 10;
/// How often all connections between server and PostgreSQL are cut.
const CUTS: usize = 30;
/// docs/operations.md promises five seconds; the rest is for a loaded machine.
const RECOVERED_WITHIN: Duration = Duration::from_secs(15);

/// Lets all writers write until `kill` was called after some acknowledged writes, and returns their number.
async fn write_until(writers: &mut [Writer], random: &mut Random, kill: impl FnOnce()) -> usize {
    let (acknowledged, is_over) = (Semaphore::new(0), AtomicBool::new(false));
    let enough = 10 + random.below(30);
    let goes_on = || {
        acknowledged.add_permits(1);
        !is_over.load(SeqCst)
    };
    let writing = join_all(writers.iter_mut().map(|writer| writer.write_while(goes_on)));
    let killing = async {
        acknowledged.acquire_many(u32::try_from(enough).unwrap()).await.unwrap().forget();
        // During the next writes, each time at another moment.
        tokio::time::sleep(Duration::from_micros(random.below(3000) as u64)).await;
        tokio::task::block_in_place(kill);
        is_over.store(true, SeqCst);
    };
    tokio::join!(writing, killing);
    acknowledged.available_permits() + enough
}

async fn loses_nothing(database: Database) {
    let mut random = Random::seeded();
    let mut process = Process::start(&database).await;
    let mut shop = Shop::open_at(&process.url).await;
    let mut writers = Writer::several(WRITERS, &shop, &mut random);
    let mut ledger = Ledger::new(&shop);
    let mut acknowledged = 0;
    for _ in 0..KILLS {
        acknowledged += write_until(&mut writers, &mut random, || process.program.kill()).await;
        process = Process::start(&database).await;
        shop = shop.at(&process.url);
        writers.iter_mut().for_each(|writer| writer.move_to(&process.url));
        ledger.read(&shop, &writers, |_| {}).await;
    }
    println!("{KILLS} kills of the server, {acknowledged} writes acknowledged, none lost");
    process.kill();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_loses_nothing_that_was_acknowledged() {
    loses_nothing(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_loses_nothing_that_was_acknowledged() {
    if let Some(database) = Database::postgres().await {
        loses_nothing(database).await;
    }
}

async fn works_again(writer: &mut Writer) {
    let works = async {
        while writer.write().await != Outcome::Acknowledged {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(RECOVERED_WITHIN, works).await.expect("the server works again once its database does");
}

/// The server survives its database, and has the database's state afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_postgres_loses_nothing_that_was_acknowledged() {
    let Some((mut cluster, database)) = Cluster::start().await else { return };
    let mut random = Random::seeded();
    let mut process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let mut writers = Writer::several(WRITERS, &shop, &mut random);
    let mut ledger = Ledger::new(&shop);
    let mut acknowledged = 0;
    for _ in 0..KILLS_OF_POSTGRES {
        acknowledged += write_until(&mut writers, &mut random, || cluster.kill()).await;
        cluster.resume().await;
        works_again(&mut writers[0]).await;
        ledger.read(&shop, &writers, |_| {}).await;
    }
    assert!(process.program.is_running());
    println!("{KILLS_OF_POSTGRES} kills of PostgreSQL, {acknowledged} writes acknowledged, none lost");
}

/// A commit whose answer is lost may have happened or not; the server's state is the database's afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_to_postgres_that_are_cut_lose_nothing_that_was_acknowledged() {
    let Some((_cluster, proxy, database)) = Cluster::start_behind_a_proxy().await else { return };
    let mut random = Random::seeded();
    let process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let mut writers = Writer::several(WRITERS, &shop, &mut random);
    let mut ledger = Ledger::new(&shop);
    let mut acknowledged = 0;
    for _ in 0..CUTS {
        let cut = || proxy.cut();
        acknowledged += write_until(&mut writers, &mut random, cut).await;
        works_again(&mut writers[0]).await;
        ledger.read(&shop, &writers, |_| {}).await;
    }
    println!("{CUTS} cuts between server and PostgreSQL, {acknowledged} writes acknowledged, none lost");
}

//! Changes that a server committed in one transaction.

use togul_client::{Client, Context};

use super::PATIENCE;
use crate::{
    api::change_groups::{numbers, write},
    world::on_both,
};

/// The number of flags in each transaction.
const FLAGS: usize = 3;

on_both! {
    async fn a_client_applies_a_transaction_as_one_change_and_no_evaluation_sees_half_of_it(world) {
        let shop = world.shop().await;
        let flags = numbers(&shop, FLAGS).await;
        let flags: Vec<_> = flags.iter().collect();
        let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
        let start = client.revision().get();
        let mut changes = client.changes();
        let last = 20;
        let app = client.clone();
        let evaluating = tokio::task::spawn_blocking(move || {
            let (context, mut seen) = (Context::new(), 0.0);
            while seen < f64::from(last) {
                let snapshot = app.snapshot();
                let value = |n: usize| snapshot.evaluate(&format!("f{n}"), &context).as_f64();
                let values: Vec<_> = (0..FLAGS).map(value).collect();
                assert!(values.iter().all(|value| *value == values[0]), "{values:?}");
                seen = values[0].unwrap();
                std::thread::yield_now();
            }
        });
        for value in 1..=last {
            write(world, &shop, &flags, value.into()).await;
            let changed = tokio::time::timeout(PATIENCE, changes.next()).await.unwrap().unwrap();
            let revision = start + FLAGS as u64 * u64::try_from(value).unwrap();
            assert_eq!((changed.revision.get(), changed.flags.len()), (revision, FLAGS));
            assert_eq!(changed.revision.get() - changed.previous.get(), FLAGS as u64);
        }
        tokio::time::timeout(PATIENCE, evaluating).await.unwrap().unwrap();
        client.close().await;
    }
}

//! Requests for a revision that the server does not have.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use serde_json::json;
use togul_core::Revision;
use togul_server::store::{ReadConnection, Store};
use tokio::time::timeout;

use super::change_groups::id;
use crate::world::on_both;

/// Takes every connection that this store can get.
pub async fn take_connections(store: &Store) -> Vec<ReadConnection> {
    let mut taken = Vec::new();
    while let Ok(connection) = timeout(Duration::from_secs(1), store.read()).await {
        taken.push(connection.expect("a connection"));
    }
    taken
}

on_both! {
    async fn one_read_of_the_log_serves_all_that_wait_for_a_revision(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let environment = world.app.live.environment(id(&shop.environment_id)).await.unwrap().unwrap();
        let ahead: Revision = "999999999".parse().unwrap();
        let store = world.app.store.for_evaluation();
        let mut taken = take_connections(&store).await;
        let callers = (0..50).map(|_| world.app.live.catch_up(&environment, ahead));
        let mut callers: FuturesUnordered<_> = callers.collect();
        assert!(callers.next().now_or_never().is_none(), "they wait for a connection");
        taken.pop();
        callers.next().await.unwrap().unwrap();
        // None of the others needs a connection any more.
        taken.push(store.read().await.unwrap());
        while let Some(caught_up) = callers.next().await {
            caught_up.unwrap();
        }
        drop(taken);
    }
}

//! OFREP: the stream that announces changes.

use reqwest::Method;
use serde_json::json;

use crate::world::{Database, Person, Reply, Shop, World, on_both, settings, sse::Events};

const ALL: &str = "/ofrep/v1/evaluate/flags";
const EVENTS: &str = "/ofrep/v1/events";

/// The address of the stream in the answer of all flags.
async fn stream_uri(program: &Person) -> String {
    let all = program.post(ALL, json!({})).await.ok();
    let streams = &all["eventStreams"];
    let uri = streams[0]["endpoint"]["requestUri"].as_str().unwrap().to_owned();
    assert_eq!(*streams, json!([{ "type": "sse", "endpoint": { "requestUri": uri } }]));
    uri
}

async fn open(world: &World, uri: &str) -> Events {
    Events::open(world.anonymous().request(Method::GET, uri)).await
}

async fn refused(world: &World, uri: &str, status: u16) {
    let reply = Reply::to(world.anonymous().request(Method::GET, uri)).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["errorCode"]), (status, &json!("GENERAL")), "{uri}");
}

/// The id of the shop's first key of this scope.
async fn key_id(shop: &Shop, scope: &str) -> String {
    let keys = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
    let keys = keys["api_keys"].as_array().unwrap().clone();
    keys.iter().find(|key| key["scope"] == scope).unwrap()["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn a_ticket_opens_the_stream_of_its_environment_without_headers(world) {
        let shop = world.shop().await;
        let (_, staging) = shop.environment("staging").await;
        let uri = stream_uri(&shop.sdk).await;
        assert!(uri.starts_with("/ofrep/v1/events?ticket="), "{uri}");
        assert_eq!(stream_uri(&shop.sdk).await, uri, "it is the same as long as the secret is");
        let mut events = open(world, &uri).await;
        let mut of_staging = open(world, &stream_uri(&staging).await).await;
        let first = events.expect("refetchEvaluation").await;
        assert_eq!((first.id, &first.data["etag"]), (Some(0), &json!("\"0\"")));
        of_staging.expect("refetchEvaluation").await;
        shop.flag("f", json!({})).await;
        let event = events.expect("refetchEvaluation").await;
        assert_eq!((event.id, &event.data["etag"]), (Some(1), &json!("\"1\"")));
        assert!(event.data["lastModified"].as_i64().is_some_and(|seconds| seconds > 1_700_000_000));
        assert!(!event.frame.contains("event:"), "{}", event.frame);
        // Another environment's stream has had no event since.
        let keys = shop.owner.get(&format!("{}/environments", shop.path)).await.ok();
        let staging_id = &keys["environments"][1]["id"];
        shop.flag("g", json!({ "environment_id": staging_id })).await;
        assert_eq!(of_staging.expect("refetchEvaluation").await.id, Some(1));
    }

    async fn headers_open_the_stream_as_well(world) {
        let shop = world.shop().await;
        for program in [shop.sdk.clone(), shop.server.clone(), world.anonymous().with_bearer(&shop.server_secret)] {
            let mut events = Events::open(program.request(Method::GET, EVENTS)).await;
            events.expect("refetchEvaluation").await;
        }
        assert_eq!(Reply::to(shop.stream.request(Method::GET, EVENTS)).await.status, 403);
        refused(world, EVENTS, 401).await;
    }

    async fn a_reader_that_resumes_gets_one_event_if_anything_has_come_since(world) {
        let shop = world.shop().await;
        let uri = stream_uri(&shop.sdk).await;
        for n in 1..=3 {
            shop.flag(&format!("f{n}"), json!({})).await;
        }
        let resumed = async |id: &str| {
            Events::open(world.anonymous().request(Method::GET, &uri).header("last-event-id", id)).await
        };
        for (revision, id) in (3..).zip(["1", "0", "nonsense", "99"]) {
            let mut events = resumed(id).await;
            assert_eq!(events.expect("refetchEvaluation").await.id, Some(revision), "{id}: one event for all");
            shop.flag(&format!("after-{id}"), json!({})).await;
            assert_eq!(events.expect("refetchEvaluation").await.id, Some(revision + 1), "{id}");
        }
        let mut events = resumed("7").await;
        shop.flag("live", json!({})).await;
        assert_eq!(events.expect("refetchEvaluation").await.id, Some(8), "nothing was missed");
    }

    async fn a_ticket_ends_with_its_secret_and_opens_nothing_else(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let uri = stream_uri(&shop.sdk).await;
        let ticket = uri.split_once("ticket=").unwrap().1;
        for (method, path, status) in [
            (Method::POST, format!("{ALL}?ticket={ticket}"), 401),
            (Method::POST, format!("{ALL}/f?ticket={ticket}"), 401),
            (Method::GET, format!("/api/v1/stream?ticket={ticket}"), 400),
        ] {
            let reply = Reply::to(world.anonymous().request(method, &path)).await;
            assert_eq!(reply.status, status, "{path}");
        }
        assert_eq!(world.anonymous().with_key(ticket).post(ALL, json!({})).await.status, 401);
        assert_eq!(world.anonymous().with_bearer(ticket).post(ALL, json!({})).await.status, 401);
        for changed in [format!("{uri}A"), uri.replace("ticket=", "ticket=A"), format!("{EVENTS}?ticket=")] {
            refused(world, &changed, 401).await;
        }
        let mut events = open(world, &uri).await;
        events.expect("refetchEvaluation").await;
        let path = format!("{}/api-keys/{}", shop.path, key_id(&shop, "sdk").await);
        shop.owner.post(&format!("{path}/rotate"), json!({ "overlap_seconds": 3600 })).await.ok();
        open(world, &uri).await.expect("refetchEvaluation").await;
        assert_eq!(stream_uri(&shop.sdk).await, uri, "the old secret still counts");
        shop.owner.delete(&path).await.ok();
        events.read_to_end().await;
        refused(world, &uri, 401).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_below_a_path_names_it_and_event_streams_can_be_turned_off() {
    let database = Database::sqlite();
    let mut with_prefix = settings(&database, "127.0.0.1:0".parse().unwrap());
    with_prefix.path_prefix = "/flags".to_owned();
    let world = World::start_with(database, with_prefix).await;
    let shop = world.shop().await;
    assert!(stream_uri(&shop.sdk).await.starts_with("/flags/ofrep/v1/events?ticket="));
    world.stop().await.drop().await;

    let database = Database::sqlite();
    let mut without = settings(&database, "127.0.0.1:0".parse().unwrap());
    without.ofrep.event_streams = false;
    let world = World::start_with(database, without).await;
    let shop = world.shop().await;
    assert_eq!(shop.sdk.post(ALL, json!({})).await.ok(), json!({ "flags": [] }));
    world.stop().await.drop().await;
}

//! Who may register: everybody, only the first account, or only invited people.

use futures_util::future::join_all;
use serde_json::{Value, json};
use togul_server::domain::account::Registration;

use crate::world::{Database, Reply, World, on_both, person::PASSWORD, settings};

async fn register(world: &World, email: &str) -> Reply {
    let body = json!({ "name": "Ada", "username": email, "password": PASSWORD });
    world.anonymous().post("/api/v1/register", body).await
}

/// A world with another mode on the same database.
async fn with_mode(world: World, registration: Registration) -> World {
    let database = world.stop().await;
    let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
    settings.registration = registration;
    World::start_with(database, settings).await
}

async fn is_open(world: &World) -> bool {
    let state = world.anonymous().get("/api/v1/register").await.ok();
    state["is_open"].as_bool().expect("true or false")
}

async fn closed(reply: &Reply) {
    assert_eq!(reply.refused(403, "registration_closed")["details"], Value::Null);
}

/// On each database.
async fn each(body: impl AsyncFn(World) -> World) {
    for database in [Some(Database::sqlite()), Database::postgres().await].into_iter().flatten() {
        let world = World::start(database, "127.0.0.1:0".parse().unwrap()).await;
        body(world).await.stop().await.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_first_registrations_succeeds() {
    each(async |world| {
        let world = with_mode(world, Registration::First).await;
        let emails: Vec<_> = (0..8).map(|n| format!("ada{n}@example.com")).collect();
        let replies = join_all(emails.iter().map(|email| register(&world, email))).await;
        let (first, others): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(first.len(), 1);
        for other in others {
            closed(other).await;
        }
        closed(&register(&world, "later@example.com").await).await;
        // The mode is checked before anything else about the request.
        let body = json!({ "name": "Ada", "username": "ada@example.com", "password": "short" });
        closed(&world.anonymous().post("/api/v1/register", body).await).await;
        world
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anyone_can_read_whether_registration_is_open() {
    each(async |world| {
        let world = with_mode(world, Registration::First).await;
        assert!(is_open(&world).await);
        register(&world, "ada@example.com").await.ok();
        assert!(!is_open(&world).await);
        let world = with_mode(world, Registration::Open).await;
        assert!(is_open(&world).await);
        let world = with_mode(world, Registration::Closed).await;
        assert!(!is_open(&world).await);
        world
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invited_people_create_accounts_when_registration_is_closed() {
    each(async |world| {
        let owner = world.register("Ada").await;
        let roles = owner.get("/api/v1/roles").await.ok();
        let viewer = roles["roles"].as_array().unwrap().iter().find(|role| role["key"] == "viewer").unwrap();
        let mut world = world;
        for mode in [Registration::First, Registration::Closed] {
            world = with_mode(world, mode).await;
            let owner = owner.at(&world.url);
            closed(&register(&world, "new@example.com").await).await;
            let email = format!("{}@example.com", mode.as_str());
            let body = json!({ "email": email, "role_id": viewer["id"] });
            let token = owner.post("/api/v1/invitations", body).await.ok()["accept_token"].clone();
            let body = json!({ "token": token, "name": "New", "password": PASSWORD });
            world.anonymous().post("/api/v1/invitations/accept", body).await.ok();
            world.anonymous().login(&email).await;
        }
        world
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_server_has_no_first_account() {
    each(async |world| {
        let world = with_mode(world, Registration::Closed).await;
        closed(&register(&world, "ada@example.com").await).await;
        world
    })
    .await;
}

on_both! {
    async fn an_open_server_creates_any_number_of_accounts(world) {
        register(world, "ada@example.com").await.ok();
        register(world, "bob@example.com").await.ok();
    }
}

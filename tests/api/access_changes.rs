//! Changes of access rights: they take effect on the next request, and on open streams within seconds.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use uuid::Uuid;

use super::routes::{Ids, table};
use crate::world::{Person, Shop, on_both, sse::Events};

/// A change takes effect on open streams within 5 seconds. One more is for a busy machine.
const AT_MOST: Duration = Duration::from_secs(6);

fn path(list: &str, object: &Value) -> String {
    format!("{list}/{}", object["id"].as_str().unwrap())
}

/// A person's open stream and two flags: one that is visible or hidden as their rights change, and one that is always
/// visible.
struct Subscriber {
    events: Events,
    changing: String,
    visible: String,
    name: &'static str,
}

impl Subscriber {
    /// Creates one flag in the shop's project and one in another, in which the person is a viewer.
    async fn new(shop: &Shop, person: &Person, name: &'static str) -> Self {
        let other = shop.owner.post("/api/v1/projects", json!({ "name": name })).await.ok();
        let project = other["project"]["id"].as_str().unwrap();
        let list = format!("/api/v1/projects/{project}");
        let body = json!({ "key": "e", "name": "e" });
        let environment = shop.owner.post(&format!("{list}/environments"), body).await.ok();
        let body = json!({ "environment_id": environment["environment"]["id"], "key": name, "name": name });
        let flag = shop.owner.post(&format!("{list}/flags"), body).await.ok()["flag"].clone();
        shop.add_to_project(person, project, "viewer").await;
        let changing = shop.flag_path(&shop.flag(&format!("changing.{name}"), json!({})).await);
        let mut events = person.stream("").await;
        events.expect("snapshot.reset").await;
        Self { events, changing, visible: path(&format!("{list}/flags"), &flag), name }
    }

    /// Writes both flags, and returns whether the stream has an event of the first before that of the second.
    async fn receives_both(&mut self, shop: &Shop) -> bool {
        for flag in [&self.changing, &self.visible] {
            shop.owner.patch(flag, json!({ "name": Uuid::now_v7().to_string() })).await.ok();
        }
        let mut received = false;
        loop {
            let key = self.events.next().await.data["flag_key"].clone();
            if key == self.name {
                return received;
            }
            received |= key == format!("changing.{}", self.name);
        }
    }

    /// Writes until the stream has the events of the first flag, or no longer has them, and checks that it stays so.
    async fn wait_until(&mut self, shop: &Shop, receives_both: bool) {
        let start = Instant::now();
        while self.receives_both(shop).await != receives_both {
            assert!(start.elapsed() < AT_MOST, "{} after {:?}", self.name, start.elapsed());
        }
        for _ in 0..3 {
            assert_eq!(self.receives_both(shop).await, receives_both, "{}", self.name);
        }
    }
}

on_both! {
    async fn a_new_role_takes_effect_on_the_next_request(world) {
        let shop = world.shop().await;
        let person = shop.member(world, "viewer").await;
        let member = shop.member_path(&person).await;
        let rename = async |name: &str| {
            let reply = person.patch("/api/v1/organizations/current", json!({ "name": name })).await;
            reply.status.as_u16()
        };
        for (role, status) in [("admin", 200), ("developer", 403), ("owner", 200), ("viewer", 403)] {
            shop.owner.patch(&member, json!({ "role_id": shop.role(role).await })).await.ok();
            assert_eq!(rename(role).await, status, "{role}");
        }
        let role = path("/api/v1/roles", &shop.custom_role("namer", &[]).await);
        shop.owner.patch(&member, json!({ "role_id": shop.role("namer").await })).await.ok();
        for (permissions, status) in
            [(json!([]), 403), (json!(["org.update"]), 200), (json!(["org.read"]), 403)]
        {
            shop.owner.patch(&role, json!({ "permissions": permissions })).await.ok();
            assert_eq!(rename("again").await, status, "{permissions}");
        }
    }

    async fn a_new_project_role_takes_effect_on_the_next_request(world) {
        let shop = world.shop().await;
        let person = shop.member(world, "viewer").await;
        let flag = shop.flag_path(&shop.flag("f", json!({})).await);
        let list = format!("{}/members", shop.path);
        let rename = async || person.patch(&flag, json!({ "name": "g" })).await.status.as_u16();
        assert_eq!(rename().await, 404);
        let member = path(&list, &shop.add_to_project(&person, &shop.project_id, "viewer").await);
        assert_eq!(rename().await, 403);
        for (role, status) in [("developer", 200), ("analyst", 403), ("admin", 200)] {
            shop.owner.patch(&member, json!({ "role_id": shop.role(role).await })).await.ok();
            assert_eq!(rename().await, status, "{role}");
        }
        assert_eq!(shop.owner.delete(&member).await.ok(), json!({ "removed": true }));
        assert_eq!(rename().await, 404);
    }

    async fn a_removed_member_finds_nothing_from_the_next_request_on(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let person = shop.member(world, "admin").await;
        let ids = Ids::new(&shop, &bystander).await;
        shop.add_to_project(&person, &ids["project"], "admin").await;
        shop.owner.delete(&shop.member_path(&person).await).await.ok();
        let absent = shop.owner.get(&format!("/api/v1/projects/{}", Uuid::now_v7())).await;
        absent.refused(404, "not_found");
        let before = ids.state(&shop.owner).await;
        for row in table().filter(|row| !row.needs().is_empty()) {
            row.call(&person, &ids).await.assert_same(&absent, row);
        }
        before.assert_unchanged(&ids.state(&shop.owner).await, "a removed member");
        let me = person.get("/api/v1/me").await.ok();
        assert_eq!((&me["current_organization"], &me["organizations"]), (&json!(null), &json!([])));
        // A member who is added again is not a member of the former projects.
        shop.add_member(&person, "developer").await;
        assert_eq!(person.get("/api/v1/projects").await.ok()["projects"], json!([]));
    }

    async fn a_persons_stream_contains_only_their_projects(world) {
        let shop = world.shop().await;
        let project = shop.owner.post("/api/v1/projects", json!({ "name": "Hidden" })).await.ok();
        let hidden = path("/api/v1/projects", &project["project"]);
        let body = json!({ "key": "e", "name": "e" });
        let environment = shop.owner.post(&format!("{hidden}/environments"), body).await.ok();
        let developer = shop.project_member(world, "developer").await;
        let mut events = developer.stream("").await;
        events.expect("snapshot.reset").await;
        let body = json!({ "environment_id": environment["environment"]["id"], "key": "f", "name": "f" });
        shop.owner.post(&format!("{hidden}/flags"), body).await.ok();
        shop.flag("f", json!({})).await;
        assert_eq!(events.expect("flag.created").await.data["environment_id"], json!(shop.environment_id));
    }

    async fn an_open_stream_of_a_removed_member_ends(world) {
        let shop = world.shop().await;
        let developer = shop.project_member(world, "developer").await;
        let mut events = developer.stream("").await;
        events.expect("snapshot.reset").await;
        shop.owner.delete(&shop.member_path(&developer).await).await.ok();
        let ended = tokio::time::timeout(AT_MOST, events.read_to_end()).await;
        assert_eq!(ended.expect("the stream ends"), [] as [String; 0]);
    }

    async fn an_open_stream_follows_the_permissions_of_its_reader(world) {
        let shop = world.shop().await;
        let role = shop.custom_role("reader", &["environments.read", "flags.read"]).await;
        let role = path("/api/v1/roles", &role);
        let [joining, demoted, reading] = [
            shop.member(world, "developer").await,
            shop.member(world, "admin").await,
            shop.member(world, "viewer").await,
        ];
        shop.add_to_project(&reading, &shop.project_id, "reader").await;
        let mut joined_events = Subscriber::new(&shop, &joining, "joins").await;
        let mut demoted_events = Subscriber::new(&shop, &demoted, "demoted").await;
        let mut reader_events = Subscriber::new(&shop, &reading, "reads").await;
        let mut wait = async |first: bool, others: bool| {
            let waits = (
                joined_events.wait_until(&shop, first),
                demoted_events.wait_until(&shop, others),
                reader_events.wait_until(&shop, others),
            );
            tokio::join!(waits.0, waits.1, waits.2);
        };
        wait(false, true).await;

        let member = path(
            &format!("{}/members", shop.path),
            &shop.add_to_project(&joining, &shop.project_id, "viewer").await,
        );
        let membership = shop.member_path(&demoted).await;
        shop.owner.patch(&membership, json!({ "role_id": shop.role("developer").await })).await.ok();
        shop.owner.patch(&role, json!({ "permissions": ["environments.read"] })).await.ok();
        wait(true, false).await;

        shop.owner.delete(&member).await.ok();
        shop.owner.patch(&membership, json!({ "role_id": shop.role("admin").await })).await.ok();
        shop.owner.patch(&role, json!({ "permissions": ["flags.read"] })).await.ok();
        wait(false, true).await;
    }
}

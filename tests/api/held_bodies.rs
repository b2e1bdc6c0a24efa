//! Requests whose body arrives after their caller has lost the rights that the head was accepted with. Rights are decided
//! where they act, so such a request is refused and writes nothing.

use serde_json::{Value, json};
use togul_server::auth::secret::SecretHash;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::routes::{Ids, ROLES, Row, table};
use crate::world::{PASSWORD, Person, Shop, World, on_both};

/// A request without its body. The server has accepted the head: it waits for the body.
struct HeldRequest {
    socket: TcpStream,
    body: String,
}

impl HeldRequest {
    async fn open(url: &str, method: &str, path: &str, credential: &str, body: &Value) -> Self {
        let body = body.to_string();
        let mut socket = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
        let head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{credential}\r\n\
             expect: 100-continue\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut received = vec![0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
        socket.read_exact(&mut received).await.unwrap();
        assert!(received.starts_with(b"HTTP/1.1 100 "), "{method} {path}: {received:?}");
        Self { socket, body }
    }

    /// Sends the body, and returns the status and the whole response.
    async fn finish(mut self) -> (u16, String) {
        self.socket.write_all(self.body.as_bytes()).await.unwrap();
        read_response(self.socket).await
    }
}

async fn read_response(mut socket: TcpStream) -> (u16, String) {
    let mut received = Vec::new();
    socket.read_to_end(&mut received).await.unwrap();
    let received = String::from_utf8(received).unwrap();
    let status = received.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("no status: {received}")), received)
}

/// A person with a role in an organization and in one of its projects, and a held request of theirs for each route with
/// a body that the role allows.
struct Held {
    shop: Shop,
    person: Person,
    ids: Ids,
    requests: Vec<(Row, HeldRequest)>,
}

impl Held {
    /// `role` is a system role, or that of [`custom_role`].
    async fn new(world: &World, role: &str) -> Self {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        if role == "custom" {
            custom_role(&shop).await;
        }
        let person = shop.member(world, role).await;
        let ids = Ids::new(&shop, &bystander).await;
        if role != "admin" {
            shop.add_to_project(&person, &ids["project"], role).await;
        }
        let allowed = |row: &Row| match ROLES.iter().position(|known| *known == role) {
            Some(column) => row.cells[column] == "+",
            None => true,
        };
        let credential = format!("authorization: {}", person.authorization());
        let mut requests = Vec::new();
        for row in table().filter(allowed) {
            let Some(body) = row.body(&person, &ids) else { continue };
            let path = ids.path(row.route);
            requests.push((row, HeldRequest::open(&world.url, row.method, &path, &credential, &body).await));
        }
        assert!(requests.len() > 10, "{}", requests.len());
        Self { shop, person, ids, requests }
    }

    /// Sends all bodies. Each request that needs a permission must have this status and change nothing, and each other
    /// one the status that `other` gives.
    async fn finish(self, needing: impl Fn(&Row) -> u16, other: impl Fn(&Row) -> u16) {
        let Self { shop, ids, requests, .. } = self;
        let (needing_none, needing_rights): (Vec<_>, Vec<_>) =
            requests.into_iter().partition(|(row, _)| row.needs().is_empty());
        for (row, request) in needing_none {
            let (status, response) = request.finish().await;
            assert_eq!(status, other(&row), "{row:?}: {response}");
        }
        let before = ids.state(&shop.owner).await;
        for (row, request) in needing_rights {
            let (status, response) = request.finish().await;
            assert_eq!(status, needing(&row), "{row:?}: {response}");
        }
        before.assert_unchanged(&ids.state(&shop.owner).await, "requests without rights");
    }

    /// The session ended: everything is refused.
    async fn finish_without_session(self) {
        self.finish(|_| 401, |_| 401).await;
    }

    async fn project_member_path(&self) -> String {
        let list = format!("/api/v1/projects/{}/members", self.ids["project"]);
        let members = self.shop.owner.get(&list).await.ok();
        let mut members = members["members"].as_array().unwrap().iter();
        let member = members.find(|member| member["user"]["id"] == self.person.user_id).unwrap();
        format!("{list}/{}", member["id"].as_str().unwrap())
    }
}

/// A role with all permissions but those that it takes to see the whole organization.
async fn custom_role(shop: &Shop) -> Value {
    let permissions = shop.owner.get("/api/v1/permissions").await.ok();
    let permissions = permissions["permissions"].as_array().unwrap();
    let permissions: Vec<_> = permissions.iter().map(|one| one["key"].as_str().unwrap()).collect();
    shop.custom_role("custom", &permissions).await
}

/// Without a session's own organization there is nothing to switch from.
fn as_a_former_member(row: &Row) -> u16 {
    if row.route == "/me/switch-organization" { 403 } else { 200 }
}

on_both! {
    async fn a_body_after_its_callers_removal_is_refused(world) {
        let held = Held::new(world, "admin").await;
        held.shop.owner.delete(&held.shop.member_path(&held.person).await).await.ok();
        held.finish(|_| 404, as_a_former_member).await;
    }

    async fn a_body_after_its_callers_demotion_is_refused(world) {
        let held = Held::new(world, "admin").await;
        let body = json!({ "role_id": held.shop.role("viewer").await });
        held.shop.owner.patch(&held.shop.member_path(&held.person).await, body).await.ok();
        held.finish(|row| if row.is_in_project() { 404 } else { 403 }, |_| 200).await;
    }

    async fn a_body_after_its_callers_role_lost_its_permissions_is_refused(world) {
        let held = Held::new(world, "custom").await;
        let role = format!("/api/v1/roles/{}", held.shop.role("custom").await);
        held.shop.owner.patch(&role, json!({ "permissions": [] })).await.ok();
        held.finish(|_| 403, |_| 200).await;
    }

    async fn a_body_after_its_callers_removal_from_the_project_is_refused(world) {
        let held = Held::new(world, "developer").await;
        held.shop.owner.delete(&held.project_member_path().await).await.ok();
        held.finish(|_| 404, |_| 200).await;
    }

    async fn a_body_after_its_callers_demotion_in_the_project_is_refused(world) {
        let held = Held::new(world, "developer").await;
        let body = json!({ "role_id": held.shop.role("viewer").await });
        held.shop.owner.patch(&held.project_member_path().await, body).await.ok();
        held.finish(|row| if row.writes() { 403 } else { 200 }, |_| 200).await;
    }

    async fn a_body_after_the_logout_of_its_session_is_refused(world) {
        let held = Held::new(world, "admin").await;
        let body = json!({ "refresh_token": held.person.refresh_token });
        world.anonymous().post("/api/v1/logout", body).await.ok();
        held.finish_without_session().await;
    }

    async fn a_body_after_a_password_change_elsewhere_is_refused(world) {
        let held = Held::new(world, "admin").await;
        let elsewhere = held.person.login(&held.person.email).await;
        let body = json!({ "current_password": PASSWORD, "new_password": "another horse battery" });
        elsewhere.post("/api/v1/me/password", body).await.ok();
        held.finish_without_session().await;
    }

    async fn a_body_after_the_reuse_of_its_sessions_refresh_token_is_refused(world) {
        let held = Held::new(world, "admin").await;
        let body = json!({ "refresh_token": held.person.refresh_token });
        world.anonymous().post("/api/v1/refresh-token", body.clone()).await.ok();
        world.anonymous().post("/api/v1/refresh-token", body).await.refused(401, "unauthorized");
        held.finish_without_session().await;
    }

    async fn a_body_after_its_session_moved_to_another_organization_is_refused(world) {
        let held = Held::new(world, "admin").await;
        let other = held.person.post("/api/v1/organizations", json!({ "name": "Elsewhere" })).await.ok();
        held.person.switch(&other["organization"]["id"]).await;
        held.finish_without_session().await;
    }

    async fn a_body_after_the_deletion_of_the_organization_is_refused(world) {
        let held = Held::new(world, "admin").await;
        let owner = &held.shop.owner;
        owner.post("/api/v1/organizations", json!({ "name": "Elsewhere" })).await.ok();
        owner.delete(&format!("/api/v1/organizations/{}", owner.organization_id)).await.ok();
        for (row, request) in held.requests {
            let (status, response) = request.finish().await;
            assert_eq!(status, 401, "{row:?}: {response}");
        }
    }

    async fn a_body_after_the_deletion_of_the_project_is_refused(world) {
        let mut held = Held::new(world, "admin").await;
        let project = format!("/api/v1/projects/{}", held.ids["project"]);
        held.requests.retain(|(row, _)| row.is_in_project());
        held.shop.owner.delete(&project).await.ok();
        for (row, request) in held.requests {
            let (status, response) = request.finish().await;
            assert_eq!(status, 404, "{row:?}: {response}");
        }
    }

    async fn a_body_after_the_deletion_of_its_machine_token_is_refused(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let body = json!({ "name": "bot", "role_id": shop.role("admin").await });
        let created = shop.owner.post("/api/v1/tokens", body).await.ok();
        let credential = format!("authorization: Bearer {}", created["secret"].as_str().unwrap());
        let mut requests = Vec::new();
        for row in table().filter(|row| row.is_in_project() && !row.route.contains("/members")) {
            let Some(body) = row.body(&shop.owner, &ids) else { continue };
            let path = ids.path(row.route);
            requests
                .push((row, HeldRequest::open(&world.url, row.method, &path, &credential, &body).await));
        }
        let path = format!("/api/v1/tokens/{}", created["token"]["id"].as_str().unwrap());
        shop.owner.delete(&path).await.ok();
        let before = ids.state(&shop.owner).await;
        for (row, request) in requests {
            let (status, response) = request.finish().await;
            assert_eq!(status, 401, "{row:?}: {response}");
        }
        before.assert_unchanged(&ids.state(&shop.owner).await, "a deleted token");
    }

    async fn a_body_after_the_revocation_of_its_api_key_is_refused(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        for (path, body) in evaluations() {
            for change in KEY_CHANGES {
                let (key, secret) = new_key(&shop).await;
                let credential = format!("x-api-key: {secret}");
                let held = HeldRequest::open(&world.url, "POST", path, &credential, &body).await;
                change_key(&shop, &key, change).await;
                let (status, response) = held.finish().await;
                assert_eq!(status, 401, "{path} {change}: {response}");
            }
        }
    }

    async fn a_body_after_the_revocation_of_its_api_key_is_refused_on_the_fast_path(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let address = world.url.strip_prefix("http://").unwrap();
        for (path, body) in evaluations() {
            for change in KEY_CHANGES {
                let (key, secret) = new_key(&shop).await;
                // In memory, without being used.
                world.app.live.key(SecretHash::of(&secret)).await.unwrap().expect("a valid key");
                let (body, mut socket) = (body.to_string(), TcpStream::connect(address).await.unwrap());
                let head = format!(
                    "POST /api/v1{path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                     x-api-key: {secret}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                socket.write_all(head.as_bytes()).await.unwrap();
                // Its use is recorded when the head is accepted.
                while key_of(&shop, &key).await["last_used_at"].is_null() {
                    tokio::task::yield_now().await;
                }
                change_key(&shop, &key, change).await;
                socket.write_all(body.as_bytes()).await.unwrap();
                let (status, response) = read_response(socket).await;
                assert_eq!(status, 401, "{path} {change}: {response}");
            }
        }
    }

    async fn a_body_after_its_environment_left_memory_is_answered(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let credential = format!("x-api-key: {}", shop.server_secret);
        for (path, body) in evaluations() {
            let held = HeldRequest::open(&world.url, "POST", path, &credential, &body).await;
            // Another region's environment is not in memory; in this region again, it is loaded again.
            let regions = format!("{}/regions", shop.environment_path());
            shop.owner.put(&regions, json!({ "regions": [] })).await.ok();
            shop.owner.put(&regions, json!({ "regions": ["local"] })).await.ok();
            let (status, response) = held.finish().await;
            assert_eq!(status, 200, "{path}: {response}");
        }
    }
}

const KEY_CHANGES: [&str; 2] = ["revoke", "rotate"];

fn evaluations() -> [(&'static str, Value); 2] {
    [("/evaluate", json!({ "flag_key": "f" })), ("/evaluate/all", json!({}))]
}

/// The path of a new key, and its secret.
async fn new_key(shop: &Shop) -> (String, String) {
    let body = json!({ "environment_id": shop.environment_id, "name": "held", "scope": "sdk" });
    let created = shop.owner.post(&format!("{}/api-keys", shop.path), body).await.ok();
    let id = created["api_key"]["id"].as_str().unwrap();
    (format!("{}/api-keys/{id}", shop.path), created["secret"].as_str().unwrap().to_owned())
}

async fn key_of(shop: &Shop, path: &str) -> Value {
    let keys = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
    let mut keys = keys["api_keys"].as_array().unwrap().iter();
    keys.find(|key| path.ends_with(key["id"].as_str().unwrap())).unwrap().clone()
}

async fn change_key(shop: &Shop, path: &str, change: &str) {
    match change {
        "revoke" => shop.owner.delete(path).await.ok(),
        _ => shop.owner.post(&format!("{path}/rotate"), json!({})).await.ok(),
    };
}

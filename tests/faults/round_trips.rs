//! A distant PostgreSQL: the round trips of a request are few, so that it ends in time.

use std::{
    future::ready,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{cluster::Cluster, process::Process, proxy::Proxy};
use crate::world::{PASSWORD, Person, Reply, Shop};

/// The deadline of a request, and some seconds for a busy machine.
const ANSWERED: Duration = Duration::from_secs(15);

/// The maximum of a request.
const MAX: usize = 8;
/// The first requests on each connection prepare their statements, and the server does other work in between.
const ROUNDS: usize = 60;

/// A server, and its way to PostgreSQL.
struct Distant {
    proxy: Proxy,
    shop: Shop,
    process: Process,
    _cluster: Cluster,
}

impl Distant {
    async fn start() -> Option<Self> {
        let (_cluster, proxy, database) = Cluster::start_behind_a_proxy().await?;
        let process = Process::start(&database).await;
        let shop = Shop::open_at(&process.url).await;
        Some(Self { proxy, shop, process, _cluster })
    }

    fn anonymous(&self) -> Person {
        Person::anonymous(self.process.url.clone())
    }

    /// Sends requests of one kind until one takes few enough round trips.
    async fn expect_few<F: Future<Output = Reply>>(&self, name: &str, request: impl FnMut(usize) -> F) {
        self.expect_few_prepared(name, ready, request).await;
    }

    /// As `expect_few`, after other requests that prepare each one.
    async fn expect_few_prepared<T, P: Future<Output = T>, F: Future<Output = Reply>>(
        &self,
        name: &str,
        mut prepare: impl FnMut(usize) -> P,
        mut request: impl FnMut(T) -> F,
    ) {
        let mut fewest = usize::MAX;
        for round in 0..ROUNDS {
            let prepared = prepare(round).await;
            let before = self.proxy.messages();
            request(prepared).await.ok();
            fewest = fewest.min(self.proxy.messages() - before);
            if fewest <= MAX {
                println!("{name}: {fewest} round trips");
                return;
            }
        }
        panic!("{name}: {fewest} round trips");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_of_a_flag_or_rule_takes_at_most_eight_round_trips() {
    let Some(distant) = Distant::start().await else { return };
    let (shop, owner) = (&distant.shop, &distant.shop.owner);
    let (flags, rules) = (format!("{}/flags", shop.path), format!("{}/rules", shop.path));
    let new_flag =
        |n| json!({ "environment_id": shop.environment_id, "key": format!("new-{n}"), "name": "new" });
    distant.expect_few("create a flag", |n| owner.post(&flags, new_flag(n))).await;
    let rules_of = |n: i32| {
        let rule = json!({ "priority": n, "rule_type": "boolean", "return_value": true });
        vec![rule; 5]
    };
    let with_rules = |n| {
        let mut flag = new_flag(n + ROUNDS);
        flag["rules"] = json!(rules_of(1));
        flag
    };
    distant.expect_few("create a flag with rules", |n| owner.post(&flags, with_rules(n))).await;
    let flag = shop.flag("f", json!({})).await;
    let path = shop.flag_path(&flag);
    distant.expect_few("change a flag", |n| owner.patch(&path, json!({ "name": format!("name {n}") }))).await;
    let new_rule =
        json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
    distant.expect_few("create a rule", |_| owner.post(&rules, new_rule.clone())).await;
    let rule = shop.rule_path(&shop.rule(&flag, json!({})).await);
    distant.expect_few("change a rule", |n| owner.patch(&rule, json!({ "priority": n + 100 }))).await;
    let ordered = shop.flag("ordered", json!({ "rules": rules_of(7) })).await;
    let listed = owner.get(&shop.flag_path(&ordered)).await.ok()["rules"].as_array().unwrap().clone();
    let order = format!("{}/rules/order", shop.flag_path(&ordered));
    let rotated = |n: usize| {
        let mut ids: Vec<_> = listed.iter().map(|rule| rule["id"].clone()).collect();
        ids.rotate_left(n % 5);
        json!({ "rule_ids": ids })
    };
    distant.expect_few("order rules", |n| owner.put(&order, rotated(n + 1))).await;
    let variants = |n: usize| json!({ "variants": [{ "key": format!("v{n}"), "value": true }] });
    distant.expect_few("change variants", |n| owner.patch(&path, variants(n))).await;
    let mut doomed = Vec::new();
    for _ in 0..ROUNDS {
        doomed.push(shop.rule_path(&shop.rule(&flag, json!({})).await));
    }
    distant.expect_few("delete a rule", |n| owner.delete(&doomed[n])).await;
    doomed.clear();
    for n in 0..ROUNDS {
        doomed.push(shop.flag_path(&shop.flag(&format!("doomed-{n}"), json!({})).await));
    }
    distant.expect_few("delete a flag", |n| owner.delete(&doomed[n])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_of_a_key_or_environment_takes_at_most_eight_round_trips() {
    let Some(distant) = Distant::start().await else { return };
    let (shop, owner) = (&distant.shop, &distant.shop.owner);
    let (keys, environments) = (format!("{}/api-keys", shop.path), format!("{}/environments", shop.path));
    let new_key = json!({ "environment_id": shop.environment_id, "name": "new", "scope": "server" });
    distant.expect_few("create a key", |_| owner.post(&keys, new_key.clone())).await;
    let (key, _) = shop.key(json!({})).await;
    let rotate = format!("{keys}/{}/rotate", key["id"].as_str().unwrap());
    distant.expect_few("rotate a key", |_| owner.post(&rotate, json!({}))).await;
    let mut doomed = Vec::new();
    for _ in 0..ROUNDS {
        doomed.push(format!("{keys}/{}", shop.key(json!({})).await.0["id"].as_str().unwrap()));
    }
    distant.expect_few("revoke a key", |n| owner.delete(&doomed[n])).await;
    let new_environment = |n| json!({ "key": format!("new-{n}"), "name": "new" });
    distant.expect_few("create an environment", |n| owner.post(&environments, new_environment(n))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_of_a_session_or_account_takes_at_most_eight_round_trips() {
    let Some(distant) = Distant::start().await else { return };
    let (anonymous, owner) = (distant.anonymous(), &distant.shop.owner);
    let new_account = |n| {
        let username = format!("new-{n}@example.com");
        json!({ "name": "New", "username": username, "password": PASSWORD })
    };
    distant.expect_few("register", |n| anonymous.post("/api/v1/register", new_account(n))).await;
    let credentials = json!({ "username": owner.email, "password": PASSWORD });
    distant.expect_few("log in", |_| anonymous.post("/api/v1/login", credentials.clone())).await;
    let session = Mutex::new(anonymous.login(&owner.email).await);
    let renew = async |path: &str, mut body: Value| {
        let mut session = session.lock().await;
        body["refresh_token"] = json!(session.refresh_token);
        let reply = session.post(path, body).await;
        *session = session.with_session(&reply.ok());
        reply
    };
    distant.expect_few("refresh", |_| renew("/api/v1/refresh-token", json!({}))).await;
    let other = owner.post("/api/v1/organizations", json!({ "name": "Other" })).await.ok();
    let organizations =
        [&owner.organization_id, other["organization"]["id"].as_str().unwrap()].map(ToOwned::to_owned);
    let switch = |n: usize| {
        renew("/api/v1/me/switch-organization", json!({ "organization_id": (organizations[n % 2]) }))
    };
    distant.expect_few("switch the organization", switch).await;
    let mut sessions = Vec::new();
    for _ in 0..10 {
        sessions.push(anonymous.login(&owner.email).await.refresh_token);
    }
    let log_out = |n: usize| anonymous.post("/api/v1/logout", json!({ "refresh_token": sessions[n] }));
    distant.expect_few("log out", log_out).await;
    let password = |n: usize| format!("{PASSWORD} {n}");
    let first = json!({ "current_password": PASSWORD, "new_password": password(0) });
    owner.post("/api/v1/me/password", first).await.ok();
    let change = |n| json!({ "current_password": password(n), "new_password": password(n + 1) });
    distant.expect_few("change the password", |n| owner.post("/api/v1/me/password", change(n))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_of_members_and_projects_takes_at_most_eight_round_trips() {
    let Some(distant) = Distant::start().await else { return };
    let (shop, owner) = (&distant.shop, &distant.shop.owner);
    let invite = async |n: usize| {
        let body =
            json!({ "email": format!("invited-{n}@example.com"), "role_id": shop.role("viewer").await });
        owner.post("/api/v1/invitations", body).await
    };
    let viewer = shop.role("viewer").await;
    let developer = shop.role("developer").await;
    let invitation = |n| json!({ "email": format!("guest-{n}@example.com"), "role_id": viewer });
    distant.expect_few("invite", |n| owner.post("/api/v1/invitations", invitation(n))).await;
    let mut tokens = Vec::new();
    for n in 0..ROUNDS {
        tokens.push(invite(n).await.ok()["accept_token"].clone());
    }
    let anonymous = distant.anonymous();
    let accept = |n: usize| {
        let body = json!({ "token": tokens[n], "name": "Guest", "password": PASSWORD });
        anonymous.post("/api/v1/invitations/accept", body)
    };
    distant.expect_few("accept an invitation", accept).await;
    let members = shop.members().await;
    let member = members.last().unwrap();
    let path = format!("/api/v1/members/{}", member["id"].as_str().unwrap());
    let change = |n: usize| owner.patch(&path, json!({ "role_id": ([&developer, &viewer][n % 2]) }));
    distant.expect_few("change a member's role", change).await;
    let reset = format!("{path}/password-reset");
    distant.expect_few("issue a password reset", |_| owner.post(&reset, json!({}))).await;
    let in_project = format!("{}/members", shop.path);
    let added =
        owner.post(&in_project, json!({ "user_id": member["user"]["id"], "role_id": viewer })).await.ok();
    let path = format!("{in_project}/{}", added["member"]["id"].as_str().unwrap());
    let change = |n: usize| owner.patch(&path, json!({ "role_id": ([&developer, &viewer][n % 2]) }));
    distant.expect_few("change a project member's role", change).await;
    let new_role = |n| json!({ "key": format!("r-{n}"), "name": "r", "permissions": ["flags.read"] });
    distant.expect_few("create a role", |n| owner.post("/api/v1/roles", new_role(n))).await;
    let role = shop.custom_role("custom", &["flags.read"]).await;
    let path = format!("/api/v1/roles/{}", role["id"].as_str().unwrap());
    let change = |n| json!({ "name": format!("r {n}") });
    distant.expect_few("change a role", |n| owner.patch(&path, change(n))).await;
    let new_project = |n| json!({ "name": format!("Project {n}") });
    distant.expect_few("create a project", |n| owner.post("/api/v1/projects", new_project(n))).await;
    let new_token = json!({ "name": "t", "role_id": viewer });
    distant.expect_few("create a token", |_| owner.post("/api/v1/tokens", new_token.clone())).await;
    let new_organization = |n| json!({ "name": format!("Organization {n}") });
    let path = "/api/v1/organizations";
    distant.expect_few("create an organization", |n| owner.post(path, new_organization(n))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_membership_of_an_existing_account_takes_at_most_eight_round_trips() {
    let Some(distant) = Distant::start().await else { return };
    let (shop, owner) = (&distant.shop, &distant.shop.owner);
    let guest = distant.anonymous().register("Guest").await;
    for role in ["viewer", "owner"] {
        let invitation = |_| async {
            if shop.members().await.len() > 1 {
                owner.delete(&shop.member_path(&guest).await).await.ok();
            }
            shop.invite(&guest.email, role).await
        };
        let accept = |token: Value| {
            let body = json!({ "token": token });
            async { guest.post("/api/v1/invitations/accept", body).await }
        };
        distant.expect_few_prepared(&format!("become {role}"), invitation, accept).await;
    }
    let path = &shop.member_path(&guest).await;
    let (viewer, promotion) = (shop.role("viewer").await, json!({ "role_id": shop.role("owner").await }));
    let demote = |_| async { drop(owner.patch(path, json!({ "role_id": viewer })).await.ok()) };
    distant.expect_few_prepared("promote to owner", demote, |()| owner.patch(path, promotion.clone())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_to_a_distant_postgres_are_answered_before_their_deadline() {
    let Some((_cluster, proxy, database)) = Cluster::start_behind_a_proxy().await else { return };
    let process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag_path(&shop.flag("f", json!({})).await);
    // Several at once, so that their connections are open and have prepared the statements.
    for round in 0..20 {
        let rename = |n| shop.owner.patch(&flag, json!({ "name": format!("{round} {n}") }));
        join_all((0..4).map(rename)).await.iter().for_each(|reply| drop(reply.ok()));
    }
    proxy.slow(Duration::from_millis(400));
    let begun = Instant::now();
    shop.owner.patch(&flag, json!({ "name": "slow" })).await.ok();
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());

    let begun = Instant::now();
    let login = json!({ "username": shop.owner.email, "password": PASSWORD });
    let (replies, login) = tokio::join!(
        join_all((0..4).map(|n| shop.owner.patch(&flag, json!({ "name": format!("slow {n}") })))),
        shop.owner.post("/api/v1/login", login)
    );
    for reply in replies.iter().chain([&login]) {
        assert!([200, 503].contains(&reply.status.as_u16()), "{reply:?}");
        assert!(reply.status == 200 || !reply.header("retry-after").is_empty(), "{reply:?}");
    }
    // They wait for each other's lock, not longer than a lock is waited for.
    assert!(replies.iter().any(|reply| reply.status == 200), "{replies:?}");
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
}

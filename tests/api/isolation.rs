//! Organizations do not see each other: what is another's is answered as what does not exist, byte for byte.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, Reply, Shop, on_both};

/// One of everything in a shop; or ids of nothing.
#[derive(Clone)]
struct Ids {
    project: String,
    environment: String,
    key: String,
    flag: String,
    rule: String,
}

impl Ids {
    async fn of(shop: &Shop) -> Self {
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        let (key, _) = shop.key(json!({})).await;
        let id = |object: &Value| object["id"].as_str().unwrap().to_owned();
        let (project, environment) = (shop.project_id.clone(), shop.environment_id.clone());
        Self { project, environment, key: id(&key), flag: id(&flag), rule: id(&rule) }
    }

    fn of_nothing() -> Self {
        let id = || Uuid::now_v7().to_string();
        Self { project: id(), environment: id(), key: id(), flag: id(), rule: id() }
    }

    /// Every route that takes an id, with these ids in its path and body.
    fn requests(&self) -> Vec<(Method, String, Option<Value>)> {
        let Self { project, environment, key, flag, rule } = self;
        let path = format!("/api/v1/projects/{project}");
        let get = |path: String| (Method::GET, path, None);
        let delete = |path: String| (Method::DELETE, path, None);
        let patch = |path: String, body: Value| (Method::PATCH, path, Some(body));
        let mut requests = vec![
            get(path.clone()),
            patch(path.clone(), json!({ "name": "Taken over" })),
            delete(path.clone()),
            get(format!("{path}/environments")),
            (Method::POST, format!("{path}/environments"), Some(json!({ "key": "k", "name": "k" }))),
            get(format!("{path}/environments/{environment}")),
            patch(format!("{path}/environments/{environment}"), json!({ "name": "Taken over" })),
            delete(format!("{path}/environments/{environment}")),
            get(format!("{path}/environments/{environment}/regions")),
            (
                Method::PUT,
                format!("{path}/environments/{environment}/regions"),
                Some(json!({ "regions": [] })),
            ),
            get(format!("{path}/api-keys")),
            (Method::POST, format!("{path}/api-keys/{key}/rotate"), Some(json!({}))),
            delete(format!("{path}/api-keys/{key}")),
            get(format!("{path}/flags")),
            get(format!("{path}/flags?environment_id={environment}")),
            get(format!("{path}/flags/{flag}")),
            patch(format!("{path}/flags/{flag}"), json!({ "enabled": false })),
            delete(format!("{path}/flags/{flag}")),
            patch(format!("{path}/rules/{rule}"), json!({ "priority": 7 })),
            delete(format!("{path}/rules/{rule}")),
        ];
        requests
            .extend(self.bodies().map(|(list, body)| (Method::POST, format!("{path}/{list}"), Some(body))));
        requests
    }

    /// Bodies that name an object.
    fn bodies(&self) -> [(&'static str, Value); 3] {
        [
            ("api-keys", json!({ "environment_id": self.environment, "name": "k", "scope": "server" })),
            ("flags", json!({ "environment_id": self.environment, "key": "k", "name": "k" })),
            (
                "rules",
                json!({ "flag_id": self.flag, "priority": 1, "rule_type": "boolean", "return_value": true }),
            ),
        ]
    }
}

async fn ask(caller: &Person, (method, path, body): &(Method, String, Option<Value>)) -> Reply {
    let request = caller.request(method.clone(), path);
    Reply::to(match body {
        Some(body) => request.json(body),
        None => request,
    })
    .await
}

/// Everything that a shop holds, as its owner and its programs see it.
async fn state(shop: &Shop, ids: &Ids) -> Vec<Value> {
    let mut state = vec![shop.server.get("/api/v1/snapshot").await.ok()];
    for path in ["", "/environments", "/flags", &format!("/flags/{}", ids.flag)] {
        state.push(shop.owner.get(&format!("{}{path}", shop.path)).await.ok());
    }
    let mut keys = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
    for key in keys["api_keys"].as_array_mut().unwrap() {
        // Written in the background when the snapshot above was asked for.
        key["last_used_at"].take();
        key["last_used_ip"].take();
    }
    state.push(keys);
    state
}

on_both! {
    async fn what_is_another_organizations_does_not_exist(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let (our_ids, their_ids, nothing) = (Ids::of(&ours).await, Ids::of(&theirs).await, Ids::of_nothing());
        let before = state(&theirs, &their_ids).await;
        let not_found = ours.owner.get("/api/v1/nothing").await;
        not_found.refused(404, "not_found");
        // Their ids below their project, and their ids below ours, which exists.
        let below_ours = |ids: &Ids| Ids { project: our_ids.project.clone(), ..ids.clone() };
        let pairs = [
            (their_ids.requests(), nothing.requests()),
            (below_ours(&their_ids).requests(), below_ours(&nothing).requests()),
        ];
        for (n, (theirs, absent)) in pairs.iter().enumerate() {
            for (request, same) in theirs.iter().zip(absent) {
                // The project itself and its lists are ours in the second round.
                let names_theirs = n == 0
                    || request.1 != same.1
                    || request.2.as_ref().map(Value::to_string) != same.2.as_ref().map(Value::to_string);
                if !names_theirs {
                    continue;
                }
                let (reply, expected) = (ask(&ours.owner, request).await, ask(&ours.owner, same).await);
                assert_eq!((reply.status, &reply.body), (expected.status, &expected.body), "{request:?}");
                if !request.1.contains('?') || n == 0 {
                    assert_eq!(
                        (reply.status, &reply.body),
                        (not_found.status, &not_found.body),
                        "{request:?}"
                    );
                }
            }
        }
        assert_eq!(state(&theirs, &their_ids).await, before);
    }

    async fn what_is_another_projects_does_not_exist_in_this_one(world) {
        let shop = world.shop().await;
        let ids = Ids::of(&shop).await;
        let before = state(&shop, &ids).await;
        let project = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = format!("/api/v1/projects/{}", project["project"]["id"].as_str().unwrap());
        let nothing = shop.owner.get("/api/v1/nothing").await;
        let single = Ids { project: project["project"]["id"].as_str().unwrap().to_owned(), ..ids.clone() };
        let naming = single.requests().into_iter().filter(|(method, path, body)| {
            let ids = [&ids.environment, &ids.key, &ids.flag, &ids.rule];
            let named = |text: &str| ids.iter().any(|id| text.contains(id.as_str()));
            let lists = *method == Method::GET && path.contains('?');
            !lists && (named(path) || body.as_ref().is_some_and(|body| named(&body.to_string())))
        });
        let mut asked = 0;
        for request in naming {
            let reply = ask(&shop.owner, &request).await;
            assert_eq!((reply.status, &reply.body), (nothing.status, &nothing.body), "{request:?}");
            asked += 1;
        }
        assert_eq!(asked, 15, "every route that names an object below a project");
        let list = shop.owner.get(&format!("{other}/flags?environment_id={}", ids.environment)).await.ok();
        assert_eq!(list["flags"], json!([]));
        assert_eq!(state(&shop, &ids).await, before);
    }

    async fn lists_hold_ones_own(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let (our_ids, their_ids) = (Ids::of(&ours).await, Ids::of(&theirs).await);
        let mut seen = String::new();
        for path in ["/api/v1/projects".to_owned(), "/api/v1/me".to_owned()]
            .into_iter()
            .chain(["environments", "flags", "api-keys"].map(|list| format!("{}/{list}", ours.path)))
        {
            seen += &ours.owner.get(&path).await.ok().to_string();
        }
        for id in [&our_ids.project, &our_ids.environment, &our_ids.flag, &our_ids.key] {
            assert!(seen.contains(id.as_str()));
        }
        for id in [
            &their_ids.project,
            &their_ids.environment,
            &their_ids.flag,
            &their_ids.key,
            &theirs.owner.user_id,
        ] {
            assert!(!seen.contains(id.as_str()), "{seen}");
        }
    }

    async fn slugs_and_keys_of_others_are_free(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let slugs = [&ours, &theirs].map(|shop| shop.owner.get("/api/v1/projects"));
        let slugs = futures_util::future::join_all(slugs).await;
        assert_eq!(slugs[0].ok()["projects"][0]["slug"], slugs[1].ok()["projects"][0]["slug"]);
        ours.flag("same", json!({})).await;
        theirs.flag("same", json!({})).await;
        let (mine, other) =
            (ours.owner.get("/api/v1/me").await.ok(), theirs.owner.get("/api/v1/me").await.ok());
        assert_ne!(mine["current_organization"]["slug"], other["current_organization"]["slug"]);
    }
}

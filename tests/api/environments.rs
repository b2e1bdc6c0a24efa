//! Environments and their regions.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::on_both;

on_both! {
    async fn a_new_environment_has_every_field_and_the_region_of_its_server(world) {
        let shop = world.shop().await;
        let path = format!("{}/environments", shop.path);
        let body = json!({ "key": "eu.staging-1_a", "name": "Staging", "description": "for tests" });
        let reply = shop.owner.post(&path, body).await;
        let environment = reply.ok()["environment"].clone();
        assert_eq!(
            environment,
            json!({
                "id": environment["id"], "project_id": shop.project_id, "key": "eu.staging-1_a",
                "name": "Staging", "description": "for tests", "color": null, "confirm_changes": false,
                "regions": ["local"], "revision": 0, "version": 1,
                "created_at": environment["created_at"], "updated_at": environment["created_at"],
            })
        );
        assert_eq!(reply.header("etag"), "\"1\"");
        let id = environment["id"].as_str().unwrap();
        let shown = shop.owner.get(&format!("{path}/{id}")).await;
        assert_eq!((shown.ok(), shown.header("etag")), (json!({ "environment": environment }), "\"1\""));
        let list = shop.owner.get(&path).await.ok();
        assert_eq!(list["environments"][1], environment, "after the existing one: {list}");
    }

    async fn an_environment_asks_before_changes_when_it_is_for_production(world) {
        let shop = world.shop().await;
        let path = format!("{}/environments", shop.path);
        for (key, name, given, expected) in [
            ("prod-eu", "Europe", None, true),
            ("live", "PRODUCTION", None, true),
            ("staging", "Staging", None, false),
            ("preprod", "Rehearsal", Some(false), false),
            ("test", "Test", Some(true), true),
        ] {
            let mut body = json!({ "key": key, "name": name });
            if let Some(given) = given {
                body["confirm_changes"] = given.into();
            }
            let created = shop.owner.post(&path, body).await.ok();
            assert_eq!(created["environment"]["confirm_changes"], expected, "{key}");
        }
    }

    async fn an_environment_has_a_color_and_a_confirmation(world) {
        let shop = world.shop().await;
        let path = shop.environment_path();
        let body = json!({ "color": "#C0392b", "confirm_changes": false });
        let changed = shop.owner.patch(&path, body).await.ok()["environment"].clone();
        assert_eq!((&changed["color"], &changed["confirm_changes"]), (&json!("#C0392b"), &json!(false)));
        assert_eq!(shop.owner.get(&path).await.ok()["environment"], changed);
        let entries = shop.owner.get("/api/v1/audit-log?order=desc&limit=1").await.ok();
        let entry = &entries["entries"][0];
        assert_eq!(entry["action"], "environment.updated");
        assert_eq!((&entry["before"]["color"], &entry["after"]["color"]), (&json!(null), &json!("#C0392b")));
        // Regions keep both, and null clears the color.
        let regions = json!({ "regions": ["local", "eu"] });
        shop.owner.put(&format!("{path}/regions"), regions).await.ok();
        let cleared = shop.owner.patch(&path, json!({ "color": null })).await.ok()["environment"].clone();
        assert_eq!((&cleared["color"], &cleared["confirm_changes"]), (&json!(null), &json!(false)));
        for (field, wrong) in [
            ("color", json!("red")),
            ("color", json!("#fff")),
            ("color", json!("#gggggg")),
            ("color", json!("c0392b")),
            ("color", json!(5)),
            ("confirm_changes", json!(null)),
            ("confirm_changes", json!("yes")),
        ] {
            assert_eq!(shop.owner.patch(&path, json!({ field: wrong })).await.refused_field(), field);
            let body = json!({ "key": "k", "name": "K", field: wrong });
            assert_eq!(
                shop.owner.post(&format!("{}/environments", shop.path), body).await.refused_field(),
                field
            );
        }
    }

    async fn a_key_is_unique_in_its_project_and_never_changes(world) {
        let shop = world.shop().await;
        let path = format!("{}/environments", shop.path);
        let body = json!({ "key": "production", "name": "Again" });
        assert_eq!(shop.owner.post(&path, body.clone()).await.conflict(), "key_taken");
        let patched = shop.owner.patch(&shop.environment_path(), json!({ "key": "other" })).await;
        assert_eq!(patched.refused_field(), "key");
        for key in ["", "-a", "a b", "ö", "a\0", &"k".repeat(129)] {
            let reply = shop.owner.post(&path, json!({ "key": key, "name": "n" })).await;
            assert_eq!(reply.refused_field(), "key", "{key:?}");
        }
        let project = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = format!("/api/v1/projects/{}/environments", project["project"]["id"].as_str().unwrap());
        let replies = join_all((0..8).map(|_| shop.owner.post(&other, body.clone()))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        replies
            .iter()
            .filter(|reply| reply.status != 200)
            .for_each(|reply| drop(reply.refused(409, "conflict")));
    }

    async fn a_patch_raises_the_version_and_not_the_revision(world) {
        let shop = world.shop().await;
        let path = shop.environment_path();
        shop.flag("f", json!({})).await;
        let before = shop.owner.get(&path).await.ok()["environment"].clone();
        assert_eq!((&before["version"], &before["revision"]), (&json!(1), &json!(1)));
        let reply = shop.owner.patch(&path, json!({ "name": "Live" })).await;
        let named = reply.ok()["environment"].clone();
        assert_eq!(
            (&named["name"], &named["version"], &named["revision"]),
            (&json!("Live"), &json!(2), &json!(1))
        );
        assert_eq!(reply.header("etag"), "\"2\"");
        let described =
            shop.owner.patch(&path, json!({ "description": "d" })).await.ok()["environment"].clone();
        assert_eq!((&described["name"], &described["description"]), (&json!("Live"), &json!("d")));
        for (field, wrong) in [
            ("name", json!(null)),
            ("name", json!(" ")),
            ("description", json!(null)),
            ("regions", json!([])),
            ("revision", json!(7)),
            ("version", json!(7)),
            ("id", json!("x")),
        ] {
            assert_eq!(shop.owner.patch(&path, json!({ field: wrong })).await.refused_field(), field);
        }
        assert_eq!(shop.owner.get(&path).await.ok()["environment"], described);
    }

    async fn a_write_with_an_old_version_gets_the_current_environment(world) {
        let shop = world.shop().await;
        let (path, owner) = (shop.environment_path(), &shop.owner);
        let present = owner.send_if("\"1\"", Method::PATCH, &path, json!({ "name": "A" })).await.ok();
        for method in [Method::PATCH, Method::DELETE] {
            let refused = owner.send_if("\"1\"", method, &path, json!({ "name": "B" })).await;
            assert_eq!(refused.refused(412, "version_conflict")["details"], present);
        }
        // A change of a flag does not raise the environment's version.
        shop.flag("f", json!({})).await;
        owner.send_if("\"2\"", Method::PATCH, &path, json!({ "name": "C" })).await.ok();
        let deleted = owner.send_if("\"3\"", Method::DELETE, &path, json!({})).await.ok();
        assert_eq!(deleted, json!({ "deleted": true }));
    }

    async fn regions_are_replaced_as_a_whole(world) {
        let shop = world.shop().await;
        let path = format!("{}/regions", shop.environment_path());
        assert_eq!(shop.owner.get(&path).await.ok(), json!({ "regions": ["local"] }));
        for regions in [json!([]), json!(["us", "eu", "local"]), json!(["eu-west.1_a"])] {
            let body = json!({ "regions": regions });
            assert_eq!(shop.owner.put(&path, body.clone()).await.ok(), body);
            assert_eq!(shop.owner.get(&path).await.ok(), body);
            let environment = shop.owner.get(&shop.environment_path()).await.ok();
            assert_eq!(environment["environment"]["regions"], regions);
        }
        for wrong in [
            json!(null),
            json!("eu"),
            json!({}),
            json!(["eu", "eu"]),
            json!([""]),
            json!([5]),
            json!(["a b"]),
        ] {
            let field = shop.owner.put(&path, json!({ "regions": wrong })).await.refused_field();
            assert!(field.starts_with("regions"), "{wrong}: {field}");
        }
        assert_eq!(shop.owner.put(&path, json!({})).await.refused_field(), "regions");
        assert_eq!(shop.owner.get(&path).await.ok(), json!({ "regions": ["eu-west.1_a"] }));
    }

    async fn deleting_an_environment_deletes_everything_in_it_at_once(world) {
        let shop = world.shop().await;
        let (staging, program) = shop.environment("staging").await;
        let flag = shop.flag("f", json!({})).await;
        let kept = shop.flag("f", json!({ "environment_id": staging["id"] })).await;
        shop.evaluate("f", json!({})).await;
        assert_eq!(shop.owner.delete(&shop.environment_path()).await.ok(), json!({ "deleted": true }));
        let body = json!({ "flag_key": "f" });
        shop.sdk.post("/api/v1/evaluate", body.clone()).await.refused(401, "unauthorized");
        shop.server.get("/api/v1/snapshot").await.refused(401, "unauthorized");
        for gone in [shop.environment_path(), shop.flag_path(&flag)] {
            shop.owner.get(&gone).await.refused(404, "not_found");
        }
        let flags = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
        assert_eq!(flags["flags"], json!([kept]));
        let keys = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
        assert_eq!(keys["api_keys"].as_array().unwrap().len(), 1);
        program.post("/api/v1/evaluate", body).await.ok();
        let body = json!({ "environment_id": shop.environment_id, "key": "k", "name": "k" });
        shop.owner.post(&format!("{}/flags", shop.path), body).await.refused(404, "not_found");
        // The key is free again, and the new environment is empty.
        let (again, program) = shop.environment("production").await;
        assert_eq!(again["revision"], 0);
        assert_eq!(program.get("/api/v1/snapshot").await.ok()["flags"], json!([]));
    }

    async fn environments_are_listed_in_order_and_in_pages(world) {
        let shop = world.shop().await;
        for key in ["c", "a", "b"] {
            shop.environment(key).await;
        }
        let path = format!("{}/environments", shop.path);
        let keys = |page: &Value| -> Vec<String> {
            let keys = page["environments"].as_array().unwrap().iter();
            keys.map(|one| one["key"].as_str().unwrap().to_owned()).collect()
        };
        let first = shop.owner.get(&format!("{path}?limit=3")).await.ok();
        assert_eq!(keys(&first), ["production", "c", "a"]);
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = shop.owner.get(&format!("{path}?limit=3&cursor={cursor}")).await.ok();
        assert_eq!((keys(&second), &second["next_cursor"]), (vec!["b".to_owned()], &Value::Null));
    }
}

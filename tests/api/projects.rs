//! Projects.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::world::{Person, on_both};

async fn create(owner: &Person, name: &str) -> Value {
    owner.post("/api/v1/projects", json!({ "name": name })).await.ok()["project"].clone()
}

fn path(project: &Value) -> String {
    format!("/api/v1/projects/{}", project["id"].as_str().unwrap())
}

on_both! {
    async fn a_new_project_has_every_field_and_a_slug_from_its_name(world) {
        let ada = world.register("Ada").await;
        let body = json!({ "name": "Ödeme  Servisi #2", "description": "pays\nout" });
        let project = ada.post("/api/v1/projects", body).await.ok()["project"].clone();
        assert_eq!(
            project,
            json!({
                "id": project["id"], "organization_id": ada.organization_id, "slug": "ödeme-servisi-2",
                "name": "Ödeme  Servisi #2", "description": "pays\nout", "created_at": project["created_at"],
                "updated_at": project["created_at"], "permissions": project["permissions"],
            })
        );
        assert_eq!(ada.get(&path(&project)).await.ok(), json!({ "project": project }));
        let list = ada.get("/api/v1/projects").await.ok();
        assert_eq!(list, json!({ "projects": [project], "next_cursor": null }));
        assert_eq!(create(&ada, "Plain").await["description"], "");
    }

    async fn a_slug_is_unique_in_the_organization(world) {
        let ada = world.register("Ada").await;
        create(&ada, "My Shop").await;
        for same in ["My Shop", "my  shop", "MY-SHOP!"] {
            let refused = ada.post("/api/v1/projects", json!({ "name": same })).await;
            assert_eq!(refused.conflict(), "slug_taken", "{same}");
        }
        let bob = world.register("Bob").await;
        assert_eq!(create(&bob, "My Shop").await["slug"], "my-shop");
        let replies = join_all((0..8).map(|_| ada.post("/api/v1/projects", json!({ "name": "Race" })))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        replies
            .iter()
            .filter(|reply| reply.status != 200)
            .for_each(|reply| drop(reply.refused(409, "conflict")));
    }

    async fn names_without_letters_do_not_take_each_others_slug(world) {
        let ada = world.register("Ada").await;
        for (name, start) in [("🚀", "unnamed-"), ("🔥", "unnamed-"), ("?!", "unnamed-"), ("🚀 1", "1-"), ("1", "1-")] {
            let slug = create(&ada, name).await["slug"].as_str().unwrap().to_owned();
            let random = slug.strip_prefix(start).unwrap_or_else(|| panic!("{name}: {slug}"));
            assert!(random.len() == 8 && random.bytes().all(|b| b.is_ascii_hexdigit()), "{name}: {slug}");
        }
        assert_eq!(create(&ada, "商店").await["slug"], "商店");
    }

    async fn renaming_a_project_keeps_its_slug(world) {
        let ada = world.register("Ada").await;
        let project = create(&ada, "First").await;
        let renamed = ada.patch(&path(&project), json!({ "name": "Second" })).await.ok()["project"].clone();
        assert_eq!((&renamed["name"], &renamed["slug"]), (&json!("Second"), &json!("first")));
        let described =
            ada.patch(&path(&project), json!({ "description": "d" })).await.ok()["project"].clone();
        assert_eq!((&described["name"], &described["description"]), (&json!("Second"), &json!("d")));
        assert!(described["updated_at"].as_str() > project["updated_at"].as_str());
        assert_eq!(ada.get(&path(&project)).await.ok()["project"], described);
        for (field, wrong) in
            [("name", json!(null)), ("name", json!("")), ("description", json!(null)), ("slug", json!("s"))]
        {
            assert_eq!(ada.patch(&path(&project), json!({ field: wrong })).await.refused_field(), field);
        }
        create(&ada, "Second").await;
        assert_eq!(ada.post("/api/v1/projects", json!({ "name": "First" })).await.conflict(), "slug_taken");
    }

    async fn deleting_a_project_deletes_everything_in_it_at_once(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        shop.evaluate("f", json!({})).await;
        let other = create(&shop.owner, "Other").await;
        assert_eq!(shop.owner.delete(&shop.path).await.ok(), json!({ "deleted": true }));
        for gone in [
            shop.path.clone(),
            format!("{}/environments", shop.path),
            shop.environment_path(),
            format!("{}/api-keys", shop.path),
            shop.flag_path(&flag),
        ] {
            shop.owner.get(&gone).await.refused(404, "not_found");
        }
        shop.owner.delete(&shop.rule_path(&rule)).await.refused(404, "not_found");
        for program in [&shop.server, &shop.sdk] {
            let reply = program.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await;
            reply.refused(401, "unauthorized");
        }
        shop.server.get("/api/v1/snapshot").await.refused(401, "unauthorized");
        let list = shop.owner.get("/api/v1/projects").await.ok();
        assert_eq!(list["projects"], json!([other]));
        shop.owner.delete(&shop.path).await.refused(404, "not_found");
        assert_eq!(create(&shop.owner, "Shop").await["slug"], "shop");
    }

    async fn projects_are_listed_in_order_and_in_pages(world) {
        let ada = world.register("Ada").await;
        let mut created = Vec::new();
        for name in ["c", "a", "d", "b", "e"] {
            created.push(create(&ada, name).await);
        }
        assert_eq!(ada.pages("/api/v1/projects", "projects", "").await, created);
    }
}

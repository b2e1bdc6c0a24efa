//! What holds on every page: no barriers, nothing wider than a small screen, and texts that stay texts.

use serde_json::json;

use super::{
    browser::{Browser, Theme},
    flags::signed_in,
    server::{Caller, Server, Shop, text},
};

/// The pages of a person who is signed in: a name for screenshots, and an address.
const PAGES: &[(&str, &str)] = &[
    ("start", "start"),
    ("projects", "projects"),
    ("flags", "projects/PROJECT/flags"),
    ("flag", "projects/PROJECT/flags/new-dashboard?environment=staging"),
    ("flag-answers", "projects/PROJECT/flags/new-dashboard?environment=staging&tab=answers"),
    ("flag-history", "projects/PROJECT/flags/new-dashboard?environment=staging&tab=history"),
    ("flag-used-by", "projects/PROJECT/flags/new-dashboard?environment=staging&tab=used-by"),
    ("flag-use", "projects/PROJECT/flags/new-dashboard?environment=staging&tab=use"),
    ("playground", "projects/PROJECT/playground"),
    ("environments", "projects/PROJECT/environments"),
    ("segments", "projects/PROJECT/segments"),
    ("segment", "projects/PROJECT/segments/beta?environment=staging"),
    ("project-members", "projects/PROJECT/members"),
    ("project-activity", "projects/PROJECT/activity"),
    ("members", "members"),
    ("roles", "roles"),
    ("tokens", "tokens"),
    ("activity", "activity"),
    ("settings", "settings"),
];

/// The pages of everyone.
const OPEN_PAGES: &[(&str, &str)] = &[
    ("sign-in", "sign-in"),
    ("register", "register"),
    ("accept-invitation", "accept-invitation"),
    ("reset-password", "reset-password"),
];

/// Every route of the console has a page here.
#[test]
fn every_route_is_tested() {
    let routes = include_str!("../../../togul-server/console/routes.js");
    for route in routes.split("path: \"/").skip(1) {
        let route = route.split('"').next().unwrap();
        let address = route
            .replace(":project", "PROJECT")
            .replace(":flag", "new-dashboard")
            .replace(":segment", "beta");
        let is_tested =
            |pages: &[(&str, &str)]| pages.iter().any(|(_, page)| page.split('?').next() == Some(&address));
        assert!(is_tested(PAGES) || is_tested(OPEN_PAGES), "add the page of the route {route}");
    }
}

/// Checks a page in both themes, and on a small screen.
async fn check(browser: &Browser, name: &str, address: &str) {
    browser.goto(address).await;
    browser.settle().await;
    for theme in Theme::ALL {
        browser.use_theme(theme).await;
        browser.check_accessibility(&format!("{name}, {}", theme.name())).await;
        browser.screenshot(&format!("{name}-{}", theme.name())).await;
    }
    browser.use_theme(Theme::Light).await;
    browser.resize(320, 640).await;
    browser.settle().await;
    browser.check_width(name).await;
    browser.check_accessibility(&format!("{name}, 320 px")).await;
    browser.screenshot(&format!("{name}-narrow")).await;
    browser.resize(1440, 900).await;
    browser.check_log().await;
}

/// A shop with something on every page.
async fn furnished(owner: &Caller) -> Shop {
    let shop = Shop::open(owner).await;
    let segment = json!({
        "environment_id": shop.staging["id"], "key": "beta", "name": "Beta testers",
        "rules": [{ "conditions": [{ "attribute": "email", "operator": "ends_with", "value": "@example.com" }] }],
    });
    owner.post(&format!("{}/segments", shop.path), segment).await;
    for (priority, fields) in [
        (20, json!({ "rule_type": "percentage", "rollout_percentage": 25 })),
        (
            30,
            json!({ "rule_type": "boolean", "conditions": [
                { "attribute": "plan", "operator": "in", "value": ["team", "enterprise"] },
                { "any": [{ "operator": "in_segment", "value": "beta" }, { "attribute": "age", "operator": "gt", "value": 17 }] },
            ]}),
        ),
    ] {
        let mut rule = json!({ "flag_id": shop.flag["id"], "priority": priority, "return_value": true });
        rule.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        owner.post(&format!("{}/rules", shop.path), rule).await;
    }
    for (key, name, value_type, value) in [
        ("button-color", "Button color", "string", json!("blue")),
        ("checkout", "Checkout settings", "json", json!({ "steps": 3, "providers": ["card", "transfer"] })),
        ("items-per-page", "Items per page", "number", json!(24)),
    ] {
        for environment in [&shop.production, &shop.staging] {
            let flag = json!({
                "environment_id": environment["id"], "key": key, "name": name, "value_type": value_type,
                "default_value": value, "enabled": key != "checkout",
            });
            owner.post(&format!("{}/flags", shop.path), flag).await;
        }
    }
    for scope in ["server", "sdk"] {
        let key = json!({ "environment_id": shop.production["id"], "name": format!("Shop {scope}"), "scope": scope });
        owner.post(&format!("{}/api-keys", shop.path), key).await;
    }
    shop
}

/// Checks the pages of a person who is signed in: those of a project, or the others.
async fn check_pages(are_of_project: bool) {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada Lovelace", "ada@example.com").await;
    let shop = furnished(&owner).await;
    owner.add_member(&server, "grace@example.com", "developer").await;
    let browser = signed_in(&server, &owner.email, "projects").await;
    for (name, address) in PAGES {
        if address.starts_with("projects/") == are_of_project {
            check(&browser, name, &address.replace("PROJECT", &text(&shop.project["slug"]))).await;
        }
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_of_a_project_has_a_barrier_in_any_theme_or_on_a_small_screen() {
    check_pages(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_other_page_has_a_barrier_in_any_theme_or_on_a_small_screen() {
    let server = Server::start();
    let visitor = Browser::open(&server.url).await;
    for (name, address) in OPEN_PAGES {
        check(&visitor, name, address).await;
    }
    visitor.close().await;
    check_pages(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_people_stay_texts_on_every_page() {
    let server = Server::start();
    let hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>${1+1}";
    let owner = Caller::register(&server, hostile, "ada@example.com").await;
    let shop = furnished(&owner).await;
    let rename = json!({ "name": hostile, "description": hostile });
    owner.patch(&shop.path, rename.clone()).await;
    for environment in [&shop.production, &shop.staging] {
        owner
            .patch(&format!("{}/environments/{}", shop.path, text(&environment["id"])), rename.clone())
            .await;
    }
    let flag = format!("{}/flags/{}", shop.path, text(&shop.flag["id"]));
    owner.patch(&flag, rename.clone()).await;
    let rule = json!({
        "flag_id": shop.flag["id"], "priority": 5, "rule_type": "boolean", "return_value": true,
        "conditions": [{ "attribute": hostile, "operator": "eq", "value": hostile }],
    });
    owner.post(&format!("{}/rules", shop.path), rule).await;
    let texts = json!({
        "environment_id": shop.staging["id"], "key": "text", "name": hostile, "value_type": "string",
        "default_value": hostile, "variants": [{ "key": "a", "value": hostile, "name": hostile }],
    });
    owner.post(&format!("{}/flags", shop.path), texts).await;
    owner.post("roles", json!({ "key": "hostile", "name": hostile, "permissions": [] })).await;
    let key = json!({ "environment_id": shop.staging["id"], "name": hostile, "scope": "sdk" });
    owner.post(&format!("{}/api-keys", shop.path), key).await;
    owner.patch("organizations/current", json!({ "name": hostile })).await;
    let browser = signed_in(&server, &owner.email, "projects").await;
    for (name, address) in PAGES {
        browser.goto(&address.replace("PROJECT", &text(&shop.project["slug"]))).await;
        browser.settle().await;
        let elements = "[...document.querySelectorAll('img, script')].map((one) => one.outerHTML)
            .filter((html) => !html.startsWith('<script type=\"module\" src='))";
        assert_eq!(browser.value(elements, vec![]).await, json!([]), "{name}");
        browser.see("<img src=x onerror=alert(1)>").await;
        browser.check_log().await;
    }
    browser.close().await;
}

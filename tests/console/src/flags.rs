//! The matrix of flags and environments.

use serde_json::{Value, json};

use super::{
    browser::Browser,
    server::{Caller, PASSWORD, Server, Shop},
};

/// A browser in which this person is signed in, at an address below `/console/`.
pub async fn signed_in(server: &Server, email: &str, path: &str) -> Browser {
    let browser = Browser::open(&server.url).await;
    browser.goto(path).await;
    sign_in(&browser, email).await;
    browser
}

/// Signs in on the page for it, and waits for the page that follows.
pub async fn sign_in(browser: &Browser, email: &str) {
    browser.fill("E-mail", email).await;
    browser.fill("Password", PASSWORD).await;
    browser.press("Sign in").await;
    browser.see_no("Lost your password?").await;
    browser.settle().await;
}

async fn is_on(owner: &Caller, shop: &Shop, environment: &Value) -> bool {
    let path = format!("{}/flags?environment_id={}", shop.path, environment["id"].as_str().unwrap());
    owner.get(&path).await["flags"][0]["enabled"] == true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switch_acts_at_once_with_an_undo_and_asks_in_production() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/flags").await;
    browser.press("Switch new-dashboard in staging").await;
    browser.see("new-dashboard is off in Staging").await;
    assert!(!is_on(&owner, &shop, &shop.staging).await);
    browser.press("Undo: new-dashboard is off in Staging").await;
    browser.see("Undone").await;
    assert!(is_on(&owner, &shop, &shop.staging).await);

    browser.press("Switch new-dashboard in production").await;
    browser.see("Switch new-dashboard off in Production?").await;
    browser.press("Cancel").await;
    assert!(is_on(&owner, &shop, &shop.production).await);
    browser.press("Switch new-dashboard in production").await;
    browser.press("Switch off").await;
    browser.see("new-dashboard is off in Production").await;
    assert!(!is_on(&owner, &shop, &shop.production).await);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_is_offered_for_ten_seconds() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    for key in ["two", "three", "four"] {
        let new = json!({ "environment_id": shop.staging["id"], "key": key, "name": key });
        owner.post(&format!("{}/flags", shop.path), new).await;
    }
    let browser = signed_in(&server, &owner.email, "projects/shop/flags").await;
    // The browser notes when the button comes and goes: this test looks too rarely.
    let undo = "Undo: new-dashboard is off in Staging";
    let watch = "(() => {
        window.times = [];
        const note = () => {
            const isThere = control(arguments[0]) !== null;
            if (times.length < 2 && isThere === (times.length === 0)) times.push(performance.now());
        };
        new MutationObserver(note).observe(document.querySelector('.toasts'), { childList: true, subtree: true });
        return true;
    })()";
    browser.value(watch, vec![undo.into()]).await;
    browser.press("Switch new-dashboard in staging").await;
    // Later messages leave it there.
    for key in ["two", "three", "four"] {
        browser.press(&format!("Switch {key} in staging")).await;
    }
    let shown = "times.length === 2 && times[1] - times[0]";
    let shown = browser.wait("the undo to come and go", shown, vec![]).await;
    assert!(shown.as_f64().unwrap() > 9_900.0, "the undo was shown for {shown} ms");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flag_is_created_found_and_copied_to_another_environment() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/flags").await;
    browser.press("New flag").await;
    browser.fill("Name", "Checkout settings").await;
    browser.press("Production").await;
    browser.press("Create the flag").await;
    browser.see("checkout-settings is created").await;
    browser.control("Staging off").await;
    browser.press("Flags").await;
    browser.press("Create checkout-settings in production").await;
    browser.press("Create").await;
    browser.see("checkout-settings is in Production").await;
    let flags = owner.get(&format!("{}/flags?q=checkout-settings", shop.path)).await;
    assert_eq!(flags["flags"].as_array().unwrap().len(), 2);
    // A change of others shows by itself.
    let new = json!({ "environment_id": shop.staging["id"], "key": "by-others", "name": "By others" });
    owner.post(&format!("{}/flags", shop.path), new).await;
    browser.see("by-others").await;
    browser.keys("/").await;
    browser.keys("checkout").await;
    browser.see_no("new-dashboard").await;
    browser.see("checkout-settings").await;
    browser.close().await;
}

//! Sessions: signing in and out, what the browser keeps, and sessions that end.

use serde_json::json;

use super::{
    browser::Browser,
    server::{Caller, PASSWORD, Server, Shop},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_stays_signed_in_and_signs_out() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    Shop::open(&owner).await;
    let browser = Browser::open(&server.url).await;
    browser.goto("projects/shop/flags").await;
    browser.see("Sign in").await;
    browser.expect_line("401");
    browser.fill("E-mail", "ada@example.com").await;
    browser.fill("Password", "wrong horse").await;
    browser.press("Sign in").await;
    browser.see("Wrong e-mail or password").await;
    browser.fill("Password", PASSWORD).await;
    browser.press("Sign in").await;
    // The page that was asked for in the first place.
    browser.see("new-dashboard").await;
    assert_eq!(browser.address().await, "/console/projects/shop/flags");
    browser.reload().await;
    browser.see("new-dashboard").await;
    // No token is where a script or a log could find it.
    let kept = "JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])";
    let kept = browser.value(kept, vec![]).await;
    for secret in ["togul_rt_", "eyJ", PASSWORD] {
        assert!(!kept.as_str().unwrap().contains(secret), "{kept}");
    }
    let databases = browser.value("indexedDB.databases", vec![]).await;
    assert_ne!(databases, json!(null));
    browser.close().await;
}

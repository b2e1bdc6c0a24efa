//! A server that dies and comes back, and a session that ends.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    browser::{Browser, ESCAPE},
    flags::{sign_in, signed_in},
    server::{Caller, PASSWORD, Server, Shop},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_console_whose_server_dies_continues_when_it_is_back() {
    let mut server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/flags").await;
    browser.see("Live").await;
    for expected in [
        "ERR_CONNECTION_REFUSED",
        "ERR_CONNECTION_RESET",
        "ERR_INCOMPLETE_CHUNKED_ENCODING",
        "ERR_EMPTY_RESPONSE",
    ] {
        browser.expect_line(expected);
    }
    server.kill();
    browser.see("Reconnecting").await;
    // What was read stays, and a change that fails is taken back.
    browser.press("Switch new-dashboard in staging").await;
    browser.see("Switching new-dashboard off in Staging failed").await;
    let on = "control('Switch new-dashboard in staging').ariaChecked === 'true'";
    browser.wait("the switch as it was", on, vec![]).await;
    browser.check_accessibility("the flags without a server").await;
    server.restart();
    browser.see("Live").await;
    // The access token is still valid, and what has changed meanwhile is read again.
    owner
        .patch(
            &format!("{}/flags/{}", shop.path, shop.flag["id"].as_str().unwrap()),
            json!({ "enabled": false }),
        )
        .await;
    let off = "control('Switch new-dashboard in staging').ariaChecked === 'false'";
    browser.wait("the change after the restart", off, vec![]).await;
    browser.close().await;
}

/// Ends the sessions of this person in browsers.
pub async fn end_other_sessions(caller: &Caller) {
    for session in caller.get("me/sessions").await["sessions"].as_array().unwrap() {
        if session["is_current"] == false {
            let path = format!("me/sessions/{}", session["id"].as_str().unwrap());
            caller.send(Method::DELETE, &path, Value::Null).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_without_an_answer_is_opened_again() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let browser = Browser::open(&server.url).await;
    // The time after which the console gives up passes at once, the first time.
    let hurry = "const wait = window.setTimeout;
        let hurries = true;
        window.setTimeout = (run, ms, ...rest) => {
            const hurry = hurries && ms === 45_000;
            hurries &&= !hurry;
            return wait(run, hurry ? 0 : ms, ...rest);
        };";
    browser.begin_pages_with(hurry).await;
    browser.goto("projects").await;
    browser.intercept().await;
    browser.value("requests.ignore('GET stream')", vec![]).await;
    sign_in(&browser, &owner.email).await;
    browser.see("Live").await;
    assert_eq!(browser.value("requests.count('GET stream')", vec![]).await, json!(2));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_session_asks_for_the_password_and_loses_nothing() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects").await;
    browser.press("New project").await;
    browser.fill("Name", "Mobile app").await;
    browser.expect_line("401");
    // The session ends while the request is on its way: the stream may ask for the password first.
    browser.intercept().await;
    browser.value("requests.hold('POST projects$')", vec![]).await;
    browser.press("Create the project").await;
    browser.wait("the request", "requests.count('POST projects$') === 1", vec![]).await;
    end_other_sessions(&owner).await;
    browser.value("requests.release()", vec![]).await;
    browser.see("Sign in again").await;
    // The browser closes a dialog at the second Escape.
    browser.keys(ESCAPE).await;
    browser.keys(ESCAPE).await;
    browser.control("Password of ada@example.com").await;
    browser.check_accessibility("the question for the password").await;
    browser.screenshot("expired").await;
    browser.fill("Password of ada@example.com", PASSWORD).await;
    browser.press("Continue").await;
    browser.wait("the new project", "location.pathname.endsWith('/projects/mobile-app/flags')", vec![]).await;
    browser.close().await;
}

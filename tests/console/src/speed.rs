//! How fast the list of flags is. The times are printed, not asserted: they are those of the machine.
//!
//! `cargo build --release && TOGUL_TEST_SERVER=target/release/togul-server ./scripts/test-console -- --ignored --nocapture`

use serde_json::json;

use super::{
    flags::signed_in,
    server::{Caller, Server, text},
};

const FLAGS: usize = 1_000;
const ENVIRONMENTS: [&str; 5] = ["production", "staging", "testing", "preview", "development"];
const ROUNDS: usize = 5;

/// From the start of the document to the first rows of the list, in milliseconds; undefined before.
const FIRST_LIST: &str = "document.querySelector('tbody th') && Math.round(performance.now())";
/// From a key in the search to the next frame with the rows that match, in milliseconds.
const TYPE: &str = "(async () => {
    const field = control('Search the flags');
    const times = [];
    for (const text of ['f', 'fl', 'flag-9', 'flag-99', 'flag-999', '']) {
        const start = performance.now();
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));
        times.push(Math.round(performance.now() - start));
    }
    return times;
})()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn a_thousand_flags_in_five_environments() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let project = owner.post("projects", json!({ "name": "Shop" })).await["project"]["id"].clone();
    let path = format!("projects/{}", text(&project));
    for environment in ENVIRONMENTS {
        let new = json!({ "key": environment, "name": environment });
        let id = owner.post(&format!("{path}/environments"), new).await["environment"]["id"].clone();
        for flag in 0..FLAGS {
            let new = json!({ "environment_id": id, "key": format!("flag-{flag}"), "name": format!("Flag {flag}") });
            owner.post(&format!("{path}/flags"), new).await;
        }
    }
    let browser = signed_in(&server, &owner.email, "projects/shop/flags").await;
    for _ in 0..ROUNDS {
        browser.reload().await;
        let list = browser.wait("the first rows", FIRST_LIST, vec![]).await;
        browser.settle().await;
        let typing = browser.value(TYPE, vec![]).await;
        println!("first list {list} ms, typing in the search {typing} ms");
    }
    browser.close().await;
}

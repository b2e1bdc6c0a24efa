//! The main path of each page.

use serde_json::json;

use super::{
    browser::{Browser, ESCAPE},
    flags::signed_in,
    server::{Caller, Server, Shop, evaluate, text},
};

/// The text that a dialog offers to copy.
pub async fn copied(browser: &Browser, name: &str) -> String {
    let found =
        "[...scope().querySelectorAll('code')].find((one) => nameOf(one) === arguments[0])?.textContent";
    browser.wait(&format!("{name:?} to copy"), found, vec![name.into()]).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_is_created_renamed_and_deleted_by_typing_its_slug() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let browser = signed_in(&server, &owner.email, "projects").await;
    browser.press("New project").await;
    browser.fill("Name", "Mobile app").await;
    browser.press("Create the project").await;
    browser.wait("the new project", "location.pathname.endsWith('/projects/mobile-app/flags')", vec![]).await;
    browser.goto("projects").await;
    browser.press("Actions for Mobile app").await;
    browser.press("Rename").await;
    browser.fill("Name", "App").await;
    browser.press("Save").await;
    browser.see("App is saved").await;
    browser.press("Actions for App").await;
    browser.press("Delete").await;
    browser.fill("Type mobile-app to confirm", "mobile-app").await;
    browser.press("Delete the project").await;
    browser.see("No projects yet").await;
    assert_eq!(owner.get("projects").await["projects"], json!([]));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_environment_gets_a_key_whose_secret_is_shown_once() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/environments").await;
    browser.press("New key for Staging").await;
    browser.fill("Name", "Back end").await;
    browser.press("Create the key").await;
    browser.see("Back end is created").await;
    let secret = copied(&browser, "the secret of Back end").await;
    let answer = evaluate(&server, &secret, "new-dashboard", json!({ "country": "TR" })).await;
    assert_eq!(answer["value"], json!(true));
    browser.check_accessibility("a secret").await;
    browser.screenshot("secret").await;
    browser.press("I have stored it").await;
    browser.see("Back end").await;
    assert!(!browser.value("document.documentElement.outerHTML", vec![]).await.to_string().contains(&secret));
    browser.press("Actions for the key Back end of Staging").await;
    browser.press("Revoke").await;
    browser.press("Revoke the key").await;
    browser.see("Back end is revoked").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flag_gets_individual_users_and_shows_its_history() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let browser =
        signed_in(&server, &owner.email, "projects/shop/flags/new-dashboard?environment=staging").await;
    browser.press("Add individual users to new-dashboard").await;
    browser.fill("Users", "user-1, user-2").await;
    browser.press("Review and save").await;
    // The change in words, before it is written.
    browser.see("2 users get").await;
    browser.see("A new first rule, before all others").await;
    browser.screenshot("review").await;
    browser.press("Add the users").await;
    browser.see("2 users get true in Staging").await;
    let flag = owner.get(&format!("{}/flags/{}", shop.path, text(&shop.flag["id"]))).await;
    assert_eq!(flag["rules"].as_array().unwrap().len(), 2, "{flag}");
    browser.press("Switch rule 1 of new-dashboard").await;
    browser.see("Rule 1 of new-dashboard is off in Staging").await;
    browser.press("History").await;
    browser.see("Ada").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_segment_is_created_and_gets_values() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/segments").await;
    browser.press("New segment").await;
    browser.fill("Name", "Beta testers").await;
    browser.press("Create the segment").await;
    browser.see("beta-testers is created").await;
    browser.goto("projects/shop/segments/beta-testers?environment=staging&tab=included").await;
    browser.press("Add included values to beta-testers").await;
    browser.fill("Values of user_id", "user-1\nuser-2\nuser-3").await;
    browser.press("Review and save").await;
    browser.press("Save the values").await;
    browser.see("3 values added to the included ones").await;
    let path = format!("{}/segments?environment_id={}", shop.path, text(&shop.staging["id"]));
    let segments = owner.get(&path).await;
    let segment =
        owner.get(&format!("{}/segments/{}", shop.path, text(&segments["segments"][0]["id"]))).await;
    assert_eq!(segment["segment"]["included"], json!(["user-1", "user-2", "user-3"]));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_of_the_playground_is_in_the_address() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/playground?environment=staging").await;
    browser.press("Add country to Context").await;
    browser.fill("Value of country in Context", "TR").await;
    let asked = "location.search.includes('TR') && location.href";
    let address = browser.wait("the question in the address", asked, vec![]).await;
    browser.see("true").await;
    let path = address.as_str().unwrap().split("/console/").nth(1).unwrap().to_owned();
    let other = signed_in(&server, &owner.email, &path).await;
    other.control("Value of country in Context").await;
    other.see("true").await;
    other.screenshot("playground-answer").await;
    other.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_changes_their_name_and_signs_out() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let browser = signed_in(&server, &owner.email, "settings").await;
    browser.fill("Your name", "Ada King").await;
    browser.press("Save the name").await;
    browser.wait("the new name", "control('Account: Ada King') !== null", vec![]).await;
    browser.press("Account: Ada King").await;
    browser.press("Sign out").await;
    browser.see("Lost your password?").await;
    // The cookie is gone, so a reload does not sign in again.
    browser.reload().await;
    browser.see("Lost your password?").await;
    assert_eq!(owner.get("me/sessions").await["sessions"].as_array().map(Vec::len), Some(1));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_k_finds_what_there_is_and_the_activity_shows_what_was_done() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/flags").await;
    browser.keys("\u{e009}k").await;
    browser
        .wait(
            "the palette",
            "document.querySelector('dialog[open] input') === document.activeElement",
            vec![],
        )
        .await;
    browser.keys("\u{e000}new-dash").await;
    browser.see("new-dashboard").await;
    browser.check_accessibility("the palette").await;
    browser.screenshot("palette").await;
    browser.keys("\u{e007}").await;
    browser.wait("the flag", "location.pathname.endsWith('/flags/new-dashboard')", vec![]).await;
    browser.settle().await;
    browser.keys("?").await;
    browser.see("Show the keyboard shortcuts").await;
    browser.keys(ESCAPE).await;
    browser.wait("the help to close", "document.querySelector('dialog[open]') === null", vec![]).await;
    browser.goto("activity").await;
    browser.see("new-dashboard").await;
    // Sessions are many, and change nothing.
    assert_eq!(browser.value("sees('Session created')", vec![]).await, json!(false));
    browser.choose("Kind of change", "Any change, and sessions").await;
    browser.see("Session created").await;
    browser.close().await;
}

//! People of an organization: their roles, their projects, their tokens.

use serde_json::json;

use super::{
    browser::Browser,
    flags::signed_in,
    pages::copied,
    server::{Caller, PASSWORD, Server, Shop},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teammate_becomes_a_developer_of_one_project() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    Shop::open(&owner).await;
    owner.post("projects", json!({ "name": "Secret" })).await;
    let browser = signed_in(&server, &owner.email, "members").await;
    browser.press("Invite").await;
    browser.fill("E-mail", "grace@example.com").await;
    browser.choose("Role in the organization", "Viewer").await;
    browser.see("Others see the projects to which they are added").await;
    browser.press("Invite").await;
    let link = copied(&browser, "the invitation link").await;
    browser.press("I have copied it").await;
    let guest = Browser::open(&server.url).await;
    let (_, address) = link.split_once("/console/").expect("a link to the console");
    // Browsers do not send what follows the # to a server.
    assert!(address.contains('#') && !address.split('#').next().unwrap().contains("inv_tok_"), "{address}");
    guest.goto(address).await;
    guest.fill("Your name", "Grace").await;
    guest.fill("E-mail that was invited", "grace@example.org").await;
    guest.fill("Password", PASSWORD).await;
    guest.expect_line("401");
    guest.press("Join").await;
    // The invitation is accepted, and only the sign-in is repeated.
    guest.see("Your account is created").await;
    guest.see("Wrong e-mail or password").await;
    guest.fill("E-mail that was invited", "grace@example.com").await;
    guest.press("Sign in").await;
    guest.see("Grace").await;
    guest.settle().await;
    browser.goto("projects/shop/members").await;
    browser.press("Add a member").await;
    browser.choose("Member", "Grace (grace@example.com)").await;
    browser.choose("Role in the project", "Developer").await;
    browser.press("Add the member").await;
    browser.see("The member is added to Shop").await;
    guest.goto("projects").await;
    guest.see("Shop").await;
    assert_eq!(guest.value("sees('Secret')", vec![]).await, json!(false));
    guest.goto("projects/shop/flags").await;
    guest.press("Switch new-dashboard in staging").await;
    guest.see("new-dashboard is off in Staging").await;
    guest.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_created_and_given_to_a_machine_token() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "roles").await;
    browser.press("New role").await;
    browser.fill("Name", "Deployments").await;
    browser.press("see projects").await;
    browser.press("Create the role").await;
    browser.control("Actions for the role Deployments").await;
    browser.goto("tokens").await;
    browser.press("New token").await;
    browser.fill("Name", "CI").await;
    browser.choose("Role of the token", "Deployments").await;
    browser.press("Create the token").await;
    let secret = copied(&browser, "the secret of CI").await;
    let caller = Caller::anonymous(&server).with_token(&secret);
    assert_eq!(caller.get("projects").await["projects"][0]["slug"], json!("shop"));
    browser.press("I have stored it").await;
    browser.press("Delete the token CI").await;
    browser.press("Delete the token").await;
    browser.see("No machine tokens yet").await;
    browser.close().await;
}

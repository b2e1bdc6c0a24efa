//! Two people at one flag, and people with few permissions.

use serde_json::json;

use super::{
    flags::signed_in,
    server::{Caller, Server, Shop},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_browsers_that_edit_one_flag_see_each_other() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let grace = owner.add_member(&server, "grace@example.com", "admin").await;
    let answers = "projects/shop/flags/new-dashboard?environment=staging&tab=answers";
    let ada = signed_in(&server, &owner.email, answers).await;
    let other = signed_in(&server, &grace.email, answers).await;
    for browser in [&ada, &other] {
        browser.press("Another answer while the flag is off").await;
    }
    // The second save is refused, and shows both versions.
    ada.press("Review and save the answers of new-dashboard").await;
    ada.press("Save the answers").await;
    ada.see("The answers of new-dashboard are saved").await;
    other.see("was changed meanwhile").await;
    other.press("Compare Answers of new-dashboard with what you have").await;
    other.see("Theirs").await;
    other.see("Mine").await;
    other.check_accessibility("the comparison of two versions").await;
    other.screenshot("conflict").await;
    other.press("Keep theirs").await;
    assert_eq!(shop.flag_now(&owner).await["off_value"], json!(false));
    // A switch by one shows to the other.
    ada.goto("projects/shop/flags").await;
    other.goto("projects/shop/flags").await;
    ada.press("Switch new-dashboard in staging").await;
    let switched = "control('Switch new-dashboard in staging')?.ariaChecked === 'false'";
    other.wait("the switch of the other browser", switched, vec![]).await;
    ada.close().await;
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_what_is_needed_to_change_something() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let viewer = owner.add_member(&server, "vera@example.com", "viewer").await;
    let me = viewer.get("me").await;
    let roles = owner.get("roles").await;
    let role = roles["roles"].as_array().unwrap().iter().find(|role| role["key"] == "viewer").unwrap();
    let membership = json!({ "user_id": me["user"]["id"], "role_id": role["id"] });
    owner.post(&format!("{}/members", shop.path), membership).await;
    let browser = signed_in(&server, &viewer.email, "projects/shop/flags").await;
    let denied = "(({ ariaDisabled, title }) => ariaDisabled === 'true' && title.includes('flags.write'))\
                  (control(arguments[0]))";
    for name in ["Switch new-dashboard in staging", "Switch new-dashboard in production"] {
        browser.control(name).await;
        assert_eq!(browser.value(denied, vec![name.into()]).await, json!(true), "{name}");
        browser.press(name).await;
    }
    assert_eq!(shop.flag_now(&owner).await["enabled"], json!(true));
    // The pages of others are not offered.
    for page in ["Members", "Roles"] {
        assert_eq!(browser.value("control(arguments[0])", vec![page.into()]).await, json!(null), "{page}");
    }
    browser.check_accessibility("the flags of a viewer").await;
    browser.screenshot("viewer").await;
    browser.close().await;
}

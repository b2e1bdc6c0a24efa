//! From an account to the first flag with the keyboard alone.

use serde_json::{Value, json};

use super::{
    browser::Browser,
    server::{PASSWORD, Server, evaluate},
};

const ENTER: &str = "\u{e007}";

/// Types into the field with this label, which the Tab key reaches.
async fn type_into(browser: &Browser, label: &str, text: &str) {
    browser.tab_to(label).await;
    browser.keys(text).await;
}

/// The secret in the command that the guide shows.
async fn shown_secret(browser: &Browser) -> String {
    let found = "document.body.innerText.match(/tgl_srv_[\\w-]{20,}/)?.[0]";
    browser.wait("a command with a key", found, vec![]).await.as_str().unwrap().to_owned()
}

async fn answer(server: &Server, secret: &str) -> Value {
    let answer = evaluate(server, secret, "my-first-flag", json!({ "user_id": "user-1" })).await;
    assert!(answer["value"].is_boolean(), "{answer}");
    answer["value"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_makes_their_first_flag_with_the_keyboard_alone() {
    let server = Server::start();
    let browser = Browser::open(&server.url).await;
    browser.goto("register").await;
    type_into(&browser, "Your name", "Ada Lovelace").await;
    type_into(&browser, "E-mail", "ada@example.com").await;
    type_into(&browser, "Password", PASSWORD).await;
    browser.keys(ENTER).await;
    browser.see("Your first flag").await;
    // Each step of the guide moves the focus into the next one, whose suggestion is good enough.
    for (field, button) in [
        ("Name of the project", "Create the project"),
        ("Name of the environment", "Create the environment"),
        ("Name of the API key", "Create the API key"),
        ("Name of the flag", "Create the flag"),
    ] {
        browser.control(button).await;
        browser
            .wait(
                &format!("the focus in {field:?}"),
                "nameOf(document.activeElement) === arguments[0]",
                vec![field.into()],
            )
            .await;
        browser.keys(ENTER).await;
    }
    browser.see("Waiting for the first evaluation").await;
    let secret = shown_secret(&browser).await;
    assert_eq!(answer(&server, &secret).await, json!(false));
    browser.see("Seen: my-first-flag was evaluated").await;
    browser.tab_to("Switch my-first-flag in development").await;
    browser.keys(" ").await;
    browser.see("my-first-flag is on in Development").await;
    assert_eq!(answer(&server, &secret).await, json!(true));
    browser.check_accessibility("the end of the guide").await;
    browser.close().await;
}

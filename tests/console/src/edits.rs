//! Editors: what is typed stays, what is discarded goes, and a question is closed by its own answer only.

use serde_json::json;

use super::{
    browser::{Browser, ESCAPE},
    targeting::Stage,
};

async fn value_of(browser: &Browser, label: &str) -> String {
    let value = browser.control(label).await.prop("value").await.unwrap();
    value.unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_follow_their_values() {
    let stage = Stage::at("flags").await;
    let browser = &stage.browser;
    for (key, value_type, fields) in [
        (
            "pages",
            "number",
            json!({ "default_value": 5, "variants": [{ "key": "a", "value": 1 }, { "key": "b", "value": 2 }] }),
        ),
        ("checkout", "json", json!({ "default_value": { "steps": 3 } })),
        ("headline", "string", json!({ "default_value": "Welcome" })),
    ] {
        let mut flag = json!({
            "environment_id": stage.shop.staging["id"], "key": key, "name": key, "value_type": value_type,
        });
        flag.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        stage.owner.post(&format!("{}/flags", stage.shop.path), flag).await;
    }
    let open = async |flag: &str| {
        browser.goto(&format!("projects/shop/flags/{flag}?environment=staging&tab=answers")).await;
        browser.settle().await;
    };
    open("pages").await;
    browser.press("Remove variant a").await;
    assert_eq!(value_of(browser, "Value of variant 1").await, "2");
    browser.fill("Default", "many").await;
    browser.see("Enter a number").await;
    browser.press("Discard").await;
    assert_eq!(value_of(browser, "Default").await, "5");
    // Other words for the same number stay.
    browser.fill("Default", "7.0").await;
    assert_eq!(value_of(browser, "Default").await, "7.0");
    browser.press("Discard").await;

    open("checkout").await;
    browser.fill("Default", "{").await;
    browser.see("This is not JSON").await;
    browser.press("Discard").await;
    assert!(value_of(browser, "Default").await.contains("\"steps\": 3"));
    browser.see_no("This is not JSON").await;

    // A saved value is shown at once, without the one before in between.
    open("headline").await;
    browser.fill("Default", "Hello").await;
    let watch = "(() => {
        const field = control('Default');
        window.values = [];
        const note = () => {
            if (values.at(-1) !== field.value) values.push(field.value);
            requestAnimationFrame(note);
        };
        note();
        return true;
    })()";
    browser.value(watch, vec![]).await;
    browser.press("Review and save the answers of headline").await;
    browser.press("Save the answers").await;
    browser.see("The answers of headline are saved").await;
    browser.see_no("Discard").await;
    assert_eq!(browser.value("values", vec![]).await, json!(["Hello"]));
    stage.browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unsaved_rule_stays_until_its_own_editor_closes() {
    let stage = Stage::at("flags").await;
    let browser = &stage.browser;
    browser.press("new-dashboard New dashboard").await;
    browser.press("Staging on").await;
    browser.intercept().await;
    let attribute = "Attribute of condition 1 of conditions of New rule";
    browser.press("Add a rule to new-dashboard").await;
    browser.press("Add a condition to conditions of New rule").await;
    browser.fill(attribute, "country").await;
    browser.press("Add individual users to new-dashboard").await;
    browser.fill("Users", "user-1").await;
    browser.press("Review and save").await;
    browser.press("Add the users").await;
    browser.see("1 user gets true in Staging").await;
    assert_eq!(value_of(browser, attribute).await, "country");

    // The link to the content does not leave the page.
    let skip = "(control('Skip to the content').click(), [document.activeElement.id, location.hash])";
    assert_eq!(browser.value(skip, vec![]).await, json!(["main", ""]));

    // A question stays while its action runs, and the end of the action closes no other one.
    browser.value("requests.hold('DELETE .*rules/[^?]+$')", vec![]).await;
    browser.press("Actions for rule 1").await;
    browser.press("Delete").await;
    browser.press("Delete the rule").await;
    let sent = "requests.count('DELETE .*rules/[^?]+$') === 1";
    browser.wait("the deletion", sent, vec![]).await;
    browser.press("Cancel").await;
    browser.keys(ESCAPE).await;
    browser.keys(ESCAPE).await;
    let is_open = "document.querySelectorAll('dialog[open]').length === 1";
    browser.wait("the question", is_open, vec![]).await;
    browser.see("Delete rule 1 of new-dashboard in Staging?").await;
    browser.value("(history.back(), true)", vec![]).await;
    browser.see("Leave without saving?").await;
    browser.value("requests.release()", vec![]).await;
    browser.see("A rule of new-dashboard is deleted in Staging").await;
    browser.see("Leave without saving?").await;
    browser.press("Stay").await;
    browser.see_no("Leave without saving?").await;
    assert_eq!(value_of(browser, attribute).await, "country");

    // The page that is left keeps its own query until the next one is there.
    browser.press("Cancel the edit of New rule").await;
    let watch = "(() => {
        window.chosen = new Set();
        const note = () => {
            const one = document.querySelector('.environment-row [aria-current]');
            if (one) chosen.add(squeezed(one.innerText));
        };
        new MutationObserver(note).observe(document.body, { attributes: true, childList: true, subtree: true });
        return true;
    })()";
    browser.value(watch, vec![]).await;
    browser.press("Flags").await;
    browser.control("New flag").await;
    assert_eq!(
        browser.value("[...chosen].filter((name) => !name.startsWith('Staging'))", vec![]).await,
        json!([])
    );

    // A shortcut that follows a move to another page at once opens its dialog there.
    let shortcut = "(async () => {
        control('Segments').click();
        for (let step = 0; step < 100; step += 1) await null;
        const path = location.pathname;
        const key = { key: 'k', ctrlKey: true, bubbles: true };
        document.body.dispatchEvent(new KeyboardEvent('keydown', key));
        await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume, 100)));
        return [path.split('/').at(-1), document.querySelectorAll('dialog[open]').length];
    })()";
    assert_eq!(browser.value(shortcut, vec![]).await, json!(["segments", 1]));
    stage.browser.close().await;
}

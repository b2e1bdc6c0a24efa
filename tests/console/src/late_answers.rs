//! Answers that arrive late or in another order, and changes that nothing on the page shows at that moment.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    browser::Browser,
    server::text,
    targeting::{DOWN, Stage, UP},
};

const SWITCH: &str = "Switch new-dashboard in staging";

async fn wait_for_switch(browser: &Browser, on: bool) {
    let state = "String(control(arguments[0])?.ariaChecked === 'true') === arguments[1]";
    browser.wait("the switch", state, vec![SWITCH.into(), on.to_string().into()]).await;
}

/// Waits until the page has sent as many requests like this.
async fn wait_for_requests(browser: &Browser, pattern: &str, count: usize) {
    let sent = "requests.count(arguments[0]) >= arguments[1]";
    browser.wait(&format!("{count} of {pattern}"), sent, vec![pattern.into(), count.into()]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_flags_shows_the_newest_answer() {
    let stage = Stage::at_address("projects").await;
    let (browser, shop, owner) = (&stage.browser, &stage.shop, &stage.owner);
    let flag = format!("{}/flags/{}", shop.path, text(&shop.flag["id"]));
    let create = async |key: &str| {
        let new = json!({ "environment_id": shop.staging["id"], "key": key, "name": key });
        owner.post(&format!("{}/flags", shop.path), new).await;
    };
    browser.see("Live").await;
    browser.intercept().await;

    // A change while the list is read for the first time.
    let lists = "GET projects/[^/]+/flags\\?environment_id=[^&]+$";
    browser.value("requests.keep(arguments[0], 2)", vec![lists.into()]).await;
    browser.press("Shop").await;
    browser.wait("the lists of two environments", "requests.kept() === 2", vec![]).await;
    create("early").await;
    wait_for_requests(browser, "q=early", 1).await;
    browser.settle_requests().await;
    browser.value("requests.release()", vec![]).await;
    browser.control("Switch early in staging").await;

    // A read from before a switch arrives after it.
    browser.value("requests.keep('GET .*q=new-dashboard')", vec![]).await;
    owner.patch(&flag, json!({ "name": "Renamed" })).await;
    browser.wait("the read of the event", "requests.kept() === 3", vec![]).await;
    browser.press(SWITCH).await;
    browser.see("new-dashboard is off in Staging").await;
    wait_for_switch(browser, false).await;
    let watch = "(() => {
        window.wasOn = false;
        const note = () => { wasOn ||= control(arguments[0])?.ariaChecked === 'true'; };
        new MutationObserver(note).observe(document.body, { attributes: true, childList: true, subtree: true });
        return true;
    })()";
    browser.value(watch, vec![SWITCH.into()]).await;
    browser.value("requests.release()", vec![]).await;
    create("later").await;
    browser.control("Switch later in staging").await;
    assert_eq!(browser.value("wasOn", vec![]).await, json!(false));

    // Two quick presses are two requests, one after the other.
    browser.value("requests.hold('PATCH ')", vec![]).await;
    let before = browser.value("requests.count('PATCH ')", vec![]).await.as_u64().unwrap();
    browser.press(SWITCH).await;
    wait_for_switch(browser, true).await;
    browser.press(SWITCH).await;
    wait_for_switch(browser, false).await;
    assert_eq!(browser.value("requests.count('PATCH ')", vec![]).await, json!(before + 1));
    browser.value("requests.release()", vec![]).await;
    wait_for_requests(browser, "PATCH ", usize::try_from(before).unwrap() + 2).await;
    browser.settle_requests().await;
    wait_for_switch(browser, false).await;
    assert_eq!(shop.flag_now(owner).await["enabled"], json!(false));

    // A bulk change is one read.
    browser.settle_requests().await;
    let reads = browser.value("requests.count('GET .*q=')", vec![]).await.as_u64().unwrap();
    // One group of events, which the page receives at once.
    let plain =
        json!({ "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off" });
    let flags: serde_json::Map<_, _> =
        (0..14).map(|number| (format!("bulk-{number}"), plain.clone())).collect();
    owner
        .post(&format!("{}/import?environment=staging&from=flagd", shop.path), json!({ "flags": flags }))
        .await;
    browser.control("Switch bulk-13 in staging").await;
    let reads = browser.value("requests.count('GET .*q=')", vec![]).await.as_u64().unwrap() - reads;
    assert!(reads < 10, "{reads} reads for 14 flags");

    // A change while another page is shown.
    browser.press("Environments and keys").await;
    browser.control("New environment").await;
    owner.patch(&flag, json!({ "enabled": true })).await;
    browser.press("Flags").await;
    wait_for_switch(browser, true).await;
    stage.browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_saved_twice_and_follows_that_of_others() {
    let stage = Stage::at("flags").await;
    let (browser, shop, owner) = (&stage.browser, &stage.shop, &stage.owner);
    let flag = format!("{}/flags/{}", shop.path, text(&shop.flag["id"]));
    let rule = json!({
        "flag_id": shop.flag["id"], "priority": 20, "rule_type": "percentage", "rollout_percentage": 25,
        "return_value": true,
    });
    owner.post(&format!("{}/rules", shop.path), rule).await;
    let rules = async || {
        let rules = owner.get(&flag).await["rules"].as_array().unwrap().clone();
        rules.iter().map(|rule| rule["id"].clone()).collect::<Vec<Value>>()
    };
    let shown = "[...document.querySelectorAll('[data-rule]')].map((rule) => rule.dataset.rule)";
    browser.goto("projects/shop/flags/new-dashboard?environment=staging").await;
    browser.settle().await;
    browser.intercept().await;
    let start = rules().await;

    // An order that was moved and moved back is that of the server, and follows it.
    let first = "Move rule 1: drag, or press the arrow keys up and down";
    let focus = "(control(arguments[0]).focus(), true)";
    browser.value(focus, vec![first.into()]).await;
    browser.keys(DOWN).await;
    browser.see("The order is changed and not saved.").await;
    browser.keys(UP).await;
    browser.see_no("The order is changed and not saved.").await;
    let turned: Vec<_> = start.iter().rev().cloned().collect();
    owner.send(Method::PUT, &format!("{flag}/rules/order"), json!({ "rule_ids": turned })).await;
    let is_turned = format!("JSON.stringify({shown}) === arguments[0]");
    browser.wait("the order of others", &is_turned, vec![json!(turned).to_string().into()]).await;
    assert_eq!(browser.value("sees('The order is changed')", vec![]).await, json!(false));

    // The second save does not wait until the page has read the flag again.
    browser.settle_requests().await;
    browser.value("requests.keep('GET projects/[^/]+/flags/[^/?]+$', 1000)", vec![]).await;
    for expected in [&start, &turned] {
        browser.value(focus, vec![first.into()]).await;
        browser.keys(DOWN).await;
        browser.press("Review and save the order of the rules").await;
        browser.press("Save the order").await;
        browser.see_no("The order is changed and not saved.").await;
        assert_eq!(rules().await, *expected);
    }
    browser.value("requests.release()", vec![]).await;
    stage.browser.close().await;
}

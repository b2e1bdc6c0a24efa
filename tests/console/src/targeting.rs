//! What product managers do with a flag: a rollout, a test of variants, segments, prerequisites, and the reason of an answer.

use serde_json::{Value, json};

use super::{
    browser::Browser,
    flags::signed_in,
    server::{Caller, Server, Shop, evaluate, text},
};

pub const UP: &str = "\u{e013}";
pub const DOWN: &str = "\u{e015}";

/// A person on the flags of a shop, and a key for programs in staging.
pub struct Stage {
    pub server: Server,
    pub owner: Caller,
    pub shop: Shop,
    secret: String,
    pub browser: Browser,
}

impl Stage {
    /// On a page of the shop.
    pub async fn at(path: &str) -> Self {
        Self::at_address(&format!("projects/shop/{path}")).await
    }

    pub async fn at_address(address: &str) -> Self {
        let server = Server::start();
        let owner = Caller::register(&server, "Ada", "ada@example.com").await;
        let shop = Shop::open(&owner).await;
        let key = json!({ "environment_id": shop.staging["id"], "name": "Shop", "scope": "server" });
        let secret = text(&owner.post(&format!("{}/api-keys", shop.path), key).await["secret"]);
        let browser = signed_in(&server, &owner.email, address).await;
        Self { server, owner, shop, secret, browser }
    }

    async fn answer(&self, flag: &str, context: Value) -> Value {
        evaluate(&self.server, &self.secret, flag, context).await
    }

    /// A flag in staging with this name, which the console creates. The browser is on its page afterwards.
    async fn create_flag(&self, name: &str, prepare: impl AsyncFnOnce(&Browser)) {
        let browser = &self.browser;
        browser.press("New flag").await;
        browser.fill("Name", name).await;
        prepare(browser).await;
        browser.press("Production").await;
        browser.press("Create the flag").await;
        browser.control("Staging off").await;
        browser.settle().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flag_is_rolled_out_to_a_quarter_of_two_countries_without_one_user() {
    let stage = Stage::at("flags").await;
    let browser = &stage.browser;
    let by_rules = "Only users that rules choose get true";
    stage.create_flag("Fast checkout", async |browser| browser.press(by_rules).await).await;
    browser.press("Add a rule to fast-checkout").await;
    browser.press("Add a condition to conditions of New rule").await;
    browser.fill("Attribute of condition 1 of conditions of New rule", "country").await;
    browser.choose("Operator of condition 1 of conditions of New rule", "is one of").await;
    browser.fill("Value of condition 1 of conditions of New rule", "TR, DE").await;
    browser.press("Only a percentage of them").await;
    browser.fill("Share of New rule in percent", "25").await;
    browser.check_accessibility("the editor of a rule").await;
    browser.screenshot("rule-editor").await;
    browser.press("Review and save New rule").await;
    browser.see("25 % of those whose country is one of TR, DE get true").await;
    browser.press("Add the rule").await;
    // The page moves when the editor closes.
    browser.control("Add a rule to fast-checkout").await;
    browser.press("Add individual users to fast-checkout").await;
    browser.fill("Users", "user-4").await;
    browser.choose("Value of the users", "false").await;
    browser.press("Review and save").await;
    browser.press("Add the users").await;
    browser.see("1 user gets false in Staging").await;
    browser.press("Switch fast-checkout in staging").await;
    browser.see("fast-checkout is on in Staging").await;
    let mut inside = 0;
    for user in 0..200 {
        let user = format!("user-{user}");
        let there = stage.answer("fast-checkout", json!({ "user_id": user, "country": "DE" })).await;
        let elsewhere = stage.answer("fast-checkout", json!({ "user_id": user, "country": "FR" })).await;
        assert_eq!(elsewhere["value"], json!(false), "{user}");
        assert!(user != "user-4" || there["value"] == json!(false));
        inside += u32::from(there["value"] == json!(true));
    }
    assert!((30..=70).contains(&inside), "{inside} of 200 users");
    stage.browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_are_split_between_three_variants() {
    let stage = Stage::at("flags").await;
    let browser = &stage.browser;
    stage
        .create_flag("Headline", async |browser| {
            browser.choose("Type", "string: a text").await;
            browser.fill("Default value", "Welcome").await;
        })
        .await;
    browser.press("Answers and variants").await;
    for (at, key, value) in [(1, "control", "Welcome"), (2, "short", "Hi"), (3, "long", "Good to see you")] {
        browser.press("Add a variant").await;
        browser.fill(&format!("Key of variant {at}"), key).await;
        browser.fill(&format!("Value of variant {at}"), value).await;
    }
    browser.press("Review and save the answers of headline").await;
    browser.press("Save the answers").await;
    browser.see("The answers of headline are saved in Staging").await;
    browser.press("Targeting").await;
    browser.press("Add a rule to headline").await;
    browser.choose("Answer of New rule", "Split between variants").await;
    for (key, weight) in [("control", "50"), ("short", "30"), ("long", "20")] {
        browser.fill(&format!("Share of {key} in percent"), weight).await;
    }
    browser.screenshot("split").await;
    browser.press("Review and save New rule").await;
    browser.see("Everyone is split: control 50 %, short 30 %, long 20 %").await;
    browser.press("Add the rule").await;
    // The page moves when the editor closes.
    browser.control("Add a rule to headline").await;
    browser.press("Switch headline in staging").await;
    browser.see("headline is on in Staging").await;
    let flags = stage.owner.get(&format!("{}/flags?q=headline", stage.shop.path)).await;
    let flag = format!("{}/flags/{}", stage.shop.path, text(&flags["flags"][0]["id"]));
    let split = stage.owner.get(&flag).await["rules"][0]["split"].clone();
    let weights: Vec<_> = split.as_array().unwrap().iter().map(|part| part["weight"].as_f64()).collect();
    assert_eq!(weights, [Some(50.0), Some(30.0), Some(20.0)]);
    let answer = stage.answer("headline", json!({ "user_id": "user-1" })).await;
    assert!(["Welcome", "Hi", "Good to see you"].contains(&answer["value"].as_str().unwrap()), "{answer}");
    stage.browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_segment_is_used_by_two_flags_of_which_one_requires_the_other() {
    let stage = Stage::at("segments").await;
    let (browser, shop) = (&stage.browser, &stage.shop);
    let new = json!({
        "environment_id": shop.staging["id"], "key": "beta-menu", "name": "Beta menu", "enabled": true,
    });
    stage.owner.post(&format!("{}/flags", shop.path), new).await;
    browser.press("New segment").await;
    browser.fill("Name", "Beta testers").await;
    browser.press("Create the segment").await;
    browser.control("Included").await;
    browser.goto("projects/shop/segments/beta-testers?environment=staging&tab=included").await;
    browser.press("Add included values to beta-testers").await;
    browser.fill("Values of user_id", "user-1").await;
    browser.press("Review and save").await;
    browser.press("Save the values").await;
    browser.see("1 value added to the included ones").await;
    for flag in ["new-dashboard", "beta-menu"] {
        browser.goto(&format!("projects/shop/flags/{flag}?environment=staging")).await;
        browser.press(&format!("Add a rule to {flag}")).await;
        browser.press("Add a condition to conditions of New rule").await;
        browser.choose("Operator of condition 1 of conditions of New rule", "is in the segment").await;
        browser.choose("Value of condition 1 of conditions of New rule", "beta-testers").await;
        browser.press("Review and save New rule").await;
        browser.press("Add the rule").await;
        browser.see("New rule of").await;
    }
    let member = json!({ "user_id": "user-1" });
    assert_eq!(stage.answer("beta-menu", member.clone()).await["value"], json!(true));
    assert_eq!(stage.answer("beta-menu", json!({ "user_id": "user-2" })).await["value"], json!(false));
    // The required flag is off for others, and then this one is as well.
    browser.press("Edit the prerequisites of beta-menu").await;
    browser.choose("Require another flag", "new-dashboard").await;
    browser.press("Review and save the prerequisites").await;
    browser.press("Save the prerequisites").await;
    browser.see("Only if new-dashboard answers true").await;
    assert_eq!(stage.answer("beta-menu", member.clone()).await["value"], json!(true));
    browser.goto("projects/shop/flags/new-dashboard?environment=staging&tab=used-by").await;
    browser.see("beta-menu requires new-dashboard").await;
    browser.press("Targeting").await;
    browser.press("Switch new-dashboard in staging").await;
    browser.see("new-dashboard is off in Staging").await;
    assert_eq!(stage.answer("beta-menu", member).await["value"], json!(false));
    browser.goto("projects/shop/segments/beta-testers?environment=staging&tab=used-by").await;
    browser.see("beta-menu has a rule with beta-testers").await;
    browser.see("new-dashboard has a rule with beta-testers").await;
    stage.browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_playground_says_why_a_user_does_not_see_a_feature() {
    let stage = Stage::at("flags/new-dashboard?environment=staging").await;
    let browser = &stage.browser;
    browser.press("Test a user").await;
    browser.fill("Value of user_id in Context", "user-123").await;
    browser.see("No rule matches: the default").await;
    browser.see("the context does not have it").await;
    browser.press("Add country to Context").await;
    browser.fill("Value of country in Context", "DE").await;
    browser.see("the context has \"DE\"").await;
    browser.fill("Value of country in Context", "TR").await;
    browser.see("Rule 1 matches: country is TR").await;
    browser.press("Compare with another context").await;
    browser.fill("Value of country in Context 2", "FR").await;
    browser.see("No rule matches: the default").await;
    browser.check_accessibility("two contexts").await;
    browser.screenshot("playground-two").await;
    stage.browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_change_places_with_the_keyboard_and_by_drag() {
    let stage = Stage::at("flags").await;
    let (browser, shop) = (&stage.browser, &stage.shop);
    let rule = json!({
        "flag_id": shop.flag["id"], "priority": 20, "rule_type": "percentage", "rollout_percentage": 25,
        "return_value": true,
    });
    stage.owner.post(&format!("{}/rules", shop.path), rule).await;
    let types = async || {
        let flag = format!("{}/flags/{}", shop.path, text(&shop.flag["id"]));
        let rules = stage.owner.get(&flag).await["rules"].as_array().unwrap().clone();
        rules.iter().map(|rule| text(&rule["rule_type"])).collect::<Vec<_>>()
    };
    assert_eq!(types().await, ["attribute", "percentage"]);
    browser.goto("projects/shop/flags/new-dashboard?environment=staging").await;
    browser.tab_to("Move rule 1: drag, or press the arrow keys up and down").await;
    browser.keys(DOWN).await;
    browser.see("The order is changed and not saved.").await;
    // The focus stays with the rule that moves.
    assert_eq!(browser.focused().await, "Move rule 2: drag, or press the arrow keys up and down");
    browser.press("Review and save the order of the rules").await;
    browser.press("Save the order").await;
    browser.see("The order of the rules of new-dashboard is saved").await;
    assert_eq!(types().await, ["percentage", "attribute"]);
    let first = "Move rule 1: drag, or press the arrow keys up and down";
    let second = "Move rule 2: drag, or press the arrow keys up and down";
    browser.drag(second, first).await;
    browser.see("The order is changed and not saved.").await;
    browser.press("Review and save the order of the rules").await;
    browser.press("Save the order").await;
    browser.see_no("The order is changed and not saved.").await;
    assert_eq!(types().await, ["attribute", "percentage"]);
    stage.browser.close().await;
}

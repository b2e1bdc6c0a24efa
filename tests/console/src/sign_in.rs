//! Sessions: signing in and out, what the browser keeps, and sessions that end.

use serde_json::json;

use super::{
    browser::Browser,
    driver::REMOTE_HOST,
    flags::{sign_in, signed_in},
    outage::end_other_sessions,
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
    let databases = "indexedDB.databases().then((all) => all.length)";
    assert_eq!(browser.value(databases, vec![]).await, json!(0));
    browser.press("Account: Ada").await;
    browser.press("Sign out ada@example.com").await;
    browser.see("Lost your password?").await;
    browser.reload().await;
    browser.see("Lost your password?").await;
    assert!(browser.address().await.starts_with("/console/sign-in"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_waits_for_a_sign_in_is_not_made_by_another_account() {
    let server = Server::start();
    let ada = Caller::register(&server, "Ada", "ada@example.com").await;
    let grace = Caller::register(&server, "Grace", "grace@example.com").await;
    let browser = signed_in(&server, &ada.email, "projects").await;
    browser.intercept().await;
    browser.expect_line("401");
    browser.press("New project").await;
    browser.fill("Name", "Mobile app").await;
    browser.value("requests.hold('POST projects$')", vec![]).await;
    browser.press("Create the project").await;
    browser.wait("the request", "requests.count('POST projects$') === 1", vec![]).await;
    end_other_sessions(&ada).await;
    browser.value("requests.release()", vec![]).await;
    browser.see("Sign in again").await;
    browser.press("Sign out").await;
    browser.see("Lost your password?").await;
    sign_in(&browser, &grace.email).await;
    browser.control("Account: Grace").await;
    browser.see("No projects yet").await;
    assert_eq!(browser.value("requests.count('POST projects$')", vec![]).await, json!(1));
    assert_eq!(grace.get("projects").await["projects"], json!([]));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_organization_is_switched_with_a_token_that_has_expired() {
    let server = Server::start();
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    owner.post("organizations", json!({ "name": "Second" })).await;
    let browser = signed_in(&server, &owner.email, "projects").await;
    browser.intercept().await;
    let first = browser.value("document.querySelector('.organization').ariaLabel", vec![]).await;
    let first = first.as_str().unwrap().trim_start_matches("Organization: ").to_owned();
    browser.value("requests.refuse('POST me/switch-organization')", vec![]).await;
    browser.press(&format!("Organization: {first}")).await;
    browser.press("Second owner").await;
    browser.control("Organization: Second").await;
    browser.settle().await;
    // A tab that has missed that another one has switched.
    let switch = "(async () => {
        const session = { 'X-Togul-Session': 'cookie', 'Content-Type': 'application/json' };
        const post = async (path, body, headers) => {
            const request = { method: 'POST', body: JSON.stringify(body), headers: { ...session, ...headers } };
            return (await fetch('/api/v1/' + path, request)).json();
        };
        const { token, organizations } = await post('refresh-token', {});
        const { id } = organizations.find(({ name }) => name === arguments[0]);
        const headers = { Authorization: 'Bearer ' + token };
        const { current_organization } = await post('me/switch-organization', { organization_id: id }, headers);
        return current_organization.name;
    })()";
    assert_eq!(browser.value(switch, vec![first.clone().into()]).await, json!(first));
    browser.expect_line("401");
    browser.value("requests.refuse('GET members')", vec![]).await;
    browser.press("Members").await;
    browser.see("Another tab has switched").await;
    browser.press("Reload").await;
    browser.control(&format!("Organization: {first}")).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_plain_http_the_console_says_what_it_needs() {
    let server = Server::start();
    let browser = Browser::open(&server.url.replace("127.0.0.1", REMOTE_HOST)).await;
    // Browsers ignore this header there.
    browser.expect_line("Cross-Origin-Opener-Policy");
    browser.goto("").await;
    browser.see("The console needs HTTPS, or a server on localhost").await;
    browser.check_accessibility("the page over plain HTTP").await;
    browser.close().await;
}

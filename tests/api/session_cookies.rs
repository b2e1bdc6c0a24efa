//! Sessions of pages: the refresh token in a cookie, and which requests may use it.

use reqwest::{Method, header::HeaderMap};
use serde_json::{Value, json};
use togul_server::server::Settings;

use super::routes::{Ids, table};
use crate::world::{PASSWORD, Person, Reply, World, fields, on_both};

const LOGIN: &str = "/api/v1/login";
const REFRESH: &str = "/api/v1/refresh-token";
const LOGOUT: &str = "/api/v1/logout";
const SWITCH: &str = "/api/v1/me/switch-organization";
/// What a browser adds to a request of a page of this server.
const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// Sends a POST with these headers.
async fn post(caller: &Person, path: &str, body: Value, headers: &[(&str, &str)]) -> Reply {
    let mut request = caller.request(Method::POST, path).json(&body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::to(request).await
}

/// Logs in as a page does. Returns the reply and the cookie to send, `togul_refresh=…`.
async fn log_in(world: &World, person: &Person) -> (Reply, String) {
    let body = json!({ "username": person.email, "password": PASSWORD });
    let reply = post(&world.anonymous(), LOGIN, body, &[("x-togul-session", "cookie")]).await;
    reply.ok();
    let cookie = cookie(&reply.headers);
    (reply, cookie)
}

/// The name and the value of the only cookie that the response sets.
#[track_caller]
fn cookie(headers: &HeaderMap) -> String {
    let (pair, _) = set_cookie(headers).split_once(';').expect("attributes");
    pair.to_owned()
}

#[track_caller]
fn set_cookie(headers: &HeaderMap) -> &str {
    let mut cookies = headers.get_all("set-cookie").iter();
    let cookie = cookies.next().expect("a cookie").to_str().unwrap();
    assert!(cookies.next().is_none(), "two cookies: {headers:?}");
    cookie
}

fn below_a_path(settings: &mut Settings) {
    settings.path_prefix = "/flags".to_owned();
}

on_both! {
    async fn a_page_gets_its_refresh_token_in_a_cookie_only(world) {
        let ada = world.register("Ada").await;
        let (reply, cookie) = log_in(world, &ada).await;
        assert_eq!(fields(&reply.ok()), ["current_organization", "organizations", "token", "user"]);
        assert_eq!(reply.header("cache-control"), "no-store");
        let token = cookie.strip_prefix("togul_refresh=").expect("the cookie's name");
        let attributes = "; HttpOnly; SameSite=Strict; Path=/api/v1; Secure";
        assert_eq!(set_cookie(&reply.headers), format!("{cookie}{attributes}"));
        // It is the session's refresh token, which programs may use in a body.
        let session = world.anonymous().post(REFRESH, json!({ "refresh_token": token })).await;
        assert!(session.ok()["refresh_token"].is_string());
        assert!(session.headers.get("set-cookie").is_none());
        let body = json!({ "username": ada.email, "password": PASSWORD });
        let program = world.anonymous().post(LOGIN, body).await;
        assert!(program.ok()["refresh_token"].is_string() && program.headers.get("set-cookie").is_none());
    }

    async fn the_cookie_is_secure_unless_the_page_is_plain_http_from_this_machine(world) {
        let ada = world.register("Ada").await;
        for (origin, is_secure) in [
            ("http://127.0.0.1:8080", false),
            ("http://localhost:8080", false),
            ("http://[::1]:8080", false),
            ("https://localhost:8080", true),
            ("http://flags.example.com", true),
            ("https://flags.example.com", true),
            ("http://localhost.example.com", true),
            ("null", true),
        ] {
            let body = json!({ "username": ada.email, "password": PASSWORD });
            let headers = [("x-togul-session", "cookie"), ("origin", origin)];
            let reply = post(&world.anonymous(), LOGIN, body, &headers).await;
            assert_eq!(set_cookie(&reply.headers).ends_with("; Secure"), is_secure, "{origin}");
        }
    }

    async fn the_path_of_the_cookie_is_below_that_of_the_proxy(world with below_a_path) {
        let ada = world.register("Ada").await;
        let (reply, _) = log_in(world, &ada).await;
        assert!(set_cookie(&reply.headers).contains("; Path=/flags/api/v1;"), "{reply:?}");
    }

    async fn a_session_header_with_another_value_is_refused(world) {
        let ada = world.register("Ada").await;
        let body = json!({ "username": ada.email, "password": PASSWORD });
        for value in ["", "Cookie", "body", "cookie, cookie"] {
            let reply = post(&world.anonymous(), LOGIN, body.clone(), &[("x-togul-session", value)]).await;
            assert_eq!(reply.refused_field(), "X-Togul-Session");
        }
        let twice = [("x-togul-session", "cookie"), ("x-togul-session", "cookie")];
        for path in [LOGIN, REFRESH, LOGOUT] {
            let reply = post(&world.anonymous(), path, body.clone(), &twice).await;
            assert_eq!(reply.refused_field(), "X-Togul-Session", "{path}");
        }
    }

    async fn a_cookie_renews_the_session_once(world) {
        let ada = world.register("Ada").await;
        let (_, first) = log_in(world, &ada).await;
        let reply = post(&world.anonymous(), REFRESH, json!({}), &[("cookie", &first), SAME_ORIGIN]).await;
        // A script must not be able to read the token by leaving out the header.
        assert_eq!(fields(&reply.ok()), ["current_organization", "organizations", "token", "user"]);
        let second = cookie(&reply.headers);
        assert_ne!(second, first);
        assert_eq!(world.anonymous().with_session(&reply.ok()).get("/api/v1/me").await.status, 200);
        let again = post(&world.anonymous(), REFRESH, json!({}), &[("cookie", &first), SAME_ORIGIN]).await;
        let refused = again.refused(401, "unauthorized");
        assert!(refused["message"].as_str().unwrap().starts_with("the token in the cookie"), "{refused}");
        assert!(again.headers.get("set-cookie").is_none());
        // The second use of a token ends its session.
        let ended = post(&world.anonymous(), REFRESH, json!({}), &[("cookie", &second), SAME_ORIGIN]).await;
        ended.refused(401, "unauthorized");
    }

    async fn a_request_without_a_body_uses_the_cookie(world) {
        let ada = world.register("Ada").await;
        let (_, cookie) = log_in(world, &ada).await;
        for path in [REFRESH, LOGOUT] {
            let without = Reply::to(world.anonymous().request(Method::POST, path)).await;
            assert_eq!(without.refused_field(), "refresh_token", "{path}");
            let empty = world.anonymous().post(path, json!({})).await;
            assert_eq!(empty.refused_field(), "refresh_token", "{path}");
        }
        // A page that asks whether it has a session gets the answer for none.
        for path in [REFRESH, LOGOUT] {
            let reply = post(&world.anonymous(), path, json!({}), &[("x-togul-session", "cookie")]).await;
            reply.refused(401, "unauthorized");
        }
        let request = world.anonymous().request(Method::POST, LOGOUT);
        let request = request.header("cookie", &cookie).header(SAME_ORIGIN.0, SAME_ORIGIN.1);
        assert_eq!(Reply::to(request).await.ok(), json!({ "logged_out": true }));
    }

    async fn a_token_in_the_body_comes_before_the_cookie(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        let (_, cookie_of_bob) = log_in(world, &bob).await;
        let body = json!({ "refresh_token": ada.refresh_token });
        // Such a request needs nothing of a browser, because its token is no cookie.
        let reply = post(&world.anonymous(), REFRESH, body, &[("cookie", &cookie_of_bob)]).await;
        let session = reply.ok();
        assert_eq!(session["user"]["id"], ada.user_id);
        assert!(reply.headers.get("set-cookie").is_none());
        // A page that has a token in its memory moves it into the cookie.
        let body = json!({ "refresh_token": session["refresh_token"] });
        let reply = post(&world.anonymous(), REFRESH, body, &[("x-togul-session", "cookie")]).await;
        assert!(reply.ok()["refresh_token"].is_null());
        assert!(cookie(&reply.headers).starts_with("togul_refresh=togul_rt_"));
    }

    async fn a_page_of_another_origin_cannot_use_the_cookie(world) {
        let ada = world.register("Ada").await;
        let (session, cookie) = log_in(world, &ada).await;
        let session = world.anonymous().with_session(&session.ok());
        let own = world.url.as_str();
        let switch = json!({ "organization_id": ada.organization_id });
        for headers in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", own)],
            &[("origin", "https://evil.example.com")],
            &[("origin", "null")],
            &[("origin", "http://127.0.0.1:1")],
            &[("origin", own), ("x-forwarded-host", "flags.example.com")],
            &[("origin", own), ("x-forwarded-proto", "https")],
            &[("x-togul-session", "cookie")],
        ] {
            let headers = [&[("cookie", &*cookie)], headers].concat();
            for (caller, path, body) in [
                (&world.anonymous(), REFRESH, json!({})),
                (&world.anonymous(), LOGOUT, json!({})),
                (&session, SWITCH, switch.clone()),
            ] {
                let refused = post(caller, path, body, &headers).await.refused(403, "forbidden");
                assert_eq!(refused["details"]["reason"], "cross_origin", "{path} {headers:?}");
            }
        }
        // None of these has used the token, or ended the session.
        post(&session, SWITCH, switch, &[("cookie", &cookie), SAME_ORIGIN]).await.ok();
    }

    async fn an_origin_that_matches_may_use_the_cookie(world) {
        let ada = world.register("Ada").await;
        // The tests are a trusted proxy of this server.
        for headers in [
            &[("origin", &*world.url)][..],
            &[("origin", "https://flags.example.com"), ("x-forwarded-host", "flags.example.com")],
            &[
                ("origin", "https://flags.example.com:8443"),
                ("x-forwarded-host", "flags.example.com:8443"),
                ("x-forwarded-proto", "https"),
            ],
        ] {
            let (_, cookie) = log_in(world, &ada).await;
            let headers = [&[("cookie", &*cookie)], headers].concat();
            post(&world.anonymous(), REFRESH, json!({}), &headers).await.ok();
        }
    }

    async fn logging_out_deletes_the_cookie(world) {
        let ada = world.register("Ada").await;
        let (session, cookie) = log_in(world, &ada).await;
        let headers = [("cookie", &*cookie), SAME_ORIGIN, ("origin", &*world.url)];
        let reply = post(&world.anonymous(), LOGOUT, json!({}), &headers).await;
        assert_eq!(reply.ok(), json!({ "logged_out": true }));
        let deleted = "togul_refresh=; HttpOnly; SameSite=Strict; Path=/api/v1; Max-Age=0";
        assert_eq!(set_cookie(&reply.headers), deleted);
        world.anonymous().with_session(&session.ok()).get("/api/v1/me").await.refused(401, "unauthorized");
        post(&world.anonymous(), REFRESH, json!({}), &headers).await.refused(401, "unauthorized");
        let by_token = world.anonymous().post(LOGOUT, json!({ "refresh_token": ada.refresh_token })).await;
        assert!(by_token.ok()["logged_out"] == true && by_token.headers.get("set-cookie").is_none());
    }

    async fn a_page_switches_its_organization_with_the_cookie(world) {
        let ada = world.register("Ada").await;
        let other = ada.post("/api/v1/organizations", json!({ "name": "Other" })).await.ok();
        let (session, first) = log_in(world, &ada).await;
        let page = world.anonymous().with_session(&session.ok());
        let body = json!({ "organization_id": other["organization"]["id"] });
        let reply = post(&page, SWITCH, body.clone(), &[("cookie", &first), SAME_ORIGIN]).await;
        assert_eq!(reply.ok()["current_organization"]["id"], other["organization"]["id"]);
        assert!(reply.ok()["refresh_token"].is_null());
        let second = cookie(&reply.headers);
        let page = world.anonymous().with_session(&reply.ok());
        // The cookie of another session is refused, like its token in a body.
        let (_, stranger) = log_in(world, &world.register("Bob").await).await;
        post(&page, SWITCH, body.clone(), &[("cookie", &stranger), SAME_ORIGIN]).await.refused(401, "unauthorized");
        let neither = post(&page, SWITCH, body.clone(), &[]).await;
        assert_eq!(neither.refused_field(), "refresh_token");
        post(&page, SWITCH, body, &[("cookie", &second), SAME_ORIGIN]).await.ok();
    }

    async fn a_cookie_that_is_no_token_is_refused_like_an_unknown_one(world) {
        let ada = world.register("Ada").await;
        let (_, cookie) = log_in(world, &ada).await;
        for path in [REFRESH, LOGOUT] {
            for value in ["togul_refresh=", "togul_refresh=x", "togul_refresh=togul_rt_"] {
                let reply = post(&world.anonymous(), path, json!({}), &[("cookie", value), SAME_ORIGIN]).await;
                reply.refused(401, "unauthorized");
            }
            // Another server of the domain may have set one of two.
            let two = format!("{cookie}; togul_refresh=togul_rt_x");
            for value in [two.as_str(), "other=1", "Togul_refresh=x"] {
                let reply = post(&world.anonymous(), path, json!({}), &[("cookie", value), SAME_ORIGIN]).await;
                assert_eq!(reply.refused_field(), "refresh_token", "{value}");
            }
        }
    }

    async fn no_other_request_reads_the_cookie(world) {
        let shop = world.shop().await;
        let ids = Ids::new(&shop, &world.register("Vera").await).await;
        let (_, cookie) = log_in(world, &shop.owner).await;
        let before = ids.state(&shop.owner).await;
        let mut paths: Vec<_> =
            table().map(|row| (row.method, format!("/api/v1{}", ids.path(row.route)), row.body(&shop.owner, &ids))).collect();
        for (method, path) in [("POST", "evaluate"), ("POST", "evaluate/all"), ("GET", "stream"), ("GET", "snapshot")] {
            paths.push((method, format!("/api/v1/{path}"), None));
        }
        for (method, path, body) in paths {
            let request = world.anonymous().request(method.parse().unwrap(), &path);
            let request = request.header("cookie", &cookie).header(SAME_ORIGIN.0, SAME_ORIGIN.1);
            let request = match body {
                Some(body) => request.json(&body),
                None => request,
            };
            Reply::to(request).await.refused(401, "unauthorized");
        }
        before.assert_unchanged(&ids.state(&shop.owner).await, "a request with nothing but a cookie");
    }
}

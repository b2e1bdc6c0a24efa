//! How the console is served: its page at every address below `/console/`, its files under hashed names.

use std::collections::BTreeSet;

use reqwest::{Method, Url};

use crate::world::{Reply, World, on_both};

const PAGE: &str = "/console/";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// The console is not in the OpenAPI document, so its responses are not compared with that.
async fn send(world: &World, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = world.anonymous().request(method, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::try_to(request).await.expect("the server answers")
}

async fn get(world: &World, path: &str) -> Reply {
    send(world, Method::GET, path, &[]).await
}

/// The paths that a text refers to, relative to its own path.
fn references(base: &str, text: &str) -> BTreeSet<String> {
    let base = Url::parse("http://server").unwrap().join(base).unwrap();
    let mut found = BTreeSet::new();
    for line in text.lines() {
        for start in ["src=\"", "href=\"", "from \"", "from\"", "import \"", "import(\"", "url(\""] {
            for (at, _) in line.match_indices(start) {
                let reference = line[at + start.len()..].split('"').next().unwrap();
                // Comments contain types, which browsers do not load.
                let before = line[..at].trim_start();
                let is_comment = before.starts_with('*') || before.contains("/*") || before.contains("//");
                if !is_comment && reference.starts_with('.') {
                    found.insert(base.join(reference).unwrap().path().to_owned());
                }
            }
        }
    }
    found
}

#[track_caller]
fn assert_protected(reply: &Reply) {
    assert_eq!(reply.status, 200, "{reply:?}");
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        let found: Vec<_> = reply.headers.get_all(name).iter().collect();
        assert_eq!(found, [value], "{name}: {reply:?}");
    }
    assert!(!reply.header("x-request-id").is_empty());
}

on_both! {
    async fn the_page_is_at_every_address_below_the_console(world) {
        let mut expected = BTreeSet::new();
        for path in [
            PAGE,
            "/console/projects",
            "/console/projects/shop/flags/new-dashboard",
            "/console/projects/shop/flags/new-dashboard/",
            "/console/%2F?q=1",
        ] {
            let page = get(world, path).await;
            assert_protected(&page);
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
            assert_eq!(page.header("cache-control"), "no-cache", "{path}");
            let html = String::from_utf8(page.body.clone()).unwrap();
            let names = references(path, &html);
            assert!(names.len() > 2, "{html}");
            assert!(expected.is_empty() || names == expected, "{path}: {names:?}");
            expected = names;
            let again = send(world, Method::GET, path, &[("if-none-match", page.header("etag"))]).await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
            assert_eq!(again.header("etag"), page.header("etag"));
            assert_eq!(again.header("cache-control"), "no-cache");
        }
    }

    async fn every_file_is_served_under_a_name_with_its_hash(world) {
        let page = get(world, PAGE).await;
        let mut pending: Vec<_> =
            references(PAGE, str::from_utf8(&page.body).unwrap()).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(path) = pending.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let file = get(world, &path).await;
            assert_protected(&file);
            assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
            let hash = path.rsplit('.').nth(1).unwrap();
            assert!(hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{path}");
            let content_type = match path.rsplit('.').next().unwrap() {
                "js" => "text/javascript; charset=utf-8",
                "css" => "text/css; charset=utf-8",
                "svg" => "image/svg+xml",
                other => panic!("{other}"),
            };
            assert_eq!(file.header("content-type"), content_type, "{path}");
            pending.extend(references(&path, str::from_utf8(&file.body).unwrap()));
        }
        assert!(seen.len() > 3, "{seen:?}");
    }

    async fn a_file_is_compressed_for_those_who_accept_it(world) {
        let page = get(world, PAGE).await;
        let html = str::from_utf8(&page.body).unwrap();
        let path = references(PAGE, html).into_iter().find(|path| path.ends_with(".css")).unwrap();
        let plain = get(world, &path).await;
        assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
        let gzip = send(world, Method::GET, &path, &[("accept-encoding", "br, gzip")]).await;
        assert_eq!((gzip.header("content-encoding"), gzip.header("vary")), ("gzip", "accept-encoding"));
        assert!(gzip.body.len() < plain.body.len() / 2 && gzip.body.starts_with(b"\x1f\x8b"));
        let refused = send(world, Method::GET, &path, &[("accept-encoding", "gzip;q=0")]).await;
        assert_eq!(refused.body, plain.body);
    }

    async fn a_file_that_does_not_exist_is_not_found(world) {
        for path in [
            "/console/app.js",
            "/console/app.0123456789abcdef.js",
            "/console/index.html",
            "/console/README.md",
            "/console/projects/..%2Findex.html",
            "/console/favicon.ico",
            &format!("/console/{}", "a/".repeat(20)),
        ] {
            let reply = get(world, path).await;
            assert_eq!(reply.refused(404, "not_found")["details"], serde_json::Value::Null, "{path}");
        }
        // The key of a flag may look like the name of a file: a browser that opens a page asks for HTML.
        let key = send(world, Method::GET, "/console/projects/shop/flags/new.js", &[("accept", "text/html,*/*;q=0.8")]).await;
        assert_protected(&key);
        assert_eq!(key.header("vary"), "accept");
    }

    async fn browsers_are_sent_to_the_console(world) {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let location = async |path: &str, accept: &str| {
            let request = client.get(format!("{}{path}", world.url)).header("accept", accept);
            let reply = Reply::try_to(request).await.unwrap();
            (reply.status.as_u16(), reply.header("location").to_owned())
        };
        // Relative, so that it works below the path of a proxy.
        assert_eq!(location("/", "text/html,application/xhtml+xml").await, (307, "console/".to_owned()));
        assert_eq!(location("/", "*/*").await, (404, String::new()));
        assert_eq!(location("/", "application/json").await, (404, String::new()));
        assert_eq!(location("/console", "*/*").await, (307, "console/".to_owned()));
        let below = Url::parse("https://example.com/flags/").unwrap();
        assert_eq!(below.join("console/").unwrap().path(), "/flags/console/");
    }

    async fn the_console_has_two_methods(world) {
        for path in [PAGE, "/console/projects", "/console", "/"] {
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
                let reply = send(world, method, path, &[]).await;
                reply.refused(405, "method_not_allowed");
                assert_eq!(reply.header("allow"), "GET,HEAD", "{path}");
            }
        }
        let (page, head) = (get(world, PAGE).await, send(world, Method::HEAD, PAGE, &[]).await);
        assert_protected(&head);
        assert_eq!((head.header("content-length"), head.body.len()), (page.header("content-length"), 0));
        assert_eq!(head.header("etag"), page.header("etag"));
    }
}

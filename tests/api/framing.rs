//! Requests that a proxy before the server could read differently.

use crate::world::{
    Database, World, on_both,
    raw::{HEALTH, RawConnection, header},
};

/// A request on a connection of its own, after which the server closes it.
async fn is_refused(world: &World, request: &str, field: &str) {
    let mut connection = RawConnection::to(&world.url).await;
    let response = connection.request(request).await;
    assert_eq!(response.status, 400, "{request:?} {response:?}");
    assert_eq!(header(&response.head, "connection"), Some("close"), "{request:?} {response:?}");
    let envelope: serde_json::Value = serde_json::from_str(&response.body).unwrap();
    assert_eq!(envelope["code"], "validation_error", "{request:?}");
    assert_eq!(envelope["details"]["field"], field, "{request:?}");
    assert_eq!(connection.rest().await, "", "{request:?}");
}

on_both! {
    async fn a_request_has_exactly_one_valid_host(world) {
        let key = world.shop().await.server_secret;
        let body = r#"{"context":{}}"#;
        let length = body.len();
        let paths = [
            ("GET /healthz HTTP/1.1".to_owned(), "\r\n".to_owned()),
            ("GET /api/v1/nothing HTTP/1.1".to_owned(), "\r\n".to_owned()),
            ("GET http://togul/healthz HTTP/1.1".to_owned(), "\r\n".to_owned()),
            // On the fast path, but for the host.
            (
                "POST /api/v1/evaluate/all HTTP/1.1".to_owned(),
                format!("content-type: application/json\r\nx-api-key: {key}\r\ncontent-length: {length}\r\n\r\n{body}"),
            ),
        ];
        for (line, rest) in &paths {
            for hosts in [
                "",
                "host: togul\r\nhost: togul\r\n",
                "host: togul\r\nx: y\r\nHost: other\r\n",
                "host:\r\n",
                "host: a b\r\n",
                "host: a/b\r\n",
                "host: a,b\r\n",
                "host: user@a\r\n",
            ] {
                is_refused(world, &format!("{line}\r\n{hosts}{rest}"), "Host").await;
            }
            for host in ["togul", "togul.example.com:8080", "127.0.0.1:1", "[::1]:8080", "[::1]", "a_b"] {
                let response = RawConnection::to(&world.url)
                    .await
                    .request(&format!("{line}\r\nhost: {host}\r\n{rest}"))
                    .await;
                assert!([200, 404].contains(&response.status), "{line} {host} {response:?}");
            }
        }
        let response = RawConnection::to(&world.url).await.request("GET /healthz HTTP/1.0\r\n\r\n").await;
        assert_eq!(response.status, 200, "HTTP/1.0 has no host");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_only_transfer_coding_is_chunked_once() {
    let world = World::start(Database::sqlite(), "127.0.0.1:0".parse().unwrap()).await;
    let login = |headers: &str, body: &str| {
        format!(
            "POST /api/v1/login HTTP/1.1\r\nhost: togul\r\ncontent-type: application/json\r\n{headers}\r\n{body}"
        )
    };
    let chunked = "2\r\n{}\r\n0\r\n\r\n";
    for codings in [
        "transfer-encoding: gzip, chunked\r\n",
        "transfer-encoding: chunked, chunked\r\n",
        "transfer-encoding: gzip\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: ,chunked\r\n",
        "transfer-encoding: xchunked, chunked\r\n",
    ] {
        is_refused(&world, &login(codings, chunked), "Transfer-Encoding").await;
    }
    // The HTTP parser itself refuses these, without a body.
    for headers in [
        "transfer-encoding: gzip\r\n",
        "transfer-encoding: chunked, gzip\r\n",
        "content-length: 2\r\ncontent-length: 3\r\n",
        "content-length: +2\r\n",
        "content-length: 2, 2\r\n",
    ] {
        let mut connection = RawConnection::to(&world.url).await;
        connection.send(&login(headers, chunked)).await;
        let response = connection.rest().await;
        assert!(response.starts_with("HTTP/1.1 400 "), "{headers:?} {response}");
        assert_eq!(response.matches("HTTP/1.1").count(), 1, "{headers:?} {response}");
    }
    // The length of a chunked request is ignored, and no further request is read from its connection.
    for headers in [
        "content-length: 5\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 500\r\n",
    ] {
        let mut connection = RawConnection::to(&world.url).await;
        connection.send(&login(headers, &format!("{chunked}{HEALTH}"))).await;
        let response = connection.rest().await;
        assert!(response.starts_with("HTTP/1.1 400 ") && response.contains("username"), "{response}");
        assert_eq!(response.matches("HTTP/1.1").count(), 1, "{headers:?} {response}");
    }
    let mut connection = RawConnection::to(&world.url).await;
    let response = connection.request(&login("transfer-encoding: Chunked\r\n", chunked)).await;
    assert!(response.status == 400 && response.body.contains("username"), "{response:?}");
    assert_eq!(connection.request(HEALTH).await.status, 200, "the connection stays open");
    world.stop().await.drop().await;
}

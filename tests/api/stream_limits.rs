//! Limits of a stream: readers that fall behind, keys that expire, and heartbeats.

use std::time::{Duration, Instant};

use chrono::{SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpSocket,
};

use crate::world::{Shop, on_both};

/// Fails a test that would hang. A passing test never waits this long.
const TIMEOUT: Duration = Duration::from_secs(60);

/// So many changes that their events do not fit into the buffers of the sockets and of the server.
const CHANGES: i64 = 260;

on_both! {
    async fn a_reader_that_falls_behind_gets_a_reset_and_goes_on(world) {
        let shop = world.shop().await;
        let flag = shop.flag("big", json!({ "value_type": "string", "default_value": "" })).await;
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let address = world.url.strip_prefix("http://").unwrap();
        let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
        let request = format!(
            "GET /api/v1/stream?content=true&since=1 HTTP/1.1\r\nhost: {address}\r\nx-api-key: {}\r\n\r\n",
            shop.server_secret,
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("HTTP/1.1 200 OK"));

        let mut read = async || loop {
            let line = tokio::time::timeout(TIMEOUT, lines.next_line()).await.expect("an event").unwrap();
            if let Some(data) = line.expect("an open stream").strip_prefix("data: ") {
                let event: Value = serde_json::from_str(data).unwrap();
                return (event["type"].as_str().unwrap().to_owned(), event["version"].as_i64().unwrap());
            }
        };
        let (mut events, mut last_read) = (Vec::new(), Instant::now());
        let mut changes = 0..CHANGES;
        while let Some(change) = changes.next() {
            let value = format!("{change:0>60000}");
            shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": value })).await.ok();
            // On a slow machine: a reader that accepts nothing for 30 s is disconnected.
            if last_read.elapsed() > Duration::from_secs(10) {
                events.push(read().await);
                last_read = Instant::now();
                changes.end += 1;
            }
        }
        let last = shop.revision().await;
        while events.last().is_none_or(|(_, version)| *version != last) {
            events.push(read().await);
        }
        // The buffered events come in order, then the reset, and none of the events that it replaces.
        let mut last_seen = 1;
        for (kind, version) in &events {
            let replaced = version - last_seen - 1;
            assert!(if kind == "snapshot.reset" { replaced >= 0 } else { replaced == 0 }, "{events:?}");
            last_seen = *version;
        }
        assert!(events.iter().any(|(kind, _)| kind == "snapshot.reset"), "it did not fall behind");
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": "end" })).await.ok();
        assert_eq!(read().await, ("flag.updated".to_owned(), last + 1));
    }

    async fn an_expired_key_loses_its_stream(world) {
        let shop = world.shop().await;
        let expires = Utc::now() + TimeDelta::seconds(10);
        let expires = expires.to_rfc3339_opts(SecondsFormat::Micros, true);
        let (_, program) = shop.key(json!({ "expires_at": expires })).await;
        let mut events = program.stream("").await;
        events.expect("snapshot.reset").await;
        assert_eq!(events.read_to_end().await, Vec::<String>::new());
        program.get("/api/v1/stream").await.refused(401, "unauthorized");
    }

    async fn an_idle_stream_gets_heartbeats(world) {
        let shop: Shop = world.shop().await;
        let mut response = shop.stream.request(reqwest::Method::GET, "/api/v1/stream").send().await.unwrap();
        let (begin, mut text) = (Instant::now(), String::new());
        while !text.contains(": heartbeat\n\n") {
            let chunk =
                tokio::time::timeout(TIMEOUT, response.chunk()).await.expect("a chunk in time").unwrap();
            text.push_str(std::str::from_utf8(&chunk.expect("an open stream")).unwrap());
        }
        assert!(begin.elapsed() > Duration::from_secs(10), "a heartbeat every 15 s, not more often");
    }
}

//! Callers who hang up in the middle.

use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::world::on_both;

on_both! {
    async fn a_write_whose_caller_hung_up_is_evaluated_like_any_other(world) {
        let shop = world.shop().await;
        let flag = shop.flag("switch", json!({})).await;
        let address = world.url.strip_prefix("http://").unwrap();
        for round in 0..30 {
            let body = json!({ "enabled": round % 2 == 1 }).to_string();
            let request = format!(
                "PATCH {} HTTP/1.1\r\nhost: {address}\r\nauthorization: {}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                shop.flag_path(&flag), shop.owner.authorization(), body.len(),
            );
            let mut socket = TcpStream::connect(address).await.unwrap();
            socket.write_all(request.as_bytes()).await.unwrap();
            // At another moment each time: before, during and after the commit.
            for _ in 0..round * 40 {
                tokio::task::yield_now().await;
            }
            drop(socket);
        }
        // A last write that is acknowledged comes after all of them, and so does what it answers.
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": true, "name": "last" })).await.ok();
        let path = format!("{}/environments/{}", shop.path, shop.environment_id);
        let environment = shop.owner.get(&path).await.ok()["environment"].clone();
        let answer = shop.evaluate("switch", json!({})).await;
        assert_eq!(answer["version"], environment["revision"]);
        assert_eq!(answer["enabled"], true);
    }
}

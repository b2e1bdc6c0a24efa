//! Clients that disconnect during a request.

use std::time::Duration;

use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{client::PATIENCE, world::on_both};

on_both! {
    async fn a_write_whose_client_disconnected_is_evaluated_like_any_other(world) {
        let shop = world.shop().await;
        let flag = shop.flag("switch", json!({})).await;
        let address = world.url.strip_prefix("http://").unwrap();
        let path = format!("{}/environments/{}", shop.path, shop.environment_id);
        let revision = async || shop.owner.get(&path).await.ok()["environment"]["revision"].as_u64().unwrap();
        let mut rounds = 0..;
        // Until some writes arrived, however slow the machine is.
        while rounds.start < 30 || revision().await == 1 {
            let round = rounds.next().expect("the range is endless");
            let body = json!({ "enabled": round % 2 == 1 }).to_string();
            let request = format!(
                "PATCH {} HTTP/1.1\r\nhost: {address}\r\nauthorization: {}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                shop.flag_path(&flag), shop.owner.authorization(), body.len(),
            );
            let mut socket = TcpStream::connect(address).await.unwrap();
            socket.write_all(request.as_bytes()).await.unwrap();
            // Disconnects at another moment each time: before, during and after the commit.
            tokio::time::sleep(Duration::from_micros(400 * round)).await;
            drop(socket);
        }
        // No further write announces the change: the disconnected one must have done so itself.
        let announced = async {
            loop {
                let revision = revision().await;
                if shop.evaluate("switch", json!({})).await["version"] == revision {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, announced).await.expect("every change is announced");
    }
}

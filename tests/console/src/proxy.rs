//! A reverse proxy that serves a server below a path, and the console behind it.

use std::{io, net::SocketAddr};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use super::{
    flags::signed_in,
    server::{Caller, Server, Shop},
};

const PATH: &str = "/tools/togul";
const NOT_FOUND: &[u8] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Listens for requests below `PATH` and passes them to this server without it, until the test ends.
async fn start(server: SocketAddr) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{PATH}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((browser, _)) = listener.accept().await {
            // A browser that closes a connection early is an error of that connection only.
            tokio::spawn(pass(browser, server));
        }
    });
    url
}

/// Passes one request and its response: the server closes the connection afterwards.
async fn pass(mut browser: TcpStream, server: SocketAddr) -> io::Result<()> {
    let mut head = Vec::new();
    let end = loop {
        if let Some(end) = head.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end;
        }
        if browser.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    };
    let body = head.split_off(end);
    let text = String::from_utf8(head).map_err(io::Error::other)?;
    let (first, headers) = text.split_once("\r\n").unwrap_or((&text, ""));
    let below = format!(" {PATH}/");
    if !first.contains(&below) {
        return browser.write_all(NOT_FOUND).await;
    }
    let mut request = format!("{}\r\nconnection: close", first.replacen(&below, " /", 1));
    for header in headers.split("\r\n").filter(|header| !header.to_lowercase().starts_with("connection:")) {
        request += "\r\n";
        request += header;
    }
    let mut upstream = TcpStream::connect(server).await?;
    upstream.write_all(request.as_bytes()).await?;
    upstream.write_all(&body).await?;
    copy_bidirectional(&mut browser, &mut upstream).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_works_below_the_path_of_a_proxy() {
    let mut server = Server::start_below(PATH);
    server.url = start(server.address).await;
    let owner = Caller::register(&server, "Ada", "ada@example.com").await;
    let shop = Shop::open(&owner).await;
    let browser = signed_in(&server, &owner.email, "projects/shop/flags").await;
    browser.see("Live").await;
    browser.press("new-dashboard New dashboard").await;
    browser.see("Rules").await;
    assert_eq!(browser.address().await, "/console/projects/shop/flags/new-dashboard");
    // The path of the cookie is that of the API below the proxy, so the session outlives the document.
    browser.reload().await;
    browser.settle().await;
    browser.press("Staging on").await;
    browser.press("Switch new-dashboard in staging").await;
    browser.see("new-dashboard is off in Staging").await;
    assert_eq!(shop.flag_now(&owner).await["enabled"], json!(false));
    browser.press("Use it").await;
    browser.see(&format!("curl -s {}/api/v1/evaluate", server.url)).await;
    browser.press("Account: Ada").await;
    browser.press("Sign out ada@example.com").await;
    browser.see("Lost your password?").await;
    browser.reload().await;
    browser.see("Lost your password?").await;
    browser.close().await;
}

//! `togul-server health`: the health check of an image that contains no other program.

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{command, failure, serve};
use crate::faults::process::Program;

#[tokio::test]
async fn a_server_that_answers_is_healthy_by_each_form_of_its_address() {
    let folder = TempDir::new().unwrap();
    let mut server = Program::spawn(serve(&folder, &[]).env("TOGUL_LISTEN", "0"));
    let url = server.line("listening on ").await.expect("the server starts");
    let (_, port) = url.rsplit_once(':').unwrap();
    for address in
        [port.to_owned(), format!(":{port}"), format!("0.0.0.0:{port}"), format!("localhost:{port}")]
    {
        let mut check = Program::spawn(command(&["health"]).env("TOGUL_LISTEN", &address));
        assert!(check.line(r#"{"status":"ok"}"#).await.is_some(), "{address}");
        assert!(check.ended().await.success(), "{address}");
    }
    server.terminate().await;
    let errors = failure(&mut command(&["health", "--listen", port])).await;
    assert!(errors.contains(&format!("error: no connection to :{port}")), "{errors}");
}

#[tokio::test]
async fn another_program_and_one_that_is_frozen_are_not_healthy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let answer = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let length = connection.read(&mut request).await.unwrap();
        assert!(request[..length].starts_with(b"GET /healthz HTTP/1.1\r\n"));
        connection.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await.unwrap();
    };
    let mut check = command(&["health", "--listen", &address]);
    let ((), errors) = tokio::join!(answer, failure(&mut check));
    assert!(errors.contains(&format!(r#"{address} answered "HTTP/1.1 404 Not Found", not 200"#)), "{errors}");
    // The connection is in the listener's queue, where nothing accepts it.
    let errors = failure(&mut check).await;
    assert!(errors.contains(&format!("no answer from {address} within 3 s")), "{errors}");
}

#[tokio::test]
async fn the_port_must_be_known() {
    let errors = failure(command(&["health"]).env("TOGUL_LISTEN", "127.0.0.1:0")).await;
    assert!(errors.contains("must be the port that the server listens on, not 0"), "{errors}");
}

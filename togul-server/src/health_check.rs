//! The command `health`: requests `/healthz` of a server on this machine, for images that contain no other program.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::domain::network::ListenAddress;

/// Supervisors wait longer than this, so that they log the reason.
const TIMEOUT: Duration = Duration::from_secs(3);
/// Much more than the response of a server.
const MAX_RESPONSE: u64 = 16 * 1024;

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    #[error("TOGUL_LISTEN (--listen) must be the port that the server listens on, not 0")]
    UnknownPort,
    #[error("no connection to {address}: {source}")]
    Connection { address: ListenAddress, source: io::Error },
    #[error("no answer from {0} within {timeout} s", timeout = TIMEOUT.as_secs())]
    Timeout(ListenAddress),
    #[error(
        "{address} answered {status:?}, not 200: is TOGUL_LISTEN (--listen) the address of togul-server?"
    )]
    Status { address: ListenAddress, status: String },
}

/// The body of `/healthz` of the server that listens on the address.
///
/// # Errors
/// When it cannot be reached, or does not answer with 200 in time.
pub async fn request(address: ListenAddress) -> Result<String, HealthError> {
    if address.port == 0 {
        return Err(HealthError::UnknownPort);
    }
    match tokio::time::timeout(TIMEOUT, response(&address)).await {
        Ok(Ok(response)) => {
            let (head, body) = response.split_once("\r\n\r\n").unwrap_or((&response, ""));
            let status = head.lines().next().unwrap_or_default();
            if status.split(' ').nth(1) == Some("200") {
                Ok(body.to_owned())
            } else {
                Err(HealthError::Status { address, status: status.to_owned() })
            }
        }
        Ok(Err(source)) => Err(HealthError::Connection { address, source }),
        Err(_) => Err(HealthError::Timeout(address)),
    }
}

async fn response(address: &ListenAddress) -> io::Result<String> {
    let is_every_interface = |host: &str| host.parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified());
    let mut connection = match &address.host {
        Some(host) if !is_every_interface(host) => TcpStream::connect((&**host, address.port)).await?,
        _ => {
            let loopback = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
            TcpStream::connect(&loopback.map(|ip| (ip, address.port).into())[..]).await?
        }
    };
    connection.write_all(REQUEST).await?;
    let mut response = Vec::new();
    connection.take(MAX_RESPONSE).read_to_end(&mut response).await?;
    Ok(String::from_utf8_lossy(&response).into_owned())
}

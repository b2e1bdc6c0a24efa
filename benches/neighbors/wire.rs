//! Raw HTTP/1.1 over one connection from a chosen address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::{Failure, response::is_complete};

/// The address of the attacker.
pub const ATTACKER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
/// The address of the measured tenant.
pub const VICTIM: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[derive(Debug)]
pub struct Connection {
    pub socket: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(from: IpAddr, to: SocketAddr) -> Result<Self, Failure> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(from, 0))?;
        let socket = socket.connect(to).await?;
        socket.set_nodelay(true)?;
        Ok(Self { socket, buffer: Vec::with_capacity(4096) })
    }

    /// Sends a request, and returns the status of the response once it has been read.
    pub async fn send(&mut self, request: &[u8]) -> Result<u16, Failure> {
        self.socket.write_all(request).await?;
        self.buffer.clear();
        while !is_complete(&self.buffer)? {
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed a connection".into());
            }
        }
        let status = self.buffer.get(9..12).ok_or("the response has no status")?;
        Ok(std::str::from_utf8(status)?.parse()?)
    }
}

/// A request with a JSON body.
pub fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: neighbors\r\ncontent-type: application/json\r\n{headers}\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

//! A minimal HTTP client: one connection, one request after the other.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
};

use serde_json::Value;

use crate::Failure;

#[derive(Debug)]
pub struct Connection {
    socket: BufReader<TcpStream>,
    /// Header lines of every request.
    pub headers: String,
}

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self, Failure> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        Ok(Self { socket: BufReader::new(socket), headers: String::new() })
    }

    /// # Errors
    ///
    /// Any error status.
    pub fn call(&mut self, method: &str, path: &str, body: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: soak\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{}\r\n",
            body.len(),
            self.headers
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.socket.get_mut().write_all(&request)?;
        let mut status = String::new();
        self.socket.read_line(&mut status)?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.socket.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut response = vec![0; length];
        self.socket.read_exact(&mut response)?;
        if !status.starts_with("HTTP/1.1 2") {
            return Err(format!("{method} {path}: {status}{}", String::from_utf8_lossy(&response)).into());
        }
        Ok(response)
    }

    /// A call with a JSON response.
    pub fn json(&mut self, method: &str, path: &str, body: &Value) -> Result<Value, Failure> {
        let response = self.call(method, path, body.to_string().as_bytes())?;
        Ok(serde_json::from_slice(&response)?)
    }
}

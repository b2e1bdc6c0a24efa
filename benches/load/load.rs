//! Load: requests that are made beforehand, over connections that stay open.

use std::{net::SocketAddr, rc::Rc, time::Duration};

use futures_util::future::try_join_all;
use memchr::memmem::find;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep_until},
};

use crate::{Failure, process::Process};

/// What one turn of one server came to.
#[derive(Clone, Debug)]
pub struct Turn {
    pub per_second: f64,
    /// Sorted, in microseconds.
    latencies: Vec<f64>,
    /// Of the server, in microseconds a request.
    pub cpu: f64,
}

impl Turn {
    pub fn p99(&self) -> f64 {
        self.latencies[(self.latencies.len() - 1) * 99 / 100]
    }
}

/// How fast requests come.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// Each connection sends the next when it has read the last answer.
    Full,
    /// So many a second, at even times. A request that waits for an answer before it is late for whoever wanted it:
    /// its time counts from when it was due.
    PerSecond(f64),
}

/// Sends `requests` in turn over so many connections, and reads the answers.
///
/// # Errors
/// When a connection breaks, or an answer has another status than the one wanted.
pub async fn turn(
    process: &Process,
    requests: &[Vec<u8>],
    status: &'static str,
    connections: usize,
    pace: Pace,
    time: Duration,
) -> Result<Turn, Failure> {
    let requests: Rc<[Vec<u8>]> = requests.into();
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(process.address, status).await?);
    }
    let (cpu, begun) = (process.cpu()?, Instant::now());
    let until = begun + time;
    let senders = opened.into_iter().enumerate().map(|(number, mut connection)| {
        let requests = Rc::clone(&requests);
        async move {
            let mut latencies = Vec::new();
            for turn in (number..).step_by(connections) {
                let due = match pace {
                    Pace::Full => Instant::now(),
                    Pace::PerSecond(rate) => begun + Duration::from_secs_f64(turn as f64 / rate),
                };
                if due >= until {
                    break;
                }
                let mut since = due;
                if due > Instant::now() {
                    sleep_until(due).await;
                    // It was woken late, which is not the server's doing.
                    since = Instant::now();
                }
                connection.ask(&requests[turn % requests.len()]).await?;
                latencies.push(since.elapsed().as_secs_f64() * 1e6);
            }
            Ok::<_, Failure>(latencies)
        }
    });
    let mut latencies = try_join_all(senders).await?.concat();
    let (took, cpu) = (begun.elapsed(), process.cpu()? - cpu);
    latencies.sort_unstable_by(f64::total_cmp);
    let count = latencies.len() as f64;
    Ok(Turn { per_second: count / took.as_secs_f64(), latencies, cpu: cpu.as_secs_f64() * 1e6 / count })
}

struct Connection {
    socket: TcpStream,
    status: &'static str,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr, status: &'static str) -> Result<Self, Failure> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        Ok(Self { socket, status, buffer: Vec::with_capacity(4096) })
    }

    async fn ask(&mut self, request: &[u8]) -> Result<(), Failure> {
        self.socket.write_all(request).await?;
        self.buffer.clear();
        while !is_whole(&self.buffer)? {
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed a connection".into());
            }
        }
        if self.buffer.get(9..12) != Some(self.status.as_bytes()) {
            return Err(format!("not {}: {}", self.status, String::from_utf8_lossy(&self.buffer)).into());
        }
        Ok(())
    }
}

/// Whether all of an answer is there. Answers without a length are without a body.
fn is_whole(answer: &[u8]) -> Result<bool, Failure> {
    const LENGTH: &[u8] = b"content-length: ";
    let Some(head) = find(answer, b"\r\n\r\n") else { return Ok(false) };
    let length = match find(&answer[..head], LENGTH) {
        Some(at) => {
            let digits = answer[at + LENGTH.len()..].split(|byte| *byte == b'\r').next().unwrap_or_default();
            std::str::from_utf8(digits)?.parse()?
        }
        None => 0,
    };
    Ok(answer.len() >= head + 4 + length)
}

//! The load of this program: prepared requests over connections that stay open.

use std::{net::SocketAddr, rc::Rc, time::Duration};

use futures_util::future::try_join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep_until},
};

use crate::{Failure, process::Process, response::is_complete};

/// The measurements of one run against one server.
#[derive(Clone, Debug)]
pub struct Run {
    pub per_second: f64,
    /// The latency that 99 of 100 requests stay below, in microseconds.
    pub p99: f64,
    /// CPU time of the server in microseconds per request.
    pub cpu: f64,
}

/// The rate of requests.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// Each connection sends the next request when it has read the response to the last one.
    Full,
    /// Requests per second, evenly spread. The latency of a request counts from when it was due, so it includes the time
    /// that the request waited for the response before it.
    PerSecond(f64),
}

/// Sends `requests` round robin over `connections` connections for `time`, and reads the responses.
///
/// # Errors
///
/// A connection breaks, or a response has another status than `status`.
pub async fn run(
    process: &Process,
    requests: &[Vec<u8>],
    status: &'static str,
    connections: usize,
    pace: Pace,
    time: Duration,
) -> Result<Run, Failure> {
    let requests: Rc<[Vec<u8>]> = requests.into();
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(process.address, status).await?);
    }
    let (cpu, started) = (process.cpu()?, Instant::now());
    let until = started + time;
    let senders = opened.into_iter().enumerate().map(|(number, mut connection)| {
        let requests = Rc::clone(&requests);
        async move {
            let mut latencies = Vec::new();
            for index in (number..).step_by(connections) {
                let due = match pace {
                    Pace::Full => Instant::now(),
                    Pace::PerSecond(rate) => started + Duration::from_secs_f64(index as f64 / rate),
                };
                if due >= until {
                    break;
                }
                let mut since = due;
                if due > Instant::now() {
                    sleep_until(due).await;
                    // A late wake-up of this task is not the server's latency.
                    since = Instant::now();
                }
                connection.send(&requests[index % requests.len()]).await?;
                latencies.push(since.elapsed().as_secs_f64() * 1e6);
            }
            Ok::<_, Failure>(latencies)
        }
    });
    let mut latencies = try_join_all(senders).await?.concat();
    let (took, cpu) = (started.elapsed(), process.cpu()? - cpu);
    latencies.sort_unstable_by(f64::total_cmp);
    let count = latencies.len() as f64;
    let p99 = *latencies.get(latencies.len() * 99 / 100).ok_or("no request was sent")?;
    Ok(Run { per_second: count / took.as_secs_f64(), p99, cpu: cpu.as_secs_f64() * 1e6 / count })
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

    async fn send(&mut self, request: &[u8]) -> Result<(), Failure> {
        self.socket.write_all(request).await?;
        self.buffer.clear();
        while !is_complete(&self.buffer)? {
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed a connection".into());
            }
        }
        if self.buffer.get(9..12) != Some(self.status.as_bytes()) {
            return Err(format!(
                "expected status {}: {}",
                self.status,
                String::from_utf8_lossy(&self.buffer)
            )
            .into());
        }
        Ok(())
    }
}

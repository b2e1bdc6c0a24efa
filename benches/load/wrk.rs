//! The load of a public generator, wrk: <https://github.com/wg/wrk>.

use std::{
    fmt::Write,
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::{Failure, load::Run, process::Process};

/// Whether it is installed.
pub fn is_installed() -> bool {
    Command::new("wrk").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Sends `requests` round robin from one thread over `connections` connections for `time`.
///
/// # Errors
///
/// A connection breaks, or a response has a status that is neither 2xx nor 3xx.
pub async fn run(
    process: &Process,
    requests: &[Vec<u8>],
    connections: usize,
    time: Duration,
) -> Result<Run, Failure> {
    let folder = TempDir::new()?;
    let script = folder.path().join("requests.lua");
    fs::write(&script, lua(requests))?;
    let mut wrk = Command::new("wrk");
    wrk.args(["--latency", "--threads", "1", "--connections", &connections.to_string()])
        .args(["--duration", &format!("{}s", time.as_secs().max(1))])
        .arg("--script")
        .arg(&script)
        .arg(format!("http://{}", process.address));
    let cpu = process.cpu()?;
    let output = tokio::task::spawn_blocking(move || wrk.output()).await??;
    let cpu = process.cpu()? - cpu;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let parsed = || {
        let per_second = field(&text, "Requests/sec:")?.parse::<f64>().ok()?;
        let count = text.lines().find(|line| line.contains(" requests in "))?.split_whitespace().next()?;
        Some((per_second, count.parse::<f64>().ok()?, microseconds(field(&text, "99%")?)?))
    };
    let has_failed = ["Non-2xx", "Socket errors"].iter().any(|sign| text.contains(sign));
    match parsed() {
        Some((per_second, count, p99)) if output.status.success() && !has_failed => {
            Ok(Run { per_second, p99, cpu: cpu.as_secs_f64() * 1e6 / count })
        }
        _ => Err(format!("wrk: {text}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// A script that sends the requests as they are.
fn lua(requests: &[Vec<u8>]) -> String {
    let mut script = "local requests = {\n".to_owned();
    for request in requests {
        script.push('"');
        for byte in request {
            let _ = write!(script, "\\{byte:03}");
        }
        script.push_str("\",\n");
    }
    script + "}\nlocal n = 0\nrequest = function() n = n % #requests + 1 return requests[n] end\n"
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim)
}

fn microseconds(text: &str) -> Option<f64> {
    let (number, factor) = match text {
        text if text.ends_with("us") => (text.strip_suffix("us")?, 1.0),
        text if text.ends_with("ms") => (text.strip_suffix("ms")?, 1e3),
        text => (text.strip_suffix('s')?, 1e6),
    };
    Some(number.parse::<f64>().ok()? * factor)
}

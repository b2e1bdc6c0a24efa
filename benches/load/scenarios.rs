//! The scenarios: the requests that the two servers get.

use std::{iter::zip, time::Duration};

use futures_util::future::{try_join, try_join_all};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    Failure, Options, Scenario,
    http::Connection,
    load::{Pace, Run, run},
    owner,
    process::Process,
    report::{HEAD, Line, Target, median},
    seed::{self, Seed},
    wrk,
};

/// The number of flags of the environment in the first scenarios.
const FLAGS: usize = 1000;
/// Many environments in memory.
const ENVIRONMENTS: usize = 10_000;
/// Flags of each of them.
const FLAGS_EACH: usize = 10;
/// How many of the environments are evaluated. They have as many flags as the one environment above.
const EVALUATED: usize = 100;
/// How long all environments are evaluated once, to load them.
const LOADING: Duration = Duration::from_secs(10);
/// The environments of a server that starts, and the flags of each.
const START: (usize, usize) = (1000, 100);
/// Parallel logins.
const LOGINS: usize = 200;
/// The run that is not measured.
const WARM_UP: Duration = Duration::from_secs(1);

pub async fn all(options: Options) -> Result<(), Failure> {
    let folder = TempDir::new()?;
    eprintln!("creating an environment with {FLAGS} flags through the API");
    let togul = Process::togul(folder.path())?;
    let seed = Seed::create(togul.address, FLAGS)?;
    let requests: Vec<_> = (0..FLAGS).map(|number| seed::evaluate_request(&seed.secret, number)).collect();
    let question = json!({ "flag_key": seed::key_of(0), "context": { "user_id": "u" } });
    let bare = Process::bare(&answer(&togul, &seed, "/api/v1/evaluate", &question)?)?;

    let mut lines = Vec::new();
    if options.includes(Scenario::Evaluation) {
        eprintln!("evaluation");
        let targets = [Target::AtLeast(0.85), Target::AtMost(1.3), Target::AtMost(1.2)];
        let name = "`POST /evaluate`, requests per second";
        lines.extend(beside_bare(name, options, (&togul, &bare), &requests, targets).await?);
    }
    if options.includes(Scenario::All) {
        lines.extend(all_flags(options).await?);
    }
    if options.includes(Scenario::Ofrep) {
        lines.extend(ofrep(options, &togul, &seed, &requests).await?);
    }
    if options.includes(Scenario::Snapshot) {
        lines.push(not_modified(options, &togul, &bare, &seed).await?);
    }
    if options.includes(Scenario::Logins) {
        lines.push(during_logins(options, &togul, &bare, &requests).await?);
    }
    drop((togul, bare));
    if options.includes(Scenario::Many) {
        lines.push(many_environments(options, folder, &requests).await?);
    }
    if options.includes(Scenario::Start) {
        lines.extend(start(options).await?);
    }

    let generator = if wrk::is_installed() { "wrk, one thread" } else { "this program" };
    println!("load by {generator}, {} connections\n\n{HEAD}", options.connections);
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

/// Alternates runs of the two, so that other load on the machine affects both.
async fn alternate(
    options: Options,
    status: &'static str,
    first: (&Process, &[Vec<u8>]),
    second: (&Process, &[Vec<u8>]),
) -> Result<(Vec<Run>, Vec<Run>), Failure> {
    let (mut of_first, mut of_second) = (Vec::new(), Vec::new());
    for (process, requests) in [first, second] {
        full(options, process, requests, status, WARM_UP).await?;
    }
    for _ in 0..options.rounds {
        for ((process, requests), runs) in [(first, &mut of_first), (second, &mut of_second)] {
            runs.push(full(options, process, requests, status, options.run_time()).await?);
        }
    }
    Ok((of_first, of_second))
}

/// As many requests as possible, by wrk where it is installed.
async fn full(
    options: Options,
    process: &Process,
    requests: &[Vec<u8>],
    status: &'static str,
    time: Duration,
) -> Result<Run, Failure> {
    if wrk::is_installed() {
        wrk::run(process, requests, options.connections, time).await
    } else {
        run(process, requests, status, options.connections, Pace::Full, time).await
    }
}

/// The median of the rounds' ratios, and the medians of both sides.
fn compare(
    name: &'static str,
    (togul, baseline): (&[Run], &[Run]),
    figure: fn(&Run) -> f64,
    unit: &str,
    target: Target,
) -> Line {
    let text = |runs: &[Run]| format!("{:.1} {unit}", median(runs.iter().map(figure)));
    let ratios = zip(togul, baseline).map(|(togul, baseline)| figure(togul) / figure(baseline));
    Line { name, togul: text(togul), baseline: text(baseline), figure: median(ratios), target }
}

/// The answer to a question.
fn answer(togul: &Process, seed: &Seed, path: &str, question: &Value) -> Result<Vec<u8>, Failure> {
    let mut connection = Connection::open(togul.address)?;
    connection.headers = format!("x-api-key: {}\r\n", seed.secret);
    connection.call("POST", path, question.to_string().as_bytes())
}

async fn beside_bare(
    name: &'static str,
    options: Options,
    (togul, bare): (&Process, &Process),
    requests: &[Vec<u8>],
    [per_second, p99, cpu]: [Target; 3],
) -> Result<[Line; 3], Failure> {
    let runs = alternate(options, "200", (togul, requests), (bare, requests)).await?;
    let both = (&runs.0[..], &runs.1[..]);
    Ok([
        compare(name, both, |run| run.per_second, "/s", per_second),
        compare("its p99", both, |run| run.p99, "µs", p99),
        compare("its CPU time on the server", both, |run| run.cpu, "µs", cpu),
    ])
}

/// All flags of an environment of an ordinary size, for changing users.
async fn all_flags(options: Options) -> Result<[Line; 3], Failure> {
    eprintln!("all flags");
    const PATH: &str = "/api/v1/evaluate/all";
    let folder = TempDir::new()?;
    let togul = Process::togul(folder.path())?;
    let seed = Seed::create(togul.address, 100)?;
    let requests: Vec<_> =
        (0..FLAGS).map(|user| seed::context_request(&seed.secret, PATH, "", "user_id", user)).collect();
    let bare = Process::bare(&answer(&togul, &seed, PATH, &json!({ "context": { "user_id": "u" } }))?)?;
    let targets = [Target::AtLeast(0.75), Target::AtMost(1.3), Target::AtMost(1.5)];
    let name = "`POST /evaluate/all` of 100 flags, requests per second";
    beside_bare(name, options, (&togul, &bare), &requests, targets).await
}

/// The same evaluations in the form of OpenFeature, compared with those of `/api/v1`.
async fn ofrep(
    options: Options,
    togul: &Process,
    seed: &Seed,
    requests: &[Vec<u8>],
) -> Result<[Line; 3], Failure> {
    eprintln!("OFREP");
    const BULK: &str = "/ofrep/v1/evaluate/flags";
    let single = (0..FLAGS).map(|number| {
        let path = format!("{BULK}/{}", seed::key_of(number));
        seed::context_request(&seed.secret, &path, "", "targetingKey", number)
    });
    let single: Vec<_> = single.collect();
    let bulk = [seed::context_request(&seed.secret, BULK, "", "targetingKey", 0)];
    let all = [seed::context_request(&seed.secret, "/api/v1/evaluate/all", "", "user_id", 0)];
    let unchanged = [seed::context_request(&seed.secret, BULK, "if-none-match: *\r\n", "targetingKey", 0)];
    let per_second = |run: &Run| run.per_second;
    let runs = alternate(options, "200", (togul, &single), (togul, requests)).await?;
    let name = "OFREP, requests per second compared with `POST /evaluate`";
    let single = compare(name, (&runs.0, &runs.1), per_second, "/s", Target::AtLeast(0.9));
    let runs = alternate(options, "200", (togul, &bulk), (togul, &all)).await?;
    let name = "OFREP for all 1,000 flags, compared with `POST /evaluate/all`";
    let bulk_line = compare(name, (&runs.0, &runs.1), per_second, "/s", Target::AtLeast(0.9));
    let (mut of_unchanged, mut of_bulk) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        for (requests, status, runs) in [(&unchanged, "304", &mut of_unchanged), (&bulk, "200", &mut of_bulk)]
        {
            runs.push(full(options, togul, requests, status, options.run_time()).await?);
        }
    }
    let name = "the same, not modified, compared with modified";
    let unchanged = compare(name, (&of_unchanged, &of_bulk), per_second, "/s", Target::AtLeast(1.0));
    Ok([single, bulk_line, unchanged])
}

async fn not_modified(
    options: Options,
    togul: &Process,
    bare: &Process,
    seed: &Seed,
) -> Result<Line, Failure> {
    eprintln!("not modified");
    let get = |etag| {
        let head = "GET /api/v1/snapshot HTTP/1.1\r\nhost: load\r\nx-api-key:";
        format!("{head} {}\r\nif-none-match: {etag}\r\n\r\n", seed.secret).into_bytes()
    };
    let requests = [get("*")];
    let runs = alternate(options, "304", (togul, &requests), (bare, &requests)).await?;
    let name = "`GET /snapshot` that is not modified, requests per second";
    Ok(compare(name, (&runs.0, &runs.1), |run| run.per_second, "/s", Target::AtLeast(0.9)))
}

/// Evaluation at a fifth of the highest rate, alone and during logins. The baseline gets the same requests during logins
/// at the other server, which shows the effect of a busy machine alone.
async fn during_logins(
    options: Options,
    togul: &Process,
    bare: &Process,
    requests: &[Vec<u8>],
) -> Result<Line, Failure> {
    eprintln!("logins");
    let most = run(togul, requests, "200", options.connections, Pace::Full, options.run_time()).await?;
    let pace = Pace::PerSecond(most.per_second / 5.0);
    // With so many connections, each has its response long before its next request is due.
    let connections = 8 * options.connections;
    let measure = |process| run(process, requests, "200", connections, pace, options.run_time());
    let mut runs = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
    for _ in 0..options.rounds {
        for (process, (idle, busy)) in [togul, bare].into_iter().zip(&mut runs) {
            idle.push(measure(process).await?);
            let (run, ()) = try_join(measure(process), logins(togul, options.run_time())).await?;
            busy.push(run);
        }
    }
    let name = "p99 of evaluation during 200 parallel logins, compared with none";
    let [togul, bare] = runs
        .each_ref()
        .map(|(idle, busy)| compare(name, (busy, idle), |run| run.p99, "µs", Target::AtMost(3.0)));
    let baseline = format!("{}, {}: {:.2}", bare.togul, bare.baseline, bare.figure);
    Ok(Line { togul: format!("{}, {}", togul.togul, togul.baseline), baseline, ..togul })
}

/// Parallel logins, over and over. Each has another user, another address and a wrong password, which is hashed like a
/// right one, so that no login is refused for too many attempts.
async fn logins(togul: &Process, time: Duration) -> Result<(), Failure> {
    let client = |number: usize| async move {
        let mut socket = TcpStream::connect(togul.address).await?;
        let mut response = [0; 4096];
        for number in (number..).step_by(LOGINS) {
            let login =
                json!({ "username": format!("user-{number}@example.com"), "password": owner::PASSWORD });
            let (login, [_, a, b, c]) = (login.to_string(), u32::try_from(number)?.to_be_bytes());
            let request = format!(
                "POST /api/v1/login HTTP/1.1\r\nhost: load\r\nx-forwarded-for: 10.{a}.{b}.{c}\r\n\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n{login}",
                login.len()
            );
            socket.write_all(request.as_bytes()).await?;
            let read = socket.read(&mut response).await?;
            // 503 means that too many logins are waiting.
            if !response[..read].starts_with(b"HTTP/1.1 401")
                && !response[..read].starts_with(b"HTTP/1.1 503")
            {
                return Err(format!(
                    "unexpected response to a login: {}",
                    String::from_utf8_lossy(&response[..read])
                )
                .into());
            }
        }
        Ok::<(), Failure>(())
    };
    match timeout(time, try_join_all((0..LOGINS).map(client))).await {
        Ok(Err(error)) => Err(error),
        Ok(Ok(_)) | Err(_) => Ok(()),
    }
}

async fn many_environments(options: Options, folder: TempDir, requests: &[Vec<u8>]) -> Result<Line, Failure> {
    eprintln!("{ENVIRONMENTS} environments");
    let (other, secrets) = copies(ENVIRONMENTS, FLAGS_EACH).await?;
    let (one, many) = (Process::togul(folder.path())?, Process::togul(other.path())?);
    let all: Vec<_> = secrets.iter().map(|secret| seed::evaluate_request(secret, 0)).collect();
    run(&many, &all, "200", options.connections, Pace::Full, LOADING).await?;
    let of_one = |secret: &String| {
        (0..FLAGS_EACH).map(|number| seed::evaluate_request(secret, number)).collect::<Vec<_>>()
    };
    let evaluated: Vec<_> = secrets.iter().take(EVALUATED).flat_map(of_one).collect();
    let runs = alternate(options, "200", (&many, &evaluated), (&one, requests)).await?;
    let name = "requests per second to 100 of 10,000 environments, compared with one environment";
    Ok(compare(name, (&runs.0, &runs.1), |run| run.per_second, "/s", Target::AtLeast(0.9)))
}

async fn start(options: Options) -> Result<[Line; 2], Failure> {
    eprintln!("start");
    let (environments, flags) = START;
    let (folder, _) = copies(environments, flags).await?;
    let (mut ready, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        let process = Process::togul(folder.path())?;
        Connection::open(process.address)?.call("GET", "/readyz", b"")?;
        ready.push(process.ready_after.as_secs_f64());
        memory.push(process.memory()?);
    }
    let line = |name, figure, unit, target| Line {
        name,
        togul: format!("{figure:.2} {unit}"),
        baseline: String::new(),
        figure,
        target,
    };
    Ok([
        line("start to ready, 1,000 environments of 100 flags", median(ready), "s", Target::AtMost(2.0)),
        line("idle memory afterwards", median(memory), "MiB", Target::AtMost(40.0)),
    ])
}

/// A database with environments of `flags` flags each, and the secrets of their API keys.
async fn copies(environments: usize, flags: usize) -> Result<(TempDir, Vec<String>), Failure> {
    let folder = TempDir::new()?;
    let seed = Seed::create(Process::togul(folder.path())?.address, flags)?;
    let secrets = seed.copy(folder.path(), environments).await?;
    Ok((folder, secrets))
}

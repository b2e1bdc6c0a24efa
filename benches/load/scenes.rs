//! What is asked of the two servers.

use std::{iter::zip, time::Duration};

use futures_util::future::{try_join, try_join_all};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    Failure, Options, Scene,
    http::Connection,
    load::{Pace, Turn, turn},
    owner,
    process::Process,
    report::{HEAD, Line, Target, median},
    seed::{self, Seed},
};

/// Flags of the environment that is asked.
const FLAGS: usize = 1000;
/// Environments in memory, flags of each, and how many of them are asked: as many flags as of the one above.
const KNOWN: usize = 10_000;
const EACH: usize = 10;
const HOT: usize = 100;
/// How long all of them are asked once, and so loaded.
const LOADING: Duration = Duration::from_secs(10);
/// What a server has that starts anew: environments, and flags of each.
const START: (usize, usize) = (1000, 100);
/// Logins at a time.
const LOGINS: usize = 200;
/// Before anything is counted.
const WARM_UP: Duration = Duration::from_secs(1);

pub async fn all(options: Options) -> Result<(), Failure> {
    let folder = TempDir::new()?;
    eprintln!("an environment of {FLAGS} flags, made through the API");
    let togul = Process::togul(folder.path())?;
    let seed = Seed::plant(togul.address, FLAGS)?;
    let questions: Vec<_> = (0..FLAGS).map(|number| seed::question(&seed.secret, number)).collect();
    let mut asking = Connection::open(togul.address)?;
    asking.headers = format!("x-api-key: {}\r\n", seed.secret);
    let question = json!({ "flag_key": seed::key_of(0), "context": { "user_id": "u" } }).to_string();
    let answer = asking.call("POST", "/api/v1/evaluate", question.as_bytes())?;
    let bare = Process::bare(&answer)?;

    let mut lines = Vec::new();
    if options.plays(Scene::Evaluation) {
        lines.extend(evaluation(options, &togul, &bare, &questions).await?);
    }
    if options.plays(Scene::Snapshot) {
        lines.push(not_modified(options, &togul, &bare, &seed).await?);
    }
    if options.plays(Scene::Logins) {
        lines.push(during_logins(options, &togul, &bare, &questions).await?);
    }
    drop((togul, bare));
    if options.plays(Scene::Many) {
        lines.push(many_environments(options, folder, &questions).await?);
    }
    if options.plays(Scene::Start) {
        lines.extend(start(options).await?);
    }

    println!("{HEAD}");
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

/// Turns of the two, alternately, so that whatever else happens on the machine happens to both.
async fn alternate(
    options: Options,
    status: &'static str,
    one: (&Process, &[Vec<u8>]),
    other: (&Process, &[Vec<u8>]),
) -> Result<(Vec<Turn>, Vec<Turn>), Failure> {
    let (mut of_one, mut of_other) = (Vec::new(), Vec::new());
    for (process, requests) in [one, other] {
        turn(process, requests, status, options.connections, Pace::Full, WARM_UP).await?;
    }
    for _ in 0..options.rounds {
        for ((process, requests), turns) in [(one, &mut of_one), (other, &mut of_other)] {
            turns.push(
                turn(process, requests, status, options.connections, Pace::Full, options.turn()).await?,
            );
        }
    }
    Ok((of_one, of_other))
}

/// The median of the rounds' ratios, with the medians that they are of.
fn compare(
    what: &'static str,
    (ours, theirs): (&[Turn], &[Turn]),
    figure: fn(&Turn) -> f64,
    unit: &str,
    target: Target,
) -> Line {
    let written = |turns: &[Turn]| format!("{:.1} {unit}", median(turns.iter().map(figure)));
    let ratios = zip(ours, theirs).map(|(ours, theirs)| figure(ours) / figure(theirs));
    Line { what, ours: written(ours), theirs: written(theirs), figure: median(ratios), target }
}

async fn evaluation(
    options: Options,
    togul: &Process,
    bare: &Process,
    questions: &[Vec<u8>],
) -> Result<Vec<Line>, Failure> {
    eprintln!("evaluation");
    let (ours, theirs) = alternate(options, "200", (togul, questions), (bare, questions)).await?;
    let both = (&ours[..], &theirs[..]);
    Ok(vec![
        compare(
            "`POST /evaluate`, requests a second",
            both,
            |turn| turn.per_second,
            "/s",
            Target::AtLeast(0.85),
        ),
        compare("its p99", both, Turn::p99, "µs", Target::AtMost(1.3)),
        compare("its CPU on the server", both, |turn| turn.cpu, "µs", Target::AtMost(1.2)),
    ])
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
    let (ours, theirs) = alternate(options, "304", (togul, &requests), (bare, &requests)).await?;
    let what = "`GET /snapshot` that is not modified, requests a second";
    Ok(compare(what, (&ours, &theirs), |turn| turn.per_second, "/s", Target::AtLeast(0.9)))
}

/// Evaluation at a fifth of the most that it can do, alone and while people log in; and the bare handler, asked alike
/// while people log in at the other server, which tells what a busy machine alone does to whoever answers.
async fn during_logins(
    options: Options,
    togul: &Process,
    bare: &Process,
    questions: &[Vec<u8>],
) -> Result<Line, Failure> {
    eprintln!("logins");
    let most = turn(togul, questions, "200", options.connections, Pace::Full, options.turn()).await?;
    let pace = Pace::PerSecond(most.per_second / 5.0);
    // So many that each has its answer long before its next question is due.
    let connections = 8 * options.connections;
    let ask = |process| turn(process, questions, "200", connections, pace, options.turn());
    let mut turns = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
    for _ in 0..options.rounds {
        for (process, (idle, busy)) in [togul, bare].into_iter().zip(&mut turns) {
            idle.push(ask(process).await?);
            let (turn, ()) = try_join(ask(process), logins(togul, options.turn())).await?;
            busy.push(turn);
        }
    }
    let what = "p99 of evaluation during 200 parallel logins, beside its own without";
    let [ours, theirs] = turns
        .each_ref()
        .map(|(idle, busy)| compare(what, (busy, idle), Turn::p99, "µs", Target::AtMost(3.0)));
    let theirs = format!("{}, {}: {:.2}", theirs.ours, theirs.theirs, theirs.figure);
    Ok(Line { ours: format!("{}, {}", ours.ours, ours.theirs), theirs, ..ours })
}

/// People who log in at once, over and over. Each time they are others, from elsewhere, with a password that is wrong: it
/// is hashed as a right one is, and nobody is refused for too many attempts.
async fn logins(togul: &Process, time: Duration) -> Result<(), Failure> {
    let one = |number: usize| async move {
        let mut socket = TcpStream::connect(togul.address).await?;
        let mut answer = [0; 4096];
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
            let read = socket.read(&mut answer).await?;
            // Or 503 when too many wait for their turn.
            if !answer[..read].starts_with(b"HTTP/1.1 401") && !answer[..read].starts_with(b"HTTP/1.1 503") {
                return Err(format!("not a login: {}", String::from_utf8_lossy(&answer[..read])).into());
            }
        }
        Ok::<(), Failure>(())
    };
    match timeout(time, try_join_all((0..LOGINS).map(one))).await {
        Ok(Err(error)) => Err(error),
        Ok(Ok(_)) | Err(_) => Ok(()),
    }
}

async fn many_environments(
    options: Options,
    folder: TempDir,
    questions: &[Vec<u8>],
) -> Result<Line, Failure> {
    eprintln!("{KNOWN} environments");
    let (other, secrets) = copies(KNOWN, EACH).await?;
    let (one, many) = (Process::togul(folder.path())?, Process::togul(other.path())?);
    let all: Vec<_> = secrets.iter().map(|secret| seed::question(secret, 0)).collect();
    turn(&many, &all, "200", options.connections, Pace::Full, LOADING).await?;
    let of_one = |secret: &String| (0..EACH).map(|number| seed::question(secret, number)).collect::<Vec<_>>();
    let hot: Vec<_> = secrets.iter().take(HOT).flat_map(of_one).collect();
    let (ours, theirs) = alternate(options, "200", (&many, &hot), (&one, questions)).await?;
    let what =
        "requests a second with 10,000 environments in memory, 100 of them asked, beside one environment";
    Ok(compare(what, (&ours, &theirs), |turn| turn.per_second, "/s", Target::AtLeast(0.9)))
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
    let line = |what, figure, unit, target| Line {
        what,
        ours: format!("{figure:.2} {unit}"),
        theirs: String::new(),
        figure,
        target,
    };
    Ok([
        line("start to ready, 1,000 environments of 100 flags", median(ready), "s", Target::AtMost(2.0)),
        line("idle memory then", median(memory), "MiB", Target::AtMost(40.0)),
    ])
}

/// A database with so many environments of so many flags, and the secrets of their keys.
async fn copies(environments: usize, flags: usize) -> Result<(TempDir, Vec<String>), Failure> {
    let folder = TempDir::new()?;
    let seed = Seed::plant(Process::togul(folder.path())?.address, flags)?;
    let secrets = seed.copy(folder.path(), environments).await?;
    Ok((folder, secrets))
}

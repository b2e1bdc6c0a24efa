"""Runs servers as in the image: a read-only root with the binary and the C library, a user without rights, process 1.

Two of them on PostgreSQL stand behind the proxy of compose.yaml and are restarted one after the other, while requests and a
stream go through the proxy. One stands alone, with SQLite in a volume. Needs bubblewrap, haproxy, TOGUL_TEST_POSTGRES_URL and
the path of the binary as argument.
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "togul-server" / "deploy"
PROGRAM = "/usr/local/bin/togul-server"
USER = 65532
# The libraries of distroless/cc that a Rust program links to.
LIBRARIES = re.compile(r"(libc|libm|libgcc_s|libpthread|libdl|ld-linux[\w-]*)\.so\.\d+")
TIMEOUT = 30  # seconds, so that nothing hangs
RUNNING = "2"  # HAProxy's state of a server whose checks succeed
SECRET = "b3f1c09e7ad24568be01f7c3a95d2e64"
KEY = {"name": "App", "scope": "server"}


def check(holds, what):
    if not holds:
        sys.exit(f"tests/deploy/servers.py: expected {what}")


def wait_until(condition, what):
    end = time.monotonic() + TIMEOUT
    while not (found := condition()):
        check(time.monotonic() < end, what)
        time.sleep(0.05)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def image(folder, binary):
    """The files of the image, and the folders that a container gets."""
    for name in ["dev", "proc", "run/secrets", "var/lib/togul", "usr/local/bin"]:
        (folder / name).mkdir(parents=True)
    shutil.copy(binary, folder / PROGRAM[1:])
    for path in re.findall(r"(/\S+) \(0x", subprocess.check_output(["ldd", binary], text=True)):
        check(LIBRARIES.fullmatch(pathlib.Path(path).name), f"only libraries of the image, not {path}")
        (folder / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / path[1:])
    return folder


class Container:
    """A command of the program in the image."""

    def __init__(self, image, secrets, volume, variables, *arguments):
        # The image's user, if this script may become it.
        user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.getuid() == 0 else []
        settings = [word for name, value in variables.items() for word in ("--setenv", name, value)]
        mounts = ["--ro-bind", image, "/", "--proc", "/proc", "--dev", "/dev", "--ro-bind", secrets, "/run/secrets"]
        if volume:
            mounts += ["--bind", volume, "/var/lib/togul"]
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [*user, "bwrap", *mounts, "--unshare-user", "--uid", str(USER), "--gid", str(USER), "--unshare-pid", "--as-pid-1",
             "--unshare-ipc", "--unshare-uts", "--cap-drop", "ALL", "--die-with-parent", "--clearenv", *settings,
             PROGRAM, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors, text=True,
        )

    def terminate(self):
        """Sends SIGTERM to the program, which must succeed."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        check(len(children) == 1, f"one process in the container, not {children}")
        os.kill(int(children[0]), signal.SIGTERM)
        self.succeed()

    def succeed(self):
        output, _ = self.process.communicate(timeout=TIMEOUT)
        check(self.process.returncode == 0, f"exit code 0, not {self.process.returncode}: {self.log()}")
        return output

    def fail(self):
        code = self.process.wait(TIMEOUT)
        check(code == 1, f"exit code 1, not {code}: {self.log()}")
        return self.log()

    def log(self):
        self.errors.seek(0)
        return self.errors.read()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Api:
    """Requests at one address, each on a connection of its own unless one is given."""

    def __init__(self, port):
        self.port = port

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)

    def send(self, method, path, body=None, headers=None, connection=None):
        connection = connection or self.connection()
        headers = {"Content-Type": "application/json", **(headers or {})}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or "null")

    def ok(self, *request, **more):
        status, body = self.send(*request, **more)
        check(status in (200, 201), f"success, not {status} {body} for {request}")
        return body


class Stream:
    """The ids of the events of a stream, which resumes when it ends."""

    def __init__(self, api, key):
        self.api, self.key, self.ids, self.ends, self.refusals = api, key, [], 0, []
        self.is_open, self.is_over = threading.Event(), False
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()
        check(self.is_open.wait(TIMEOUT), "the stream to open")

    def follow(self):
        while not self.is_over:
            headers = {"X-API-Key": self.key, **({"Last-Event-ID": self.ids[-1]} if self.ids else {})}
            connection = self.api.connection()
            try:
                connection.request("GET", "/api/v1/stream", headers=headers)
                response = connection.getresponse()
                if response.status == 200:
                    self.is_open.set()
                else:
                    self.refusals.append(response.status)
                while line := response.readline():
                    if line.startswith(b"id:"):
                        self.ids.append(line[3:].decode().strip())
            except (OSError, http.client.HTTPException):
                pass
            self.ends += 1
            time.sleep(0.1)


class Evaluations(threading.Thread):
    """Evaluations through the proxy until they are stopped, on kept and on new connections. Each must succeed."""

    def __init__(self, api, key, keeps):
        super().__init__(daemon=True)
        self.api, self.key, self.keeps = api, key, keeps
        self.count, self.failures, self.is_over = 0, [], False
        self.start()

    def run(self):
        connection = self.api.connection()
        while not self.is_over:
            try:
                status, body = self.api.send("POST", "/api/v1/evaluate", {"flag_key": "f"}, {"X-API-Key": self.key},
                                             connection)
                if status != 200:
                    self.failures.append(body)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection = self.api.connection()
            if not self.keeps:
                connection.close()
            self.count += 1
            time.sleep(0.005)


def proxy(folder, port, ports):
    """HAProxy with the file of compose.yaml, with the addresses of this test."""
    text = (DEPLOY / "haproxy.cfg").read_text()
    replacements = {"bind :8080": f"bind 127.0.0.1:{port}"}
    replacements |= {f"server-{n} server-{n}:8080": f"server-{n} 127.0.0.1:{port}" for n, port in enumerate(ports, 1)}
    for old, new in replacements.items():
        check(text.count(old) == 1, f"{old!r} once in haproxy.cfg")
        text = text.replace(old, new)
    (folder / "haproxy.cfg").write_text(text)
    (folder / "stats.cfg").write_text(f"global\n    stats socket {folder / 'haproxy.sock'}\n")
    log = (folder / "haproxy.log").open("w")
    files = ["-f", folder / "haproxy.cfg", "-f", folder / "stats.cfg"]
    return subprocess.Popen(["haproxy", "-db", *files], stdout=log, stderr=log)


def all_in_rotation(folder):
    """Whether the proxy sends requests to both servers."""
    with socket.socket(socket.AF_UNIX) as stats:
        stats.connect(str(folder / "haproxy.sock"))
        stats.sendall(b"show servers state servers\n")
        rows = [line.split() for line in stats.makefile() if not line.startswith("#")]
    states = {row[3]: row[5] for row in rows if len(row) > 5}
    check(len(states) == 2, f"two servers of the proxy, not {rows}")
    return all(state == RUNNING for state in states.values())


def two_servers_behind_the_proxy(folder, image, cleanup):
    secrets = folder / "secrets"
    secrets.mkdir()
    (secrets / "database-url").write_text(os.environ["TOGUL_TEST_POSTGRES_URL"] + "\n")
    (secrets / "jwt-secret").write_text(SECRET + "\n")
    secrets.chmod(0o755)
    ports, front = [free_port(), free_port()], free_port()

    def start(port):
        variables = {
            "TOGUL_LISTEN": f"127.0.0.1:{port}", "DATABASE_URL_FILE": "/run/secrets/database-url",
            "TOGUL_JWT_SECRET_FILE": "/run/secrets/jwt-secret", "TOGUL_TRUSTED_PROXIES": "127.0.0.1",
        }
        server = Container(image, secrets, None, variables, "serve", "--drain", "5")
        cleanup.callback(server.kill)
        def is_healthy():
            check(server.process.poll() is None, f"a server that runs: {server.log()}")
            health = Container(image, secrets, None, {"TOGUL_LISTEN": variables["TOGUL_LISTEN"]}, "health")
            return health.process.wait(TIMEOUT) == 0
        wait_until(is_healthy, "a healthy server")
        return server

    servers = [start(port) for port in ports]
    haproxy = proxy(folder, front, ports)
    cleanup.callback(haproxy.kill)
    api = Api(front)

    def is_served():
        check(haproxy.poll() is None, f"a proxy that runs: {(folder / 'haproxy.log').read_text()}")
        with contextlib.suppress(OSError):
            return api.send("GET", "/readyz")[0] == 200

    wait_until(is_served, "the proxy to find its servers")
    login = {"username": "ada@example.com", "password": "correct horse battery"}
    # A client cannot choose its address.
    api.ok("POST", "/api/v1/register", {"name": "Ada", **login}, {"X-Forwarded-For": "203.0.113.9"})
    token = api.ok("POST", "/api/v1/login", login)["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    log = json.dumps(api.ok("GET", "/api/v1/audit-log", headers=bearer))
    check("127.0.0.1" in log and "203.0.113.9" not in log, f"the address that the proxy saw in {log}")
    project = f"/api/v1/projects/{api.ok('POST', '/api/v1/projects', {'name': 'Shop'}, bearer)['project']['id']}"
    environment = api.ok("POST", f"{project}/environments", {"key": "production", "name": "P"}, bearer)["environment"]["id"]
    key = api.ok("POST", f"{project}/api-keys", {"environment_id": environment, **KEY}, bearer)["secret"]
    flag = {"environment_id": environment, "key": "f", "name": "F"}
    flag = f"{project}/flags/{api.ok('POST', f'{project}/flags', flag, bearer)['flag']['id']}"

    stream = Stream(api, key)
    loads = [Evaluations(api, key, keeps) for keeps in (True, False)]
    changes = 0

    def change():
        """A change arrives on the stream at once: the proxy does not hold it back."""
        nonlocal changes
        changes += 1
        seen = len(stream.ids)
        status, body = api.send("PATCH", flag, {"enabled": changes % 2 == 0}, bearer)
        check(status == 200, f"a change, not {status} {body}")
        wait_until(lambda: len(stream.ids) > seen, "an event")

    change()
    for place, port in enumerate(ports):
        ended = threading.Thread(target=servers[place].terminate)
        ended.start()
        while ended.is_alive():
            change()
        check(servers[place].process.poll() == 0, "a server that ended with success")
        servers[place] = start(port)
        api_of_server = Api(port)
        wait_until(lambda: api_of_server.send("GET", "/readyz")[0] == 200, "the server to be ready")
        wait_until(lambda: all_in_rotation(folder), "the proxy to take it into rotation again")
    for load in loads:
        load.is_over = True
        load.join()
        check(load.count > 100 and not load.failures, f"no failed evaluations of {load.count}: {load.failures[:5]}")
    check(stream.ends >= 1, "the stream to move to another server")
    check(not stream.refusals, f"no refused stream: {stream.refusals}")
    check(len(set(stream.ids)) == len(stream.ids), f"no event twice: {stream.ids}")
    stream.is_over = True
    ends = [threading.Thread(target=server.terminate) for server in servers]
    for end in ends:
        end.start()
    for end in ends:
        end.join()
    for server in servers:
        check(server.process.poll() == 0, "a server that ended with success")
        errors = [line for line in server.log().splitlines() if "ERROR" in line]
        check(not errors, f"no errors in the log: {errors}")
    print(f"two servers behind the proxy: {sum(load.count for load in loads)} evaluations and {changes} changes during two "
          "restarts, none failed")

    if os.getuid() == 0:
        (secrets / "jwt-secret").chmod(0o600)
        variables = {"DATABASE_URL": "sqlite:///var/lib/togul/togul.db", "TOGUL_JWT_SECRET_FILE": "/run/secrets/jwt-secret"}
        refused = Container(image, secrets, None, variables, "serve").fail()
        check("TOGUL_JWT_SECRET_FILE cannot be read from /run/secrets/jwt-secret: Permission denied" in refused, refused)


def one_server_with_a_volume(folder, image, cleanup):
    volume, secrets = folder / "volume", folder / "no-secrets"
    volume.mkdir(mode=0o700)
    secrets.mkdir()
    if os.getuid() == 0:
        os.chown(volume, USER, USER)
    port = free_port()
    variables = {
        "DATABASE_URL": "sqlite:///var/lib/togul/togul.db", "TOGUL_JWT_SECRET": SECRET, "TOGUL_LISTEN": f"127.0.0.1:{port}",
    }
    for found in ["a new, empty database", "an existing database"]:
        server = Container(image, secrets, volume, variables, "serve")
        cleanup.callback(server.kill)
        wait_until(lambda: found in server.log(), f"{found} in the log")
        health = lambda: Container(image, secrets, None, {"TOGUL_LISTEN": variables["TOGUL_LISTEN"]}, "health")
        wait_until(lambda: health().process.wait(TIMEOUT) == 0, "a healthy server")
        server.terminate()
    # Without the volume the file system is read-only.
    server = Container(image, secrets, None, variables, "serve")
    errors = server.fail()
    check("togul.db" in errors and "Read-only file system" in errors, f"a read-only file system: {errors}")
    print("one server with a volume: starts, restarts, and names a read-only file system")


def main(binary):
    with contextlib.ExitStack() as cleanup:
        folder = pathlib.Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="togul-deploy.")))
        folder.chmod(0o755)
        (folder / "image").mkdir()
        root = image(folder / "image", binary)
        check("Libraries in togul-server" in Container(root, root, None, {}, "licenses").succeed(), "the licenses")
        one_server_with_a_volume(folder, root, cleanup)
        two_servers_behind_the_proxy(folder, root, cleanup)


if __name__ == "__main__":
    main(sys.argv[1])

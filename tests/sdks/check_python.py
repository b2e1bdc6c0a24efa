"""Togul's official Python SDK against a server: set-up, evaluation, targeting, errors, cache invalidation.

Runs under scripts/test-sdks, which sets TOGUL_URL to a fresh server.
"""

import json
import os
import queue
import threading
import urllib.request

from togul import Config, TogulAPIError, TogulClient, TogulStreamClient

URL = os.environ["TOGUL_URL"]
PASSWORD = "correct horse battery"


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + "/api/v1" + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def set_up():
    call("POST", "/register", {"name": "Py", "username": "py@example.com", "password": PASSWORD})
    token = call("POST", "/login", {"username": "py@example.com", "password": PASSWORD})["token"]
    project = call("POST", "/projects", {"name": "Python shop"}, token)["project"]
    path = f"/projects/{project['id']}"
    environment = call("POST", f"{path}/environments", {"key": "production", "name": "Production"}, token)["environment"]
    keys = {}
    for scope in ("sdk", "stream", "server"):
        body = {"environment_id": environment["id"], "name": scope, "scope": scope}
        keys[scope] = call("POST", f"{path}/api-keys", body, token)["secret"]

    def flag(key, **fields):
        body = {"environment_id": environment["id"], "key": key, "name": key, **fields}
        return call("POST", f"{path}/flags", body, token)["flag"]

    dashboard = flag("new-dashboard")
    flag("color", value_type="string", default_value="blue")
    flag("limit", value_type="number", default_value=2.5)
    flag("settings", value_type="json", default_value={"a": [1, None, "x"]})
    rule = {
        "flag_id": dashboard["id"],
        "priority": 1,
        "rule_type": "attribute",
        "attribute": "country",
        "operator": "eq",
        "value_json": '"TR"',
        "return_value": True,
    }
    call("POST", f"{path}/rules", rule, token)
    return token, path, environment, dashboard, keys


def config(key, **fields):
    return Config(**{"api_key": key, "environment": "production", "base_url": URL, **fields})


def refused(client, flag_key):
    try:
        client.evaluate(flag_key)
    except TogulAPIError as error:
        return error.status_code, error.error_code
    raise AssertionError("the request was not refused")


token, path, environment, dashboard, keys = set_up()
client = TogulClient(config(keys["sdk"], cache_ttl=600.0))

result = client.evaluate("new-dashboard", {"user_id": "u", "country": "TR"})
assert (result.value, result.value_type, result.enabled, result.reason) == (True, "boolean", True, "rule_match"), result
result = client.evaluate("new-dashboard", {"user_id": "u", "country": "DE"})
assert (result.value, result.reason) == (False, "default"), result
assert client.evaluate("color").value == "blue"
assert client.evaluate("limit").value == 2.5
assert client.evaluate("settings").value == {"a": [1, None, "x"]}

assert refused(client, "no-such-flag") == (404, "evaluate.flag_not_found")
assert refused(TogulClient(config("tgl_sdk_wrong")), "color") == (401, "unauthorized")
assert refused(TogulClient(config(keys["stream"])), "color") == (403, "forbidden")
elsewhere = TogulClient(config(keys["sdk"], environment="staging"))
assert refused(elsewhere, "color") == (403, "evaluate.environment_forbidden")


def check_invalidation(stream_key):
    client = TogulClient(config(keys["sdk"], cache_ttl=600.0))
    stream = TogulStreamClient(config(stream_key), client.cache)
    invalidated = queue.Queue()
    stream.on_cache_invalidated(invalidated.put)
    threading.Thread(target=stream.connect, daemon=True).start()
    assert invalidated.get(timeout=10) == "", "the stream starts with a reset, which flushes the cache"
    before = client.evaluate("new-dashboard").enabled
    call("PATCH", f"{path}/flags/{dashboard['id']}", {"enabled": not before}, token)
    assert invalidated.get(timeout=10) == "new-dashboard", "the change invalidates its flag"
    assert client.evaluate("new-dashboard").enabled is (not before), "the cache was invalidated"


for scope in ("stream", "sdk", "server"):
    check_invalidation(keys[scope])


def check_dependent_answers():
    """After a change of a segment or of a prerequisite, every answer that depends on it is the new one."""
    body = {"environment_id": environment["id"], "key": "beta", "name": "Beta testers"}
    segment = call("POST", f"{path}/segments", body, token)["segment"]
    body = {"environment_id": environment["id"], "default_value": True, "off_value": False, "value_type": "boolean"}
    base = call("POST", f"{path}/flags", {**body, "key": "base", "name": "base"}, token)["flag"]
    for key, required in (("mid", "base"), ("top", "mid")):
        required = [{"flag": required, "values": [True]}]
        call("POST", f"{path}/flags", {**body, "key": key, "name": key, "prerequisites": required}, token)
    members = call("POST", f"{path}/flags", {**body, "key": "members", "name": "m", "default_value": False}, token)["flag"]
    condition = {"operator": "in_segment", "value": "beta"}
    rule = {"flag_id": members["id"], "priority": 1, "rule_type": "boolean", "return_value": True, "conditions": [condition]}
    call("POST", f"{path}/rules", rule, token)

    client = TogulClient(config(keys["sdk"], cache_ttl=600.0))
    stream = TogulStreamClient(config(keys["stream"]), client.cache)
    invalidated = queue.Queue()
    stream.on_cache_invalidated(invalidated.put)
    threading.Thread(target=stream.connect, daemon=True).start()
    assert invalidated.get(timeout=10) == "", "the stream starts with a reset, which flushes the cache"

    def values():
        return {key: client.evaluate(key, {"user_id": "ada"}).value for key in ("base", "mid", "top", "members")}

    assert values() == {"base": True, "mid": True, "top": True, "members": False}, values()
    call("POST", f"{path}/segments/{segment['id']}/included", {"add": ["ada"]}, token)
    assert invalidated.get(timeout=10) == "", "a change of a segment flushes the cache"
    assert values() == {"base": True, "mid": True, "top": True, "members": True}, values()
    call("PATCH", f"{path}/flags/{base['id']}", {"enabled": False}, token)
    assert invalidated.get(timeout=10) == "", "a change of a prerequisite flushes the cache"
    assert values() == {"base": False, "mid": False, "top": False, "members": True}, values()
    assert client.evaluate("top", {"user_id": "ada"}).reason == "prerequisite_failed"


check_dependent_answers()

try:
    TogulStreamClient(config("tgl_str_wrong"), client.cache).connect()
    raise AssertionError("a wrong key must end the stream")
except TogulAPIError as error:
    assert error.status_code == 401, error

print("python: the official SDK works")

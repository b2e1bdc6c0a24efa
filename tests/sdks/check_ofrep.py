"""OpenFeature's Python SDK with its OFREP provider, unmodified, against a server.

Runs under scripts/test-sdks, which sets TOGUL_URL to a fresh server.
"""

import json
import os
import time
import urllib.request

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import Reason

BASE_URL = os.environ["TOGUL_URL"]
PASSWORD = "correct horse battery"


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{BASE_URL}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


call("POST", "/register", {"name": "Ofrep", "username": "ofrep@example.com", "password": PASSWORD})
token = call("POST", "/login", {"username": "ofrep@example.com", "password": PASSWORD})["token"]
path = f"/projects/{call('POST', '/projects', {'name': 'Ofrep shop'}, token)['project']['id']}"
environment = call("POST", f"{path}/environments", {"key": "production", "name": "Production"}, token)
environment_id = environment["environment"]["id"]


def create_key(scope):
    return call("POST", f"{path}/api-keys", {"environment_id": environment_id, "name": scope, "scope": scope}, token)


def create_flag(key, **fields):
    body = {"environment_id": environment_id, "key": key, "name": key, **fields}
    return call("POST", f"{path}/flags", body, token)["flag"]


def create_rule(flag, **fields):
    body = {"flag_id": flag["id"], "priority": 10, "return_value": True, **fields}
    return call("POST", f"{path}/rules", body, token)["rule"]


dashboard = create_flag("new-dashboard")
country = create_rule(dashboard, rule_type="attribute", attribute="country", operator="eq", value_json='"TR"')
create_flag("color", value_type="string", default_value="blue")
create_flag("float", value_type="number", default_value=2.5)
create_flag("int", value_type="number", default_value=5)
create_flag("settings", value_type="json", default_value={"a": [1, None, "x"]})
create_flag("off", enabled=False, default_value=True, off_value=False)
required = [{"flag": "off", "values": [True]}]
create_flag("dependent", default_value=False, off_value=True, prerequisites=required)
share = create_rule(create_flag("share"), rule_type="percentage", rollout_percentage=100)
variants = [{"key": "calm", "value": "#00f"}, {"key": "loud", "value": "#f00"}]
tested = create_flag("tested", value_type="string", default_value="none", variants=variants)
split = [{"variant": "calm", "weight": 0}, {"variant": "loud", "weight": 100}]
create_rule(tested, rule_type="boolean", split=split, return_value=None)
key = create_key("sdk")

headers = {"X-API-Key": key["secret"]}
api.set_provider(OFREPProvider(BASE_URL, headers_factory=lambda: headers))
client = api.get_client()
user = EvaluationContext("user-1", {"country": "TR"})


def check(details, value, reason, variant):
    found = (details.value, details.reason, details.variant, details.error_code)
    assert found == (value, reason, variant, None), details
    assert details.flag_metadata["flagSetId"] == "production", details


check(client.get_boolean_details("new-dashboard", False, user), True, Reason.TARGETING_MATCH, country["id"])
check(client.get_boolean_details("new-dashboard", True), False, Reason.DEFAULT, "default")
check(client.get_string_details("color", ""), "blue", Reason.STATIC, "default")
check(client.get_float_details("float", 0.0), 2.5, Reason.STATIC, "default")
check(client.get_integer_details("int", 0), 5, Reason.STATIC, "default")
check(client.get_object_details("settings", {}), {"a": [1, None, "x"]}, Reason.STATIC, "default")
check(client.get_boolean_details("off", True), False, Reason.DISABLED, "off")
check(client.get_boolean_details("dependent", False), True, Reason.DEFAULT, "off")
check(client.get_boolean_details("share", False, user), True, Reason.SPLIT, share["id"])
check(client.get_string_details("tested", "", user), "#f00", Reason.SPLIT, "loud")
check(client.get_string_details("tested", ""), "none", Reason.DEFAULT, "default")
assert client.get_boolean_details("absent", True).error_code == ErrorCode.FLAG_NOT_FOUND
assert client.get_boolean_details("color", True).error_code == ErrorCode.TYPE_MISMATCH

call("PATCH", f"{path}/flags/{dashboard['id']}", {"default_value": True}, token)
assert client.get_boolean_value("new-dashboard", False) is True

headers = {"Authorization": f"Bearer {create_key('server')['secret']}"}
assert client.get_string_value("color", "") == "blue"
headers = {"X-API-Key": create_key("stream")["secret"]}
assert client.get_string_details("color", "").error_code == ErrorCode.GENERAL
headers = {"X-API-Key": key["secret"]}
call("DELETE", f"{path}/api-keys/{key['api_key']['id']}", None, token)
deadline = time.monotonic() + 10
while client.get_string_details("color", "").error_code is None:
    assert time.monotonic() < deadline, "the revoked key still counts"
assert client.get_string_details("color", "").error_code == ErrorCode.GENERAL
print("OpenFeature OFREP provider for Python: ok")

"""The layer's own botocore, cut down: every call that our adapters make leaves it as it leaves the whole one."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.layer.trim import CLIENT
from tests.infrastructure.built import isolated
from tests.infrastructure.project import ROOT, python_files

FILES = [*python_files("shared/adapters"), *sorted((ROOT / "shared").glob("bootstrap*.py"))]
SOURCES = [path.read_text(encoding="utf-8") for path in FILES]
SERVICES = sorted({name for text in SOURCES for name in CLIENT.findall(text)})
CALL_EVERYTHING = """
import json, sys
from datetime import datetime, timezone
from botocore.awsrequest import AWSResponse

class Body:
    def stream(self, **_):
        yield b"{}"

def made_up(shape, known=()):
    if shape.name in known:
        return {} if shape.type_name == "structure" else []
    match shape.type_name:
        case "structure" if getattr(shape, "is_tagged_union", False):
            name, one = next(iter(shape.members.items()))
            return {name: made_up(one, (*known, shape.name))}
        case "structure":
            members = sorted(set(shape.members) - {"EndpointId"})  # that is signed with CRT
            return {name: made_up(shape.members[name], (*known, shape.name)) for name in members}
        case "list":
            return [made_up(shape.member, (*known, shape.name))]
        case "map":
            return {"key": made_up(shape.value, (*known, shape.name))}
        case "string" | "character":
            return shape.enum[0] if getattr(shape, "enum", None) else "x" * max(3, shape.metadata.get("min", 0))
        case "integer" | "long":
            return max(1, shape.metadata.get("min", 0))
        case "boolean":
            return True
        case "double" | "float":
            return 1.5
        case "timestamp":
            return datetime(2026, 1, 31, tzinfo=timezone.utc)
        case "blob":
            return b"{}"

def called(service, method, operation):
    sent = []
    def answer(request, **_):
        sent.append(request)
        return AWSResponse(request.url, 200, {}, Body())
    client.meta.events.register_first(f"before-send.{service}", answer, unique_id=method)
    getattr(client, method)(**made_up(client.meta.service_model.operation_model(operation).input_shape))
    client.meta.events.unregister(f"before-send.{service}", answer, unique_id=method)
    # CRT, which may sign for the whole one, adds host.
    others = ("user-agent", "authorization", "x-amz-date", "amz-sdk-invocation-id", "host")
    headers = {name: str(value) for name, value in sent[0].headers.items() if name.lower() not in others}
    return [sent[0].method, sent[0].url, headers, str(sent[0].body)]

calls = {}
for service, wanted in json.loads(WANTED).items():
    client = make_client(service)
    known = client.meta.method_to_api_mapping
    for method in sorted(known if wanted is None else wanted):
        calls[f"{service}.{method}"] = called(service, method, known[method])
print(json.dumps(calls, sort_keys=True))
"""

Calls = dict[str, list[object]]


KEYS = "os.environ |= {'AWS_ACCESS_KEY_ID': 'AKIAEXAMPLE', 'AWS_SECRET_ACCESS_KEY': 'secret'}"
OURS = "from shared.adapters.aws import AwsSession; make_client = AwsSession().client"
WHOLE = """
from botocore.config import Config
from botocore.session import Session
config = Config(retries={"mode": "standard", "max_attempts": 3})
def make_client(service):
    return Session().create_client(service, config=config)
"""


def program(session: str, wanted: dict[str, list[str] | None], region: str) -> str:
    region_set = f"import os; os.environ['AWS_DEFAULT_REGION'] = {region!r}; {KEYS}"
    return f"WANTED = {json.dumps(wanted)!r}\n{region_set}\n{session}\n{CALL_EVERYTHING}"


def with_whole_botocore(wanted: dict[str, list[str] | None], region: str) -> Calls:
    arguments = [sys.executable, "-I", "-c", program(WHOLE, wanted, region)]
    done = subprocess.run(arguments, env={}, capture_output=True, text=True, check=True, timeout=60)
    calls: Calls = json.loads(done.stdout)
    return calls


def methods_called() -> set[str]:
    """Every method of a client that the adapters call, paginators' operations included."""
    found: set[str] = set()
    for text in SOURCES:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if owner.split(".")[-1].removesuffix("()") in {"_client", "client"} and node.func.attr != "client":
                    found.add(node.func.attr)
                if node.func.attr == "get_paginator":
                    found.update(one.value for one in node.args if isinstance(one, ast.Constant))
    return found - {"get_paginator", "get", "post", "put"}


@pytest.mark.parametrize("region", ["eu-west-1", "af-south-1", "us-gov-west-1"])
def test_every_call_leaves_as_it_does_with_the_whole_botocore(region: str, layer: Path):
    calls: Calls = json.loads(isolated(program(OURS, dict.fromkeys(SERVICES), region), layer))
    wanted: dict[str, list[str] | None] = {service: [] for service in SERVICES}
    for name in calls:
        service, method = name.split(".")
        wanted[service] = [*(wanted[service] or []), method]

    assert calls == with_whole_botocore(wanted, region)
    assert {name.split(".")[0] for name in calls} == set(SERVICES)


def test_the_layer_knows_every_call_that_the_adapters_make(layer: Path):
    calls: Calls = json.loads(isolated(program(OURS, dict.fromkeys(SERVICES), "eu-west-1"), layer))

    assert methods_called()
    assert methods_called() <= {name.split(".")[1] for name in calls}


def test_the_layer_describes_no_other_service(layer: Path):
    data = layer / "botocore" / "data"

    assert sorted(path.name for path in data.iterdir() if path.is_dir()) == SERVICES
    endpoints = json.loads((data / "endpoints.json").read_text(encoding="utf-8"))
    assert all(set(one["services"]) <= set(SERVICES) for one in endpoints["partitions"])
    assert sum(path.stat().st_size for path in data.rglob("*.json")) < 300_000

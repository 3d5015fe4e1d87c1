"""Brings the whole stack up and down."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.stack import deploy, keys, ports, processes, servers
from local.stack.aws import Deployed, LocalAws
from local.stack.config import DEFAULT_PORT, REGION, STACK_NAME, TOOLS, Config
from local.stack.errors import StackError
from local.stack.files import lock, write_private
from local.stack.processes import Record, Service
from local.stack.progress import say, step

_STOP_ORDER = ("proxy", "simulator", "ministack")


@dataclass
class Running:
    """What runs, what this command started of it, and the ports chosen."""

    config: Config
    env: Mapping[str, str]
    records: dict[str, Record]
    started: list[str] = field(default_factory=list)

    def ensure(self, role: str, service: Service) -> None:
        """Have this service running exactly as described; one that differs or hangs is replaced."""
        record = self.records.get(role)
        if record and record.spec == service.spec() and processes.answers(service.health_url):
            return
        if record:
            self.stop(role)
        if role == "ministack":
            servers.prepare_ministack(self.config.state)
        log = self.config.logs / f"{role}.log"
        with step(f"Starting {service.name}"):
            self.records[role] = record = processes.start(service, log)
            self.started.append(role)
            processes.save(self.config.state, self.records)
            processes.wait_healthy(service, record, log)

    def stop(self, role: str) -> None:
        """Stop one service, if it runs."""
        record = self.records.get(role)
        if record and not processes.stop(record):
            say(f"  {record.name} did not end when asked and was forced; what it did last may not be kept.")
        self.records.pop(role, None)
        processes.save(self.config.state, self.records)


def read_manifest(config: Config) -> dict[str, Any]:
    """What stack.json said last; empty before the first start."""
    try:
        stored: dict[str, Any] = json.loads(config.manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored


def up(config: Config, env: Mapping[str, str]) -> dict[str, Any]:
    """Start what does not run, deploy what changed, and return what stack.json says."""
    with lock(config.state / "stack.lock"):
        running = Running(config, env, processes.load(config.state))
        was_up = set(running.records) >= {"ministack", "proxy"}
        try:
            manifest, changed = _converge(running)
        except BaseException:
            with processes.undisturbed():
                for role in [role for role in _STOP_ORDER if role in running.started]:
                    running.stop(role)
            raise
    if was_up and not running.started and not changed:
        say("  The stack is already up, with nothing to change.")
    return manifest


def _converge(running: Running) -> tuple[dict[str, Any], bool]:
    config, state = running.config, running.config.state
    before = read_manifest(config)
    secrets = keys.load_or_make(state)
    chosen = _Ports(config, before, running.records)
    api = f"http://{ports.HOST}:{chosen.api}"
    paystack, secret_key = _paystack(running, before, chosen, secrets)
    running.ensure("ministack", servers.ministack(running.env, state, chosen.aws, secrets))
    if paystack == chosen.simulator_url:
        running.ensure(
            "simulator", servers.simulator(running.env, state, chosen.paystack, api, secrets.paystack_secret_key)
        )
    else:
        running.stop("simulator")
    aws = LocalAws(f"http://{ports.HOST}:{chosen.aws}", secrets)
    values = deploy.parameters(api, paystack, secret_key)
    changed = deploy.bring_up_to_date(aws, values, state, running.env)
    deployed = aws.deployed()
    upstream = f"{aws.endpoint}/_aws/execute-api/{deployed.api_id}/{deployed.stage}"
    running.ensure("proxy", servers.proxy(running.env, state, chosen.api, upstream))
    manifest = _manifest(aws, deployed, running, api, paystack)
    write_private(config.manifest, json.dumps({**manifest, "ports": chosen.kept()}, indent=2))
    return manifest, changed


def _paystack(running: Running, before: Mapping[str, Any], chosen: _Ports, secrets: keys.Keys) -> tuple[str, str]:
    """Paystack's address and key: the caller's; else, while up, the ones in use; else the simulator's."""
    config = running.config
    given = config.state / "paystack-key"
    if config.paystack_base_url and config.paystack_secret_key:
        write_private(given, config.paystack_secret_key)
        return config.paystack_base_url, config.paystack_secret_key
    if running.records and "simulator" not in running.records and before.get("paystack") and given.exists():
        return str(before["paystack"]), given.read_text(encoding="utf-8")
    given.unlink(missing_ok=True)
    return chosen.simulator_url, secrets.paystack_secret_key


class _Ports:
    """The ports of this run: a running server keeps its own unless the caller says another."""

    def __init__(self, config: Config, before: Mapping[str, Any], records: Mapping[str, Record]) -> None:
        kept = before.get("ports", {})
        wanted_api = config.port
        if wanted_api is None and "proxy" not in records:
            wanted_api = DEFAULT_PORT
        self.api = self._pick("DUKKA_PORT", wanted_api, kept.get("proxy"), "proxy" in records)
        self.aws = self._pick("DUKKA_AWS_PORT", config.aws_port, kept.get("ministack"), "ministack" in records)
        self.paystack = self._pick(
            "DUKKA_PAYSTACK_PORT", config.paystack_port, kept.get("simulator"), "simulator" in records
        )

    @property
    def simulator_url(self) -> str:
        return f"http://{ports.HOST}:{self.paystack}"

    def kept(self) -> dict[str, int]:
        return {"proxy": self.api, "ministack": self.aws, "simulator": self.paystack}

    @staticmethod
    def _pick(variable: str, wanted: int | None, kept: int | None, is_running: bool) -> int:
        if is_running and kept and wanted in {None, 0, kept}:
            return kept
        return ports.choose(variable, wanted, kept)


def _manifest(aws: LocalAws, deployed: Deployed, running: Running, api: str, paystack: str) -> dict[str, Any]:
    simulated = "simulator" in running.records
    return {
        "api": api,
        "paystack": paystack,
        "paystack_is_simulator": simulated,
        "paystack_secret_key": aws.keys.paystack_secret_key if simulated else None,
        "aws_endpoint": aws.endpoint,
        "aws_access_key_id": aws.keys.aws_access_key_id,
        "aws_secret_access_key": aws.keys.aws_secret_access_key,
        "region": REGION,
        "stack_name": STACK_NAME,
        "tables": deployed.tables,
        "functions": deployed.functions,
        "schedule_group": deployed.schedule_group,
        "outputs": deployed.outputs,
        "pids": {role: record.pid for role, record in running.records.items()},
    }


def down(config: Config) -> bool:
    """Stop everything that runs, state kept; say whether anything did."""
    if not config.state.exists():
        return False
    with lock(config.state / "stack.lock"):
        running = Running(config, {}, processes.load(config.state))
        if not running.records:
            return False
        with step("Stopping (what is stored is kept)"):
            for role in _STOP_ORDER:
                running.stop(role)
        manifest = read_manifest(config)
        if manifest:
            write_private(config.manifest, json.dumps({**manifest, "pids": {}}, indent=2))
    return True


def forget(config: Config) -> None:
    """Delete a stack's whole state, so that the next start is a first one."""
    if config.state == TOOLS:
        raise StackError("This is the developers' own stack: 'make clean' deletes it, nothing else.")
    down(config)
    shutil.rmtree(config.state, ignore_errors=True)


def dead(config: Config, manifest: Mapping[str, Any]) -> list[tuple[str, Path]]:
    """The servers of the manifest that have ended since, with their logs."""
    alive = processes.load(config.state)
    return [(role, config.logs / f"{role}.log") for role in manifest["pids"] if role not in alive]

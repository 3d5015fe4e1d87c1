"""The commands behind `make`: up, down, run, status, and exec (up, one command, down)."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from local.stack import config as settings
from local.stack import lifecycle
from local.stack.config import Config
from local.stack.errors import StackError
from local.stack.files import lock
from local.stack.processes import undisturbed
from local.stack.progress import say

WATCH_SECONDS = 0.5
LAST_WORDS_SECONDS = 5.0
INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Run one command; a problem is one sentence, never a traceback."""
    parser = argparse.ArgumentParser(prog="python -m local.stack", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "run", "status", "exec"])
    parser.add_argument("--fresh", action="store_true", help="exec: forget what the stack stored before")
    parser.epilog = "exec: the command to run follows after --"
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:end])
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell's background jobs ignore SIGINT otherwise
        signal.signal(name, _interrupt)
    try:
        config = settings.read(settings.environment())
        if options.command == "exec":
            return _exec(config, arguments[end + 1 :], fresh=options.fresh)
        return _COMMANDS[options.command](config)
    except StackError as problem:
        print(f"\n{problem.full_text()}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\n  Interrupted; everything this command started is stopped.")
        return INTERRUPTED


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _up(config: Config) -> int:
    _show(lifecycle.up(config, settings.environment()), "make down stops it")
    return 0


def _down(config: Config) -> int:
    if not lifecycle.down(config):
        say("  Nothing was running.")
    return 0


def _status(config: Config) -> int:
    manifest = lifecycle.read_manifest(config)
    missing = lifecycle.dead(config, manifest) if manifest else []
    if not manifest or not manifest["pids"] or missing:
        gone = "".join(f" {role} has ended." for role, _ in missing)
        say(f"  The stack is not up.{gone} 'make up' starts it.")
        return 1
    _show(manifest, "make down stops it")
    return 0


def _run(config: Config) -> int:
    busy = "Another 'make run' is in charge of this stack: its Ctrl-C stops it."
    with lock(config.state / "run.lock", busy=busy):
        try:
            manifest = lifecycle.up(config, settings.environment())
            _show(manifest, "Ctrl-C here stops everything; 'make up' in another terminal applies what you change")
            return _watch(config)
        except KeyboardInterrupt:
            say()
            return 0
        finally:
            with undisturbed():
                lifecycle.down(config)


def _watch(config: Config) -> int:
    while True:
        time.sleep(WATCH_SECONDS)
        manifest = lifecycle.read_manifest(config)  # 'make up' elsewhere may have replaced a server
        if not manifest.get("pids"):
            say("  Stopped by 'make down'.")
            return 0
        for role, log in lifecycle.dead(config, manifest):
            time.sleep(WATCH_SECONDS)
            if lifecycle.read_manifest(config) == manifest:
                raise StackError(f"The {role} ended unexpectedly, so all of it stops: its log says why.", log)


def _exec(config: Config, command: list[str], *, fresh: bool) -> int:
    if not command:
        raise StackError("exec needs a command after --.")
    if fresh:
        lifecycle.forget(config)
    try:
        lifecycle.up(config, settings.environment())
        return _call(command, {**settings.environment(), "DUKKA_STACK": str(config.manifest)})
    finally:
        with undisturbed():
            lifecycle.down(config)


def _call(command: list[str], env: Mapping[str, str]) -> int:
    with subprocess.Popen(command, env=dict(env), cwd=settings.ROOT) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # Ctrl-C reached the child as well, which may have last words; a signal to us alone did not.
            with undisturbed():
                _end(child)
            raise


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(LAST_WORDS_SECONDS)
    except subprocess.TimeoutExpired:
        child.terminate()
        child.wait()


def _show(manifest: Mapping[str, Any], ending: str) -> None:
    api = manifest["api"]
    simulated = manifest["paystack_is_simulator"]
    paystack_note = "simulator" if simulated else "its webhooks cannot reach this machine by themselves"
    say(f"""
  Dukka is up.
    API       {api}
    Paystack  {manifest["paystack"]}  ({paystack_note})
    AWS       {manifest["aws_endpoint"]}  (MiniStack; its keys are in stack.json)

  Next: sign a customer up
    curl {api}/auth/users/ -H 'Content-Type: application/json' \\
         -d '{{"username": "ada", "email": "ada@example.com", "password": "correct-horse-battery"}}'
  {ending}.
""")


_COMMANDS: Mapping[str, Callable[[Config], int]] = {"up": _up, "down": _down, "run": _run, "status": _status}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Says what is being done and how long it took; also a command that wraps another one that way."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TICK_SECONDS = 1.0
WIDTH = 58


def say(text: str = "") -> None:
    """Print one line at once, also into a pipe; a terminal that was closed must not stop the stopping."""
    _show(text)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Show a long step: a running clock on a terminal, one line when it ends."""
    began = time.monotonic()
    ended = threading.Event()
    clock = threading.Thread(target=_tick, args=(text, began, ended), daemon=True)
    if sys.stdout.isatty():
        clock.start()
    outcome = "failed after"
    try:
        yield
        outcome = ""
    except KeyboardInterrupt:
        outcome = "stopped after"
        raise
    finally:
        ended.set()
        if clock.is_alive():
            clock.join()
        start = "\r" if sys.stdout.isatty() else ""
        say(f"{start}  {text:<{WIDTH}} {outcome}{time.monotonic() - began:6.1f} s")


def _tick(text: str, began: float, ended: threading.Event) -> None:
    while not ended.wait(TICK_SECONDS):
        _show(f"\r  {text:<{WIDTH}} {time.monotonic() - began:6.1f} s", end="")


def _show(text: str, end: str = "\n") -> None:
    with suppress(OSError):
        print(text, end=end, flush=True)


def run_as_step(text: str, command: list[str]) -> int:
    """Run a command quietly; show what it printed only when it fails."""
    try:
        with step(text):
            # errors="replace": a tool may print bytes that are no UTF-8
            subprocess.run(
                command,
                check=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
    except subprocess.CalledProcessError as failure:
        say(str(failure.stdout))
        say(f"{text}: failed ({' '.join(command)})")
        return int(failure.returncode)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(run_as_step(sys.argv[1], sys.argv[2:]))

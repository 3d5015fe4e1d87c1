"""Which port a part of the stack gets."""

from __future__ import annotations

import socket

from local.stack.errors import StackError

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do it: a port whose last connections are still in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A free port chosen by the system."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def choose(variable: str, wanted: int | None, kept: int | None) -> int:
    """The wanted port or a clear error; else the one used last time where it is free; else any.

    A port that stays the same from run to run keeps addresses stored inside the stack valid.
    """
    if wanted:
        if not is_free(wanted):
            raise StackError(
                f"Port {wanted} of {HOST} is taken by another program, perhaps by another checkout's stack: "
                f"stop that one, or choose another port, for instance {variable}={_suggest(wanted)}."
            )
        return wanted
    if wanted is None and kept and is_free(kept):
        return kept
    return any_free()


def _suggest(taken: int) -> int:
    return next((port for port in range(taken + 1, taken + 50) if is_free(port)), 0)

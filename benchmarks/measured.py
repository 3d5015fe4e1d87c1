"""Runs inside the Lambda runtime's place: `python -m awslambdaric`, with a mark before each wait for an event.

A mark is a line of this process's CPU time so far, in nanoseconds, and of its largest memory so far, in kilobytes.
The first is written when the initialization is done, the second after the first call, and so on.
"""

import os
import sys
import time

from awslambdaric import __main__, lambda_runtime_client

sys.path[0] = os.getcwd()  # noqa: PTH109 - the function itself, as Lambda has it
_client = lambda_runtime_client.LambdaRuntimeClient
_wait = _client.wait_next_invocation
_marks = open(os.environ["BENCH_MARKS"], "w", encoding="ascii")  # noqa: SIM115, PTH123, TID251 - for this process's life


def _memory() -> str:
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no import that is measured, too
        return next(line.split()[1] for line in status if line.startswith("VmHWM"))


def _mark_and_wait(self: object) -> object:
    _marks.write(f"{time.process_time_ns()} {_memory()}\n")
    _marks.flush()
    return _wait(self)


_client.wait_next_invocation = _mark_and_wait
__main__.main(sys.argv)

"""Runs a function once without a runtime, under valgrind: `counted.py <handler> <event file> <calls>`."""

import importlib
import json
import os
import sys
from pathlib import Path

sys.path[0] = os.getcwd()  # noqa: PTH109 - the function itself, as Lambda has it


class Context:
    """What Lambda tells of an invocation."""

    function_name = "bench"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:bench"
    aws_request_id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    log_group_name = "bench"
    log_stream_name = "bench"

    def get_remaining_time_in_millis(self) -> int:
        """Enough."""
        return 28_000


module, _, name = sys.argv[1].rpartition(".")
handler = getattr(importlib.import_module(module), name)
event = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
for _ in range(int(sys.argv[3])):
    answer = handler(event, Context())
    if "errorMessage" in answer or answer.get("statusCode", 200) >= 300:  # noqa: PLR2004
        raise SystemExit(f"the function failed: {answer}")
sys.stdout.flush()
os._exit(0)  # Lambda never takes an interpreter down in good order

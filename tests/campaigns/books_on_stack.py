"""Plant what a reconciliation must find at Paystack, on a running local stack, and have it found.

    python -m tests.campaigns.books_on_stack --stack .local/stack.json

Of four customers' payments one agrees, of one the webhook and the callback never come, of one Paystack's books hold
another amount than was paid, and one is refunded in Paystack's dashboard; besides, a charge is taken that did not
come from here. Staff ask for a reconciliation, then for another one. Each prints what it found; what is mended must
be gone from the second, and nothing in it be new. The last line is a JSON object.
"""

import argparse
import json
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from local.stack.progress import say
from tests.campaigns.refunds_on_stack import signed_up, staff_token
from tests.e2e.conftest import Customer, Stack

PATH = "/dukka/api/staff/reconciliations/"
WAIT, OVERLAP = 180, 5
EXPECTED = {
    "missed": ("missed", "settled"),
    "amount": ("amount", "nothing"),
    "refunded": ("missed_refund", "refreshed"),
    "orphan": ("orphan", "nothing"),
}
"""What each that was planted must be found as, and what must have been done about it."""


def begun(stack: Stack) -> tuple[Customer, dict[str, Any]]:
    """Somebody signs up and begins to pay."""
    customer = signed_up(stack, f"u{uuid.uuid4().hex[:12]}")
    return customer, customer.initialize()


def paid(stack: Stack) -> str:
    """A customer pays and comes back; return the reference."""
    customer, checkout = begun(stack)
    customer.pay(checkout)
    answer = customer.call("GET", f"/dukka/api/payments/{checkout['id']}/").json()
    assert answer["status"] == "success", answer
    return str(checkout["reference"])


def planted(stack: Stack) -> dict[str, str]:
    """Plant one of each kind, while no event of Paystack's leaves; return their references."""
    paid(stack)
    wrong, refunded, orphan = paid(stack), paid(stack), f"till-{uuid.uuid4().hex[:10]}"
    stack.simulator(f"transactions/{wrong}/change", {"amount": 490_000, "requested_amount": 490_000})
    headers = {"Authorization": f"Bearer {stack.described['paystack_secret_key']}"}
    wish = {"transaction": refunded, "amount": 100_000}
    assert requests.post(f"{stack.paystack}/refund", json=wish, headers=headers, timeout=10).ok
    stack.simulator("charges", {"reference": orphan, "amount": 700_000, "email": "ama@example.com"})
    _, missed = begun(stack)
    stack.simulator(f"pay/{missed['reference']}", {})
    return {"missed": missed["reference"], "amount": wrong, "refunded": refunded, "orphan": orphan}


def reconciled(stack: Stack, token: str, since: int) -> dict[str, Any]:
    """Staff ask for a reconciliation up to now; return it once it is over."""
    headers, window = {"Authorization": f"JWT {token}"}, {"from": datetime.fromtimestamp(since, UTC).isoformat()}
    answer = requests.post(f"{stack.api}{PATH}", json=window, headers=headers, timeout=60)
    assert answer.status_code == 202, answer.text
    ends = time.monotonic() + WAIT
    while time.monotonic() < ends:
        address = f"{stack.api}{PATH}{answer.json()['id']}/?limit=100"
        run = requests.get(address, headers=headers, timeout=60).json()
        if run["status"] != "running":
            return dict(run)
        time.sleep(1)
    raise TimeoutError("the reconciliation does not end")


def shown(run: dict[str, Any]) -> None:
    """Print what a run found."""
    say(f"reconciliation {run['id']}: {run['status']}, {run['transactions']} charges, taken {run['taken']}")
    for one in run["found"]["results"]:
        theirs, ours = (f"{side['amount']} {side['state']}" for side in (one["paystack"], one["dukka"]))
        say(f"  {one['kind']:14} {one['reference']}: Paystack {theirs}, Dukka {ours} -> {one['done']}")


def main(arguments: list[str]) -> int:
    """Plant, reconcile twice; 1 when something was not found, or was found anew the second time."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.books_on_stack", description=__doc__)
    parser.add_argument("--stack", type=Path, default=Path(".local/stack.json"), help="the stack's description")
    stack = Stack(json.loads(parser.parse_args(arguments).stack.read_text(encoding="utf-8")))
    since, token = int(time.time()) - OVERLAP, staff_token(stack)
    stack.simulator("webhooks/hold", {})
    try:
        there = planted(stack)
        time.sleep(1)  # the window ends with the second before the one it is asked for in
        began = time.monotonic()
        first = reconciled(stack, token, since)
        seconds = round(time.monotonic() - began, 1)
        time.sleep(1)
        second = reconciled(stack, token, since)
    finally:
        stack.simulator("webhooks/release", {})
    shown(first)
    shown(second)
    found = {(one["reference"], one["kind"], one["done"]) for one in first["found"]["results"]}
    result = {
        "planted": len(there),
        "found": {name: (there[name], *what) in found for name, what in EXPECTED.items()},
        "differences": first["differences"],
        "others": sorted(kind for reference, kind, _ in found if reference not in there.values()),
        "seconds": seconds,
        "again": second["differences"],
        "new_when_repeated": second["new_differences"],
    }
    say(json.dumps(result))
    is_mended = second["differences"] == {"orphan": 1, "amount": 1} and not second["new_differences"]
    return 0 if all(result["found"].values()) and not result["others"] and is_mended else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Runs the simulator: `python -m local.paystack_simulator --port 8010 --secret-key sk_test_x`."""

import argparse
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from local.paystack_simulator import settings, state_file
from local.paystack_simulator.fields import FieldError
from local.paystack_simulator.server import LOCAL_HOST, LOCAL_KEY, start
from local.paystack_simulator.simulator import Simulator

LOCAL_RETRY_SCALE = 0.002
"""An hour between retries becomes about seven seconds, so that a retry is seen while one watches."""


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(prog="python -m local.paystack_simulator", description=__doc__)
    parser.add_argument("--host", default=LOCAL_HOST, help="address to bind (default %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    parser.add_argument("--secret-key", default=LOCAL_KEY, help="sk_test_... or sk_live_...")
    parser.add_argument("--webhook-url", help="where charge.success goes")
    parser.add_argument("--public-url", help="how browsers reach the simulator; default: host and port")
    parser.add_argument("--state", type=Path, help="JSON file to keep the state in between runs")
    parser.add_argument("--currencies", default=",".join(settings.DEFAULT_CURRENCIES))
    parser.add_argument("--fee-bearer", choices=sorted(settings.FEE_BEARERS), default="account")
    parser.add_argument("--rate-limit", choices=sorted(settings.RATE_LIMITS), default="off")
    parser.add_argument(
        "--retry-scale", type=float, default=LOCAL_RETRY_SCALE, help="factor on Paystack's retry delays"
    )
    return parser.parse_args(arguments)


def to_settings(options: argparse.Namespace) -> settings.Settings:
    """The checked settings of the options."""
    body = {
        "secret_key": options.secret_key,
        "currencies": options.currencies.split(","),
        "fee_bearer": options.fee_bearer,
        "rate_limit": options.rate_limit,
        "webhook_retry_scale": options.retry_scale,
    }
    optional = {"webhook_url": options.webhook_url, "public_url": options.public_url}
    body |= {field: value for field, value in optional.items() if value is not None}
    return settings.changed(settings.Settings(secret_key=LOCAL_KEY), body)


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM or SIGINT, then keep the state."""
    options = parse(arguments)
    try:
        simulator = Simulator(to_settings(options))
    except FieldError as error:
        print(f"Wrong option: {error}", file=sys.stderr)
        return 2
    if options.state is not None:
        state_file.load(simulator, options.state)
    asked_to_stop = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        asked_to_stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running = start(simulator, options.host, options.port)
    print(f"Paystack simulator: {running.url} (controls: {running.url}/_sim/)", flush=True)
    asked_to_stop.wait()
    running.stop()
    if options.state is not None:
        state_file.save(simulator, options.state)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Invoked every five minutes: find subscriptions that everything else has forgotten. The event is not read."""

from dataclasses import asdict
from typing import Any

from shared import bootstrap, bootstrap_charging
from shared.observability import logger
from shared.usecases.watch_subscriptions import watch_subscriptions


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 - Lambda's own
    """Return what was found and mended."""
    found = asdict(
        watch_subscriptions(
            registry=bootstrap_charging.registry(),
            directory=bootstrap_charging.schedule_directory(),
            subscriptions=bootstrap.subscriptions(),
            scheduler=bootstrap.scheduler(),
            queue=bootstrap.charge_queue(),
            switch=bootstrap_charging.switch(),
            pace=bootstrap_charging.pace(),
            alerts=bootstrap.alerts(),
            clock=bootstrap.clock(),
        )
    )
    logger.info("watched", extra=found)
    return found

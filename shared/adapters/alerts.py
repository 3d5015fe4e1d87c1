"""Alerts as CloudWatch metrics: a line in the log that becomes a count, with an alarm on each (template.yaml)."""

from shared.domain.alert import AlertKind
from shared.observability import count, logger


class MetricAlerts:
    """Implements `shared.ports.Alerts`."""

    def __init__(self, stack_name: str) -> None:
        self._stack_name = stack_name

    def raise_alert(self, kind: AlertKind, reference: str) -> None:
        """Count the alert and log its reference."""
        logger.error(kind.value, extra={"reference": reference})
        count(kind.value, self._stack_name)

"""The only logger: one structured line an invocation, with nothing personal or secret in it.

What may be logged: the function, the outcome, the status, references and ids of ours. What may not: names, addresses,
tokens, authorizations, bodies, headers.
"""

from aws_lambda_powertools import Logger

logger = Logger(service="dukka", location=None, log_uncaught_exceptions=False)

NAMESPACE = "Dukka"


def count(name: str, stack_name: str) -> None:
    """Add one to a metric of this stack, by a line of the log (embedded metric format)."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric  # rarely needed: not worth a cold start

    with single_metric(name=name, unit=MetricUnit.Count, value=1, namespace=NAMESPACE) as metric:
        metric.add_dimension(name="stack", value=stack_name)

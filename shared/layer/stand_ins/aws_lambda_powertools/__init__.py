"""Stands in for the package's own, which imports Metrics and Tracer for whoever wants a Logger."""

from aws_lambda_powertools.logging import Logger

__all__ = ["Logger"]

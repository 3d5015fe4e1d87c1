"""Every call that leaves a function's process, to AWS or to Paystack: written down, and deadly where asked."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from botocore.client import BaseClient

from shared.adapters.paystack.client import PaystackClient

T = TypeVar("T")
BEFORE, AFTER = "before", "after"


class Crash(BaseException):
    """The process dies here: nothing catches it."""


class Wire:
    """`calls` are those since `begin`; the process dies before or after the one that `begin` names."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._deadly: tuple[int, str] | None = None

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Come between the adapters and what carries their calls: botocore, and the client's HTTP request."""
        to_aws, to_paystack = BaseClient._make_api_call, PaystackClient._request

        def aws(client: Any, operation: str, parameters: Any) -> Any:
            return self._pass(operation, lambda: to_aws(client, operation, parameters))

        def paystack(client: Any, method: str, path: str, *rest: Any, **named: Any) -> Any:
            return self._pass(f"{method} {path}", lambda: to_paystack(client, method, path, *rest, **named))

        monkeypatch.setattr(BaseClient, "_make_api_call", aws)
        monkeypatch.setattr(PaystackClient, "_request", paystack)

    def begin(self, deadly: tuple[int, str] | None = None) -> None:
        """A process begins, which will die at (number of the call from 0, BEFORE or AFTER)."""
        self.calls = []
        self._deadly = deadly

    def _pass(self, name: str, call: Callable[[], T]) -> T:
        number = len(self.calls)
        self.calls.append(name)
        if self._deadly == (number, BEFORE):
            raise Crash
        try:
            return call()
        finally:
            if self._deadly == (number, AFTER):
                raise Crash

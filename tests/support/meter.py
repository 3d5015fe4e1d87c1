"""Counts what a function asks of AWS and of Paystack, and what DynamoDB bills for it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.support.capacity import Item, read_units, write_units

_SINGLE_WRITES = {"PutItem", "UpdateItem", "DeleteItem"}
_MANY_WRITES = {"Put", "Update", "Delete"}


@dataclass
class Meter:
    """The calls by service, and the units of the tables; `operations` names each call of DynamoDB."""

    calls: Counter[str] = field(default_factory=Counter)
    operations: list[str] = field(default_factory=list)
    written: float = 0
    read: float = 0

    def record(self, client: Any, call: Any, operation: str, request: dict[str, Any]) -> Any:
        """Make a call and count it."""
        service = client.meta.service_model.service_name
        self.calls[service] += 1
        if service != "dynamodb":
            return call(client, operation, request)
        self.operations.append(operation)
        writes = _writes(operation, request)
        before = [_stored(client, call, one) for one in writes]
        try:
            answer: dict[str, Any] = call(client, operation, request)
        except ClientError:
            self.written += sum(_units(one, old, old) for one, old in zip(writes, before, strict=True))
            raise
        for one, old in zip(writes, before, strict=True):
            self.written += _units(one, old, _stored(client, call, one)) * (2 if operation.startswith("T") else 1)
        self.read += _read(operation, request, answer)
        return answer


@contextmanager
def metered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    """Count every call of AWS inside."""
    meter, call = Meter(), BaseClient._make_api_call
    with monkeypatch.context() as patch:
        patch.setattr(
            BaseClient, "_make_api_call", lambda client, name, given: meter.record(client, call, name, given)
        )
        yield meter


def _writes(operation: str, request: dict[str, Any]) -> list[dict[str, Any]]:
    """The single writes of a request, each with its table and key."""
    if operation in _SINGLE_WRITES:
        return [_keyed(request)]
    if operation == "TransactWriteItems":
        return [_keyed(one[kind]) for one in request["TransactItems"] for kind in one if kind in _MANY_WRITES]
    return []


def _keyed(write: dict[str, Any]) -> dict[str, Any]:
    key = write.get("Key") or {name: write["Item"][name] for name in ("pk", "sk")}
    return {"TableName": write["TableName"], "Key": key, "ConsistentRead": True}


def _stored(client: Any, call: Any, write: dict[str, Any]) -> Item | None:
    found: Item | None = call(client, "GetItem", write).get("Item")
    return found


def _units(write: dict[str, Any], old: Item | None, new: Item | None) -> int:
    return write_units(write["TableName"], old, new)


def _read(operation: str, request: dict[str, Any], answer: dict[str, Any]) -> float:
    if operation == "GetItem":
        return read_units(
            [answer["Item"]] if "Item" in answer else [], consistent=request.get("ConsistentRead", False)
        )
    if operation == "Query":
        assert answer["Count"] == answer["ScannedCount"], "a filter hides what was read"
        return read_units(answer["Items"], consistent=request.get("ConsistentRead", False))
    assert not operation.startswith(("Batch", "Scan", "TransactGet")), f"{operation} is not counted here"
    return 0

"""AWS as one function sees it: DynamoDB that remembers, and whatever else it calls.

A query costs what its page costs, whatever the partition holds, as on AWS: keys are kept in order and looked up by
bisection. `POST /_seed` fills a table from a pattern, many items at once.
"""

import bisect
import json
import re
import sys
import threading
from typing import Any

from benchmarks.django.expressions import Expression, Item, updated
from benchmarks.django.server import Json, Reply, serve

INDEXES = {"due": ("due_shard", "look_at"), "watched": ("watch_shard", "pk")}
_MARK = "{number}"


class Aws:
    """Tables by name: items by partition and sort key, and the sort keys of each partition in order."""

    def __init__(self, secrets: dict[str, str]) -> None:
        self._secrets = secrets
        self._items: dict[str, dict[str, dict[str, Item]]] = {}
        self._order: dict[tuple[str, str], list[str]] = {}
        self._lock = threading.RLock()

    def answer(self, method: str, path: str, body: Any, target: str) -> Reply:
        """One call."""
        name = target.rpartition(".")[2] or path.split("?", maxsplit=1)[0]
        with self._lock:
            if name == "/_seed":
                return 200, self._seed(body)
            if name.endswith("/invocations"):
                return 202, {}
            handler = getattr(self, f"_{name}", None)
            return handler(body) if handler else (200, {"FailedEntryCount": 0, "ScheduleArn": "arn:aws:scheduler:x"})

    def _GetSecretValue(self, body: Json) -> Reply:  # noqa: N802 - AWS's name
        return 200, {"Name": body["SecretId"], "SecretString": self._secrets[body["SecretId"]]}

    def _GetItem(self, body: Json) -> Reply:  # noqa: N802
        item = self._found(body["TableName"], body["Key"])
        return 200, {"Item": item} if item else {}

    def _PutItem(self, body: Json) -> Reply:  # noqa: N802
        item = body["Item"]
        return self._write(body, item, item)

    def _UpdateItem(self, body: Json) -> Reply:  # noqa: N802
        there = self._found(body["TableName"], body["Key"]) or dict(body["Key"])
        names, values = body.get("ExpressionAttributeNames", {}), body.get("ExpressionAttributeValues", {})
        return self._write(body, body["Key"], updated(body["UpdateExpression"], names, values, there))

    def _DeleteItem(self, body: Json) -> Reply:  # noqa: N802
        return self._write(body, body["Key"], None)

    def _TransactWriteItems(self, body: Json) -> Reply:  # noqa: N802
        writes = [(kind, request) for one in body["TransactItems"] for kind, request in one.items()]
        keys = [request.get("Key") or request["Item"] for _, request in writes]
        reasons = [
            {"Code": "None" if self._allows(request, key) else "ConditionalCheckFailed"}
            for (_, request), key in zip(writes, keys, strict=True)
        ]
        if any(reason["Code"] != "None" for reason in reasons):
            return _failure("TransactionCanceledException", CancellationReasons=reasons)
        for kind, request in writes:
            if kind != "ConditionCheck":
                getattr(self, f"_{'Update' if kind == 'Update' else kind}Item")(request)
        return 200, {}

    def _Query(self, body: Json) -> Reply:  # noqa: N802
        found = self._indexed(body) if "IndexName" in body else self._page(body)
        limit = body.get("Limit", len(found))
        answer: Json = {"Items": found[:limit], "Count": min(limit, len(found))}
        if len(found) > limit:
            last = found[limit - 1]
            keys = ("pk", "sk", *INDEXES.get(body.get("IndexName", ""), ()))
            answer["LastEvaluatedKey"] = {name: last[name] for name in keys}
        return 200, answer

    def _page(self, body: Json) -> list[Item]:
        """At most one item more than is wanted of a partition, between two sort keys."""
        values = body["ExpressionAttributeValues"]
        partition = values[":pk"]["S"]
        order = self._order.get((body["TableName"], partition), [])
        low = bisect.bisect_left(order, values[":low"]["S"])
        high = bisect.bisect_right(order, values[":high"]["S"])
        is_forward = body.get("ScanIndexForward", True)
        if start := body.get("ExclusiveStartKey"):
            at = bisect.bisect_left(order, start["sk"]["S"])
            low, high = (at + 1, high) if is_forward else (low, at)
        take = body.get("Limit", high - low) + 1
        keys = order[low : min(high, low + take)] if is_forward else order[max(low, high - take) : high][::-1]
        items = self._items[body["TableName"]][partition] if keys else {}
        return [items[key] for key in keys]

    def _indexed(self, body: Json) -> list[Item]:
        """What an index holds under a key; small here, so it is walked."""
        names, values = body.get("ExpressionAttributeNames", {}), body["ExpressionAttributeValues"]
        every = [one for partition in self._items.get(body["TableName"], {}).values() for one in partition.values()]
        condition = body["KeyConditionExpression"]
        found = [one for one in every if Expression(condition, names, values, one).holds()]
        _, sort = INDEXES[body["IndexName"]]
        found.sort(key=lambda one: int(one[sort]["N"]) if "N" in one[sort] else one[sort]["S"])
        start = body.get("ExclusiveStartKey")
        if start:
            found = found[1 + next(at for at, one in enumerate(found) if one["pk"] == start["pk"]) :]
        return found

    def _found(self, table: str, key: Item) -> Item | None:
        return self._items.get(table, {}).get(key["pk"]["S"], {}).get(key["sk"]["S"])

    def _allows(self, request: Json, key: Item) -> bool:
        condition = request.get("ConditionExpression")
        names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
        there = self._found(request["TableName"], key) or {}
        return not condition or Expression(condition, names, values, there).holds()

    def _write(self, body: Json, key: Item, item: Item | None) -> Reply:
        if not self._allows(body, key):
            there = self._found(body["TableName"], key)
            return _failure("ConditionalCheckFailedException", **({"Item": there} if there else {}))
        self._store(body["TableName"], key["pk"]["S"], key["sk"]["S"], item)
        return 200, {"Attributes": item} if body.get("ReturnValues") else {}

    def _store(self, table: str, partition: str, sort: str, item: Item | None) -> None:
        items = self._items.setdefault(table, {}).setdefault(partition, {})
        order = self._order.setdefault((table, partition), [])
        if item is None:
            if items.pop(sort, None):
                order.remove(sort)
            return
        if sort not in items:
            bisect.insort(order, sort)
        items[sort] = item

    def _seed(self, body: Json) -> Json:
        """Store a pattern many times, `{number}` in its text replaced by 1, 2, 3 ... and by twelve digits of it."""
        text = json.dumps(body["item"])
        for number in range(body["first"], body["first"] + body["count"]):
            made = text.replace("{number:012}", f"{number:012}").replace("{id}", _letters(number))
            item = json.loads(made.replace(_MARK, str(number)))
            self._store(body["table"], item["pk"]["S"], item["sk"]["S"], item)
        return {}


def _letters(number: int) -> str:
    """A user id: twenty characters of base32."""
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = "abcdefghijklmnopqrstuvwxyz234567"[digit] + digits
    return digits.rjust(20, "a")


def _failure(code: str, **more: Any) -> Reply:
    kind = f"com.amazonaws.dynamodb.v20120810#{code}"
    return 400, {"__type": kind, "message": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code), **more}


if __name__ == "__main__":
    serve(Aws(json.loads(sys.argv[1])).answer)

"""Runs of the reconciliation and what they found, in the `Payments` table."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.adapters.dynamodb.items import Item, from_item, serialize, to_item
from shared.adapters.dynamodb.keys import (
    Key,
    covered_key,
    difference_key,
    found_key,
    run_key,
    window_key,
)
from shared.adapters.dynamodb.table import Table
from shared.domain.difference import Difference, DifferenceStatus
from shared.domain.errors import Conflict
from shared.domain.reconciliation import Run
from shared.ports import DifferencePage, RunPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ATTEMPTS = 5
_LAST = "~"
"""Sorts behind every id."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """Which run has a window."""

    run_id: str


@dataclass(frozen=True, slots=True)
class _Covered:
    covered_to: int


class DynamoReconciliations:
    """Implements `shared.ports.ReconciliationStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def begin_run(self, run: Run) -> Run:
        """Store the run and that it has its window in one transaction, over whoever has had it."""
        for _ in range(_ATTEMPTS):
            holder = self._table.get(_Holder, window_key(run.start, run.end))
            there = self.get_run(holder.run_id) if holder else None
            if there is not None and (there.is_under_way or there.id == run.id):
                return there
            if self._put_run(run, holder):
                return run
        raise Conflict("Somebody else begins the same reconciliation.")

    def _put_run(self, run: Run, holder: _Holder | None) -> bool:
        window: Any = {"ConditionExpression": "attribute_not_exists(pk)"}
        if holder:
            window = {
                "ConditionExpression": "run_id = :held",
                "ExpressionAttributeValues": {":held": serialize(holder.run_id)},
            }
        window |= {"TableName": self._table.name, "Item": to_item(window_key(run.start, run.end), _Holder(run.id))}
        begun: Any = {"TableName": self._table.name, "Item": to_item(run_key(run.id), run)}
        try:
            self._table.client.transact_write_items(TransactItems=[{"Put": window}, {"Put": begun}])
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            return False
        return True

    def replace_run(self, run: Run) -> Run:
        """Store a run over the version it was read at."""
        self._table.put_over(run_key(run.id), run, run.version, {})
        return replace(run, version=run.version + 1)

    def get_run(self, run_id: str) -> Run | None:
        """Read one run."""
        return self._table.get(Run, run_key(run_id))

    def list_runs(self, limit: int, before: str | None) -> RunPage:
        """Query the runs from the newest on."""
        low, high = run_key(""), run_key(before or _LAST)
        items = self._query(low, high, limit + 1 + bool(before), newest_first=True)
        runs = [run for run in (from_item(Run, item) for item in items) if run.id != before]
        return RunPage(runs[:limit], runs[limit - 1].id if len(runs) > limit else None)

    def covered_to(self) -> int | None:
        """Read the item."""
        covered = self._table.get(_Covered, covered_key())
        return covered.covered_to if covered else None

    def cover(self, until: int) -> None:
        """Store it over anything earlier."""
        item = to_item(covered_key(), _Covered(until))
        self._table.put_if(item, "attribute_not_exists(pk) OR covered_to < :until", {":until": until})

    def add_difference(self, difference: Difference, run_id: str) -> None:
        """Store the difference first: what a run is said to have found is there."""
        self._table.put_new(to_item(difference_key(difference.id), difference))
        self._table.put_new(found_key(run_id, difference.id))

    def get_difference(self, difference_id: str) -> Difference | None:
        """Read one difference."""
        return self._table.get(Difference, difference_key(difference_id))

    def replace_difference(self, difference: Difference) -> Difference:
        """Store a difference over the version it was read at."""
        self._table.put_over(difference_key(difference.id), difference, difference.version, {})
        return replace(difference, version=difference.version + 1)

    def list_found(self, run_id: str, limit: int, after: str) -> DifferencePage:
        """Query what the run found, then read each."""
        items = self._query(found_key(run_id, after), found_key(run_id, _LAST), limit + 1 + bool(after))
        ids = [one for one in (_id_in(item) for item in items) if one != after]
        found = [one for one in map(self.get_difference, ids[:limit]) if one is not None]
        return DifferencePage(found, ids[limit - 1] if len(ids) > limit else None)

    def list_differences(self, limit: int, after: str, status: DifferenceStatus | None) -> DifferencePage:
        """Query the differences; a status reads further pages until `limit` are found."""
        found: list[Difference] = []
        while True:
            items = self._query(difference_key(after), difference_key(_LAST), limit + 1 + bool(after))
            read = [one for one in (from_item(Difference, item) for item in items) if one.id != after]
            found += [one for one in read if status in {None, one.status}]
            if len(found) > limit:
                return DifferencePage(found[:limit], found[limit - 1].id)
            if len(read) <= limit:
                return DifferencePage(found, None)
            after = read[-1].id

    def _query(self, low: Key, high: Key, limit: int, *, newest_first: bool = False) -> list[Item]:
        """Items of one partition between two keys, both included."""
        answer = self._table.client.query(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues={":pk": low["pk"], ":low": low["sk"], ":high": high["sk"]},
            ScanIndexForward=not newest_first,
            Limit=limit,
            ConsistentRead=True,
        )
        return answer["Items"]


def _id_in(item: Item) -> str:
    return str(item["sk"]["S"].removeprefix("DIFFERENCE#"))

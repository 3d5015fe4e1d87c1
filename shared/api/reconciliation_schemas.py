"""The bodies and queries of reconciliations' endpoints: what validates a request is what docs/openapi.json shows."""

from shared.api.fields import Choice, Instant, Text, Whole
from shared.api.schemas import MAX_PAGE_SIZE, PAGE_SIZE
from shared.api.structures import Anything, Many, Object
from shared.api.wall_times import Moment
from shared.domain.difference import DifferenceKind, DifferenceStatus, Done
from shared.domain.reconciliation import RunKind, RunStatus, Step

RUN_ID = "[0-9]{1,11}-[0-9]{1,11}-[0-9]{1,11}"
DIFFERENCE_ID = "[0-9a-f]{32}"
_LIMIT = Whole(
    required=False, minimum=1, maximum=MAX_PAGE_SIZE, help=f"A page: {PAGE_SIZE} if absent, at most {MAX_PAGE_SIZE}."
)
_SUMS = Anything(help="Sums in major units, by currency.")

START_RECONCILIATION = Object(
    {
        "from": Moment(
            required=False,
            nullable=True,
            help="Begin of the window, with its offset from UTC; if absent, three days before its end.",
        ),
        "to": Moment(
            required=False,
            nullable=True,
            help="End of the window, not included and not in the future; if absent, the last midnight in UTC, or now "
            "where that is not after from. The window has 31 days at most.",
        ),
    },
    is_closed=True,
)
RECONCILIATION_LIST_QUERY = Object(
    {
        "limit": _LIMIT,
        "cursor": Text(required=False, pattern=RUN_ID, help="From the previous page's next."),
    }
)
FOUND_QUERY = Object(
    {
        "limit": _LIMIT,
        "cursor": Text(required=False, pattern=DIFFERENCE_ID, help="From the previous page's next."),
    }
)
DIFFERENCE_LIST_QUERY = Object(dict(FOUND_QUERY.fields) | {"status": Choice(DifferenceStatus, required=False)})
RESOLVE_DIFFERENCE = Object(
    {"note": Text(max_length=1_000, help="What was found, or done. For staff alone.")}, is_closed=True
)
RECONCILIATION = Object(
    {
        "id": Text(pattern=RUN_ID),
        "kind": Choice(RunKind),
        "status": Choice(RunStatus),
        "from": Instant(),
        "to": Instant(help="Not included."),
        "begun_time": Instant(),
        "begun_by": Text(nullable=True, help="User id of whoever asked for it; null for a daily one."),
        "ended_time": Instant(nullable=True),
        "step": Choice(Step, nullable=True, help="What it does next; null once it is over."),
        "transactions": Whole(minimum=0, help="Paystack's charges in the window, paid or not."),
        "taken": _SUMS,
        "fees": _SUMS,
        "refunds": Whole(minimum=0, help="Paystack's refunds in the window."),
        "refunded": _SUMS,
        "pending": Whole(minimum=0, help="Payments without an end that were asked about."),
        "differences": Anything(help="How many were found, by kind; counted at the run's end."),
        "new_differences": Whole(minimum=0, help="Those of them that no run before had found."),
    }
)
_SIDE = Object(
    {
        "amount": Text(nullable=True, example="5000.00"),
        "currency": Text(nullable=True),
        "fees": Text(nullable=True),
        "state": Text(nullable=True, help="In that side's own word."),
    }
)
DIFFERENCE = Object(
    {
        "id": Text(pattern=DIFFERENCE_ID),
        "kind": Choice(DifferenceKind),
        "reference": Text(nullable=True),
        "reconciliation": Text(pattern=RUN_ID, help="The run that found it first."),
        "found_time": Instant(),
        "paystack": _SIDE,
        "dukka": _SIDE,
        "paystack_id": Whole(nullable=True, help="Paystack's number of the charge."),
        "refund_id": Whole(nullable=True, help="Paystack's number of the refund."),
        "created_time": Instant(nullable=True, help="When Paystack made the charge or refund."),
        "done": Choice(Done, help="What was done about it by itself."),
        "status": Choice(DifferenceStatus),
        "note": Text(nullable=True),
        "resolved_by": Text(nullable=True),
        "resolved_time": Instant(nullable=True),
    }
)
RECONCILIATION_LIST = Object(
    {"next": Text(nullable=True), "results": Many(RECONCILIATION, min_items=0, max_items=MAX_PAGE_SIZE)}
)
DIFFERENCE_LIST = Object(
    {
        "next": Text(nullable=True, help="Address of the next page."),
        "results": Many(DIFFERENCE, min_items=0, max_items=MAX_PAGE_SIZE),
    }
)
RECONCILIATION_IN_FULL = Object(dict(RECONCILIATION.fields) | {"found": DIFFERENCE_LIST})

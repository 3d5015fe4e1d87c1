"""The bodies of disputes, as docs/openapi.json shows them."""

from shared.api.amounts import Amount
from shared.api.fields import Choice, Email, HttpUrl, Instant, Text, Whole
from shared.api.schemas import MAX_PAGE_SIZE, PAGE_SIZE
from shared.api.structures import Many, Object
from shared.domain.dispute import DisputeOutcome
from shared.domain.dispute_record import DisputeStatus, Resolution

_FILE = r"(?i)[^/\\]{1,120}\.(pdf|jpe?g)"

DISPUTE = Object(
    {
        "id": Whole(minimum=1, help="Paystack's number."),
        "outcome": Choice(DisputeOutcome, help="won: the money stays. lost: it, or the part in dispute, went back."),
        "status": Choice(DisputeStatus, help="Paystack's word; awaiting-merchant-feedback: it is your turn."),
        "resolution": Choice(Resolution, nullable=True, help="How it ended at Paystack."),
        "reference": Text(help="Of the charge."),
        "payment": Object(
            {"user": Text(), "id": Whole(minimum=1)}, nullable=True, help="Null for a charge that we do not know."
        ),
        "amount": Text(example="5000.00", help="What is in dispute."),
        "currency": Text(),
        "category": Text(nullable=True, example="chargeback"),
        "claim": Text(nullable=True, help="What the payer or their bank says."),
        "due_at": Instant(nullable=True, help="Until then it takes an answer; after that Paystack gives in for you."),
        "resolved_at": Instant(nullable=True),
        "answer": Object(
            {"resolution": Choice(Resolution), "by": Text(), "at": Instant()},
            nullable=True,
            help="What was sent to Paystack from here. While the status is still awaiting-merchant-feedback, "
            "Paystack has not confirmed it: look again in half an hour.",
        ),
        "created_time": Instant(),
    }
)
DISPUTE_LIST = Object(
    {
        "next": HttpUrl(nullable=True, help="Address of the next page."),
        "results": Many(DISPUTE, min_items=0, max_items=MAX_PAGE_SIZE),
    }
)
DISPUTE_QUERY = Object(
    {
        "outcome": Choice(DisputeOutcome, required=False),
        "limit": Whole(
            required=False, minimum=1, maximum=MAX_PAGE_SIZE, help=f"Disputes a page: {PAGE_SIZE} if absent."
        ),
        "cursor": Whole(required=False, minimum=1, help="From the previous page's next."),
    }
)
_MESSAGE = Text(max_length=1_000, help="Your words, for Paystack.")
ACCEPT_DISPUTE = Object(
    {
        "message": _MESSAGE,
        "amount": Amount(
            required=False, nullable=True, help="In major units, to give back; all that is in dispute if absent."
        ),
    },
    is_closed=True,
)
DECLINE_DISPUTE = Object(
    {
        "message": _MESSAGE,
        "file_name": Text(max_length=300, help="From evidence/, once the file was PUT to its address."),
        "evidence": Object(
            {
                "customer_email": Email(),
                "customer_name": Text(max_length=200),
                "customer_phone": Text(max_length=50),
                "service_details": Text(max_length=1_000, help="What was bought."),
                "delivery_address": Text(required=False, nullable=True, max_length=300),
                "delivery_date": Text(
                    required=False,
                    nullable=True,
                    pattern=r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
                    pattern_problem="Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
                    example="2026-11-20",
                ),
            },
            required=False,
            nullable=True,
            is_closed=True,
            help="For a claim of fraud: who bought what. It goes to Paystack, and is not kept here.",
        ),
    },
    is_closed=True,
)
EVIDENCE_FILE = Object(
    {
        "file_name": Text(
            pattern=_FILE, pattern_problem="Ensure this is the name of a .pdf, .jpg or .jpeg file.", max_length=125
        )
    },
    is_closed=True,
)
EVIDENCE_UPLOAD = Object(
    {
        "upload_url": HttpUrl(max_length=None, help="PUT the file here within 30 minutes."),
        "file_name": Text(help="What to decline the dispute with."),
    }
)

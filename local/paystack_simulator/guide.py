"""What every control call does, for `GET /_sim/`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One control call: method, path, what it does, and an example body or query."""

    method: str
    path: str
    does: str
    example: str = ""


CALLS = (
    Call("GET", "/_sim/", "This list, as a page or (Accept: application/json) as JSON."),
    Call("GET", "/_sim/health", "Whether the simulator runs, with its virtual time."),
    Call(
        "GET", "/_sim/transactions", "Transactions with how each was made, and where a challenge is confirmed.",
        "?reference=order-1",
    ),
    Call("GET", "/_sim/authorizations", "Saved instruments, with email and active.", "?email=ama@example.com"),
    Call(
        "POST", "/_sim/authorizations",
        "Save a card, or a bank mandate (channel direct_debit), as if a checkout had been paid with it.",
        '{"email": "ama@example.com", "card_number": "5192600000000004", "expiry": "11/31"} or '
        '{"email": "ama@example.com", "channel": "direct_debit"}',
    ),
    Call(
        "GET", "/_sim/requests", "API calls received, oldest first.",
        "?endpoint=charge_authorization&reference=order-1",
    ),
    Call(
        "POST", "/_sim/pay/<reference>",
        "Pay a checkout without its page. Default: the card that pays at once; answers that a test card "
        "needs are filled in unless given; other channels need only their name.",
        '{"card_number": "5060666666666666666", "otp": "000000"} or {"channel": "mobile_money"}',
    ),
    Call(
        "POST", "/_sim/transactions/<reference>/complete",
        "End a transaction that is not over: success, failed, or (a challenge) abandoned.",
        '{"outcome": "failed", "gateway_response_code": "insufficient_funds"}',
    ),
    Call(
        "POST", "/_sim/declines",
        "Script charges of a saved instrument by authorization_code, email, or * for all. Outcome failed "
        "(default), success, paused, processing or queued; the last three end with then (success or failed), the "
        "last two after_seconds. The decline by gateway_response_code or by response_code, the bank's own number. "
        "times null = until removed; shape 200 or 400.",
        '{"authorization_code": "AUTH_x", "gateway_response_code": "insufficient_funds", "times": 2} or '
        '{"email": "*", "outcome": "processing", "then": "failed", "response_code": "912", "after_seconds": 60}',
    ),
    Call("GET", "/_sim/declines", "Scripts still in force."),
    Call("DELETE", "/_sim/declines", "Remove all scripts, or those of one target.", '{"email": "*"}'),
    Call("GET", "/_sim/refunds", "Refunds with their statuses.", "?reference=order-1"),
    Call(
        "POST", "/_sim/refunds/<id>/complete",
        "Bring a refund that is not over to its end now: processed, failed or needs-attention.",
        '{"outcome": "failed"}',
    ),
    Call(
        "POST", "/_sim/refund_outcomes",
        "Script the next refunds of a transaction, or * for all: processed, failed, needs-attention, or "
        "insufficient_balance, which refuses them.",
        '{"reference": "order-1", "outcome": "needs-attention", "times": 1}',
    ),
    Call("GET", "/_sim/refund_outcomes", "Such scripts still in force."),
    Call("DELETE", "/_sim/refund_outcomes", "Remove all, or those of one transaction.", '{"reference": "order-1"}'),
    Call(
        "POST", "/_sim/charges",
        "A paid charge that the merchant's software knows nothing of; silent (the default) sends no event of it.",
        '{"email": "ama@example.com", "amount": 50000, "currency": "NGN", "seconds_ago": 3600, "silent": false}',
    ),
    Call(
        "POST", "/_sim/transactions/<reference>/change",
        "Make figures of a transaction wrong, and tell nobody: amount, requested_amount, fees, currency, status.",
        '{"amount": 49000}',
    ),
    Call("GET", "/_sim/disputes", "Disputes with their files, evidence and next step.", "?reference=order-1"),
    Call(
        "POST", "/_sim/disputes",
        "Dispute a paid charge: category chargeback, fraud or general; by default of all of it.",
        '{"reference": "order-1", "category": "fraud", "amount": 20000, "due_in_seconds": 3600}',
    ),
    Call("POST", "/_sim/disputes/<id>/remind", "Send a reminder now."),
    Call(
        "POST", "/_sim/disputes/<id>/complete",
        "End a dispute now: auto-accepted (the default), merchant-accepted or declined.",
        '{"resolution": "declined"}',
    ),
    Call(
        "POST", "/_sim/faults",
        "Break the next calls of an endpoint (or *): refuse, reset, lost_response, status, garbage, delay, "
        "rate_limit, reset_mid_body. after_commit: whether the call takes effect all the same.",
        '{"endpoint": "charge_authorization", "fault": "status", "status": 502, "times": 1, '
        '"after_commit": true}',
    ),
    Call("GET", "/_sim/faults", "Faults still to come."),
    Call("DELETE", "/_sim/faults", "Remove all faults."),
    Call("POST", "/_sim/verify_lag", "How long verify does not find a new transaction.", '{"seconds": 5}'),
    Call("POST", "/_sim/clock/advance", "Move virtual time forward.", '{"seconds": 3600}'),
    Call("GET", "/_sim/settings", "The integration's settings."),
    Call(
        "POST", "/_sim/settings", "Change settings.",
        '{"webhook_url": "http://127.0.0.1:8000/hook", "fee_bearer": "customer", "currencies": ["GHS"], '
        '"session_timeout_seconds": 60, "challenge_timeout_seconds": 600, "processing_seconds": 60, '
        '"honours_queue": true, "queue_seconds": 60, "refund_step_seconds": 60, "dispute_due_seconds": 3600, '
        '"dispute_remind_seconds": 600, "rate_limit": "test", '
        '"secret_key": "sk_test_new"}',
    ),
    Call("POST", "/_sim/reset", "Forget all but settings, clock and the next id."),
    Call(
        "GET", "/_sim/webhooks", "Deliveries with body, signature, state and tries.",
        "?reference=order-1&event=charge.success",
    ),
    Call("POST", "/_sim/webhooks/hold", "Let no webhook leave until release."),
    Call(
        "POST", "/_sim/webhooks/release", "Let them leave, the ids of order first and in that order.",
        '{"order": [2, 1]}',
    ),
    Call("POST", "/_sim/webhooks/<id>/duplicate", "Send the same bytes again.", '{"times": 2}'),
    Call("POST", "/_sim/webhooks/<id>/drop", "Never send this one (again)."),
    Call("POST", "/_sim/webhooks/drop_next", "Drop the next events as they happen.", '{"times": 1}'),
    Call(
        "POST", "/_sim/webhooks/inject",
        "Send any event: data, or raw bytes as body. signature: valid, wrong, missing, or other_key.",
        '{"event": "charge.success", "data": {"id": 1}, "signature": "wrong"}',
    ),
    Call(
        "POST", "/_sim/webhooks/settle", "Wait until nothing is due or on its way.", '{"timeout_seconds": 5}'
    ),
)  # fmt: skip
"""All calls; a test holds this list and the routes together."""

"""A subscription's life over HTTPS: shown, paused, changed, stopped and taken back, given another card."""

import pytest

from tests.e2e.conftest import SECOND_CARD, Customer, Stack
from tests.e2e.waiting import eventually, in_seconds

pytestmark = pytest.mark.e2e
NEXT_YEARS = "2027-12-31"


def subscribe(customer: Customer, seconds: int = 3_600) -> dict:
    """Begin a monthly subscription whose first recurring charge is so far away; return it as it is shown."""
    checkout = customer.initialize(
        subscription_plan=True,
        schedule={"interval": "monthly", "start_at": in_seconds(seconds), "timezone": "Africa/Nairobi"},
    )
    assert "Payment received" in customer.pay(checkout)
    return customer.subscription()


def charge(stack: Stack, customer: Customer, **script: object) -> None:
    """The customer's first charge falls due and goes as scripted."""
    stack.simulator("declines", {"email": customer.email} | script)
    subscribe(customer, seconds=5)
    eventually(lambda: customer.subscription()["past_due"], within=150, what="the decline")


def test_what_comes_is_shown_before_it_happens(customer: Customer) -> None:
    shown = subscribe(customer)
    assert (shown["status"], shown["payment"], shown["card"]["last4"]) == ("active", 1, "4081")

    upcoming = customer.subscription(tail="upcoming/?count=3")

    assert upcoming["subscription"] == 1
    first = upcoming["results"][0]
    assert (first["at"], first["local"]) == (shown["next_charge_at"], shown["next_charge_local"])
    assert first["local"].endswith("+03:00")
    assert len(upcoming["results"]) == 3
    listed = customer.call("GET", "/dukka/api/subscriptions")
    assert listed.json() == {"next": None, "results": [shown]}


def test_a_pause_holds_the_charge_and_its_schedule(stack: Stack, customer: Customer) -> None:
    before = subscribe(customer)
    schedule = f"{customer.id}.1"
    assert schedule in stack.schedules()

    paused = customer.subscription("POST", "pause/")
    assert (paused["status"], paused["next_charge_at"]) == ("paused", None)
    assert schedule not in stack.schedules()
    refused = customer.call("POST", "/dukka/api/subscriptions/1/pause", json={})
    assert (refused.status_code, "paused" in refused.json()["detail"]) == (409, True)

    assert customer.subscription("POST", "resume/") == before
    assert schedule in stack.schedules()


def test_a_pause_ends_by_itself(customer: Customer) -> None:
    subscribe(customer)

    paused = customer.subscription("POST", "pause/", until=in_seconds(8))
    assert paused["paused_until"]

    eventually(lambda: customer.subscription()["status"] == "active", within=100, what="the end of the pause")


def test_a_change_begins_on_its_date_and_moves_the_schedule(stack: Stack, customer: Customer) -> None:
    subscribe(customer)

    later = customer.subscription(
        "PATCH", amount="6000.00", schedule={"start_at": NEXT_YEARS, "charge_time": "07:15"}
    )
    assert (later["amount"], later["change"]["amount"]) == ("5000.00", "6000.00")
    assert later["change"]["schedule"]["anchor"] == f"{NEXT_YEARS}T07:15:00"

    now = customer.subscription("PATCH", schedule={"interval": "weekly", "timezone": "UTC", "charge_time": "23:45"})
    assert (now["schedule"]["interval"], now["schedule"]["timezone"]) == ("weekly", "UTC")
    schedule = stack.aws("scheduler").get_schedule(Name=f"{customer.id}.1", GroupName=stack.schedule_group)
    assert schedule["ScheduleExpression"].startswith("cron(45 23 ? * ")
    refused = customer.call("PATCH", "/dukka/api/subscriptions/1/", json={"amount": "1"})
    assert (refused.status_code, [*refused.json()]) == (400, ["amount"])


def test_a_stop_with_the_period_is_taken_back_and_one_at_once_is_not(stack: Stack, customer: Customer) -> None:
    before = subscribe(customer)

    stopping = customer.subscription("POST", "stop/", at_period_end=True)
    assert (stopping["status"], stopping["stops_at"]) == ("active", before["next_charge_at"])
    assert customer.subscription("POST", "resume/") == before

    stopped = customer.subscription("POST", "stop/", forget_card=True)
    assert (stopped["status"], stopped["last_charge"], stopped["card_forgotten"]) == ("stopped", None, True)
    assert f"{customer.id}.1" not in stack.schedules()
    assert customer.call("POST", "/dukka/api/subscriptions/1/resume/").status_code == 409


def test_a_second_card_takes_the_place_of_the_first_and_its_proof_is_given_back(
    stack: Stack, customer: Customer
) -> None:
    subscribe(customer)

    checkout = customer.subscription("POST", "update-card/", expect=201)
    assert (checkout["amount"], checkout["subscription"]) == ("50.00", 1)
    assert "Card saved" in customer.pay(checkout, SECOND_CARD)

    shown = customer.subscription()
    assert (shown["status"], shown["card"]["brand"], shown["card"]["last4"]) == ("active", "mastercard", "0004")
    proof = customer.history()[0]
    assert (proof["purpose"], proof["status"]) == ("card_check", "refund_pending")
    refunds = stack.simulator(f"refunds?reference={checkout['reference']}")["refunds"]
    assert len(refunds) == 1


def test_a_soft_decline_is_tried_again_when_the_customer_asks(stack: Stack, customer: Customer) -> None:
    charge(stack, customer, gateway_response_code="insufficient_funds", times=2)
    owed = customer.subscription()
    assert (owed["past_due"]["failure"]["class"], owed["past_due"]["needs_new_card"]) == ("soft", False)
    assert any(name.startswith(f"{customer.id}.1.") for name in stack.schedules()), "the retry's own wake-up call"

    customer.subscription("POST", "retry/", expect=202)
    eventually(lambda: customer.subscription()["past_due"]["declines"] == 2, within=90, what="the second decline")
    customer.subscription("POST", "retry/", expect=202)

    eventually(lambda: customer.subscription()["status"] == "active", within=90, what="the paid retry")
    assert [payment["status"] for payment in customer.history()] == ["success", "failed", "failed", "success"]


def test_after_a_hard_decline_a_new_card_pays_what_is_owed_at_once(stack: Stack, customer: Customer) -> None:
    charge(stack, customer, gateway_response_code="pickup_stolen_card", times=1)
    owed = customer.subscription()["past_due"]
    assert (owed["failure"]["class"], owed["next_retry_at"], owed["needs_new_card"]) == ("hard", None, True)
    refused = customer.call("POST", "/dukka/api/subscriptions/1/retry/")
    assert (refused.status_code, "update-card" in refused.json()["detail"]) == (409, True)

    customer.pay(customer.subscription("POST", "update-card/", expect=201), SECOND_CARD)

    eventually(lambda: customer.subscription()["status"] == "active", within=30, what="the charge of the new card")
    assert customer.subscription()["charges_made"] == 1
    assert len(stack.charges(customer.id)) == 2


def test_one_customer_can_neither_see_nor_touch_anothers(customer: Customer, new_customer) -> None:
    subscribe(customer)
    stranger = new_customer()
    for method, tail in (
        *(("GET", ""), ("GET", "upcoming/"), ("POST", "pause/"), ("POST", "resume/"), ("POST", "stop/")),
        *(("POST", "update-card/"), ("POST", "retry/")),
    ):
        theirs = stranger.call(method, f"/dukka/api/subscriptions/1/{tail}")
        missing = stranger.call(method, f"/dukka/api/subscriptions/77/{tail}")
        assert theirs.status_code == missing.status_code == 404
        assert theirs.text == missing.text
    assert customer.subscription()["status"] == "active"

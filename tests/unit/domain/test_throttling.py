"""Windows, and what counts against what."""

import pytest

from shared.domain.throttling import PER_ACCOUNT, PER_ADDRESS, Counter, Limit, Rule, account_counter, address_counter
from tests.support.builders import NOW


@pytest.mark.parametrize(("now", "ends_at"), [(0, 60), (59, 60), (60, 120), (61, 120)])
def test_a_window_ends_after_now(now, ends_at):
    assert Counter("x", Limit(5, 60)).ends_at(now) == ends_at


def test_windows_follow_each_other():
    counter = Counter("x", Limit(5, 60))
    assert counter.window(NOW + 60) == counter.window(NOW) + 1
    assert counter.window(counter.ends_at(NOW)) != counter.window(NOW) == counter.window(counter.ends_at(NOW) - 1)


def test_every_rule_has_both_limits_and_an_address_more_than_an_account():
    for rule in Rule:
        assert 0 < PER_ACCOUNT[rule].attempts < PER_ADDRESS[rule].attempts
        assert PER_ACCOUNT[rule].seconds == PER_ADDRESS[rule].seconds <= 3_600


def test_no_account_is_guessed_at_more_often_than_owasp_allows():
    """At most 100 failed attempts an hour on one account (OWASP ASVS 4.0.3, 2.2.1)."""
    limit = PER_ACCOUNT[Rule.LOG_IN]
    assert limit.attempts * (3_600 // limit.seconds) <= 100


def test_nothing_counts_against_another_rule_account_device_or_address():
    counters = [
        account_counter(Rule.LOG_IN, "amina", ""),
        account_counter(Rule.LOG_IN, "bola", ""),
        account_counter(Rule.RESET, "amina", ""),
        account_counter(Rule.LOG_IN, "amina", "phone"),
        account_counter(Rule.LOG_IN, "amina", "laptop"),
        address_counter(Rule.LOG_IN, "203.0.113.7", 1),
        address_counter(Rule.LOG_IN, "203.0.113.8", 1),
        address_counter(Rule.RESET, "203.0.113.7", 1),
    ]
    assert len({counter.name for counter in counters}) == len(counters)


def test_the_factor_is_for_addresses_alone():
    usual = address_counter(Rule.LOG_IN, "203.0.113.7", 1)
    assert address_counter(Rule.LOG_IN, "203.0.113.7", 10) == Counter(
        usual.name, Limit(usual.limit.attempts * 10, usual.limit.seconds)
    )


def test_an_ipv6_network_is_one_address():
    assert address_counter(Rule.LOG_IN, "2001:db8::1", 1) == address_counter(Rule.LOG_IN, "2001:db8::2", 1)

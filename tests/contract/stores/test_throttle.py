"""Attempts: counted by account and by address, in windows; a known device by itself. Addresses have double here."""

import pytest

from shared.domain.errors import Throttled
from shared.domain.throttling import PER_ACCOUNT, PER_ADDRESS, Rule

HOME, AWAY = "203.0.113.7", "198.51.100.9"
RULES = pytest.mark.parametrize("rule", Rule)
PER_ACCOUNT_LOG_IN = PER_ACCOUNT[Rule.LOG_IN].attempts


def let_in(throttle, rule=Rule.LOG_IN, account="amina", address=HOME, tries=1_000, **more):
    """How many attempts in a row are let in."""
    for done in range(tries):
        try:
            throttle.check(rule, account=account, address=address, **more)
        except Throttled:
            return done
    return tries


def from_everywhere(throttle, rule=Rule.LOG_IN, account="amina"):
    """How many attempts are let in, each from another address."""
    return sum(let_in(throttle, rule, account, f"2001:db8:{number:x}::1", tries=1) for number in range(100))


@RULES
def test_an_account_has_so_many_attempts(throttle, rule):
    assert let_in(throttle, rule) == PER_ACCOUNT[rule].attempts


@RULES
def test_wherever_they_come_from(throttle, rule):
    assert from_everywhere(throttle, rule) == PER_ACCOUNT[rule].attempts


@RULES
def test_an_address_has_so_many_attempts_over_all_accounts(throttle, rule):
    done = sum(let_in(throttle, rule, f"user {number}", tries=1) for number in range(300))
    assert done == 2 * PER_ADDRESS[rule].attempts
    assert let_in(throttle, rule, "another", AWAY) == PER_ACCOUNT[rule].attempts


def test_an_attempt_that_its_address_may_not_make_takes_none_from_the_account(throttle):
    for number in range(300):
        let_in(throttle, account=f"user {number}", tries=1)
    assert let_in(throttle, account="amina", address=HOME) == 0
    assert let_in(throttle, account="amina", address=AWAY) == PER_ACCOUNT_LOG_IN


def test_accounts_and_rules_do_not_take_from_each_other(throttle):
    let_in(throttle)
    assert let_in(throttle, account="bola") == PER_ACCOUNT_LOG_IN
    assert let_in(throttle, Rule.RESET) == PER_ACCOUNT[Rule.RESET].attempts


@RULES
def test_whoever_is_refused_is_told_when_the_window_ends(throttle, clock, rule):
    seconds = PER_ACCOUNT[rule].seconds
    clock.set(seconds * 1_000_000 + 40)
    let_in(throttle, rule)
    with pytest.raises(Throttled) as refused:
        throttle.check(rule, account="amina", address=HOME)
    assert refused.value.retry_after == seconds - 40
    clock.advance(refused.value.retry_after - 1)
    assert let_in(throttle, rule) == 0
    clock.advance(1)
    assert let_in(throttle, rule) == PER_ACCOUNT[rule].attempts


def test_a_refused_attempt_does_not_make_the_wait_longer(throttle, clock):
    seconds = PER_ACCOUNT[Rule.LOG_IN].seconds
    clock.set(seconds * 1_000_000)
    let_in(throttle)
    clock.advance(seconds - 1)
    assert [let_in(throttle) for _ in range(5)] == [0] * 5
    clock.advance(1)
    assert let_in(throttle) == PER_ACCOUNT_LOG_IN


class TestAfterASuccess:
    def test_the_account_has_all_its_attempts_again(self, throttle):
        let_in(throttle, tries=PER_ACCOUNT_LOG_IN - 1)
        throttle.give_back(Rule.LOG_IN, account="amina", address=HOME)
        assert let_in(throttle) == PER_ACCOUNT_LOG_IN

    def test_the_address_has_one_more_and_not_all(self, throttle):
        for number in range(2 * PER_ADDRESS[Rule.LOG_IN].attempts):
            let_in(throttle, account=f"user {number}", tries=1)
        throttle.give_back(Rule.LOG_IN, account="own account", address=HOME)
        assert [let_in(throttle, account=f"victim {number}", tries=1) for number in range(3)] == [1, 0, 0]

    def test_nothing_is_given_back_that_was_not_taken(self, throttle):
        for _ in range(3):
            throttle.give_back(Rule.LOG_IN, account="amina", address=HOME)
        assert let_in(throttle) == PER_ACCOUNT_LOG_IN

    def test_other_accounts_get_nothing(self, throttle):
        let_in(throttle, account="bola")
        throttle.give_back(Rule.LOG_IN, account="amina", address=HOME)
        assert let_in(throttle, account="bola") == 0


class TestKnownDevice:
    def test_is_let_in_whatever_others_tried(self, throttle):
        from_everywhere(throttle)
        for number in range(300):
            let_in(throttle, account=f"user {number}", address=HOME, tries=1)
        assert let_in(throttle, address=HOME, known_device="phone") == PER_ACCOUNT_LOG_IN

    def test_has_a_limit_of_its_own(self, throttle):
        let_in(throttle, known_device="phone")
        assert let_in(throttle, known_device="phone", address=AWAY) == 0
        assert let_in(throttle, known_device="laptop") == PER_ACCOUNT_LOG_IN
        assert let_in(throttle) == PER_ACCOUNT_LOG_IN

    def test_gets_back_its_own_attempts_alone(self, throttle):
        let_in(throttle, known_device="phone")
        let_in(throttle)
        throttle.give_back(Rule.LOG_IN, account="amina", address=HOME, known_device="phone")
        assert let_in(throttle, known_device="phone") == PER_ACCOUNT_LOG_IN
        assert let_in(throttle) == 0


class TestDevices:
    def test_is_known_once_it_is_remembered(self, devices):
        assert not devices.is_known("phone")
        devices.remember("phone")
        assert devices.is_known("phone")
        assert not devices.is_known("laptop")

    def test_is_forgotten_90_days_after_the_last_time(self, devices, clock):
        devices.remember("phone")
        clock.advance(60 * 86_400)
        devices.remember("phone")
        clock.advance(90 * 86_400 - 1)
        assert devices.is_known("phone")
        clock.advance(1)
        assert not devices.is_known("phone")

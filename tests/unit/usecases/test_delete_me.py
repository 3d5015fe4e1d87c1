"""Deleting an account, and taking one's data along before."""

from dataclasses import replace

import pytest

from shared.domain.erasure import ERASED_EMAIL
from shared.domain.errors import Conflict, InvalidInput, NotAuthenticated, Throttled
from shared.domain.payment import PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.domain.throttling import PER_ACCOUNT, Rule
from shared.usecases.charge_subscription import ChargeResult
from shared.usecases.delete_me import delete_me
from shared.usecases.export_me import PAYMENTS_A_PAGE, export_me
from shared.usecases.password_check import PasswordCheck
from tests.support.builders import EMAIL, OTHER_USER, USER, a_payment, a_user
from tests.support.fakes import FakePasswords
from tests.support.fakes_accounts import FakeThrottle
from tests.support.fakes_paystack import Next, State
from tests.support.fakes_stores import FakeUsers
from tests.support.fakes_world import MONTHLY, Crash, crash

PASSWORD = "secret"


@pytest.fixture
def users():
    stored = FakeUsers()
    stored.add_user(a_user())
    stored.add_user(a_user(id=OTHER_USER, username="kofi", email="kofi@example.com"))
    return stored


def delete(world, users, password=PASSWORD, problems=None, throttle=None):
    delete_me(
        USER,
        password,
        problems=problems or {},
        users=users,
        check=PasswordCheck(FakePasswords(), throttle or FakeThrottle(), "203.0.113.7"),
        payments=world.payments,
        subscriptions=world.subscriptions,
        scheduler=world.scheduler,
        clock=world.clock,
    )


def left_of(world, users):
    """Everything that is stored, but for versions."""
    payments = {key: replace(one, version=0) for key, one in world.payments.stored.items()}
    subscriptions = {key: replace(one, version=0) for key, one in world.subscriptions.stored.items()}
    return payments, subscriptions, dict(users.stored), set(world.payments.closed), dict(world.scheduler.schedules)


def lived(world):
    """A life with one payment, one subscription, one checkout of another that nobody paid."""
    paid = world.begin(metadata='{"name":"Amina"}')
    world.paystack.pay_checkout(paid.reference)
    world.settle(paid.reference)
    world.subscribe()
    return world.begin(recurrence=MONTHLY)


class TestDeletion:
    def test_guesses_the_password_only_so_often(self, world, users):
        throttle = FakeThrottle()
        for _ in range(PER_ACCOUNT[Rule.CONFIRM].attempts):
            with pytest.raises(InvalidInput):
                delete(world, users, "nope", throttle=throttle)
        with pytest.raises(Throttled):
            delete(world, users, throttle=throttle)
        assert users.get_user(USER) == a_user()

    def test_leaves_the_books_without_the_person(self, world, users):
        lived(world)
        before = dict(world.payments.stored)
        delete(world, users)
        assert users.get_user(USER) is users.find_user("amina") is users.find_user_by_email(EMAIL) is None
        assert EMAIL not in str(left_of(world, users))
        assert "Amina" not in str(left_of(world, users))
        for key, payment in world.payments.stored.items():
            assert payment == replace(before[key], email=ERASED_EMAIL, metadata="", version=payment.version)
        assert users.get_user(OTHER_USER)

    def test_ends_every_subscription_and_forgets_its_card(self, world, users):
        lived(world)
        delete(world, users)
        subscriptions = world.subscriptions.stored.values()
        assert len(subscriptions) == 2
        for one in subscriptions:
            assert (one.status, one.email, one.authorization) == (SubscriptionStatus.STOPPED, ERASED_EMAIL, None)
        assert not world.scheduler.schedules

    def test_of_a_checkout_that_is_paid_later_begins_nothing(self, world, users):
        unpaid = lived(world)
        delete(world, users)
        world.paystack.pay_checkout(unpaid.reference)
        world.settle(unpaid.reference)
        assert world.payment(unpaid.id).status is PaymentStatus.SUCCESS
        assert {one.status for one in world.subscriptions.stored.values()} == {SubscriptionStatus.STOPPED}
        assert EMAIL not in str(left_of(world, users))

    def test_lets_a_charge_in_flight_be_the_last(self, world, users):
        subscription = world.subscribe()
        world.clock.set(subscription.next_charge_at)
        world.paystack.script("charge", Next.PENDING)
        assert world.charge() is ChargeResult.UNRESOLVED
        delete(world, users)
        flight = world.subscription().in_flight
        world.paystack.finish(str(flight.reference), State.TAKEN)
        world.clock.set(flight.ask_at + 3_600)
        assert world.charge() is ChargeResult.SUCCESS
        assert world.payment(flight.payment_id).email == ERASED_EMAIL
        world.clock.advance(60 * 86_400)
        assert world.charge() is ChargeResult.ENDED
        assert len([one for one in world.payments.stored.values() if one.status is PaymentStatus.SUCCESS]) == 2

    def test_begins_nothing_for_who_still_has_a_token(self, world, users):
        delete(world, users)
        for recurrence in (None, MONTHLY):
            with pytest.raises(Conflict):
                world.begin(recurrence=recurrence)
        assert not world.payments.stored

    def test_walks_every_page(self, world, users):
        for number in range(1, 251):
            world.payments.stored[USER, number] = a_payment(id=number)
        for number in range(1, 151):
            world.given(id=number)
        delete(world, users)
        assert {one.email for one in world.payments.stored.values()} == {ERASED_EMAIL}
        assert {one.status for one in world.subscriptions.stored.values()} == {SubscriptionStatus.STOPPED}
        assert {one.email for one in world.subscriptions.stored.values()} == {ERASED_EMAIL}

    def test_touches_nobody_else(self, world, users):
        world.payments.stored[OTHER_USER, 1] = a_payment(user_id=OTHER_USER, email="kofi@example.com")
        delete(world, users)
        assert world.payment(1, OTHER_USER).email == "kofi@example.com"

    def test_writes_over_what_changes_meanwhile(self, world, users):
        subscription = world.subscribe()

        def somebody_else_writes():
            stored = world.payment()
            world.payments.stored[USER, 1] = replace(stored, paid_at=7, version=stored.version + 1)
            world.overwrite(last_capture_at=7)

        # The first write of payments closes the account, the first of subscriptions stops.
        world.payments.before_next_write(lambda: world.payments.before_next_write(somebody_else_writes))
        delete(world, users)
        assert (world.payment().email, world.payment().paid_at) == (ERASED_EMAIL, 7)
        stored = world.subscription(subscription.id)
        assert (stored.email, stored.last_capture_at) == (ERASED_EMAIL, 7)

    def test_writes_over_a_subscription_that_changes_meanwhile(self, world, users):
        world.subscribe()
        writes = world.subscriptions
        writes.before_next_write(lambda: writes.before_next_write(lambda: world.overwrite(last_capture_at=7)))
        delete(world, users)
        assert (world.subscription().email, world.subscription().last_capture_at) == (ERASED_EMAIL, 7)


class TestRefusals:
    @pytest.mark.parametrize(
        ("password", "problems", "told"),
        [
            ("nope", {}, {"current_password": ["Invalid password."]}),
            (
                "",
                {"current_password": ["This field is required."]},
                {"current_password": ["This field is required."]},
            ),
        ],
    )
    def test_change_nothing(self, world, users, password, problems, told):
        lived(world)
        before = left_of(world, users)
        with pytest.raises(InvalidInput) as refused:
            delete(world, users, password, problems)
        assert refused.value.fields == told
        assert left_of(world, users) == before

    def test_of_who_is_gone_come_first(self, world, users):
        delete(world, users)
        with pytest.raises(NotAuthenticated):
            delete(world, users, problems={"current_password": ["This field is required."]})

    def test_of_a_user_who_is_changed_meanwhile_can_be_repeated(self, world, users):
        users.before_next_write(lambda: users.stored.update({USER: a_user(version=1)}))
        with pytest.raises(Conflict):
            delete(world, users)
        delete(world, users)
        assert users.get_user(USER) is None


def crash_at(stores, number, when):
    """Let the process die before or after the write of that number, over all stores."""
    left = [number]
    for store in stores:
        write = store._write

        def counted(do, write=write):
            left[0] -= 1
            if left[0] == 0 and when == "before":
                crash()
            write(do)
            if left[0] == 0 and when == "after":
                crash()

        store._write = counted
    return left


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_write_leaves_what_asking_again_finishes(when):
    from tests.support.fakes_world import World

    def begun():
        world, users = World(), FakeUsers()
        users.add_user(a_user())
        lived(world)
        return world, users

    world, users = begun()
    delete(world, users)
    finished, number = left_of(world, users), 0
    while True:
        number += 1
        world, users = begun()
        stores = (world.payments, world.subscriptions, users)
        left = crash_at(stores, number, when)
        try:
            delete(world, users)
        except Crash:
            for store in stores:
                del store._write
        if left[0] > 0:
            break
        if users.get_user(USER):
            delete(world, users)
        assert left_of(world, users) == finished
    assert number > 8


class TestExport:
    def export(self, world, users, before=None):
        return export_me(USER, before, users=users, payments=world.payments, subscriptions=world.subscriptions)

    def test_has_everything_that_is_stored(self, world, users):
        lived(world)
        data = self.export(world, users)
        assert data.user == a_user()
        assert {one.id for one in data.payments.payments} == {number for _, number in world.payments.stored}
        assert {one.id for one in data.subscriptions} == {number for _, number in world.subscriptions.stored}

    def test_comes_in_pages_of_payments(self, world, users):
        for number in range(1, PAYMENTS_A_PAGE + 3):
            world.payments.stored[USER, number] = a_payment(id=number)
        first = self.export(world, users)
        rest = self.export(world, users, first.payments.next_before)
        assert (len(first.payments.payments), len(rest.payments.payments)) == (PAYMENTS_A_PAGE, 2)
        assert rest.payments.next_before is None

    def test_has_every_subscription(self, world, users):
        for number in range(1, 151):
            world.given(id=number)
        assert len(self.export(world, users).subscriptions) == 150

    def test_of_who_is_gone_is_refused(self, world, users):
        users.stored.clear()
        with pytest.raises(NotAuthenticated):
            self.export(world, users)

"""What a customer decides about a subscription, one line each, on every fake joined."""

from typing import Any

from shared.domain.payment import Payment
from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import CatchUp, Change
from shared.domain.upcoming import UpcomingCharge
from shared.usecases.catch_up_subscription import catch_up_subscription
from shared.usecases.change_subscription import change_subscription
from shared.usecases.list_upcoming_charges import list_upcoming_charges
from shared.usecases.pause_subscription import pause_subscription
from shared.usecases.resume_subscription import resume_subscription
from shared.usecases.retry_subscription import retry_subscription
from shared.usecases.stop_subscription import Stop, stop_subscription
from shared.usecases.update_card import update_card
from tests.support.builders import USER, an_authorization


class Lives:
    """The part of `World` that customers reach; what a method needs beyond its arguments is the world's."""

    clock: Any
    payments: Any
    subscriptions: Any
    scheduler: Any
    queue: Any
    paystack: Any
    settle: Any
    callback_url = "https://api.example.com/v1/dukka/api/callback/"

    @property
    def _stored(self) -> dict[str, Any]:
        return {"subscriptions": self.subscriptions, "scheduler": self.scheduler, "clock": self.clock}

    def pause(self, until: int | None = None, user_id: str = USER, number: int = 1) -> Subscription:
        """A customer pauses."""
        return pause_subscription(user_id, number, until, **self._stored)

    def resume(self, user_id: str = USER, number: int = 1) -> Subscription:
        """A customer resumes, or takes back that the subscription is to stop."""
        return resume_subscription(user_id, number, **self._stored)

    def change(self, user_id: str = USER, number: int = 1, **change: Any) -> Subscription:
        """A customer, or the merchant for them, agrees to other terms."""
        return change_subscription(user_id, number, lambda _: Change(**change), **self._stored)

    def catch_up(self, choice: CatchUp, user_id: str = USER, number: int = 1) -> Subscription:
        """A customer says what is to become of missed periods."""
        return catch_up_subscription(user_id, number, choice, queue=self.queue, **self._stored)

    def retry(self, user_id: str = USER, number: int = 1) -> Subscription:
        """A customer has what they owe tried once more."""
        return retry_subscription(user_id, number, queue=self.queue, **self._stored)

    def leave(self, *, later: bool = False, forget_card: bool = False, user_id: str = USER, number: int = 1) -> Stop:
        """A customer stops, now or with the period."""
        return stop_subscription(
            user_id,
            number,
            at_period_end=later,
            forget_card=forget_card,
            subscriptions=self.subscriptions,
            scheduler=self.scheduler,
            provider=self.paystack,
        )

    def upcoming(self, count: int, user_id: str = USER, number: int = 1) -> list[UpcomingCharge]:
        """A customer looks at what comes."""
        return list_upcoming_charges(user_id, number, count, subscriptions=self.subscriptions, clock=self.clock)

    def begin_card(self, email: str = "", user_id: str = USER, number: int = 1) -> Payment:
        """A customer begins to give another card."""
        return update_card(
            user_id,
            number,
            email,
            self.callback_url,
            payments=self.payments,
            subscriptions=self.subscriptions,
            provider=self.paystack,
            clock=self.clock,
        )

    def give_card(self, user_id: str = USER, number: int = 1, **card: Any) -> Payment:
        """A customer gives another card and comes back."""
        payment = self.begin_card(user_id=user_id, number=number)
        given = {"code": "AUTH_other", "signature": "SIG_other"} | card
        self.paystack.pay_checkout(payment.reference, authorization=an_authorization(**given))
        return self.settle(payment.reference)

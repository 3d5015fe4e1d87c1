"""Every flow of the product, each from its beginning: what is there, and what is then done."""

from shared.domain.subscription import SubscriptionStatus
from tests.faults.acts import (
    active,
    after_charge,
    begin_keyed,
    begin_once,
    begin_refused,
    callback,
    charge,
    charge_declined,
    charge_webhook,
    charge_with,
    due_now,
    fault,
    forgotten,
    nothing,
    on_its_last_try,
    paid_once,
    paid_subscription,
    poll,
    stop,
    stopped_in_flight,
    stopped_with_schedule,
    sweep,
    two_missed,
    unheard_of,
    unpaid_subscription,
    watch,
    webhook,
)
from tests.faults.flow import HAND, Flow
from tests.faults.flows_of_lives import FLOWS_OF_LIVES
from tests.faults.flows_of_refunds import FLOWS_OF_REFUNDS
from tests.faults.simulation import LAMBDA_TRIES_AGAIN, PAYSTACK_TRIES_AGAIN, TICK

_HOOK, _LAMBDA, _HAND = PAYSTACK_TRIES_AGAIN, LAMBDA_TRIES_AGAIN, HAND
_ACTIVE, _STOPPED = SubscriptionStatus.ACTIVE, SubscriptionStatus.STOPPED
_LOST, _OPEN = fault("charge", "lost before"), fault("charge", "pending")

FLOWS = (
    Flow("initialize", nothing, begin_once, _HAND),
    Flow("initialize, with a key", nothing, begin_keyed, _HAND),
    Flow("initialize, Paystack down", nothing, begin_refused, _HAND),
    Flow("settle by webhook", paid_once, webhook, _HOOK),
    Flow("settle by callback", paid_once, callback),
    Flow("settle by poll", paid_once, poll),
    Flow("settle by sweep", paid_once, sweep),
    Flow("activation by webhook", paid_subscription, webhook, _HOOK, _ACTIVE),
    Flow("activation by callback", paid_subscription, callback, (), _ACTIVE),
    Flow("activation by poll", paid_subscription, poll, (), _ACTIVE),
    Flow("activation by sweep", paid_subscription, sweep, (), _ACTIVE),
    Flow("charge", due_now, charge, _LAMBDA, _ACTIVE),
    Flow("charge, declined", due_now, charge_declined, _LAMBDA, _ACTIVE),
    Flow("charge, declined for the last time", on_its_last_try, charge, _LAMBDA, SubscriptionStatus.HALTED),
    Flow("charge, answer lost", due_now, charge_with("lost after"), _LAMBDA, _ACTIVE),
    Flow("charge, never sent", due_now, charge_with("lost before"), _LAMBDA, _ACTIVE),
    Flow("charge, no end yet", due_now, charge_with("pending"), _LAMBDA, _ACTIVE),
    Flow("charge, asked again", after_charge(_OPEN), charge, _LAMBDA, _ACTIVE),
    Flow("charge, not found", after_charge(_LOST), charge, _LAMBDA, _ACTIVE),
    Flow("charge, sent again", after_charge(_LOST, answers=1), charge, _LAMBDA, _ACTIVE),
    Flow("charge, settled by webhook", unheard_of, charge_webhook, _HOOK, _ACTIVE),
    Flow("charge, two missed", two_missed, charge, _LAMBDA, SubscriptionStatus.NEEDS_ATTENTION),
    Flow("charge, stopped and dropped", stopped_in_flight, charge, _LAMBDA, _STOPPED),
    Flow("charge, stopped before", stopped_with_schedule, charge, _LAMBDA, _STOPPED),
    Flow("sweep, subscription due", due_now, sweep, (), _ACTIVE),
    Flow("watch, subscription forgotten", forgotten, watch, (TICK,), _ACTIVE),
    Flow("stop", active, stop, _HAND, _STOPPED),
    Flow("stop, not paid yet", unpaid_subscription, stop, _HAND),
    Flow("stop, paid and not settled", paid_subscription, stop, _HAND, _STOPPED),
    Flow("stop, in flight", after_charge(_OPEN), stop, _HAND, _STOPPED),
    *FLOWS_OF_LIVES,
    *FLOWS_OF_REFUNDS,
)

"""Joins what keeps the books as Paystack's are to its ports: refunds, disputes, reconciliation."""

from functools import cache, partial
from typing import TYPE_CHECKING

from shared import bootstrap
from shared.usecases.give_back import GiveBack, give_back
from shared.usecases.look_at_due import LookAtDue, look_at_due
from shared.usecases.reconcile import Reconcile, reconcile
from shared.usecases.reconciliation_parts import Parts
from shared.usecases.refresh_dispute import RefreshDispute, refresh_dispute
from shared.usecases.refresh_refunds import RefreshRefunds, refresh_refunds

if TYPE_CHECKING:
    from shared import ports


@cache
def dispute_store() -> "ports.DisputeStore":
    """Disputes in the `Payments` table."""
    from shared.adapters.dynamodb.disputes import DynamoDisputes

    return DynamoDisputes(bootstrap.dynamodb(), bootstrap.settings().payments_table)


@cache
def give_back_with_ports() -> GiveBack:
    """The use case `give_back`, ready to be called with a paid payment."""
    return partial(
        give_back,
        books=bootstrap.books(),
        provider=bootstrap.provider(),
        refunds=bootstrap.refunds(),
        clock=bootstrap.clock(),
    )


@cache
def refresh_refunds_with_ports() -> RefreshRefunds:
    """The use case `refresh_refunds`, ready to be called with the reference of a charge."""
    return partial(
        refresh_refunds,
        books=bootstrap.books(),
        provider=bootstrap.provider(),
        refunds=bootstrap.refunds(),
        settle=bootstrap.settle_with_ports(),
        clock=bootstrap.clock(),
    )


@cache
def refresh_dispute_with_ports() -> RefreshDispute:
    """The use case `refresh_dispute`, ready to be called with Paystack's number of a dispute."""
    from shared import bootstrap_paystack

    return partial(
        refresh_dispute,
        store=dispute_store(),
        disputes=bootstrap_paystack.disputes(),
        books=bootstrap.books(),
        provider=bootstrap.provider(),
        settle=bootstrap.settle_with_ports(),
        clock=bootstrap.clock(),
    )


@cache
def look_at_due_with_ports() -> LookAtDue:
    """The use case `look_at_due`, ready to be called with an item of the due index."""
    return partial(
        look_at_due,
        payments=bootstrap.payments(),
        settle=bootstrap.settle_with_ports(),
        give_back=give_back_with_ports(),
        refresh_dispute=refresh_dispute_with_ports(),
    )


@cache
def reconciliations() -> "ports.ReconciliationStore":
    """Comparisons of the books in the `Payments` table."""
    from shared.adapters.dynamodb.reconciliations import DynamoReconciliations

    return DynamoReconciliations(bootstrap.dynamodb(), bootstrap.settings().payments_table)


@cache
def reconciler() -> "ports.Reconciler":
    """Asynchronous invocations of the function that reconciles."""
    from shared.adapters.reconciler import LambdaReconciler

    return LambdaReconciler(bootstrap.client("lambda"), bootstrap.settings().reconcile_function_arn)


@cache
def reconcile_with_ports() -> Reconcile:
    """The use case `reconcile`, ready to be called with whether the daily run is due."""
    from shared import bootstrap_charging, bootstrap_paystack

    parts = Parts(
        store=reconciliations(),
        ledger=bootstrap_paystack.ledger(),
        provider=bootstrap.provider(),
        payments=bootstrap.payments(),
        subscriptions=bootstrap.subscriptions(),
        due_index=bootstrap_charging.due_index(),
        alerts=bootstrap.alerts(),
        clock=bootstrap.clock(),
        settle=bootstrap.settle_with_ports(),
        refresh_refunds=refresh_refunds_with_ports(),
    )
    return partial(reconcile, parts=parts)

"""Disputes: raised by a payer's bank, reminded of, answered by the merchant or the clock (paystack.md 5.3, S24)."""

from collections.abc import Callable
from dataclasses import dataclass

from local.paystack_simulator import dispute_shapes, errors
from local.paystack_simulator.agenda import Agenda
from local.paystack_simulator.clock import VirtualClock
from local.paystack_simulator.identifiers import lower_code
from local.paystack_simulator.ledger import Ledger
from local.paystack_simulator.records import RESOLVED, Dispute, Json, Transaction, as_json
from local.paystack_simulator.refund_shapes import MERCHANT
from local.paystack_simulator.refunds import RefundBook
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.webhooks import Dispatcher

ACCEPTED, DECLINED, AUTO_ACCEPTED = "merchant-accepted", "declined", "auto-accepted"
RESOLUTIONS = frozenset({ACCEPTED, DECLINED, AUTO_ACCEPTED})
CATEGORIES = frozenset({"chargeback", "fraud", "general"})
UPLOAD_SECONDS = 30 * 60
"""How long an upload address works."""


@dataclass(frozen=True)
class Claim:
    """What a payer wants: `amount` in subunits, and `due_seconds` to answer, None as the settings say."""

    amount: int
    category: str = "chargeback"
    message: str = "Customer complained about debit without value"
    due_seconds: float | None = None


class DisputeBook:
    """All disputes, under the ledger's lock."""

    def __init__(
        self,
        ledger: Ledger,
        clock: VirtualClock,
        settings: Callable[[], Settings],
        webhooks: Dispatcher,
        agenda: Agenda,
        refunds: RefundBook,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._settings = settings
        self._webhooks = webhooks
        self._agenda = agenda
        self._refunds = refunds
        self._disputes: dict[int, Dispute] = {}

    def listed(self) -> list[Dispute]:
        """All disputes, oldest first."""
        with self._ledger.lock:
            return list(self._disputes.values())

    def find(self, number: int) -> Dispute | None:
        """A dispute by its id."""
        with self._ledger.lock:
            return self._disputes.get(number)

    def begin(self, transaction: Transaction, claim: Claim) -> Dispute:
        """Note that a payer wants money back, and tell the merchant."""
        with self._ledger.lock:
            now = float(int(self._clock.now()))
            due = self._settings().dispute_due_seconds if claim.due_seconds is None else claim.due_seconds
            dispute = Dispute(
                id=self._ledger.new_id(),
                transaction_id=transaction.id,
                reference=transaction.reference,
                refund_amount=claim.amount,
                currency=transaction.currency,
                domain=transaction.domain,
                category=claim.category,
                created_at=now,
                updated_at=now,
                due_at=now + due if due else None,
                history=[{"status": "pending", "by": transaction.email, "at": now}],
                messages=[{"sender": transaction.email, "body": claim.message, "at": now}],
            )
            self._disputes[dispute.id] = dispute
            self._plan(dispute, now)
            self._tell("create", dispute)
            return dispute

    def _plan(self, dispute: Dispute, now: float) -> None:
        step = self._settings().dispute_remind_seconds
        moments = [now + step] if step else []
        dispute.next_at = min([*moments, dispute.due_at] if dispute.due_at is not None else moments, default=None)
        if dispute.next_at is not None:
            self._agenda.plan(f"dispute {dispute.id}", dispute.next_at)

    def _tell(self, what: str, dispute: Dispute) -> None:
        transaction = self._ledger.find(dispute.reference)
        if transaction is not None:
            saved = self._ledger.authorization(transaction.authorization_code)
            payer = self._ledger.customer(transaction.email)
            data = dispute_shapes.event(dispute, transaction, payer, saved)
            self._webhooks.publish(f"charge.dispute.{what}", data, dispute.reference)

    def remind(self, dispute: Dispute, at: float | None = None) -> None:
        """Tell the merchant again of a dispute that is not over."""
        with self._ledger.lock:
            if dispute.status == RESOLVED:
                return
            now = self._clock.now() if at is None else at
            dispute.updated_at = now
            self._plan(dispute, now)
            self._tell("remind", dispute)

    def go_on(self, number: int, at: float) -> None:
        """Remind of a dispute, or at its due time accept it for the merchant, as was planned for `at`."""
        with self._ledger.lock:
            dispute = self._disputes.get(number)
            if dispute is None or dispute.next_at != at:
                return
            if dispute.due_at is not None and at >= dispute.due_at:
                self.end(dispute, AUTO_ACCEPTED, at)
            else:
                self.remind(dispute, at)

    def end(self, dispute: Dispute, resolution: str, at: float | None = None, amount: int | None = None) -> None:
        """Resolve a dispute, give back `amount` (all that was wanted) if it was accepted, and tell the merchant."""
        with self._ledger.lock:
            if dispute.status == RESOLVED:
                raise errors.dispute_is_over()
            now = self._clock.now() if at is None else at
            dispute.status, dispute.resolution, dispute.resolved_at = RESOLVED, resolution, now
            dispute.updated_at, dispute.next_at = now, None
            dispute.refund_amount = dispute.refund_amount if amount is None else amount
            dispute.history.append({"status": RESOLVED, "by": MERCHANT, "at": now})
            transaction = self._ledger.find(dispute.reference)
            if transaction is not None and resolution != DECLINED:
                self._refunds.settle_dispute(transaction, dispute, now)
            self._tell("resolve", dispute)

    def offer_upload(self, dispute: Dispute) -> str:
        """Return a name for a file to come; its address ends in the file's `token`."""
        with self._ledger.lock:
            name = lower_code(20)
            until = self._clock.now() + UPLOAD_SECONDS
            dispute.files[name] = {"token": lower_code(32), "until": until, "bytes": None}
            return name

    def take_upload(self, token: str, size: int) -> bool:
        """Note how long an uploaded file was; False where no address has this token, or no longer."""
        with self._ledger.lock:
            found = (one for dispute in self._disputes.values() for one in dispute.files.values())
            file = next((one for one in found if one["token"] == token), None)
            if file is None or self._clock.now() > file["until"]:
                return False
            file["bytes"] = size
            return True

    def clear(self) -> None:
        """Forget everything."""
        with self._ledger.lock:
            self._disputes.clear()

    def snapshot(self) -> list[Json]:
        """All disputes as plain JSON values."""
        return [as_json(dispute) for dispute in self.listed()]

    def restore(self, rows: list[Json]) -> None:
        """Take over the disputes of a `snapshot`."""
        with self._ledger.lock:
            self._disputes = {row["id"]: Dispute(**row) for row in rows}
            for dispute in self._disputes.values():
                if dispute.next_at is not None:
                    self._agenda.plan(f"dispute {dispute.id}", dispute.next_at)

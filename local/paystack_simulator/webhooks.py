"""Sends webhooks from a background thread, in order, with retries on the virtual clock (S25)."""

import json
import threading
from collections.abc import Callable, Sequence

import requests

from local.paystack_simulator.clock import VirtualClock
from local.paystack_simulator.deliveries import DROPPED, PENDING, Delivery, Try, sign
from local.paystack_simulator.records import Json
from local.paystack_simulator.settings import Settings

_JOIN_SECONDS = 2.0


class Dispatcher:
    """The outgoing queue: one thread, so that events leave in the order they happened unless told else."""

    def __init__(self, clock: VirtualClock, settings: Callable[[], Settings]) -> None:
        self._clock = clock
        self._settings = settings
        self._changed = threading.Condition()
        self._deliveries: dict[int, Delivery] = {}
        self._last_id = 0
        self._in_flight = 0
        self._holding = False
        self._drop_next = 0
        self._stopped = False
        self._thread: threading.Thread | None = None
        clock.listen(self._wake)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread = threading.Thread(target=self._run, name="paystack-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop delivering; what is pending stays pending."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def publish(self, event: str, data: object, reference: str | None) -> Delivery:
        """Queue an event, signed with the key of this moment."""
        body = json.dumps({"event": event, "data": data}, separators=(",", ":"), ensure_ascii=False)
        return self.enqueue(event, body, sign(self._settings().secret_key, body.encode()), reference)

    def enqueue(self, event: str, body: str, signature: str | None, reference: str | None) -> Delivery:
        """Queue a body as it stands with any signature, or none."""
        settings = self._settings()
        with self._changed:
            self._last_id += 1
            due = self._clock.now() + settings.webhook_delay_seconds
            delivery = Delivery(self._last_id, event, reference, settings.domain, body, signature, due, self._last_id)
            self._deliveries[delivery.id] = delivery
            if settings.webhook_url is None:
                delivery.state, delivery.reason = DROPPED, "no webhook URL is set"
            elif self._drop_next:
                self._drop_next -= 1
                delivery.state, delivery.reason = DROPPED, "dropped by a control call"
            self._changed.notify_all()
            return delivery

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _run(self) -> None:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of this machine has no part in a local delivery
            while (delivery := self._next()) is not None:
                attempt = self._attempt(session, delivery)
                with self._changed:
                    self._in_flight = 0
                    delivery.record(attempt, self._settings().webhook_retry_scale)
                    self._changed.notify_all()

    def _next(self) -> Delivery | None:
        with self._changed:
            while not self._stopped:
                delivery = self._due()
                if delivery is not None:
                    self._in_flight = delivery.id
                    return delivery
                self._changed.wait(self._seconds_to_next())
            return None

    def _queue(self) -> list[Delivery]:
        if self._holding:
            return []
        waiting = [d for d in self._deliveries.values() if d.state == PENDING]
        return sorted(waiting, key=lambda d: (d.due_at, d.position))

    def _due(self) -> Delivery | None:
        queue = self._queue()
        return queue[0] if queue and queue[0].due_at <= self._clock.now() else None

    def _seconds_to_next(self) -> float | None:
        queue = self._queue()
        return max(0.0, queue[0].due_at - self._clock.now()) if queue else None

    def _attempt(self, session: requests.Session, delivery: Delivery) -> Try:
        settings = self._settings()
        at = self._clock.now()
        headers = {"Content-Type": "application/json", "User-Agent": "Paystack-Simulator"}
        if delivery.signature is not None:
            headers["x-paystack-signature"] = delivery.signature
        if settings.webhook_url is None:
            return Try(at, None, "no webhook URL is set")
        try:
            with session.post(
                settings.webhook_url,
                data=delivery.body.encode(),
                headers=headers,
                timeout=settings.webhook_timeout_seconds,
                allow_redirects=False,
            ) as answer:
                return Try(at, answer.status_code)
        except (requests.RequestException, ValueError) as error:
            return Try(at, None, type(error).__name__)

    def deliveries(self) -> list[Delivery]:
        """All deliveries, oldest first."""
        with self._changed:
            return list(self._deliveries.values())

    def find(self, number: int) -> Delivery | None:
        """One delivery by its id."""
        with self._changed:
            return self._deliveries.get(number)

    def hold(self) -> None:
        """Let nothing leave until `release`."""
        with self._changed:
            self._holding = True

    def release(self, order: Sequence[int] = ()) -> None:
        """Let everything leave again, the ids in `order` first and in that order, all due now."""
        with self._changed:
            self._holding = False
            soonest = min((d.due_at for d in self._deliveries.values()), default=0.0)
            for position, number in enumerate(order, start=-len(order)):
                # Earlier than all else: the queue sorts by due time, then by position.
                self._deliveries[number].due_at = soonest - 1
                self._deliveries[number].position = position
            self._changed.notify_all()

    def duplicate(self, delivery: Delivery) -> Delivery:
        """Queue the same bytes with the same signature once more."""
        return self.enqueue(delivery.event, delivery.body, delivery.signature, delivery.reference)

    def drop(self, delivery: Delivery) -> None:
        """Never send this delivery (again)."""
        with self._changed:
            if delivery.state == PENDING:
                delivery.state, delivery.reason = DROPPED, "dropped by a control call"
            self._changed.notify_all()

    def drop_next(self, times: int) -> None:
        """Drop the next `times` events as they happen."""
        with self._changed:
            self._drop_next = times

    def wait_idle(self, timeout: float) -> bool:
        """Wait up to `timeout` real seconds until nothing is due or on its way; False when time ran out."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._in_flight and self._due() is None, timeout)

    def clear(self) -> None:
        """Forget all deliveries and what was told about them."""
        with self._changed:
            self._deliveries.clear()
            self._holding, self._drop_next = False, 0
            self._changed.notify_all()

    def snapshot(self) -> list[Json]:
        """All deliveries as plain JSON values."""
        return [delivery.as_json() for delivery in self.deliveries()]

    def restore(self, rows: list[Json]) -> None:
        """Take over the deliveries of a `snapshot`."""
        with self._changed:
            self._deliveries = {row["id"]: Delivery.from_json(row) for row in rows}
            self._last_id = max(self._deliveries, default=0)
            self._changed.notify_all()

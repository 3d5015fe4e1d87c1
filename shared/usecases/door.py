"""What every charge passes before it is sent: the main switch, and the room that Paystack's limit leaves."""

from dataclasses import dataclass

from shared.domain.charge_pace import Ticket
from shared.ports import ChargePace, ChargingSwitch, Clock


@dataclass(frozen=True, slots=True)
class Door:
    """The ports that decide, and the ticket that this charge came with."""

    switch: ChargingSwitch
    pace: ChargePace
    clock: Clock
    ticket: Ticket

    def is_open(self) -> bool:
        """Whether subscriptions may be charged at all."""
        return self.switch.is_on()

    def has_room(self) -> bool:
        """Whether this one may be sent now."""
        now = self.clock.now()
        return now <= self.ticket.kept_until or self.pace.take(1, now, is_waited_for=self.ticket.is_waited_for) == 1

    def shut(self) -> None:
        """Paystack has said that there were too many, or says nothing at all: nobody sends for a minute."""
        self.pace.shut(self.clock.now())

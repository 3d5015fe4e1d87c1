"""Mails in memory."""

from shared.domain.errors import MailUnavailable
from shared.domain.mail import Mail, MailKind
from shared.domain.user import User
from tests.support.fakes import FakeClock

THREE_DAYS = 3 * 86_400


class FakeMailQueue:
    """Keeps what was asked for; `is_down` makes every call fail."""

    def __init__(self) -> None:
        self.requested: list[tuple[MailKind, str]] = []
        self.is_down = False

    def request_mail(self, kind: MailKind, email: str) -> None:
        if self.is_down:
            raise MailUnavailable("No mail can be sent now.")
        self.requested.append((kind, email))


class FakeMailer:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send_mail(self, mail: Mail) -> None:
        self.sent.append(mail)


class FakeLinks:
    """Tokens that say what they are bound to."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock

    def issue_link_token(self, kind: MailKind, user: User) -> str:
        return self._token(kind, user, self._clock.now())

    def is_link_token(self, kind: MailKind, user: User, token: str) -> bool:
        issued = token.rpartition(" ")[2]
        if not issued.isdigit() or token != self._token(kind, user, int(issued)):
            return False
        return 0 <= self._clock.now() - int(issued) <= THREE_DAYS

    def _token(self, kind: MailKind, user: User, issued: int) -> str:
        state = (kind.value, user.id, user.password_hash, str(user.token_generation), user.email)
        return " ".join([*state, str(issued)])

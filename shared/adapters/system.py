"""Time and chance of the machine itself."""

import base64
import secrets
import time


class SystemClock:
    """Implements `shared.ports.Clock`."""

    def now(self) -> int:
        """Return the current instant in whole UTC epoch seconds."""
        return int(time.time())

    def wait_until(self, instant: int) -> None:
        """Sleep until that instant."""
        time.sleep(max(0.0, instant - time.time()))


class RandomIds:
    """Implements `shared.ports.Ids`."""

    def new_user_id(self) -> str:
        """Return 100 random bits as 20 lowercase base32 characters."""
        return base64.b32encode(secrets.token_bytes(13)).decode().lower()[:20]

"""The passwords that everybody tries first: 19,640 of them, from Django (shared/NOTICE)."""

from pathlib import Path

_LIST = Path(__file__).with_suffix(".txt")


class ListedPasswords:
    """A container of common passwords; the file is kept as one piece of bytes, since to search it is quicker than
    to make a set of it in a process that checks a password or two."""

    def __init__(self) -> None:
        self._lines = b"\n" + _LIST.read_bytes()

    def __contains__(self, password: object) -> bool:
        """Whether this very password, in lower case, is listed."""
        line = str(password).encode(errors="replace")
        return b"\n" not in line and b"\n" + line + b"\n" in self._lines

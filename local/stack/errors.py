"""What can go wrong here, said to a person in one sentence."""

from __future__ import annotations

from pathlib import Path

TAIL_LINES = 25


class StackError(Exception):
    """Something a person has to know: the sentence says what to do, the log's end shows why."""

    def __init__(self, message: str, log: Path | None = None) -> None:
        super().__init__(message)
        self.log = log

    def full_text(self) -> str:
        """The message and, where there is a log, its last lines."""
        if self.log is None or not self.log.exists():
            return str(self)
        return f"{self}\n\n--- the end of {self.log} ---\n{tail(self.log)}"


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

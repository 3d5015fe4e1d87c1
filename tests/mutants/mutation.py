"""One deliberate mistake in the charging code."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Mutation:
    """Replace `old` by `new` in `file`; `cost` says what that would do to a customer or the merchant.

    `suite` names the tests that should notice first (see `run.SUITES`).
    """

    name: str
    cost: str
    file: str
    old: str
    new: str
    suite: str = "unit"

    def applied(self, root: Path = ROOT) -> str:
        """Return the file's text with the mistake in it; raise ValueError when the list has rotted."""
        text = (root / self.file).read_text(encoding="utf-8")
        found = text.count(self.old)
        if found != 1:
            raise ValueError(f"mutation '{self.name}': its old text is {found} times in {self.file}, not once")
        return text.replace(self.old, self.new)

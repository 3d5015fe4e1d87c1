"""Chance that can be repeated: each draw follows from the seed, whose it is and what it is about.

No draw depends on another, so that a failing run can be replayed with fewer customers and fewer faults while all
that is left stays as it was.
"""

from collections import Counter
from hashlib import blake2b

_ALL = 1 << 32


class Chaos:
    """`only` names the faults that may strike, all of them when it is None; `struck` those that did, in order."""

    def __init__(self, seed: str, only: frozenset[str] | None = None) -> None:
        self.is_on = True
        self.only = only
        self.struck: list[str] = []
        self._seed = seed.encode()
        self._drawn: Counter[str] = Counter()

    def draw(self, about: str) -> int:
        """Return 64 random bits, others each time."""
        self._drawn[about] += 1
        return self._bits(f"{about} #{self._drawn[about]}")

    def chance(self, about: str, rate: float) -> bool:
        """Whether something happens that is no fault."""
        return self.draw(about) % _ALL < rate * _ALL

    def between(self, about: str, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + self.draw(about) % (high - low + 1)

    def strike(self, about: str, rate: float) -> int | None:
        """Return random bits to shape a fault with, or None: nothing strikes."""
        if not self.is_on:
            return None
        self._drawn[about] += 1
        name = f"{about} #{self._drawn[about]}"
        bits = self._bits(name)
        if bits % _ALL >= rate * _ALL or (self.only is not None and name not in self.only):
            return None
        self.struck.append(name)
        return bits // _ALL

    def _bits(self, name: str) -> int:
        return int.from_bytes(blake2b(name.encode(), digest_size=8, key=self._seed).digest())

"""Small files: private ones, locks, and a fingerprint of many."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local.stack.errors import StackError

PRIVATE = 0o600


def _private_folder(path: Path) -> None:
    # The stack's data hold its secrets, too; a folder that is there already keeps its mode.
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only from its first byte on."""
    _private_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def fingerprint(root: Path, sources: Iterable[str], *extra: str) -> str:
    """One hash of files and folders (names and bytes) and of some words beside them."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(file for source in sources for file in _files(root / source)):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for found in path.rglob("*"):
        inside = found.relative_to(path).parts
        # Caches and editors' hidden files are not part of what is deployed.
        if found.is_file() and found.suffix != ".pyc" and not any(p[0] == "." or p == "__pycache__" for p in inside):
            yield found


@contextmanager
def lock(path: Path, busy: str | None = None) -> Iterator[None]:
    """Hold a lock file, which ends with the process; wait for it, or fail with the sentence `busy`."""
    _private_folder(path.parent)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))
        except BlockingIOError:
            raise StackError(busy or "") from None
        yield

"""A bundle of certificate authorities as a folder in which OpenSSL finds each by its name, and reads no other.

To read all of Mozilla's roots costs each process 17 ms of CPU; of a folder the one that signed is read. A file is
named by the hash of its subject as OpenSSL writes it canonically (`openssl rehash` does the same): text in UTF-8,
lower case, with single spaces, each attribute in its set, without the sequence around them.

    python roots.py bundle.pem folder
"""

import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_SEQUENCE, _SET, _VERSION, _UTF8 = 0x30, 0x31, 0xA0, 0x0C
_TEXTS = {
    **{_UTF8: "utf-8", 0x13: "ascii", 0x16: "ascii", 0x1A: "ascii", 0x14: "latin-1"},
    **{0x1E: "utf-16-be", 0x1C: "utf-32-be"},
}
"""The kinds of text that are compared as text: UTF-8, printable, IA5, visible, T61, BMP and universal strings."""
_SPACES = re.compile(r"[ \t\n\v\f\r]+")
_LONG = 0x80

Element = tuple[int, bytes, bytes]
"""Tag, content, and the whole with its head."""


def write(folder: Path, bundle: str) -> None:
    """Write each certificate of a bundle (PEM) into its own file."""
    folder.mkdir(parents=True, exist_ok=True)
    for found in _CERTIFICATE.finditer(bundle):
        name = subject_hash(base64.b64decode(found[1]))
        number = next(number for number in range(100) if not (folder / f"{name}.{number}").exists())
        (folder / f"{name}.{number}").write_text(f"{found[0]}\n", encoding="ascii")


def subject_hash(certificate: bytes) -> str:
    """Return the eight hexadecimal digits by which OpenSSL looks a certificate (DER) up."""
    ((_, content, _),) = _elements(certificate)
    _, signed, _ = next(_elements(content))
    fields = [one for one in _elements(signed) if one[0] != _VERSION]
    subject = fields[4][1]  # after serial number, algorithm, issuer and validity
    canonical = b"".join(_canonical_set(content) for _, content, _ in _elements(subject))
    digest = hashlib.sha1(canonical, usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"


def _canonical_set(attributes: bytes) -> bytes:
    return _encoded(_SET, b"".join(sorted(_canonical_attribute(content) for _, content, _ in _elements(attributes))))


def _canonical_attribute(attribute: bytes) -> bytes:
    (_, _, kind), (tag, value, whole) = _elements(attribute)
    if tag in _TEXTS:
        text = _SPACES.sub(" ", value.decode(_TEXTS[tag]).strip(" \t\n\v\f\r"))
        lower = "".join(one.lower() if one.isascii() else one for one in text)
        whole = _encoded(_UTF8, lower.encode())
    return _encoded(_SEQUENCE, kind + whole)


def _elements(data: bytes) -> Iterator[Element]:
    """The elements of DER that stand one after the other."""
    at = 0
    while at < len(data):
        begin, length = at + 2, data[at + 1]
        if length & _LONG:
            begin += length & ~_LONG
            length = int.from_bytes(data[at + 2 : begin], "big")
        yield data[at], data[begin : begin + length], data[at : begin + length]
        at = begin + length


def _encoded(tag: int, content: bytes) -> bytes:
    if len(content) < _LONG:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG | len(length))) + length + content


if __name__ == "__main__":
    write(Path(sys.argv[2]), Path(sys.argv[1]).read_text(encoding="utf-8"))

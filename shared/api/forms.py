"""Forms: bodies of `name=value` pairs and of parts, as Django reads them; texts only, a file becomes its bytes."""

import base64
import binascii
import re
from urllib.parse import parse_qsl

from shared.api.bodies import header_options
from shared.api.errors import ParseError

MAX_FIELDS = 1_000
_BOUNDARY = re.compile(r"[ -~]{0,200}[!-~]")


def parse_form(raw: bytes, encoding: str) -> dict[str, object]:
    """Return the fields of an `application/x-www-form-urlencoded` body; raise ParseError for more than a thousand."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("iso-8859-1")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, encoding=encoding, max_num_fields=MAX_FIELDS))
    except ValueError:
        raise _too_many() from None


def parse_multipart(raw: bytes, content_type: str, boundary: str | None, encoding: str) -> dict[str, object]:
    """Return the fields of a `multipart/form-data` body; raise ParseError as Django does."""
    if not content_type.startswith("multipart/"):  # Django looks for it in lower case
        raise _malformed(f"Invalid Content-Type: {content_type}")
    if not content_type.isascii():
        raise _malformed(f"Invalid non-ASCII Content-Type in multipart: {content_type}")
    if not boundary or not _BOUNDARY.fullmatch(boundary):
        raise _malformed(f"Invalid boundary in multipart: {boundary}")
    parts = raw.split(b"--" + boundary.encode())
    if len(parts) > MAX_FIELDS + 2:
        raise _too_many()
    ended = [*(_without_line_end(part) for part in parts[:-1]), parts[-1]]
    return dict(field for field in (_field(part, encoding) for part in ended) if field)


def _without_line_end(part: bytes) -> bytes:
    """The line end before a boundary belongs to the boundary."""
    return part.removesuffix(b"\n").removesuffix(b"\r") if part.endswith(b"\n") else part


def _field(part: bytes, encoding: str) -> tuple[str, object] | None:
    """Return name and value of a part; None for one that is no field."""
    head, separator, content = part.partition(b"\r\n\r\n")
    headers = _headers(head) if separator else {}
    _, disposition = headers.get("content-disposition", ("", {}))
    if "name" not in disposition:
        return None
    transfer, _ = headers.get("content-transfer-encoding", ("", {}))
    if transfer == "base64":
        content = _decoded(content)
    name = disposition["name"].strip()
    return name, content if disposition.get("filename") else content.decode(encoding, errors="replace")


def _headers(head: bytes) -> dict[str, tuple[str, dict[str, str]]]:
    lines = (line.decode(errors="replace").partition(":") for line in head.split(b"\r\n"))
    return {name.strip().lower(): header_options(value) for name, colon, value in lines if colon}


def _decoded(content: bytes) -> bytes:
    try:
        return base64.b64decode(content)
    except binascii.Error:
        return content


def _malformed(reason: str) -> ParseError:
    return ParseError(f"Multipart form parse error - {reason}")


def _too_many() -> ParseError:
    return ParseError(f"A form has at most {MAX_FIELDS} fields.")

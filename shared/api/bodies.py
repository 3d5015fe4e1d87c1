"""Bodies of requests: JSON, and for the endpoints of accounts forms as well, read as the old API read them.

Its answers to what cannot be read are Django's and the Django REST Framework's own words.
"""

import codecs
import io
import json
import re
from decimal import Decimal
from typing import NoReturn

from shared.api.errors import ParseError, UnsupportedMediaType

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_JSON = frozenset({"application/json", "application/*", "*/*"})
_OPTION = re.compile(r';\s*([\w*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_SLOW = frozenset({"idna", "punycode"})
"""Encodings of names, not of texts: they take longer than a function lives for a body of ours."""


def parse_body(raw: bytes, content_type: str, *, takes_forms: bool) -> object:
    """Return the value of a JSON body, or of a form a dict; an empty body is an empty object.

    Numbers with a fraction become Decimal, a file in a form its bytes; of a name that comes twice the last counts.
    Without `takes_forms` a body without a content type is JSON, and half a character anywhere is refused.
    Raise UnsupportedMediaType for another content type, and ParseError for a body that is not what it says it is.
    """
    if not raw:
        return {}
    media_type, options = header_options(content_type)
    if media_type in _JSON or not (media_type or takes_forms):
        return _parse_json(raw, _encoding(options), is_strict=not takes_forms)
    if takes_forms and media_type in {FORM, MULTIPART}:
        from shared.api.forms import parse_form, parse_multipart  # rarely needed: not worth a cold start

        if media_type == FORM:
            return parse_form(raw, _encoding(options))
        return parse_multipart(raw, content_type, options.get("boundary"), _encoding(options))
    raise UnsupportedMediaType(f'Unsupported media type "{content_type}" in request.')


def header_options(value: str) -> tuple[str, dict[str, str]]:
    """Return what a header such as `text/plain; charset=utf-8` says, in lower case, and its options by name."""
    main, separator, rest = value.partition(";")
    options = {name.lower(): _unquoted(text.strip()) for name, text in _OPTION.findall(separator + rest)}
    return main.strip().lower(), options


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if is_quoted else text


def _encoding(options: dict[str, str]) -> str:
    """The body's encoding: UTF-8 unless the header names one that exists; raise ParseError for another codec."""
    named = options.get("charset") or "utf-8"
    try:
        name = codecs.lookup(named).name
    except (LookupError, ValueError):
        return "utf-8"
    try:
        "".encode(named)  # refuses the codecs that compress, of which a small body could be very large
    except (LookupError, UnicodeError):
        name = "idna"
    if name in _SLOW:
        raise ParseError(f'Unsupported charset "{named}" in request Content-Type header.')
    return name


def _parse_json(raw: bytes, encoding: str, *, is_strict: bool) -> object:
    try:
        text = codecs.getreader(encoding)(io.BytesIO(raw)).read()
        value = json.loads(text, parse_float=_finite, parse_constant=_refuse_constant)
        if is_strict and "\\ud" in text.lower():  # half an escaped pair is no character: nothing could store it
            json.dumps(value, default=str, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ParseError(f"JSON parse error - {_in_older_words(error)}") from None
    return value


def _in_older_words(error: Exception) -> Exception:
    """The error as Python said it before 3.13, which has words of its own for a comma at the end."""
    if not (isinstance(error, json.JSONDecodeError) and error.msg.startswith("Illegal trailing comma")):
        return error
    rest = error.doc[error.pos + 1 :]
    end = error.pos + 1 + len(rest) - len(rest.lstrip())
    is_list = error.doc[end : end + 1] == "]"
    message = "Expecting value" if is_list else "Expecting property name enclosed in double quotes"
    return json.JSONDecodeError(message, error.doc, end)


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if number.adjusted() > _LARGEST_EXPONENT:
        _refuse_constant("-Infinity" if number < 0 else "Infinity")
    return number


_LARGEST_EXPONENT = 308
"""Beyond it the old API's numbers were infinite."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {name!r}")

"""Bodies in JSON and as forms: what is read, and the old API's words for what is not."""

import json
import sys
from decimal import Decimal

import pytest

from shared.api.bodies import header_options, parse_body
from shared.api.errors import ParseError, UnsupportedMediaType

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"


def read(raw, content_type=JSON, *, takes_forms=True):
    return parse_body(raw, content_type, takes_forms=takes_forms)


def refusal(raw, content_type=JSON, *, takes_forms=True):
    with pytest.raises(ParseError) as refused:
        read(raw, content_type, takes_forms=takes_forms)
    return refused.value.detail


def part(name, value, *headers):
    lines = [f'Content-Disposition: form-data; name="{name}"', *headers]
    return "\r\n".join(["--b", *lines, "", value, ""]).encode()


class TestContentType:
    @pytest.mark.parametrize(
        "content_type", [JSON, "application/json; charset=utf-8", " Application/JSON ", "application/*", "*/*"]
    )
    @pytest.mark.parametrize("takes_forms", [True, False])
    def test_of_json_has_several_names(self, content_type, takes_forms):
        assert read(b'{"a": 1}', content_type, takes_forms=takes_forms) == {"a": 1}

    @pytest.mark.parametrize("content_type", ["text/plain", "text/json", "application/jsonp", "multipart/mixed"])
    @pytest.mark.parametrize("takes_forms", [True, False])
    def test_of_something_else_is_refused_as_it_was_sent(self, content_type, takes_forms):
        with pytest.raises(UnsupportedMediaType) as refused:
            read(b"{}", f"{content_type}; x=y", takes_forms=takes_forms)
        assert refused.value.detail == f'Unsupported media type "{content_type}; x=y" in request.'

    @pytest.mark.parametrize("content_type", [FORM, MULTIPART])
    def test_of_a_form_is_refused_where_forms_are_not_taken(self, content_type):
        with pytest.raises(UnsupportedMediaType):
            read(b"a=1", content_type, takes_forms=False)

    def test_may_be_missing_where_there_is_but_json(self):
        assert read(b'{"a": 1}', "", takes_forms=False) == {"a": 1}
        with pytest.raises(UnsupportedMediaType, match='"" in request'):
            read(b'{"a": 1}', "")

    @pytest.mark.parametrize("content_type", [JSON, FORM, MULTIPART, "text/plain", ""])
    def test_of_nothing_does_not_matter(self, content_type):
        assert read(b"", content_type) == {}

    @pytest.mark.parametrize(
        ("value", "main", "options"),
        [
            ("text/plain", "text/plain", {}),
            ("Text/Plain ; Charset = UTF-8", "text/plain", {"charset": "UTF-8"}),
            ('a/b; x="1; y=2"; z="q\\"r"', "a/b", {"x": "1; y=2", "z": 'q"r'}),
            ('a/b; x="', "a/b", {"x": '"'}),
            ("", "", {}),
        ],
    )
    def test_has_options(self, value, main, options):
        assert header_options(value) == (main, options)


class TestJson:
    def test_numbers_with_a_fraction_are_exact(self):
        parsed = read(b'{"amount": 0.1, "n": 1e2, "i": 7}')
        assert parsed == {"amount": Decimal("0.1"), "n": Decimal("1E+2"), "i": 7}
        assert [type(value) for value in parsed.values()] == [Decimal, Decimal, int]

    @pytest.mark.parametrize("takes_forms", [True, False])
    @pytest.mark.parametrize(
        "raw",
        [
            *(b"{", b"{'a': 1}", b'{"a": 1,}', b"nul", b"\xff\xfe", b'{"a": "\xff"}', b"a=1"),
            *(b"[" * 60_000, b'{"n": ' + b"9" * 5_000 + b"}", b" \r\n"),
        ],
    )
    def test_anything_else_is_refused(self, raw, takes_forms):
        assert refusal(raw, takes_forms=takes_forms).startswith("JSON parse error - ")

    @pytest.mark.parametrize(
        ("raw", "told"),
        [
            (b"{bad", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
            (b"  \n", "Expecting value: line 2 column 1 (char 3)"),
            (b'{"u": "x",}', "Expecting property name enclosed in double quotes: line 1 column 11 (char 10)"),
            (b'{"u": "x", \n }', "Expecting property name enclosed in double quotes: line 2 column 2 (char 13)"),
            (b'{"u": [1, ]}', "Expecting value: line 1 column 11 (char 10)"),
            (b'{"u":NaN}', "Out of range float values are not JSON compliant: 'NaN'"),
            (b'{"u":-Infinity}', "Out of range float values are not JSON compliant: '-Infinity'"),
            (b'{"u":1e400}', "Out of range float values are not JSON compliant: 'Infinity'"),
            (b'{"u":-1e400}', "Out of range float values are not JSON compliant: '-Infinity'"),
            (b"\xef\xbb\xbf{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"),
            (b'{"username":"\xff"}', "'utf-8' codec can't decode byte 0xff in position 13: invalid start byte"),
        ],
    )
    def test_the_refusal_has_pythons_own_words(self, raw, told):
        assert refusal(raw) == f"JSON parse error - {told}"

    def test_a_pair_of_surrogates_is_one_character(self):
        assert read(b'{"a": "\\ud83d\\ude00"}', takes_forms=False) == {"a": "\U0001f600"}

    @pytest.mark.parametrize("raw", [b'{"a": "\\ud800"}', b'{"\\udc00": 1}'])
    def test_half_a_pair_is_left_to_the_fields_or_refused(self, raw):
        assert refusal(raw, takes_forms=False).startswith("JSON parse error - ")
        assert read(raw)

    @pytest.mark.parametrize(("raw", "value"), [(b"[]", []), (b"null", None), (b'"x"', "x"), (b"true", True)])
    def test_other_values_are_left_to_the_schema(self, raw, value):
        assert read(raw) == value

    def test_of_a_name_that_comes_twice_the_last_counts(self):
        assert read(b'{"a": 1, "a": 2}') == {"a": 2}

    def test_a_hundred_levels_are_read(self):
        assert read(b'{"a":' * 100 + b"1" + b"}" * 100)

    @pytest.mark.parametrize("encoding", ["latin-1", "UTF-16", "cp1252", "utf-8-sig"])
    def test_is_read_in_the_encoding_that_is_named(self, encoding):
        raw = json.dumps({"a": "é"}, ensure_ascii=False).encode(encoding)
        assert read(raw, f"{JSON}; charset={encoding}") == {"a": "é"}

    @pytest.mark.parametrize("encoding", ["nope", "", "a\x00b", "é"])
    def test_an_encoding_that_does_not_exist_is_utf_8(self, encoding):
        assert read('{"a": "é"}'.encode(), f"{JSON}; charset={encoding}") == {"a": "é"}

    @pytest.mark.parametrize("encoding", ["zlib", "bz2_codec", "hex", "base64", "rot13", "idna", "punycode"])
    @pytest.mark.parametrize("content_type", [JSON, FORM, MULTIPART])
    def test_what_is_no_encoding_of_texts_is_refused(self, encoding, content_type):
        told = refusal(b"{}", f"{content_type}; charset={encoding}")
        assert told == f'Unsupported charset "{encoding}" in request Content-Type header.'


class TestForm:
    @pytest.mark.parametrize(
        ("raw", "fields"),
        [
            (b"username=amina&password=a+b%21", {"username": "amina", "password": "a b!"}),
            (b"a=1&a=2&b=", {"a": "2", "b": ""}),
            (b"a;b=1", {"a;b": "1"}),
            (b"a", {"a": ""}),
            (b"&&", {}),
            (b"a=%ff%fe", {"a": "\ufffd\ufffd"}),
            (b"a=\xff", {"a": "ÿ"}),
            ("a=пароль".encode(), {"a": "пароль"}),
        ],
    )
    def test_is_read_as_django_reads_it(self, raw, fields):
        assert read(raw, FORM) == fields

    def test_has_at_most_a_thousand_fields(self):
        many = [f"f{number}=1" for number in range(1_001)]
        assert len(read("&".join(many[:1_000]).encode(), FORM)) == 1_000
        assert "1000 fields" in refusal("&".join(many).encode(), FORM)


class TestMultipart:
    def test_has_a_part_for_each_field(self):
        raw = part("username", "amina") + part("password", "two\r\nlines") + b"--b--\r\n"
        assert read(raw, MULTIPART) == {"username": "amina", "password": "two\r\nlines"}

    @pytest.mark.parametrize(
        ("raw", "fields"),
        [
            (b"x", {}),
            (b"--b--\r\n", {}),
            (b"--b\r\n\r\n--b--", {}),
            (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", {}),
            (b"--b\r\nno header\r\n\r\nx\r\n--b--", {}),
            (part("a", "1") + part("a", "2") + b"--b--", {"a": "2"}),
            (b"--b\r\ncontent-disposition: form-data; name= a \r\n\r\nx\n--b--", {"a": "x"}),
            (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end', {"a": "no end"}),
            (part("a", "YSBi", "Content-Transfer-Encoding: base64") + b"--b--", {"a": "a b"}),
            (part("a", "YSB", "Content-Transfer-Encoding: base64") + b"--b--", {"a": "YSB"}),
            ("é".encode().join(part("a", "|").split(b"|")) + b"--b--", {"a": "é"}),
            (b"\xff".join(part("a", "|").split(b"|")) + b"--b--", {"a": "\ufffd"}),
        ],
    )
    def test_is_read_as_django_reads_it(self, raw, fields):
        assert read(raw, MULTIPART) == fields

    def test_a_file_is_its_bytes_and_never_a_text(self):
        raw = b'--b\r\nContent-Disposition: form-data; name="a"; filename="x.txt"\r\n\r\nhello\r\n--b--\r\n'
        assert read(raw, MULTIPART) == {"a": b"hello"}

    @pytest.mark.parametrize(
        ("content_type", "told"),
        [
            ("multipart/form-data", "Invalid boundary in multipart: None"),
            ("multipart/form-data; boundary=", "Invalid boundary in multipart: "),
            (f"multipart/form-data; boundary={'b' * 202}", f"Invalid boundary in multipart: {'b' * 202}"),
            ("Multipart/Form-Data; boundary=b", "Invalid Content-Type: Multipart/Form-Data; boundary=b"),
            (
                "multipart/form-data; boundary=é",
                "Invalid non-ASCII Content-Type in multipart: multipart/form-data; boundary=é",
            ),
        ],
    )
    def test_without_a_good_boundary_is_refused(self, content_type, told):
        assert refusal(b"x", content_type) == f"Multipart form parse error - {told}"

    def test_has_at_most_a_thousand_parts(self):
        parts = [part(f"f{number}", "1") for number in range(1_001)]
        assert len(read(b"".join(parts[:1_000]) + b"--b--", MULTIPART)) == 1_000
        assert "1000 fields" in refusal(b"".join(parts) + b"--b--", MULTIPART)


def test_reading_json_imports_nothing_of_forms(monkeypatch):
    monkeypatch.delitem(sys.modules, "shared.api.forms", raising=False)
    read(b"{}")
    assert "shared.api.forms" not in sys.modules

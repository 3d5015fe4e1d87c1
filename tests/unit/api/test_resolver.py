"""Which endpoint serves an event, and what the gateway is answered."""

import pytest

from shared.api.resolver import Resolver, Response


def answer(text: str, **headers: str) -> Response:
    return Response(200, "text/plain", text, headers)


@pytest.fixture
def resolver():
    made = Resolver()
    made.add("GET", "/payments/", lambda: answer("all"))
    made.add("POST", "/payments/", lambda: answer("new"))
    made.add("GET", "/payments/<number>/", lambda number: answer(f"payment {number}"))
    made.add("GET", "/payments/<number>/cards/<card>/", lambda number, card: answer(f"{card} of {number}"))
    made.not_found(lambda: answer("none"))
    return made


def served(resolver: Resolver, method: str, path: str) -> str:
    body: str = resolver.resolve({"httpMethod": method, "path": path})["body"]
    return body


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/payments/", "all"),
        ("GET", "/payments", "all"),
        ("GET", "/payments//", "all"),
        ("POST", "/payments/", "new"),
        ("GET", "/payments/12/", "payment 12"),
        ("GET", "/payments/12", "payment 12"),
        ("GET", "/payments/a b%2F/", "payment a b%2F"),
        ("GET", "/payments/12/cards/visa/", "visa of 12"),
        ("GET", "/payments/12/cards//", "none"),
        ("GET", "/payments//cards/visa", "none"),
        ("GET", "/payments/12/chips/visa/", "none"),
        ("GET", "/payments/12/cards/", "none"),
        ("DELETE", "/payments/", "none"),
        ("GET", "/", "none"),
        ("GET", "/other/payments/", "none"),
    ],
)
def test_an_event_goes_to_the_endpoint_of_its_method_and_path(resolver: Resolver, method: str, path: str, body: str):
    assert served(resolver, method, path) == body


def test_the_root_can_be_served():
    resolver = Resolver()
    resolver.add("GET", "/", lambda: answer("home"))

    assert served(resolver, "GET", "/") == "home"


def test_the_gateway_gets_what_a_rest_api_takes():
    resolver = Resolver()
    resolver.add("GET", "/", lambda: Response(201, "text/plain", "home", {"Vary": "Origin"}))

    assert resolver.resolve({"httpMethod": "GET", "path": "/"}) == {
        "statusCode": 201,
        "multiValueHeaders": {"Content-Type": ["text/plain"], "Vary": ["Origin"]},
        "body": "home",
        "isBase64Encoded": False,
    }


def test_an_event_without_an_endpoint_is_an_error_where_nobody_answers_it():
    with pytest.raises(LookupError):
        Resolver().resolve({"httpMethod": "GET", "path": "/"})


def test_the_event_being_served_can_be_read():
    resolver, event = Resolver(), {"httpMethod": "GET", "path": "/"}
    resolver.add("GET", "/", lambda: answer(resolver.event["path"]))

    assert resolver.resolve(event)["body"] == "/"

"""Functions, template and document say the same about what is served."""

import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from local import openapi
from shared.api.rest import METHODS
from tests.infrastructure.project import FUNCTIONS, api_events, operations
from tests.support.events import event_names, load_event

Route = tuple[str, str]


def served(function: str) -> set[Route]:
    return {(one.method, openapi.documented_path(one.path)) for one in operations(function)}


def is_of_accounts(path: str) -> bool:
    return not path.startswith("/dukka/")


def refused(function: str) -> set[Route]:
    """What the gateway hands on so that it is refused as the old API did: 405, or 401."""
    all_served = set().union(*(served(one) for one in FUNCTIONS))
    paths = {path for _, path in served(function) if is_of_accounts(path)}
    routed = {(method, f"{path}/") for method, path in api_events(function)}
    return {route for route in routed - all_served if route[0] in METHODS and route[1] in paths}


def documented() -> set[Route]:
    paths = json.loads(openapi.DOCUMENT.read_text(encoding="utf-8"))["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_gateway_routes_to_a_function_what_it_serves_and_nothing_else(function: str):
    assert {(method, f"{path}/") for method, path in api_events(function)} == served(function) | refused(function)


@pytest.mark.parametrize(
    "path", sorted({path for one in FUNCTIONS for _, path in served(one) if is_of_accounts(path)})
)
def test_every_method_of_a_path_of_accounts_reaches_a_function(path: str):
    routed = {method for one in FUNCTIONS for method, its in api_events(one) if f"{its}/" == path}

    assert routed == set(METHODS)


def test_the_document_describes_every_route_and_no_other():
    assert documented() == set().union(*(served(function) for function in FUNCTIONS))


def test_no_route_is_served_twice():
    routes = [route for function in FUNCTIONS for route in served(function)]

    assert len(routes) == len(set(routes))


def test_the_document_is_what_the_endpoints_say(capsys: pytest.CaptureFixture[str]):
    assert openapi.main(["--check"]) == 0, capsys.readouterr().err


def test_a_document_that_is_out_of_date_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys):
    monkeypatch.setattr(openapi, "DOCUMENT", tmp_path / "openapi.json")

    assert openapi.main(["--check"]) == 1
    assert "python -m local.openapi" in capsys.readouterr().err
    assert openapi.main([]) == 0
    assert openapi.main(["--check"]) == 0


def test_the_document_is_valid():
    OpenAPIV31SpecValidator(json.loads(openapi.DOCUMENT.read_text(encoding="utf-8"))).validate()
    assert not list(OpenAPIV31SpecValidator(openapi.document()).iter_errors())


def test_every_operation_has_a_name_of_its_own():
    described = [one for methods in openapi.document()["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in described]

    assert len(names) == len(set(names))
    assert all(one["summary"] and one["tags"] for one in described)


def test_what_needs_a_user_says_so():
    for path, methods in openapi.document()["paths"].items():
        for method, described in methods.items():
            operation = next(
                one
                for function in FUNCTIONS
                for one in operations(function)
                if (one.method.lower(), openapi.documented_path(one.path)) == (method, path)
            )
            assert bool(described["security"]) is (operation.needs_user or operation.needs_staff)
            assert ("401" in described["responses"]) >= operation.needs_user


@pytest.mark.parametrize("name", event_names())
def test_an_event_file_belongs_to_a_route_of_its_function(name: str):
    function = name.split("/", maxsplit=1)[0]
    values = dict.fromkeys(("access", "refresh", "user_id", "signature", "start_at", "uid", "link", "staff"), "x")
    values |= {"dispute_id": "7", "file_name": "x.pdf", "webhook_id": "x"}
    values |= {"run_id": "1-2-3", "difference_id": "0" * 32}
    event = load_event(name, **values)

    assert function in FUNCTIONS
    if api_events(function):
        assert (event["httpMethod"], event["resource"]) in api_events(function)
        assert event["path"].rstrip("/").count("/") == event["resource"].count("/")
        assert event["requestContext"]["path"] == f"/v1{event['path']}"
        assert event["multiValueHeaders"] == {header: [value] for header, value in event["headers"].items()}

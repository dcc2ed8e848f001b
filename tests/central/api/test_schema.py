"""What the OpenAPI document says is what the API does: schemathesis tries to find otherwise."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

OPERATIONS = [
    ("GET", "/v1/appeals"),
    ("GET", "/v1/appeals/{id}"),
    ("GET", "/v1/appeals/{id}/export"),
    ("PUT", "/v1/appeals/{id}/official-number"),
    ("PUT", "/v1/appeals/{id}/status"),
]


@pytest.fixture
def document(client, arrive):
    """The API's own document, with some appeals behind it."""
    for _ in range(2):
        arrive()
    return schemathesis.openapi.from_asgi("/openapi.json", client.app)


def test_every_operation_of_the_document_is_tried(document) -> None:
    found = [(made.ok().method.upper(), made.ok().path) for made in document.get_all_operations()]
    assert sorted(found) == sorted(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_to_its_document(document, client, method, path, mode) -> None:
    operation = document[path][method]

    @settings(
        max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def keeps_to_it(case) -> None:
        # A request whose fault is that it names no key must stay without one.
        named = "Authorization" in (case.headers or {})
        key = {"Authorization": client.headers["Authorization"]} if named else {}
        case.call_and_validate(headers=key)

    keeps_to_it()

"""The API over a central that has taken appeals over."""

import pytest
from fastapi.testclient import TestClient

from central.api.app import ApiRooms, create_api
from central.api.tokens import Tokens


@pytest.fixture
def tokens(central, calendar) -> Tokens:
    return Tokens(central.store, calendar)


@pytest.fixture
def api(central, tokens):
    """The application."""

    rooms = ApiRooms(central.cases, central.registry, central.audit, central.exporter, tokens)
    return create_api(rooms)


@pytest.fixture
def client(api, tokens) -> TestClient:
    """Another system with a key that may write."""
    client = TestClient(api, raise_server_exceptions=True)
    client.headers["Authorization"] = f"Bearer {tokens.make('edo', may_write=True)}"
    return client


@pytest.fixture
def arrive(central, offer):
    """Makes appeals that were taken over."""

    def take(**more):
        clip = offer(**more)
        central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
        return clip

    return take

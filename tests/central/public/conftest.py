"""The public page over a central."""

import pytest
from fastapi.testclient import TestClient

from central.lookup import Lookup
from central.public.app import PublicRooms, create_public

ADDRESS = "http://testserver"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def public(central, clock):
    """Makes visitors of the public page."""

    def make(*, ask_phone: bool = False, language: str = "en") -> TestClient:
        rooms = PublicRooms(
            address=ADDRESS,
            lookup=Lookup(central.registry, clock, ask_phone=ask_phone),
            registry=central.registry,
            directory=central.publisher.directory,
            open_video=central.videos.open_into,
            monotonic=clock,
            films_bytes=100_000_000,
        )
        client = TestClient(create_public(rooms), base_url=ADDRESS)
        client.headers["Accept-Language"] = language
        client.headers["Origin"] = ADDRESS
        client.headers["Sec-Fetch-Site"] = "same-origin"
        return client

    return make


@pytest.fixture
def stored(central, offer):
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    return clip

"""A desk without a network, and browsers of people who sign in."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import resources
from unittest.mock import patch

import pyotp
import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from central.audit import Audit
from central.cases import Cases, Rooms
from central.desk.app import create_app
from central.desk.parts import DeskParts
from central.desk.settings import DeskSettings
from central.entries import Entry
from central.models import Appeal
from central.notices.events import Event
from central.people import People
from central.rights import Role
from central.workdays import read_workdays
from firmware.appeals.appeal import Language

ADDRESS = "http://desk.test"
PASSWORD = "a long password"


@dataclass
class Clocks:
    """The wall clock and the other one."""

    wall: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 6, tzinfo=UTC))
    seconds: float = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def forward(self, **step: float) -> None:
        self.wall += timedelta(**step)
        self.seconds += timedelta(**step).total_seconds()


class Told:
    """Who would have been told."""

    def __init__(self) -> None:
        self.events: list[tuple[Event, str]] = []

    def tell(self, event: Event, entry: Entry) -> None:
        self.events.append((event, entry.id))


class Browser(TestClient):
    """Somebody's browser: it keeps cookies and sends forms with what stands hidden in them."""

    def __init__(self, app, parts: DeskParts, clocks: Clocks, host: str = "10.0.0.1") -> None:
        came_from = (host, 50_000)
        super().__init__(app, parts.address, follow_redirects=False, client=came_from)
        self.headers["Origin"] = parts.address
        self.headers["Accept-Language"] = "en"
        self.parts = parts
        self.clocks = clocks

    def hidden(self, path: str) -> dict[str, str]:
        page = self.get(path).text
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))

    def read(self, path: str) -> str:
        """A page as one reads it: a space that does not break is a space."""
        return self.get(path).text.replace("\N{NO-BREAK SPACE}", " ")

    @property
    def csrf(self) -> str:
        return self.hidden("/figures")["csrf"]

    def fill_in(self, path: str, **fields: str):
        return self.post(path, data={"csrf": self.csrf, **fields})

    def give_password(self, login: str, password: str = PASSWORD):
        hidden = self.hidden("/sign-in")
        return self.post("/sign-in", data={**hidden, "login": login, "password": password})

    def code(self, login: str) -> str:
        self.clocks.forward(seconds=90)  # a code works once
        return pyotp.TOTP(self.parts.people.find(login).totp).at(self.clocks.now())

    def give_code(self, login: str, next: str = "/"):
        hidden = self.hidden(f"/code?next={next}")
        return self.post("/code", data={**hidden, "code": self.code(login)})

    def sign_in(self, login: str) -> "Browser":
        assert self.give_password(login).status_code == 303
        self.get("/code")
        assert self.give_code(login).status_code == 303
        return self


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """A password costs nothing in a test that does not ask what it costs."""
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with patch("central.people.PasswordHasher", cheap):
        yield


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def make_parts(central, clocks, told) -> Callable[[str], DeskParts]:
    """A desk over a central with the sample directory, its clocks in the test's hands."""
    for name, publish in (
        ("pages", central.publish_pages),
        ("directory", central.publish_directory),
    ):
        publish(resources.files("central.sample").joinpath(f"{name}.json").read_bytes())
    people = People(central.store, clocks.now)
    audit = Audit(central.store, clocks.now)
    rooms = Rooms(
        central.store,
        central.registry,
        central.decisions,
        audit,
        people,
        central.publisher,
        central.videos,
        central.retention,
        told,
    )
    zone = central.settings.timezone

    def make(address: str) -> DeskParts:
        return DeskParts(
            settings=DeskSettings(public_url=address),
            address=address,
            timezone=zone,
            store=central.store,
            keys=central.keys,
            registry=central.registry,
            cases=Cases(rooms, zone, clocks.now),
            people=people,
            audit=audit,
            publisher=central.publisher,
            booths=central.booths,
            enrolment=central.enrolment,
            workdays=read_workdays(central.settings.data),
            exporter=central.exporter,
            open_clip=central.open_clip_into,
            open_video=central.videos.open_into,
            now=clocks.now,
            monotonic=clocks.monotonic,
        )

    return make


@pytest.fixture
def parts(make_parts) -> DeskParts:
    return make_parts(ADDRESS)


@pytest.fixture
def app(parts):
    made = create_app(parts)
    with TestClient(made, base_url=ADDRESS):
        yield made


@pytest.fixture
def browser(app, parts, clocks) -> Callable[..., Browser]:
    return lambda host="10.0.0.1": Browser(app, parts, clocks, host)


@pytest.fixture
def browser_at(make_parts, clocks) -> Callable[[str], Browser]:
    """A browser before a desk of another address, with the same data."""

    def make(address: str) -> Browser:
        parts = make_parts(address)
        return Browser(create_app(parts), parts, clocks)

    return make


@pytest.fixture
def person(parts) -> Callable[..., str]:
    """Makes somebody; returns the login."""

    def make(role: Role = Role.OFFICIAL, login: str = "", **more: object) -> str:
        login = login or str(role)
        if role is Role.OFFICIAL:
            more = {"site": "oskemen", "official": "zhylybaeva", **more}
        parts.people.add(login, f"The {login}", role, PASSWORD, Language.EN, **more)
        return login

    return make


@pytest.fixture
def signed_in(browser, person) -> Callable[..., Browser]:
    """A browser in which somebody of that role has signed in."""

    def make(role: Role = Role.OFFICIAL, login: str = "", **more: object) -> Browser:
        return browser().sign_in(person(role, login, **more))

    return make


@pytest.fixture
def appeal(central, offer, clocks) -> Callable[..., str]:
    """Takes an appeal over; returns its id. `values` are set in its row."""

    def make(addressee: str = "zhylybaeva", plain: bytes = b"", **values: object) -> str:
        clip = offer(plain, addressee=addressee)
        central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
        due = (clocks.wall + timedelta(days=14)).date()
        values = {
            "received_at": clocks.wall.isoformat(),
            "promised": due,
            "legal": due,
            **values,
        }
        with central.store.transaction():
            Appeal.update(**values).where(Appeal.id == clip.id).execute()
        return clip.id

    return make


@pytest.fixture
def until_true() -> Callable[[Callable[[], object]], bool]:
    """Waits for another thread; False after the time-out."""

    def wait(condition: Callable[[], object], timeout: float = 40.0) -> bool:
        pause, deadline = threading.Event(), time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                return False
            pause.wait(0.02)
        return True

    return wait

"""An office with people and appeals, its outbox and queue; a gateway as a process."""

import fcntl
import filecmp
import json
import queue
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from central.deadlines import Deadlines
from central.desk.models import Person
from central.entries import Entry
from central.models import Appeal, AppealState
from central.notices.events import Event
from central.notices.models import Notice
from central.notices.outbox import Outbox
from central.notices.queue import Queue
from central.notices.reminders import Reminders
from central.notices.reports import Reports
from central.notices.senders import Accepted, Line
from central.notices.service import make_outbox
from central.people import People
from central.rights import Role
from central.server import Central
from central.settings import SmsSettings
from central.workdays import Workdays
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Language, new_id

ADDRESS = "https://d.oskemen.kz"
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
"""Eleven in the morning in Oskemen."""

HERE = Path(__file__).parent
BUILD = HERE.parents[2] / "build" / "smsc"


@dataclass
class Office:
    """What the notices of one central are made of."""

    central: Central
    calendar: Any
    people: People
    settings: SmsSettings
    workdays: Workdays = field(default_factory=Workdays)

    def __post_init__(self) -> None:
        central = self.central
        self.store, self.registry, self.decisions = (
            central.store,
            central.registry,
            central.decisions,
        )
        self.outbox: Outbox = make_outbox(
            self.settings,
            central.settings.data,
            ADDRESS,
            self.people,
            self.workdays,
            central.settings.timezone,
            self.calendar,
        )
        self.queue = Queue(self.store, self.registry, self.outbox, self.settings, self.calendar)
        self.reports = Reports(self.store, self.calendar)
        self.reminders = Reminders(self.store, self.registry, self.outbox, self.workdays)

    def add(self, login: str = "asel", **more: object) -> Person:
        """Somebody of the desk, at first an official with a mobile telephone."""
        values: dict[str, object] = {"site": "oskemen", "official": "roads"}
        values |= {"phone": "+77770000001"} | more
        language = values.pop("language", Language.KK)
        return self.people.add(
            login, login.title(), Role.OFFICIAL, "a long password", language, **values
        )

    def appeal(self, **more: object) -> str:
        """An appeal that was registered just now."""
        at = self.calendar()
        id = new_id()
        values: dict[str, object] = {
            "id": id,
            "booth": "001",
            "site": "oskemen",
            "seq": 1,
            "state": AppealState.RECEIVED,
            "received_at": at.isoformat(),
            "clip_size": 1,
            "clip_sha256": "0" * 64,
            "number": numbers.draw("001"),
            "kind": "application",
            "addressee": "roads",
            "holder": more.get("addressee", "roads"),
            "phone": "+77011234567",
            "language": "kk",
            "promised": date(2026, 12, 7),
            "legal": Deadlines(self.workdays, self.central.settings.timezone).answer_by(at),
        }
        with self.store.transaction():
            Appeal.insert(**(values | more)).execute()
        return id

    def entry(self, id: str) -> Entry:
        return self.registry.find(id)

    def tell(self, event: Event, id: str) -> None:
        with self.store.transaction():
            self.outbox.tell(event, self.registry.find(id))

    def notices(self) -> list[Notice]:
        """All rows, the oldest first."""
        with self.store.connection():
            return list(Notice.select().order_by(Notice.id))

    def notice(self) -> Notice:
        """The only row."""
        (row,) = self.notices()
        return row


@pytest.fixture
def calendar(calendar):
    calendar.now = MONDAY
    return calendar


@pytest.fixture
def make_office(central, calendar, quick_hasher) -> Callable[..., Office]:
    """Makes an office; arguments are settings."""

    def make(workdays: Workdays | None = None, **settings: object) -> Office:
        chosen = replace(SmsSettings(kind="file"), **settings)
        people = People(central.store, calendar, quick_hasher)
        return Office(central, calendar, people, chosen, workdays or Workdays())

    return make


@pytest.fixture
def office(make_office) -> Office:
    return make_office()


class ScriptedSender:
    """Does with each message what the script says: an error is raised, else it is accepted."""

    def __init__(self) -> None:
        self.line = Line(up=True, since=MONDAY)
        self.script: deque[Exception] = deque()
        self.handed: list[tuple[str, str]] = []
        self.reports: deque[Any] = deque()

    def send(self, phone: str, text: str) -> Accepted:
        self.handed.append((phone, text))
        if self.script and (outcome := self.script.popleft()) is not None:
            raise outcome
        return Accepted((f"id-{len(self.handed)}",))

    def attend(self, _seconds: float, heard: Callable[[Any], None]) -> None:
        while self.reports:
            heard(self.reports[0])
            self.reports.popleft()

    def close(self) -> None:
        pass


@pytest.fixture
def scripted() -> ScriptedSender:
    return ScriptedSender()


class Gateway:
    """The process of `smsc/server.mjs`."""

    def __init__(self, script: Path, *files: Path) -> None:
        self._process = subprocess.Popen(
            ["node", script, *files],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.port: int = self.wait("listening")["port"]

    def do(self, **command: object) -> None:
        """Tell it something; returns when it has done so."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        passed = []
        while (event := self._events.get(timeout=30))["event"] != "obeyed":
            passed.append(event)
        for event in passed:
            self._events.put(event)

    def wait(self, name: str) -> dict[str, Any]:
        """The next of that name; others before it are passed over."""
        while (event := self._events.get(timeout=30))["event"] != name:
            pass
        return event

    def all(self, name: str) -> list[dict[str, Any]]:
        """Everything of that name that has happened and was not waited for."""
        self.do()
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        return [event for event in found if event["event"] == name]

    def stop(self) -> None:
        """It ends when nobody speaks to it any more."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._reader.join()
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._events.put(json.loads(line))


@pytest.fixture(scope="session")
def smsc_package() -> Path:
    """The gateway and its package from npm, installed once; its script."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD.parent / "smsc.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in (HERE / "smsc").iterdir():
            # Another worker's gateway may be reading it.
            if not (BUILD / file.name).exists() or not filecmp.cmp(file, BUILD / file.name, False):
                shutil.copy(file, BUILD)
        if not (BUILD / "node_modules" / "smpp").exists():
            quiet = ("--silent", "--no-audit", "--no-fund", "--no-package-lock")
            install = ["npm", "install", "--prefix", str(BUILD), "--ignore-scripts", *quiet]
            subprocess.run(install, check=True)
    return BUILD / "server.mjs"


@pytest.fixture
def gateway(smsc_package) -> Iterator[Gateway]:
    made = Gateway(smsc_package)
    yield made
    made.stop()


@pytest.fixture
def make_gateway(smsc_package) -> Iterator[Callable[..., Gateway]]:
    """Makes gateways; with a key and a certificate they speak TLS."""
    made: list[Gateway] = []

    def make(*files: Path) -> Gateway:
        made.append(Gateway(smsc_package, *files))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def smpp_settings(gateway, tmp_path) -> SmsSettings:
    (tmp_path / "smpp-password").write_text("secret\n")
    return SmsSettings(
        kind="smpp",
        host="127.0.0.1",
        port=gateway.port,
        login="dialog",
        secret=tmp_path / "smpp-password",
        sender="Dialog",
        answer_s=2.0,
    )


@pytest.fixture
def wait_until() -> Callable[[Callable[[], object]], None]:
    """Waits for another thread."""

    def wait(condition: Callable[[], object]) -> None:
        pause, deadline = threading.Event(), time.monotonic() + 40
        while not condition():
            assert time.monotonic() < deadline, "not reached in 40 s"
            pause.wait(0.01)

    return wait

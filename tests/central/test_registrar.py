"""From what was stored to the registry, once, whoever does it."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from peewee import IntegrityError, OperationalError

from central import config
from central.models import Appeal, AppealState, Intake
from central.registering import Registering
from central.registrar import Registrar
from tests.conftest import until

pytestmark = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)


@pytest.fixture
def late(central, monkeypatch):
    """A central that does not register what it stores."""
    monkeypatch.setattr(central.receiver, "_on_stored", lambda: None)
    return central


def store(central, clip):
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    return clip


def registrar(central, now=lambda: datetime.now(UTC), registered=lambda _id: None) -> Registrar:
    return Registrar(
        central.store,
        central.keys.identities,
        central.settings.timezone,
        central.deadlines,
        now,
        registered,
    )


def test_an_appeal_came_when_it_was_stored_however_late_it_is_opened(late, offer) -> None:
    clip = store(late, offer(clock="unsure"))
    stored = datetime.now(UTC)

    registrar(late, lambda: stored + timedelta(days=30)).register_all()

    entry = late.registry.find(clip.id)
    assert abs(entry.received_at - stored) < timedelta(minutes=1)
    assert entry.legal == late.deadlines.answer_by(stored)


REFUSE = {
    True: "ALTER TABLE appeal ADD CHECK (phone IS NULL)",
    False: """CREATE TRIGGER refuse BEFORE INSERT ON appeal WHEN NEW.phone IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'refused'); END""",
}


def test_what_the_database_refuses_is_quarantined_and_the_log_names_nobody(
    late, offer, caplog
) -> None:
    clip = store(late, offer())
    with late.store.transaction():
        late.store._database.execute_sql(REFUSE[late.store._engine.postgres])

    assert registrar(late).register_all() == 1

    assert late.registry.find(clip.id).state is AppealState.QUARANTINED
    assert clip.id in caplog.text
    assert clip.number not in caplog.text
    assert "+77011234567" not in caplog.text


def test_what_waits_is_registered_in_its_order_and_once(late, offer) -> None:
    clips = [store(late, offer()) for _ in range(5)]
    heard: list[str] = []
    one = registrar(late, registered=heard.append)

    assert one.register_all() == 5
    assert one.register_all() == 0
    assert heard == [clip.id for clip in clips]


def test_what_hears_of_an_appeal_is_in_the_same_transaction(late, offer) -> None:
    clip = store(late, offer())
    now = datetime.now(UTC)
    calls: list[str] = []

    def fails(id: str) -> None:
        calls.append(id)
        assert Appeal.select().where(Appeal.id == id).exists()
        if len(calls) == 1:
            raise IntegrityError("nobody foresaw this")

    moved = [now]
    one = registrar(late, lambda: moved[0], fails)
    assert one.register_all() == 0
    assert late.registry.all() == []
    assert one.register_all() == 0, "it is not tried again at once"

    moved[0] = now + timedelta(minutes=2)
    assert one.register_all() == 1
    assert late.registry.find(clip.id).state == "received"


def test_one_that_fails_does_not_keep_the_next_waiting(late, offer) -> None:
    bad, good = store(late, offer()), store(late, offer())

    def fails(id: str) -> None:
        if id == bad.id:
            raise RuntimeError("nobody foresaw this")

    assert registrar(late, registered=fails).register_all() == 1
    assert [entry.id for entry in late.registry.all()] == [good.id]


@pytest.mark.parametrize("addressee", ["of\0ficial", "a" * 200])
def test_whatever_a_manifest_says_the_appeal_is_registered(late, offer, addressee) -> None:
    clip = store(late, offer(addressee=addressee))

    assert registrar(late).register_all() == 1
    quarantined = late.registry.find(clip.id).state == "quarantined"
    assert quarantined == ("\0" in addressee)


def test_a_thread_registers_what_comes_and_is_woken(late, offer) -> None:
    first = store(late, offer())
    done: list[bool] = []
    worker = Registering(registrar(late), lambda: done.append(True))
    worker.start()
    until(lambda: late.registry.by_number(first.number), "the first")

    second = store(late, offer())
    worker.wake()
    until(lambda: late.registry.by_number(second.number), "the second")
    worker.stop()

    assert done


def test_a_database_that_fails_does_not_end_the_thread(late, offer, monkeypatch) -> None:
    failed: list[bool] = []
    honest = Registrar.register_all

    def fails(self):
        if not failed:
            failed.append(True)
            raise OperationalError("away")
        return honest(self)

    monkeypatch.setattr(Registrar, "register_all", fails)
    clip = store(late, offer())
    worker = Registering(registrar(late), lambda: None)
    worker.start()
    worker.wake()
    until(lambda: late.registry.by_number(clip.number), "it goes on")
    worker.stop()
    assert failed


REGISTER = """
import sys
from pathlib import Path
from central import config
from central.server import Central

central = Central(config.load(Path(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
print(central.registrar.register_all())
"""


def test_several_registrars_register_each_appeal_once(late, offer) -> None:
    clips = [store(late, offer(os.urandom(100))) for _ in range(30)]
    data = late.settings.data
    (data / config.FILE).write_text(config.render(late.settings))
    registrars = [
        subprocess.Popen(
            [sys.executable, "-c", REGISTER, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for one in registrars:
        assert one.stdout.readline() == "ready\n"
    for one in registrars:
        one.stdin.write("go\n")
        one.stdin.flush()
    counts = [int(one.communicate(timeout=60)[0]) for one in registrars]

    assert sum(counts) == len(clips)
    assert {entry.number for entry in late.registry.all()} == {clip.number for clip in clips}
    with late.store.connection():
        assert Intake.select().where(Intake.state != "registered").count() == 0

"""What is broken at a booth, and since when."""

from datetime import timedelta

import msgspec
import pytest

from central.booths import Booths
from central.fleet import What, troubles
from central.models import Booth, Trouble
from firmware.wire import messages
from firmware.wire.messages import Condition, Health, UpdateNews

SOUND = Condition(in_order=True, camera=True, microphone=True, printer="online", paper="ok")


def health(devices=SOUND, **more) -> Health:
    facts = {
        "uptime_s": 100,
        "clock": "trusted",
        "waiting": 0,
        "disk_free_mb": 1000,
        "directory_version": 1,
        "refused_messages": 0,
        "devices_age_s": 1,
    }
    return Health(devices=devices, **(facts | more))


def with_devices(**more) -> Health:
    return health(msgspec.structs.replace(SOUND, **more))


@pytest.fixture
def booths(central, calendar) -> Booths:
    booths = Booths(central.store, calendar)
    booths.add("001", "oskemen")
    return booths


def say(booths, said: Health) -> None:
    booths.said_health("001", said, messages.write(said).decode())


def since(central) -> dict[str, str]:
    with central.store.connection():
        return {row.what: row.since for row in Trouble.select()}


def test_a_sound_booth_has_no_troubles(calendar) -> None:
    assert troubles(health(), calendar()) == set()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (with_devices(in_order=False), What.IN_ORDER),
        (with_devices(camera=False), What.CAMERA),
        (health(update=UpdateNews(state="returned", version="2")), What.UPDATE),
        (health(update=UpdateNews(state="refused", version="2")), What.UPDATE),
        (health(None, devices_age_s=None, uptime_s=400), What.KIOSK),
        (with_devices(microphone=False), What.MICROPHONE),
        (with_devices(printer="unplugged"), What.PRINTER),
        (with_devices(paper="end"), What.PAPER),
        (with_devices(paper="near_end"), What.PAPER_LOW),
        (with_devices(cover_open=True), What.COVER),
        (with_devices(cutter_fault=True), What.CUTTER),
        (with_devices(mains=False), What.MAINS),
        (with_devices(stuck=("help",)), What.BUTTON),
        (with_devices(worries=("heat",)), What.POWER),
        (health(clock="unsure"), What.CLOCK),
        (health(disk_used_percent=80), What.DISK),
        (health(devices_age_s=331), What.KIOSK),
    ],
)
def test_each_trouble_is_named(calendar, said, what) -> None:
    assert troubles(said, calendar()) == {what}


def test_what_runs_out_is_a_trouble_in_time(calendar) -> None:
    now = calendar()
    day = timedelta(days=1)
    assert troubles(health(certificate_until=now + 13 * day), now) == {What.CERTIFICATE}
    assert troubles(health(certificate_until=now + 15 * day), now) == set()
    assert troubles(health(oldest_waiting=now - 2 * day), now) == {What.CLIPS}
    assert troubles(health(oldest_waiting=now - day / 2), now) == set()


def test_a_trouble_keeps_the_time_when_it_began_until_it_ends(central, booths, calendar) -> None:
    say(booths, with_devices(camera=False))
    begun = calendar().isoformat()
    calendar.now += timedelta(hours=1)
    say(booths, with_devices(camera=False, paper="end"))

    assert since(central) == {"camera": begun, "paper": calendar().isoformat()}
    calendar.now += timedelta(hours=1)
    say(booths, with_devices(paper="end"))
    assert set(since(central)) == {"paper"}


def test_what_the_broker_says_again_is_not_news(central, booths, calendar) -> None:
    say(booths, health())
    heard = calendar().isoformat()
    calendar.now += timedelta(days=3)
    say(booths, health())

    with central.store.connection():
        assert Booth.get_by_id("001").heard_at == heard


def test_a_line_has_a_since(central, booths, calendar) -> None:
    begun = calendar().isoformat()
    booths.said_online("001", online=True)
    calendar.now += timedelta(hours=1)
    booths.said_online("001", online=True)
    with central.store.connection():
        assert Booth.get_by_id("001").online_since == begun

    booths.said_online("001", online=False)

    with central.store.connection():
        row = Booth.get_by_id("001")
    assert (row.online, row.online_since) == (0, calendar().isoformat())


def test_an_unknown_booth_is_ignored(central, booths) -> None:
    booths.said_online("009", online=True)
    booths.said_health("009", health(), "{}")

    assert since(central) == {}

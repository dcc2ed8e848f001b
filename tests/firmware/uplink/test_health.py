"""What an operator learns of a booth."""

from collections.abc import Callable

import msgspec
import pytest

from firmware.settings import BoothSettings, Settings
from firmware.spool import mailbox
from firmware.spool.mailbox import KioskMailbox
from firmware.spool.tallies import Tallies
from firmware.uplink.health import Checkup
from firmware.wire.messages import Condition, Health
from firmware.wire.topics import HealthTopic

CONDITION = Condition(
    in_order=True, camera=True, microphone=True, printer="online", paper="near_end"
)


@pytest.fixture
def health(spool, clock) -> Callable[[], Health]:
    checkup = Checkup(Settings(booth=BoothSettings(spool=str(spool.folder))), spool, clock)
    return lambda: checkup.health(2)


def test_a_booth_that_has_just_begun_says_what_it_knows(health):
    found = health()

    assert (found.waiting, found.oldest_waiting, found.devices) == (0, None, None)
    assert (found.refused_messages, found.clock) == (2, "trusted")
    assert found.version


def test_what_waits_is_told_with_the_time_of_the_oldest(health, registrar, draft, make_clip):
    for _ in range(2):
        registrar.register(draft, make_clip(), registrar.reserve_number())
    found = health()

    assert found.waiting == 2
    assert found.oldest_waiting is not None


def test_the_devices_are_those_that_the_kiosk_noted_with_the_age_of_the_note(
    health, spool, monkeypatch
):
    now = [1000.0]
    monkeypatch.setattr(mailbox.time, "clock_gettime", lambda _: now[0])
    KioskMailbox(spool).put_condition(CONDITION)
    now[0] += 90
    found = health()

    assert (found.devices, found.devices_age_s) == (CONDITION, 90)
    now[0] = 5  # the machine was started anew, the kiosk was not
    assert health().devices_age_s == 0


def test_visits_are_counted_over_a_week(health, spool, clock):
    Tallies(spool).add(clock.now().date(), "visit.begun", 3)

    assert health().counts == {"visit.begun": 3}


def test_the_largest_health_fits_into_its_message(health, spool, clock):
    for number in range(100):
        letters = chr(97 + number // 26) + chr(97 + number % 26)
        Tallies(spool).add(clock.now().date(), f"visit.left.{letters}{'x' * 33}", 10**9)
    worst = msgspec.structs.replace(CONDITION, worries=("w" * 64,) * 16, stuck=("s" * 64,) * 8)
    KioskMailbox(spool).put_condition(worst)

    assert len(msgspec.json.encode(health())) <= HealthTopic.limit

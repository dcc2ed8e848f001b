"""Central killed between any two steps of a takeover, and started again."""

from contextlib import suppress
from itertools import count

import pytest

from central.models import Intake
from central.offers import Offer
from central.parts import Parts
from central.receiver import Receiver
from central.registrar import Registrar
from central.server import Central
from firmware.wire.messages import Stored

STEPS = [
    (Offer, "insert"),
    (Parts, "write"),
    (Parts, "sync"),
    (Parts, "hash"),
    (Parts, "drop"),
    (Receiver, "_flush"),
    (Receiver, "_stored"),
    (Registrar, "_insert"),
    (Registrar, "_take"),
    (Intake, "save"),
]

pytestmark = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)


class Killed(BaseException):
    """Ends everything at once, as kill -9 does."""


def send_all(central, clip):
    size = len(clip.sealed)
    chunks = [clip.chunk(start, min(start + 8192, size)) for start in range(0, size, 8192)]
    return central.receiver.receive([clip.init, *chunks, clip.fin])[0][1]


def kill(patched, steps, kill_at: int, *, after: bool) -> list[str]:
    """Let the call `kill_at` of the steps die, before or after its work; returns who died."""
    calls, died = count(), []

    def dying(owner, name):
        step = getattr(owner, name)

        def call(*values, **named):
            dies = next(calls) == kill_at
            if dies:
                died.append(f"{owner.__name__}.{name}")
            if dies and not after:
                raise Killed
            result = step(*values, **named)
            if dies:
                raise Killed
            return result

        patched.setattr(owner, name, call)

    for owner, name in steps:
        dying(owner, name)
    return died


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kill_at", range(13))
def test_a_kill_at_any_step_costs_nothing(
    central, offer, sealed, monkeypatch, kill_at, after
) -> None:
    clip = offer()
    keeping = type(central.clips), "keep"
    with monkeypatch.context() as patched:
        died = kill(patched, [*STEPS, keeping], kill_at, after=after)
        with suppress(Killed):
            send_all(central, clip)

    restarted = Central(central.settings)

    assert len(died) == 1, "the test kills beyond the last step"
    assert isinstance(send_all(restarted, clip), Stored)
    restarted.registrar.register_all()
    assert [entry.number for entry in restarted.registry.all()] == [clip.number]
    assert sealed(clip.id, restarted) == clip.sealed
    assert list(restarted.store.parts.iterdir()) == []

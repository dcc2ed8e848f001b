"""A day without a line: hundreds of visits wait, and leave when it comes back, flapping."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.line.chaos import MBIT
from tests.faults.line.rig import CREDIT, Post, Rig, sized

# It goes on meanwhile.
pytestmark = pytest.mark.usefixtures("bad_line")

VISITS = 300
MANY = 500
CLIP = 2_000
START_S = 20
ALL_S = 150
FLAP_S = (1.5, 3.0)
GROWN_KB = 10 * 1024


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    yield made
    made.stop()


def memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def wait_for(rig: Rig, count: int, deadline: float, flap: random.Random | None = None) -> None:
    """Until central has so many, while the line goes and comes."""
    pause = threading.Event()
    while len(rig.delivered()) < count:
        assert time.monotonic() < deadline, f"only {len(rig.delivered())} arrived"
        pause.wait(flap.uniform(*FLAP_S) if flap else 0.1)
        if flap:
            rig.lines[0].cut()


def test_a_day_offline_leaves_in_order_over_a_flapping_line_without_filling_the_memory(
    rig: Rig,
) -> None:
    post: Post = rig.add_booth("001")
    for _ in range(VISITS):
        post.put(sized(CLIP))
    rig.connect(100 * MBIT, random.Random(1), 0.0, 8 * CREDIT)

    rig.start()
    wait_for(rig, 20, time.monotonic() + START_S)
    early = memory_kb(post.life.pid)
    wait_for(rig, VISITS, time.monotonic() + ALL_S, random.Random(2))

    assert rig.delivered() == [clip.id for clip in post.clips]
    assert rig.stored() == {clip.id: clip.sha256 for clip in post.clips}
    assert memory_kb(post.life.pid) - early < GROWN_KB


def test_an_uplink_that_starts_with_five_hundred_clips_sends_at_once(rig: Rig) -> None:
    post = rig.add_booth("001")
    for _ in range(MANY):
        post.put(sized(CLIP))
    rig.connect(100 * MBIT, random.Random(1), 0.0, 8 * CREDIT)

    rig.start()
    wait_for(rig, 1, time.monotonic() + START_S)

    assert rig.delivered()[0] == post.clips[0].id

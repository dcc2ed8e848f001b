"""The figures of answers on emulated lines: how soon a reply is there, how fast its video comes.

A citizen stands before the booth: the reply shall be there within two seconds on 5 Mbit/s,
and the video come faster than it is played. The reference of the reply is a small message
and its acknowledgement by the broker, of the video a plain TCP copy of as many bytes.
"""

import os
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from central.videos import Video
from firmware.appeals.appeal import Language, new_id
from firmware.appeals.sealing import seal
from tests.bench.figure import Figure
from tests.bench.line.beats import beats
from tests.bench.line.journey import Journey
from tests.bench.line.lines import Kind, copy_s, line, possible
from tests.conftest import until
from tests.firmware.uplink.visit import Visit

LINES = (Kind(5, 40), Kind(5, 200))
ASKED = 12
REPLY_LIMIT_S = 2.0
VIDEO = 4_000_000
# What `central/transcode.py` makes at most: 1.5 Mbit/s of picture and the sound.
PLAYED_MBIT = 1.6


def figures() -> list[Figure]:
    """Only where this machine lets us make lines."""
    if not possible():
        print("answers: no emulated lines, they need root and /dev/net/tun", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as name:
        return [figure for kind in LINES for figure in _on(kind, Path(name) / str(kind))]


def _on(kind: Kind, folder: Path) -> list[Figure]:
    with line(kind) as ends:
        journey = Journey(folder, ends)
        with journey.far_end():
            with beats(journey) as alone:
                threading.Event().wait(3)
            number = journey.booth.appeal(os.urandom(1000)).number
            with journey.uplink():
                _give(journey, number)
                replies = [_reply_s(journey, number) for _ in range(ASKED)]
                video_s = _video_s(journey, number)
        copied = copy_s(ends, VIDEO, "cubic")
    mbit, plain = (VIDEO * 8 / seconds / 1e6 for seconds in (video_s, copied))
    beat = statistics.median(alone)
    return [
        Figure(f"answers.reply_{kind}_worst_s", max(replies), "s", beat, REPLY_LIMIT_S),
        Figure(f"answers.video_{kind}", mbit, "Mbit/s", plain, PLAYED_MBIT, at_least=True),
    ]


def _give(journey: Journey, number: str) -> None:
    """The official's answer, with a "video" of so many bytes; when it is played does not matter."""
    central = journey.central
    until(lambda: central.registry.by_number(number) is not None, "the appeal at central")
    id = new_id()
    sealed = seal(os.urandom(VIDEO), [central.keys.ask_recipient])
    (central.store.answers / f"{id}.age").write_bytes(sealed)
    at = datetime.now(UTC)
    central.decisions.answer(number, "Жөнделді.", Language.KK, at, Video(id, 20_000))


def _reply_s(journey: Journey, number: str) -> float:
    """Seconds from the question until the kiosk has the answer."""
    visit = Visit(journey.booth.spool, journey.central)
    until(visit.mailbox.online, "the line")
    begun = time.monotonic()
    reply = visit.ask(number)
    took = time.monotonic() - begun
    assert reply.video, reply.status
    return took


def _video_s(journey: Journey, number: str) -> float:
    """Seconds from the wish until the whole video is there."""
    visit = Visit(journey.booth.spool, journey.central)
    visit.ask(number)
    begun = time.monotonic()
    visit.want_video()
    until(visit.file.exists, "the video")
    took = time.monotonic() - begun
    assert len(visit.film()) == VIDEO
    visit.mailbox.drop_video(visit.rid)
    return took

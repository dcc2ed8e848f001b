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
from firmware.appeals.sealing import VisitKey, seal
from firmware.spool.mailbox import KioskMailbox
from firmware.wire.asking import open_reply, seal_ask
from firmware.wire.messages import Ask, Reply
from tests.bench.figure import Figure
from tests.bench.line.beats import beats
from tests.bench.line.journey import Journey
from tests.bench.line.lines import Kind, copy_s, line, possible
from tests.conftest import until

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
                replies = [_Visit(journey, number).reply_s for _ in range(ASKED)]
                video_s = _Visit(journey, number).video_s()
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
    central.videos.file(id).write_bytes(seal(os.urandom(VIDEO), [central.keys.ask_recipient]))
    at = datetime.now(UTC)
    central.registry.answer(number, "Жөнделді.", Language.KK, at, Video(id, 20_000))


class _Visit:
    """One visit that asks for the answer, as the kiosk does."""

    def __init__(self, journey: Journey, number: str) -> None:
        self._mailbox = KioskMailbox(journey.booth.spool)
        self._rid, self._key = new_id(), VisitKey()
        until(self._mailbox.online, "the line")
        ask = Ask(number=number, reply=self._key.recipient)
        begun = time.monotonic()
        self._mailbox.put(self._rid, seal_ask(ask, journey.central.keys.ask_recipient))
        until(lambda: self._mailbox.reply(self._rid), "the reply")
        self.reply_s = time.monotonic() - begun
        token = self._mailbox.reply(self._rid) or ""
        self._mailbox.forget(self._rid)
        key = journey.central.keys.signing.public_key()
        reply: Reply = open_reply(token, self._rid, key, self._key)
        assert reply.video, reply.status

    def video_s(self) -> float:
        """Seconds from the wish until the whole video is there."""
        begun = time.monotonic()
        self._mailbox.want_video(self._rid)
        file = self._mailbox.video_file(self._rid)
        until(file.exists, "the video")
        took = time.monotonic() - begun
        assert len(self._key.open(file.read_bytes())) == VIDEO
        self._mailbox.drop_video(self._rid)
        return took

"""Videos of answers: a film, and the other side that replies and brings it."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from firmware.appeals import number as numbers
from firmware.appeals.sealing import seal
from firmware.appeals.signing import PrivateKey
from firmware.recording.muxer import Muxer
from firmware.spool.mailbox import UplinkMailbox, arriving
from firmware.wire.asking import open_ask, seal_reply
from firmware.wire.messages import AnswerVideo, Reply
from hw.camera.encoder import H264Encoder
from hw.microphone import BLOCK_SAMPLES, PcmBlock

NUMBER = numbers.draw("001")
SECONDS = 4


def make_film(seconds: int = SECONDS) -> bytes:
    """A fragmented MP4, upright, with sound."""
    content = io.BytesIO()
    muxer, encoder = Muxer(content, 25), H264Encoder(240, 320, 25, 1_000_000)
    grey = np.full((480, 240), 128, np.uint8)
    for index in range(25 * seconds):
        for packet in encoder.encode(grey, index * 40_000):
            muxer.video(packet)
        for half in (0, 20_000):
            muxer.audio(PcmBlock(np.ones(BLOCK_SAMPLES, np.int16), index * 40_000 + half))
    for packet in encoder.flush():
        muxer.video(packet)
    muxer.finish()
    return content.getvalue()


@dataclass
class Uplink:
    """Replies, and brings the video as far as the test says."""

    mailbox: UplinkMailbox
    rid: str
    sealed: bytes

    @property
    def file(self) -> Path:
        return self.mailbox.video_file(self.rid)

    def bring(self, upto: float) -> None:
        part = arriving(self.file)
        there = part.stat().st_size if part.exists() else 0
        with part.open("ab") as file:
            file.write(self.sealed[there : round(len(self.sealed) * upto)])

    def finish(self) -> None:
        self.bring(1)
        arriving(self.file).rename(self.file)


def ask(bench: Any) -> None:
    """Type the number, from the attract screen or the number's."""
    if bench.state == "attract":
        bench.touch("touched", "chosen_language:en", "see_answer")
    bench.touch("clear")
    bench.type(NUMBER)
    bench.touch("number_given")


def reply(bench: Any, key: PrivateKey, film: bytes, video: bool = True) -> Uplink:
    """Central's answer to the open question."""
    mailbox = UplinkMailbox(bench.rooms.spool)
    mailbox.drop_orphans()
    rid, sealed = mailbox.open_asks()[-1]
    question = open_ask(sealed, [bench.city.identity])
    there = AnswerVideo(duration_ms=SECONDS * 1000) if video else None
    answer = Reply(status="answered", text="The lamps will be mended.", video=there)
    mailbox.put_reply(rid, seal_reply(rid, answer, question.reply, key))
    return Uplink(mailbox, rid, seal(film, [question.reply]))


def answered(bench: Any, key: PrivateKey, film: bytes, video: bool = True) -> Uplink:
    """The citizen has asked; the answer is on the screen."""
    ask(bench)
    bench.work()
    uplink = reply(bench, key, film, video)
    bench.tick(0.2)
    bench.work()
    assert bench.state == "answer"
    return uplink

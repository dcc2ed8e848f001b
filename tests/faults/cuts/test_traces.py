"""Each detector finds what is planted for it, and none takes sealed bytes for a trace."""

import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from firmware.appeals.sealing import VisitKey, seal
from hw.bench.marks import beep, draw_mark
from hw.camera.encoder import H264Encoder
from tests.faults.cuts.directory import PHOTOS
from tests.faults.cuts.traces import Searcher, find_digits, find_media, writings

PHONE, NUMBER = "7011234567", "0012345678901234"
NOISE = np.random.default_rng(1).bytes(5_000)


def planted(trace: bytes) -> bytes:
    return NOISE + trace + NOISE


def h264() -> bytes:
    encoder = H264Encoder(320, 240, 25, 1_000_000)
    picture = np.arange(360 * 320, dtype=np.uint8).reshape(360, 320)
    packets = [one for n in range(5) for one in encoder.encode(np.roll(picture, n), n * 40_000)]
    return b"".join(packet.data for packet in packets)


def mp4() -> bytes:
    made = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof", "frag_duration": "100000"}
    with av.open(made, "w", format="mp4", options=options) as container:
        stream = container.add_stream("libx264", rate=25, width=320, height=240)
        stream.pix_fmt = "yuv420p"
        for n in range(10):
            picture = np.random.default_rng(n).integers(0, 255, (360, 320), np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = n, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return made.getvalue()


def boxes(kind: bytes) -> bytes:
    """The first whole box of that kind."""
    content, place = mp4(), 0
    while content[place + 4 : place + 8] != kind:
        place += int.from_bytes(content[place : place + 4], "big")
    return content[place : place + int.from_bytes(content[place : place + 4], "big")]


def picture(kind: str) -> bytes:
    drawn = io.BytesIO()
    Image.radial_gradient("L").save(drawn, kind)
    return drawn.getvalue()


def raw_frame(width: int) -> bytes:
    luma = np.full((64, width), 100, np.uint8)
    draw_mark(luma, 123)
    return luma.tobytes()


def raw_pixels(width: int) -> bytes:
    luma = np.full((64, width), 100, np.uint8)
    draw_mark(luma, 123)
    bright = np.where(luma > 128, 255, 0).astype(np.uint8)
    return np.dstack([bright, bright, bright, np.full_like(bright, 255)]).tobytes()


@pytest.mark.parametrize("secret", [PHONE, NUMBER])
def test_digits_are_found_in_every_writing(secret: str) -> None:
    for name, content in writings(secret):
        assert f"{len(secret)} digits, {name}" in find_digits(planted(content), [secret])


def test_digits_are_found_in_a_database_that_holds_them_as_a_number(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as opened, opened:
        opened.execute("create table t(a)")
        opened.execute("insert into t values (?)", [int(PHONE)])

    assert find_digits((tmp_path / "x.db").read_bytes(), [PHONE])


@pytest.mark.parametrize("shift", range(6))
def test_digits_are_found_inside_base64(shift: int) -> None:
    import base64

    text = base64.b64encode(b"x" * shift + b'{"phone":"+7' + PHONE.encode() + b'"}')
    assert find_digits(text, [PHONE])


MEDIA = {
    "H.264 with start codes": h264,
    "H.264 with lengths": lambda: boxes(b"mdat")[8:],
    "H.264 parameters": lambda: boxes(b"moov"),
    "MP4 box ftyp": lambda: boxes(b"ftyp"),
    "MP4 box moov": lambda: boxes(b"moov"),
    "MP4 box moof": lambda: boxes(b"moof"),
    "MP4 box mdat": lambda: boxes(b"mdat"),
    "JPEG": lambda: picture("JPEG"),
    "PNG": lambda: picture("PNG"),
    "sound": lambda: (beep(48_000) * 32767).astype(np.int16).tobytes(),
}


@pytest.mark.parametrize("what", MEDIA)
def test_media_in_the_clear_are_found(what: str) -> None:
    assert what in find_media(planted(MEDIA[what]()))


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_raw_frames_are_found_by_their_marks(width: int) -> None:
    assert "a frame's mark" in find_media(planted(raw_frame(width)))
    assert "a frame's mark" in find_media(planted(raw_pixels(width)))


def test_the_directorys_own_pictures_are_no_trace() -> None:
    known = frozenset(sha256(photo).hexdigest() for photo in PHOTOS)

    assert find_media(PHOTOS[0], known) == []
    assert find_media(PHOTOS[0]) == ["JPEG"]
    assert find_media(PHOTOS[0][:-200], known) == ["JPEG"]


def sealed() -> Iterator[bytes]:
    recipients = [VisitKey().recipient]
    yield seal(mp4() * 20, recipients)
    yield from (seal(os.urandom(2_000_000), recipients) for _ in range(3))


def test_what_is_sealed_has_no_trace() -> None:
    for content in sealed():
        assert find_media(content) == []
        assert find_digits(content, [PHONE, NUMBER]) == []


def test_the_head_of_a_journal_is_no_start_code_but_what_follows_may_be_one() -> None:
    head = bytes.fromhex("377f0682 002de218 00001000 00000001 67a1b2c3 d4e5f607 01020304 05060708")

    assert find_media(head + NOISE) == []
    assert find_media(NOISE + head + NOISE) == []
    assert "H.264 with start codes" in find_media(head + planted(h264()))
    assert "H.264 with start codes" in find_media(head[4:] + NOISE)


def test_a_searcher_says_in_which_file_and_never_what(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "spool.db-wal").write_bytes(planted(PHONE.encode()))
    (tmp_path / f"of {NUMBER}").write_bytes(b"")
    found = Searcher().look([tmp_path], [PHONE, NUMBER])

    assert found[0] == "spool.db-wal: 10 digits, ascii"
    assert len(found) == 2
    assert PHONE not in str(found)

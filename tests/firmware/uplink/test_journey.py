"""Clips on their whole way: spool, uplink, broker, central."""

import os
from pathlib import Path


def test_a_clip_arrives_byte_for_byte_through_mosquitto(booth, central, tmp_path: Path) -> None:
    plain = os.urandom(3_000_000)
    registered = booth.appeal(plain)
    booth.start()

    entry = central.wait_for_appeal(registered.number, 30)

    assert entry is not None
    assert entry.id == registered.id
    central.open_clip(registered.number, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == plain


def test_a_clip_arrives_through_the_embedded_broker(booth, embedded, tmp_path, settle) -> None:
    plain = os.urandom(3_000_000)
    registered = booth.appeal(plain)
    booth.start()

    entry = embedded.wait_for_appeal(registered.number, 30)

    assert entry is not None
    embedded.open_clip(registered.id, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == plain
    settle(lambda: not booth.left_on_disk(), "the booth deleted what was stored")

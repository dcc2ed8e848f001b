"""The video of an answer on its whole way: official, central, a real broker, uplink, spool."""

import io
import os
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from central.server import Central
from central.settings import ExternalBroker
from firmware.appeals import sealing
from tests.firmware.uplink.visit import Visit

NOISE = np.random.default_rng(1)


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> Path:
    """Four lively seconds: some megabytes."""
    path = tmp_path_factory.mktemp("film") / "official.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for _ in range(100):
            noise = NOISE.integers(0, 255, (480, 640, 3), np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(noise, format="rgb24")))
        out.mux(stream.encode())
    return path


@pytest.fixture
def small_credit(monkeypatch) -> None:
    """So that a video takes long enough to be interrupted."""
    # The uplink is a process of its own: the limit is central's.
    monkeypatch.setattr("central.viewings.MAX_CREDIT", 8_192)
    monkeypatch.setattr("central.viewings.CHUNK_BYTES", 4_096)


def answered(booth, central, video: Path) -> str:
    """An appeal with a video as its answer; its number."""
    registered = booth.appeal(os.urandom(1000))
    booth.start()
    assert central.wait_for_appeal(registered.number, 40)
    central.give_answer(registered.number, "Шұңқыр жабылды.", video=video)
    return registered.number


@pytest.mark.parametrize("broker", ["embedded", "mosquitto"])
def test_the_citizen_gets_the_video_and_nothing_of_it_stays(
    broker, booth, request, video, settle
) -> None:
    central = request.getfixturevalue("embedded" if broker == "embedded" else "central")
    visit = Visit(booth.spool, central)

    reply = visit.ask(answered(booth, central, video))
    visit.want_video()
    assert (reply.status, reply.text) == ("answered", "Шұңқыр жабылды.")
    assert reply.video is not None
    assert reply.video.duration_ms == pytest.approx(4000, abs=80)
    settle(visit.file.exists, "the video")

    with av.open(io.BytesIO(visit.film())) as film:
        assert len(list(film.decode(video=0))) == 100
    central_keys = [central.keys.ask_identity, *central.keys.identities]
    with pytest.raises(sealing.BadSeal):
        sealing.open_sealed(visit.file.read_bytes(), central_keys)
    settle(lambda: not list(central.store.viewings.iterdir()), "central deleted its copy")
    visit.mailbox.drop_video(visit.rid)
    settle(lambda: not list(booth.spool.answers.iterdir()), "the booth deleted it")


@pytest.mark.usefixtures("small_credit")
def test_a_killed_broker_and_a_killed_uplink_cost_only_time(
    booth, central, mosquitto, video, settle
) -> None:
    visit = Visit(booth.spool, central)
    visit.ask(answered(booth, central, video))
    visit.want_video()
    settle(lambda: visit.arrived > 50_000, "a part of the video")

    mosquitto.kill()
    mosquitto.start()
    settle(lambda: visit.arrived > 200_000, "more of it")
    booth.kill()
    booth.start()
    settle(visit.file.exists, "the video")

    with av.open(io.BytesIO(visit.film())) as film:
        assert len(list(film.decode(video=0))) == 100


def test_after_a_restart_of_central_the_citizen_asks_again(
    booth, central_data, mosquitto, video, settle
) -> None:
    broker = ExternalBroker("127.0.0.1", mosquitto.port)
    settings = replace(central_data.settings, broker=broker)
    with Central(settings) as first:
        number = answered(booth, first, video)
    visit = Visit(booth.spool, central_data)
    visit.want_video()
    with Central(settings) as second:
        again = Visit(booth.spool, second)
        assert again.ask(number).video
        again.want_video()
        settle(again.file.exists, "the video")
        assert not visit.arrived

from fractions import Fraction

import av
import numpy as np
import pytest

from hw.bench import marks
from hw.bench.scene import Scene
from hw.camera.encoder import H264Encoder
from hw.camera.film import Film, FilmCamera, FilmMicrophone, readable
from hw.camera.picture import planes
from hw.errors import BadDeviceSetting, DeviceGone, DeviceNotFound
from hw.microphone import BLOCK_SAMPLES, SAMPLE_RATE, PcmBlock

SIZE = (640, 360)
SECONDS = 2


def film_frames() -> list:
    scene, encoder = Scene(*SIZE), H264Encoder(*SIZE, 25, 800_000)
    packets = []
    for number in range(25 * SECONDS):
        picture = scene.draw(number * 40_000)
        luma = planes(picture)[0]
        marks.draw_mark(luma, number)
        if number % 25 < marks.FLASH_FRAMES:
            marks.draw_flash(luma)
        packets += encoder.encode(picture, number * 40_000)
    return packets


def film_sound() -> list[PcmBlock]:
    sound = np.zeros(SAMPLE_RATE * SECONDS, np.int16)
    beep = (marks.beep(SAMPLE_RATE) * 32767).astype(np.int16)
    for second in range(SECONDS):
        sound[second * SAMPLE_RATE :][: len(beep)] = beep
    blocks = sound.reshape(-1, BLOCK_SAMPLES)
    return [PcmBlock(block, index * 20_000) for index, block in enumerate(blocks)]


@pytest.fixture
def film_path(clip_writer, tmp_path):
    path = tmp_path / "film.mp4"
    clip_writer(path, film_frames(), film_sound())
    return path


def test_a_looped_film_keeps_its_sound_in_step(film_path, inbox, clip_writer, tmp_path) -> None:
    camera, microphone = FilmCamera(film_path, *SIZE), FilmMicrophone(film_path)
    packets, blocks = inbox(), inbox()
    try:
        microphone.start(blocks)
        camera.start(inbox())
        camera.record(packets)
        video = packets.take(25 * SECONDS + 20)
        assert camera.stop_recording() >= len(video)
    finally:
        camera.close()
        microphone.close()
    again = tmp_path / "again.mp4"
    clip_writer(again, video, blocks.drain())
    measure = marks.measure_clip(again)
    assert measure.unreadable == 0
    assert measure.first_number < 25
    assert measure.av_offset_ms == pytest.approx(0, abs=42)


def test_a_narrow_film_gets_black_bars(clip_writer, tmp_path, inbox) -> None:
    encoder = H264Encoder(180, 320, 25, 400_000)
    white = np.full((480, 180), 128, np.uint8)
    white[:320] = 235
    packets = [p for i in range(30) for p in encoder.encode(white, i * 40_000)]
    path = tmp_path / "narrow.mp4"
    clip_writer(path, packets, [])
    camera, previews = FilmCamera(path, *SIZE, preview=SIZE), inbox()
    camera.start(previews)
    try:
        luma = planes(previews.until(lambda f: f.i420[180, 320] > 200).i420)[0]
    finally:
        camera.close()
    assert luma[:, :200].max() < 30
    assert luma[:, 440:].max() < 30
    assert luma[10, 320] > 200
    assert not Film(path).sound(0, 960).any()


@pytest.mark.parametrize("content", [None, b"", b"not a film at all" * 50])
def test_a_file_that_is_no_video_is_refused(tmp_path, content) -> None:
    path = tmp_path / "letter.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadDeviceSetting, match=r"letter\.mp4"):
        FilmCamera(path)


def test_a_file_with_sound_only_is_refused(tmp_path) -> None:
    path = tmp_path / "voice.wav"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), "s16", "mono")
        frame.sample_rate = SAMPLE_RATE
        out.mux(stream.encode(frame))
    with pytest.raises(BadDeviceSetting, match="no picture"):
        FilmMicrophone(path)


def frames_of(path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in readable(container, container.streams.video[0]))


def test_a_film_damaged_in_its_middle_is_played_without_the_damage(film_path, inbox) -> None:
    content = bytearray(film_path.read_bytes())
    begin = content.index(b"mdat") + len(content) // 3
    content[begin : begin + 9000] = bytes(range(250)) * 36
    film_path.write_bytes(content)
    assert 0 < frames_of(film_path) <= 25 * SECONDS
    camera, previews = FilmCamera(film_path, *SIZE), inbox()
    camera.start(previews)
    try:
        previews.take(25 * SECONDS + 5)
        assert camera.healthy()
    finally:
        camera.close()


def test_a_film_of_odd_size_and_rate_fits(tmp_path, inbox) -> None:
    path = tmp_path / "odd.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=Fraction(30000, 1001))
        stream.width, stream.height, stream.pix_fmt = 323, 243, "yuv420p"
        for _ in range(20):
            white = np.full((243, 323, 3), 240, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(white, "rgb24")))
        out.mux(stream.encode(None))
    camera, previews = FilmCamera(path, *SIZE, preview=SIZE), inbox()
    camera.start(previews)
    try:
        assert previews.until(lambda f: f.i420[180, 320] > 200).i420[180, 10] < 30
    finally:
        camera.close()


def test_a_film_that_does_not_begin_at_zero_loses_nothing(film_path, tmp_path) -> None:
    path = tmp_path / "film.ts"
    with av.open(str(film_path)) as film, av.open(str(path), "w", format="mpegts") as out:
        tracks = {s.index: out.add_stream_from_template(s) for s in film.streams}
        for packet in film.demux():
            if packet.dts is not None:
                later = int(1.5 / packet.time_base)
                packet.pts, packet.dts = packet.pts + later, packet.dts + later
                packet.stream = tracks[packet.stream.index]
                out.mux(packet)
    film = Film(path)
    assert film.begin_us > 0
    beeps = marks.beep_onsets(film.sound(0, SAMPLE_RATE * SECONDS), SAMPLE_RATE)
    assert beeps[0] < SAMPLE_RATE // 10


def test_a_film_that_is_deleted_is_a_camera_that_has_gone(film_path, inbox) -> None:
    camera, previews = FilmCamera(film_path, *SIZE), inbox()
    camera.start(previews)
    try:
        previews.next()
        film_path.unlink()
        while camera.healthy():
            previews.drain()
            camera._thread.join(0.1)
        with pytest.raises(DeviceGone):
            camera.record(inbox())
        camera.close()
        with pytest.raises(DeviceNotFound):
            camera.start(previews)
    finally:
        camera.close()

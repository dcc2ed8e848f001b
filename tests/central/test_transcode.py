"""Videos of officials, of every kind, become what the booth shows."""

import io
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

import central.transcode
from central.errors import BadInput
from central.transcode import fitted, transcode, upright


def raw(
    file: Path,
    pictures: Iterable[int],
    sounds: Iterable[int],
    layout: str = "mono",
    title: str = "a",
) -> Path:
    """A video with these time stamps: of pictures in 1/25 s, of sound in 1/48000 s."""
    with av.open(str(file), "w") as out:
        out.metadata["title"] = title
        picture = out.add_stream("libx264", rate=25)
        picture.width, picture.height, picture.pix_fmt = 160, 120, "yuv420p"
        sound = out.add_stream("mp2" if file.suffix == ".ts" else "aac", rate=48_000, layout=layout)
        wave = np.full((1, 960 * sound.codec_context.layout.nb_channels), 3000, np.int16)
        for pts in pictures:
            frame = av.VideoFrame.from_ndarray(np.zeros((120, 160, 3), np.uint8), format="rgb24")
            frame.pts, frame.time_base = pts, Fraction(1, 25)
            out.mux(picture.encode(frame))
        out.mux(picture.encode())
        for pts in sounds:
            heard = av.AudioFrame.from_ndarray(wave, format="s16", layout=layout)
            heard.rate, heard.pts, heard.time_base = 48_000, pts, Fraction(1, 48_000)
            out.mux(sound.encode(heard))
        out.mux(sound.encode())
    return file


class Shown:
    """The made video, decoded."""

    def __init__(self, source: Path) -> None:
        out = io.BytesIO()
        self.parts: list[float] = []
        self.duration_ms = transcode(source, out, self.parts.append)
        self.content = out.getvalue()
        self.pictures: list[tuple[float, int]] = []
        self.sounds: list[tuple[float, float]] = []
        with av.open(io.BytesIO(self.content)) as film:
            picture, sound = film.streams.video[0], film.streams.audio[0]
            self.codecs = (picture.codec_context.name, sound.codec_context.name)
            self.size = (picture.width, picture.height)
            for frame in film.decode(picture, sound):
                if isinstance(frame, av.VideoFrame):
                    grey = int(frame.to_ndarray(format="gray8").mean())
                    self.pictures.append((float(frame.time or 0), grey))
                elif isinstance(frame, av.AudioFrame):
                    loud = float(np.abs(frame.to_ndarray()).max())
                    self.sounds.append((float(frame.time or 0), loud))

    @property
    def sound_from(self) -> float:
        return next(time for time, loud in self.sounds if loud > 0.05)


def test_a_telephone_video_becomes_the_booths_own_kind(film) -> None:
    shown = Shown(film("a.mp4", size=(1440, 810), fps=30))

    assert shown.codecs == ("h264", "aac")
    assert shown.size == (1280, 720)
    assert shown.duration_ms == 2000
    assert len(shown.pictures) == 50
    assert [time for time, _ in shown.pictures[:3]] == pytest.approx([0, 0.04, 0.08])
    assert shown.content.count(b"moof") >= 2, "it can be shown while it arrives"
    assert shown.parts == sorted(shown.parts)
    assert shown.parts[-1] == 1.0


def test_a_browsers_recording_without_sound_gets_silence(film) -> None:
    shown = Shown(film("b.webm", video="libvpx", sound=None, fps=15))

    assert shown.codecs == ("h264", "aac")
    assert shown.size == (160, 120)
    assert max(loud for _, loud in shown.sounds) < 0.001
    assert shown.sounds[-1][0] == pytest.approx(2, abs=0.1)


def test_sound_stays_with_its_picture(film) -> None:
    shown = Shown(film("a.mp4", sound_from=1.0))

    assert shown.sound_from == pytest.approx(1.0, abs=0.045)


def test_a_picture_that_comes_seldom_stays(film) -> None:
    shown = Shown(film("a.mp4", fps=2, greys=(40, 40, 200, 200)))

    assert len(shown.pictures) == 50, "the last one as long as there is sound"
    assert {round(grey, -1) for time, grey in shown.pictures if time < 0.9} == {40}
    assert {round(grey, -1) for time, grey in shown.pictures if time > 1.1} == {200}


def test_sound_may_begin_before_there_is_a_picture(tmp_path: Path) -> None:
    """As in every MPEG-TS: pictures come out of their decoder late."""
    for name in ("a.ts", "a.mkv", "a.mp4"):
        shown = Shown(raw(tmp_path / name, range(25, 50), range(0, 96_000, 960)))

        assert shown.size == (160, 120)
        assert shown.duration_ms == pytest.approx(2000, abs=50)
        assert shown.sound_from < 0.1


def test_sound_that_is_all_before_the_picture_is_heard(tmp_path: Path) -> None:
    shown = Shown(raw(tmp_path / "a.mkv", [30], range(0, 48_000, 960)))

    assert shown.sound_from < 0.1
    assert shown.duration_ms == pytest.approx(1240, abs=50)


def test_sound_that_goes_on_after_the_last_picture_is_heard_to_its_end(tmp_path: Path) -> None:
    shown = Shown(raw(tmp_path / "a.mkv", range(1), range(0, 48_000 * 12, 960)))

    assert shown.duration_ms == 12_000
    assert len(shown.pictures) == 300


@pytest.mark.parametrize("name", ["sound", "pictures"])
def test_a_time_stamp_that_jumps_far_ahead_is_refused_and_costs_nothing(tmp_path, name) -> None:
    pictures, sounds = [*range(50)], [*range(0, 96_000, 960)]
    {"sound": sounds, "pictures": pictures}[name].append(10**10)

    with pytest.raises(BadInput, match="longer than"):
        transcode(raw(tmp_path / "a.mkv", pictures, sounds), io.BytesIO(), lambda _done: None)


def test_sound_may_change_its_kind_on_the_way(tmp_path: Path) -> None:
    first = raw(tmp_path / "a.ts", range(25), range(0, 48_000, 960))
    second = raw(tmp_path / "b.ts", range(25, 50), range(48_000, 96_000, 960), "stereo")
    both = tmp_path / "both.ts"
    both.write_bytes(first.read_bytes() + second.read_bytes())

    assert Shown(both).duration_ms == pytest.approx(2000, abs=100)


def test_a_picture_of_a_size_that_no_telephone_has_is_not_unpacked(film, monkeypatch) -> None:
    monkeypatch.setattr(central.transcode, "MAX_PIXELS", 320 * 240)
    assert Shown(film("a.mp4", size=(320, 240))).duration_ms == 2000

    with pytest.raises(BadInput, match=r"b\.mp4"):
        transcode(film("b.mp4", size=(640, 480)), io.BytesIO(), lambda _done: None)


def test_a_title_in_an_old_writing_is_no_hindrance(tmp_path: Path) -> None:
    file = raw(tmp_path / "a.mkv", range(25), range(0, 48_000, 960), title="PRIVET")
    file.write_bytes(file.read_bytes().replace(b"PRIVET", "Привет".encode("cp1251")))

    # Sound may begin before the first picture, and that is a picture more.
    assert Shown(file).duration_ms == pytest.approx(1000, abs=40)


def test_pictures_of_an_unknown_kind_are_refused(film) -> None:
    file = film("a.mp4")
    file.write_bytes(file.read_bytes().replace(b"avc1", b"zzzz"))

    with pytest.raises(BadInput, match="unknown kind"):
        transcode(file, io.BytesIO(), lambda _done: None)


def test_a_colon_in_its_name_is_no_protocol(film, tmp_path, monkeypatch) -> None:
    film("12:30.mp4")
    monkeypatch.chdir(tmp_path)

    assert Shown(Path("12:30.mp4")).duration_ms == 2000


def test_not_a_picture_more_than_a_message_may_say(film, monkeypatch) -> None:
    monkeypatch.setattr(central.transcode, "MAX_VIDEO_MS", 2000)
    assert Shown(film("a.mp4")).duration_ms == 2000

    monkeypatch.setattr(central.transcode, "MAX_VIDEO_MS", 1960)
    with pytest.raises(BadInput, match="longer than"):
        transcode(film("a.mp4"), io.BytesIO(), lambda _done: None)


@pytest.mark.parametrize(
    ("height", "aspect", "size"),
    [
        (1080, 16 / 9, (1280, 720)),
        (1920, 9 / 16, (720, 1280)),
        (480, 4 / 3, (640, 480)),
        (480, 16 / 9, (854, 480)),
        (1080, 1.0, (720, 720)),
        (100, 40.0, (1280, 32)),
    ],
)
def test_it_fits_the_screen_lying_or_upright(height, aspect, size) -> None:
    assert fitted(height, aspect) == size


class Turned:
    """A frame whose container says that it was held upright."""

    def __init__(self, rotation: int) -> None:
        left_white = np.zeros((40, 80, 3), np.uint8)
        left_white[:, :40] = 255
        self._frame = av.VideoFrame.from_ndarray(left_white, format="rgb24")
        self.rotation = rotation

    def to_ndarray(self, **arguments) -> np.ndarray:
        return self._frame.to_ndarray(**arguments)


def test_a_video_held_upright_is_upright() -> None:
    right = upright(Turned(-90)).to_ndarray(format="rgb24")
    left = upright(Turned(90)).to_ndarray(format="rgb24")
    over = upright(Turned(180)).to_ndarray(format="rgb24")

    assert (right.shape, left.shape, over.shape) == ((80, 40, 3), (80, 40, 3), (40, 80, 3))
    assert (right[10, 20, 0], right[70, 20, 0]) == (255, 0), "left is up, turned clockwise"
    assert (left[10, 20, 0], left[70, 20, 0]) == (0, 255)
    assert (over[20, 10, 0], over[20, 70, 0]) == (0, 255)


def test_what_is_not_a_video_is_refused_by_its_name(tmp_path: Path, film) -> None:
    for name, content in (("a.mp4", b""), ("b.txt", b"hello" * 1000), ("c.mp4", b"\0" * 5000)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadInput, match=name):
            transcode(tmp_path / name, io.BytesIO(), lambda _done: None)
    with pytest.raises(BadInput, match="no picture"):
        transcode(film("sound.mp4", video=None), io.BytesIO(), lambda _done: None)


def test_a_playlist_cannot_make_central_read_other_files(tmp_path: Path, film) -> None:
    secret = film("secret.mp4")
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{secret}\n#EXT-X-ENDLIST\n"
    concat = f"ffconcat version 1.0\nfile '{secret}'\n"
    for name, content in (("a.m3u8", playlist), ("a.mp4", playlist), ("a.ffconcat", concat)):
        (tmp_path / name).write_text(content)
        with pytest.raises(BadInput, match=name):
            transcode(tmp_path / name, io.BytesIO(), lambda _done: None)


def test_a_torn_video_is_refused_or_shown_as_far_as_it_goes(tmp_path: Path, film) -> None:
    whole = film("a.mkv").read_bytes()
    torn = tmp_path / "torn.mkv"
    torn.write_bytes(whole[: len(whole) // 100])
    with pytest.raises(BadInput, match=r"torn\.mkv"):
        transcode(torn, io.BytesIO(), lambda _done: None)

    torn.write_bytes(whole[: len(whole) * 6 // 10])
    assert 400 <= Shown(torn).duration_ms < 2000


def test_a_video_that_is_too_long_is_refused(film, monkeypatch) -> None:
    monkeypatch.setattr(central.transcode, "MAX_VIDEO_MS", 1000)

    with pytest.raises(BadInput, match=r"a\.mp4: longer than"):
        transcode(film("a.mp4"), io.BytesIO(), lambda _done: None)


def test_a_full_disk_is_said(film) -> None:
    class Full(io.BytesIO):
        def write(self, _data) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        transcode(film("a.mp4"), Full(), lambda _done: None)

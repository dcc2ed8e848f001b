"""Videos of answers at rest."""

import io
import os
import time
from pathlib import Path

import av
import pytest

import central.clips
from central.clips import Folder
from central.errors import BadInput
from central.videos import Videos
from firmware.appeals import files
from firmware.appeals.errors import BadSeal
from firmware.appeals.sealing import VisitKey, open_sealed


@pytest.fixture
def key() -> VisitKey:
    return VisitKey()


@pytest.fixture
def videos(tmp_path: Path, key: VisitKey) -> Videos:
    folder = tmp_path / "answers"
    folder.mkdir()
    return Videos(folder, Folder(folder, ".age"), key.recipient, key.identity)


def test_a_video_lies_sealed_and_opens_for_the_visit_it_is_sealed_for(
    tmp_path, videos, key, film
) -> None:
    video = videos.put(film("a.mp4"), lambda _done: None)

    assert video.duration_ms == 2000
    assert [file.name for file in (tmp_path / "answers").iterdir()] == [f"{video.id}.age"]
    assert videos._clips.file(video.id).stat().st_mode & 0o777 == 0o600
    plain = open_sealed(videos._clips.file(video.id).read_bytes(), [key.identity])
    assert b"ftyp" not in videos._clips.file(video.id).read_bytes()
    visit, out = VisitKey(), tmp_path / "visit.age"
    videos.seal_for(video.id, visit.recipient, out)
    assert visit.open(out.read_bytes()) == plain
    with pytest.raises(BadSeal):
        key.open(out.read_bytes())
    with av.open(io.BytesIO(plain)) as shown:
        assert shown.streams.video[0].codec_context.name == "h264"


def test_what_is_not_a_video_leaves_nothing(tmp_path, videos) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video")

    for name in ("a.mp4", "missing.mp4"):
        with pytest.raises(BadInput, match=name):
            videos.put(tmp_path / name, lambda _done: None)
    assert list((tmp_path / "answers").iterdir()) == []


def test_a_torn_file_is_never_sealed_anew_as_if_it_were_whole(tmp_path, videos, film) -> None:
    video = videos.put(film("a.mp4", seconds=4, size=(320, 240)), lambda _done: None)
    file, out = videos._clips.file(video.id), tmp_path / "visit.age"
    os.truncate(file, file.stat().st_size - 100)

    with pytest.raises(BadSeal):
        videos.seal_for(video.id, VisitKey().recipient, out)

    assert not out.exists()
    with pytest.raises(FileNotFoundError):
        videos.seal_for("no-such-id", VisitKey().recipient, out)


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, videos, film, monkeypatch) -> None:
    monkeypatch.setattr(os, "fsync", _full)

    with pytest.raises(OSError, match="No space"):
        videos.put(film("a.mp4"), lambda _done: None)

    assert list((tmp_path / "answers").iterdir()) == []


def test_a_disk_that_fills_while_it_is_made_is_said_too(videos, film, monkeypatch) -> None:
    source = film("a.mp4", seconds=8, size=(320, 240))
    monkeypatch.setattr(files, "open", lambda *_, **__: FullFile(), raising=False)

    with pytest.raises(OSError, match="No space"):
        videos.put(source, lambda _done: None)


class FullFile(io.BytesIO):
    def write(self, _data) -> int:
        raise OSError(28, "No space left on device")


def test_its_name_is_on_the_disk_before_an_answer_tells_of_it(
    tmp_path, videos, film, monkeypatch
) -> None:
    synced: list[tuple[Path, list[str]]] = []

    def sync(folder: Path) -> None:
        synced.append((folder, [file.name for file in folder.iterdir()]))

    monkeypatch.setattr(central.clips, "sync_folder", sync)
    video = videos.put(film("a.mp4"), lambda _done: None)

    [(folder, names)] = synced
    assert folder == tmp_path / "answers"
    assert f"{video.id}.age" in names


def test_what_a_crash_left_goes_with_the_next_and_what_is_being_made_stays(
    tmp_path, videos, film
) -> None:
    for name, age_s in (("torn", 90_000), ("growing", 60)):
        file = tmp_path / "answers" / f"{name}.new"
        file.write_bytes(b"half")
        os.utime(file, (time.time() - age_s,) * 2)

    video = videos.put(film("a.mp4"), lambda _done: None)

    assert {file.name for file in (tmp_path / "answers").iterdir()} == {
        "growing.new",
        f"{video.id}.age",
    }


def _full(_handle: int) -> None:
    raise OSError(28, "No space left on device")

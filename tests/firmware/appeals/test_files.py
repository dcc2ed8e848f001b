"""Files that a power cut leaves whole."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from firmware.appeals.files import create, growing, replace


@pytest.fixture(params=[0o000, 0o077])
def any_umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("any_umask")
@pytest.mark.parametrize("put", [create, replace])
def test_a_file_has_its_mode_whatever_the_umask_is(put, tmp_path: Path) -> None:
    for mode in (0o600, 0o644):
        file = tmp_path / f"{mode:o}"
        put(file, b"content", mode)
        assert file.stat().st_mode & 0o777 == mode
        assert file.read_bytes() == b"content"


@pytest.mark.parametrize("put", [create, replace])
def test_what_a_power_cut_left_half_written_is_in_nobodys_way(put, tmp_path: Path) -> None:
    (tmp_path / "file.new").write_bytes(b"hal")
    put(tmp_path / "file", b"whole")

    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"whole"


def test_a_file_that_is_there_is_not_created_again(tmp_path: Path) -> None:
    create(tmp_path / "file", b"first")
    with pytest.raises(FileExistsError):
        create(tmp_path / "file", b"second")

    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"first"


def test_of_two_that_create_one_file_the_one_that_succeeds_has_its_content_there(
    tmp_path: Path,
) -> None:
    both = Barrier(2, timeout=10)

    def make(content: bytes) -> list[bool]:
        made = []
        for number in range(50):
            both.wait()
            try:
                create(tmp_path / f"{number}", content)
                made.append(True)
            except FileExistsError:
                made.append(False)
        return made

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(make, (b"first", b"second"))

    for number in range(50):
        assert first[number] != second[number]
        content = (tmp_path / f"{number}").read_bytes()
        assert content == (b"first" if first[number] else b"second")


def test_a_replacement_that_cannot_be_synced_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(tmp_path / "file", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            replace(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"old"


def test_what_grows_appears_whole_for_its_owner_alone_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    with growing(file) as out:
        out.write(b"first ")
        assert not file.exists()
        out.write(b"last")
    assert file.read_bytes() == b"first last"
    assert file.stat().st_mode & 0o777 == 0o600

    with pytest.raises(KeyboardInterrupt):
        interrupt(file)
    assert file.read_bytes() == b"first last"
    assert [one.name for one in tmp_path.iterdir()] == ["clip.mp4"]


def interrupt(file: Path) -> None:
    with growing(file) as out:
        out.write(b"torn")
        raise KeyboardInterrupt

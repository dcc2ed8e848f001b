"""The losing disk: what a power cut takes, and what it may not take."""

import errno
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.cuts.disk import File, Folder, LosingDisk, Refused, World

CHANCE = random.Random(1)


def disk_with(*names: str) -> LosingDisk:
    """Empty folders, all safe."""
    disk = LosingDisk()
    for name in names:
        disk.add(name, Folder())
    disk.sync(disk.root)
    return disk


def write(disk: LosingDisk, path: str, content: bytes) -> File:
    file = File()
    disk.add(path, file)
    disk.write(file, content, 0)
    return file


def names(disk: LosingDisk, path: str) -> set[str]:
    return set(disk.folder(path).now)


def test_bytes_that_were_not_synced_are_lost() -> None:
    disk = disk_with("/a")
    file = write(disk, "/a/x", b"old")
    disk.sync(file)
    disk.sync(disk.folder("/a"))
    disk.write(file, b"new!", 0)
    disk.cut(World.DROP, CHANCE)

    assert bytes(file.now) == b"old"


def test_a_synced_file_without_a_synced_name_is_lost() -> None:
    disk = disk_with("/a")
    disk.sync(write(disk, "/a/x", b"content"))
    disk.cut(World.DROP, CHANCE)

    assert names(disk, "/a") == set()


def test_a_journal_keeps_the_name_with_the_file() -> None:
    disk = LosingDisk(journal=True)
    disk.sync(write(disk, "/x", b"content"))
    disk.cut(World.DROP, CHANCE)

    assert names(disk, "/") == {"x"}


def test_a_synced_name_without_synced_bytes_is_an_empty_file() -> None:
    disk = disk_with()
    file = write(disk, "/x", b"content")
    disk.sync(disk.root)
    disk.cut(World.DROP, CHANCE)

    assert disk.find("/x") is file
    assert bytes(file.now) == b""


def test_a_rename_is_undone_unless_its_folder_is_synced() -> None:
    disk = disk_with("/a", "/b")
    disk.sync(write(disk, "/a/x", b"content"))
    disk.sync(disk.folder("/a"))
    disk.rename("/a/x", "/b/y")
    disk.cut(World.DROP, CHANCE)

    assert (names(disk, "/a"), names(disk, "/b")) == ({"x"}, set())


@pytest.mark.parametrize(("synced", "left"), [("/a", set()), ("/b", {"x"})])
def test_a_rename_is_safe_by_either_folder(synced: str, left: set[str]) -> None:
    disk = disk_with("/a", "/b")
    disk.sync(write(disk, "/a/x", b"content"))
    disk.sync(disk.folder("/a"))
    disk.rename("/a/x", "/b/y")
    disk.sync(disk.folder(synced))
    disk.cut(World.DROP, CHANCE)

    assert (names(disk, "/a"), names(disk, "/b")) == (left, {"y"})


def test_what_was_deleted_comes_back_unless_the_folder_is_synced() -> None:
    disk = disk_with()
    disk.sync(write(disk, "/x", b"content"))
    disk.sync(disk.root)
    disk.remove("/x")
    disk.cut(World.DROP, CHANCE)

    assert bytes(disk.find("/x").now) == b"content"  # type: ignore[arg-type]


@given(
    world=st.sampled_from(World),
    seed=st.integers(0, 1000),
    later=st.lists(st.tuples(st.integers(0, 50), st.binary(max_size=20)), max_size=10),
)
def test_what_was_synced_is_whole_in_every_world(
    world: World, seed: int, later: list[tuple[int, bytes]]
) -> None:
    disk = disk_with()
    kept = write(disk, "/kept", b"kept")
    disk.sync(kept)
    disk.sync(disk.root)
    other = write(disk, "/other", b"")
    for offset, data in later:
        disk.write(other, data, offset)
    disk.cut(world, random.Random(seed))

    assert disk.find("/kept") is kept
    assert bytes(kept.now) == b"kept"


def test_what_is_left_is_stored_and_loaded_again(tmp_path: Path) -> None:
    disk = disk_with("/a", "/gone")
    disk.sync(write(disk, "/a/x", b"content"))
    disk.store(tmp_path)
    disk.remove("/gone")
    disk.store(tmp_path)
    loaded = LosingDisk.load(tmp_path)
    loaded.cut(World.DROP, CHANCE)

    assert names(loaded, "/") == {"a"}
    assert bytes(loaded.find("/a/x").now) == b"content"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "number"),
    [("/none", errno.ENOENT), ("/a/x/y", errno.ENOTDIR), ("/a/none/y", errno.ENOENT)],
)
def test_what_is_not_there_is_refused(path: str, number: int) -> None:
    disk = disk_with("/a")
    write(disk, "/a/x", b"")
    with pytest.raises(Refused) as refused:
        disk.find(path)

    assert refused.value.errno == number

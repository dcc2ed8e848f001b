"""A disk in memory that loses at a power cut what was not synced.

It is the most pessimistic reading of what file systems promise. The bytes of a
file are safe after an fsync of the file, the names in a folder after an fsync of
the folder; an fsync of a file says nothing about its name. A rename is one step
of the journal: an fsync of the folder it came from makes all of it safe, one of
the folder it went to makes the new name safe, and the old one may come back.
"""

import errno
import random
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Self


class World(StrEnum):
    """What becomes of the steps that were not synced."""

    DROP = "drop"
    """All of them are lost."""
    BEGINNING = "beginning"
    """Those up to some moment are kept, in their order."""
    SOME = "some"
    """Some pages reached the disk and some did not; names keep their order in a folder."""


@dataclass(eq=False)
class File:
    """The bytes as they are now, and as a cut would leave them."""

    now: bytearray = field(default_factory=bytearray)
    safe: bytearray = field(default_factory=bytearray)


@dataclass(eq=False)
class Folder:
    """The names as they are now, and as a cut would leave them."""

    now: "dict[str, Node]" = field(default_factory=dict)
    safe: "dict[str, Node]" = field(default_factory=dict)


Node = File | Folder


@dataclass(eq=False)
class Step:
    """One change that is not safe yet: to which node, and how it is made safe.

    `names` is the file that gets a name by it.
    """

    node: Node
    make_safe: Callable[[], object]
    names: Node | None = None


class Refused(OSError):
    """What a file system answers; `errno` says what."""

    def __init__(self, number: int) -> None:
        super().__init__(number, errno.errorcode[number])


class LosingDisk:
    """Folders and files by their paths; every change waits for a sync. Not thread-safe.

    With `journal` an fsync of a new file also makes its name safe, as on ext4 and f2fs.
    """

    def __init__(self, *, journal: bool = False) -> None:
        self.root = Folder()
        self._journal = journal
        self._waiting: list[Step] = []
        self.written: Callable[[File, bytes], None] = lambda _file, _data: None

    @classmethod
    def load(cls, folder: Path, *, journal: bool = False) -> Self:
        """What lies in a folder of the host, all of it safe."""
        disk = cls(journal=journal)
        _load(folder, disk.root)
        return disk

    def find(self, path: str) -> Node:
        """Raises Refused."""
        node: Node = self.root
        for part in PurePosixPath(path).parts[1:]:
            if not isinstance(node, Folder):
                raise Refused(errno.ENOTDIR)
            if part not in node.now:
                raise Refused(errno.ENOENT)
            node = node.now[part]
        return node

    def folder(self, path: str) -> Folder:
        """Raises Refused."""
        node = self.find(path)
        if not isinstance(node, Folder):
            raise Refused(errno.ENOTDIR)
        return node

    def _place(self, path: str) -> tuple[Folder, str]:
        place = PurePosixPath(path)
        return self.folder(str(place.parent)), place.name

    def add(self, path: str, node: Node) -> None:
        """Give a node a (further) name. Raises Refused."""
        folder, name = self._place(path)
        if name in folder.now:
            raise Refused(errno.EEXIST)
        folder.now[name] = node
        self._wait(folder, lambda: folder.safe.__setitem__(name, node), names=node)

    def remove(self, path: str) -> None:
        """Take a name away. Raises Refused."""
        folder, name = self._place(path)
        if name not in folder.now:
            raise Refused(errno.ENOENT)
        node = folder.now[name]
        if isinstance(node, Folder) and node.now:
            raise Refused(errno.ENOTEMPTY)
        del folder.now[name]
        self._wait(folder, lambda: folder.safe.pop(name, None))

    def rename(self, old: str, new: str) -> None:
        """Raises Refused."""
        (source, before), (target, after) = self._place(old), self._place(new)
        if before not in source.now:
            raise Refused(errno.ENOENT)
        node = source.now.pop(before)
        target.now[after] = node

        def arrive() -> None:
            target.safe[after] = node

        def move() -> None:
            arrive()
            source.safe.pop(before, None)

        if source is not target:
            self._wait(target, arrive)
        self._wait(source, move)

    def write(self, file: File, data: bytes, offset: int) -> None:
        """Put bytes there, with zeros up to there."""
        _put(file.now, data, offset)
        self._wait(file, lambda: _put(file.safe, data, offset))
        self.written(file, data)

    def truncate(self, file: File, size: int) -> None:
        """Make it that long."""
        _cut(file.now, size)
        self._wait(file, lambda: _cut(file.safe, size))

    def sync(self, node: Node) -> None:
        """Everything done to that file, or to the names in that folder, is safe now."""
        waiting, self._waiting = self._waiting, []
        for step in waiting:
            if step.node is node or (self._journal and step.names is node):
                step.make_safe()
            else:
                self._waiting.append(step)

    def cut(self, world: World, chance: random.Random) -> None:
        """The power is lost: what was not safe is gone, but for what that world keeps."""
        for step in self._kept(world, chance):
            step.make_safe()
        self._waiting = []
        _fall_back(self.root, set())

    def _kept(self, world: World, chance: random.Random) -> Iterator[Step]:
        if world is World.BEGINNING:
            yield from self._waiting[: chance.randint(0, len(self._waiting))]
        elif world is World.SOME:
            closed: set[Folder] = set()
            for step in self._waiting:
                if isinstance(step.node, Folder):
                    if chance.random() < 0.3:
                        closed.add(step.node)
                    if step.node in closed:
                        continue
                elif chance.random() < 0.5:
                    continue
                yield step

    def _wait(self, node: Node, make_safe: Callable[[], object], names: Node | None = None) -> None:
        self._waiting.append(Step(node, make_safe, names))

    def store(self, folder: Path) -> None:
        """Write what is there now into a folder of the host, which then holds nothing else."""
        _store(self.root, folder)


def mode_of(node: Node) -> int:
    """As stat says it; the doubles of the booth's users are all root."""
    return stat.S_IFDIR | 0o755 if isinstance(node, Folder) else stat.S_IFREG | 0o644


def _put(content: bytearray, data: bytes, offset: int) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _cut(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))


def _fall_back(folder: Folder, seen: set[Node]) -> None:
    folder.now = dict(folder.safe)
    for node in folder.now.values():
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, Folder):
            _fall_back(node, seen)
        else:
            node.now = bytearray(node.safe)


def _load(place: Path, folder: Folder) -> None:
    for path in place.iterdir():
        node: Node
        if path.is_dir():
            node = Folder()
            _load(path, node)
        else:
            content = path.read_bytes()
            node = File(bytearray(content), bytearray(content))
        folder.now[path.name] = folder.safe[path.name] = node


def _store(folder: Folder, place: Path) -> None:
    place.mkdir(exist_ok=True)
    for path in place.iterdir():
        if path.name not in folder.now:
            _erase(path)
    for name, node in folder.now.items():
        if isinstance(node, Folder):
            _store(node, place / name)
        else:
            path = place / name
            if not path.exists() or path.read_bytes() != node.now:
                path.write_bytes(node.now)


def _erase(path: Path) -> None:
    if path.is_dir():
        for inside in path.iterdir():
            _erase(inside)
        path.rmdir()
    else:
        path.unlink()

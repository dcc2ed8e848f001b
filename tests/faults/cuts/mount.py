"""The losing disk as a folder that any process can work in: a FUSE file system.

It needs root, /dev/fuse and libfuse 3. The file system is a process of its own;
it ends with the power cut, and the next one begins with what that left behind.
"""

import ctypes
import errno
import os
import random
import threading
import time
from collections.abc import Iterable
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.faults.cuts.disk import File, Folder, LosingDisk, Node, Refused, mode_of

try:
    import mfusepy
except OSError:  # it looks for the library when it is imported
    mfusepy = None

_MNT_DETACH = 2
_READY_WITHIN_S = 10.0
_libc = ctypes.CDLL(None, use_errno=True)


class NoFuse(RuntimeError):
    """The losing storage cannot be had here; says what is needed."""


def check_fuse() -> None:
    """Raises NoFuse."""
    if mfusepy is None:
        raise NoFuse("the losing storage needs libfuse 3: please install the package fuse3")
    if not Path("/dev/fuse").exists() or os.geteuid() != 0:
        raise NoFuse("the losing storage needs root and /dev/fuse")


def unmount(folder: Path) -> None:
    """Take the mount away, whether its process lives or not."""
    _libc.umount2(str(folder).encode(), _MNT_DETACH)


def wait_until_mounted(folder: Path) -> None:
    """Raises NoFuse."""
    end = time.monotonic() + _READY_WITHIN_S
    while not os.path.ismount(folder):
        if time.monotonic() > end:
            raise NoFuse(f"nothing was mounted on {folder}")
        time.sleep(0.005)


def serve(
    mounted: Path, backing: Path, orders: Connection, history: Path | None, journal: bool
) -> None:
    """Be the file system until the cut; `orders` brings its World and seed.

    With `history` every byte that is ever written is kept there, a file a file:
    what a card still holds after its files were deleted. `journal`: see LosingDisk.
    """
    disk = LosingDisk.load(backing, journal=journal)
    lock = threading.Lock()
    if history is not None:
        disk.written = _historian(history)

    def await_cut() -> None:
        world, seed = orders.recv()
        with lock:
            disk.cut(world, random.Random(seed))
            disk.store(backing)
            orders.send("cut")
            os._exit(0)

    threading.Thread(target=await_cut, name="cut", daemon=True).start()
    kind = type("Losing", (Mounted, mfusepy.Operations), {"use_ns": True})
    mfusepy.FUSE(
        kind(disk, lock),
        str(mounted),
        foreground=True,
        nothreads=True,
        hard_remove=True,
        fsname="losing",
    )


def _historian(folder: Path) -> Any:
    folder.mkdir(exist_ok=True)
    names: dict[File, Path] = {}
    numbers = count()

    def note(file: File, data: bytes) -> None:
        if file not in names:
            names[file] = folder / str(next(numbers))
        with names[file].open("ab") as out:
            out.write(data)

    return note


class Mounted:
    """What the kernel asks for, answered by the disk; one question at a time."""

    def __init__(self, disk: LosingDisk, lock: threading.Lock) -> None:
        self._disk = disk
        self._lock = lock
        self._handles: dict[int, Node] = {}
        self._next = count(1)

    def _hold(self, node: Node) -> int:
        handle = next(self._next)
        self._handles[handle] = node
        return handle

    def _file(self, path: str | None, handle: int | None) -> File:
        node = self._handles.get(handle or 0) or self._disk.find(str(path))
        if not isinstance(node, File):
            raise Refused(errno.EISDIR)
        return node

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        with self._lock:
            node = self._handles.get(fh or 0) or self._disk.find(path)
            size = len(node.now) if isinstance(node, File) else 4096
            links = 1 if isinstance(node, File) else 2
            return {"st_mode": mode_of(node), "st_nlink": links, "st_size": size}

    def readdir(self, path: str, fh: int) -> Iterable[str]:
        del fh
        with self._lock:
            return [".", "..", *self._disk.folder(path).now]

    def create(self, path: str, mode: int, fi: object = None) -> int:
        del mode, fi
        with self._lock:
            self._disk.add(path, node := File())
            return self._hold(node)

    def open(self, path: str, flags: int) -> int:
        with self._lock:
            node = self._disk.find(path)
            if flags & os.O_TRUNC and isinstance(node, File):
                self._disk.truncate(node, 0)
            return self._hold(node)

    def release(self, path: str, fh: int) -> int:
        del path
        with self._lock:
            self._handles.pop(fh, None)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        with self._lock:
            return bytes(self._file(path, fh).now[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        with self._lock:
            self._disk.write(self._file(path, fh), bytes(data), offset)
            return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        with self._lock:
            self._disk.truncate(self._file(path, fh), length)
        return 0

    def fallocate(self, path: str, mode: int, offset: int, size: int, fh: int) -> int:
        with self._lock:
            file = self._file(path, fh)
            if mode:
                raise Refused(errno.EOPNOTSUPP)
            if len(file.now) < offset + size:
                self._disk.truncate(file, offset + size)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        del datasync
        with self._lock:
            self._disk.sync(self._file(path, fh))
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        del datasync, fh
        with self._lock:
            self._disk.sync(self._disk.folder(path))
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        del mode
        with self._lock:
            self._disk.add(path, Folder())
        return 0

    def link(self, target: str, source: str) -> int:
        with self._lock:
            self._disk.add(target, self._disk.find(source))
        return 0

    def unlink(self, path: str) -> int:
        with self._lock:
            self._disk.remove(path)
        return 0

    rmdir = unlink

    def rename(self, old: str, new: str) -> int:
        with self._lock:
            self._disk.rename(old, new)
        return 0

    def chmod(self, path: str, mode: int) -> int:
        del path, mode
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        del path, uid, gid
        return 0

    def utimens(self, path: str, times: object = None) -> int:
        del path, times
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        del path
        blocks = 2**22
        return {
            "f_bsize": 4096,
            "f_frsize": 4096,
            "f_blocks": blocks,
            "f_bfree": blocks,
            "f_bavail": blocks,
            "f_namemax": 255,
        }

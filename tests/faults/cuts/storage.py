"""Where the booth under test keeps its data: plain, or losing what was not synced."""

import multiprocessing
import random
import tempfile
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Protocol

from tests.faults.cuts import mount
from tests.faults.cuts.disk import World

PRELOADED = ["tests.faults.cuts.life", "tests.faults.cuts.mount"]
"""Imported once, by the process that every life is forked from."""

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(PRELOADED)

FOLDERS = ("keys", "spool")
"""Made with the card, as the image's first boot does."""


class Storage(Protocol):
    """A card: put in before a life, looked at after the cut."""

    @property
    def folder(self) -> Path:
        """Where the booth works."""

    @property
    def left(self) -> Path:
        """What the cut has left, for the harness alone."""

    def power_on(self) -> None:
        """The booth may start."""

    def cut(self, chance: random.Random) -> None:
        """The power is lost; the booth has been killed."""

    def close(self) -> None:
        """Free everything; may be called twice."""


class PlainStorage:
    """A folder of this machine: SIGKILL loses what was not written, the page cache stays."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="cuts-")
        self.folder = self.left = Path(self._home.name)
        _make_folders(self.folder)

    def power_on(self) -> None:
        """It is always there."""

    def cut(self, chance: random.Random) -> None:
        """The kernel keeps what was written."""

    def close(self) -> None:
        """Delete it."""
        self._home.cleanup()


class LosingStorage:
    """The losing disk, mounted by a process of its own.

    It `remembers` every byte that was ever written in `history`; `journal`: see LosingDisk.
    """

    def __init__(
        self,
        worlds: tuple[World, ...] = tuple(World),
        *,
        remembers: bool = False,
        journal: bool = False,
    ) -> None:
        """Raises NoFuse."""
        mount.check_fuse()
        self._home = tempfile.TemporaryDirectory(prefix="cuts-", ignore_cleanup_errors=True)
        home = Path(self._home.name)
        self.folder, self.left = home / "mounted", home / "left"
        self.history = home / "history" if remembers else None
        self.folder.mkdir()
        _make_folders(self.left)
        self._worlds = worlds
        self._journal = journal
        self._process: ForkServerProcess | None = None
        self._orders: Connection | None = None

    def power_on(self) -> None:
        """Mount what was left."""
        self._orders, theirs = context.Pipe()
        self._process = context.Process(
            target=mount.serve,
            args=(self.folder, self.left, theirs, self.history, self._journal),
        )
        self._process.start()
        theirs.close()
        mount.wait_until_mounted(self.folder)

    def cut(self, chance: random.Random) -> None:
        """Lose what was not synced, in one of the worlds."""
        assert self._orders is not None
        assert self._process is not None
        self._orders.send((chance.choice(self._worlds), chance.random()))
        if not self._orders.poll(30) or self._orders.recv() != "cut":
            raise mount.NoFuse("the losing storage does not answer")
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.join()
        process.close()
        if self._orders is not None:
            self._orders.close()
        mount.unmount(self.folder)

    def close(self) -> None:
        """Unmount and delete it."""
        self._end()
        self._home.cleanup()


def _make_folders(card: Path) -> None:
    for name in FOLDERS:
        (card / name).mkdir(parents=True)

"""The parties of the line as processes that can be killed: broker, central, booths."""

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from central.server import Central
from central.settings import CentralSettings
from firmware.spool.registration import Registered
from tests.faults.line.proxy import Line
from tests.firmware.uplink.conftest import Booth, Mosquitto

HURRY = (sys.executable, "-m", "tests.faults.line.hurry")
CREDIT = 1_048_576
KEEPALIVE_S = 5
CHUNK = 131_072


class Process:
    """A process that is started again after each end."""

    def __init__(self, command: tuple[str, ...], log: Path) -> None:
        self._command = command
        self._log = log
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the one that runs."""
        assert self._running is not None
        return self._running.pid

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._running is None or self._running.poll() is not None:
            with self._log.open("ab") as log:
                self._running = subprocess.Popen(self._command, stdout=log, stderr=log)

    def end(self, how: int = signal.SIGKILL) -> None:
        """Kill it; harmless when it is dead."""
        if self._running is not None:
            self._running.send_signal(how)
            self._running.wait()
            self._running = None


@dataclass(frozen=True)
class Clip:
    """An appeal in a spool; `planted` is one that central must refuse."""

    id: str
    seq: int
    size: int
    sha256: str
    planted: bool = False


class Post(Booth):
    """A booth with clips in its spool, at the near end of a bad line."""

    def __init__(self, folder: Path, central: Central, id: str) -> None:
        super().__init__(folder, central, id)
        self.clips: list[Clip] = []
        self.log = folder / "uplink.log"
        self.life = Process((*HURRY, "uplink", str(self.config)), self.log)

    def put(self, plain: bytes) -> Registered:
        """One more clip."""
        registered = self.appeal(plain)
        file = self.spool.clips / f"{registered.id}.clip.age"
        sealed = file.read_bytes()
        hashed = hashlib.sha256(sealed).hexdigest()
        self.clips.append(Clip(registered.id, len(self.clips), len(sealed), hashed))
        return registered

    def plant(self, index: int, envelope: bytes) -> None:
        """Give a clip the envelope of another booth."""
        clip = self.clips[index]
        (self.spool.clips / f"{clip.id}.envelope.jws").write_bytes(envelope)
        self.clips[index] = Clip(clip.id, clip.seq, clip.size, clip.sha256, planted=True)

    def configure_line(self, line: Line) -> None:
        """Through that line, and it is noticed soon when nothing comes."""
        self.configure(line.port, "5", CHUNK)
        with self.config.open("a") as config:
            config.write(f"keepalive_s = {KEEPALIVE_S}\nhealth_s = 5\n")

    def states(self) -> dict[str, str]:
        """The state of each transfer, read beside the running uplink."""
        with closing(sqlite3.connect(self.spool.file, timeout=30)) as database:
            return dict(database.execute("SELECT appeal_id, state FROM transfer"))


class Rig:
    """A broker without memory, a central and booths, with nothing running yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.central = Central(CentralSettings.on_free_ports(folder / "central"))
        self.posts: list[Post] = []
        self.lines: list[Line] = []
        self._ends = ExitStack()

    def add_booth(self, id: str) -> Post:
        """One booth more; put its clips in before the next is added."""
        post = Post(self.folder / f"booth-{id}", self.central, id)
        self.posts.append(post)
        return post

    def connect(self, bytes_s: float, chance: random.Random, trouble: float, budget: int) -> None:
        """A broker, and a line to it for each booth."""
        self.broker = Mosquitto(self.folder, self.central.settings.data)
        self._ends.callback(self.broker.kill)
        data = str(self.central.settings.data)
        command = (*HURRY, "central", data, str(self.broker.port), str(CREDIT), str(budget))
        self.receiver = Process(command, self.folder / "central.log")
        self._ends.callback(self.receiver.end)
        for post in self.posts:
            line = Line(self.broker.port, bytes_s, random.Random(chance.random()), trouble)
            self._ends.callback(line.close)
            self._ends.callback(post.life.end)
            self.lines.append(line)
            post.configure_line(line)

    def start(self) -> None:
        """All that does not run; a central that found no broker among it."""
        if self.broker.process is None:
            self.broker.start()
        self.receiver.start()
        for post in self.posts:
            post.life.start()

    def stop(self) -> None:
        """End all of it."""
        self._ends.close()

    def stored(self) -> dict[str, str]:
        """What central has taken over: the hash of each file, by the id of the appeal."""
        found = {}
        for file in self.central.store.clips.iterdir():
            hashed = hashlib.sha256(file.read_bytes()).hexdigest()
            found[file.name.removesuffix(".clip.age")] = hashed
        return found

    def delivered(self) -> list[str]:
        """A row of the registry each, in the order in which they came.

        What central has stored a moment ago is registered first.
        """
        self.central.registrar.register_all()
        with closing(sqlite3.connect(self.central.store.file, timeout=30)) as database:
            return [id for (id,) in database.execute("SELECT id FROM appeal ORDER BY received_at")]


def sized(size: int) -> bytes:
    """A clip of that size that nothing can shrink."""
    return os.urandom(size)

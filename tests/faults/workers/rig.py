"""A worker with servers, as a process that is killed again and again while booths send.

PostgreSQL, an S3 server and mosquitto live on; the worker is the real `central run`. A
booth's clip counts once the booth has seen a `stored` that central signed: from then on
the booth may have deleted it.
"""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from central import config
from central.keys import open_keys
from central.models import Appeal, Intake, IntakeState
from central.server import Central
from central.settings import CentralSettings, DatabaseSettings, RunSettings
from firmware.appeals.signing import make_key, public_pem
from tests.central import fleet
from tests.central.fleet import Fleet
from tests.central.offered import OfferedClip, offered
from tests.central.servers import BucketServer, PostgresServer
from tests.conftest import until
from tests.firmware.uplink.conftest import Mosquitto

BOOTHS = 6
SIZES = (2_000, 400_000)
CHUNK = 32_768
# Most workers die at work, so long after they began it; the others while they start.
AT_WORK = 0.8
WORKS_S = (0.0, 1.0)
STARTS_S = (0.1, 1.0)
END_S = 120.0
A_LIFE_S = 10.0


@dataclass
class Result:
    """What came of it; `why` says what is wrong."""

    kills: int = 0
    stored: int = 0
    why: list[str] = field(default_factory=list)


class Worker:
    """The process."""

    def __init__(self, data: Path, log: Path) -> None:
        self._command = [sys.executable, "-m", "central.cli", "run", "--data", str(data)]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)

    def works(self) -> bool:
        """Whether it has said that it began."""
        return b"central started" in self._log.read_bytes()

    def end(self, how: int = signal.SIGKILL) -> None:
        """Kill it; harmless when it is dead."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None


class Rig:
    """The servers, the worker and the booths."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._ends = ExitStack()
        postgres, buckets = PostgresServer(), BucketServer(folder)
        self._ends.callback(postgres.close)
        self._ends.callback(buckets.close)
        # Those who do only a part make none.
        open_keys(folder / "central" / "keys")
        self.central = Central(
            CentralSettings(
                folder / "central",
                database=DatabaseSettings(postgres.database()),
                clips=buckets.bucket(),
                credit_bytes=4 * CHUNK,
                run=RunSettings(("ingest", "registrar")),
            )
        )
        self._ends.callback(self.central.stop)
        self._key = make_key(folder / "booth.key")
        public = folder / "booth.pem"
        public.write_bytes(public_pem(self._key))
        self._booths = [f"{number + 1:03}" for number in range(BOOTHS)]
        for booth in self._booths:
            self.central.booths.add(booth, "oskemen", public)
        password = fleet.account(self.central.accounts)
        # Before mosquitto reads who may come.
        _ = self.central.broker_password
        broker = Mosquitto(folder, self.central.settings.data)
        self._ends.callback(broker.kill)
        broker.start()
        self._write_settings(broker.port)
        self._worker = Worker(self.central.settings.data, folder / "central.log")
        self._ends.callback(self._worker.end)
        key = self.central.keys.signing.public_key()
        self._fleet = Fleet(
            broker.port, password, key, chunk_bytes=CHUNK, silence_s=0.7, wait_s=0.3
        )
        self._ends.callback(self._fleet.close)
        self._sent: dict[str, OfferedClip] = {}
        self._killed_enough = threading.Event()

    def stop(self) -> None:
        """End all of it."""
        self._ends.close()

    def run(self, kills: int, progress: Callable[[int], None] = lambda _kills: None) -> Result:
        """Kill so often while booths send; then let all of it arrive, and look."""
        result = Result()
        killer = threading.Thread(target=self._kill, args=(kills, result, progress))
        killer.start()
        deadline = END_S + kills * A_LIFE_S
        try:
            self._fleet.run(self._clips(), BOOTHS, deadline)
        except (TimeoutError, AssertionError) as error:
            result.why.append(str(error))
            self._killed_enough.set()
        killer.join()
        self._worker.end(signal.SIGTERM)
        self._look(result)
        return result

    def _kill(self, kills: int, result: Result, progress: Callable[[int], None]) -> None:
        lived, chance = threading.Event(), random.Random(self._chance.random())
        for _ in range(kills):
            self._worker.start()
            if chance.random() < AT_WORK:
                until(self._worker.works, "the worker works")
                lived.wait(chance.uniform(*WORKS_S))
            else:
                lived.wait(chance.uniform(*STARTS_S))
            self._worker.end()
            result.kills += 1
            progress(result.kills)
        self._worker.start()
        self._killed_enough.set()

    def _clips(self) -> Iterator[OfferedClip]:
        """One after the other, until there were enough kills."""
        while not self._killed_enough.is_set():
            plain = self._chance.randbytes(self._chance.randint(*SIZES))
            booth = self._chance.choice(self._booths)
            clip = offered(self._key, self.central.keys.recipients, plain, booth=booth)
            self._sent[clip.id] = clip
            yield clip

    def _look(self, result: Result) -> None:
        result.stored = len(self._fleet.stored)
        self.central.registrar.register_all()
        with self.central.store.connection():
            states = {row.id: row.state for row in Intake.select(Intake.id, Intake.state)}
            numbers = Counter(row.number for row in Appeal.select(Appeal.number))
        for id in self._fleet.stored:
            clip = self._sent[id]
            if states.get(id) != IntakeState.REGISTERED:
                result.why.append(f"{id}: stored, and central says {states.get(id)}")
            if numbers[clip.number] != 1:
                result.why.append(f"{id}: registered {numbers[clip.number]} times")
            if self._hash(id) != clip.sha256:
                result.why.append(f"{id}: its bytes are not those that were sent")
        if foreign := set(states) - set(self._sent):
            result.why.append(f"nobody sent {foreign}")

    def _hash(self, id: str) -> str:
        try:
            with self.central.clips.reader(id) as sealed:
                return sha256(sealed.read()).hexdigest()
        except OSError as error:
            return str(error)

    def _write_settings(self, port: int) -> None:
        settings = self.central.settings
        text = config.render(settings).replace('address = ""', f'address = "127.0.0.1:{port}"', 1)
        (settings.data / config.FILE).write_text(text)

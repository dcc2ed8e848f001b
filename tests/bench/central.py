"""The figures of central: what it takes over in a second and by a CPU second, memory, notices.

Beside it, in the same run and at the same mosquitto, subscribers that throw the bytes away
(see `throw_away`). Central does what it always does: it checks, writes, syncs, hashes, signs.
The simulated booths keep to the rules of the real uplink (see `tests.central.fleet`), and so
the speed stands beside the subscriber that says what they must hear before they send on; CPU
seconds stand beside the plain one, which says nothing. Booths, mosquitto and subscriber share
this machine.

The figure of a message's way from `fin` to an SMS belongs here, too (`_memory` shows how a
worker and its booths are started).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from central.config import FILE
from central.rights import Role
from central.server import Central
from central.settings import CentralSettings
from firmware.appeals.appeal import Language
from firmware.appeals.signing import PrivateKey, make_key, public_pem
from tests.bench.figure import Figure
from tests.bench.line.lines import running, wait_for
from tests.central import fleet
from tests.central.fleet import Fleet
from tests.central.offered import OfferedClip, offered
from tests.conftest import until
from tests.firmware.uplink.conftest import Mosquitto

MB = 1_000_000
CLIPS, CLIP = 16, 16 * MB
ROUNDS = 3
SHARE = 0.6
CPU_S_PER_GB = 6.0

# All that an installation can have.
BOOTHS = 999
EARLY = 200
SMALL = 100_000
AT_ONCE = 100
GROWTH = 1.1
DEADLINE_S = 60.0

TOLD = 30
TOLD_LIMIT_S = 2.0
PORTS = "[desk]\nport = 0\n[public]\nport = 0\n"
SMS = '[sms]\nkind = "file"\nquiet_from = "00:00"\nquiet_until = "00:00"\nhourly = 10000\n'

CHUNK = 262_144
SITE = "oskemen"
THROW_AWAY = (sys.executable, "-m", "tests.bench.throw_away")


def figures() -> list[Figure]:
    """Throughput, CPU, memory."""
    with tempfile.TemporaryDirectory() as name:
        place = Place(Path(name))
        with place.broker():
            figures = [*_throughput(place), _memory(place)]
    with tempfile.TemporaryDirectory() as name:
        place = Place(Path(name), SMS)
        with place.broker():
            return [*figures, _notice(place)]


class Place:
    """A central's folder, its broker, and a key that all booths share."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        """`settings`: what its central.toml says besides the ports of the pages."""
        self.central = Central(CentralSettings(folder / "central", port=0))
        (folder / "central" / FILE).write_text(f"{PORTS}{settings}", encoding="utf-8")
        self.key: PrivateKey = make_key(folder / "booth.key")
        public = folder / "booth.pem"
        public.write_bytes(public_pem(self.key))
        with self.central.store.transaction():
            for number in range(1, BOOTHS + 1):
                self.central.booths.add(f"{number:03}", SITE, public)
        self._password = fleet.account(self.central.accounts)
        self._mosquitto = Mosquitto(folder, self.central.settings.data)

    @contextmanager
    def broker(self) -> Iterator[None]:
        """It runs."""
        self._mosquitto.start()
        try:
            yield
        finally:
            self._mosquitto.kill()

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """Central runs."""
        data = str(self.central.settings.data)
        port = f"127.0.0.1:{self._mosquitto.port}"
        command = [sys.executable, "-m", "central.cli", "run", "--data", data, "--broker", port]
        command += ["--part", "ingest", "--part", "registrar", "--part", "notices"]
        with running(command, b"central started") as process:
            _read_on(process)
            yield process

    @contextmanager
    def plain(self, size: int) -> Iterator[subprocess.Popen[bytes]]:
        """The plain subscriber runs."""
        words = [str(self._mosquitto.port), self.central.broker_password, str(size)]
        with running([*THROW_AWAY, "plain", *words]) as process:
            yield process

    @contextmanager
    def polite(self) -> Iterator[subprocess.Popen[bytes]]:
        """The subscriber that speaks to booths runs."""
        words = [str(self._mosquitto.port), str(self.central.settings.data)]
        with running([*THROW_AWAY, "polite", *words]) as process:
            yield process

    @contextmanager
    def booths(self) -> Iterator[Fleet]:
        """The booths are connected."""
        key = self.central.keys.signing.public_key()
        made = Fleet(self._mosquitto.port, self._password, key, chunk_bytes=CHUNK)
        try:
            yield made
        finally:
            made.close()

    def clip(self, number: int, size: int) -> OfferedClip:
        """Of the booth of that number."""
        content = bytes(size)
        return offered(self.key, self.central.keys.recipients, content, booth=f"{number:03}")


def _throughput(place: Place) -> list[Figure]:
    taken, polite, plain = [], [], []
    with place.booths() as booths:
        for _ in range(ROUNDS):
            clips = [place.clip(number + 1, CLIP) for number in range(CLIPS)]
            plain.append(_thrown(place, booths, clips))
            with place.polite() as subscriber:
                polite.append(_taken(place, booths, clips, subscriber))
            with place.worker() as worker:
                taken.append(_taken(place, booths, clips, worker))
    speed, cpu = map(statistics.median, zip(*taken, strict=True))
    asked = statistics.median(speed for speed, _cpu in polite)
    poured, least_cpu = map(statistics.median, zip(*plain, strict=True))
    return [
        Figure("central.ingest_mb_s", speed, "MB/s", poured, SHARE * poured, at_least=True),
        Figure("central.ingest_polite_mb_s", speed, "MB/s", asked, SHARE * asked, at_least=True),
        Figure("central.ingest_cpu_s_per_gb", cpu, "s", least_cpu, CPU_S_PER_GB),
    ]


def _thrown(place: Place, booths: Fleet, clips: list[OfferedClip]) -> tuple[float, float]:
    with place.plain(sum(len(clip.sealed) for clip in clips)) as subscriber:
        return _measure(subscriber, lambda: _flood(booths, clips, subscriber))


def _taken(
    place: Place, booths: Fleet, clips: list[OfferedClip], process: subprocess.Popen[bytes]
) -> tuple[float, float]:
    # What is done once is done by a first clip: connections, the calendar of holidays.
    booths.run([place.clip(BOOTHS, SMALL)], 1, DEADLINE_S)
    return _measure(process, lambda: booths.run(clips, CLIPS, DEADLINE_S))


def _measure(process: subprocess.Popen[bytes], work: Callable[[], None]) -> tuple[float, float]:
    """MB a second, and CPU seconds of that process for a GB."""
    begun, before = time.monotonic(), _cpu_s(process.pid)
    work()
    size = CLIPS * CLIP
    return size / MB / (time.monotonic() - begun), (_cpu_s(process.pid) - before) * 1000 * MB / size


def _flood(booths: Fleet, clips: list[OfferedClip], subscriber: subprocess.Popen[bytes]) -> None:
    """The same bytes in the same pieces, with nothing to wait for."""
    for start in range(0, max(len(clip.sealed) for clip in clips), CHUNK):
        for clip in clips:
            topic, content = clip.chunk(start, start + CHUNK)
            booths.publish(topic, content)
    wait_for(subscriber, b"all")


def _memory(place: Place) -> Figure:
    """After all booths beside after the first ones."""
    early: list[float] = []
    with place.booths() as booths, place.worker() as worker:
        stored = 0

        def count(_id: str) -> None:
            nonlocal stored
            stored += 1
            if stored == EARLY:
                early.append(_rss_mb(worker.pid))

        clips = (place.clip(number + 1, SMALL) for number in range(BOOTHS))
        booths.run(clips, AT_ONCE, DEADLINE_S, count)
        late = _rss_mb(worker.pid)
    return Figure("central.memory_1000_booths_mb", late, "MB", early[0], GROWTH * early[0])


def _notice(place: Place) -> Figure:
    """From the first word about a small clip to the SMS handed over, beside its `stored`."""
    place.central.people.add(
        "official",
        "Official",
        Role.OFFICIAL,
        "a long password",
        Language.KK,
        site=SITE,
        official="official",
        phone="+77011230000",
    )
    sent = place.central.settings.data / "sms.jsonl"
    stored, told = [], []
    with place.booths() as booths, place.worker():
        for number in range(TOLD):
            begun = time.time()
            booths.run([place.clip(number + 1, SMALL)], 1, DEADLINE_S)
            stored.append(time.time() - begun)
            until(lambda count=number + 1: _to_official(sent) >= count, "an SMS")
            told.append(_newest(sent) - begun)
    worst = sorted(told)[round(0.95 * (TOLD - 1))]
    reference = statistics.median(stored)
    return Figure("central.fin_to_sms_p95_s", worst, "s", reference, TOLD_LIMIT_S)


def _lines(sent: Path) -> list[dict[str, str]]:
    if not sent.exists():
        return []
    return [json.loads(line) for line in sent.read_text(encoding="utf-8").splitlines()]


def _to_official(sent: Path) -> int:
    return sum(line["phone"] == "+77011230000" for line in _lines(sent))


def _newest(sent: Path) -> float:
    mine = [line for line in _lines(sent) if line["phone"] == "+77011230000"]
    return datetime.fromisoformat(mine[-1]["at"]).timestamp()


def _read_on(process: subprocess.Popen[bytes]) -> None:
    """Its log, so that it never waits for somebody to read."""
    threading.Thread(target=deque, args=(process.stdout, 0), daemon=True).start()


def _rss_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

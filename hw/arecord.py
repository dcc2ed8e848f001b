"""A real microphone: ALSA through `arecord` in a process of its own.

An unplugged USB microphone or an overrun then costs a process, not the booth:
it is started again, and the sound it missed becomes silence of the same length.
The card is named, never numbered: numbers change from boot to boot.
"""

import os
import select
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO

import numpy as np

from hw.errors import DeviceNotFound
from hw.microphone import BLOCK_SAMPLES, SAMPLE_RATE, OnPcm, PcmBlock
from hw.pace import MICROSECOND, Clock, Pace

NAME = "microphone"
BLOCK_BYTES = BLOCK_SAMPLES * 2
BLOCK_US = BLOCK_SAMPLES * MICROSECOND // SAMPLE_RATE
HEALTHY_WITHIN_S = 2.0
GAP_US = 40_000
# A crystal's drift shows as a small steady error, of which each block takes off a part.
DRIFT_AT_MOST_US, DRIFT_PART = 10_000, 512
# Longer gaps are left open: the recording has stopped being one by then.
FILL_AT_MOST_US = 5 * MICROSECOND
FIRST_WITHIN_S = 3.0
RETRY_S, RETRY_AT_MOST_S = 0.25, 8.0
_STOP_WITHIN_S = 2.0


class ArecordMicrophone:
    """The ALSA card of that name (`arecord -L` lists them), mono at 48 kHz.

    `pcm` overrides the ALSA device where it is not plughw; `environment` is
    that of arecord (None: ours). A source that delivers faster than real time,
    as ALSA's file plug-in does, is read at the pace of the clock.
    """

    def __init__(
        self,
        card: str,
        pcm: str | None = None,
        environment: Mapping[str, str] | None = None,
        clock: Clock = time.monotonic,
        program: Sequence[str] = ("arecord",),
    ) -> None:
        device = pcm or f"plughw:CARD={card}"
        sound = ("-f", "S16_LE", "-c1", f"-r{SAMPLE_RATE}", "-t", "raw")
        # By default arecord reads 125 ms at a time, which no stamp could follow.
        timing = (f"--period-time={BLOCK_US}", "--buffer-time=500000")
        self._command = [*program, "-q", "-D", device, *sound, *timing]
        self._environment = environment
        self._clock = clock
        self._pace = Pace(clock)
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._last_block_at = float("-inf")
        self._timeline = _Timeline()

    def start(self, on_pcm: OnPcm) -> None:
        """Deliver blocks from now on. Raises DeviceNotFound if arecord finds no sound."""
        if self._thread is not None:
            raise RuntimeError(f"{NAME} runs already")
        process = self._spawn()
        first = _first_block(process)
        if first is None:
            why = _end(process).strip()
            raise DeviceNotFound(NAME, why or f"{' '.join(self._command)} gave no sound")
        self._process = process
        self._pace = Pace(self._clock)
        self._timeline = _Timeline()
        self._thread = threading.Thread(
            target=self._run, args=(process, first, on_pcm), name=NAME, daemon=True
        )
        self._thread.start()

    def healthy(self) -> bool:
        """Whether a block came within the last two seconds."""
        return self._clock() - self._last_block_at < HEALTHY_WITHIN_S

    def close(self) -> None:
        """Stop arecord and the thread; may be called twice."""
        self._pace.stop()
        if self._thread is not None:
            for end in (subprocess.Popen.terminate, subprocess.Popen.kill):
                if self._process is not None:
                    end(self._process)
                self._thread.join(_STOP_WITHIN_S)
            self._thread = None
        self._last_block_at = float("-inf")

    def _run(
        self, process: subprocess.Popen[bytes] | None, block: bytes | None, on_pcm: OnPcm
    ) -> None:
        retry_s = RETRY_S
        while not self._pace.stopped:
            if process is not None:
                try:
                    if self._listen(process, block, on_pcm):
                        retry_s = RETRY_S
                finally:
                    _end(process)
            if not self._pace.sleep(retry_s):
                return
            retry_s = min(2 * retry_s, RETRY_AT_MOST_S)
            process, block = self._respawn(), None

    def _listen(self, process: subprocess.Popen[bytes], block: bytes | None, on_pcm: OnPcm) -> bool:
        """Deliver until arecord ends; whether there was any sound."""
        heard = False
        block = block or _read_block(process)
        while block is not None and not self._pace.stopped:
            heard = True
            self._deliver(block, on_pcm)
            _pipe(process.stderr).read()  # a full pipe would stop arecord
            block = _read_block(process)
        return heard

    def _deliver(self, data: bytes, on_pcm: OnPcm) -> None:
        self._pace.until(self._timeline.earliest_us)
        for ts_us in self._timeline.gap(self._pace.now_us()):
            on_pcm(PcmBlock(np.zeros(BLOCK_SAMPLES, np.int16), ts_us))
        on_pcm(PcmBlock(np.frombuffer(data, "<i2").astype(np.int16), self._timeline.next()))
        self._last_block_at = self._clock()

    def _spawn(self) -> subprocess.Popen[bytes]:
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
            )
        except OSError as error:
            raise DeviceNotFound(NAME, f"arecord cannot be started: {error}") from error
        os.set_blocking(_pipe(process.stderr).fileno(), False)
        return process

    def _respawn(self) -> subprocess.Popen[bytes] | None:
        try:
            process = self._spawn()
        except DeviceNotFound:
            return None
        self._process = process
        if self._pace.stopped:  # close() may have looked before we had it
            process.terminate()
        return process


class _Timeline:
    """Gives each block its time: by counting, corrected when sound was lost."""

    def __init__(self) -> None:
        self._next_us: int | None = None

    @property
    def earliest_us(self) -> int:
        """When the next block can have been taken whole; 0 before the first."""
        return 0 if self._next_us is None else self._next_us + BLOCK_US - GAP_US

    def gap(self, now_us: int) -> list[int]:
        """The times of the blocks of silence that a lost stretch needs."""
        taken_us = now_us - BLOCK_US
        if self._next_us is None:
            self._next_us = taken_us
        lost_us = taken_us - self._next_us
        if lost_us <= GAP_US:
            if abs(lost_us) < DRIFT_AT_MOST_US:
                self._next_us += int(lost_us / DRIFT_PART)
            return []
        if lost_us > FILL_AT_MOST_US:
            self._next_us = taken_us
            return []
        return [self.next() for _ in range(lost_us // BLOCK_US)]

    def next(self) -> int:
        """The time of the next block."""
        assert self._next_us is not None
        ts_us = self._next_us
        self._next_us = ts_us + BLOCK_US
        return ts_us


def _first_block(process: subprocess.Popen[bytes]) -> bytes | None:
    """The first 20 ms of sound, or None when there is not so much within its time."""
    stream, data = _pipe(process.stdout), b""
    deadline = time.monotonic() + FIRST_WITHIN_S
    while (left_s := deadline - time.monotonic()) > 0:
        if not select.select([stream], [], [], left_s)[0]:
            return None
        piece = os.read(stream.fileno(), BLOCK_BYTES - len(data))
        data += piece
        if not piece or len(data) == BLOCK_BYTES:
            break
    return data if len(data) == BLOCK_BYTES else None


def _read_block(process: subprocess.Popen[bytes]) -> bytes | None:
    """20 ms of sound, or None when arecord has ended."""
    stream = _pipe(process.stdout)
    data = stream.read(BLOCK_BYTES)
    return data if len(data) == BLOCK_BYTES else None


def _end(process: subprocess.Popen[bytes]) -> str:
    """End arecord and free its pipes; what it had to say."""
    process.terminate()
    try:
        said = process.communicate(timeout=_STOP_WITHIN_S)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        said = process.communicate()[1]
    return said.decode("utf-8", "replace")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream

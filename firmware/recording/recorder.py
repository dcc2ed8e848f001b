"""The recorder: from the camera's and microphone's threads to a sealed file.

Camera and microphone only put into a queue; one thread muxes, another seals.
Nothing is dropped silently: an error or a full queue ends the recording with a
stated reason, and at the end the file is read back and its frames counted.
"""

import contextlib
import queue
import threading
from collections.abc import Sequence
from pathlib import Path

from firmware.appeals.manifest import ClipFacts
from firmware.appeals.sealing import VisitKey
from firmware.clock import Clock
from firmware.recording.errors import (
    FramesLost,
    MuxFailed,
    RecordingError,
    ReviewFailed,
    SealFailed,
    TooSlow,
)
from firmware.recording.muxer import Muxer
from firmware.recording.opened import opened_clip
from firmware.recording.pipe import Pipe
from firmware.recording.sealer import Sealer
from hw.camera import VideoPacket
from hw.microphone import PcmBlock

CODEC = "avc1+mp4a.40.2"

# Half a minute of packets and sound: slack for a card that stops to think.
_QUEUE_ITEMS = 30 * (25 + 50)

# Frames and sound are muxed so many seconds at a time: one by one, each in its moment,
# they cost the muxer more than twice the CPU. A power cut takes what is not muxed yet.
_BATCH_S = 0.1


class _Sink:
    """The sealer's pipe as PyAV may see it: a broken one is noted, not raised."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self.broken: OSError | None = None

    def write(self, data: bytes) -> int:
        if self.broken is None:
            try:
                self._pipe.write(data)
            except OSError as error:
                self.broken = error
        return len(data)


class Recorder:
    """One recording, sealed to central's recipients and to the visit's own key."""

    def __init__(
        self,
        file: Path,
        recipients: Sequence[str],
        visit_key: VisitKey,
        fps: int,
        clock: Clock,
        room_bytes: int = 0,
    ) -> None:
        """Takes `room_bytes` on the disk and starts the threads.

        Raises BadSeal, NoRoom, SealFailed.
        """
        self.file = file
        self._key = visit_key
        self._sealer = Sealer(file, [*recipients, visit_key.recipient], clock, room_bytes)
        self._sink = _Sink(self._sealer.pipe)
        self._muxer = Muxer(self._sink, fps)
        self._queue: queue.Queue[VideoPacket | PcmBlock | None] = queue.Queue(_QUEUE_ITEMS)
        self._delivered = 0
        self._failure: RecordingError | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="muxer", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> RecordingError | None:
        """Why the recording cannot go on, as soon as it is known."""
        return self._failure or self._sealer.failure

    @property
    def seconds(self) -> float:
        """How much has been recorded."""
        return self._muxer.duration_ms / 1000

    def packet(self, packet: VideoPacket) -> None:
        """Take a frame; called from the camera's thread, returns at once."""
        self._delivered += 1
        self._put(packet)

    def pcm(self, block: PcmBlock) -> None:
        """Take sound; called from the microphone's thread, returns at once."""
        self._put(block)

    def _put(self, item: VideoPacket | PcmBlock) -> None:
        if self._failure is not None:
            return
        try:
            self._queue.put_nowait(item)
        except queue.Full:
            self._failure = TooSlow("the disk or the processor does not keep up")

    def _run(self) -> None:
        try:
            while (item := self._queue.get()) is not None and self._sink.broken is None:
                if isinstance(item, VideoPacket):
                    self._muxer.video(item)
                else:
                    self._muxer.audio(item)
                if self._queue.empty():
                    self._over.wait(_BATCH_S)
            self._muxer.finish()
        except RecordingError as error:
            self._failure = error
        except Exception as error:  # noqa: BLE001 - the fence: whatever it is ends the recording
            self._failure = MuxFailed(f"muxing stopped: {error}")
        finally:
            self._muxer.abandon()
        if self._sink.broken is not None:
            self._failure = self._sealer.failure or TooSlow(str(self._sink.broken))

    def finish(self, deadline_s: float = 30.0) -> ClipFacts:
        """Write, seal and read back; the file is not yet synced. Raises RecordingError.

        Call it after the camera's `stop_recording`, from a worker thread.
        """
        self._over.set()
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=deadline_s)
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            raise TooSlow("the clip was not finished in time")
        if self.failure is not None:
            raise self.failure
        sha256, size = self._sealer.finish(deadline_s)
        self._check_frames()
        return ClipFacts(
            sha256=sha256,
            size=size,
            duration_ms=self._muxer.duration_ms,
            video_frames=self._muxer.frames,
            codec=CODEC,
        )

    def _check_frames(self) -> None:
        try:
            with opened_clip(self.file, self._key.identity) as clip:
                in_file = sum(1 for packet in clip.demux(video=0) if packet.size)
        except ReviewFailed as error:
            raise SealFailed(f"the clip cannot be read back: {error}") from error
        if in_file != self._delivered:
            raise FramesLost(self._delivered, in_file)

    def discard(self) -> None:
        """Give up and destroy the file; harmless when repeated."""
        self._failure = self._failure or MuxFailed("given up")
        self._over.set()
        self._sealer.abort()
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        self._thread.join(5.0)
        self.file.unlink(missing_ok=True)
